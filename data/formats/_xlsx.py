"""Reading XLSX row by row as text cells, after making sure that the archive is a workbook and no bomb."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from domain.errors import AppError, ErrorCode

# Real workbooks stay below 50:1; ten thousand equal rows reach about 100:1.
MAX_RATIO = 200
MAX_UNPACKED = 2 * 1024**3
_SMALL = 20 * 1024**2
# The table of shared texts is the one part that is held in memory.
MAX_SHARED_TEXT = 256 * 1024**2
MAX_PARTS = 5000
MAX_SHEETS = 20
_BROKEN = (zipfile.BadZipFile, zlib.error, SyntaxError, ValueError, KeyError, EOFError, OSError)
_DAMAGED = "The workbook is damaged or incomplete. Open it in your spreadsheet program, save it as XLSX and try again."


class _Sheet(ReadOnlyWorksheet):  # type: ignore[misc]  # openpyxl has no types.
    """A sheet whose size is not looked up: where a file does not state it, that is one more pass over all rows."""

    def _get_size(self) -> None:
        return None


class _Reader(ExcelReader):  # type: ignore[misc]  # As above.
    def read_worksheets(self) -> None:
        """Register the sheets that hold cells."""
        for sheet, link in self.parser.find_sheets():
            if link.target in self.valid_files and "chartsheet" not in link.Type:
                page = _Sheet(self.wb, sheet.name, link.target, self.shared_strings)
                page.sheet_state = sheet.state
                self.wb._sheets.append(page)  # noqa: SLF001  # There is no public way to add a sheet that is only read.


def check_archive(path: Path) -> None:
    """Raise AppError unless the ZIP is a workbook of sane size without external definitions."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise AppError(
                    ErrorCode.IMPORT_NOT_A_TABLE,
                    "This is a ZIP archive or another document, not an XLSX workbook. Upload the CSV or XLSX itself.",
                )
            _check_size(parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _has_doctype(archive, part):
                    raise AppError(
                        ErrorCode.FILE_TYPE_REFUSED,
                        "The workbook holds XML definitions that no spreadsheet program writes.",
                    )
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise AppError(ErrorCode.FILE_DAMAGED, _DAMAGED) from error


def _check_size(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    shared = sum(part.file_size for part in parts if part.filename == "xl/sharedStrings.xml")
    if (
        len(parts) > MAX_PARTS
        or unpacked > MAX_UNPACKED
        or shared > MAX_SHARED_TEXT
        or (unpacked > _SMALL and unpacked / packed > MAX_RATIO)
    ):
        raise AppError(
            ErrorCode.FILE_TYPE_REFUSED,
            "The workbook unpacks to far more than its size allows, so it was not opened. Save it as CSV.",
        )


def _has_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as file:
        return b"<!DOCTYPE" in file.read(2048)


def read_heads(path: Path, count: int) -> dict[str, list[tuple[int, list[str]]]]:
    """The first rows of each visible sheet, in order, with the workbook opened once."""
    with _opened(path) as book:
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return {sheet.title: list(islice(_rows(sheet), count)) for sheet in visible[:MAX_SHEETS]}


def read_rows(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """The sheet's rows as (row number, cells as text); numbers are written with a point, dates as ISO."""
    with _opened(path) as book:
        yield from _rows(book[sheet])


def _rows(page: Any) -> Iterator[tuple[int, list[str]]]:
    page.reset_dimensions()
    for number, values in enumerate(page.iter_rows(values_only=True), start=1):
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        yield number, cells


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The workbook; whatever is damaged in it, then or later, is told in words."""
    # Given a path, openpyxl goes by its ending, and uploaded files are kept without one.
    with path.open("rb") as file:
        book = _open(file)
        try:
            yield book
        except _BROKEN as error:
            raise AppError(ErrorCode.FILE_DAMAGED, _DAMAGED) from error
        finally:
            book.close()


def _open(file: BinaryIO) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Platforms leave out styles and the like, which no value depends on.
            reader = _Reader(file, read_only=True, data_only=True)
            reader.read()
    except Exception as error:  # openpyxl raises whatever its XML and ZIP readers raise on a damaged file.
        raise AppError(ErrorCode.FILE_DAMAGED, _DAMAGED) from error
    return reader.wb


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _number_text(value: float) -> str:
    """A number as text that no locale can misread: "1.234" gets a fourth decimal, whole numbers get none."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    whole, point, decimals = text.partition(".")
    return f"{whole}.{decimals}0" if point and len(decimals) == 3 and decimals.isdecimal() else text
