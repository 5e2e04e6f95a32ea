"""Properties A4 and A5: valid rows are all imported, invalid ones all reported, whatever the file."""

import csv
import io
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.formats import inspect, preview, read_facts
from data.formats._cells import is_null
from domain.errors import AppError
from domain.money import to_micros

HEADER = ["Day", "Campaign name", "Ad name", "Impressions", "Link clicks", "Amount spent (EUR)", "Purchases"]
_names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n"), min_size=1, max_size=20
).filter(lambda text: any(map(str.isalpha, text)) and not is_null(text))
_rows = st.tuples(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    _names,
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=10),
    st.integers(0, 10**9),
    st.integers(0, 10**6),
    st.decimals(0, 10**6, places=2),
    st.integers(0, 1000),
)
_slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_spoils = st.sampled_from(
    [
        (0, "31/02/2026"),
        (0, "0206-01-01"),
        (0, ""),
        (0, "soon"),
        (1, ""),
        (3, "many"),
        (3, "-5"),
        (3, "1.5"),
        (4, "x1"),
        (5, "free"),
        (5, "-0.01"),
        (5, "12%"),
        (6, "#REF!"),
    ]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all examples: each overwrites the file of the one before."""
    return tmp_path_factory.mktemp("reports")


def _write(folder: Path, rows: list[list[str]], separator: str, encoding: str) -> tuple[Path, list[int]]:
    """Write the rows; returns the file and the physical line at which each row starts."""
    lines, text = [], ""
    for row in [HEADER, *rows]:
        lines.append(text.count("\n") + 1)
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=separator, lineterminator="\n").writerow(row)
        text += buffer.getvalue()
    path = folder / "r.csv"
    path.write_bytes(text.encode(encoding))
    return path, lines[1:]


def _cells(row: tuple) -> list[str]:
    day, *others = row
    return [day.isoformat(), *map(str, others)]


@_slow
@given(
    st.lists(_rows, min_size=1, max_size=25),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_A4_imported_rows_are_the_valid_rows(folder, rows, separator, encoding):
    path, lines = _write(folder, [_cells(row) for row in rows], separator, encoding)
    batches = list(read_facts(path, inspect(path, "r.csv")))
    assert sum(batch.rejected + batch.skipped for batch in batches) == 0
    assert [line for batch in batches for line in batch.line] == lines
    assert [day for batch in batches for day in batch.date] == [row[0] for row in rows]
    assert [value for batch in batches for value in batch.impressions] == [row[3] for row in rows]
    assert [value for batch in batches for value in batch.spend] == [to_micros(row[5]) for row in rows]


@_slow
@given(st.lists(st.tuples(_rows, st.none() | _spoils), min_size=1, max_size=25))
def test_A5_every_invalid_row_is_reported_and_every_valid_one_imported(folder, rows):
    cells = [_cells(row) for row, _ in rows]
    for own, (_, spoil) in zip(cells, rows, strict=True):
        if spoil:
            own[spoil[0]] = spoil[1]
    path, lines = _write(folder, cells, ",", "utf-8")
    batches = list(read_facts(path, inspect(path, "r.csv")))
    good = [line for line, (_, spoil) in zip(lines, rows, strict=True) if not spoil]
    bad = [(line, HEADER[spoil[0]], spoil[1]) for line, (_, spoil) in zip(lines, rows, strict=True) if spoil]
    assert [line for batch in batches for line in batch.line] == good
    problems = [problem for batch in batches for problem in batch.rejects]
    assert [(problem.line, problem.column, problem.value) for problem in problems] == bad
    assert all(problem.reason and problem.fix for problem in problems)


@_slow
@given(st.lists(_rows, min_size=1, max_size=10))
def test_preview_adds_up_what_would_be_imported(folder, rows):
    path, _ = _write(folder, [_cells(row) for row in rows], ",", "utf-8")
    shown = preview(path, "r.csv")
    assert shown.rows_total == len(rows) == shown.rows_checked
    assert shown.totals[0].spend == sum((row[5] for row in rows), Decimal(0))
    assert shown.totals[0].conversions == sum(row[6] for row in rows)


@_slow
@given(
    st.binary(max_size=400)
    | st.text(st.sampled_from('Day,Campaign;Impr.\t"\n\r|=0123456789-/ Total©€%()'), max_size=400).map(str.encode)
    | st.binary(max_size=200).map(lambda junk: b"Day,Campaign,Impr.,Cost,Currency code\n" + junk)
)
def test_no_bytes_raise_anything_but_an_error_with_words(folder, content):
    path = folder / "r.csv"
    path.write_bytes(content)
    with suppress(AppError):
        shown = preview(path, "r.csv")
        assert shown.rows_total >= shown.rows_rejected + shown.rows_skipped
