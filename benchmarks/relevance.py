"""Relevance: figures on pairs that nothing was fitted on, beside raw cosines and equal words, and warm latencies.

`python benchmarks/relevance.py` prints tables and writes benchmarks/results/relevance.json.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ml.content import AdContent
from ml.registry import find_shipped
from ml.relevance.analyzer import RelevanceAnalyzer
from ml.relevance.evaluate import evaluate
from ml.relevance.questions import RelevanceQuestion

REPEATS = 40
RESULTS = Path(__file__).resolve().parent / "results" / "relevance.json"


def timed(work: Callable[[int], object], repeats: int = REPEATS) -> dict[str, float]:
    """Wall and processor milliseconds of a warm call: what a person waits, and what it costs on a busy machine."""
    walls, costs = [], []
    for number in range(repeats):
        wall, cost = time.perf_counter(), time.process_time()
        work(number)
        walls.append(1000 * (time.perf_counter() - wall))
        costs.append(1000 * (time.process_time() - cost))
    p95 = sorted(walls)[min(int(0.95 * repeats), repeats - 1)]
    return {"median_ms": statistics.median(walls), "p95_ms": p95, "median_cpu_ms": statistics.median(costs)}


def question(number: int) -> RelevanceQuestion:
    """An ad and a context that were not asked before."""
    ad = f"Lightweight trail shoes number {number} with deep lugs. Grip wet rock, run further."
    return RelevanceQuestion(AdContent(ad), "trail running, outdoor shoes, grip")


def main() -> None:
    """Measure, print, write."""
    folder = find_shipped("relevance")
    if folder is None or folder.card is None:
        raise SystemExit("no relevance model ships with this copy")
    started = time.perf_counter()
    analyzer = RelevanceAnalyzer({"relevance": folder})
    loading = time.perf_counter() - started
    analyzer.analyze([question(-1)])
    found = {
        "loading_s": loading,
        "one": timed(lambda number: analyzer.analyze([question(number)])),
        "hundred": timed(lambda number: analyzer.analyze([question(1000 * number + row) for row in range(100)]), 2),
        "held_out": evaluate(folder.folder, lambda name: folder if name == "relevance" else None),
        "folds": {figure.name: {"value": figure.value, **figure.beside} for figure in folder.card.figures},
    }
    for name in ("one", "hundred"):
        print(f"{name:8}", "  ".join(f"{key} {value:.1f}" for key, value in found[name].items()))
    for name, values in found["folds"].items():
        print(f"{name:80}", "  ".join(f"{key} {value:.3f}" for key, value in values.items()))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
