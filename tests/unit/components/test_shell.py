"""The frame: who sees which page, what is current, and how one signs out."""

import pytest

from components import ids
from components.shell import NavGroup, NavItem, current_href, initials, shell
from domain.permissions import Permission, Role, allows
from tests.unit.components.samples import ACCOUNT
from tests.unit.components.trees import walk, with_class, words

NAVIGATION = (
    NavGroup("", (NavItem("Overview", "/", "speedometer2"),)),
    NavGroup(
        "Work", (NavItem("Campaigns", "/campaigns", "megaphone"), NavItem("Import", "/campaigns/import", "upload"))
    ),
    NavGroup("Settings", (NavItem("Audit log", "/settings/audit", "key", Permission.SEE_AUDIT_LOG),)),
)


def frame(role: Role, path: str = "/"):
    return shell(
        "content", navigation=NAVIGATION, account=ACCOUNT, may=lambda right: allows(role, right), active_path=path
    )


def test_navigation_shows_only_what_the_role_may_see():
    assert [words(link) for link in with_class(frame(Role.ADMIN), "nav-item-link")][-1] == "Audit log"
    viewer = frame(Role.VIEWER)
    assert [words(link) for link in with_class(viewer, "nav-item-link")] == ["Overview", "Campaigns", "Import"]
    assert [words(title) for title in with_class(viewer, "nav-group-title")] == ["Work"]


@pytest.mark.parametrize(
    ("path", "href"),
    [
        ("/", "/"),
        ("/campaigns", "/campaigns"),
        ("/campaigns/123", "/campaigns"),
        ("/campaigns/import", "/campaigns/import"),
        ("/campaignsx", None),
        ("/nowhere", None),
    ],
)
def test_current_href_is_the_longest_address_above_the_path(path, href):
    assert current_href(NAVIGATION, path) == href


def test_frame_has_a_skip_link_a_main_area_and_the_named_slots():
    parts = list(walk(frame(Role.ADMIN)))
    assert parts[1].href == "#main"
    identified = {getattr(part, "id", None) for part in parts}
    assert {"main", ids.PAGE, ids.TOASTS, ids.RIBBON, ids.SIDEBAR} <= identified


def test_signing_out_is_a_post_that_the_script_gives_its_token():
    form = next(part for part in walk(frame(Role.VIEWER)) if type(part).__name__ == "Form")
    properties = form.to_plotly_json()["props"]
    assert (properties["action"], properties["method"], properties["data-csrf"]) == ("/logout", "POST", "true")


@pytest.mark.parametrize(("name", "letters"), [("Mia van der Keller", "MK"), ("Mia", "M"), ("  ", "?")])
def test_initials_are_of_the_first_and_the_last_name(name, letters):
    assert initials(name) == letters
