"""Writing CSV that no spreadsheet program runs as formulas, and the file of rejected rows.

Every export goes through here.
"""

import csv
from collections.abc import Iterable
from typing import IO

from domain.imports import RowProblem

# A cell that starts so is run as a formula or shifts the cells by some spreadsheet program.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
REJECT_COLUMNS = ("line", "column", "value", "reason", "how to fix")


def safe_cell(value: object) -> object:
    """Text that a spreadsheet could take for a formula gets a leading apostrophe; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" \u00a0\ufeff").startswith(_DANGEROUS):
        return f"'{value}"
    return value


def write_csv(file: IO[str], header: Iterable[str], rows: Iterable[Iterable[object]]) -> int:
    """Write header and rows with every cell made safe; returns the number of rows. Open `file` with newline=""."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in header])
    count = 0
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        count += 1
    return count


def write_rejects(file: IO[str], problems: Iterable[RowProblem]) -> int:
    """Write rejected cells: line, column, value, reason and how to fix it."""
    return write_csv(file, REJECT_COLUMNS, ((p.line, p.column, p.value, p.reason, p.fix) for p in problems))
