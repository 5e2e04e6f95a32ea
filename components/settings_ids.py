"""The owners of the settings pages' ids, see components/ids.py for how parts derive from them."""

from components import ids

PROFILE = "settings-profile"
PASSWORD = "settings-password"  # noqa: S105  The name of a form.
ORGANIZATION = "settings-organization"
EXAMPLE = "settings-example"
BRAND = "settings-brand"
MEMBERS = "settings-members"
MEMBER = "settings-member"
INVITE = "settings-invite"
INVITATION = "settings-invitation"
SESSIONS = "settings-sessions"
OTHER_SESSIONS = "settings-other-sessions"
KEYS = "settings-keys"
NEW_KEY = "settings-new-key"
OLD_KEY = "settings-old-key"
AUDIT = "settings-audit"
JOBS = "settings-jobs"
OUTBOX = "settings-outbox"


def rows(owner: str) -> str:
    """Where a page's list appears."""
    return ids.part(owner, "rows")


def renewed(owner: str) -> str:
    """A store whose change makes the page's list load again."""
    return ids.part(owner, "renewed")


def chosen(owner: str) -> str:
    """A store with the id of the row that a dialog is about."""
    return ids.part(owner, "chosen")


def save(owner: str) -> str:
    """A form's main button."""
    return ids.part(owner, "save")


def words(owner: str) -> str:
    """The text of a dialog that names the row it is about."""
    return ids.part(owner, "words")


def place(owner: str) -> str:
    """The address bar, where a page keeps its filters in it."""
    return ids.part(owner, "place")
