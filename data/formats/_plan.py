"""Everything that has to be known before rows can be read.

It is decided once: from the head of the file, and from all of it where the head leaves something open.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.formats._dates import Moment, column_order, parse_moment
from data.formats._format import Format, find_currency, header_currency, squash
from data.formats._mapping import ColumnMap, choose_format, guess_sources, map_columns
from data.formats._numbers import cell_currency, decide_decimal
from data.formats._rows import read_batches
from data.formats._tables import Table, find_table, period_texts, tail_lines
from domain.errors import AppError, ErrorCode
from domain.imports import METRIC_FIELDS, Field, ImportOptions, Question, SourceGuess
from domain.platforms import Platform

COUNT_FIELDS = (Field.IMPRESSIONS, Field.REACH, Field.CLICKS)
AMOUNT_FIELDS = (Field.SPEND, Field.CONVERSIONS, Field.REVENUE)
NO_CURRENCY = "XXX"
"""ISO 4217's code for "no currency", used where a file holds no amounts of money."""
_DIMENSIONS = (
    Field.ACCOUNT,
    Field.CAMPAIGN,
    Field.CAMPAIGN_ID,
    Field.AD_GROUP,
    Field.AD,
    Field.AD_ID,
    Field.COUNTRY,
    Field.AGE,
    Field.GENDER,
)


@dataclass
class Plan:
    """How a file will be read. `questions` are open: `read_facts` refuses until they are answered."""

    table: Table
    form: Format
    columns: dict[Field, int]
    extras: dict[str, int]
    guesses: list[SourceGuess]
    platform: Platform | None
    currency: str | None
    date_kind: str
    date_order: str = "dmy"
    hourly: bool = False
    end_exclusive: bool = False
    period: tuple[date, date] | None = None
    decimals: dict[int, str] = field(default_factory=dict)
    micros: frozenset[Field] = frozenset()
    result_type: int | None = None
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def mapping(self) -> dict[Field, str]:
        """The column of each field by its key."""
        return {name: self.table.keys[position] for name, position in self.columns.items()}

    @property
    def signature(self) -> tuple[str, ...]:
        """The dimensions that the file breaks its numbers down by: they tell a plain report from a breakdown."""
        names = {name.value for name in _DIMENSIONS if name in self.columns} - {"account", "campaign", "campaign_id"}
        extras = set(self.extras) | ({"hour"} if self.hourly else set())
        return tuple(sorted(names | extras))

    @property
    def source(self) -> str:
        """The key of the format."""
        return self.form.key

    def answered(self) -> None:
        """Raise AppError where a question is open."""
        if self.questions:
            raise AppError(
                ErrorCode.IMPORT_NEEDS_INPUT,
                " ".join(question.prompt for question in self.questions),
                questions=[question.model_dump() for question in self.questions],
            )


def inspect(path: Path, file_name: str, options: ImportOptions | None = None) -> Plan:
    """Recognize the file and plan its reading.

    Raises AppError where it is no table, is empty or contradicts the options.
    """
    options = options or ImportOptions()
    table = find_table(path, (options.mapping or {}).values())
    if not any(cell.strip() for row in table.sample.rows for cell in row) and table.complete:
        raise AppError(
            ErrorCode.IMPORT_EMPTY,
            f"The file has column names (line {table.header_line}) but no rows below them. Export a period with data.",
        )
    guesses = guess_sources(table, file_name)
    form = choose_format(options.source, guesses, table)
    found = map_columns(form, table, options.mapping)
    plan = Plan(
        table=table,
        form=form,
        columns=found.columns,
        extras=found.extras,
        guesses=[guess for _, guess in guesses[:5]],
        platform=options.platform or form.platform,
        currency=None,
        date_kind=found.date_kind,
        micros=frozenset(found.micros),
        result_type=found.result_type,
        questions=list(found.questions),
        notes=[*table.notes, *found.notes],
    )
    _require_columns(plan, found)
    _Decider(plan, options).run()
    return plan


def _require_columns(plan: Plan, found: ColumnMap) -> None:
    keys = list(plan.table.keys)
    if not any(name in plan.columns for name in METRIC_FIELDS):
        plan.questions.append(
            Question(
                field="mapping",
                prompt="Which columns hold impressions, clicks or spend? No column has a known name.",
                choices=keys,
            )
        )
    if Field.CAMPAIGN not in found.columns:
        given = next((name for name in (Field.ACCOUNT, Field.AD_GROUP) if name in found.columns), None)
        words = (
            f"the {given.value.replace('_', ' ')} (“{keys[found.columns[given]]}”)"
            if given
            else f"{plan.form.label} only"
        )
        plan.notes.append(f"The file has no campaign column, so the campaign is named after {words}.")


class _Decider:
    """Decides what needs cells to be looked at: platform, currency, dates, decimal signs, period."""

    def __init__(self, plan: Plan, options: ImportOptions) -> None:
        self.plan, self.options = plan, options
        width = len(plan.table.names)
        self.rows = [row for row in plan.table.sample.rows if len(row) >= min(width, 2)]

    def run(self) -> None:
        self._decide_platform()
        self._decide_currency()
        open_decimals = self._decide_decimals()
        open_order = self._decide_dates()
        if (open_decimals or open_order) and not self.plan.table.complete:
            open_decimals, open_order = self._scan(open_decimals, open_order)
        self._settle_decimals(open_decimals)
        self._settle_order(open_order)
        self._decide_clock()
        self._decide_period()

    def _cells(self, position: int) -> list[str]:
        return [row[position] for row in self.rows if position < len(row) and row[position].strip()]

    def _ask(self, name: str, prompt: str, choices: Iterable[str] = ()) -> None:
        self.plan.questions.append(Question(field=name, prompt=prompt, choices=list(choices)))

    def _decide_platform(self) -> None:
        if self.plan.platform is None and Field.PLATFORM not in self.plan.columns:
            self._ask(
                "platform",
                "Which platform does the file come from? It could not be recognized.",
                [platform.value for platform in Platform],
            )

    def _decide_currency(self) -> None:
        plan = self.plan
        money = [name for name in (Field.SPEND, Field.REVENUE) if name in plan.columns]
        found = next((code for name in money if (code := header_currency(plan.table.names[plan.columns[name]]))), None)
        marks = Counter(
            mark for name in money for cell in self._cells(plan.columns[name])[:500] if (mark := cell_currency(cell))
        )
        codes = Counter({code: count for mark, count in marks.items() if (code := find_currency(mark))})
        found = found or (codes.most_common(1)[0][0] if codes else None)
        if Field.CURRENCY in plan.columns:
            listed = {code for cell in self._cells(plan.columns[Field.CURRENCY]) if (code := find_currency(cell))}
            if listed:
                found = next(iter(listed)) if len(listed) == 1 else found
                plan.currency = found or self.options.currency
                return
        if found and self.options.currency and found != self.options.currency:
            plan.notes.append(
                f"The amounts of the file are in {found}; the chosen {self.options.currency} was not used."
            )
        plan.currency = found or self.options.currency
        if plan.currency is None and not money:
            plan.currency = NO_CURRENCY
        elif plan.currency is None:
            sign = next(iter(marks), "")
            choices = {"$": ["USD", "AUD", "CAD", "MXN"], "¥": ["JPY", "CNY"], "kr": ["SEK", "NOK", "DKK"]}.get(
                sign, []
            )
            self._ask("currency", "In which currency are the amounts? The file does not say.", choices)

    def _decide_decimals(self) -> dict[int, str]:
        """Decide each number column from the sample; returns those left open with what their cells allow."""
        plan = self.plan
        mapped = {plan.columns[name]: name for name in (*AMOUNT_FIELDS, *COUNT_FIELDS) if name in plan.columns}
        open_columns: dict[int, str] = {}
        votes: Counter[str] = Counter()
        for position, name in mapped.items():
            evidence = decide_decimal(self._cells(position))
            if evidence in {"?.", "?,"} and name in COUNT_FIELDS:
                evidence = "," if evidence == "?." else "."  # A count has no three decimals: the sign groups thousands.
            if evidence in {".", ","}:
                plan.decimals[position] = evidence
                votes[evidence] += 1
            else:
                open_columns[position] = evidence or ""
        if not votes:
            for position in set(range(len(plan.table.names))) - set(mapped) - set(plan.extras.values()):
                evidence = decide_decimal(cell for cell in self._cells(position)[:200] if any(map(str.isdecimal, cell)))
                if evidence in {".", ","} and position not in plan.columns.values():
                    votes[evidence] += 1
        self.file_decimal = votes.most_common(1)[0][0] if votes else self.options.decimal
        if votes:
            return {}
        return {position: state for position, state in open_columns.items() if mapped[position] in AMOUNT_FIELDS}

    def _decide_dates(self) -> bool:
        """Decide the order of day and month from the sample; returns whether it stays open."""
        order: str | None = None
        for name in (Field.DATE, Field.PERIOD_END):
            if name in self.plan.columns:
                found = column_order(set(self._cells(self.plan.columns[name])))
                order = found if order in {None, "?"} and found else order
        self.plan.date_order = order if order in {"dmy", "mdy"} else "dmy"
        return order == "?"

    def _scan(self, decimals: dict[int, str], order: bool) -> tuple[dict[int, str], bool]:
        """Look at the whole file for what the sample left open."""
        plan = self.plan
        for batch in read_batches(plan.table.path, plan.table.layout):
            rows = [row for line, row in zip(batch.lines, batch.rows, strict=True) if line > plan.table.header_line]
            for position in list(decimals):
                evidence = decide_decimal(
                    cell for row in rows if position < len(row) and ("." in (cell := row[position]) or "," in cell)
                )
                if evidence in {".", ","}:
                    self.file_decimal = plan.decimals[position] = evidence
                    del decimals[position]
                elif evidence:
                    decimals[position] = evidence
            if order:
                found = {
                    name: column_order({row[at] for row in rows if at < len(row)})
                    for name in (Field.DATE, Field.PERIOD_END)
                    if (at := plan.columns.get(name)) is not None
                }
                decided = next((value for value in found.values() if value in {"dmy", "mdy"}), None)
                if decided:
                    plan.date_order, order = decided, False
            if not order and not decimals:
                break
        return decimals, order

    def _settle_decimals(self, open_columns: dict[int, str]) -> None:
        plan = self.plan
        doubtful = [position for position, state in open_columns.items() if state in {"?.", "?,"}]
        if doubtful and self.file_decimal is None:
            sample = next((cell for cell in self._cells(doubtful[0]) if "." in cell or "," in cell), "")
            where = f"“{sample.strip()}” in the column “{plan.table.keys[doubtful[0]]}”"
            self._ask("decimal", f"Is {where} over a thousand or not? Which is the decimal sign?", [".", ","])
        for name in (*AMOUNT_FIELDS, *COUNT_FIELDS):
            if name in plan.columns:
                plan.decimals.setdefault(plan.columns[name], self.file_decimal or ".")

    def _settle_order(self, is_open: bool) -> None:
        plan = self.plan
        if not is_open:
            return
        order = self.options.date_order or plan.form.date_order
        if order in {"dmy", "mdy"}:
            plan.date_order = order
            return
        sample = next(iter(self._cells(plan.columns[Field.DATE])), "")
        prompt = f"Is “{sample.strip()}” written day first (dmy) or month first (mdy)? All dates of the file fit both."
        self._ask("date_order", prompt, ["dmy", "mdy"])

    def _moments(self, name: Field) -> list[Moment]:
        read = (
            parse_moment(cell, self.plan.date_order) for cell in dict.fromkeys(self._cells(self.plan.columns[name]))
        )
        return [moment for moment in read if isinstance(moment, Moment)]

    def _decide_clock(self) -> None:
        plan = self.plan
        if Field.DATE not in plan.columns:
            return
        starts = self._moments(Field.DATE)
        hourly_names = {squash(name) for name in plan.form.hourly}
        hours = {moment.hour for moment in starts}
        named = squash(plan.table.names[plan.columns[Field.DATE]]) in hourly_names
        plan.hourly = (
            "hour" not in plan.extras
            and hours != {None}
            and (named or len(hours - {None}) > 1)
            and plan.date_kind == "day"
        )
        if Field.PERIOD_END in plan.columns:
            ends = self._moments(Field.PERIOD_END)
            clocks = starts and ends and all(moment.midnight for moment in (*starts, *ends))
            plan.end_exclusive = bool(clocks) and min(moment.day for moment in ends) > min(
                moment.day for moment in starts
            )

    def _decide_period(self) -> None:
        plan, options = self.plan, self.options
        if Field.DATE in plan.columns:
            if options.period_start or options.period_end:
                plan.notes.append("The file has dates of its own, so the chosen period was not used.")
            self._widen_single_start()
            return
        if options.period_start and options.period_end:
            if options.period_start > options.period_end:
                raise AppError(
                    ErrorCode.INVALID,
                    "period_end: it lies before period_start.",
                    fields=[{"field": "period_end", "reason": "before period_start"}],
                )
            plan.period = (options.period_start, options.period_end)
            return
        plan.period = self._written_period()
        if plan.period:
            plan.notes.append(f"The file has no dates by row; its title says {plan.period[0]} to {plan.period[1]}.")
            return
        for name, words in (("period_start", "first"), ("period_end", "last")):
            if getattr(options, name) is None:
                self._ask(name, f"The file has no dates. Which is the {words} day that it covers?")

    def _written_period(self) -> tuple[date, date] | None:
        plan = self.plan
        texts = period_texts(plan.table.title) or period_texts(tail_lines(plan.table))
        if not texts:
            return None
        order = column_order(texts)
        if order == "?":
            order = self.options.date_order or plan.form.date_order
            if order not in {"dmy", "mdy"}:
                self._ask(
                    "date_order",
                    f"Is “{texts[0]}” in the title written with the day first (dmy) or with the month first (mdy)?",
                    ["dmy", "mdy"],
                )
        first, last = (parse_moment(text, order or "dmy") for text in texts)
        if isinstance(first, Moment) and isinstance(last, Moment) and first.day <= last.day:
            return first.day, last.day
        return None

    def _widen_single_start(self) -> None:
        """A lone start date on every row is the report's first day where the title names a later last day."""
        plan = self.plan
        if plan.date_kind != "start" or Field.PERIOD_END in plan.columns:
            return
        plan.date_kind = "day"
        days = {moment.day for moment in self._moments(Field.DATE)}
        period = self._written_period() if plan.table.title and len(days) == 1 and plan.table.complete else None
        if period and days == {period[0]} and period[1] > period[0]:
            plan.date_kind, plan.period = "", period
            del plan.columns[Field.DATE]
            plan.notes.append(f"All rows start on {period[0]}; the title says they run to {period[1]}.")
