"""Time to predict engagement and ROI of a hundred campaigns in one batch, and of one, cold and warm.

`python benchmarks/engagement.py [CAMPAIGNS] [DAYS]` prints a table and writes benchmarks/results/engagement.json.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from ml.engagement.analyzer import EngagementAnalyzer
from ml.engagement.inputs import AdDraft, CampaignHistory, EngagementQuestion, History, RoiQuestion
from ml.registry import find_shipped

START = 739_000
PLATFORMS = ("meta", "google_ads", "tiktok", "linkedin", "youtube")
LIMIT_BATCH, LIMIT_ONE = 5.0, 0.1
REPEATS = 60


def history(campaigns: int, days: int, seed: int = 0) -> History:
    """Campaigns with rates around their platform's, day by day."""
    rng = np.random.default_rng(seed)
    made = []
    for at in range(campaigns):
        shown = rng.poisson(4000, days).astype(float)
        rate = 0.02 * np.exp(0.4 * (at % 5 - 2) / 2 + 0.3 * rng.standard_normal())
        clicks = rng.binomial(shown.astype(int), min(rate, 0.5)).astype(float)
        conversions = rng.poisson(clicks * 0.04).astype(float)
        day = np.arange(START, START + days)
        values = {"platform": PLATFORMS[at % 5], "objective": "Sales", "country": ("US", "DE")[at % 2], "category": "x"}
        spend = clicks * rng.uniform(0.3, 1.2)
        made.append(
            CampaignHistory(
                f"c{at}",
                f"Campaign {at}",
                values,
                "USD",
                day,
                day,
                shown,
                clicks,
                conversions,
                spend,
                conversions * 40.0,
            )
        )
    return History(tuple(made), f"benchmark {campaigns} {days} {seed}")


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def p95(work: Callable[[], object]) -> float:
    """The time that 19 of 20 calls stay under."""
    return statistics.quantiles([timed(work) for _ in range(REPEATS)], n=20)[-1]


def main(campaigns: int, days: int) -> None:
    """Measure and print."""
    known = history(campaigns, days)
    analyzer = EngagementAnalyzer({"engagement": find_shipped("engagement")})
    analyzer.analyze([EngagementQuestion(history(12, 140, 1), campaign="c0")])  # Imports are not what is measured.
    every = [EngagementQuestion(known, campaign=campaign.key) for campaign in known.campaigns]
    returns = [RoiQuestion(known, campaign.key, None, 2.0) for campaign in known.campaigns]
    ad = EngagementQuestion(known, ad=AdDraft({"platform": "meta"}, "Shoes that last"))
    figures = {
        "batch_engagement_first_s": timed(lambda: analyzer.analyze(every)),
        "batch_engagement_warm_s": timed(lambda: analyzer.analyze(every)),
        "batch_roi_s": timed(lambda: analyzer.analyze(returns)),
        "one_campaign_warm_p95_s": p95(lambda: analyzer.analyze(every[:1])),
        "one_roi_warm_p95_s": p95(lambda: analyzer.analyze(returns[:1])),
        "one_ad_warm_p95_s": p95(lambda: analyzer.analyze([ad])),
    }
    print(f"{campaigns} campaigns of {days} days")
    for name, seconds in figures.items():
        limit = LIMIT_BATCH if name.startswith("batch") else LIMIT_ONE
        print(
            f"{name:28} {seconds * 1000:10.1f} ms  limit {limit * 1000:6.0f} ms  {'ok' if seconds < limit else 'OVER'}"
        )
    target = Path(__file__).resolve().parent / "results" / "engagement.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({"campaigns": campaigns, "days": days, **figures}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*(int(value) for value in (*sys.argv[1:], *("100", "400")[len(sys.argv) - 1 :])))
