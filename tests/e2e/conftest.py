"""A real Chromium per run, a fresh context per test, and a watch over console, requests and crashes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from tests.e2e.people import Person, sign_in
from tests.services.nginx import Nginx
from tests.services.postgres import Postgres
from tests.services.processes import Application, embedded, production

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
SHOTS = Path("build/screenshots")
# What Chromium itself says when an answer is an error that the test asked for on purpose.
EXPECTED = ("Failed to load resource",)
ROOMY = {"AUTH_LIMIT": "1000 per minute", "PAGE_LIMIT": "20000 per minute", "UPLOAD_LIMIT": "1000 per minute"}

# Colours on their way from one theme to the other are nobody's fault: wait until nothing moves any more.
STILL = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)));
  await frame();
}"""

expect.set_options(timeout=20_000)


class Watch:
    """What a browser context must not have seen."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.outside: list[str] = []

    def attach(self, context: BrowserContext, host: str) -> None:
        context.on("console", self._console)
        context.on(
            "weberror", lambda error: self.errors.append(f"{error.page.url if error.page else ''} {error.error}")
        )
        context.on("request", lambda request: self._request(request, host))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.errors.append(f"{message.page.url if message.page else ''} {message.text}")

    def _request(self, request: Request, host: str) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != host:
            self.outside.append(request.url)

    def check(self) -> None:
        assert not self.errors, "errors on the console:\n" + "\n".join(self.errors)
        assert not self.outside, "requests to other hosts:\n" + "\n".join(self.outside)


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright_driver: Playwright) -> Iterator[Browser]:
    assert Path(CHROMIUM).exists(), "Chromium is missing: install the package chromium (apt-get install chromium)"
    browser = playwright_driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The embedded installation, with the example organization. Limits are proved elsewhere and stand aside here."""
    with embedded(tmp_path_factory.mktemp("site"), **ROOMY) as application:
        yield application


@pytest.fixture(scope="session")
def production_site(
    postgres: Postgres, redis_url: str, static_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Application, Nginx]]:
    """PostgreSQL, Redis, three web workers and nginx with TLS before them, with the example organization."""
    database = postgres.database()
    folder = tmp_path_factory.mktemp("production")
    with production(folder, database, redis_url, static_files, **ROOMY) as pair:
        yield pair
    postgres.drop(database)


@pytest.fixture
def open_browser(chromium: Browser, site: Application) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a context of its own: `open_browser(width=375, dark=True)`."""
    with _browsers(chromium, site.url) as open_page:
        yield open_page


@pytest.fixture
def open_production(chromium: Browser, production_site: tuple[Application, Nginx]) -> Iterator[Callable[..., Page]]:
    """As `open_browser`, on the production set-up. Nobody but the test vouches for nginx's certificate."""
    with _browsers(chromium, production_site[0].url) as open_page:
        yield open_page


@contextmanager
def _browsers(chromium: Browser, url: str) -> Iterator[Callable[..., Page]]:
    contexts: list[tuple[BrowserContext, Watch]] = []

    def open_page(
        width: int = 1440,
        height: int = 900,
        *,
        dark: bool = False,
        as_person: Person | None = None,
        cookies_of: Page | None = None,
    ) -> Page:
        context = chromium.new_context(
            base_url=url,
            ignore_https_errors=url.startswith("https:"),
            storage_state=cookies_of.context.storage_state() if cookies_of else None,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
            reduced_motion="reduce",
        )
        watch = Watch()
        watch.attach(context, urlsplit(url).netloc)
        contexts.append((context, watch))
        page = context.new_page()
        if as_person is not None:
            sign_in(page, as_person)
        return page

    yield open_page
    for context, watch in contexts:
        context.close()
        watch.check()


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """Keep a picture of what is seen: build/screenshots/<name>.png."""

    def take(page: Page, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=False)

    return take


@pytest.fixture
def check_axe() -> Callable[[Page], None]:
    """No accessibility violation on what is shown."""

    def check(page: Page) -> None:
        page.evaluate(STILL)
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        told = [
            f"{violation['id']}: {violation['help']} {[node['target'] for node in violation['nodes'][:3]]}"
            for violation in found.response["violations"]
        ]
        assert not told, f"{page.url}\n" + "\n".join(told)

    return check
