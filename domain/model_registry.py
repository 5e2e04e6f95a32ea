"""Models: which versions there are, which one serves, what it is worth and when not to trust it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from domain.contracts import Contract


class ModelOrigin(StrEnum):
    """Where a version comes from. `own` was learned from one organization's data and serves it alone."""

    SHIPPED = "shipped"
    TRAINED = "trained"
    PULLED = "pulled"
    OWN = "own"


class ModelUse(Contract):
    """What answered, shown beside every result. `label` is a word or two: `heuristic`, `trained`, `text only`."""

    name: str
    version: str
    label: str
    note: str = ""


class CardFigure(Contract):
    """One measured figure. `value` None means that it was not measured; `target` is what was wished for."""

    name: str
    value: float | None
    target: float | None = None
    protocol: str
    beside: dict[str, float] = Field(default_factory=dict)
    """What others reach under the same protocol, by their name."""


class ModelCard(Contract):
    """What a model predicts, how, learned from what, how well, and when not to trust it."""

    name: str
    title: str
    predicts: str
    method: str
    trained_on: str
    figures: list[CardFigure] = Field(default_factory=list)
    limits: list[str] = Field(default_factory=list)
    sources: list[str] = Field(default_factory=list)


class ModelVersion(Contract):
    """One row of the registry. `is_active` is whether it serves the asking organization."""

    name: str
    version: str
    origin: ModelOrigin
    path: str
    sha256: str
    size: int
    data: str
    metrics: dict[str, Any]
    is_active: bool
    created_at: datetime
    card: ModelCard | None = None
