"""One person's ways in and out: a forgotten password, a new one, and the end of every other session."""

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import Person, expect_toast, go, new_person, register, sign_in, sign_out
from tests.services.processes import Application

NEW_PASSWORD = "running quickly downhill 8"


def _mails(site: Application, address: str) -> list[str]:
    """The texts of the mails to an address, as the outbox folder keeps them."""
    found = []
    for path in sorted((site.home / "outbox").glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        if address in str(mail["To"]):
            body = mail.get_body(("plain",))
            found.append(body.get_content() if body else "")
    return found


def _wait_for_mail(page: Page, site: Application, address: str) -> str:
    # The mail leaves after the answer; a poll of the page keeps the browser's events running meanwhile.
    for _ in range(100):
        if mails := _mails(site, address):
            return mails[-1]
        page.evaluate("() => new Promise(requestAnimationFrame)")
    pytest.fail(f"no mail to {address} in the outbox")


def test_forgotten_password_is_reset_by_the_mails_link_and_ends_all_sessions(
    open_browser: Callable[..., Page], site: Application, check_axe: Callable[[Page], None]
) -> None:
    page, elsewhere = open_browser(), open_browser()
    person = new_person("Fay Forgetful")
    register(elsewhere, person, "Reset Journey Ltd")

    page.goto("/login")
    page.get_by_role("link", name="Forgot password?").click()
    page.get_by_label("Email").fill(person.email)
    page.get_by_role("button", name="Send link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    check_axe(page)
    link = re.search(r"/reset/[\w-]+", _wait_for_mail(page, site, person.email))
    assert link is not None

    page.goto(link[0])
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Use at least 8 characters.")).to_be_visible()
    check_axe(page)
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("The password is changed")).to_be_visible()
    page.goto(link[0])
    expect(page.get_by_text(re.compile("used|expired|no longer", re.IGNORECASE)).first).to_be_visible()

    elsewhere.goto("/campaigns")
    expect(elsewhere).to_have_url(re.compile(r"/login\?next="))
    page.goto("/login")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_axe(page)
    sign_in(page, Person(person.email, NEW_PASSWORD))
    expect(page.get_by_text("Reset Journey Ltd")).to_be_visible()


def test_signing_out_everywhere_else_ends_every_other_browser(open_browser: Callable[..., Page]) -> None:
    first, second = open_browser(), open_browser()
    person = new_person("Sam Several")
    register(first, person, "Sessions Journey Ltd")
    sign_in(second, person)
    go(second, "/settings/sessions")
    places = second.get_by_role("list", name="Places where you are signed in")
    expect(places.get_by_role("listitem")).to_have_count(2)

    second.get_by_role("button", name="Sign out everywhere else").first.click()
    dialog = second.get_by_role("dialog", name="Sign out everywhere else?")
    dialog.get_by_role("button", name="Sign out everywhere else").click()
    expect_toast(second, "Signed out in 1 other place")
    expect(places.get_by_role("listitem")).to_have_count(1)

    first.goto("/settings/profile?tab=1")
    expect(first).to_have_url(re.compile(r"/login\?next=%2Fsettings%2Fprofile"))
    first.get_by_label("Email").fill(person.email)
    first.get_by_label("Password", exact=True).fill(person.password)
    first.get_by_role("button", name="Sign in", exact=True).click()
    expect(first).to_have_url(re.compile("/settings/profile"))
    sign_out(second)
    second.goto("/")
    expect(second).to_have_url(re.compile("/login"))
