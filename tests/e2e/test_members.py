"""An admin invites a colleague, who joins as a viewer and can look but not change."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.people import new_person, register, settled


def test_invited_viewer_joins_and_cannot_edit(open_browser: Callable[..., Page]) -> None:
    admin = open_browser()
    owner, guest = new_person("Olga Owner"), new_person("Vera Viewer")
    register(admin, owner, "Members Journey Ltd")
    admin.goto("/settings/members")
    settled(admin)
    admin.get_by_role("button", name=re.compile("Invite")).first.click()
    dialog = admin.get_by_role("dialog")
    dialog.get_by_label("Email").fill(guest.email)
    dialog.get_by_role("button", name=re.compile("Send|Invite")).click()
    link = admin.locator("text=/\\/invite\\//, input[value*='/invite/']").first
    expect(link).to_be_visible()
    address = link.input_value() if link.evaluate("node => node.tagName") == "INPUT" else link.inner_text()
    token = re.search(r"/invite/[\w-]+", address)
    assert token is not None

    visitor = open_browser()
    visitor.goto(token[0])
    visitor.get_by_label("Your name").fill(guest.name)
    visitor.get_by_label("Password", exact=True).fill(guest.password)
    visitor.get_by_role("button", name=re.compile("Join|Accept", re.IGNORECASE)).click()
    expect(visitor).not_to_have_url(re.compile("/invite/"))
    settled(visitor)

    visitor.goto("/campaigns")
    settled(visitor)
    expect(visitor.get_by_role("button", name="New campaign")).to_have_count(0)
    for path in ("/campaigns/import", "/settings/members", "/settings/api-keys", "/settings/audit-log"):
        visitor.goto(path)
        settled(visitor)
        expect(
            visitor.get_by_text(re.compile("not allowed|may not|no permission|role", re.IGNORECASE)).first
        ).to_be_visible()

    again = open_browser()
    again.goto(token[0])
    expect(again.get_by_text(re.compile("used|expired|no longer", re.IGNORECASE)).first).to_be_visible()
