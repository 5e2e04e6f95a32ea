"""The words of the table: who may ask for something, and what a fitting request holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from domain.permissions import Role

Place = tuple[Any, ...]
ANYONE = None
VIEWER, ANALYST, ADMIN = Role.VIEWER, Role.ANALYST, Role.ADMIN


@dataclass(frozen=True)
class Own:
    """Stands for an id that the asker's organization has; the sweep puts others in its place."""

    kind: str


@dataclass(frozen=True)
class Sent:
    """A file in a form: its name and which of the world's files it is."""

    name: str
    kind: str


@dataclass(frozen=True)
class Entry:
    """One thing that can be reached. `least` is the least role that may, `values` a request that works for it.

    `edits`: that request changes what is stored. `costs`: each request takes long (a password's hash, a process),
    so only ids are swept. `trigger` names the input that a callback is called by.
    """

    least: Role | None
    values: dict[str, Any] = field(default_factory=dict)
    edits: bool = False
    costs: bool = False
    trigger: str = ""


def leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every single value in a nested one, with its place; a file is none."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*place, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*place, number))
    elif not isinstance(value, Sent):
        yield place, value


def replaced(value: Any, place: Place, new: Any) -> Any:
    """The nested value with another one at a place."""
    if not place:
        return new
    if isinstance(value, dict):
        return {name: replaced(inner, place[1:], new) if name == place[0] else inner for name, inner in value.items()}
    return [replaced(inner, place[1:], new) if number == place[0] else inner for number, inner in enumerate(value)]


def filled(value: Any, ids: dict[str, str]) -> Any:
    """The nested value with real ids."""
    if isinstance(value, Own):
        return ids[value.kind]
    if isinstance(value, dict):
        return {name: filled(inner, ids) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, ids) for inner in value]
    return value
