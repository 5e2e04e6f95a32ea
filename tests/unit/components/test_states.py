"""States, toasts, forms, dialogs, uploads and grids: what they promise to their callers."""

import json

from components import ids
from components.checklists import Step, onboarding_checklist, wizard_steps
from components.dialogs import confirm_dialog, opener
from components.document import asset_path, index_string
from components.forms import choice_field, text_field
from components.grids import defer_grid_script, grid, grid_script_path, number_column
from components.icons import icon
from components.states import empty_state, error_state, loading_cards, no_permission, notice, page_header
from components.toasts import error_toast, toast
from components.uploads import drop_zone
from domain.errors import AppError, ErrorCode
from tests.unit.components.trees import plain, walk, with_class, words


def test_icon_is_only_decoration():
    assert plain(icon("gear")) == {
        "type": "Span",
        "className": "icon icon-gear",
        "aria-hidden": "true",
        "children": None,
    }


def test_error_state_shows_our_words_and_the_request_id():
    state = error_state(AppError(ErrorCode.UNAVAILABLE), "req-1")
    assert state.role == "alert"
    assert "not available right now" in words(state)
    assert "req-1" in words(state)


def test_error_state_without_a_known_error_says_nothing_of_its_cause():
    assert "Something went wrong on our side" in words(error_state())


def test_empty_state_carries_the_next_step():
    assert (
        words(empty_state("No campaigns yet", "Import a file.", ["Import"])) == "No campaigns yetImport a file.Import"
    )


def test_no_permission_says_who_can_change_it():
    assert "admin" in words(no_permission("managing members"))


def test_loading_is_announced_once_and_its_bones_are_hidden():
    cards = loading_cards(3)
    assert words(cards) == "Loading figures…"
    assert len(with_class(cards, "kpi")) == 3


def test_page_header_has_the_only_h1_and_can_take_the_focus():
    (heading,) = [part for part in walk(page_header("Campaigns", trail=[("Home", "/")])) if type(part).__name__ == "H1"]
    assert heading.tabIndex == "-1"


def test_bad_news_interrupts_and_good_news_waits():
    assert notice("bad", "No").role == "alert"
    assert notice("good", "Yes").role == "status"
    assert "data-seconds" in toast("good", "Saved").to_plotly_json()["props"]
    assert "data-seconds" not in error_toast(AppError(ErrorCode.NOT_FOUND), "r1").to_plotly_json()["props"]


def test_text_field_ties_label_help_and_error_to_its_input():
    field = text_field("campaign", "country", "Country", help_text="ISO code.", error="Two letters.")
    assert field.className == "field has-error"
    label, control, help_line, error_line = field.children
    assert label.htmlFor == control.id == "campaign-country"
    assert help_line.id == "campaign-country-help"
    assert (error_line.id, words(error_line)) == ("campaign-country-error", "Two letters.")


def test_choice_field_searches_only_in_long_lists():
    short = choice_field("a", "b", "C", [("1", "One")]).children[1]
    long = choice_field("a", "b", "C", [(str(number), str(number)) for number in range(20)]).children[1]
    assert (short.searchable, long.searchable) == (False, True)


def test_confirm_dialog_is_closed_named_and_ends_with_the_deed():
    box = confirm_dialog("campaigns", "Delete 3 campaigns?", "They are gone.", "Delete campaigns")
    properties = box.to_plotly_json()["props"]
    assert properties["data-open"] == "false"
    assert properties["aria-labelledby"] == "campaigns-dialog-title"
    assert [part.id for part in walk(box) if getattr(part, "id", "") == ids.confirm("campaigns")]
    assert opener("campaigns") == {"data-dialog-open": "campaigns-dialog"}


def test_drop_zone_tells_the_script_where_to_send_what():
    zone = drop_zone("imports", "/upload", "Drop", endings=(".csv",), max_bytes=10, fields={"campaign": "1"}).children[
        0
    ]
    properties = zone.to_plotly_json()["props"]
    assert properties["data-url"] == "/upload"
    assert properties["data-store"] == ids.upload_answer("imports")
    assert json.loads(properties["data-fields"]) == {"campaign": "1"}
    assert properties["data-accept"] == ".csv"


def test_checklist_points_at_the_first_open_step():
    steps = [Step("A", "a", "/a", "Do A", done=True), Step("B", "b", "/b", "Do B", done=False)]
    card = onboarding_checklist(steps)
    assert "1 of 2 done" in words(card)
    assert words(with_class(card, "is-next")).startswith("2B")
    assert with_class(card, "button-primary")[0].href == "/b"


def test_wizard_marks_the_current_step():
    current = [item.to_plotly_json()["props"].get("aria-current") for item in wizard_steps(["A", "B", "C"], 1).children]
    assert current == [None, "step", None]


def test_grid_asks_for_rows_page_by_page_and_runs_no_code_from_data():
    table = grid("campaigns", [number_column("spend", "Spend", "money")])
    assert table.rowModelType == "infinite"
    assert table.dangerously_allow_code is False
    assert not hasattr(table, "rowData")
    assert table.columnDefs[0]["valueFormatter"] == {
        "function": "params.data ? money(params.value, params.data.currency) : ''"
    }
    assert grid("few", [], rows=[]).rowModelType == "clientSide"


def test_grid_script_waits_until_a_page_needs_it():
    import dash_ag_grid

    defer_grid_script()
    waiting = [entry for entry in dash_ag_grid._js_dist if entry["relative_package_path"] == "dash_ag_grid.min.js"]
    assert [entry["async"] for entry in waiting] == ["lazy"]
    assert grid_script_path("/x/").startswith("/x/_dash-component-suites/dash_ag_grid/dash_ag_grid.v")


def test_document_holds_every_place_and_no_inline_script():
    page = index_string()
    for place in ("metas", "title", "favicon", "css", "app_entry", "config", "scripts", "renderer"):
        assert page.count("{%" + place + "%}") == 1
    assert "@" not in page
    assert page.count("<script") == 1
    assert asset_path("on-demand/theme.js") in page
