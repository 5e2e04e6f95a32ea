"""Finding out by content what kind of file this is and how its text is encoded; what is no table is refused here."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from domain.errors import AppError, ErrorCode
from domain.imports import MAX_IMPORT_BYTES

_CHUNK = 1 << 20
_HEAD = 64 * 1024
_SAVE_AS = "Export the report again as CSV or XLSX and upload that file."

_REFUSED = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"RIFF", "an image, a sound or a video"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"7z\xbc\xaf", "a compressed file (7z)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Excel file"),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<body", b"<meta", b"<script", b"<svg")


@dataclass(frozen=True)
class FileKind:
    """What the content is: "csv" with its encoding, or "xlsx"."""

    kind: str
    encoding: str
    note: str = ""


def find_kind(path: Path) -> FileKind:
    """Tell the kind of file by its content. Raises AppError where it is empty, too large or no table."""
    size = path.stat().st_size
    if size == 0:
        raise AppError(ErrorCode.IMPORT_EMPTY, "The file is empty (0 bytes). Download the report again and upload it.")
    if size > MAX_IMPORT_BYTES:
        limit = MAX_IMPORT_BYTES // (1024 * 1024)
        raise AppError(
            ErrorCode.FILE_TOO_LARGE,
            f"The file has {size / 1024 / 1024:,.0f} MB; {limit} MB is the limit. Split the report by period.",
        )
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK"):
        return FileKind("xlsx", "xlsx")
    _refuse(head)
    return _find_encoding(path, head)


def _refuse(head: bytes) -> None:
    for magic, name in _REFUSED:
        if head.startswith(magic):
            raise AppError(ErrorCode.IMPORT_NOT_A_TABLE, f"This is {name}, not a CSV, TSV or XLSX file. {_SAVE_AS}")
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:200].replace(b"\x00", b"").lower()
    if start.startswith(_MARKUP):
        raise AppError(
            ErrorCode.IMPORT_NOT_A_TABLE,
            f"This is a web page or XML saved under another name, not a table (perhaps a sign-in page). {_SAVE_AS}",
        )
    if start.startswith((b"{", b"[{")):
        raise AppError(ErrorCode.IMPORT_NOT_A_TABLE, f"This is JSON, not a CSV, TSV or XLSX file. {_SAVE_AS}")


def _find_encoding(path: Path, head: bytes) -> FileKind:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return FileKind("csv", encoding)
    sample = head[: len(head) // 2 * 2]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.2 * half and even < 0.05 * half:
        return FileKind("csv", "utf-16-le")
    if even > 0.2 * half and odd < 0.05 * half:
        return FileKind("csv", "utf-16-be")
    control = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\x0c\x1a")
    if control > 0.02 * len(head):
        raise AppError(ErrorCode.IMPORT_NOT_A_TABLE, f"The file holds binary data, not text. {_SAVE_AS}")
    return _find_eight_bit_encoding(path)


def _find_eight_bit_encoding(path: Path) -> FileKind:
    """UTF-8 where all of the file is; a few broken bytes in much good UTF-8 are replaced; else Windows-1252."""
    try:
        _count_characters(path, "strict")
        return FileKind("csv", "utf-8")
    except UnicodeDecodeError:
        good, broken = _count_characters(path, "replace")
    if good >= 4 * broken:
        return FileKind("csv", "utf-8", f"{broken} unreadable characters were replaced by a question mark sign.")
    return FileKind("csv", "cp1252", "The text is not UTF-8 and was read as Windows-1252.")


def _count_characters(path: Path, errors: str) -> tuple[int, int]:
    """How many characters beyond ASCII are readable and how many are not."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors)
    good = broken = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            if errors == "replace" and not text.isascii():
                lost = text.count("\ufffd")
                broken += lost
                good += sum(1 for sign in text if sign > "\x7f") - lost
    decoder.decode(b"", final=True)
    return good, broken
