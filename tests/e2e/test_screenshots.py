"""The README's pictures can be taken from the site as it is now; they are kept as artifacts."""

from pathlib import Path

from playwright.sync_api import Browser

from scripts.take_screenshots import MAX_BYTES, SHOTS, take
from tests.services.processes import Application


def test_pictures_of_the_readme_can_be_taken(chromium: Browser, site: Application) -> None:
    taken = take(chromium, site.url, Path("build/screenshots/readme"))
    assert [path.stem for path in taken] == [shot.name for shot in SHOTS]
    assert all(5_000 < path.stat().st_size < MAX_BYTES for path in taken)
