"""What is planted can be found in the facts by plain sums, and truth.json says the same."""

import json

import numpy as np
import pytest

from data.demo.campaigns import META
from data.demo.demand import last_black_friday
from data.demo.model import under_served_cells
from data.demo.planted import FATIGUE, OUTAGES, RESPONSE, RUNAWAY, UNDER_SERVED
from data.demo.truth import TRUTH_FILE, as_text, build_truth


@pytest.fixture(scope="module")
def truth():
    return json.loads(TRUTH_FILE.read_text(encoding="utf-8"))


def offsets(example):
    return (example.facts.day - np.datetime64(example.last_day)).astype(int)


def of_platform(example, platform):
    return np.array([plan.platform is platform for plan in example.facts.campaigns])[example.facts.campaign]


def ad_ctr(example, key, first, last):
    facts, day = example.facts, offsets(example)
    rows = (facts.ad == example.model.ad_index(key)) & (day >= first) & (day <= last)
    return facts.clicks[rows].sum() / facts.impressions[rows].sum()


def same(found, expected, path="truth"):
    """Equal structure; floats to a millionth part, so that the last bits of a processor do not matter."""
    assert type(found) is type(expected), path
    if isinstance(found, dict):
        assert list(found) == list(expected), path
        for key in found:
            same(found[key], expected[key], f"{path}.{key}")
    elif isinstance(found, list):
        assert len(found) == len(expected), path
        for place, (one, other) in enumerate(zip(found, expected, strict=True)):
            same(one, other, f"{path}[{place}]")
    else:
        assert found == (pytest.approx(expected, rel=2e-5) if isinstance(found, float) else expected), path


def test_truth_file_equals_what_is_generated(example, truth):
    same(json.loads(as_text(build_truth(example))), truth)


@pytest.mark.parametrize("outage", OUTAGES)
def test_outage_takes_conversions_and_leaves_clicks(example, outage):
    facts, day = example.facts, offsets(example)
    mine = of_platform(example, outage.platform)
    inside = mine & (day >= outage.first) & (day <= outage.last)
    before = mine & (day >= outage.first - 7) & (day < outage.first)
    length = outage.last - outage.first + 1
    assert facts.clicks[inside].sum() / length > 0.7 * facts.clicks[before].sum() / 7
    limit = 0.06 if outage.recorded else 0.0
    assert facts.conversions_micros[inside].sum() / length <= limit * facts.conversions_micros[before].sum() / 7
    assert facts.revenue_micros[inside].sum() / length <= 2 * limit * facts.revenue_micros[before].sum() / 7


def test_runaway_campaign_spends_four_to_five_budgets(example, truth):
    facts, day = example.facts, offsets(example)
    mine = facts.campaign == example.model.campaign_index(RUNAWAY.campaign)
    for offset in range(RUNAWAY.first, RUNAWAY.last + 1):
        spend = facts.spend_micros[mine & (day == offset)].sum() / 1e6
        assert 4.0 < spend / truth["runaway"]["daily_budget"] < 5.3
    assert facts.spend_micros[mine & (day == RUNAWAY.last + 1)].sum() / 1e6 < 1.3 * truth["runaway"]["daily_budget"]


@pytest.mark.parametrize("entry", FATIGUE, ids=lambda entry: entry.ad)
def test_tired_ad_is_steady_before_onset_and_falls_after(example, entry, truth):
    known = next(found for found in truth["fatigue"]["tired"] if found["ad"] == entry.ad)
    early = ad_ctr(example, entry.ad, known["first"], known["first"] + 29)
    fresh = ad_ctr(example, entry.ad, entry.onset - 30, entry.onset - 1)
    end = ad_ctr(example, entry.ad, known["last"] - 13, known["last"])
    assert fresh / early == pytest.approx(1, abs=0.12)
    assert end / fresh == pytest.approx(entry.remaining, rel=0.2)


def test_tired_ad_follows_the_power_of_exposure(example, truth):
    facts = example.facts
    known = truth["fatigue"]["tired"][0]
    rows = (facts.ad == example.model.ad_index(known["ad"])) & (offsets(example) >= known["onset"])
    length = 1 - known["onset"]
    shown, clicks = np.zeros(length), np.zeros(length)
    np.add.at(shown, offsets(example)[rows] - known["onset"], facts.impressions[rows])
    np.add.at(clicks, offsets(example)[rows] - known["onset"], facts.clicks[rows])
    frequency = np.log1p((np.cumsum(shown) - shown) / known["audience"])
    slope = np.polyfit(frequency, np.log(clicks / shown), 1, w=np.sqrt(clicks))[0]
    assert slope == pytest.approx(known["exponent"], abs=0.06)


def test_flat_ads_do_not_fall(example, truth):
    model, day = example.model, np.arange(len(example.model.days)) - len(example.model.days) + 1
    for key in truth["fatigue"]["flat"]:
        live = day[example.expected.impressions[model.ad_index(key)] > 0]
        middle = int(np.median(live))
        first, second = ad_ctr(example, key, live[0], middle), ad_ctr(example, key, middle + 1, live[-1])
        assert second / first == pytest.approx(1, abs=0.13), key


def test_under_served_group_gets_less_and_converts_less(example, truth):
    facts = example.facts
    mine = facts.campaign == example.model.campaign_index(UNDER_SERVED.campaign)
    group = mine & under_served_cells()[facts.cell]
    other = mine & ~under_served_cells()[facts.cell]
    share = facts.impressions[group].sum() / facts.impressions[mine].sum()
    assert share == pytest.approx(truth["under_served"]["delivered_share"], rel=0.1)
    assert share < 0.5 * truth["under_served"]["eligible_share"]
    rates = [facts.conversions_micros[rows].sum() / 1e6 / facts.clicks[rows].sum() for rows in (group, other)]
    conversions = facts.conversions_micros[group].sum() / 1e6
    assert conversions > 80
    # The upper end of the 95 % interval of the ratio (log scale) is still below four fifths.
    assert rates[0] / rates[1] * np.exp(1.96 / np.sqrt(conversions)) < 0.8


def test_other_campaigns_treat_groups_alike(example):
    facts = example.facts
    other = facts.campaign != example.model.campaign_index(UNDER_SERVED.campaign)
    expected = example.expected.cvr[facts.ad, (facts.day - example.model.days[0]).astype(int)] * facts.clicks
    for cell in range(18):
        rows = other & (facts.cell == cell)
        usual = expected[rows].sum()
        # Three standard deviations of a count below nine tenths of what all groups get.
        assert facts.conversions_micros[rows].sum() / 1e6 > 0.9 * usual - 3 * np.sqrt(usual)


def test_saturation_follows_the_stated_curve(example):
    model, curve = example.model, RESPONSE[META]
    twice = model.expect(model.spend * 2, example.expected.fatigue).impressions
    mine = np.array([plan.platform is META for plan in model.campaigns])[model.campaign_of_ad]
    spend = model.platform_spend(model.spend, META)
    gain = twice[mine].sum(axis=0) / example.expected.impressions[mine].sum(axis=0)
    assert gain == pytest.approx(2 * (spend + curve.kappa) / (2 * spend + curve.kappa))


def test_best_and_worst_campaign_by_plain_sums(example, truth):
    facts = example.facts
    roas = {
        plan.key: facts.revenue_micros[facts.campaign == index].sum()
        / facts.spend_micros[facts.campaign == index].sum()
        for index, plan in enumerate(facts.campaigns)
    }
    assert max(roas, key=roas.get) == truth["campaigns"]["best_by_roas"] == "g-brand"
    assert min(roas, key=roas.get) == truth["campaigns"]["worst_by_roas"] == "y-bumper"


def test_black_friday_weekend_stands_out(example):
    facts = example.facts
    friday = (last_black_friday(example.last_day) - example.last_day).days
    shop = ~np.array([plan.for_companies for plan in facts.campaigns])[facts.campaign]
    column = np.arange(len(example.model.days)) - len(example.model.days) + 1
    revenue = np.bincount(facts.day[shop].astype(int) - example.model.days[0].astype(int), facts.revenue_micros[shop])
    weekend = revenue[(column >= friday) & (column <= friday + 3)].mean()
    around = revenue[(column >= friday - 28) & (column <= friday + 28)]
    assert weekend > 1.7 * np.median(around)
    assert friday <= column[(column >= friday - 28) & (column <= friday + 28)][np.argmax(around)] <= friday + 3


def test_allocation_spends_the_same_and_brings_more(truth):
    plan = truth["allocation"]
    assert sum(plan["best_split"].values()) == pytest.approx(plan["total_per_day"], rel=1e-4)
    assert plan["revenue_best"] > 1.02 * plan["revenue_now"]
