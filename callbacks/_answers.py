"""Answers that were turned into JSON once and are kept as bytes: drawing a page costs more than finding its numbers."""

from collections.abc import Callable
from typing import Any

import orjson
from dash.development.base_component import Component

from components.fixed_parts import folded
from domain.actors import Actor
from services.analytics import kept


def kept_answer(actor: Actor, data_version: int, key: tuple[Any, ...], draw: Callable[[], tuple[Any, ...]]) -> Any:
    """What `draw` returns, one value for each output, from this process's memory or made now.

    The key must name everything that the answer depends on besides the organization and its data.
    """
    return list(kept((actor.organization_id, data_version, "answer", *key), lambda: tuple(map(as_json, draw()))))


def as_json(value: Any) -> Any:
    """A component tree as finished JSON, which Dash passes on as it is."""
    return orjson.Fragment(orjson.dumps(folded(value), default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, Component):
        return value.to_plotly_json()
    raise TypeError(f"{type(value).__name__} does not belong into a page")
