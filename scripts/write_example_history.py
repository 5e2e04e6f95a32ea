"""Writes the example organization's figures by campaign and day, which `flask models evaluate engagement` measures on.

`python -m scripts.write_example_history FOLDER` makes FOLDER/example_history.csv.
"""

import csv
import datetime as dt
import sys
from pathlib import Path

import numpy as np

from data.demo.organization import ExampleOrganization, build_example
from domain.money import MICROS_PER_UNIT

FILE = "example_history.csv"
# The day that `data/demo/truth.json` counts from.
LAST_DAY = dt.date(2026, 11, 19)
AMOUNTS = ("impressions", "clicks", "conversions", "spend", "revenue")
COLUMNS = ("campaign", "name", "platform", "objective", "country", "category", "currency", "date", *AMOUNTS)


def main(folder: Path) -> None:
    """Write the file."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_rows(build_example(LAST_DAY)))
    print(folder / FILE)


def _rows(example: ExampleOrganization) -> list[list[object]]:
    facts = example.facts
    days, day_of = np.unique(facts.day, return_inverse=True)
    group = facts.campaign * len(days) + day_of
    groups, place = np.unique(group, return_inverse=True)
    micros = {"conversions", "spend", "revenue"}
    sums = {
        name: np.bincount(place, weights=getattr(facts, f"{name}_micros" if name in micros else name).astype(float))
        / (MICROS_PER_UNIT if name in micros else 1)
        for name in AMOUNTS
    }
    rows: list[list[object]] = []
    for at, number in enumerate(groups):
        plan = facts.campaigns[number // len(days)]
        fields = [plan.key, plan.name, plan.platform.value, plan.objective, plan.country, plan.category, plan.currency]
        rows.append([*fields, days[number % len(days)], *(round(float(sums[name][at]), 6) for name in AMOUNTS)])
    return rows


if __name__ == "__main__":
    main(Path(sys.argv[1]))
