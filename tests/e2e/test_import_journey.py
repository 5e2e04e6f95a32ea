"""The product's reason: files in, right numbers on the dashboard, the same numbers out, and back again by undo."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.e2e import wizard
from tests.e2e.controls import choose, download, set_days
from tests.e2e.numbers import audience_sums, expect_totals, exported_sums, platform_sums, read_csv, read_sheet
from tests.e2e.people import new_person, register, settled
from tests.e2e.platform_files import (
    Line,
    add_up,
    add_up_by,
    google_lines,
    kag_lines,
    meta_lines,
    write_google,
    write_kag,
    write_meta,
)

META, GOOGLE, KAG = meta_lines(), google_lines(), kag_lines()
ALL = [*META, *GOOGLE, *KAG]


def test_three_files_become_right_numbers_that_can_be_narrowed_exported_and_undone(
    open_browser: Callable[..., Page], shoot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    page = open_browser()
    register(page, new_person("Ida Importer"), "Import Journey Ltd")
    expect(page.get_by_role("heading", name="Bring in your numbers")).to_be_visible()
    _import_three_files(page, tmp_path)
    shoot(page, "journey-import-result")

    page.goto("/?period=all")
    _expect_overview(page, ALL)
    shoot(page, "journey-overview")
    _narrow(page)
    _export(page, tmp_path)

    wizard.undo(page, "meta.csv")
    page.goto("/?period=all")
    _expect_overview(page, [*GOOGLE, *KAG])
    wizard.undo(page, "kag.csv")
    page.goto("/?period=all")
    settled(page)
    expect_totals(page, add_up(GOOGLE))
    assert platform_sums(page) == {"Google Ads": add_up(GOOGLE)}
    expect(page.get_by_role("heading", name="Spend by age and gender")).to_have_count(0)


def _import_three_files(page: Page, folder: Path) -> None:
    files = (
        write_meta(folder / "meta.csv", META),
        write_google(folder / "google.csv", GOOGLE),
        write_kag(folder / "kag.csv", KAG),
    )
    wizard.upload(page, *files)
    expect(page.get_by_role("heading", name="Meta Ads Manager")).to_be_visible()
    wizard.import_now(page, len(META))
    _go_on(page)
    expect(page.get_by_role("heading", name="Google Ads")).to_be_visible()
    wizard.import_now(page, len(GOOGLE))
    _go_on(page)
    wizard.answer_period_and_currency(page, "1 Mar 2026", "31 Mar 2026", "USD · US dollar")
    mapping = page.get_by_role("table", name="Columns that are imported")
    for column, field in (("xyz_campaign_id", "Campaign"), ("ad_id", "Ad ID"), ("Total_Conversion", "Conversions")):
        expect(mapping.get_by_role("row", name=re.compile(column)).get_by_role("button")).to_contain_text(field)
    wizard.import_now(page, len(KAG))
    history = page.get_by_role("table", name="Imports, the newest first")
    expect(history.locator("tbody tr")).to_have_count(3)


def _go_on(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Check (the next file|google.csv|kag.csv)$")).click()
    wizard.checked(page)


def _expect_overview(page: Page, lines: list[Line]) -> None:
    settled(page)
    expect_totals(page, add_up(lines))
    assert platform_sums(page) == add_up_by(lines, lambda line: line.platform)
    assert audience_sums(page) == _by_audience(lines)


def _by_audience(lines: list[Line]) -> dict[tuple[str, str], object]:
    return dict(add_up_by((line for line in lines if line.age), lambda line: (line.age, line.gender)))


def _narrow(page: Page) -> None:
    """One platform, then some days of all; each is in the address and survives a reload."""
    page.get_by_role("group", name="Filters").locator("summary", has_text="Filters").click()
    choose(page, "Platforms", "Google Ads")
    expect_totals(page, add_up(GOOGLE))
    assert parse_qs(urlsplit(page.url).query)["platform"] == ["google_ads"]
    page.reload()
    settled(page)
    expect_totals(page, add_up(GOOGLE))
    page.get_by_role("button", name="Remove filter Google Ads").click()
    expect_totals(page, add_up(ALL))

    set_days(page.get_by_role("group", name="Filters"), "8 Feb 2026", "14 Feb 2026")
    week = _within(dt.date(2026, 2, 8), dt.date(2026, 2, 14))
    expect_totals(page, add_up(week))
    page.get_by_role("button", name="Revenue", exact=True).click()
    expect(page.get_by_role("heading", name="Revenue by day")).to_be_visible()
    settled(page)
    assert platform_sums(page) == add_up_by(week, lambda line: line.platform)


def _within(first: dt.date, last: dt.date) -> list[Line]:
    return [line for line in ALL if line.day and first <= line.day <= last]


def _export(page: Page, folder: Path) -> None:
    """What was narrowed to a week comes out as it is shown, as CSV and as a workbook."""
    week = _within(dt.date(2026, 2, 8), dt.date(2026, 2, 14))
    menu = page.locator("summary", has_text="Save Revenue by day")
    menu.click()
    days = read_csv(download(page, page.get_by_role("link", name="Download CSV").first, folder))
    assert {row["Day"]: exported_sums(row) for row in days} == add_up_by(week, lambda line: str(line.day))
    menu.click()
    image = download(page, page.get_by_role("button", name="Download image").first, folder)
    assert image.read_bytes().startswith(b"\x89PNG")
    assert image.stat().st_size > 10_000

    book = download(page, page.get_by_role("link", name="Export", exact=True), folder)
    totals = {row["Period"]: exported_sums(row) for row in read_sheet(book, "Totals")}
    assert totals["this period"] == add_up(week)
    assert totals["compared with"] == add_up(_within(dt.date(2026, 2, 1), dt.date(2026, 2, 7)))
    platforms = {row["Platform"]: exported_sums(row) for row in read_sheet(book, "Platforms")}
    assert platforms == add_up_by(week, lambda line: line.platform)
    audience = {(row["Age"], row["Gender"]): exported_sums(row) for row in read_sheet(book, "Age and Gender")}
    assert audience == _by_audience(week)
