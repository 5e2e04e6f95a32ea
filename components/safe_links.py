"""Addresses that came from people or files, before they become a link."""

from urllib.parse import urlsplit

SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
BLOCKED = "#"


def safe_href(address: str | None) -> str:
    """The address if it is http, https, mailto or a path of this site, else `#`.

    Browsers drop control characters and read a backslash as a slash, so anything with either is refused
    rather than cleaned.
    """
    text = (address or "").strip(" ")
    if not text or "\\" in text or any(ord(character) < 33 or ord(character) == 127 for character in text):
        return BLOCKED
    if text[0] in "/?#":
        return BLOCKED if text.startswith("//") else text
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return BLOCKED
    if parts.scheme not in SAFE_SCHEMES:
        return BLOCKED
    if parts.scheme == "mailto":
        return text if "@" in parts.path else BLOCKED
    return text if host and text[len(parts.scheme) :].startswith("://") else BLOCKED
