"""The one place where component ids are made. Ids derive from their owner: `<owner>-<part>`."""

URL = "url"
PAGE = "page"
TOASTS = "toasts"
RIBBON = "ribbon"
SIDEBAR = "sidebar"


def part(owner: str, name: str) -> str:
    """The id of a named part of an owner."""
    return f"{owner}-{name}"


def many(owner: str, name: str, key: str) -> dict[str, str]:
    """A pattern-matching id: one of several alike parts of an owner, told apart by `key`."""
    return {"type": part(owner, name), "key": key}


def graph(owner: str) -> str:
    """The chart of a chart card."""
    return part(owner, "graph")


def control(owner: str, name: str) -> str:
    """The input of a form field."""
    return part(owner, name)


def field(owner: str, name: str) -> str:
    """The wrapper around a form field; its class says whether it has an error."""
    return f"{owner}-{name}-field"


def field_help(owner: str, name: str) -> str:
    """The help line under a form field."""
    return f"{owner}-{name}-help"


def field_error(owner: str, name: str) -> str:
    """The error line under a form field."""
    return f"{owner}-{name}-error"


def dialog(owner: str) -> str:
    """A modal dialog; write "true" or "false" to its `data-open`."""
    return part(owner, "dialog")


def confirm(owner: str) -> str:
    """The button of a confirm dialog that goes ahead."""
    return part(owner, "confirm")


def upload(owner: str) -> str:
    """A drop zone."""
    return part(owner, "upload")


def upload_answer(owner: str) -> str:
    """The store that gets the server's answer to an upload."""
    return part(owner, "upload-answer")


def grid(owner: str) -> str:
    """An AG Grid."""
    return part(owner, "grid")


def place(owner: str) -> str:
    """The address of an owner's page: a Location whose query holds the page's view."""
    return part(owner, "place")


def renewed(owner: str) -> str:
    """The store that a change writes to, so that what the owner shows is fetched again."""
    return part(owner, "renewed")
