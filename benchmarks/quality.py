"""How long creative quality takes: decoding, measuring and scoring 1 and 100 pictures, and words alone.

python -m benchmarks.quality [--pictures 100] [--out quality.json]
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from data.demo.creatives import CREATIVES, image_format
from data.demo.pictures import draw_picture
from ml.content import AdContent, decode_picture
from ml.quality.analyzer import QualityAnalyzer
from ml.quality.picture_features import measure_picture
from ml.quality.tasks import QualityTask

WORDS = "First light, empty road, 40 mm tyres. Built for the miles nobody else rides. Find your size today."
LIMITS = {"one picture, p95": 1.0, "words alone, p95": 0.1}
"""What the requirements ask for, in seconds on two cores."""


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def p95(seconds: list[float]) -> float:
    """The 95 % quantile."""
    return sorted(seconds)[max(0, round(0.95 * len(seconds)) - 1)]


def main() -> None:
    """Measure, print a table, and write JSON where it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    plans = [CREATIVES[number % len(CREATIVES)] for number in range(min(options.pictures, len(CREATIVES)))]
    files = [draw_picture(plan, image_format(number, plan.key)) for number, plan in enumerate(plans)]
    files = [files[number % len(files)] for number in range(options.pictures)]
    cold = timed(lambda: QualityAnalyzer({}).analyze([QualityTask(AdContent(WORDS, files[0]))]))
    analyzer = QualityAnalyzer({})
    decoded = [decode_picture(data) for data in files[:20]]
    singles = [timed(lambda data=data: analyzer.analyze([QualityTask(AdContent(WORDS, data))])) for data in files]
    words = [timed(lambda: analyzer.analyze([QualityTask(AdContent(WORDS))])) for _ in range(200)]
    batch = [QualityTask(AdContent(WORDS, data)) for data in files]
    found = {
        "first answer": cold,
        "decoding, median": median(timed(lambda data=data: decode_picture(data)) for data in files[:20]),
        "measuring, median": median(timed(lambda picture=picture: measure_picture(picture)) for picture in decoded),
        "one picture, median": median(singles),
        "one picture, p95": p95(singles),
        f"{len(batch)} pictures in a batch": timed(lambda: analyzer.analyze(batch)),
        "words alone, p95": p95(words),
    }
    for name, seconds in found.items():
        limit = f"   limit {LIMITS[name] * 1000:6.0f} ms" if name in LIMITS else ""
        print(f"{name:28} {seconds * 1000:9.1f} ms{limit}")
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
