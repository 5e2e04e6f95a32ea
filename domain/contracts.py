"""The base every contract shares: frozen, strict about unknown fields, JSON-ready."""

from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer

T = TypeVar("T")


class Contract(BaseModel):
    """A frozen value that services return and every edge (page, REST, command) shows unchanged."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


def money_text(value: Decimal) -> str:
    """Money as the API writes it: plain digits, at least two decimals, no exponent."""
    text = format(value.normalize(), "f")
    whole, _, cents = text.partition(".")
    return f"{whole}.{cents.ljust(2, '0')}"


def plain_number(value: Decimal) -> int | float:
    """A count that may be fractional, as a JSON number."""
    return int(value) if value == value.to_integral_value() else float(value)


Quantity = Annotated[Decimal, PlainSerializer(plain_number, return_type=int | float, when_used="json")]
Money = Annotated[Decimal, PlainSerializer(money_text, return_type=str, when_used="json")]


class Page(Contract, Generic[T]):
    """One page of a list: `items` of `total`, numbered from 1."""

    items: list[T]
    total: int
    page: int
    page_size: int


class ExportFile(Contract):
    """A file made for a person: its name, its media type and its bytes."""

    name: str
    media_type: str
    content: bytes
