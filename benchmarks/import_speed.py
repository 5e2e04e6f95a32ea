"""How fast files become numbers: import, the same file again and undo on SQLite, beside pandas.to_sql of the same rows.

Prints a table and writes benchmarks/results/import_speed.json. `--rows 100000` measures one size only.
Each measurement runs in a process of its own; another process keeps writing, to show how long others wait.
"""

import argparse
import csv
import datetime as dt
import json
import multiprocessing
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice, product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SIZES = (100_000, 1_000_000)
# What the issue asks for, in seconds and MB.
LIMITS = {100_000: 5.0, 1_000_000: 40.0}
LIMIT_RSS = 400
HEADER = (
    "Day", "Campaign name", "Campaign ID", "Ad set name", "Ad name", "Ad ID", "Country", "Age", "Gender",
    "Impressions", "Reach", "Link clicks", "Amount spent (EUR)", "Purchases", "Purchases conversion value",
)  # fmt: skip
_AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")


def write_report(path: Path, rows: int) -> None:
    """A Meta report of 20 campaigns with 20 ads each, by day, age and gender."""
    random.seed(7)
    first = dt.date(2025, 1, 1)
    cells = product(range(rows // 4_800 + 1), range(20), range(20), _AGES, ("female", "male"))
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for day, campaign, ad, age, gender in islice(cells, rows):
            shown = random.randrange(200, 9_000)
            clicks = random.randrange(shown // 40 + 1)
            writer.writerow((
                first + dt.timedelta(days=day), f"Campaign {campaign}", 23_850_000_000 + campaign,
                f"Set {campaign}-{ad // 5}", f"Ad {campaign}-{ad}", 98_760_000_000 + campaign * 100 + ad,
                ("DE", "FR", "GB")[campaign % 3], age, gender, shown, shown * 9 // 10, clicks,
                f"{clicks * 0.37 + shown * 0.002:.2f}", clicks // 20, f"{clicks // 20 * 49.9:.2f}",
            ))  # fmt: skip


def _used() -> float:
    times = resource.getrusage(resource.RUSAGE_SELF)
    return times.ru_utime + times.ru_stime


def _timed(work: Callable[[], Any]) -> dict[str, float]:
    begun, used = time.monotonic(), _used()
    work()
    return {"seconds": time.monotonic() - begun, "cpu_seconds": _used() - used}


def _rss() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _write_beside(database: str, stop: Any, answers: Any) -> None:
    """Another writer: one small transaction every 20 ms; tells the longest wait of each phase, and every failure."""
    connection = sqlite3.connect(database, timeout=30, isolation_level=None)
    longest, failed, phase = {}, [], ""
    while not stop.is_set():
        if answers.poll():
            phase = answers.recv()
        begun = time.monotonic()
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE organizations SET data_version = data_version")
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            failed.append(str(error))
            if connection.in_transaction:
                connection.rollback()
        longest[phase] = max(longest.get(phase, 0.0), time.monotonic() - begun)
        time.sleep(0.02)
    answers.send((longest, failed))


def _steps(path: Path) -> list[tuple[str, Callable[[], Any]]]:
    """What is measured, by name, as the admin of a new organization."""
    from domain.actors import Actor
    from domain.imports import ImportOptions
    from domain.permissions import Role
    from services import facts, import_undos, imports, organizations, uploads

    organization, admin = organizations.create_organization("Speed", "speed@example.com", "Speed", "x")
    actor = Actor(organization_id=organization.id, user_id=admin.id, role=Role.ADMIN)
    ids: list[Any] = []

    def bring() -> None:
        with path.open("rb") as file:
            upload = uploads.receive(actor, file, path.name)
        ids.append(imports.import_upload(actor, upload.id, ImportOptions()).import_id)

    return [
        ("import", bring),
        ("same file again", bring),
        ("undo", lambda: import_undos.undo_now(actor, ids[-1])),
        ("purge", lambda: facts.purge(actor, ids[-1])),
    ]


def measure_import(path: Path, folder: Path) -> dict[str, Any]:
    """Import, import again, undo: seconds, memory and the longest wait of another writer."""
    import flask_migrate

    from app import create_app
    from config import Settings

    app = create_app(Settings(_env_file=None, ADVISION_HOME=folder, ADVISION_ENV="test"))
    found: dict[str, Any] = {}
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    stop = context.Event()
    with app.app_context():
        flask_migrate.upgrade()
        steps = _steps(path)
        base = _rss()
        writer = context.Process(target=_write_beside, args=(str(folder / "advision.sqlite3"), stop, theirs))
        writer.start()
        for name, work in steps:
            ours.send(name)
            time.sleep(0.1)
            found[name] = _timed(work) | {"rss_mb": _rss()}
        stop.set()
        longest, failed = ours.recv()
        writer.join()
        app.extensions["advision"].database.engine.dispose()
    for name, _ in steps:
        found[name]["longest_wait"] = longest.get(name, 0.0)
    database = (folder / "advision.sqlite3").stat().st_size / 1024 / 1024
    return found | {"writer_failures": failed, "base_rss_mb": base, "database_mb": database}


def measure_pandas(path: Path, folder: Path) -> dict[str, Any]:
    """read_csv and to_sql of the same rows into an empty SQLite file, without any check, key or sum."""
    import pandas as pd

    def work() -> None:
        connection = sqlite3.connect(folder / "pandas.sqlite3")
        pd.read_csv(path).to_sql("facts", connection, index=False)
        connection.commit()
        connection.close()

    return _timed(work) | {"rss_mb": _rss()}


def _child(name: str, path: Path, folder: Path, answer: Any) -> None:
    answer.send({"import": measure_import, "pandas": measure_pandas}[name](path, folder))


def _apart(name: str, path: Path) -> dict[str, Any]:
    """Measure in a fresh process, so that memory and caches are its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    with tempfile.TemporaryDirectory(prefix="advision-bench-", ignore_cleanup_errors=True) as folder:
        process = context.Process(target=_child, args=(name, path, Path(folder), theirs))
        process.start()
        theirs.close()
        found: dict[str, Any] = ours.recv()
        process.join()
    return found


def run(rows: int) -> dict[str, Any]:
    """Both measurements of one size."""
    with tempfile.TemporaryDirectory(prefix="advision-bench-") as folder:
        path = Path(folder) / "report.csv"
        write_report(path, rows)
        own, peer = _apart("import", path), _apart("pandas", path)
        size = path.stat().st_size / 1024 / 1024
    return {"rows": rows, "file_mb": size, **own, "pandas": peer}


def show(result: dict[str, Any]) -> None:
    """One size as a table."""
    rows, own, peer = result["rows"], result["import"], result["pandas"]
    print(f"\n{rows:,} rows, {result['file_mb']:.0f} MB of CSV, database {result['database_mb']:.0f} MB")
    print(f"{'':<18}{'seconds':>9}{'CPU s':>9}{'peak MB':>9}{'others wait':>13}")
    for name in ("import", "same file again", "undo", "purge"):
        line = result[name]
        rss = f"{line['rss_mb']:.0f}"
        wait = f"{line['longest_wait']:.2f} s"
        print(f"{name:<18}{line['seconds']:>9.2f}{line['cpu_seconds']:>9.2f}{rss:>9}{wait:>13}")
    print(f"{'pandas.to_sql':<18}{peer['seconds']:>9.2f}{peer['cpu_seconds']:>9.2f}{peer['rss_mb']:>9.0f}")
    ratio = own["cpu_seconds"] / peer["cpu_seconds"]
    print(f"import / pandas: {own['seconds'] / peer['seconds']:.2f} of the time, {ratio:.2f} of the CPU")
    limit = LIMITS.get(rows)
    if limit:
        verdict = "kept" if own["seconds"] <= limit and own["rss_mb"] < LIMIT_RSS else "MISSED"
        print(
            f"limit {limit:.0f} s and {LIMIT_RSS} MB: {verdict}; failed writes of others: {result['writer_failures']}"
        )


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, action="append")
    results = []
    for rows in parser.parse_args().rows or SIZES:
        results.append(run(rows))
        show(results[-1])
    target = ROOT / "benchmarks/results/import_speed.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({"at": dt.datetime.now(dt.UTC).isoformat(), "results": results}, indent=2) + "\n")
    print(f"\nkept in {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
