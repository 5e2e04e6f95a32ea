"""From summed rows to contracts: micros become money once, here."""

from collections.abc import Iterable
from typing import Any, TypeVar

from domain.kpis import Measures
from domain.money import from_micros

M = TypeVar("M", bound=Measures)
_COUNTS = ("impressions", "clicks", "conversions", "spend", "revenue")


def to_measures(kind: type[M], row: Any, **extra: Any) -> M:
    """One summed row, or a tally, as a contract. Its values are ours, so they are not validated again."""
    made: M = kind.model_construct(  # type: ignore[assignment]  # pydantic's stub forgets the class it is called on.
        impressions=int(row.impressions),
        clicks=int(row.clicks),
        conversions=from_micros(row.conversions),
        spend=from_micros(row.spend),
        revenue=from_micros(row.revenue),
        reach=row.reach,
        **extra,
    )
    return made


class Tally:
    """Adds summed rows up in micros. Reach stays only as long as a single row was added."""

    __slots__ = ("clicks", "conversions", "impressions", "reach", "revenue", "rows", "spend")

    def __init__(self) -> None:
        self.impressions = self.clicks = self.conversions = self.spend = self.revenue = self.rows = 0
        self.reach: int | None = None

    def add(self, row: Any) -> "Tally":
        """Add a row; gives itself."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + int(getattr(row, name)))
        self.reach = row.reach if self.rows == 0 else None
        self.rows += 1
        return self


def total(rows: Iterable[Any]) -> Tally:
    """The sum of rows."""
    tally = Tally()
    for row in rows:
        tally.add(row)
    return tally
