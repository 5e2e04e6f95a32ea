"""Which import counts where. Pure. See docs/adr/0007.

A group is a platform campaign with a period. For each purpose (total, demographic, ad) the signature of the
latest import that carries what the purpose needs counts; within that signature the latest import of a cell does.
A period total counts only where no day inside it is known and no later total overlaps it.
"""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

Period = tuple[dt.date, dt.date]
Group = tuple[UUID, Period]
PURPOSES = ("total", "demographic", "ad")
_NEEDS = {"total": frozenset[str](), "demographic": frozenset({"age", "gender"}), "ad": frozenset({"ad", "ad_id"})}


@dataclass(frozen=True, slots=True)
class Cover:
    """One import's cover of one group, with what counted before."""

    import_id: UUID
    sequence: int
    signature: frozenset[str]
    campaign: UUID
    period: Period
    before: frozenset[str] = frozenset()

    @property
    def group(self) -> Group:
        """The campaign and the period."""
        return self.campaign, self.period


def read_signature(text: str) -> frozenset[str]:
    """The dimension fields of a signature as imports store it."""
    return frozenset(part for part in text.split(",") if part)


def carries(signature: frozenset[str], purpose: str) -> bool:
    """Whether a source with that signature can serve the purpose."""
    needs = _NEEDS[purpose]
    return not needs or bool(signature & needs)


def decide(covers: Iterable[Cover]) -> dict[Cover, frozenset[str]]:
    """For each cover the purposes that it serves; a cover that serves none is left out."""
    by_campaign: dict[UUID, dict[Period, list[Cover]]] = defaultdict(lambda: defaultdict(list))
    for cover in covers:
        by_campaign[cover.campaign][cover.period].append(cover)
    found: dict[Cover, set[str]] = defaultdict(set)
    for groups in by_campaign.values():
        for purpose in PURPOSES:
            for cover in _counting(groups, purpose):
                found[cover].add(purpose)
    return {cover: frozenset(purposes) for cover, purposes in found.items()}


def _counting(groups: dict[Period, list[Cover]], purpose: str) -> list[Cover]:
    fitting: dict[Period, list[Cover]] = {}
    for period, members in groups.items():
        able = [cover for cover in members if carries(cover.signature, purpose)]
        if able:
            fitting[period] = able
    latest = {period: max(able, key=lambda cover: cover.sequence) for period, able in fitting.items()}
    periods = [period for period in fitting if period[0] == period[1]]
    periods += _period_totals({period: cover.sequence for period, cover in latest.items()})
    return [cover for period in periods for cover in fitting[period] if cover.signature == latest[period].signature]


def _period_totals(sequences: dict[Period, int]) -> list[Period]:
    """The period totals that count: none with a known day inside, and of those that overlap the latest.

    Of overlapping totals in one and the same import the longest counts, then the earliest.
    """
    days = sorted(period[0] for period in sequences if period[0] == period[1])
    taken: list[Period] = []
    totals = [period for period in sequences if period[0] < period[1]]
    for period in sorted(totals, key=lambda period: (-sequences[period], period[0] - period[1], period[0])):
        at = bisect_left(days, period[0])
        has_day = at < len(days) and days[at] <= period[1]
        if not has_day and not any(period[0] <= other[1] and other[0] <= period[1] for other in taken):
            taken.append(period)
    return taken
