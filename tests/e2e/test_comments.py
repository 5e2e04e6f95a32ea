"""Comments: imported with one row refused, labelled by a person, summed up, read by the model where there is one."""

from collections.abc import Callable

from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.controls import choose, drop_files
from tests.e2e.people import go, new_person, register, settled
from tests.e2e.pictures import picture

TABLE = "comment,date,likes\nI love these shoes,2026-09-01,4\nMine broke after a week,2026-09-02,0\nSoon,never,1\n"


def test_comments_are_imported_labelled_and_summed_up(
    open_browser: Callable[..., Page], check_axe: Callable[[Page], None], shoot: Callable[[Page, str], None]
) -> None:
    page = open_browser()
    register(page, new_person("Cora Comment"), "Comments Journey Ltd")
    go(page, "/creatives")
    page.get_by_role("button", name="Upload creatives").first.click()
    upload = page.get_by_role("dialog", name="Upload creatives")
    drop_files(upload, picture("hero_red.png", "#c0392b"))
    expect(upload.get_by_text("hero_red.png received.")).to_be_visible()
    upload.get_by_role("button", name="Done").click()
    page.locator(".gallery .tile").first.click()
    detail = page.get_by_role("dialog", name="hero_red")
    expect(detail.get_by_role("heading", name="No comments yet")).to_be_visible()
    check_axe(page)
    _import(page, check_axe)
    expect(detail.get_by_text("2 comments, none read yet")).to_be_visible()
    _label(page, "I love these shoes", "Joy")
    expect(detail.get_by_text("by a person")).to_be_visible()
    expect(detail.get_by_text("+1.00")).to_be_visible()
    check_axe(page)
    shoot(page, "comments-mood")
    page.reload()
    settled(page)
    expect(page.get_by_role("dialog", name="hero_red").get_by_text("by a person")).to_be_visible()


def _import(page: Page, check_axe: Callable[[Page], None]) -> None:
    page.get_by_role("button", name="Import comments").click()
    dialog = page.get_by_role("dialog", name="Import comments")
    file: FilePayload = {"name": "comments.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    with page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(file)
    expect(dialog.get_by_text("2 comments imported, 1 rejected")).to_be_visible()
    expect(dialog.get_by_role("link", name="Download all rejected rows")).to_be_visible()
    check_axe(page)
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_be_hidden()


def _label(page: Page, text: str, emotion: str) -> None:
    choose(page.locator(".comment").filter(has_text=text), "Correct it", emotion)
