"""A view of a dashboard as its address says it: the one way between a link and the filter that services take."""

from collections.abc import Callable, Iterable
from datetime import date as Day
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from domain.analytics import Comparison, DashboardFilter, FilterChoices
from domain.campaigns import CampaignStatus
from domain.contracts import Contract
from domain.periods import Period, Preset, default_preset, preset_period
from domain.platforms import Platform

T = TypeVar("T")
DEFAULT_METRIC = "spend"
METRICS = ("spend", "revenue", "roas", "conversions", "cpa", "ctr", "cpc")
# A link is text from anywhere: more values than this are a mistake or mischief.
_MOST = 200
_LONGEST = 120


class DashboardView(Contract):
    """What a link asks to see. Without `preset` and dates the default period is meant."""

    preset: Preset | None = None
    date_from: Day | None = None
    date_to: Day | None = None
    platforms: tuple[Platform, ...] = ()
    countries: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    statuses: tuple[CampaignStatus, ...] = ()
    campaign_ids: tuple[UUID, ...] = ()
    compare: Comparison = Comparison.PREVIOUS
    currency: str | None = None
    metric: str = DEFAULT_METRIC

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the period leaves numbers out."""
        return bool(self.platforms or self.countries or self.categories or self.statuses or self.campaign_ids)


# The names are those of the REST API.
_LISTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "platform": ("platforms", Platform),
    "country": ("countries", str),
    "category": ("categories", str),
    "status": ("statuses", CampaignStatus),
    "campaign_id": ("campaign_ids", UUID),
}


def parse_view(search: str | None) -> DashboardView:
    """The view of an address's query. What cannot be read is left out: an old link shows more, never an error."""
    found = parse_qs((search or "").lstrip("?")[:8000])
    values: dict[str, Any] = {
        field: _several(found.get(name, ()), read) for name, (field, read) in _LISTS.items() if name in found
    }
    first, last = _one(found, "from", Day.fromisoformat), _one(found, "to", Day.fromisoformat)
    if first and last and last < first:
        first = last = None
    values |= {"date_from": first, "date_to": last}
    if not (first or last):
        values["preset"] = _one(found, "period", Preset)
    currency = _one(found, "currency", str)
    metric = _one(found, "metric", str)
    return DashboardView(
        **values,
        compare=_one(found, "compare", Comparison) or Comparison.PREVIOUS,
        currency=currency if currency and len(currency) == 3 and currency.isascii() and currency.isupper() else None,
        metric=metric if metric in METRICS else DEFAULT_METRIC,
    )


def write_view(view: DashboardView) -> str:
    """The query of a view, "" for the default one: `parse_view` of it gives the view again."""
    pairs: list[tuple[str, str]] = []
    if view.date_from or view.date_to:
        pairs += [(name, str(day)) for name, day in (("from", view.date_from), ("to", view.date_to)) if day]
    elif view.preset:
        pairs.append(("period", view.preset.value))
    for name, (field, _) in _LISTS.items():
        pairs += [(name, str(value)) for value in getattr(view, field)]
    if view.compare is not Comparison.PREVIOUS:
        pairs.append(("compare", view.compare.value))
    if view.currency:
        pairs.append(("currency", view.currency))
    if view.metric != DEFAULT_METRIC:
        pairs.append(("metric", view.metric))
    return f"?{urlencode(pairs)}" if pairs else ""


def chosen_preset(view: DashboardView, choices: FilterChoices) -> Preset | None:
    """The preset in force: the named one, else the default; None for days that were chosen one by one."""
    if view.date_from or view.date_to:
        return None
    if view.preset or choices.first_day is None or choices.last_day is None:
        return view.preset
    return default_preset(choices.first_day, choices.last_day, choices.has_days)


def resolve_view(view: DashboardView, choices: FilterChoices) -> DashboardFilter:
    """The filter that a view means for the data that there are now."""
    period = _period(view, choices)
    return DashboardFilter(
        date_from=period.date_from if period else view.date_from,
        date_to=period.date_to if period else view.date_to,
        platforms=view.platforms,
        countries=view.countries,
        categories=view.categories,
        statuses=view.statuses,
        campaign_ids=view.campaign_ids,
        compare=view.compare,
        currency=view.currency,
    )


def _period(view: DashboardView, choices: FilterChoices) -> Period | None:
    first, last = choices.first_day, choices.last_day
    if first is None or last is None:
        return None
    if view.date_from or view.date_to:
        start = view.date_from or min(first, view.date_to or first)
        return Period(start, view.date_to or max(last, start))
    preset = chosen_preset(view, choices)
    return preset_period(preset, first, last, choices.today or last) if preset else None


def _several(texts: Iterable[str], read: Callable[[str], T]) -> tuple[T, ...]:
    known: dict[T, None] = {}
    for text in list(texts)[:_MOST]:
        try:
            known[read(text[:_LONGEST])] = None
        except ValueError:
            continue
    return tuple(known)


def _one(found: dict[str, list[str]], name: str, read: Callable[[str], T]) -> T | None:
    values = _several(found.get(name, ())[:1], read)
    return values[0] if values else None
