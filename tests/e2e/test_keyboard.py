"""By keyboard alone: the skip link, a visible focus at every stop, every main control reached, dialogs that hold it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.people import DEMO, go

# What has the focus, how it is called, and whether that can be seen. Dash's inputs show it on the box around them.
STOP = """async () => {
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const outlined = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const box = node.closest(".dash-input-container, .dash-datepicker-input-wrapper");
  const cell = node.matches(".ag-cell-focus, .ag-header-cell");
  const area = node.getBoundingClientRect();
  const inSight = area.bottom > 0 && area.top < innerHeight && area.width > 0;
  const words = node.getAttribute("aria-label") || (node.labels && node.labels[0] ? node.labels[0].textContent : "")
    || node.textContent || node.placeholder || "";
  return { name: words.trim(), seen: outlined(node) || cell || !!(box && outlined(box)), inSight: inSight };
}"""
CONTROLS = {
    "/": {"Export", "Import data", "7 days", "All", "Spend", "Add a note", "Views", "Filters"},
    "/campaigns": {"New campaign", "7 days", "Filters", "Search campaigns", "Columns", "Views"},
    "/campaigns/import": {"Choose files", "Meta", "Where to find the export"},
    "/creatives": {"Upload creatives", "Search"},
    "/settings/members": {"Invite", "Change Demo admin"},
}
NAVIGATION = {"Skip to the content", "AdVision", "Overview", "Campaigns", "Import", "Creatives", "Settings"}


def _stops(page: Page, most: int) -> list[str]:
    """The names of what the tab key reaches, each of which must be in sight with a visible focus."""
    names: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        assert stop["seen"], f"no visible focus on “{stop['name']}” of {page.url}"
        assert stop["inSight"], f"“{stop['name']}” of {page.url} takes the focus out of sight"
        names.append(stop["name"])
    return names


def test_tab_reaches_every_main_control_with_a_visible_focus(open_browser: Callable[..., Page]) -> None:
    page = open_browser(as_person=DEMO)
    for path, wanted in CONTROLS.items():
        go(page, path)
        found = set(_stops(page, 45))
        assert found >= NAVIGATION | wanted, f"{path}: never reached {(NAVIGATION | wanted) - found}"


def test_sign_in_by_keyboard_alone(open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto("/login")
    expect(page.get_by_label("Email")).to_be_focused()
    page.keyboard.type(DEMO.email)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type(DEMO.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Overview", level=1)).to_be_visible()


def test_skip_link_dialogs_and_the_grid_answer_to_keys(open_browser: Callable[..., Page]) -> None:
    page = open_browser(as_person=DEMO)
    go(page, "/campaigns")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    page.get_by_role("button", name="New campaign").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="New campaign")
    expect(dialog).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement || document.activeElement === document.body || "
                             "!!document.activeElement.closest('dialog[open], .dash-dropdown-content')")  # fmt: skip
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="New campaign")).to_be_focused()

    cell = page.locator(".ag-pinned-left-cols-container .ag-cell[col-id=name]").first
    name = cell.inner_text()
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/campaigns/[0-9a-f-]{36}"))
    heading = page.get_by_role("heading", name=name, level=1)
    # Like after a full load, reading goes on at the heading.
    expect(heading).to_be_focused()
