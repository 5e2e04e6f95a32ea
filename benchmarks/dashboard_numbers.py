"""Server work behind the overview with a million facts in the organization, beside a pandas group-by of the raw rows.

`python benchmarks/dashboard_numbers.py [ROWS]` prints a table and writes benchmarks/results/dashboard_numbers.json.
"""

import datetime as dt
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import brotli
import flask_migrate
import pandas as pd

from app import create_app
from config import Settings
from data.models import ImportBatch
from domain.accounts import RegisterInput
from domain.actors import Actor
from domain.analytics import DashboardFilter
from domain.permissions import Role
from domain.platforms import Platform
from services import analytics, facts, organizations
from services.units import reading, writing

LAST = dt.date(2026, 11, 19)
AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
GENDERS = ("female", "male", "unknown")
PLATFORMS = ("meta", "google_ads", "tiktok", "linkedin", "youtube")
REPEATS = 60


def batches(rows: int) -> Iterator[SimpleNamespace]:
    """Facts by day, 24 campaigns, ads, age and gender, in slices."""
    columns: dict[str, list[object]] = {}
    per_day = 24 * 6 * len(AGES) * len(GENDERS)
    for line in range(rows):
        day, rest = divmod(line, per_day)
        campaign, rest = divmod(rest, 6 * len(AGES) * len(GENDERS))
        ad, rest = divmod(rest, len(AGES) * len(GENDERS))
        age, gender = divmod(rest, len(GENDERS))
        date = LAST - dt.timedelta(days=day)
        row = {
            "line": line + 1, "date": date, "period_end": date, "account": "", "campaign": f"Campaign {campaign}",
            "campaign_id": str(campaign), "ad_group": "", "ad": f"Ad {campaign}-{ad}", "ad_id": str(campaign * 10 + ad),
            "platform": PLATFORMS[campaign % 5], "country": ("US", "DE", "GB")[campaign % 3], "age": AGES[age],
            "gender": GENDERS[gender], "extra": "", "impressions": 1000 + line % 97, "reach": None, "clicks": 20,
            "spend": 1_500_000 + line % 1000, "conversions": 1_000_000, "revenue": 5_000_000, "currency": "USD",
        }  # fmt: skip
        for name, value in row.items():
            columns.setdefault(name, []).append(value)
        if len(columns["line"]) == 20_000:
            yield SimpleNamespace(**columns)
            columns = {}
    if columns:
        yield SimpleNamespace(**columns)


def load(actor: Actor, rows: int) -> pd.DataFrame:
    """Store the facts as an import does, and keep the same rows as the peer's frame."""
    import_id = uuid4()
    with writing(actor) as session:
        session.add(
            ImportBatch(
                organization_id=actor.organization_id, id=import_id, sequence=0, source="meta",
                signature="ad,ad_id,age,country,gender", status="staging",
            )
        )  # fmt: skip
    stage = facts.FactStage(actor, import_id)
    frames = []
    for batch in batches(rows):
        stage.add(batch)
        frames.append(
            pd.DataFrame({name: getattr(batch, name) for name in ("date", "platform", "campaign_id", "age", "gender",
                          "impressions", "clicks", "spend", "conversions", "revenue")})
        )  # fmt: skip
    stage.count()
    return pd.concat(frames, ignore_index=True)


def timed(work: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """Milliseconds of each repeat."""
    found = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        found.append((time.perf_counter() - begun) * 1000)
    return sorted(found)


def by_hand(frame: pd.DataFrame, first: dt.date) -> None:
    """What a plain dashboard does on every request: filter the raw rows and group them five times."""
    chosen = frame[(frame["date"] >= first) & (frame["date"] <= LAST)]
    for keys in (["date"], ["platform"], ["campaign_id"], ["age"], ["gender"]):
        chosen.groupby(keys)[["impressions", "clicks", "spend", "conversions", "revenue"]].sum()


def measure(rows: int) -> list[dict[str, object]]:
    """All figures, in a home of their own."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(_env_file=None, ADVISION_HOME=folder, ADVISION_ENV="test", log_level="ERROR"))
        with app.app_context():
            flask_migrate.upgrade()
            account = organizations.register(
                RegisterInput(
                    email="bench@example.com", password="a long enough one", full_name="B", organization_name="B"
                )
            )
            actor = Actor(organization_id=account.organization.id, user_id=account.user.id, role=Role.ADMIN)
            frame = load(actor, rows)
            first = LAST - dt.timedelta(days=29)
            plain = DashboardFilter(date_from=first, date_to=LAST)
            narrow = DashboardFilter(date_from=first, date_to=LAST, platforms=(Platform.META,), countries=("US",))
            everything = DashboardFilter()

            def cold(criteria: DashboardFilter) -> Callable[[], object]:
                def work() -> object:
                    analytics._results.clear()  # noqa: SLF001 - what is measured is the work without the kept result
                    return analytics.get_dashboard(actor, criteria)

                return work

            body = analytics.get_dashboard(actor, plain).model_dump_json().encode()
            with reading(actor):
                pass
            peer = timed(lambda: by_hand(frame, first), 12)
            cases = {
                "30 days, from roll-ups": timed(cold(plain)),
                "30 days, platform and country": timed(cold(narrow)),
                "all days, from roll-ups": timed(cold(everything), 20),
                "30 days, kept result": timed(lambda: analytics.get_dashboard(actor, plain), 300),
                "30 days, pandas group-by": peer,
            }
            base = statistics.median(peer)
            return [
                {
                    "case": name,
                    "p50_ms": round(statistics.median(times), 2),
                    "p95_ms": round(times[int(len(times) * 0.95) - 1], 2),
                    "times_faster": round(base / statistics.median(times), 1),
                    "facts": len(frame),
                    "payload_kb_brotli": round(len(brotli.compress(body, quality=4)) / 1000, 1),
                }
                for name, times in cases.items()
            ]


def main() -> None:
    """Measure, print, keep."""
    rows = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    print(f"{'case':<32}{'p50 ms':>10}{'p95 ms':>10}{'x pandas':>10}")
    for row in rows:
        print(f"{row['case']:<32}{row['p50_ms']:>10}{row['p95_ms']:>10}{row['times_faster']:>10}")
    print(f"{rows[0]['facts']:,} facts; the answer weighs {rows[0]['payload_kb_brotli']} kB compressed")
    target = Path(__file__).parent / "results" / "dashboard_numbers.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
