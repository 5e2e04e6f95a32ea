"""The production set-up in Chromium: nginx with TLS, three web workers, PostgreSQL, Redis."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Page, expect

from components.settings_currencies import CURRENCIES
from tests.e2e import wizard
from tests.e2e.controls import drop_files
from tests.e2e.numbers import dollars, expect_totals
from tests.e2e.people import Person, go, new_person, register, settled, sign_in
from tests.e2e.pictures import picture
from tests.e2e.platform_files import (
    add_up,
    google_lines,
    kag_lines,
    meta_lines,
    write_google,
    write_kag,
    write_meta,
)
from tests.e2e.wire import Background, preview_request, watch_wire
from tests.services.nginx import Nginx
from tests.services.processes import Application

pytestmark = pytest.mark.postgres
ADMIN = Person("demo@advision.example", "only-for-this-test", "Demo admin")
# An answer names the currency that it was asked with, so that answers cannot be taken for each other.
CODES = [code for code, _ in CURRENCIES][:50]
MOST_CODE_BYTES = 700_000


def test_admin_signs_in_sees_numbers_imports_a_file_and_uploads_a_picture(
    open_production: Callable[..., Page],
    shoot: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    page = open_production(as_person=ADMIN)
    settled(page)
    expect(page.locator(".kpi").first).to_be_visible()
    expect(page.get_by_text("These are example data")).to_be_visible()
    shoot(page, "production-overview")

    newcomer = open_production()
    register(newcomer, new_person("Nora Nginx"), "Behind Nginx Ltd")
    lines = meta_lines()
    wizard.upload(newcomer, write_meta(tmp_path / "meta.csv", lines))
    wizard.import_now(newcomer, len(lines))
    go(newcomer, "/?period=all")
    expect_totals(newcomer, add_up(lines))

    go(newcomer, "/creatives")
    newcomer.get_by_role("button", name="Upload creatives").first.click()
    dialog = newcomer.get_by_role("dialog", name="Upload creatives")
    drop_files(dialog, picture("hero.png", "#c0392b"), picture("banner.jpg", "#2457a8"))
    expect(dialog.get_by_text("2 files received.")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    tiles = newcomer.locator(".gallery .tile img[src]")
    expect(tiles).to_have_count(2)
    for number in range(2):
        assert tiles.nth(number).evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_cookies_and_headers_hold_to_tls(
    open_production: Callable[..., Page], production_site: tuple[Application, Nginx]
) -> None:
    application, nginx = production_site
    page = open_production(as_person=ADMIN)
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    session = cookies["__Host-advision"]
    assert session["secure"]
    assert session["httpOnly"]
    assert session["sameSite"] == "Lax"
    assert session["path"] == "/"
    assert all(cookie["secure"] for cookie in cookies.values())

    answer = requests.get(f"{application.url}/login", verify=str(nginx.certificate), timeout=30)
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    plain = requests.get(f"{nginx.plain_url}/login", allow_redirects=False, timeout=30)
    assert plain.status_code == 308
    assert plain.headers["Location"] == f"{application.url}/login"


def test_first_view_is_light_and_its_code_comes_compressed_from_nginx(
    open_production: Callable[..., Page], production_site: tuple[Application, Nginx]
) -> None:
    signed_in = open_production(as_person=ADMIN)
    # A browser that has been here never: the cookies are there, the cache is empty.
    page = open_production(cookies_of=signed_in)
    wire = watch_wire(page)
    go(page, "/")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    Path("build").mkdir(exist_ok=True)
    Path("build/first_view.json").write_text(json.dumps({"bytes": wire.bytes_by_kind, "code": wire.code}, indent=1))
    assert wire.encodings, "neither a script nor a style was loaded"
    told = {kind: f"{size:,}" for kind, size in wire.bytes_by_kind.items()}
    assert wire.code <= MOST_CODE_BYTES, f"JavaScript and CSS take {wire.code:,} bytes: {told}"
    plain = {url for url, encoding in wire.encodings.items() if encoding != "br"}
    assert not plain

    _, nginx = production_site
    served = [json.loads(line) for line in nginx.access_log.read_text().splitlines()]
    from_disk = {entry["path"] for entry in served if not entry["upstream_seconds"]}
    # nginx logs a file under the name that it has on disk, which lacks the version.
    paths = {re.sub(r"\.v[\w-]+m\d+\.", ".", urlsplit(url).path) for url in wire.encodings}
    assert paths <= from_disk


def test_fifty_previews_over_the_workers_give_fifty_results(
    open_production: Callable[..., Page], production_site: tuple[Application, Nginx], tmp_path: Path
) -> None:
    _, nginx = production_site
    page = open_production()
    register(page, new_person("Fifty Fold"), "Fifty Previews Ltd")
    wizard.upload(page, write_kag(tmp_path / "kag.csv", kag_lines()))
    background = Background(page.context, preview_request(page), str(nginx.certificate))
    options = [
        {"currency": code, "period_start": "2026-03-01", "period_end": f"2026-03-{1 + number % 31:02}"}
        for number, code in enumerate(CODES)
    ]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(background.preview, options))
    assert len(answers) == 50
    for code, answer in zip(CODES, answers, strict=True):
        assert set(re.findall(r'"currency": "([A-Z]{3})"', answer)) == {code}


def test_two_tenants_pressing_the_same_button_at_once_each_get_their_own_result(
    open_production: Callable[..., Page], tmp_path: Path
) -> None:
    pages: dict[str, Page] = {}
    sums = {}
    for number, name in enumerate(("Acme", "Globex")):
        lines = google_lines(seed=20 + number)
        page = open_production()
        register(page, new_person(f"{name} Admin"), f"{name} Ltd")
        folder = tmp_path / name
        folder.mkdir()
        wizard.upload(page, write_google(folder / "google.csv", lines))
        pages[name], sums[name] = page, add_up(lines)
    totals = "What the file adds up to, by currency"
    for _ in range(3):
        for page in pages.values():
            page.evaluate("document.getElementById('import-update').click()")
        for name, page in pages.items():
            settled(page)
            expect(page.get_by_role("table", name=totals)).to_contain_text(dollars(sums[name].spend))
    for name, page in pages.items():
        wizard.import_now(page, 56)
        go(page, "/?period=all")
        expect_totals(page, sums[name])


def test_session_that_ended_leads_to_sign_in_and_back(open_production: Callable[..., Page]) -> None:
    person = new_person("Sven Session")
    page, other = open_production(), open_production()
    register(page, person, "Session Ends Ltd")
    go(page, "/campaigns")
    sign_in(other, person)
    go(other, "/settings/sessions")
    other.get_by_role("button", name="Sign out everywhere else").first.click()
    dialog = other.get_by_role("dialog", name="Sign out everywhere else?")
    dialog.get_by_role("button", name="Sign out everywhere else").click()
    expect(other.get_by_text("Signed out in 1 other place")).to_be_visible()

    # Moving within the page asks the server by a callback only.
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Creatives").click()
    expect(page).to_have_url(re.compile(r"/login\?next=%2Fcreatives$"))
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/creatives$"))
    expect(page.get_by_role("heading", name="No creatives yet")).to_be_visible()
