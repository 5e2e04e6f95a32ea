"""Every page, for whoever may see it: accessible, quiet on the console, no wider than the screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.people import DEMO, settled

SIGNED_IN = (
    "/",
    "/campaigns",
    "/campaigns/import",
    "/creatives",
    "/settings/profile",
    "/settings/organization",
    "/settings/members",
    "/settings/sessions",
    "/settings/api-keys",
    "/settings/audit-log",
    "/settings/jobs",
    "/settings/outbox",
    "/no/such/page",
)
PUBLIC = ("/login", "/register", "/forgot", "/invite/unknown", "/reset/unknown")
LOOKS = [(1440, False), (375, True)]


def _name(path: str) -> str:
    return path.strip("/").replace("/", "-") or "overview"


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"))


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_public_pages_are_accessible_quiet_and_fit(
    open_browser: Callable[..., Page],
    check_axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
    width: int,
    dark: bool,
) -> None:
    page = open_browser(width, dark=dark)
    for path in PUBLIC:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        check_axe(page)
        assert _fits(page), path
        shoot(page, f"{_name(path)}-{width}-{'dark' if dark else 'light'}")


@pytest.mark.parametrize(("width", "dark"), [*LOOKS, (1440, True)])
def test_signed_in_pages_are_accessible_quiet_and_fit(
    open_browser: Callable[..., Page],
    check_axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
    width: int,
    dark: bool,
) -> None:
    page = open_browser(width, dark=dark, as_person=DEMO)
    settled(page)
    for path in SIGNED_IN:
        page.goto(path)
        settled(page)
        check_axe(page)
        assert _fits(page), path
        shoot(page, f"{_name(path)}-{width}-{'dark' if dark else 'light'}")


def test_a_campaigns_page_is_accessible_quiet_and_fits(
    open_browser: Callable[..., Page], check_axe: Callable[[Page], None], shoot: Callable[[Page, str], None]
) -> None:
    page = open_browser(as_person=DEMO)
    page.goto("/campaigns")
    settled(page)
    page.locator(".ag-center-cols-container a, .ag-pinned-left-cols-container a").first.click()
    page.wait_for_url("**/campaigns/*-*")
    settled(page)
    check_axe(page)
    assert _fits(page)
    shoot(page, "campaign-1440-light")
    page.set_viewport_size({"width": 375, "height": 812})
    page.wait_for_timeout(300)
    check_axe(page)
    assert _fits(page)
    shoot(page, "campaign-375-light")
