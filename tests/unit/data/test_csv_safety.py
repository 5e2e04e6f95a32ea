"""Exports that no spreadsheet runs as formulas."""

import csv
import io

import pytest

from data.csv_safety import safe_cell, write_rejects
from domain.imports import RowProblem


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", " =1"])
def test_dangerous_text_gets_an_apostrophe(cell):
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", [-5, 1.5, "plain", "a=b", ""])
def test_harmless_cells_stay(cell):
    assert safe_cell(cell) == cell


def test_rejects_are_written_with_all_five_columns():
    file = io.StringIO(newline="")
    problem = RowProblem(line=3, column="Cost", value="=cmd()", reason="No number.", fix="Write one.")
    assert write_rejects(file, [problem]) == 1
    rows = list(csv.reader(io.StringIO(file.getvalue())))
    assert rows == [
        ["line", "column", "value", "reason", "how to fix"],
        ["3", "Cost", "'=cmd()", "No number.", "Write one."],
    ]
