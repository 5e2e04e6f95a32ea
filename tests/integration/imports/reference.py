"""What has to count by docs/adr/0007, written down plainly a second time: slow, without SQL, without roll-ups."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

NEEDS: dict[str, set[str]] = {"total": set(), "demographic": {"age", "gender"}, "ad": {"ad"}}
MEASURES = ("impressions", "clicks", "conversions", "spend", "revenue")


@dataclass(frozen=True)
class Row:
    """One fact. `dims` holds every dimension by name, those that the file lacks as ''."""

    campaign: str
    start: dt.date
    end: dt.date
    currency: str
    age: str
    gender: str
    country: str
    ad: str
    measures: tuple[int, ...]

    @property
    def cell(self) -> tuple[str, ...]:
        return (self.currency, self.age, self.gender, self.country, self.ad)


@dataclass
class Source:
    """One import: the later in the list, the later it came."""

    signature: frozenset[str]
    rows: list[Row]
    counts: bool = True
    key: Any = None
    in_file: list[Row] = field(default_factory=list)
    """What the file holds, whatever became of its campaigns since."""

    def __post_init__(self) -> None:
        self.in_file = list(self.rows)


@dataclass
class Reference:
    """All imports in the order in which they came."""

    sources: list[Source] = field(default_factory=list)

    def rollups(self) -> dict[tuple[Any, ...], Counter[str]]:
        """(kind, campaign, start, end, currency, country, age, gender, ad) -> sums."""
        found: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
        for kind in NEEDS:
            for row in self._counting(kind):
                shown = {"demographic": (row.age, row.gender, ""), "ad": ("", "", row.ad)}.get(kind, ("", "", ""))
                sums = found[kind, row.campaign, row.start, row.end, row.currency, row.country, *shown]
                sums["rows"] += 1
                sums.update(dict(zip(MEASURES, row.measures, strict=True)))
        for kind, campaign, start, end, *shown in list(found):
            if kind == "demographic" and start == end:
                for days in (7, 28):
                    block = self._block(start, days)
                    own = found[kind, campaign, start, end, *shown]
                    found[f"audience_{days}", campaign, *block, *shown].update(own)
        return dict(found)

    @staticmethod
    def _block(day: dt.date, days: int) -> tuple[dt.date, dt.date]:
        """The whole weeks that a day lies in, counted from the calendar's first Monday."""
        first = dt.date(1, 1, 1)
        start = first + (day - first) // dt.timedelta(days=days) * dt.timedelta(days=days)
        return start, start + dt.timedelta(days=days - 1)

    def _counting(self, kind: str) -> list[Row]:
        able = [
            source for source in self.sources if source.counts and (not NEEDS[kind] or source.signature & NEEDS[kind])
        ]
        groups = {(row.campaign, row.start, row.end) for source in able for row in source.rows}
        latest = {group: max(n for n, source in enumerate(able) if self._has(source, group)) for group in groups}
        rows: list[Row] = []
        for group in groups:
            if not self._is_hidden(group, groups, latest):
                same = [source for source in able if source.signature == able[latest[group]].signature]
                rows += self._merged(same, group)
        return rows

    @staticmethod
    def _has(source: Source, group: tuple[Any, ...]) -> bool:
        return any((row.campaign, row.start, row.end) == group for row in source.rows)

    def _is_hidden(self, group: tuple[Any, ...], groups: set[tuple[Any, ...]], latest: dict[Any, int]) -> bool:
        """Whether a period total gives way: to a day inside it, or to a later total that counts and overlaps it."""
        campaign, start, end = group
        if start == end:
            return False
        for other in groups:
            own, first, last = other
            if own != campaign or other == group or first > end or last < start:
                continue
            if first == last:
                return True
            is_later = self._rank(other, latest) > self._rank(group, latest)
            if is_later and not self._is_hidden(other, groups, latest):
                return True
        return False

    @staticmethod
    def _rank(group: tuple[Any, ...], latest: dict[Any, int]) -> tuple[Any, ...]:
        _, start, end = group
        return latest[group], end - start, -start.toordinal()

    @staticmethod
    def _merged(sources: list[Source], group: tuple[Any, ...]) -> list[Row]:
        """Of each cell the rows of the last import that has it."""
        by_cell: dict[tuple[str, ...], list[Row]] = {}
        for source in sources:
            own: dict[tuple[str, ...], list[Row]] = defaultdict(list)
            for row in source.rows:
                if (row.campaign, row.start, row.end) == group:
                    own[row.cell].append(row)
            by_cell.update(own)
        return [row for rows in by_cell.values() for row in rows]
