"""Writes slices of the example as files that look like the platforms' own exports, to try the importer with."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from data.demo.brand import CELLS, ORGANIZATION_NAME
from data.demo.facts import ad_group, ad_id
from data.demo.organization import ExampleOrganization
from domain.money import from_micros
from domain.platforms import Platform

SAMPLE_DAYS = 28
SAMPLE_PLATFORMS = (Platform.META, Platform.GOOGLE_ADS, Platform.TIKTOK, Platform.LINKEDIN, Platform.YOUTUBE)


@dataclass(frozen=True)
class SampleFile:
    """A file to download and import."""

    name: str
    data: bytes
    content_type: str = "text/csv"


@dataclass(frozen=True)
class _Line:
    """Sums of one ad and day, with age and gender where they are kept apart."""

    day: date
    campaign: str
    campaign_id: str
    ad_group: str
    ad: str
    ad_id: str
    age: str
    gender: str
    currency: str
    impressions: int
    reach: int
    clicks: int
    conversions: int
    spend: Decimal
    revenue: Decimal


def export_like(example: ExampleOrganization, platform: Platform, days: int = SAMPLE_DAYS) -> SampleFile:
    """The platform's last days in its own shape. Raises KeyError for a platform that has no sample."""
    write = {
        Platform.META: _meta,
        Platform.GOOGLE_ADS: _google,
        Platform.YOUTUBE: _google,
        Platform.TIKTOK: _tiktok,
        Platform.LINKEDIN: _linkedin,
    }[platform]
    lines = _lines(example, platform, days, by_audience=platform is Platform.META)
    return SampleFile(f"{platform.value}_sample.csv", write(lines))


def _lines(example: ExampleOrganization, platform: Platform, days: int, *, by_audience: bool) -> list[_Line]:
    """The sums, oldest day first; campaigns in another currency than the example's main one are left out."""
    facts = example.facts
    plans = facts.campaigns
    wanted = np.array([plan.platform is platform and plan.currency == example.currency for plan in plans])
    rows = np.nonzero(wanted[facts.campaign] & (facts.day > np.datetime64(example.last_day, "D") - days))[0]
    cells = facts.cell[rows] if by_audience else np.zeros(len(rows), dtype=np.int64)
    keys = np.stack([facts.day[rows].astype(np.int64), facts.ad[rows], cells])
    unique, owner = np.unique(keys, axis=1, return_inverse=True)
    first = np.zeros(unique.shape[1], dtype=np.int64)
    first[owner[::-1]] = rows[::-1]
    sums = {}
    for name in ("impressions", "reach", "clicks", "conversions_micros", "spend_micros", "revenue_micros"):
        sums[name] = np.zeros(unique.shape[1], dtype=np.int64)
        np.add.at(sums[name], owner, getattr(facts, name)[rows])
    found = []
    for place, row in enumerate(first):
        plan, ad = plans[facts.campaign[row]], facts.ads[facts.ad[row]]
        age, gender = CELLS[facts.cell[row]]
        found.append(
            _Line(
                facts.day[row].item(), plan.name, ad_id(plan.key), ad_group(plan), ad.name, ad_id(ad.key), age,
                gender,
                plan.currency, int(sums["impressions"][place]), int(sums["reach"][place]),
                int(sums["clicks"][place]),
                int(from_micros(int(sums["conversions_micros"][place]))),
                from_micros(int(sums["spend_micros"][place])),
                from_micros(int(sums["revenue_micros"][place])),
            )
        )  # fmt: skip
    return found


def _table(rows: Iterable[Sequence[object]], *, separator: str = ",", quote_all: bool = False) -> str:
    out = io.StringIO()
    if quote_all:
        csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    else:
        csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _meta(lines: list[_Line]) -> bytes:
    """Newest day first, the currency in the header, a byte order mark; by age and gender."""
    head = ("Day", "Campaign name", "Campaign ID", "Ad set name", "Ad name", "Ad ID", "Age", "Gender", "Reach",
            "Impressions", "Amount spent (USD)", "Link clicks", "Purchases", "Purchases conversion value",
            "Reporting starts", "Reporting ends")  # fmt: skip
    body = (
        (line.day, line.campaign, line.campaign_id, line.ad_group, line.ad, line.ad_id, line.age, line.gender,
                  line.reach,
         line.impressions, f"{line.spend:.2f}", line.clicks, line.conversions or "", f"{line.revenue:.2f}",
         line.day, line.day)
        for line in sorted(lines, key=lambda line: line.day, reverse=True)
    )  # fmt: skip
    return _table([head, *body], quote_all=True).encode("utf-8-sig")


def _google(lines: list[_Line]) -> bytes:
    """Two title lines, thousands with commas, and a total row at the end that must not be added."""
    head = ("Day", "Campaign", "Campaign ID", "Ad group", "Ad name", "Ad ID", "Currency code", "Impr.",
              "Clicks", "CTR",
            "Avg. CPC", "Cost", "Conversions", "Conv. value")  # fmt: skip
    body = [
        (line.day, line.campaign, line.campaign_id, line.ad_group, line.ad, line.ad_id, line.currency,
         f"{line.impressions:,}", f"{line.clicks:,}", _percent(line.clicks, line.impressions),
         f"{line.spend / line.clicks:.2f}" if line.clicks else " --", f"{line.spend:,.2f}",
                   f"{line.conversions:.2f}",
         f"{line.revenue:,.2f}")
        for line in lines
    ]  # fmt: skip
    clicks, impressions = sum(line.clicks for line in lines), sum(line.impressions for line in lines)
    spend, revenue = (sum((getattr(line, name) for line in lines), Decimal(0)) for name in ("spend", "revenue"))
    total = ("Total: Account", "", "", "", "", "", lines[0].currency, f"{impressions:,}", f"{clicks:,}",
             _percent(clicks, impressions), f"{spend / clicks:.2f}", f"{spend:,.2f}",
             f"{sum(line.conversions for line in lines):.2f}", f"{revenue:,.2f}")  # fmt: skip
    period = f"{_in_words(lines[0].day)} - {_in_words(lines[-1].day)}"
    return _table([("Ad performance report",), (period,), head, *body, total]).encode()


def _tiktok(lines: list[_Line]) -> bytes:
    """Plain rows and a last line that counts them."""
    head = ("Date", "Campaign name", "Campaign ID", "Ad group name", "Ad name", "Ad ID", "Cost", "Impressions",
              "Reach",
            "Clicks (destination)", "Conversions", "Total complete payment value", "Currency")  # fmt: skip
    body = (
        (line.day, line.campaign, line.campaign_id, line.ad_group, line.ad, line.ad_id, f"{line.spend:.2f}",
         line.impressions, line.reach, line.clicks, line.conversions, f"{line.revenue:.2f}", line.currency)
        for line in lines
    )  # fmt: skip
    return _table([head, *body, (f"Total of {len(lines)} results",)]).encode()


def _linkedin(lines: list[_Line]) -> bytes:
    """A preamble, tabs, UTF-16 and American dates; what others call a campaign is a campaign group here."""
    head = ("Start Date (in UTC)", "Account Name", "Campaign Group Name", "Campaign Name", "Ad Headline",
              "Currency",
            "Total Spent", "Impressions", "Clicks", "Conversions", "Total Conversion Value")  # fmt: skip
    preamble = (
        ("Ad Performance Report (in UTC)",),
        (f"Report Start: {_american(lines[0].day)}",),
        (f"Report End: {_american(lines[-1].day)}",),
        (),
    )
    body = (
        (_american(line.day), ORGANIZATION_NAME, line.campaign, line.ad_group, line.ad, line.currency,
                  f"{line.spend:.2f}",
         line.impressions, line.clicks, line.conversions, f"{line.revenue:.2f}")
        for line in lines
    )  # fmt: skip
    return _table([*preamble, head, *body], separator="\t").encode("utf-16")


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else " --"


def _in_words(day: date) -> str:
    # Month names are written out here because strftime follows the machine's language.
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December")  # fmt: skip
    return f"{months[day.month - 1]} {day.day}, {day.year}"


def _american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"
