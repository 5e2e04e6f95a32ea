"""Reading facts in batches: columns are converted whole, only cells that do not fit are looked at one by one."""

import datetime as dt
from collections.abc import Iterator
from itertools import compress
from pathlib import Path
from typing import Any

from data.formats._batches import FactBatch
from data.formats._cells import Bad, Memory
from data.formats._dates import Moment, month_end, parse_moment
from data.formats._numbers import AmountColumn, CountColumn
from data.formats._plan import AMOUNT_FIELDS, COUNT_FIELDS, Plan
from data.formats._rows import RawBatch, read_batches
from data.formats._skips import Skipper
from data.formats._texts import DimensionReader
from domain.errors import AppError, ErrorCode
from domain.imports import Field, RowProblem

MAX_WARNINGS = 200
_EMPTY_DATE = Bad("The date is missing.", "Write the day as YYYY-MM-DD, or remove the row if it is a sum.")


COLUMNS = (
    "line", "date", "period_end", "account", "campaign", "campaign_id", "ad_group", "ad", "ad_id", "platform",
    "country", "age", "gender", "extra", "impressions", "reach", "clicks", "spend", "conversions", "revenue",
    "currency",
)  # fmt: skip


def read_facts(path: Path, plan: Plan, *, tentative: bool = False, keep_rows: int = 0) -> Iterator[FactBatch]:
    """Stream the file's facts. Raises AppError where questions are open, unless `tentative` (for a preview only).

    Tentative rows without a period carry 1970-01-01, without a currency "", without a platform "".
    """
    if not tentative:
        plan.answered()
    reader = _Reader(plan)
    for raw in read_batches(path, plan.table.layout):
        rows_kept = keep_rows - reader.kept
        batch = reader.read(raw, keep=max(0, rows_kept))
        reader.kept += len(batch.raw)
        batch.progress = raw.progress
        yield batch


class _Reader:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.kept = 0
        self.warned = 0
        self.width = len(plan.table.names)
        self.skipper = Skipper(plan)
        typed = plan.table.layout.kind == "xlsx"
        self.counts = {
            name: CountColumn(plan.decimals[plan.columns[name]], typed=typed)
            for name in COUNT_FIELDS
            if name in plan.columns
        }
        fixed = None if Field.CURRENCY in plan.columns else plan.currency
        self.amounts = {
            name: AmountColumn(
                plan.decimals[plan.columns[name]],
                micros=name in plan.micros,
                typed=typed,
                currency=None if name is Field.CONVERSIONS else fixed,
            )
            for name in AMOUNT_FIELDS
            if name in plan.columns
        }
        self.moments: Memory[Moment | Bad] = Memory(self._moment)
        self.dimensions = DimensionReader(plan)

    def _moment(self, cell: str) -> Moment | Bad:
        return parse_moment(cell, self.plan.date_order) or _EMPTY_DATE

    def read(self, raw: RawBatch, keep: int) -> FactBatch:
        """Turn raw rows into facts."""
        batch = FactBatch()
        for problem in raw.broken:
            if problem.line > self.plan.table.header_line:
                batch.rejects.append(problem)
                batch.rejected += 1
        lines, rows = self.skipper.keep_data(raw, batch)
        if keep:
            batch.raw = [
                (line, row)
                for line, row in zip(raw.lines, raw.rows, strict=True)
                if line > self.plan.table.header_line and any(row)
            ][:keep]
        if rows:
            self._convert(batch, lines, [list(column) for column in zip(*rows, strict=True)])
        return batch

    def _convert(self, batch: FactBatch, lines: list[int], columns: list[list[str]]) -> None:
        self._lines, self._columns = lines, columns
        self._bad_rows: set[int] = set()
        self._batch = batch
        batch.line = lines
        self._read_dates()
        self.dimensions.read(batch, columns, self._reject, self._warn_at)
        self._read_numbers()
        if self._bad_rows:
            keep = [position not in self._bad_rows for position in range(len(lines))]
            batch.rejected += len(self._bad_rows)
            batch.rejects.sort(key=lambda problem: problem.line)
            for name in COLUMNS:
                setattr(batch, name, list(compress(getattr(batch, name), keep)))
        self._warn_of_clicks()

    def _reject(self, position: int, name: Field, bad: Bad) -> None:
        column = self.plan.columns[name]
        self._bad_rows.add(position)
        self._batch.rejects.append(
            RowProblem(
                line=self._lines[position],
                column=self.plan.table.keys[column],
                value=self._columns[column][position][:200],
                reason=bad.reason,
                fix=bad.fix,
            )
        )

    def _warn_at(self, position: int, name: Field, doubt: Bad) -> None:
        column = self.plan.columns[name]
        key, cell = self.plan.table.keys[column], self._columns[column][position]
        self._warn(self._lines[position], key, cell, doubt.reason, doubt.fix)

    def _warn(self, line: int, column: str, value: str, reason: str, fix: str) -> None:
        if self.warned < MAX_WARNINGS:
            self._batch.warnings.append(
                RowProblem(line=line, column=column, value=value[:200], reason=reason, fix=fix, severity="warning")
            )
        self.warned += 1

    def _read_dates(self) -> None:
        plan, batch, count = self.plan, self._batch, len(self._lines)
        if Field.DATE not in plan.columns:
            first, last = plan.period or (dt.date(1970, 1, 1), dt.date(1970, 1, 1))
            batch.date, batch.period_end = [first] * count, [last] * count
            return
        starts = self._read_moments(Field.DATE)
        batch.date = [moment.day for moment in starts]
        if plan.hourly:
            self.dimensions.hours = [moment.hour for moment in starts]
        if plan.date_kind == "week":
            batch.period_end = [day + dt.timedelta(days=6) for day in batch.date]
        elif plan.date_kind == "month":
            batch.period_end = list(map(month_end, batch.date))
        elif Field.PERIOD_END in plan.columns:
            self._read_ends()
        else:
            batch.period_end = batch.date

    def _read_moments(self, name: Field) -> list[Moment]:
        cells = self._columns[self.plan.columns[name]]
        read = self.moments.recall(cells)
        if not self.moments.seen_bad:
            return read  # type: ignore[return-value]  # Nothing bad was seen in any batch so far.
        good: list[Moment] = []
        for position, value in enumerate(read):
            if isinstance(value, Bad):
                self._reject(position, name, value)
                good.append(Moment(dt.date(1970, 1, 1)))
            else:
                good.append(value)
        return good

    def _read_ends(self) -> None:
        batch = self._batch
        ends = [moment.day for moment in self._read_moments(Field.PERIOD_END)]
        if self.plan.end_exclusive:
            ends = [max(start, end - dt.timedelta(days=1)) for start, end in zip(batch.date, ends, strict=True)]
        batch.period_end = ends
        for position, (start, end) in enumerate(zip(batch.date, ends, strict=True)):
            if end < start and position not in self._bad_rows:
                self._reject(
                    position,
                    Field.PERIOD_END,
                    Bad("The period ends before it starts.", "Correct one of the two dates."),
                )

    def _read_numbers(self) -> None:
        batch, count = self._batch, len(self._lines)
        for name in (*COUNT_FIELDS, *AMOUNT_FIELDS):
            reader: Any = self.counts.get(name) or self.amounts.get(name)
            if reader is None:
                setattr(batch, name.value, [None if name is Field.REACH else 0] * count)
                continue
            values, bad = reader.read(self._columns[self.plan.columns[name]])
            for position, problem in bad:
                self._reject(position, name, problem)
            if name is not Field.REACH and None in values:
                values = [value or 0 for value in values]
            setattr(batch, name.value, values)
        if self.plan.result_type is not None and Field.CONVERSIONS in self.plan.columns:
            self.dimensions.settle_results(batch, self._columns)

    def _warn_of_clicks(self) -> None:
        batch = self._batch
        if Field.CLICKS not in self.plan.columns or Field.IMPRESSIONS not in self.plan.columns:
            return
        column = self.plan.table.keys[self.plan.columns[Field.CLICKS]]
        for line, clicks, impressions in zip(batch.line, batch.clicks, batch.impressions, strict=True):
            if clicks > impressions:
                reason = f"There are more clicks than impressions ({impressions})."
                self._warn(line, column, str(clicks), reason, "Check the row; it was imported as it stands.")


def no_valid_row(first: RowProblem | None) -> AppError:
    """The error of a file none of whose rows is valid."""
    words = ""
    if first:
        place = f"line {first.line}, column “{first.column}”, value “{first.value}”"
        words = f" The first problem: {place}: {first.reason} {first.fix}"
    return AppError(ErrorCode.IMPORT_NO_VALID_ROW, f"No row of the file could be imported.{words}")
