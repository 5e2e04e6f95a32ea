"""The running application: overview callbacks a second, memory of its web workers, the first view in Chromium.

`python benchmarks/serving.py` starts it as `make run` does (SQLite, two web workers, the example organization),
prints a table and writes benchmarks/results/serving.json.
"""

import json
import statistics
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.e2e.conftest import CHROMIUM, FLAGS
from tests.e2e.people import DEMO, sign_in
from tests.services.processes import Application, embedded

SECONDS = 10
CLIENTS = 8
KPI_SHOWN = "() => document.querySelector('.kpi-value') && document.querySelector('.js-plotly-plot .main-svg')"


def capture(browser: Browser, site: Application) -> tuple[bytes, dict[str, str]]:
    """The overview's own request as Chromium sends it, with its cookies."""
    sent: list[Request] = []
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    sign_in(page, DEMO)
    page.on("request", lambda request: sent.append(request) if "_dash-update-component" in request.url else None)
    page.goto("/")
    page.wait_for_function(KPI_SHOWN)
    biggest = max(sent, key=lambda request: int((request.response().body() and len(request.response().body())) or 0))
    headers = {name: value for name, value in biggest.all_headers().items() if not name.startswith(":")}
    body = biggest.post_data_buffer or b""
    context.close()
    return body, {**headers, "accept-encoding": "identity"}


def callbacks_per_second(site: Application, body: bytes, headers: dict[str, str]) -> tuple[float, list[float], int]:
    """Answers a second over some seconds from several clients, the times of each, and how many were no answer."""
    times: list[float] = []
    failures = 0
    ends = time.perf_counter() + SECONDS
    host = urlsplit(site.url).netloc

    def ask() -> None:
        nonlocal failures
        connection = HTTPConnection(host, timeout=30)
        while time.perf_counter() < ends:
            begun = time.perf_counter()
            connection.request("POST", "/_dash-update-component", body, headers)
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - begun)
            failures += answer.status != 200
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times) / (time.perf_counter() - begun), sorted(times), failures


def worker_memory(site: Application) -> list[float]:
    """Resident megabytes of each gunicorn worker."""
    master = psutil.Process(site.processes["web"].pid)
    return [round(child.memory_info().rss / 1e6, 1) for child in master.children()]


def first_view(browser: Browser, site: Application) -> dict[str, float]:
    """A cold cache: seconds until numbers and a chart stand there, and kilobytes on the wire."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    sign_in(page, DEMO)
    state = context.storage_state()
    context.close()
    seconds, scripts, requests = [], 0.0, 0
    for _ in range(5):
        context = browser.new_context(base_url=site.url, storage_state=state)
        page = context.new_page()
        weights = _watch_wire(page)
        begun = time.perf_counter()
        page.goto("/", wait_until="commit")
        page.wait_for_function(KPI_SHOWN)
        seconds.append(time.perf_counter() - begun)
        page.wait_for_load_state("networkidle")
        scripts = sum(size for kind, size in weights.values() if kind in ("Script", "Stylesheet")) / 1000
        requests = len(weights)
        context.close()
    return {"seconds": round(statistics.median(seconds), 2), "js_css_kb": round(scripts, 1), "requests": requests}


def _watch_wire(page: Page) -> dict[str, tuple[str, float]]:
    weights: dict[str, tuple[str, float]] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def began(event: dict[str, Any]) -> None:
        # Icons are part of the style sheet, though Chromium tells each as a request.
        if not event["request"]["url"].startswith("data:"):
            weights[event["requestId"]] = (event.get("type", ""), 0.0)

    def ended(event: dict[str, Any]) -> None:
        if event["requestId"] in weights:
            weights[event["requestId"]] = (weights[event["requestId"]][0], event["encodedDataLength"])

    session.on("Network.requestWillBeSent", began)
    session.on("Network.loadingFinished", ended)
    return weights


def filter_changes(browser: Browser, site: Application) -> list[float]:
    """Milliseconds from a click on a period to the new numbers, in Chromium."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    sign_in(page, DEMO)
    page.goto("/")
    page.wait_for_function(KPI_SHOWN)
    times = []
    for turn in range(30):
        label = ("7 days", "30 days", "90 days")[turn % 3]
        page.wait_for_load_state("networkidle")
        button = page.get_by_text(label, exact=True).first
        before = page.locator(".kpi-value").first.inner_text()
        begun = time.perf_counter()
        button.click()
        page.wait_for_function(
            "before => document.querySelector('.kpi-value')?.innerText !== before",
            arg=before,
            polling=10,
        )
        times.append((time.perf_counter() - begun) * 1000)
    context.close()
    return sorted(times)


def main() -> None:
    """Measure, print, keep."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        limits = {"PAGE_LIMIT": "1000000 per minute", "LOG_LEVEL": "WARNING"}
        with embedded(Path(folder), **limits) as site:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            view = first_view(browser, site)
            changes = filter_changes(browser, site)
            body, headers = capture(browser, site)
            browser.close()
            idle = worker_memory(site)
            rate, times, failures = callbacks_per_second(site, body, headers)
            busy = worker_memory(site)
    result = {
        "first_view_seconds": view["seconds"],
        "js_css_kb": view["js_css_kb"],
        "requests": view["requests"],
        "filter_change_p50_ms": round(statistics.median(changes), 1),
        "filter_change_p95_ms": round(changes[int(len(changes) * 0.95) - 1], 1),
        "callbacks_per_second": round(rate, 1),
        "callback_p95_ms": round(times[int(len(times) * 0.95) - 1] * 1000, 1),
        "failures": failures,
        "worker_rss_mb_idle": idle,
        "worker_rss_mb_busy": busy,
    }
    for name, value in result.items():
        print(f"{name:<24}{value}")
    target = Path(__file__).parent / "results" / "serving.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
