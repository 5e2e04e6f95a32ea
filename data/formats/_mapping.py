"""Which platform a file comes from and which of its columns is which field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from data.formats._cells import one_line
from data.formats._format import Format, all_formats, squash
from data.formats._tables import Table
from domain.errors import AppError, ErrorCode
from domain.imports import METRIC_FIELDS, Field, Question, SourceGuess
from domain.platforms import Platform, find_platform

_RATE = re.compile(
    r"(ctr|cpc|cpm|cpv|cpa|cpl|cvr|roas|ecpm|acos|frequency)|(.+(rate|percent|percentage))|((cost|coût|kosten|coste)(per|por|pro|par|je).+)|((avg|average|durchschn).+)|((ctr|cpc|cpm|cpa|frequency)[a-z].*)"
)
# The weight of one column that no other platform has; less is a coincidence.
_RECOGNIZED = 1.5
_WEEKS = ("week", "woche", "semaine", "semana", "settimana", "weekmontosun", "weekmontosunday")
# Named so, a column ends the period that the date begins, whatever the date is called.
_PERIOD_ENDS = ("period_end", "period end date")
_MONTHS = ("month", "monat", "mois", "mes", "mês", "mese")
# Names before ids, so that a column goes to the field that it fits best.
_ORDER = (
    Field.CAMPAIGN, Field.CAMPAIGN_ID, Field.AD_GROUP, Field.AD, Field.AD_ID, Field.ACCOUNT, Field.COUNTRY, Field.AGE,
    Field.GENDER, Field.IMPRESSIONS, Field.REACH, Field.CLICKS, Field.SPEND, Field.REVENUE, Field.CURRENCY,
    Field.PLATFORM,
)  # fmt: skip


@dataclass
class ColumnMap:
    """Column positions by field, the further dimensions, and what had to be chosen on the way."""

    columns: dict[Field, int] = field(default_factory=dict)
    extras: dict[str, int] = field(default_factory=dict)
    date_kind: str = "day"
    """"day", "start", "week", "month", or "" where no column holds a date."""
    micros: set[Field] = field(default_factory=set)
    result_type: int | None = None
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def guess_sources(table: Table, file_name: str) -> list[tuple[float, SourceGuess]]:
    """The platforms the file may come from with their scores, the likeliest first."""
    names = {squash(name): name for name in table.names}
    words = "\n".join((*table.title, file_name)).casefold().replace("_", " ")
    guesses: list[tuple[float, SourceGuess]] = []
    for form in all_formats().values():
        columns = [(weight, names[squash(name)]) for name, weight in form.signature.items() if squash(name) in names]
        marks = [(weight, mark) for mark, weight in form.marks.items() if mark.replace("_", " ") in words]
        score = sum(weight for weight, _ in (*columns, *marks))
        if score <= 0:
            continue
        shown = [f"“{name}”" for _, name in sorted(columns, key=lambda pair: -pair[0])[:4]]
        reasons = ([f"columns {', '.join(shown)}"] if shown else []) + [
            f"the words “{mark}” in title or file name" for _, mark in marks[:2]
        ]
        confidence = round(1 - 0.5 ** (score / 1.5), 2)
        guesses.append(
            (
                score,
                SourceGuess(
                    source=form.key, label=form.label, confidence=min(0.99, confidence), reason="; ".join(reasons)
                ),
            )
        )
    return sorted(guesses, key=lambda pair: -pair[0])


def _names_several_platforms(table: Table, form: Format) -> bool:
    """Whether a column names other platforms than this one, as tables gathered from several platforms do."""
    names = {squash(name) for name in all_formats()["generic"].columns[Field.PLATFORM]}
    own = {form.platform, Platform.YOUTUBE if form.platform is Platform.GOOGLE_ADS else form.platform}
    for position, name in enumerate(table.names):
        if squash(name) in names:
            cells = {row[position] for row in table.sample.rows if position < len(row)}
            if {find_platform(one_line(cell)) for cell in cells} - own - {None}:
                return True
    return False


def choose_format(source: str, guesses: list[tuple[float, SourceGuess]], table: Table) -> Format:
    """The chosen format, or the likeliest one for "auto". Raises AppError where the choice contradicts the file."""
    forms = all_formats()
    best_score, best = guesses[0] if guesses else (0.0, None)
    if source == "auto":
        if best and best_score >= _RECOGNIZED and not _names_several_platforms(table, forms[best.source]):
            return forms[best.source]
        return forms["generic"]
    if source not in forms:
        choices = ", ".join(sorted(forms))
        raise AppError(
            ErrorCode.INVALID,
            f"source: “{source}” is no known format; choose auto, {choices}.",
            fields=[{"field": "source", "reason": "unknown format"}],
        )
    own = next((score for score, guess in guesses if guess.source == source), 0.0)
    if best and source not in {"generic", best.source} and best_score >= 2 and own < 0.25 * best_score:
        raise AppError(
            ErrorCode.IMPORT_WRONG_SOURCE,
            f"The file does not look like {forms[source].label}; it looks like {best.label} ({best.reason}). "
            f"Choose {best.label}, or “auto” to let the file decide.",
            likely=best.source,
        )
    return forms[source]


class _Assigner:
    def __init__(self, form: Format, table: Table, explicit: Mapping[Field, str]) -> None:
        self.form, self.table, self.found = form, table, ColumnMap()
        self.generic = all_formats()["generic"]
        self.positions: dict[str, int] = {}
        for position, name in enumerate(table.names):
            if name:
                self.positions.setdefault(squash(name), position)
        self.closed = {name for name, key in explicit.items() if not key.strip()}
        self.taken: set[int] = set()
        for name, key in explicit.items():
            if key.strip():
                self._take(name, self._resolve(name, key))

    def _resolve(self, name: Field, key: str) -> int:
        plain = key.strip(" \"'\ufeff\u00a0").casefold()
        for position, own in enumerate(self.table.keys):
            if own.casefold() == plain:
                position_found = position
                break
        else:
            found = self.positions.get(squash(key))
            if found is None:
                raise AppError(
                    ErrorCode.IMPORT_NEEDS_INPUT,
                    f"The mapping sends {name.value} to “{key}”, but the file has no such column. "
                    f"Its columns: {', '.join(self.table.keys)}.",
                    fields=[{"field": f"mapping.{name.value}", "reason": f"no column “{key}”"}],
                    columns=list(self.table.keys),
                )
            position_found = found
        if name in METRIC_FIELDS and _RATE.fullmatch(squash(self.table.names[position_found])):
            raise AppError(
                ErrorCode.INVALID,
                f"“{key}” is a rate; rates cannot be added up, so it cannot be {name.value}. "
                "Map the column with the count or amount.",
                fields=[{"field": f"mapping.{name.value}", "reason": "the column is a rate"}],
            )
        return position_found

    def _take(self, name: Field, position: int) -> None:
        self.found.columns[name] = position
        self.taken.add(position)

    def _open(self, name: Field) -> bool:
        return name not in self.closed and name not in self.found.columns

    def first(self, names: tuple[str, ...]) -> int | None:
        """The first of the names that is a free column."""
        for name in names:
            position = self.positions.get(squash(name))
            if position is not None and position not in self.taken:
                return position
        return None

    def run(self) -> ColumnMap:
        """Give every column its field."""
        self._assign_date()
        for name in _ORDER:
            if self._open(name) and not (name is Field.PLATFORM and self.form.platform):
                self._assign(name)
        self._share_campaign()
        self._assign_conversions()
        self._assign_extras()
        self._mark_micros()
        return self.found

    def _synonyms(self, name: Field) -> tuple[str, ...]:
        return (*self.form.columns.get(name, ()), *self.generic.columns.get(name, ()))

    def _assign(self, name: Field) -> None:
        position = self.first(self._synonyms(name))
        if position is None:
            return
        column, other = self.form.unless.get(name, ("", ""))
        if other and squash(self.table.names[position]) == squash(column) and squash(other) in self.positions:
            return
        self._take(name, position)
        title = squash(self.table.names[position])
        if name is Field.CLICKS and title in {
            "interactions",
            "clicksall",
            "klicksalle",
            "clicstous",
            "clicstodos",
            "interaktionen",
        }:
            self.found.notes.append(
                f"The file has no column of link clicks, so “{self.table.keys[position]}” counts as clicks."
            )

    def _share_campaign(self) -> None:
        """A campaign known by its id only is named by it."""
        columns = self.found.columns
        if self._open(Field.CAMPAIGN) and Field.CAMPAIGN_ID in columns:
            columns[Field.CAMPAIGN] = columns[Field.CAMPAIGN_ID]
        elif self._open(Field.CAMPAIGN_ID) and Field.CAMPAIGN in columns:
            title = squash(self.table.names[columns[Field.CAMPAIGN]])
            if title in {squash(name) for name in self._synonyms(Field.CAMPAIGN_ID)}:
                columns[Field.CAMPAIGN_ID] = columns[Field.CAMPAIGN]

    def _assign_date(self) -> None:
        if Field.DATE in self.found.columns:
            title = squash(self.table.names[self.found.columns[Field.DATE]])
            starts = {squash(name) for name in (*self.form.starts, *self.generic.starts)}
            self.found.date_kind = "start" if Field.PERIOD_END in self.found.columns or title in starts else "day"
        elif Field.DATE in self.closed:
            self.found.date_kind = ""
            return
        else:
            self.found.date_kind = self._find_date()
            if self.found.date_kind == "day" and self.first(_PERIOD_ENDS) is not None:
                self.found.date_kind = "start"
        if self.found.date_kind == "start" and self._open(Field.PERIOD_END):
            position = self.first(
                (*self.form.columns.get(Field.PERIOD_END, ()), *self.generic.columns[Field.PERIOD_END])
            )
            if position is not None:
                self._take(Field.PERIOD_END, position)

    def _find_date(self) -> str:
        form, generic = self.form, self.generic
        choices = (
            ("day", form.columns.get(Field.DATE, ())),
            ("day", form.hourly),
            ("start", form.starts),
            ("day", generic.columns[Field.DATE]),
            ("start", generic.starts),
            ("week", _WEEKS),
            ("month", _MONTHS),
        )
        for kind, names in choices:
            position = self.first(names)
            if position is not None:
                self._take(Field.DATE, position)
                return kind
        return ""

    def _assign_conversions(self) -> None:
        self.found.result_type = self.first(self.form.result_types)
        if not self._open(Field.CONVERSIONS):
            return
        candidates = self._present(self.form.conversions) or self._present(self.generic.conversions)
        if not candidates:
            return
        self._take(Field.CONVERSIONS, candidates[0])
        keys = [self.table.keys[position] for position in candidates]
        if len(candidates) > 1 and self.form.platform is None:
            self.found.questions.append(
                Question(
                    field="conversions",
                    prompt="Several columns may be the conversions. Which one counts?",
                    choices=keys,
                )
            )
        elif len(candidates) > 1:
            self.found.notes.append(
                f"Conversions are from “{keys[0]}”; the file also has {', '.join(f'“{key}”' for key in keys[1:])}."
            )

    def _present(self, names: tuple[str, ...]) -> list[int]:
        positions = [self.positions.get(squash(name)) for name in names]
        free = [position for position in positions if position is not None and position not in self.taken]
        return list(dict.fromkeys(free))

    def _assign_extras(self) -> None:
        for source in (self.form.dimensions, self.generic.dimensions):
            for key, names in source.items():
                if key not in self.found.extras and (position := self.first(names)) is not None:
                    self.found.extras[key] = position
                    self.taken.add(position)

    def _mark_micros(self) -> None:
        micros = {squash(name) for form in all_formats().values() for name in form.micros}
        for name in (Field.SPEND, Field.REVENUE):
            position = self.found.columns.get(name)
            if position is not None and squash(self.table.names[position]) in micros:
                self.found.micros.add(name)


def map_columns(form: Format, table: Table, explicit: Mapping[Field, str] | None) -> ColumnMap:
    """Map the table's columns. An explicit mapping wins; "" keeps a field unmapped; the rest is found by name."""
    return _Assigner(form, table, explicit or {}).run()
