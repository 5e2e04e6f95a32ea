"""Ids and addresses of the studio's parts. A slot is one ad on the page: `a`, and beside it `b`."""

from urllib.parse import urlencode

from components import ids

OWNER = "studio"
PATH = "/studio"
UPLOAD_URL = "/internal/studio/picture"
SLOTS = ("a", "b")
SCORE, COMPARE, WRITE = "score", "compare", "write"
MODES = (SCORE, COMPARE, WRITE)

ADDRESS = ids.part(OWNER, "address")
"""What of the page is in its address; the browser writes it there without drawing the page anew."""
COMPARISON = ids.part(OWNER, "comparison")
CONTEXTS = ids.part(OWNER, "contexts")
TABS = ids.part(OWNER, "tabs")
SAVING = ids.part(OWNER, "saving")
"""The dialog that keeps an ad as a creative."""
SAVED_AD = ids.part(SAVING, "ad")
"""What the dialog is about: a slot, or a variant's number."""

WRITING = ids.part(OWNER, "write")
VARIANT = ids.part(OWNER, "variant")
STORED = "creative:"
"""Before the id of a creative whose stored results are shown."""


def owner(slot: str) -> str:
    """What a slot's ids are derived from."""
    return ids.part(OWNER, slot)


def text(slot: str) -> str:
    """The ad's words."""
    return ids.control(owner(slot), "text")


def typed(slot: str) -> dict[str, str]:
    """A store with the words as they stood when typing paused."""
    return ids.many(OWNER, "typed", slot)


def press(owner_id: str, key: str) -> dict[str, str]:
    """A button of an owner that is not on every page: who may not use it does not have it."""
    return ids.many(owner_id, "press", key)


def placement(slot: str) -> str:
    """Where the ad is to stand."""
    return ids.control(owner(slot), "placement")


def context(slot: str) -> str:
    """What the ad is to fit."""
    return ids.control(owner(slot), "context")


def creative(slot: str) -> str:
    """A stored creative to start from."""
    return ids.control(owner(slot), "creative")


def picture(slot: str) -> dict[str, str]:
    """A store that says where the ad's picture is: {"picture": id} or {"creative": id}."""
    return ids.many(OWNER, "picture", slot)


def run(slot: str) -> dict[str, str]:
    """A store with what is shown: the id of a run, or `creative:` and the id of one whose stored results are."""
    return ids.many(OWNER, "run", slot)


def place(slot: str) -> dict[str, str]:
    """A store with what of the slot is in the address."""
    return ids.many(OWNER, "place", slot)


def shown(slot: str) -> str:
    """A store with how each part stood when it was drawn last."""
    return ids.part(owner(slot), "shown")


def tick(slot: str) -> str:
    """The clock by which scores are asked for while they arrive."""
    return ids.part(owner(slot), "tick")


def named(slot: str, name: str) -> str:
    """Any other part of a slot."""
    return ids.part(owner(slot), name)


def address(**query: object) -> str:
    """The studio with a query; what is empty is left out."""
    return f"{PATH}{search(**query)}"


def search(**query: object) -> str:
    """The query with its question mark; `with_` becomes `with`."""
    kept = {name.rstrip("_"): str(value) for name, value in query.items() if value}
    return f"?{urlencode(kept)}" if kept else ""
