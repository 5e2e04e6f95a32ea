"""The studio: score an ad, change it, reload midway, compare two, write variants, save one."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.controls import choose
from tests.e2e.people import accept, expect_toast, go, invite, new_person, register, settled
from tests.e2e.pictures import no_picture, picture

WORDS = "Run your first 5 km\nLight shoes for beginners. Thirty days to try at home. Shop now."
Check = Callable[[Page], None]
Shoot = Callable[[Page, str], None]


def test_an_ad_is_scored_changed_found_again_and_saved(
    open_browser: Callable[..., Page], check_axe: Check, shoot: Shoot
) -> None:
    page = open_browser()
    register(page, new_person("Stella Studio"), "Studio Journey Ltd")
    go(page, "/studio")
    check_axe(page)
    page.get_by_role("button", name="Score this ad").click()
    expect_toast(page, "Drop a picture or write the ad’s text first.")

    _drop(page, no_picture("notes.png"))
    expect(page.locator(".dropzone-message")).to_contain_text(re.compile("JPEG, PNG|picture|image", re.IGNORECASE))
    _drop(page, picture("hero.png", "#c0392b", (1080, 1080)))
    expect(page.locator(".studio-frame img")).to_be_visible()
    page.get_by_label("Ad text").fill(WORDS)
    # The drawings follow every key.
    expect(page.locator(".mock-feed .mock-headline").first).to_have_text("Run your first 5 km")
    page.get_by_label("Context").fill("running shoes for beginners")
    page.get_by_role("button", name="Score this ad").click()
    score = page.locator(".score-number")
    expect(score).to_be_visible(timeout=60_000)
    page.wait_for_url(re.compile(r"[?&]job=[0-9a-f-]{36}"))
    _all_there(page)
    check_axe(page)
    shoot(page, "studio-scored")

    before = score.inner_text()
    address = page.url
    page.reload()
    settled(page)
    expect(score).to_have_text(before)
    expect(page.get_by_label("Ad text")).to_have_value(WORDS)
    expect(page.locator(".studio-frame img")).to_be_visible()

    # What is changed is scored again by itself.
    page.get_by_label("Ad text").fill("BUY NOW!!! CHEAP!!! LAST CHANCE!!!")
    expect(page).not_to_have_url(address)
    _all_there(page)
    expect(score).not_to_have_text(before)
    expect(page.locator(".ticks input").first).to_be_visible()
    page.locator(".ticks input").first.check()
    expect(page.locator(".tick-words")).to_contain_text("1 ticked, worth up to")
    _save(page, "Saved from the studio", check_axe)


def _drop(page: Page, file: dict[str, object]) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files([file])  # type: ignore[list-item]


def _all_there(page: Page) -> None:
    """Every part has ended, one way or another, and each number names its model."""
    expect(page.locator(".studio-progress .wait-line")).to_have_count(0)
    expect(page.locator(".part .skeleton")).to_have_count(0)
    expect(page.locator(".part-quality .model-name")).to_have_text(re.compile(r"quality \d"))


def _save(page: Page, name: str, check_axe: Check) -> None:
    page.get_by_role("button", name="Save as creative").first.click()
    dialog = page.get_by_role("dialog", name="Save as creative")
    dialog.get_by_role("button", name="Save creative").click()
    expect(dialog).to_contain_text("Give it a name")
    check_axe(page)
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Save creative").click()
    expect_toast(page, f"“{name}” is saved")
    expect(dialog).to_be_hidden()


def test_two_ads_stand_side_by_side(open_browser: Callable[..., Page], check_axe: Check, shoot: Shoot) -> None:
    page = open_browser()
    register(page, new_person("Carl Compare"), "Compare Ltd")
    go(page, "/studio?mode=compare")
    for slot, words in (("a", WORDS), ("b", "BUY NOW!!! CHEAP!!!")):
        form = page.locator(f"[data-studio-form={slot}]")
        form.get_by_label("Ad text").fill(words)
        form.get_by_role("button", name="Score this ad").click()
    table = page.get_by_role("region", name="Comparison", exact=True)
    expect(table.get_by_role("row", name=re.compile("^Quality"))).to_contain_text("Ad A by")
    _settle_both(page)
    check_axe(page)
    shoot(page, "studio-compared")
    page.reload()
    settled(page)
    expect(table.get_by_role("row", name=re.compile("^Quality"))).to_contain_text("Ad A by")
    expect(page.locator("[data-studio-form=b]").get_by_label("Ad text")).to_have_value("BUY NOW!!! CHEAP!!!")


def _settle_both(page: Page) -> None:
    expect(page.locator(".score-number")).to_have_count(2)
    expect(page.locator(".part .skeleton")).to_have_count(0)


def test_variants_are_written_changed_and_one_is_saved(
    open_browser: Callable[..., Page], check_axe: Check, shoot: Shoot
) -> None:
    page = open_browser()
    register(page, new_person("Vic Variant"), "Variants Ltd")
    go(page, "/studio?mode=write")
    check_axe(page)
    page.get_by_label("Audience").fill("Beginners over 40")
    page.get_by_role("button", name="Write variants").click()
    expect(page.locator(".has-error")).to_contain_text("Product")
    page.get_by_label("Product").fill("Trail shoe Fjord")
    page.get_by_label("What is true of it").fill("light, cushioned, 30 days to try")
    choose(page, "How many", "3")
    page.get_by_role("button", name="Write variants").click()
    variants = page.locator(".variant")
    expect(variants).to_have_count(3)
    check_axe(page)
    shoot(page, "studio-variants")
    page.reload()
    settled(page)
    expect(variants).to_have_count(3)
    expect(page.get_by_label("Audience")).to_have_value("Beginners over 40")

    first = variants.first
    first.get_by_role("textbox", name="Headline").fill("Meet the Fjord")
    expect(first.locator(".variant-scores")).to_contain_text("Quality")
    _drop(page, picture("shoe.png", "#2457a8"))
    expect(page.locator(".studio-side img")).to_be_visible()
    _save(page, "Fjord for beginners", check_axe)
    go(page, "/creatives")
    page.locator(".tile", has_text="Fjord for beginners").click()
    expect(page.get_by_role("dialog").get_by_label("Ad text")).to_have_value(re.compile("^Meet the Fjord"))


def test_a_viewer_sees_stored_results_and_cannot_ask(open_browser: Callable[..., Page], check_axe: Check) -> None:
    admin, viewer, guest = open_browser(), open_browser(375), new_person("Vera Viewer")
    register(admin, new_person("Ada Admin"), "Looking Ltd")
    accept(viewer, invite(admin, guest.email, "Viewer"), guest)
    go(viewer, "/studio")
    expect(viewer.get_by_text("Your role can look at stored results")).to_be_visible()
    expect(viewer.get_by_role("button", name="Score this ad")).to_have_count(0)
    check_axe(viewer)
