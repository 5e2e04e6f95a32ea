"""KPI math: counts are summed, rates are derived from the sums, and an undefined rate is None."""

from collections.abc import Iterable
from decimal import Decimal

from pydantic import computed_field

from domain.contracts import Contract, Money, Quantity


def ratio(numerator: Decimal | float, denominator: Decimal | float) -> float | None:
    """Numerator over denominator as a float, or None where the denominator is 0."""
    if not denominator:
        return None
    return float(numerator) / float(denominator)


class Measures(Contract):
    """What can be added up: counts, money in one currency, and conversions, which may be fractional.

    The rates are ratios of these sums, never means of ratios. `reach` is not additive over days or
    audiences: it is None unless a single row stands behind the numbers.
    """

    impressions: int = 0
    clicks: int = 0
    conversions: Quantity = Decimal(0)
    spend: Money = Decimal(0)
    revenue: Money = Decimal(0)
    reach: int | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def ctr(self) -> float | None:
        """Clicks per impression, 0 to 1 (above 1 where a platform counts more clicks than impressions)."""
        return ratio(self.clicks, self.impressions)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def cpc(self) -> float | None:
        """Spend per click, in the currency's units."""
        return ratio(self.spend, self.clicks)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def cpm(self) -> float | None:
        """Spend per thousand impressions, in the currency's units."""
        return ratio(self.spend * 1000, self.impressions)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def cpa(self) -> float | None:
        """Spend per conversion (also called CAC), in the currency's units."""
        return ratio(self.spend, self.conversions)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def cvr(self) -> float | None:
        """Conversions per click; above 1 where view-through conversions are counted."""
        return ratio(self.conversions, self.clicks)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def roas(self) -> float | None:
        """Revenue per unit of spend."""
        return ratio(self.revenue, self.spend)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def roi(self) -> float | None:
        """(Revenue - spend) / spend."""
        return ratio(self.revenue - self.spend, self.spend)


def add_up(parts: Iterable[Measures]) -> Measures:
    """The sums of several; their rates follow. Reach is not additive, so it is unknown then."""
    found = list(parts)
    return Measures.model_construct(
        impressions=sum(part.impressions for part in found),
        clicks=sum(part.clicks for part in found),
        conversions=sum((part.conversions for part in found), Decimal(0)),
        spend=sum((part.spend for part in found), Decimal(0)),
        revenue=sum((part.revenue for part in found), Decimal(0)),
        reach=found[0].reach if len(found) == 1 else None,
    )


def change(now: float | None, before: float | None) -> float | None:
    """Relative change, 0.1 for ten percent up; None where there is nothing to compare with."""
    if now is None or before is None or before == 0:
        return None
    return (now - before) / abs(before)
