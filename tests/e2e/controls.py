"""Using the application's own controls as a person does: dropdowns, dates, drop zones, tables."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect


def choose(scope: Page | Locator, label: str, *options: str) -> None:
    """Open the dropdown of that label, press each option, and leave it closed."""
    opener = scope.get_by_role("button", name=label)
    page = opener.page
    opener.click()
    content = page.locator(".dash-dropdown-content")
    for option in options:
        expect(content).to_be_visible()
        # Long lists draw only what is in sight, so those are searched.
        search = content.get_by_role("searchbox")
        if search.count():
            search.fill(option)
        content.locator("label").get_by_text(option, exact=True).click()
    if content.count():
        page.keyboard.press("Escape")
    expect(content).to_have_count(0)


def set_days(scope: Page | Locator, first: str, last: str) -> None:
    """Type two days, written as 8 Feb 2026, into a range of days."""
    inputs = scope.locator("input.dash-datepicker-input")
    page = inputs.first.page
    for place, day in enumerate((first, last)):
        inputs.nth(place).click()
        inputs.nth(place).fill(day)
        page.keyboard.press("Tab" if place == 0 else "Enter")
        expect(inputs.nth(place)).to_have_value(day)
    page.keyboard.press("Escape")
    expect(page.locator(".dash-datepicker-content")).to_have_count(0)


def set_day(scope: Page | Locator, day: str) -> None:
    """Type one day, written as 8 Feb 2026."""
    control = scope.locator("input.dash-datepicker-input")
    control.click()
    control.fill(day)
    control.press("Enter")
    expect(control).to_have_value(day)
    if control.page.locator(".dash-datepicker-content").count():
        control.page.keyboard.press("Escape")
    expect(control.page.locator(".dash-datepicker-content")).to_have_count(0)


def drop_files(scope: Page | Locator, *files: Path | dict[str, Any]) -> None:
    """Choose files in the drop zone: paths, or what Playwright takes for a file in memory."""
    pick = scope.get_by_role("button", name="Choose files")
    with pick.page.expect_file_chooser() as chooser:
        pick.click()
    chooser.value.set_files(list(files))  # type: ignore[arg-type]


def download(page: Page, link: Locator, folder: Path) -> Path:
    """Press what gives a file, and keep the file under the name that the server gave it."""
    with page.expect_download() as waiting:
        link.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def unfold_table(page: Page, title: str) -> None:
    """Show the table behind the chart whose title ends so."""
    details = page.locator("details.data-details", has=page.locator("summary", has_text=re.compile(f"{title}$")))
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    expect(details.locator("table")).to_be_visible()


def table_rows(page: Page, caption: str) -> list[list[str]]:
    """The body of the table of that caption; each cell's text in full."""
    table = page.locator("table", has=page.locator("caption", has_text=caption)).first
    expect(table).to_be_attached()
    rows: list[list[str]] = table.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => Array.from(row.children).map(cell => cell.textContent.trim()))"
    )
    return rows
