"""Takes the pictures of README from a running instance that has the example organization, as its admin.

Usage: python -m scripts.take_screenshots http://127.0.0.1:8050 [FOLDER]       (FOLDER is docs/images by default)
"""

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
# Chromium refuses to run as root with its sandbox on, which is how containers and CI run.
FLAGS = ["--disable-gpu", "--no-first-run", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
EMAIL, PASSWORD = "demo@advision.example", "explore-advision"
MAX_BYTES = 200_000
WAIT = 60_000


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the page, the screen, and what is done before."""

    name: str
    path: str
    width: int
    height: int
    dark: bool = False
    prepare: Callable[[Page], None] | None = None
    clean: Callable[[Page], None] | None = None


def check_spoilt_sample(page: Page) -> None:
    """Upload the sample of Google Ads' export with two wrong cells, and wait for what is found in it."""
    lines = page.request.get("/internal/imports/samples/google_ads.csv").text().splitlines()
    # Below two title lines and the column names.
    lines[4] = "31/02/2026" + lines[4][len("2026-01-01") :]
    lines[6] = re.sub(r'(,USD,)("[^"]*"|[^,]*)', r"\1-12", lines[6])
    data = "\n".join(lines).encode()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files({"name": "google_ads.csv", "mimeType": "text/csv", "buffer": data})
    expect(page.get_by_role("button", name="Remove", exact=True)).to_be_visible(timeout=WAIT)


def drop_sample(page: Page) -> None:
    """Leave no file waiting."""
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page).not_to_have_url(re.compile("file="))


SHOTS = (
    Shot("overview-1440-light", "/", 1440, 1000),
    Shot("overview-375-dark", "/", 375, 812, dark=True),
    Shot("campaigns-1440-light", "/campaigns", 1440, 900),
    Shot("import-check-1440-light", "/campaigns/import", 1440, 1400, prepare=check_spoilt_sample, clean=drop_sample),
    Shot("creatives-1440-dark", "/creatives", 1440, 900, dark=True),
)


def take(browser: Browser, address: str, folder: Path) -> list[Path]:
    """Take every picture; gives the files. Raises where a page does not settle or a picture stays too large."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_take(browser, address, folder / f"{shot.name}.png", shot) for shot in SHOTS]


def _take(browser: Browser, address: str, path: Path, shot: Shot) -> Path:
    context = browser.new_context(
        base_url=address,
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
    )
    try:
        page = context.new_page()
        _sign_in(page)
        page.goto(shot.path)
        if shot.prepare:
            shot.prepare(page)
        _settle(page)
        path.write_bytes(_shrink(page.screenshot()))
        if shot.clean:
            shot.clean(page)
    finally:
        context.close()
    return path


def _sign_in(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(re.compile("/login"))


def _settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy='true']")).to_have_count(0, timeout=WAIT)
    # Fonts and the last frame of a chart come after the last answer.
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(500)


def _shrink(shot: bytes) -> bytes:
    """As many colours as fit into the size that a README should weigh."""
    for colours in (256, 128, 64):
        out = BytesIO()
        image = Image.open(BytesIO(shot)).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
        image.save(out, "PNG", optimize=True)
        if out.tell() < MAX_BYTES:
            return out.getvalue()
    raise ValueError(f"a picture has {out.tell():,} bytes with {colours} colours; {MAX_BYTES:,} is the limit")


def main(address: str, folder: Path = ROOT / "docs" / "images") -> None:
    """Take all pictures and say what they weigh."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for path in take(browser, address, folder):
            print(f"{path.stat().st_size / 1000:6.0f} kB  {path}")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        raise SystemExit(__doc__)
    main(sys.argv[1].rstrip("/"), *map(Path, sys.argv[2:]))
