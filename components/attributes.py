"""HTML attributes with a hyphen in their name, which Python cannot name as arguments."""

from typing import Any


def attributes(**named: object) -> dict[str, Any]:
    """`aria_label="Filters"` becomes `aria-label`; True and False become the words that HTML expects."""
    return {
        name.replace("_", "-"): str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in named.items()
    }


DECORATION = attributes(aria_hidden=True)
"""For what only decorates: screen readers skip it."""
