"""Only http, https, mailto and paths of this site become links."""

import pytest

from components.buttons import link_button
from components.menus import menu_link
from components.safe_links import BLOCKED, safe_href

GOOD = [
    "/",
    "/campaigns/1?x=1#top",
    "?platforms=meta",
    "#main",
    "https://example.org/a?b=c",
    "http://localhost:8000/x",
    "mailto:mia@example.org",
]
EVIL = [
    None,
    "",
    "   ",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://",
    "http://[::1",
    "mailto:",
    "ftp://example.org",
    "campaigns/1",
    "evil.example",
]


@pytest.mark.parametrize("address", GOOD)
def test_safe_href_keeps_what_is_safe(address):
    assert safe_href(address) == address


@pytest.mark.parametrize("address", EVIL)
def test_safe_href_blocks_everything_else(address):
    assert safe_href(address) == BLOCKED


@pytest.mark.parametrize("address", EVIL[3:])
def test_builders_of_links_ask_safe_href(address):
    assert link_button("Go", address).href == BLOCKED
    assert menu_link("Go", address, "gear").href == BLOCKED
