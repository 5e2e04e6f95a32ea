"""How fast and how well texts are read: cold start, one text, a hundred, and figures on GoEmotions where it lies.

Prints a table and writes benchmarks/results/emotion.json. `--data FOLDER` names the folder with dev.tsv or test.tsv.
Wall time counts what a person waits for; processor time beside it shows how busy the machine was.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

TEXTS = (
    "I love these shoes, best purchase this year!", "Is this still available in size 42?", "Worst service ever.",
    "Delivery takes two days.", "Wow, I did not expect that from this brand", "so sad that you closed the shop",
    "Free shipping on all running shoes, today only. Order now and get ten percent off your first pair!",
)  # fmt: skip
LIMIT_MS = 100
"""What one warm text may take, at the 95th percentile."""
_COLD = "benchmarks/emotion.py"


def _used() -> float:
    times = resource.getrusage(resource.RUSAGE_SELF)
    return times.ru_utime + times.ru_stime


def _timed(work: Any, repeats: int) -> dict[str, float]:
    walls, begun_used = [], _used()
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        walls.append((time.perf_counter() - begun) * 1000)
    walls.sort()
    return {
        "median_ms": round(walls[len(walls) // 2], 2),
        "p95_ms": round(walls[min(len(walls) - 1, int(len(walls) * 0.95))], 2),
        "cpu_ms": round((_used() - begun_used) * 1000 / repeats, 2),
    }


def measure_cold(kind: str) -> dict[str, float]:
    """From a fresh process that knows nothing of analyzers to its first answer."""
    begun, used = time.perf_counter(), _used()
    analyzer = _load(kind)
    loaded = time.perf_counter()
    analyzer.read([TEXTS[0]])
    return {
        "load_ms": round((loaded - begun) * 1000, 1),
        "first_ms": round((time.perf_counter() - loaded) * 1000, 1),
        "cpu_ms": round((_used() - used) * 1000, 1),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _load(kind: str) -> Any:
    from ml.emotion.analyzer import EmotionAnalyzer
    from ml.registry import find_shipped

    return EmotionAnalyzer({"emotion": find_shipped("emotion")}, kind)


def measure(kind: str, repeats: int) -> dict[str, Any]:
    """Cold in a process of its own, then warm in this one."""
    command = [sys.executable, str(ROOT / _COLD), "--cold", kind]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    analyzer = _load(kind)
    hundred = [f"{TEXTS[place % len(TEXTS)]} ({place})" for place in range(100)]
    places = iter(range(10**9))
    analyzer.read(hundred)
    return {
        "cold": json.loads(done.stdout),
        "one": _timed(lambda: analyzer.read([TEXTS[next(places) % len(TEXTS)]]), repeats),
        "hundred": _timed(lambda: analyzer.read(hundred), max(3, repeats // 20)),
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with dev.tsv or test.tsv")
    parser.add_argument("--repeats", type=int, default=100)
    parser.add_argument("--cold", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.cold:
        print(json.dumps(measure_cold(given.cold)))
        return
    found: dict[str, Any] = {kind: measure(kind, given.repeats) for kind in ("network", "words")}
    names = ("load", "first", "one p50", "one p95", "one cpu", "100 p50", "100 cpu")
    print(" " * 10 + "".join(f"{name:>10}" for name in names), " ms")
    for kind, values in found.items():
        cold, one, hundred = values["cold"], values["one"], values["hundred"]
        row = (cold["load_ms"], cold["first_ms"], one["median_ms"], one["p95_ms"], one["cpu_ms"])
        print(f"{kind:10}" + "".join(f"{value:10.1f}" for value in (*row, hundred["median_ms"], hundred["cpu_ms"])))
    print(f"One warm text at the 95th percentile: {found['network']['one']['p95_ms']} ms of {LIMIT_MS}")
    if given.data:
        from ml.emotion.evaluate import evaluate
        from ml.registry import find_shipped

        found["figures"] = evaluate(given.data, find_shipped)
        print(json.dumps(found["figures"], indent=1))
    target = ROOT / "benchmarks" / "results" / "emotion.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
