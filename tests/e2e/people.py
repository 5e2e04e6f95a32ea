"""The people who use the browser in the journeys, and what all of them do."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.sync_api import Page, expect

PASSWORD = "walking slowly uphill 7"


@dataclass(frozen=True)
class Person:
    """Someone who can sign in."""

    email: str
    password: str = PASSWORD
    name: str = "Alex Example"


DEMO = Person("demo@advision.example", "explore-advision", "Demo admin")


def new_person(name: str = "Alex Example") -> Person:
    """Someone nobody has met."""
    return Person(f"{uuid4().hex[:12]}@example.com", name=name)


def sign_in(page: Page, person: Person) -> None:
    """Through the sign-in page to wherever it leads."""
    page.goto("/login")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(re.compile("/login"))


def register(page: Page, person: Person, organization: str) -> None:
    """Through the register page to the overview of a new organization."""
    page.goto("/register")
    page.get_by_label("Your name").fill(person.name)
    page.get_by_label("Organization").fill(organization)
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name=re.compile("Create", re.IGNORECASE)).click()
    expect(page).not_to_have_url(re.compile("/register"))


def sign_out(page: Page) -> None:
    """By the menu of the account."""
    page.locator("summary", has_text="Account of").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def go(page: Page, path: str) -> Page:
    """Open a page and wait until it has all it shows."""
    page.goto(path)
    return settled(page)


def expect_toast(page: Page, words: str) -> None:
    """A message after an action; it is closed, so that the next one is not taken for it."""
    note = page.locator(".toast-note", has_text=words).last
    expect(note).to_be_visible()
    note.get_by_role("button", name="Close").click()


def invite(page: Page, email: str, role: str) -> str:
    """Invite someone on the members page; gives the path of the link that is shown once."""
    go(page, "/settings/members")
    page.get_by_role("button", name="Invite", exact=True).click()
    dialog = page.get_by_role("dialog", name="Invite someone")
    dialog.get_by_label("Email").fill(email)
    dialog.get_by_role("radio", name=re.compile(f"^{role}")).check()
    dialog.get_by_role("button", name="Send invitation").click()
    link = dialog.locator(".secret input")
    expect(link).to_have_value(re.compile("/invite/"))
    path = urlsplit(link.input_value()).path
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("list", name="Open invitations")).to_contain_text(email)
    return path


def accept(page: Page, path: str, person: Person) -> None:
    """Join by an invitation's link."""
    page.goto(path)
    page.get_by_label("Your name").fill(person.name)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page).not_to_have_url(re.compile("/invite/"))


def settled(page: Page) -> Page:
    """Wait until the page has asked for everything it shows and has it."""
    expect(page.locator("main")).to_be_visible()
    page.wait_for_load_state("networkidle")
    # While a callback runs, what it will replace is dimmed.
    expect(page.locator("[data-dash-is-loading='true'], [aria-busy='true'], .skeleton:visible")).to_have_count(0)
    return page
