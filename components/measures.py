"""What each KPI is called, how it is written, whether more of it is better, and why it can be undefined."""

from dataclasses import dataclass
from enum import StrEnum

from components import formats
from components.formats import Formatted, Number
from domain.kpis import Measures


class Unit(StrEnum):
    """How a measure is written."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    MULTIPLE = "multiple"


class Better(StrEnum):
    """Which direction is good news. Spend is neither: more of it may be a plan or a leak."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


@dataclass(frozen=True)
class Measure:
    """One KPI. `name` is its attribute on `Measures`; `missing` says in words why it may be undefined."""

    name: str
    label: str
    unit: Unit
    better: Better
    meaning: str
    missing: str = "No data in this period"

    def value(self, measures: Measures | None) -> Number | None:
        """The KPI's number."""
        found: Number | None = None if measures is None else getattr(measures, self.name)
        return found

    def write(self, value: Number | None, currency: str | None) -> Formatted:
        """The number in words, with the currency where it is money."""
        if self.unit is Unit.MONEY:
            return formats.money(value, currency)
        writers = {Unit.COUNT: formats.count, Unit.PERCENT: formats.percent, Unit.MULTIPLE: formats.multiple}
        return writers[self.unit](value)


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("spend", "Spend", Unit.MONEY, Better.NEITHER, "What the platforms charged."),
        Measure("revenue", "Revenue", Unit.MONEY, Better.UP, "What the platforms attribute to the ads."),
        Measure("roas", "ROAS", Unit.MULTIPLE, Better.UP, "Revenue per unit of spend.", "No spend in this period"),
        Measure(
            "roi", "ROI", Unit.PERCENT, Better.UP, "Revenue less spend, per unit of spend.", "No spend in this period"
        ),
        Measure("ctr", "CTR", Unit.PERCENT, Better.UP, "Clicks per impression.", "No impressions in this period"),
        Measure("cpc", "CPC", Unit.MONEY, Better.DOWN, "Spend per click.", "No clicks in this period"),
        Measure("cpa", "CPA", Unit.MONEY, Better.DOWN, "Spend per conversion.", "No conversions in this period"),
        Measure("conversions", "Conversions", Unit.COUNT, Better.UP, "What the platforms count as conversions."),
        Measure("impressions", "Impressions", Unit.COUNT, Better.UP, "How often the ads were shown."),
        Measure("clicks", "Clicks", Unit.COUNT, Better.UP, "How often the ads were clicked."),
        Measure(
            "cpm", "CPM", Unit.MONEY, Better.DOWN, "Spend per thousand impressions.", "No impressions in this period"
        ),
        Measure("cvr", "CVR", Unit.PERCENT, Better.UP, "Conversions per click.", "No clicks in this period"),
    )
}
OVERVIEW_MEASURES = ("spend", "revenue", "roas", "roi", "ctr", "cpc", "cpa", "conversions")
