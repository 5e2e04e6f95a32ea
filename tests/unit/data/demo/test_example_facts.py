"""The drawn facts: the same each time, consistent with themselves, and in the ranges that such media have."""

from datetime import date, timedelta

import numpy as np
import pytest

from data.demo.brand import DAYS
from data.demo.facts import COLUMNS
from data.demo.organization import build_example
from domain.platforms import Platform

# Cost per conversion, click rate and return on ad spend that a reader of the demo would believe.
BELIEVABLE = {
    Platform.META: ((12, 45), (0.007, 0.025), (2.0, 6.0)),
    Platform.GOOGLE_ADS: ((12, 50), (0.008, 0.05), (2.5, 7.0)),
    Platform.TIKTOK: ((20, 70), (0.005, 0.015), (1.2, 4.0)),
    Platform.LINKEDIN: ((60, 160), (0.003, 0.010), (1.5, 5.0)),
    Platform.YOUTUBE: ((35, 120), (0.004, 0.013), (1.0, 3.5)),
}


def test_two_builds_same_arguments_give_same_facts(example):
    again = build_example(example.last_day, example.seed)
    assert again.facts.digest() == example.facts.digest()
    assert again.comments == example.comments
    assert again.campaigns == example.campaigns
    assert again.creatives == example.creatives


def test_another_seed_gives_other_facts(example):
    assert build_example(example.last_day, example.seed + 1).facts.digest() != example.facts.digest()


def test_number_of_rows_stays_loadable(example):
    assert 150_000 <= len(example.facts) <= 250_000


def test_days_end_on_last_day_and_begin_fourteen_months_before(example):
    days = example.facts.day
    assert days.max().item() == example.last_day
    assert days.min().item() == example.first_day == example.last_day - timedelta(days=DAYS - 1)
    assert len(np.unique(days)) == DAYS
    assert np.all(np.diff(days.astype(np.int64)) >= 0)


def test_rows_are_unique_by_day_ad_and_cell(example):
    facts = example.facts
    keys = np.stack([facts.day.astype(np.int64), facts.ad, facts.cell])
    assert np.unique(keys, axis=1).shape[1] == len(facts)


def test_counts_and_money_are_consistent(example):
    facts = example.facts
    assert np.all(facts.impressions > 0)
    assert np.all((facts.clicks >= 0) & (facts.clicks <= facts.impressions))
    assert np.all((facts.reach > 0) & (facts.reach <= facts.impressions))
    assert np.all(facts.conversions_micros % 1_000_000 == 0)
    for money in (facts.spend_micros, facts.revenue_micros):
        assert np.all((money >= 0) & (money % 10_000 == 0))
    assert np.all(facts.revenue_micros[facts.conversions_micros == 0] == 0)
    assert np.mean(facts.conversions_micros // 1_000_000 > facts.clicks) < 0.01
    assert np.any(facts.conversions_micros // 1_000_000 > facts.clicks), "view-through conversions exist"


@pytest.mark.parametrize("platform", BELIEVABLE)
def test_platform_figures_are_believable(example, platform):
    facts = example.facts
    mine = np.array([plan.platform is platform for plan in facts.campaigns])[facts.campaign]
    spend = facts.spend_micros[mine].sum() / 1e6
    cpa, ctr, roas = BELIEVABLE[platform]
    assert cpa[0] < spend / (facts.conversions_micros[mine].sum() / 1e6) < cpa[1]
    assert ctr[0] < facts.clicks[mine].sum() / facts.impressions[mine].sum() < ctr[1]
    assert roas[0] < facts.revenue_micros[mine].sum() / 1e6 / spend < roas[1]


def test_spend_stays_near_daily_budgets_but_for_the_runaway(example):
    facts, model = example.facts, example.model
    spend = np.zeros(model.spend.shape)
    column = (facts.day - model.days[0]).astype(np.int64)
    np.add.at(spend, (facts.campaign, column), facts.spend_micros / 1e6)
    over = np.argwhere(spend > 1.45 * np.maximum(model.budgets, 1))
    assert {model.campaigns[row].key for row, _ in over} == {"g-pmax"}
    assert len(over) == 4
    assert np.allclose(spend.sum(), model.spend.sum(), rtol=0.001)


def test_campaigns_spend_exactly_while_they_run(example):
    facts = example.facts
    for index, plan in enumerate(facts.campaigns):
        offsets = set((facts.day[facts.campaign == index] - np.datetime64(example.last_day)).astype(int).tolist())
        assert offsets == {offset for offset in range(1 - DAYS, 1) if plan.runs_on(offset)}, plan.key


def test_columns_have_plain_values_and_all_names(example):
    columns = example.facts.columns(0, 50)
    assert tuple(columns) == COLUMNS
    assert {len(values) for values in columns.values()} == {50}
    assert type(columns["date"][0]) is date
    assert type(columns["spend_micros"][0]) is int
    assert type(columns["ad_id"][0]) is str


def test_batches_cover_every_row_once(example):
    sizes = [len(batch["date"]) for batch in example.facts.batches(30_000)]
    assert sum(sizes) == len(example.facts)
    assert max(sizes) == 30_000


@pytest.mark.parametrize("last_day", [date(2026, 1, 1), date(2026, 7, 4), date(2026, 12, 2), date(2028, 2, 29)])
def test_any_last_day_builds_a_lively_example(last_day):
    example = build_example(last_day)
    facts = example.facts
    assert facts.day.max().item() == last_day
    assert 150_000 <= len(facts) <= 250_000
    assert len(np.unique(facts.campaign)) == len(facts.campaigns)
    assert all(note.date <= last_day for note in example.annotations)
    assert facts.impressions[facts.day == np.datetime64(last_day)].sum() > 0
