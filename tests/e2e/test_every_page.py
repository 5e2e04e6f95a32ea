"""Every page, for whoever may see it: accessible in both themes, quiet on the console, no wider than the screen."""

import re
from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.controls import choose
from tests.e2e.people import DEMO, accept, go, invite, new_person, register, settled

SIGNED_IN = (
    "/",
    "/campaigns",
    "/campaigns/import",
    "/creatives",
    "/studio",
    "/studio?mode=compare",
    "/studio?mode=write",
    "/settings/profile",
    "/settings/organization",
    "/settings/brand",
    "/settings/members",
    "/settings/sessions",
    "/settings/api-keys",
    "/settings/audit-log",
    "/settings/jobs",
    "/settings/outbox",
    "/no/such/page",
)
# Where it shows that there is nothing yet, and where a viewer may do less than others.
EMPTY = tuple(path for path in SIGNED_IN if not path.endswith(("/profile", "/sessions", "/audit-log", "/page")))
VIEWER = (*SIGNED_IN[:7], "/settings/profile", "/settings/brand", "/settings/members")
PUBLIC = ("/login", "/register", "/forgot", "/invite/unknown", "/reset/unknown")
WIDTHS = (1440, 375)
Check = Callable[[Page, str, int], None]


def _name(path: str) -> str:
    return path.strip("/").replace("/", "-").replace("?mode=", "-") or "overview"


@pytest.fixture
def check_looks(check_axe: Callable[[Page], None], shoot: Callable[[Page, str], None]) -> Check:
    """A page as it stands, in the light and then in the dark theme; the browser stays light."""

    def check(page: Page, name: str, width: int) -> None:
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
            check_axe(page)
            shoot(page, f"{name}-{width}-{theme}")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"), (
            f"{page.url} is wider than {width} pixels"
        )
        page.emulate_media(color_scheme="light", reduced_motion="reduce")

    return check


def _look_at(page: Page, paths: Sequence[str], check: Check, prefix: str = "") -> None:
    for path in paths:
        go(page, path)
        check(page, f"{prefix}{_name(path)}", page.viewport_size["width"])  # type: ignore[index]


@pytest.mark.parametrize("width", WIDTHS)
def test_public_pages(open_browser: Callable[..., Page], check_looks: Check, width: int) -> None:
    _look_at(open_browser(width), PUBLIC, check_looks)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_an_organization_with_data(open_browser: Callable[..., Page], check_looks: Check, width: int) -> None:
    page = open_browser(width, as_person=DEMO)
    settled(page)
    _look_at(page, SIGNED_IN, check_looks)
    _look_at_campaign(page, check_looks, width)


def _look_at_campaign(page: Page, check: Check, width: int) -> None:
    go(page, "/campaigns")
    page.locator(".ag-pinned-left-cols-container a").first.click()
    page.wait_for_url(re.compile(r"/campaigns/[0-9a-f-]{36}"))
    expect(page.locator(".kpi").first).to_be_visible()
    settled(page)
    check(page, "campaign", width)
    for summary in page.locator("details.data-details > summary").all():
        summary.click()
    check(page, "campaign-tables", width)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_an_empty_organization_and_of_its_viewer(
    open_browser: Callable[..., Page], check_looks: Check, width: int
) -> None:
    admin, viewer, guest = open_browser(width), open_browser(width), new_person("Vera Viewer")
    register(admin, new_person("Emma Empty"), "Empty Ltd")
    accept(viewer, invite(admin, guest.email, "Viewer"), guest)
    _look_at(admin, EMPTY, check_looks, "empty-")
    _look_at(viewer, VIEWER, check_looks, "viewer-")


@pytest.mark.parametrize("width", WIDTHS)
def test_what_opens_on_the_overview(open_browser: Callable[..., Page], check_looks: Check, width: int) -> None:
    page = open_browser(width, as_person=DEMO)
    go(page, "/")
    page.locator("summary", has_text="Account of").click()
    check_looks(page, "overview-account-menu", width)
    page.keyboard.press("Escape")
    if width < 900:
        page.get_by_role("button", name="Navigation", exact=True).click()
        expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="AdVision")).to_be_focused()
        check_looks(page, "overview-navigation", width)
        page.keyboard.press("Escape")
    page.get_by_role("group", name="Filters").locator("summary", has_text="Filters").click()
    choose(page, "Platforms", "TikTok")
    expect(page.get_by_text("Remove filter TikTok")).to_be_attached()
    settled(page)
    check_looks(page, "overview-filters", width)
    page.get_by_role("textbox", name="Start Date").click()
    expect(page.locator(".dash-datepicker-content")).to_be_visible()
    check_looks(page, "overview-calendar", width)
    page.keyboard.press("Escape")
    page.locator("details.data-details > summary").first.click()
    check_looks(page, "overview-table", width)
