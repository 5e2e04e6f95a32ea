"""Creatives: upload with one refused, find, tag, look at, delete."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.controls import choose, drop_files
from tests.e2e.people import expect_toast, go, new_person, register, settled
from tests.e2e.pictures import no_picture, picture


def test_pictures_are_uploaded_tagged_found_and_deleted(
    open_browser: Callable[..., Page], check_axe: Callable[[Page], None], shoot: Callable[[Page, str], None]
) -> None:
    page = open_browser()
    register(page, new_person("Cleo Creative"), "Creatives Journey Ltd")
    go(page, "/creatives")
    expect(page.get_by_role("heading", name="No creatives yet")).to_be_visible()
    check_axe(page)
    _upload(page, check_axe)
    tiles = page.locator(".gallery .tile")
    expect(tiles).to_have_count(2)
    # The thumbnails are really there: a broken link draws nothing.
    for number in range(2):
        image = tiles.nth(number).locator("img")
        expect(image).to_have_attribute("src", re.compile("/"))
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    shoot(page, "creatives-two")

    _edit(page, check_axe, shoot)
    choose(page.get_by_role("search"), "Tags", "autumn")
    expect(tiles).to_have_count(1)
    expect(page.get_by_text("1 creative that match")).to_be_visible()
    page.reload()
    settled(page)
    expect(tiles).to_have_count(1)
    page.get_by_role("searchbox", name="Search").fill("nothing of the kind")
    expect(page.get_by_role("heading", name="No creative matches")).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="Clear the filters").click()
    expect(tiles).to_have_count(2)
    _delete(page)
    expect(tiles).to_have_count(1)
    expect(tiles).to_contain_text("banner_blue")


def _upload(page: Page, check_axe: Callable[[Page], None]) -> None:
    page.get_by_role("button", name="Upload creatives").first.click()
    dialog = page.get_by_role("dialog", name="Upload creatives")
    expect(dialog).to_be_visible()
    files = (picture("hero_red.png", "#c0392b"), no_picture("notes.png"), picture("banner_blue.jpg", "#2457a8"))
    drop_files(dialog, *files)
    expect(dialog.get_by_text("2 of 3 files received; each line says why the others were not.")).to_be_visible()
    refused = dialog.get_by_role("listitem").filter(has_text="notes.png")
    expect(refused).to_have_attribute("data-state", "error")
    expect(refused).to_contain_text(re.compile("JPEG, PNG|picture|image", re.IGNORECASE))
    check_axe(page)
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_be_hidden()


def _edit(page: Page, check_axe: Callable[[Page], None], shoot: Callable[[Page, str], None]) -> None:
    page.locator(".tile", has_text="hero_red").click()
    dialog = page.get_by_role("dialog", name="hero_red")
    expect(dialog).to_contain_text("640 × 480 pixels")
    check_axe(page)
    shoot(page, "creative-details")
    dialog.get_by_label("Name").fill("Autumn hero")
    dialog.get_by_label("Ad text").fill("Warm jackets for cold days")
    dialog.get_by_label("Tags").fill("autumn, hero")
    dialog.get_by_role("button", name="Save changes").click()
    expect_toast(page, "“Autumn hero” is saved")
    expect(dialog).to_be_hidden()
    expect(page.locator(".tile", has_text="Autumn hero")).to_contain_text("autumn")


def _delete(page: Page) -> None:
    page.locator(".tile", has_text="Autumn hero").click()
    page.get_by_role("dialog", name="Autumn hero").get_by_role("button", name="Delete").click()
    question = page.get_by_role("dialog", name="Delete this creative?")
    expect(question).to_contain_text("Autumn hero")
    question.get_by_role("button", name="Delete creative").click()
    expect_toast(page, "The creative is deleted")
