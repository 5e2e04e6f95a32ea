"""What the import wizard shows: the plan, the totals, the first rows and every problem at its cell, in one pass."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.formats._batches import FactBatch
from data.formats._facts import read_facts
from data.formats._plan import Plan, inspect
from domain.imports import ColumnPreview, CurrencyTotal, Field, ImportOptions, ImportPreview, PreviewRow, RowProblem
from domain.money import from_micros

PREVIEW_ROWS = 50
PREVIEW_PROBLEMS = 200
_SAMPLES = 5
_SHOWN = 1_000


@dataclass
class Tally:
    """Counts and sums of batches, by currency."""

    imported: int = 0
    rejected: int = 0
    skipped: int = 0
    first: date | None = None
    last: date | None = None
    sums: dict[str, list[int]] = field(default_factory=dict)

    def add(self, batch: FactBatch) -> None:
        """Count a batch."""
        self.imported += len(batch)
        self.rejected += batch.rejected
        self.skipped += batch.skipped
        if not len(batch):
            return
        first, last = min(batch.date), max(batch.period_end)
        self.first = min(self.first, first) if self.first else first
        self.last = max(self.last, last) if self.last else last
        metrics = (batch.impressions, batch.clicks, batch.spend, batch.conversions, batch.revenue)
        codes = set(batch.currency)
        for code in codes:
            total = self.sums.setdefault(code, [0] * 6)
            if len(codes) == 1:
                added = [len(batch), *map(sum, metrics)]
            else:
                chosen = [position for position, own in enumerate(batch.currency) if own == code]
                added = [len(chosen), *(sum(map(column.__getitem__, chosen)) for column in metrics)]
            self.sums[code] = [old + new for old, new in zip(total, added, strict=True)]

    @property
    def total(self) -> int:
        """All rows below the header that are not blank."""
        return self.imported + self.rejected + self.skipped

    def totals(self) -> list[CurrencyTotal]:
        """The sums, the largest spend first."""
        ordered = sorted(self.sums.items(), key=lambda pair: -pair[1][3])
        return [
            CurrencyTotal(
                currency=code,
                rows=rows,
                impressions=impressions,
                clicks=clicks,
                spend=from_micros(spend),
                conversions=from_micros(conversions),
                revenue=from_micros(revenue),
            )
            for code, (rows, impressions, clicks, spend, conversions, revenue) in ordered
        ]


def preview(
    path: Path,
    file_name: str,
    options: ImportOptions | None = None,
    watch: Callable[[FactBatch], None] | None = None,
) -> ImportPreview:
    """Read the whole file once without storing anything. Open questions are listed, and figures are then tentative.

    `watch` sees every batch as it passes.
    """
    plan = inspect(path, file_name, options)
    tally = Tally()
    problems: list[RowProblem] = []
    raw: list[tuple[int, list[str]]] = []
    for batch in read_facts(path, plan, tentative=True, keep_rows=PREVIEW_ROWS):
        tally.add(batch)
        if watch is not None:
            watch(batch)
        raw += batch.raw
        if len(problems) < PREVIEW_PROBLEMS:
            problems += sorted((*batch.rejects, *batch.warnings), key=lambda problem: problem.line)
    dated = plan.date_kind or plan.period
    return ImportPreview(
        file_name=file_name,
        file_size=path.stat().st_size,
        source=plan.source,
        guesses=plan.guesses,
        encoding=plan.table.layout.encoding,
        separator="" if plan.table.layout.kind == "xlsx" else plan.table.layout.separator,
        header_line=plan.table.header_line,
        columns=_columns(plan),
        mapping=plan.mapping,
        questions=plan.questions,
        notes=plan.notes,
        rows=_rows(raw, problems),
        rows_checked=tally.total,
        rows_total=tally.total,
        rows_rejected=tally.rejected,
        rows_skipped=tally.skipped,
        problems=problems[:PREVIEW_PROBLEMS],
        totals=tally.totals(),
        date_from=tally.first if dated else None,
        date_to=tally.last if dated else None,
    )


def _columns(plan: Plan) -> list[ColumnPreview]:
    fields: dict[int, Field] = {}
    for name, position in plan.columns.items():
        fields.setdefault(position, name)
    extras = {position: key for key, position in plan.extras.items()}
    shown: list[ColumnPreview] = []
    for position, key in enumerate(plan.table.keys):
        cells = (row[position] for row in plan.table.sample.rows if position < len(row) and row[position].strip())
        samples = list(dict.fromkeys(cell[:100] for _, cell in zip(range(200), cells, strict=False)))[:_SAMPLES]
        note = f"Kept as a breakdown ({extras[position].replace('_', ' ')})." if position in extras else ""
        shown.append(ColumnPreview(key=key, position=position, samples=samples, field=fields.get(position), note=note))
    return shown


def _rows(raw: list[tuple[int, list[str]]], problems: list[RowProblem]) -> list[PreviewRow]:
    by_line: dict[int, list[RowProblem]] = {}
    for problem in problems:
        by_line.setdefault(problem.line, []).append(problem)
    return [
        PreviewRow(line=line, cells=[cell[:_SHOWN] for cell in cells], problems=by_line.get(line, []))
        for line, cells in raw
    ]
