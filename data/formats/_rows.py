"""Streaming a file's rows with their exact line numbers, whatever the encoding, separator or quoting."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from domain.imports import RowProblem

# A quoted cell that spans more lines than any ad text does has lost its closing quotation mark.
MAX_CELL_LINES = 200
BATCH_ROWS = 10_000
_MAX_LINE = 4 * 1024 * 1024
_PIECE = 1024 * 1024
# Where a line shows an open quotation mark, so many rows are read with care before the next try to be quick.
_BLOCK_LINES, _CAREFUL_ROWS = 500, 50


@dataclass(frozen=True)
class Layout:
    """How to read the file: found once by `inspect`, then the same for every pass."""

    kind: str
    encoding: str
    separator: str = ","
    sheet: str = ""
    width: int = 0
    """How many columns the table has, once that is known."""


@dataclass
class RawBatch:
    """Some rows in file order: `lines[i]` is where `rows[i]` starts. `progress` runs from 0 to 1."""

    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    broken: list[RowProblem] = field(default_factory=list)
    progress: float = 0.0


class _Feed:
    """The file's lines: whole blocks for a quick look, one by one for the csv reader, and back where it ran away."""

    def __init__(self, file: io.TextIOBase) -> None:
        self._file = file
        self._rest = ""
        self._lines: deque[str] = deque()
        self.given: list[str] = []
        self.ended = False

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self.given) >= MAX_CELL_LINES or not (self._lines or self._fill()):
            self.ended = True
            raise StopIteration
        line = self._lines.popleft()
        self.given.append(line)
        return line

    def _fill(self) -> bool:
        """Read on; whether there are lines. The last line of a piece is whole only where the next piece begins."""
        while not self._lines:
            piece = self._file.read(_PIECE)
            if not piece:
                if not self._rest:
                    return False
                self._lines.append(self._rest)
                self._rest = ""
                return True
            if "\0" in piece:
                piece = piece.replace("\0", "")
            lines = io.StringIO(self._rest + piece, newline="").readlines()
            self._rest = lines.pop() if lines else ""
            if len(self._rest) > _MAX_LINE:
                lines.append(self._rest)
                self._rest = ""
            self._lines.extend(lines)
        return True

    def take_block(self, count: int) -> list[str]:
        """Some lines of which each is a row of its own as far as quotation marks tell; none where that is open."""
        if not (self._lines or self._fill()):
            return []
        block = list(islice(self._lines, count))
        if any(line.count('"') % 2 for line in block):
            return []
        for _ in block:
            self._lines.popleft()
        return block

    def give_back(self, lines: list[str]) -> None:
        """Put lines back in front."""
        self._lines.extendleft(reversed(lines))

    def go_back(self) -> str:
        """Drop the first line of the current row and give the rest again; returns the dropped line."""
        first, *rest = self.given
        self.give_back(rest)
        self.given.clear()
        self.ended = False
        return first


def read_batches(path: Path, layout: Layout, size: int = BATCH_ROWS) -> Iterator[RawBatch]:
    """The file's rows in batches of at most `size`, blank lines included."""
    if layout.kind == "xlsx":
        yield from _read_xlsx(path, layout, size)
        return
    total = max(1, path.stat().st_size)
    with path.open("rb") as binary:
        text = io.TextIOWrapper(binary, encoding=layout.encoding, errors="replace", newline="")
        for batch in _read_text(text, layout, size):
            batch.progress = min(1.0, binary.tell() / total)
            yield batch


def _read_text(file: io.TextIOBase, layout: Layout, size: int) -> Iterator[RawBatch]:
    feed = _Feed(file)
    batch, line = RawBatch(), 1
    while True:
        line = _read_block(feed, layout, size, batch, line)
        if len(batch.rows) < size:
            before = line
            line = _read_carefully(feed, layout, size - len(batch.rows), batch, line)
            if line == before:
                break
        if len(batch.rows) >= size:
            yield batch
            batch = RawBatch()
    if batch.rows or batch.broken:
        yield batch


def _read_block(feed: _Feed, layout: Layout, size: int, batch: RawBatch, line: int) -> int:
    """Add rows of one line each at the speed of the csv module; gives the line to go on with."""
    while len(batch.rows) < size:
        block = feed.take_block(min(_BLOCK_LINES, size - len(batch.rows)))
        if not block:
            break
        try:
            rows = list(csv.reader(block, delimiter=layout.separator))
        except csv.Error:
            rows = []
        if len(rows) != len(block):
            feed.give_back(block)
            break
        batch.rows += rows
        batch.lines += range(line, line + len(block))
        line += len(block)
    return line


def _read_carefully(feed: _Feed, layout: Layout, most: int, batch: RawBatch, line: int) -> int:
    """Add the next rows, which may span lines or be broken, one at a time; gives the line to go on with."""
    reader = csv.reader(feed, delimiter=layout.separator)
    for _ in range(min(_CAREFUL_ROWS, most)):
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error:
            row, too_long = [], True
        else:
            too_long = False
        spans = len(feed.given) > 1
        if feed.ended or too_long or (spans and _swallowed(feed.given, len(row), layout)):
            broken = feed.go_back()
            batch.broken.append(_too_long(line, broken) if too_long else _unclosed(line, broken))
            line += 1
            reader = csv.reader(feed, delimiter=layout.separator)
            continue
        batch.rows.append(row)
        batch.lines.append(line)
        line += len(feed.given)
        feed.given.clear()
    return line


def _swallowed(lines: list[str], cells: int, layout: Layout) -> bool:
    """Whether a row of several lines is one only because a quotation mark before a later row was never closed."""
    try:
        next(csv.reader(lines, delimiter=layout.separator, strict=True))
    except csv.Error:
        return True
    if not layout.width or cells == layout.width:
        return False
    alone = (next(csv.reader([line], delimiter=layout.separator), []) for line in lines[1:])
    return any(len(row) == layout.width for row in alone)


def _unclosed(line: int, text: str) -> RowProblem:
    return RowProblem(
        line=line,
        column="",
        value=text.strip()[:200],
        reason="A quotation mark is opened in this line and never closed.",
        fix="Close the quotation mark, or write it twice where it belongs to the text.",
    )


def _too_long(line: int, text: str) -> RowProblem:
    return RowProblem(
        line=line,
        column="",
        value=text.strip()[:200],
        reason="A cell of this line is far longer than any name or number.",
        fix="Shorten the cell, or check whether the line breaks were lost.",
    )


def _read_xlsx(path: Path, layout: Layout, size: int) -> Iterator[RawBatch]:
    batch = RawBatch()
    # Workbooks bring openpyxl and numpy, which the web process has no other use for.
    from data.formats import _xlsx

    for number, cells in _xlsx.read_rows(path, layout.sheet):
        batch.lines.append(number)
        batch.rows.append(cells)
        if len(batch.rows) >= size:
            yield batch
            batch = RawBatch()
    if batch.rows:
        yield batch
