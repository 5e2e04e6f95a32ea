"""Which rows hold data.

Blank lines, sums, footers and repeated headers are left out; rows of the wrong width are rejected.
"""

import re
from typing import TYPE_CHECKING

from data.formats._cells import Memory, is_null, one_line
from data.formats._format import all_formats
from data.formats._plan import Plan
from data.formats._rows import RawBatch
from domain.imports import Field, RowProblem

if TYPE_CHECKING:
    from data.formats._batches import FactBatch

_NAMES = (Field.CAMPAIGN, Field.CAMPAIGN_ID, Field.AD_GROUP, Field.AD, Field.AD_ID, Field.ACCOUNT)


class Skipper:
    """Keeps data rows, all as wide as the header."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.width = len(plan.table.names)
        generic = all_formats()["generic"]
        self.totals = re.compile(
            "|".join(f"(?:{words})" for words in (*plan.form.totals, *generic.totals)), re.IGNORECASE
        )
        self.footers = re.compile(
            "|".join(f"(?:{words})" for words in (*plan.form.footers, *generic.footers)), re.IGNORECASE
        )
        self.suspects: Memory[bool] = Memory(self._is_suspect)
        self.header_first = one_line(plan.table.names[0]) if plan.table.names else ""
        self.needed = {*plan.columns.values(), *plan.extras.values()}

    def _is_suspect(self, cell: str) -> bool:
        """Whether a row that starts with this cell has to be looked at."""
        text = one_line(cell)
        return (
            is_null(text)
            or text == self.header_first
            or bool(self.totals.fullmatch(text) or self.footers.fullmatch(text))
        )

    def keep_data(self, raw: RawBatch, batch: "FactBatch") -> tuple[list[int], list[list[str]]]:
        """The data rows with their lines; what is left out or rejected is counted in the batch."""
        lines: list[int] = []
        rows: list[list[str]] = []
        width, header_line, suspects = self.width, self.plan.table.header_line, self.suspects
        if len(suspects) > 50_000:
            suspects.clear()
        for line, row in zip(raw.lines, raw.rows, strict=True):
            if line <= header_line:
                continue
            if len(row) != width:
                fitted = self._fit(line, row, batch)
                if fitted is None:
                    continue
                row = fitted  # noqa: PLW2901  # The row goes on in its fitted width.
            if suspects[row[0]] and self._is_no_data(row, batch):
                continue
            lines.append(line)
            rows.append(row)
        return lines, rows

    def _is_no_data(self, row: list[str], batch: "FactBatch") -> bool:
        filled = [cell for cell in row if not is_null(cell)]
        if not filled:
            batch.skipped += any(cell.strip() for cell in row)
            return True
        if self._is_sum(row, one_line(filled[0])) or tuple(map(one_line, row)) == self.plan.table.names:
            batch.skipped += 1
            return True
        if len(filled) == 1 and self.footers.fullmatch(one_line(filled[0])):
            batch.skipped += 1
            return True
        return False

    def _cell(self, row: list[str], name: Field) -> str:
        position = self.plan.columns.get(name)
        return row[position] if position is not None else ""

    def _is_sum(self, row: list[str], first: str) -> bool:
        """A row of sums has the word for it in front and no day of its own; some platforms leave out the word."""
        date_at = self.plan.columns.get(Field.DATE)
        has_day = bool(date_at) and any(map(str.isdecimal, row[date_at or 0]))
        if self.totals.fullmatch(first):
            return not has_day or (":" in first and self.plan.date_kind == "start")
        named = any(not is_null(self._cell(row, name)) for name in _NAMES)
        if named or not any(name in self.plan.columns for name in _NAMES):
            return False
        if date_at is not None and not has_day:
            return True
        return self.plan.form.summary_row and self.plan.date_kind == "start" and not self._breaks_down(row)

    def _breaks_down(self, row: list[str]) -> bool:
        columns = [
            position for name, position in self.plan.columns.items() if name in {Field.AGE, Field.GENDER, Field.COUNTRY}
        ]
        return any(not is_null(row[position]) for position in (*columns, *self.plan.extras.values()))

    def _fit(self, line: int, row: list[str], batch: "FactBatch") -> list[str] | None:
        """Bring a row to the header's width where nothing can be lost or shifted by it; else count it and say why."""
        filled = [cell for cell in row if cell.strip()]
        if not filled:
            return None
        first = one_line(filled[0])
        if len(row) > self.width and not any(cell.strip() for cell in row[self.width :]):
            return row[: self.width]
        short = len(row) < self.width
        if short and (
            self.footers.fullmatch(first) or (self.totals.fullmatch(first) and len(filled) <= max(1, self.width // 2))
        ):
            batch.skipped += 1
            return None
        if short and (self.plan.table.layout.kind == "xlsx" or self.needed.isdisjoint(range(len(row), self.width))):
            return row + [""] * (self.width - len(row))
        if short and self.totals.fullmatch(first):
            batch.skipped += 1
            return None
        batch.rejected += 1
        batch.rejects.append(_wrong_width(line, row, self.width))
        return None


def _wrong_width(line: int, row: list[str], width: int) -> RowProblem:
    more = len(row) > width
    return RowProblem(
        line=line,
        column="",
        value=" | ".join(row)[:200],
        reason=f"The row has {len(row)} cells, the header has {width}.",
        fix="Put a cell that contains the separator between quotation marks."
        if more
        else "Add the missing cells, empty if need be.",
    )
