"""Folding: what no callback touches becomes one component, and nothing is lost on the way."""

from dash import dcc, html

from components.fixed_parts import NAMESPACE, folded


def fixed(tree):
    return {"namespace": NAMESPACE, "type": "Fixed", "props": {"tree": tree}}


def test_a_tree_of_plain_html_becomes_one_component():
    tree = html.Div([html.P("One"), "two", html.Span([html.B("3"), None])], className="box")
    assert folded(tree) == fixed(["div", {"className": "box"}, ["p", 0, "One"], "two", ["span", 0, ["b", 0, "3"]]])


def test_what_has_an_id_stays_a_component_and_only_its_fixed_parts_are_folded():
    found = folded(html.Div([html.P("One"), html.Div("live", id="live"), "text"]))
    assert found["type"] == "Div"
    first, second, third = found["props"]["children"]
    assert (first, third) == (fixed(["p", 0, "One"]), "text")
    assert second["props"] == {"children": "live", "id": "live"}


def test_a_link_within_the_app_stays_one():
    assert folded(dcc.Link("There", href="/there", className="x")) == fixed(
        ["a", {"href": "/there", "className": "x", "data-follow": "true"}, "There"]
    )


def test_other_components_are_left_alone():
    store = folded([dcc.Store(id="s"), html.I()])
    assert (store[0]["type"], store[1]) == ("Store", fixed(["i", 0]))


def test_lists_within_lists_lie_side_by_side():
    assert folded(html.Ul([[html.Li("a"), html.Li("b")], html.Li("c")])) == fixed(
        ["ul", 0, ["li", 0, "a"], ["li", 0, "b"], ["li", 0, "c"]]
    )


def test_text_and_nothing_stay_what_they_are():
    assert (folded("words"), folded(None), folded([])) == ("words", None, [])
