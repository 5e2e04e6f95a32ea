"""Looking into component trees without caring how deep a thing lies."""

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def walk(tree: Any) -> Iterator[Component]:
    """Every component of a tree, outermost first."""
    if isinstance(tree, (list, tuple)):
        for branch in tree:
            yield from walk(branch)
    elif isinstance(tree, Component):
        yield tree
        yield from walk(getattr(tree, "children", None))


def words(tree: Any) -> str:
    """All text of a tree, in order."""
    if isinstance(tree, (list, tuple)):
        return "".join(words(branch) for branch in tree)
    if isinstance(tree, Component):
        return words(getattr(tree, "children", None))
    return "" if tree is None else str(tree)


def plain(tree: Any) -> Any:
    """A tree as nested dictionaries, to be compared whole."""
    if isinstance(tree, (list, tuple)):
        return [plain(branch) for branch in tree]
    if isinstance(tree, Component):
        found = tree.to_plotly_json()
        return {"type": found["type"], **{name: plain(value) for name, value in found["props"].items()}}
    return tree


def with_class(tree: Any, name: str) -> list[Component]:
    """The components that carry a class."""
    return [part for part in walk(tree) if name in str(getattr(part, "className", "")).split()]
