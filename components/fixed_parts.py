"""Folds the parts of a page that no callback touches into single components.

Dash keeps books on every component it draws; a table of a hundred cells would be a hundred entries. A tree of plain
HTML without ids becomes one entry, which assets/30-scripts/fixed.js draws. What it shows does not change.
"""

from typing import Any

from dash.development.base_component import Component

NAMESPACE, TYPE = "advision_fixed", "Fixed"
Node = Any


def folded(tree: Any) -> Any:
    """The tree as JSON-ready values, with every largest part that is plain HTML as one component."""
    value, fixed = _fold(tree)
    return _wrapped(value) if fixed else value


def _fold(tree: Any) -> tuple[Any, bool]:
    """The value and whether it is fixed. A fixed element is [tag, attributes, child, ...] until it is wrapped."""
    if tree is None or isinstance(tree, str | int | float):
        return tree, True
    if isinstance(tree, list | tuple):
        return _fold_list(tree)
    if isinstance(tree, Component):
        return _fold_component(tree)
    return tree, False


def _fold_list(branches: list[Any] | tuple[Any, ...]) -> tuple[Any, bool]:
    found = [_fold(branch) for branch in branches]
    if all(fixed for _, fixed in found):
        return _Several(value for value, _ in found), True
    return [_wrapped(value) if fixed else value for value, fixed in found], False


class _Several(list[Any]):
    """Children side by side, not an element."""


def _fold_component(component: Component) -> tuple[Any, bool]:
    plain = component.to_plotly_json()  # type: ignore[no-untyped-call]
    properties = dict(plain["props"])
    kind, package = plain["type"], plain["namespace"]
    if package != "dash_html_components" and (package, kind) != ("dash_core_components", "Link"):
        return plain, False
    value, fixed = _fold(properties.pop("children", None))
    if not fixed or "id" in properties or "n_clicks" in properties:
        plain["props"] = properties | {"children": _wrapped(value) if fixed else value}
        return plain, False
    if kind == "Link":
        kind, properties = "a", properties | {"data-follow": "true"}
    properties.pop("key", None)
    return [kind.lower(), properties or 0, *_children(value)], True


def _children(value: Any) -> list[Any]:
    """Nested lists side by side; an element's list starts with its tag and stays one."""
    if value is None:
        return []
    if isinstance(value, _Several):
        return [child for branch in value for child in _children(branch)]
    return [value]


def _wrapped(value: Any) -> Any:
    """A fixed value as what Dash draws: text as it is, elements in the one component."""
    if isinstance(value, _Several):
        return [_wrapped(child) for child in _children(value)]
    if isinstance(value, list):
        return {"namespace": NAMESPACE, "type": TYPE, "props": {"tree": value}}
    return value
