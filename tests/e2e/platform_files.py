"""Exports as Meta, Google Ads and the KAG data set have them, made of rows that the tests add up by themselves."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

AGES = ("25-34", "35-44", "45-54")
GENDERS = ("female", "male")
FIRST_DAY, LAST_DAY = dt.date(2026, 2, 1), dt.date(2026, 2, 28)
DAYS = [FIRST_DAY + dt.timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]


@dataclass(frozen=True)
class Line:
    """One row of an export, as numbers."""

    platform: str
    campaign: str
    impressions: int
    clicks: int
    spend: Decimal
    conversions: int
    revenue: Decimal = Decimal(0)
    day: dt.date | None = None
    age: str = ""
    gender: str = ""


@dataclass(frozen=True)
class Sums:
    """What rows add up to."""

    impressions: int = 0
    clicks: int = 0
    spend: Decimal = Decimal(0)
    conversions: int = 0
    revenue: Decimal = Decimal(0)


def add_up(lines: Iterable[Line]) -> Sums:
    """A plain sum, which knows nothing of the application."""
    found = list(lines)
    return Sums(
        sum(line.impressions for line in found),
        sum(line.clicks for line in found),
        sum((line.spend for line in found), Decimal(0)),
        sum(line.conversions for line in found),
        sum((line.revenue for line in found), Decimal(0)),
    )


def add_up_by(lines: Iterable[Line], key: Callable[[Line], Any]) -> dict[Any, Sums]:
    """The sums of each group."""
    groups: dict[Any, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return {name: add_up(group) for name, group in groups.items()}


def _drawn(random: Random, platform: str, campaign: str, **more: Any) -> Line:
    impressions = random.randint(900, 25_000)
    clicks = impressions * random.randint(8, 30) // 1000
    spend = Decimal(random.randint(2_000, 260_000)) / 100
    revenue = Decimal(random.randint(1_000, 900_000)) / 100
    return Line(platform, campaign, impressions, clicks, spend, random.randint(0, clicks // 4), revenue, **more)


def meta_lines(seed: int = 1) -> list[Line]:
    """Two campaigns by day, age and gender."""
    random = Random(seed)
    return [
        _drawn(random, "Meta", campaign, day=day, age=age, gender=gender)
        for campaign in ("Prospecting – Spring", "Retargeting, all visitors")
        for day in DAYS
        for age in AGES
        for gender in GENDERS
    ]


def google_lines(seed: int = 2) -> list[Line]:
    """Two campaigns by day."""
    random = Random(seed)
    return [_drawn(random, "Google Ads", campaign, day=day) for campaign in ("Brand", "Shopping | DE") for day in DAYS]


def kag_lines(seed: int = 3) -> list[Line]:
    """Two campaigns by age and gender, without days and revenue; amounts with two decimals."""
    random = Random(seed)
    found = []
    for number in range(60):
        drawn = _drawn(
            random, "Meta", ("916", "1178")[number % 2], age=AGES[number % 3], gender=GENDERS[number // 2 % 2]
        )
        found.append(Line(**{**drawn.__dict__, "revenue": Decimal(0)}))
    return found


def _written(rows: Iterable[Iterable[Any]], ending: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=ending).writerows(rows)
    return text.getvalue()


def write_meta(path: Path, lines: list[Line]) -> Path:
    """As Ads Manager exports it: a mark of UTF-8, and first a row with the sums of all."""
    head = [
        "Campaign name", "Day", "Age", "Gender", "Impressions", "Link clicks", "Amount spent (USD)", "Purchases",
        "Purchases conversion value", "Reporting starts", "Reporting ends",
    ]  # fmt: skip
    ends = [FIRST_DAY, LAST_DAY]
    total = add_up(lines)
    rows: list[list[Any]] = [
        head,
        ["", "", "", "", total.impressions, total.clicks, total.spend, total.conversions, total.revenue, *ends],
    ]
    rows += [
        [
            line.campaign, line.day, line.age, line.gender, line.impressions, line.clicks, line.spend,
            line.conversions or "", line.revenue, *ends,
        ]
        for line in lines
    ]  # fmt: skip
    path.write_bytes(_written(rows, "\n").encode("utf-8-sig"))
    return path


def write_google(path: Path, lines: list[Line]) -> Path:
    """As Google Ads downloads it: two lines of title, thousands separators, " --" for nothing, rows of totals."""
    head = [
        "Campaign status", "Campaign", "Day", "Currency code", "Impr.", "Clicks", "Cost", "Conversions", "Conv. value",
        "Campaign type",
    ]  # fmt: skip
    rows = [
        ["Campaign report"],
        ["February 1, 2026 - February 28, 2026"],
        head,
        *(["Enabled", line.campaign, line.day, "USD", *_google_numbers(line), "Search"] for line in lines),
    ]
    rows += [
        [words, " --", " --", "USD", *_google_numbers(add_up(lines)), " --"]
        for words in ("Total: Campaigns", "Total: Account", "Total: Search")
    ]
    path.write_bytes(_written(rows, "\n").encode())
    return path


def _google_numbers(line: Line | Sums) -> list[str]:
    return [
        f"{line.impressions:,}",
        f"{line.clicks:,}",
        f"{line.spend:,.2f}",
        f"{line.conversions:,.2f}",
        f"{line.revenue:,.2f}",
    ]


def write_kag(path: Path, lines: list[Line]) -> Path:
    """As the KAG data set has it: no date, no currency, and the noise of binary fractions in the amounts."""
    head = [
        "ad_id", "xyz_campaign_id", "fb_campaign_id", "age", "gender", "interest", "Impressions", "Clicks", "Spent",
        "Total_Conversion", "Approved_Conversion",
    ]  # fmt: skip
    rows: list[list[Any]] = [head]
    for number, line in enumerate(lines):
        noisy = f"{float(line.spend) - 0.00000004:.9f}"
        rows.append(
            [
                708_746 + number, line.campaign, 103_916 + number // 4, line.age, line.gender[0].upper(),
                15 + number % 9, line.impressions, line.clicks, noisy, line.conversions, line.conversions // 3,
            ]
        )  # fmt: skip
    path.write_text(_written(rows), newline="")
    return path
