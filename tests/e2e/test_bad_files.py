"""Files that go wrong: each gets a message in words, nothing half done stays, and a running import is found again."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import wizard
from tests.e2e.controls import download, drop_files
from tests.e2e.numbers import expect_totals, read_csv
from tests.e2e.people import go, new_person, register, settled
from tests.e2e.platform_files import add_up, google_lines, write_google

REFUSED = "This file cannot be imported as it is"
HEAD = "Campaign,Day,Currency code,Impr.,Clicks,Cost,Conversions"
GOOD = ("Brand,2026-02-01,USD,1000,20,12.50,2", "Brand,2026-02-02,USD,1200,25,13.75,1")
BAD = {
    "31/02": "Brand,2026-02-31,USD,1000,20,12.50,2",
    "negative": "Brand,2026-02-03,USD,1000,20,-12.50,2",
    "words": "Brand,2026-02-04,USD,1000,many,12.50,2",
    "cells": "Brand,2026-02-05,USD,1000,20,12.50,2,9,9",
}
FORMULA = '"=HYPERLINK(""http://x.example"",""a"")",2026-02-06,USD,500,10,5.00,1'
MORE_CLICKS = "Brand,2026-02-07,USD,100,200,5.00,1"


@pytest.fixture
def page(open_browser: Callable[..., Page]) -> Page:
    """A new organization's admin."""
    page = open_browser()
    register(page, new_person("Bea Badfile"), "Bad Files Ltd")
    return page


def test_files_that_are_no_table_are_refused_in_words(
    page: Page, check_axe: Callable[[Page], None], shoot: Callable[[Page, str], None]
) -> None:
    cases = {
        "report.csv": (b"<!DOCTYPE html><html><body>Sign in to Google Ads</body></html>", "web page|HTML"),
        "header_only.csv": (f"{HEAD}\n".encode(), "no row|only"),
        "zip.csv": (b"PK\x03\x04" + bytes(200), "ZIP|archive|workbook"),
    }
    for name, (content, words) in cases.items():
        go(page, "/campaigns/import")
        drop_files(page, {"name": name, "mimeType": "text/csv", "buffer": content})
        told = page.locator("main [role='alert'], main [role='status'], .dropzone-message")
        expect(told.filter(has_text=re.compile(words, re.IGNORECASE)).first).to_be_visible()
        check_axe(page)
        shoot(page, f"refused-{Path(name).stem}")
    go(page, "/campaigns/import")
    drop_files(page, {"name": "empty.csv", "mimeType": "text/csv", "buffer": b""})
    expect(page.locator(".dropzone-message")).to_have_text("empty.csv is empty.")
    drop_files(page, {"name": "photo.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    expect(page.locator(".dropzone-message")).to_contain_text("photo.pdf is not one of")
    go(page, "/")
    expect(page.get_by_role("heading", name="Bring in your numbers")).to_be_visible()


def test_bad_rows_are_marked_rejected_and_given_back_as_csv(
    page: Page, check_axe: Callable[[Page], None], shoot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    rows = [HEAD, *GOOD, *BAD.values(), FORMULA, MORE_CLICKS]
    path = tmp_path / "google_bad_rows.csv"
    path.write_text("\n".join(rows) + "\n")
    wizard.upload(page, path)
    preview = page.get_by_role("region", name=re.compile("^The first 8 rows"))
    expect(preview.locator(".cell-error").first).to_be_visible()
    expect(preview.locator(".cell-warning").first).to_be_visible()
    expect(preview).to_contain_text("=HYPERLINK")
    check_axe(page)
    shoot(page, "bad-rows-check")
    wizard.start_import(page)
    expect(page.get_by_text("4 rows imported, 4 rejected")).to_be_visible()
    check_axe(page)

    rejects = read_csv(download(page, page.get_by_role("link", name="Download rejected rows"), tmp_path))
    assert sorted({int(row["line"]) for row in rejects}) == [4, 5, 6, 7]
    by_line = {int(row["line"]): row for row in rejects}
    assert (by_line[4]["column"], by_line[4]["value"]) == ("Day", "2026-02-31")
    assert (by_line[5]["column"], by_line[5]["value"]) == ("Cost", "'-12.50")
    assert (by_line[6]["column"], by_line[6]["value"]) == ("Clicks", "many")
    assert all(row["reason"] and row["how to fix"] for row in rejects)

    go(page, "/campaigns")
    menu = page.locator("#campaigns-export summary")
    menu.click()
    exported = read_csv(download(page, page.locator("#campaigns-export").get_by_role("link", name="CSV"), tmp_path))
    assert {row["Campaign"] for row in exported} == {"Brand", '\'=HYPERLINK("http://x.example","a")'}


def _large_file(path: Path, rows: int) -> Path:
    """Rows of 1,000 campaigns and some hundred days, enough to be caught at work."""
    random = Random(11)
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=number) for number in range(rows // 1000)]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Campaign", "Day", "Currency code", "Impr.", "Clicks", "Cost", "Conversions"])
    for day in days:
        writer.writerows(
            [f"Campaign {number:04}", day, "USD", random.randint(500, 9000), random.randint(1, 400), "12.34", 3]
            for number in range(1000)
        )
    path.write_text(text.getvalue(), newline="")
    return path


def test_running_import_is_found_after_a_reload_and_can_be_cancelled(
    page: Page, check_axe: Callable[[Page], None], shoot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    wizard.upload(page, _large_file(tmp_path / "google_large.csv", 250_000))
    wizard.start_import(page)
    bar = page.get_by_role("progressbar", name="Import")
    expect(bar).to_be_visible()
    page.reload()
    expect(bar).to_be_visible()
    check_axe(page)
    shoot(page, "import-running")

    page.goto("/campaigns/import")
    expect(page.get_by_role("list", name="Running imports")).to_contain_text("google_large.csv")
    page.get_by_role("link", name="Show progress").click()
    page.get_by_role("button", name="Cancel the import").click()
    expect(page.get_by_text("The import was cancelled")).to_be_visible()
    go(page, "/campaigns/import")
    expect(page.get_by_role("row", name=re.compile("google_large.csv"))).to_contain_text("Cancelled")
    go(page, "/")
    expect(page.get_by_role("heading", name="Bring in your numbers")).to_be_visible()

    # What was cancelled stands in nobody's way.
    lines = google_lines()
    wizard.upload(page, write_google(tmp_path / "google.csv", lines))
    wizard.import_now(page, len(lines))
    page.goto("/?period=all")
    settled(page)
    expect_totals(page, add_up(lines))
