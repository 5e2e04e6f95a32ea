"""A hundred people at once on SQLite: sign in, open pages, change filters, for three minutes.

`python benchmarks/load_users.py [MINUTES]` starts the application, runs locust against it, prints a table and writes
benchmarks/results/load_users.json. locust itself imports this file for its user class.
"""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

USERS = 100
REQUEST = "ADVISION_LOAD_REQUEST"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')

if os.environ.get(REQUEST):
    from locust import HttpUser, between, task

    SENT = json.loads(Path(os.environ[REQUEST]).read_text())

    class Marketer(HttpUser):
        """Signs in once, then looks around, a few seconds between two looks."""

        wait_time = between(1, 4)

        def on_start(self) -> None:
            """Through the sign-in form, as a browser does."""
            form = self.client.get("/login").text
            token = _TOKEN.search(form)
            if token is None:
                raise RuntimeError("the sign-in page has no CSRF token")
            data = {"csrf_token": token[1], "email": SENT["email"], "password": SENT["password"]}
            self.client.post("/login", data=data)
            self.client.get("/", name="/ (document)")

        @task(6)
        def read_overview(self) -> None:
            """The overview's numbers and charts."""
            headers = {"X-CSRFToken": self.client.cookies.get("_csrf_token", ""), "Content-Type": "application/json"}
            self.client.post("/_dash-update-component", data=SENT["body"], headers=headers, name="overview callback")

        @task(2)
        def open_page(self) -> None:
            """A page's document."""
            self.client.get("/campaigns", name="/campaigns (document)")

        @task(1)
        def read_api_health(self) -> None:
            """What a monitor asks."""
            self.client.get("/readyz")


def main() -> None:
    """Start, load, print, keep."""
    from playwright.sync_api import sync_playwright

    from benchmarks.serving import capture
    from tests.e2e.conftest import CHROMIUM, FLAGS
    from tests.e2e.people import DEMO
    from tests.services.processes import embedded

    minutes = sys.argv[1] if len(sys.argv) > 1 else "3"
    limits = {"PAGE_LIMIT": "1000000 per minute", "AUTH_LIMIT": "100000 per minute", "LOG_LEVEL": "WARNING"}
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder), **limits) as site:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            body, _ = capture(browser, site)
            browser.close()
        request = Path(folder) / "request.json"
        request.write_text(json.dumps({"body": body.decode(), "email": DEMO.email, "password": DEMO.password}))
        command = [
            sys.executable, "-m", "locust", "-f", __file__, "--headless", "--host", site.url,
            "-u", str(USERS), "-r", "10", "-t", f"{minutes}m", "--csv", str(Path(folder) / "load"), "--only-summary",
        ]  # fmt: skip
        done = subprocess.run(command, env={**os.environ, REQUEST: str(request)}, check=False)
        with (Path(folder) / "load_stats.csv").open() as file:
            rows = [
                {
                    "name": row["Name"],
                    "requests": int(row["Request Count"]),
                    "failures": int(row["Failure Count"]),
                    "p50_ms": float(row["50%"]),
                    "p95_ms": float(row["95%"]),
                }
                for row in csv.DictReader(file)
            ]
    for row in rows:
        print(f"{row['name']:<28}{row['requests']:>8}{row['failures']:>6}{row['p50_ms']:>10}{row['p95_ms']:>10}")
    target = Path(__file__).parent / "results" / "load_users.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(rows, indent=1))
    sys.exit(done.returncode)


if __name__ == "__main__" and not os.environ.get(REQUEST):
    main()
