"""The import page as a person goes through it: choose, check, answer, import, undo."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.controls import choose, drop_files, set_days
from tests.e2e.people import settled

PERIOD = "Which days does the file cover?"
CURRENCY = "In which currency are the amounts?"


def upload(page: Page, *files: Path | dict[str, Any]) -> Page:
    """Drop files on the import page and wait for the check of the first."""
    page.goto("/campaigns/import")
    settled(page)
    drop_files(page, *files)
    return checked(page)


def checked(page: Page) -> Page:
    """Wait until the file is read and what would be imported is shown."""
    expect(page.get_by_role("heading", name="What would be imported")).to_be_visible(timeout=40_000)
    return settled(page)


def update(page: Page) -> Page:
    """Ask for the preview again, with what was answered or corrected."""
    page.get_by_role("button", name="Update preview").click()
    expect(page.get_by_text(re.compile("^Ready to import"))).to_be_visible()
    return page


def answer_period_and_currency(page: Page, first: str, last: str, currency: str) -> Page:
    """What a file without days and currency is asked for."""
    expect(page.get_by_role("heading", name="2 questions before the import")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Import "))).to_be_disabled()
    set_days(page.get_by_role("group", name=PERIOD), first, last)
    choose(page, CURRENCY, currency)
    return update(page)


def map_column(page: Page, column: str, field: str) -> None:
    """Say what a column of the file is."""
    choose(page, f"“{column}” is imported as", field)


def start_import(page: Page) -> Page:
    """Press the button that names how many rows it takes, twice as some people do; the job's page comes."""
    page.get_by_role("button", name=re.compile(r"^Import [\d,]+ rows?$")).dblclick()
    page.wait_for_url("**/campaigns/import?import=*")
    return page


def import_now(page: Page, rows: int) -> Page:
    """Import the checked file, and wait for its result."""
    start_import(page)
    expect(page.get_by_text(f"{rows:,} rows imported", exact=True)).to_be_visible(timeout=40_000)
    return page


def undo(page: Page, file_name: str) -> Page:
    """Take an import back from the history."""
    page.goto("/campaigns/import")
    settled(page)
    row = page.get_by_role("row", name=re.compile(re.escape(file_name)))
    row.get_by_role("button", name="Undo").click()
    dialog = page.get_by_role("dialog", name="Undo this import?")
    expect(dialog).to_contain_text(file_name)
    dialog.get_by_role("button", name="Undo the import").click()
    expect(row).to_contain_text("Undone")
    return page
