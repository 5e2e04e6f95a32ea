"""An admin invites a colleague, who joins as a viewer: looks at everything, changes nothing."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e import wizard
from tests.e2e.numbers import expect_totals
from tests.e2e.people import accept, go, invite, new_person, register, settled, sign_in, sign_out
from tests.e2e.platform_files import add_up, google_lines, write_google

CLOSED = ("/campaigns/import", "/settings/members", "/settings/api-keys", "/settings/audit-log", "/settings/jobs")


def test_invited_viewer_joins_sees_the_numbers_and_cannot_edit(
    open_browser: Callable[..., Page],
    check_axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
    tmp_path: object,
) -> None:
    admin, visitor = open_browser(), open_browser()
    owner, guest = new_person("Olga Owner"), new_person("Vera Viewer")
    register(admin, owner, "Members Journey Ltd")
    lines = google_lines()[:14]
    wizard.upload(admin, write_google(tmp_path / "google.csv", lines))  # type: ignore[operator]
    wizard.import_now(admin, len(lines))
    link = invite(admin, guest.email, "Viewer")

    visitor.goto(link)
    expect(visitor.get_by_role("heading", name="Join Members Journey Ltd")).to_be_visible()
    check_axe(visitor)
    accept(visitor, link, guest)
    go(visitor, "/?period=all")
    expect_totals(visitor, add_up(lines))
    expect(visitor.get_by_role("link", name="Import data")).to_have_count(0)
    expect(visitor.get_by_role("button", name="Add a note")).to_have_count(0)
    _looks_at_campaigns(visitor, check_axe, shoot)
    for path in CLOSED:
        go(visitor, path)
        expect(visitor.get_by_role("main")).to_contain_text(re.compile("role|may not|not allowed"))
        check_axe(visitor)
        shoot(visitor, f"viewer{path.replace('/', '-')}")

    again = open_browser()
    again.goto(link)
    expect(again.get_by_text(re.compile("used|expired|no longer", re.IGNORECASE)).first).to_be_visible()
    sign_out(visitor)
    sign_in(visitor, guest)
    expect(visitor.get_by_text("Members Journey Ltd")).to_be_visible()


def _looks_at_campaigns(page: Page, check_axe: Callable[[Page], None], shoot: Callable[[Page, str], None]) -> None:
    go(page, "/campaigns")
    expect(page.get_by_role("button", name="New campaign")).to_have_count(0)
    expect(page.locator(".ag-selection-checkbox")).to_have_count(0)
    check_axe(page)
    shoot(page, "viewer-campaigns")
    page.get_by_role("link", name="Brand", exact=True).click()
    expect(page.get_by_role("heading", name="Brand", level=1)).to_be_visible()
    settled(page)
    for name in ("Edit", "Pause", "Delete…", "Add a note"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    check_axe(page)
    go(page, "/creatives")
    expect(page.get_by_role("button", name="Upload creatives")).to_have_count(0)
    check_axe(page)
    shoot(page, "viewer-creatives-empty")
