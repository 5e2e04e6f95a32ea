"""The people who use the browser in the journeys, and what all of them do."""

import re
from dataclasses import dataclass
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


def settled(page: Page) -> Page:
    """Wait until the page has asked for everything it shows and has it."""
    expect(page.locator("main")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy='true']")).to_have_count(0)
    return page
