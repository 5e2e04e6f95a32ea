"""What an analyzer should find in the example, as one JSON document: the planted parameters and what follows from them.

`python -m data.demo.truth` writes `truth.json`; a test keeps the file equal to what the generator plants.
Days are offsets from the last day; dates beside them hold for the reference last day only.
"""

import json
from collections import Counter
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from data.demo import demand, facts, planted
from data.demo.brand import CELLS, CURRENCY, DAYS, DEFAULT_SEED
from data.demo.campaigns import DEMO_PLATFORMS
from data.demo.model import audience_size, delivered_shares, eligible_shares, under_served_cells
from data.demo.organization import ExampleOrganization, build_example
from domain.money import MICROS_PER_UNIT
from domain.platforms import Platform

REFERENCE_LAST_DAY = date(2026, 11, 19)
TRUTH_FILE = Path(__file__).with_name("truth.json")
# Curves are stated for the last four weeks; an ad must have run this long to be called flat.
CURVE_DAYS = 28
FLAT_DAYS = 60
SCALES = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)

Document = dict[str, Any]


def build_truth(example: ExampleOrganization) -> Document:
    """The whole document."""
    return {
        "about": "Planted facts of the example organization. Offsets count days from the last day (0).",
        "reference_last_day": example.last_day.isoformat(),
        "seed": example.seed,
        "days": DAYS,
        "rows": len(example.facts),
        "calendar": _calendar(),
        "noise": _noise(),
        "outages": [_dated(example, asdict(outage)) for outage in planted.OUTAGES],
        "runaway": _runaway(example),
        "budget_tests": [_dated(example, asdict(test)) for test in planted.BUDGET_TESTS],
        "fatigue": _fatigue(example),
        "under_served": _under_served(example),
        "response": _responses(example),
        "allocation": _allocation(example),
        "campaigns": _campaigns(example),
        "groups": _groups(example),
        "comments": _comments(example),
    }


def write_truth(path: Path = TRUTH_FILE) -> None:
    """Write the document for the reference day."""
    document = build_truth(build_example(REFERENCE_LAST_DAY, DEFAULT_SEED))
    path.write_text(as_text(document), encoding="utf-8")


def as_text(document: Document) -> str:
    """The document as it stands in the file: floats with six significant digits."""
    return json.dumps(_rounded(document), indent=1, ensure_ascii=False) + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _dated(example: ExampleOrganization, entry: Document) -> Document:
    """The entry with the dates of its first and last day."""
    days = {f"{key}_date": (example.last_day + timedelta(days=entry[key])).isoformat() for key in ("first", "last")}
    return {**entry, **days}


def _calendar() -> Document:
    return {
        "demand_growth_per_year": demand.DEMAND_GROWTH_PER_YEAR,
        "budget_growth_per_year": demand.BUDGET_GROWTH_PER_YEAR,
        "season": {key: {"amplitude": a, "peak_day_of_year": peak} for key, (a, peak) in demand.SEASON.items()},
        "budget_season": {
            key: {"amplitude": a, "peak_day_of_year": peak} for key, (a, peak) in demand.BUDGET_SEASON.items()
        },
        "weekday_shop": demand.WEEKDAY_SHOP,
        "weekday_company": demand.WEEKDAY_COMPANY,
        "weekday_company_spend": demand.WEEKDAY_COMPANY_SPEND,
        "weekday_ctr": demand.WEEKDAY_CTR,
        "holidays": [
            {"name": name, "first": first, "last": last, "demand": rate, "media_cost": cost, "budget": budget}
            for name, first, last, rate, cost, budget in demand.HOLIDAYS
        ],
        "holidays_relative_to": "Black Friday",
        "level_shift": {"offset": demand.CHECKOUT_OFFSET, "metric": "cvr", "factor": demand.CHECKOUT_FACTOR},
    }


def _noise() -> Document:
    return {
        "impressions_lognormal": facts.IMPRESSION_SPREAD,
        "ctr_lognormal": facts.CTR_SPREAD,
        "cvr_lognormal": facts.CVR_SPREAD,
        "cell_gamma_shape": facts.CELL_SHAPE,
        "order_gamma_shape": facts.ORDER_SHAPE,
        "view_through_per_impression": {key.value: rate for key, rate in planted.VIEW_THROUGH.items()},
    }


def _runaway(example: ExampleOrganization) -> Document:
    model, runaway = example.model, planted.RUNAWAY
    row = model.campaign_index(runaway.campaign)
    column = model.offset(runaway.first)
    return {
        **_dated(example, asdict(runaway)),
        "name": model.campaigns[row].name,
        "daily_budget": float(model.budgets[row, column]),
        "mean_spend_before": float(model.spend[row, column - 28 : column].mean()),
        "annotated": False,
    }


def _fatigue(example: ExampleOrganization) -> Document:
    model = example.model
    tired = []
    for entry in planted.FATIGUE:
        row = model.ad_index(entry.ad)
        ad = model.ads[row]
        live = np.nonzero(example.expected.impressions[row])[0]
        exposures = model.exposures(example.expected.impressions[row], entry)
        tired.append(
            {
                "ad": entry.ad,
                "ad_id": facts.ad_id(entry.ad),
                "name": ad.name,
                "campaign": ad.campaign,
                "onset": entry.onset,
                "onset_date": (example.last_day + timedelta(days=entry.onset)).isoformat(),
                "first": int(live[0]) - DAYS + 1,
                "last": int(live[-1]) - DAYS + 1,
                "exponent": entry.exponent,
                "audience": audience_size(exposures, entry),
                "remaining": entry.remaining,
                "ctr_fresh": float(model.ad_ctr[row]),
            }
        )
    names = {entry.ad for entry in planted.FATIGUE}
    days_live = np.count_nonzero(example.expected.impressions, axis=1)
    flat = [ad.key for ad, days in zip(model.ads, days_live, strict=True) if ad.key not in names and days >= FLAT_DAYS]
    law = "ctr = ctr_fresh * (1 + impressions since onset / audience) ** exponent"
    return {"law": law, "tired": tired, "flat": flat}


def _under_served(example: ExampleOrganization) -> Document:
    model, entry = example.model, planted.UNDER_SERVED
    row = model.campaign_index(entry.campaign)
    group = under_served_cells()
    inside = example.facts.campaign == row
    chosen = inside & group[example.facts.cell]
    other = inside & ~group[example.facts.cell]
    clicks, conversions = _clicks_and_conversions(example, chosen)
    other_clicks, other_conversions = _clicks_and_conversions(example, other)
    return {
        **asdict(entry),
        "name": model.campaigns[row].name,
        "eligible_share": float(eligible_shares(model.campaigns[row])[group].sum()),
        "delivered_share": float(delivered_shares(model.campaigns[row])[group].sum()),
        "observed": {
            "clicks": clicks,
            "conversions": conversions,
            "other_clicks": other_clicks,
            "other_conversions": other_conversions,
            "disparate_impact_per_click": conversions / clicks / (other_conversions / other_clicks),
        },
        "visible": "at the intersection of age and gender; gender alone and age alone stay above 0.8",
    }


def _clicks_and_conversions(example: ExampleOrganization, rows: npt.NDArray[np.bool_]) -> tuple[int, int]:
    found = example.facts
    return int(found.clicks[rows].sum()), int(found.conversions_micros[rows].sum()) // MICROS_PER_UNIT


def _curve(example: ExampleOrganization, platform: Platform) -> Document:
    """The platform's Hill curve at the demand, mix and fatigue of the last four weeks."""
    model, kappa = example.model, planted.RESPONSE[platform].kappa
    rows = [plan.platform is platform and plan.currency == CURRENCY for plan in model.campaigns]
    window = slice(-CURVE_DAYS, None)
    owned = np.array(rows)[model.campaign_of_ad]
    value = np.array([plan.order_value for plan in model.campaigns])[model.campaign_of_ad][owned]
    fatigue = example.expected.fatigue
    by_scale, by_scale_revenue = {}, {}
    for scale in SCALES:
        spend = np.where(np.array(rows)[:, None], model.spend * scale, model.spend)
        conversions = model.expect(spend, fatigue).conversions[owned, window].sum(axis=1) / CURVE_DAYS
        by_scale[f"{scale:g}"] = float(conversions.sum())
        by_scale_revenue[f"{scale:g}"] = float(conversions @ value)
    spend_now = float(model.platform_spend(model.spend, platform)[window].mean())
    beta = by_scale["1"] * (spend_now + kappa) / spend_now
    revenue_beta = by_scale_revenue["1"] * (spend_now + kappa) / spend_now
    return {
        "kind": "hill",
        "params": {"beta": beta, "slope": 1.0, "kappa": kappa},
        "beta_revenue": revenue_beta,
        "spend_per_day": spend_now,
        "conversions_per_day": by_scale["1"],
        "revenue_per_day": by_scale_revenue["1"],
        "marginal_roas": revenue_beta * kappa / (spend_now + kappa) ** 2,
        "conversions_by_spend_scale": by_scale,
    }


def _responses(example: ExampleOrganization) -> Document:
    return {
        "law": "per platform and day: x / (x + kappa), x = spend in USD of all its USD campaigns; no adstock",
        "window": f"the last {CURVE_DAYS} days, as if tracking had not failed; view-through conversions left out",
        "platforms": {platform.value: _curve(example, platform) for platform in DEMO_PLATFORMS},
    }


def _allocation(example: ExampleOrganization) -> Document:
    """The split of the last four weeks' spend that brings the most revenue on the true curves."""
    curves = {platform.value: _curve(example, platform) for platform in DEMO_PLATFORMS}
    beta = np.array([curve["beta_revenue"] for curve in curves.values()])
    kappa = np.array([curve["params"]["kappa"] for curve in curves.values()])
    now = np.array([curve["spend_per_day"] for curve in curves.values()])
    low, high, best = 1e-9, float((beta / kappa).max()), now
    for _ in range(200):
        price = (low + high) / 2
        best = np.maximum(np.sqrt(beta * kappa / price) - kappa, 0)
        low, high = (price, high) if best.sum() > now.sum() else (low, price)
    return {
        "objective": "revenue per day, unbounded platforms",
        "total_per_day": float(now.sum()),
        "best_split": dict(zip(curves, best.tolist(), strict=True)),
        "revenue_now": float((beta * now / (now + kappa)).sum()),
        "revenue_best": float((beta * best / (best + kappa)).sum()),
    }


def _campaigns(example: ExampleOrganization) -> Document:
    rows: list[Document] = []
    for index, plan in enumerate(example.model.campaigns):
        inside = example.facts.campaign == index
        spend = int(example.facts.spend_micros[inside].sum()) / MICROS_PER_UNIT
        revenue = int(example.facts.revenue_micros[inside].sum()) / MICROS_PER_UNIT
        clicks, conversions = _clicks_and_conversions(example, inside)
        rows.append({"key": plan.key, "name": plan.name, "currency": plan.currency, "spend": spend, "revenue": revenue,
                     "clicks": clicks, "conversions": conversions, "roas": revenue / spend})  # fmt: skip
    ranked = sorted((row for row in rows if row["currency"] == CURRENCY), key=lambda row: row["roas"])
    return {"best_by_roas": ranked[-1]["key"], "worst_by_roas": ranked[0]["key"], "observed": rows}


def _groups(example: ExampleOrganization) -> Document:
    """The small true differences between groups, and the crude rates that the mix of campaigns makes of them."""
    crude = {}
    for place, attribute in enumerate(("age", "gender")):
        for group in dict.fromkeys(cell[place] for cell in CELLS):
            wanted = np.array([cell[place] == group for cell in CELLS])
            clicks, conversions = _clicks_and_conversions(example, wanted[example.facts.cell])
            crude[f"{attribute}={group}"] = {"clicks": clicks, "conversions": conversions, "rate": conversions / clicks}
    return {
        "ctr_youngest_to_oldest": facts.CTR_AGE_SLOPE,
        "ctr_female_against_male": facts.CTR_FEMALE,
        "cvr_youngest_to_oldest": facts.CVR_AGE_SLOPE,
        "cvr_female_against_male": facts.CVR_FEMALE,
        "crude_over_all_campaigns": crude,
        "note": "Within campaigns other than the planted one no group is below 0.9; crude differences are mix.",
    }


def _comments(example: ExampleOrganization) -> Document:
    return {
        "count": len(example.comments),
        "sentiment": dict(sorted(Counter(comment.sentiment for comment in example.comments).items())),
        "emotion": dict(sorted(Counter(comment.emotion for comment in example.comments).items())),
        "language": dict(sorted(Counter(comment.language for comment in example.comments).items())),
    }


if __name__ == "__main__":
    write_truth()
