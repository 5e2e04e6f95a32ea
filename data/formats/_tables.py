"""Finding the table in a file: separator, header line (by content), title lines above it and a sample of its rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from data.formats._cells import one_line
from data.formats._dates import dates_in_text
from data.formats._format import known_names, squash
from data.formats._rows import Layout, RawBatch, read_batches
from data.formats._sniff import find_kind
from domain.errors import AppError, ErrorCode

SAMPLE_ROWS = 2_000
# Title lines are few; a header further down than this would be a second table.
_HEADER_WITHIN = 60
_TRIAL_ROWS = 300
_SEPARATORS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r'"?sep=(.)"?[\s,;|]*', re.IGNORECASE)
_NUMBER_LIKE = re.compile(r"[\s\d.,:/%€$£+\-–—()]+")
_MAX_COLUMNS = 2_000


@dataclass(frozen=True)
class Table:
    """A table in a file. `keys` are the header names made unique; `title` holds the lines above the header."""

    path: Path
    layout: Layout
    header_line: int
    names: tuple[str, ...]
    keys: tuple[str, ...]
    title: tuple[str, ...]
    sample: RawBatch
    complete: bool
    notes: tuple[str, ...] = ()


def find_table(path: Path, wanted: Iterable[str] = ()) -> Table:
    """Find the table. `wanted` are column names a person gave. Raises AppError where there is none."""
    known = known_names() | {squash(name) for name in wanted if name}
    kind = find_kind(path)
    notes = [kind.note] if kind.note else []
    if kind.kind == "xlsx":
        layout, batch, note = _find_sheet(path, known)
        notes += note
    else:
        layout = _find_separator(path, Layout("csv", kind.encoding), known)
        batch = next(read_batches(path, layout, SAMPLE_ROWS + _HEADER_WITHIN), RawBatch())
    position = _header_position(batch.rows, known)
    if position is None:
        _refuse(batch)
        raise AppError(
            ErrorCode.IMPORT_UNREADABLE,
            "No line with column names was found. Add a first line that names each column (date, campaign, cost, ...).",
        )
    names = [one_line(cell) for cell in batch.rows[position]]
    while names and not names[-1]:
        names.pop()
    if len(names) > _MAX_COLUMNS:
        raise AppError(
            ErrorCode.IMPORT_UNREADABLE,
            f"The table has {len(names)} columns; {_MAX_COLUMNS} is the limit. Leave out those you don't need.",
        )
    title = [layout.separator.join(cell for cell in row if cell.strip()).strip() for row in batch.rows[:position]]
    sample = RawBatch(batch.lines[position + 1 :], batch.rows[position + 1 :])
    return Table(
        path=path,
        layout=replace(layout, width=len(names)),
        header_line=batch.lines[position],
        names=tuple(names),
        keys=unique_keys(names),
        title=tuple(line for line in title if line and not _SEP_LINE.fullmatch(line)),
        sample=sample,
        complete=len(batch.rows) < SAMPLE_ROWS + _HEADER_WITHIN,
        notes=tuple(notes),
    )


def unique_keys(names: list[str]) -> tuple[str, ...]:
    """A key for each column: its name, "Cost (2)" where a name comes again, "Column 5" where it has none."""
    keys: list[str] = []
    taken: set[str] = set()
    for position, name in enumerate(names, start=1):
        base = name or f"Column {position}"
        key, number = base, 2
        while key.casefold() in taken:
            key, number = f"{base} ({number})", number + 1
        taken.add(key.casefold())
        keys.append(key)
    return tuple(keys)


def _refuse(batch: RawBatch) -> None:
    if not any(cell.strip() for row in batch.rows for cell in row):
        raise AppError(
            ErrorCode.IMPORT_EMPTY, "The file holds nothing but blank lines. Download the report again and upload it."
        )
    if max((sum(1 for cell in row if cell.strip()) for row in batch.rows), default=0) < 2:
        raise AppError(
            ErrorCode.IMPORT_NOT_A_TABLE,
            "No table was found: each line holds one value. Separate columns by comma, semicolon, tab or |.",
        )


def _find_separator(path: Path, layout: Layout, known: frozenset[str]) -> Layout:
    first = next(read_batches(path, replace(layout, separator="\x1f"), 1), RawBatch(rows=[[""]]))
    line = first.rows[0][0] if first.rows and first.rows[0] else ""
    if found := _SEP_LINE.fullmatch(line.strip("\ufeff\r\n ")):
        return replace(layout, separator=found[1])
    if line.strip("\ufeff\r\n").casefold() == "sep=\t":
        return replace(layout, separator="\t")
    best, best_score = layout, (-1, -1, -1)
    for separator in _SEPARATORS:
        trial = replace(layout, separator=separator)
        rows = next(read_batches(path, trial, _TRIAL_ROWS), RawBatch()).rows
        score = _separator_score(rows, known)
        if score > best_score:
            best, best_score = trial, score
    return best


def _separator_score(rows: list[list[str]], known: frozenset[str]) -> tuple[int, int, int]:
    matches = max((_known_cells(row, known) for row in rows[:_HEADER_WITHIN]), default=0)
    widths = [len(row) for row in rows if len(row) > 1]
    usual = max(set(widths), key=widths.count) if widths else 0
    return matches, widths.count(usual), usual


def _find_sheet(path: Path, known: frozenset[str]) -> tuple[Layout, RawBatch, list[str]]:
    """The sheet whose head has the most known column names, with its first rows."""
    from data.formats import _xlsx

    _xlsx.check_archive(path)
    heads = _xlsx.read_heads(path, SAMPLE_ROWS + _HEADER_WITHIN)
    if not heads:
        raise AppError(ErrorCode.IMPORT_EMPTY, "The workbook has no visible sheet.")
    scores = {
        sheet: max((_known_cells(row, known) for _, row in rows[:_HEADER_WITHIN]), default=-1)
        for sheet, rows in heads.items()
    }
    best = max(scores, key=scores.__getitem__)
    note = [f"The workbook has {len(heads)} sheets; “{best}” was read."] if len(heads) > 1 else []
    batch = RawBatch([line for line, _ in heads[best]], [row for _, row in heads[best]])
    return Layout("xlsx", "xlsx", ",", best), batch, note


def _known_cells(row: list[str], known: frozenset[str]) -> int:
    return len({name for cell in row if len(cell) < 100 and (name := squash(one_line(cell))) in known})


def _header_position(rows: list[list[str]], known: frozenset[str]) -> int | None:
    """The row whose cells are the most known names; where none is known, the first row that looks like names."""
    best, best_score = None, 1
    for position, row in enumerate(rows[:_HEADER_WITHIN]):
        score = _known_cells(row, known)
        if score > best_score and not _mostly_numbers(row):
            best, best_score = position, score
    if best is not None:
        return best
    for position, row in enumerate(rows[:_HEADER_WITHIN]):
        cells = [one_line(cell) for cell in row if cell.strip()]
        following = rows[position + 1] if position + 1 < len(rows) else []
        if (
            len(cells) > 1
            and len(set(cells)) == len(cells)
            and not any(map(_NUMBER_LIKE.fullmatch, cells))
            and len(following) in {0, len(row)}
        ):
            return position
    return None


def _mostly_numbers(row: list[str]) -> bool:
    cells = [cell for cell in row if cell.strip()]
    return sum(1 for cell in cells if _NUMBER_LIKE.fullmatch(cell)) > len(cells) / 2


_LABEL = re.compile(
    r"(report|date|time|period|zeitraum|berichtszeitraum|période|periodo|período|dates|range)", re.IGNORECASE
)
_NOT_PERIOD = re.compile(
    r"(generated|created|downloaded|exported|last completed|available|erstellt|as of|updated|généré)", re.IGNORECASE
)
_START = re.compile(r"\b(start|from|beginn?|von|début|desde|inicio|since)\b", re.IGNORECASE)
_END = re.compile(r"\b(end|ends|to|until|ende|bis|fin|hasta|through)\b", re.IGNORECASE)


def period_texts(lines: Iterable[str]) -> tuple[str, str] | None:
    """The first and last day of the report as its title lines or footers write them, or None."""
    pairs: list[tuple[int, tuple[str, str]]] = []
    start = end = None
    for line in lines:
        pieces = dates_in_text(line)
        if not pieces or _NOT_PERIOD.search(line):
            continue
        left = line
        for piece in pieces:
            left = left.replace(piece, "")
        pure = sum(map(str.isalpha, left)) <= 4
        if len(pieces) >= 2:
            pairs.append((0 if pure else 1 if _LABEL.search(left) else 2, (pieces[0], pieces[-1])))
        elif _START.search(left):
            start = start or pieces[0]
        elif _END.search(left):
            end = end or pieces[0]
        elif pure or _LABEL.search(left):
            pairs.append((1, (pieces[0], pieces[0])))
    if start and end:
        return start, end
    return min(pairs, key=lambda pair: pair[0])[1] if pairs else None


def tail_lines(table: Table) -> list[str]:
    """The last lines of a text file, for what footers say."""
    if table.layout.kind == "xlsx":
        return []
    size = table.path.stat().st_size
    with table.path.open("rb") as file:
        file.seek(max(0, size - 8192) // 2 * 2)
        encoding = "utf-16-le" if table.layout.encoding == "utf-16" else table.layout.encoding
        text = file.read().decode(encoding, errors="replace")
    limit = max(3, len(table.names) // 2)
    return [line for line in text.splitlines()[-15:] if line.count(table.layout.separator) < limit]
