"""Campaigns by hand: create, find, sort, edit, pause several, delete with a typed word; saved views; notes on days."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e import wizard
from tests.e2e.controls import choose, set_day
from tests.e2e.people import expect_toast, go, new_person, register, settled
from tests.e2e.platform_files import meta_lines, write_meta


def _create(page: Page, name: str, platform: str, budget: str) -> None:
    page.get_by_role("button", name="New campaign").click()
    dialog = page.get_by_role("dialog", name="New campaign")
    dialog.get_by_label("Name").fill(name)
    choose(dialog, "Platform", platform)
    choose(dialog, "Status", "Active")
    dialog.get_by_label("Budget").fill(budget)
    dialog.get_by_role("button", name="Save").click()
    expect_toast(page, f"“{name}” is created")


def _row(page: Page, name: str) -> Locator:
    """A campaign's row in the grid: its cells lie in two containers, this one has the columns that scroll."""
    number = page.locator(".ag-pinned-left-cols-container [role=row]", has_text=name).get_attribute("row-index")
    return page.locator(f".ag-center-cols-container [role=row][row-index='{number}']")


def _pick(page: Page, *names: str) -> None:
    for name in names:
        row = page.locator(".ag-pinned-left-cols-container [role=row]", has_text=name)
        row.get_by_role("checkbox").check()
    expect(page.get_by_text(f"{len(names)} selected")).to_be_visible()


def _names(page: Page) -> Locator:
    return page.locator(".ag-pinned-left-cols-container [role=row] a")


def test_campaigns_are_created_found_sorted_edited_paused_and_deleted(
    open_browser: Callable[..., Page], check_axe: Callable[[Page], None], shoot: Callable[[Page, str], None]
) -> None:
    page = open_browser()
    register(page, new_person("Carl Campaigns"), "Campaigns Journey Ltd")
    go(page, "/campaigns")
    expect(page.get_by_role("heading", name="No campaigns yet")).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="New campaign").click()
    page.get_by_role("dialog", name="New campaign").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog").get_by_role("alert").filter(has_text=re.compile(r"\w")).first).to_be_visible()
    check_axe(page)
    page.keyboard.press("Escape")
    _create(page, "Alpha launch", "TikTok", "900")
    _create(page, "Beta always on", "LinkedIn", "2500")
    _create(page, "Gamma test", "TikTok", "100.50")
    expect(page.get_by_text("3 campaigns", exact=True)).to_be_visible()

    page.get_by_role("searchbox", name="Search campaigns").fill("beta")
    expect(_names(page)).to_have_text(["Beta always on"])
    expect(page).to_have_url(re.compile("q=beta"))
    page.get_by_role("searchbox", name="Search campaigns").fill("")
    expect(_names(page)).to_have_count(3)
    page.get_by_role("columnheader", name="Campaign").click()
    expect(_names(page)).to_have_text(["Gamma test", "Beta always on", "Alpha launch"])
    page.get_by_role("columnheader", name="Campaign").click()
    expect(_names(page)).to_have_text(["Alpha launch", "Beta always on", "Gamma test"])

    _pick(page, "Alpha launch", "Gamma test")
    shoot(page, "campaigns-chosen")
    check_axe(page)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect_toast(page, "2 campaigns paused")
    expect(_row(page, "Alpha launch")).to_contain_text("Paused")
    expect(_row(page, "Beta always on")).to_contain_text("Active")
    _edit(page)
    _delete(page, check_axe)


def _edit(page: Page) -> None:
    _pick(page, "Beta always on")
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog", name="Edit campaign")
    expect(dialog.get_by_label("Name")).to_have_value("Beta always on")
    dialog.get_by_label("Name").fill("Beta renamed")
    dialog.get_by_role("button", name="Save").click()
    expect_toast(page, "“Beta renamed” is saved")
    expect(_names(page)).to_have_text(["Alpha launch", "Beta renamed", "Gamma test"])


def _delete(page: Page, check_axe: Callable[[Page], None]) -> None:
    _pick(page, "Alpha launch", "Gamma test")
    page.get_by_role("button", name="Delete…").click()
    dialog = page.get_by_role("dialog", name="Delete campaigns?")
    expect(dialog).to_contain_text("Alpha launch, Gamma test")
    check_axe(page)
    dialog.get_by_role("button", name="Delete for good").click()
    expect(dialog.get_by_role("alert")).to_contain_text("delete")
    dialog.get_by_label("Type “delete” to confirm").fill("delete")
    dialog.get_by_role("button", name="Delete for good").click()
    expect_toast(page, "2 campaigns deleted")
    expect(_names(page)).to_have_text(["Beta renamed"])


def test_view_is_saved_and_opened_by_its_link_and_a_note_is_added_to_a_day(
    open_browser: Callable[..., Page],
    check_axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    page = open_browser()
    register(page, new_person("Vic Views"), "Views Journey Ltd")
    lines = meta_lines()
    wizard.upload(page, write_meta(tmp_path / "meta.csv", lines))
    wizard.import_now(page, len(lines))
    go(page, "/?from=2026-02-08&to=2026-02-14&metric=roas")
    expect(page.get_by_role("heading", name="ROAS by day")).to_be_visible()
    _save_view(page)

    go(page, "/")
    expect(page.get_by_role("heading", name="Spend by day")).to_be_visible()
    page.locator("summary").get_by_text("Views", exact=True).click()
    page.get_by_role("button", name="Second week").first.click()
    expect(page.get_by_role("heading", name="ROAS by day")).to_be_visible()
    expect(page).to_have_url(re.compile("from=2026-02-08&to=2026-02-14&metric=roas"))
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", name="ROAS by day")).to_be_visible()
    page.locator("summary").get_by_text("Views", exact=True).click()
    page.get_by_role("button", name="Delete the view Second week").click()
    expect(page.get_by_text("No saved views yet.")).to_be_visible()
    expect_toast(page, "The view is deleted")

    page.get_by_role("button", name="Add a note").click()
    dialog = page.get_by_role("dialog", name="Add a note")
    set_day(dialog, "10 Feb 2026")
    dialog.get_by_label("Note").fill("Spring sale began")
    check_axe(page)
    dialog.get_by_role("button", name="Add the note").click()
    expect_toast(page, "The note is added")
    note = page.get_by_role("listitem").filter(has_text="Spring sale began")
    expect(note).to_contain_text("10 Feb 2026 · Vic Views")
    # Its mark stands in the chart, too.
    expect(page.locator("#overview-trend-graph .annotation-text")).to_have_text("1")
    shoot(page, "overview-with-note")
    page.get_by_role("button", name="Delete the note of 10 Feb 2026").click()
    page.get_by_role("dialog", name="Delete this note?").get_by_role("button", name="Delete the note").click()
    expect(note).to_have_count(0)


def _save_view(page: Page) -> None:
    page.locator("summary").get_by_text("Views", exact=True).click()
    page.get_by_role("button", name="Save this view…").click()
    dialog = page.get_by_role("dialog", name="Save this view")
    dialog.get_by_label("Name").fill("Second week")
    dialog.get_by_role("button", name="Save the view").click()
    expect_toast(page, "The view is saved")
