"""Pooled rates and posteriors against closed forms, known truths and coverage in simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ml.engagement import rates
from ml.engagement.before_launch import expect
from ml.engagement.config import Config
from ml.engagement.coverage import walk_forward
from ml.engagement.in_flight import Fit
from ml.engagement.weeks import by_week, estimate_week_spread, recency, weigh
from tests.unit.ml.engagement.histories import campaign, drawn, history

CONFIG = Config()


@given(st.floats(0.1, 50), st.floats(0.1, 500), st.integers(0, 1000), st.integers(0, 10_000))
def test_beta_posterior_is_the_closed_form(a, b, events, more):
    trials = events + more
    found = rates.beta_posterior((a, b), events, trials)
    assert found == pytest.approx((a + events, b + more))
    exact = stats.beta(*found).mean()
    weight = (a + b) / (a + b + trials)
    assert exact == pytest.approx(weight * a / (a + b) + (1 - weight) * events / max(trials, 1), abs=1e-9)


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.floats(0, 1000), st.floats(0, 1000))
def test_gamma_posterior_is_the_closed_form(a, b, events, exposure):
    assert rates.gamma_posterior((a, b), events, exposure) == (a + events, b + exposure)


@given(st.floats(-8, -1.5), st.floats(1e-4, 0.8))
def test_priors_keep_mean_and_spread_of_the_log_normal(mean, variance):
    a, b = rates.beta_prior(mean, variance)
    expected = np.exp(mean + variance / 2)
    assert a / (a + b) == pytest.approx(min(expected, 0.95), rel=1e-9)
    shape, rate = rates.gamma_prior(mean, variance)
    assert shape / rate == pytest.approx(expected, rel=1e-9)
    assert 1 / shape == pytest.approx(np.expm1(variance), rel=1e-9)


def test_beta_interval_holds_its_share_of_the_distribution():
    low, high = rates.beta_interval(0.02, 0.04, 0.9)
    strength = 0.98 / (0.02 * 0.04) - 1
    a, b = 0.02 * strength, 0.98 * strength
    assert stats.beta(a, b).cdf(high) - stats.beta(a, b).cdf(low) == pytest.approx(0.9, abs=1e-6)


@pytest.mark.parametrize("spread", [0.0, 0.2])
def test_count_interval_is_never_narrower_than_it_says(spread):
    rng = np.random.default_rng(1)
    mean = 6.0
    rate = mean * (rng.gamma(1 / spread, spread, 40_000) if spread else np.ones(40_000))
    low, high = rates.count_interval(mean, spread, 0.9)
    seen = rng.poisson(rate)
    assert 0.9 <= ((seen >= low) & (seen <= high)).mean() <= 0.97


def test_one_unit_without_fields_gives_its_own_rate():
    pool = rates.fit_pool([{}], np.array([200.0]), np.array([10_000.0]), np.zeros(1), CONFIG)
    assert pool.usual == pytest.approx(0.02, rel=0.01)


def test_pool_finds_planted_effects_and_spread():
    rng = np.random.default_rng(3)
    values = [{"platform": "ab"[at % 2]} for at in range(200)]
    truth = np.log(0.02) + np.array([(-0.5, 0.5)[at % 2] for at in range(200)]) + 0.3 * rng.standard_normal(200)
    exposures = np.full(200, 50_000.0)
    pool = rates.fit_pool(
        values, rng.poisson(np.exp(truth) * exposures).astype(float), exposures, np.zeros(200), CONFIG
    )
    assert pool.effects["platform"]["b"] - pool.effects["platform"]["a"] == pytest.approx(1.0, abs=0.12)
    assert pool.unit_spread == pytest.approx(0.3, abs=0.05)
    assert sum(pool.effects["platform"].values()) == pytest.approx(0, abs=1e-3)


def test_pool_survives_units_without_events():
    pool = rates.fit_pool(
        [{"platform": "a"}, {"platform": "b"}], np.zeros(2), np.array([5.0, 9.0]), np.zeros(2), CONFIG
    )
    assert np.isfinite(pool.usual)
    assert pool.usual < 1


def test_unknown_value_widens_and_keeps_the_base():
    pool = rates.fit_pool(
        [{"platform": "a"}] * 4, np.full(4, 50.0), np.full(4, 1000.0), np.zeros(4), CONFIG, names=("platform",)
    )
    known, unknown = pool.predict({"platform": "a"}), pool.predict({"platform": "z"})
    assert unknown[0] == pytest.approx(known[0])
    assert unknown[1] == pytest.approx(known[1] + CONFIG.spread_of("platform") ** 2)


def test_without_unsteadiness_and_age_evidence_is_the_plain_sum():
    steady = Config(half_life_weeks=1e12)
    found = weigh(np.array([10.0, 20.0]), np.array([1000.0, 1500.0]), 0.0, steady)
    assert (found.events, found.exposure, found.noise) == pytest.approx((30.0, 2500.0, 0.0))


def test_recent_weeks_count_more():
    assert recency(4, Config(half_life_weeks=1.0)).tolist() == [0.125, 0.25, 0.5, 1.0]


def test_weeks_keep_all_amounts_and_spread_long_periods():
    days = campaign(days=10)
    assert by_week(days).clicks.sum() == pytest.approx(days.clicks.sum())
    total = campaign(days=1, last=np.array([739_000 + 27]))
    weeks = by_week(total)
    assert not weeks.has_days
    assert weeks.clicks.tolist() == pytest.approx([25.0] * 4)


def test_week_spread_is_found():
    rng = np.random.default_rng(5)
    pairs = []
    for _ in range(20):
        rate = 0.03 * np.exp(0.15 * rng.standard_normal(40))
        pairs.append((rng.poisson(rate * 40_000).astype(float), np.full(40, 40_000.0)))
    assert estimate_week_spread(pairs, CONFIG) == pytest.approx(0.15, abs=0.02)


def test_posterior_lies_between_own_rate_and_the_others():
    others = [campaign(f"o{at}", rate=0.02) for at in range(6)]
    odd = campaign("odd", days=7, shown=200, rate=0.06)
    estimate, prior = Fit(history(*others, odd), CONFIG).clicks(odd)
    assert np.exp(prior.mean) < estimate.mean < 0.06


def test_much_data_of_its_own_outweighs_the_others():
    others = [campaign(f"o{at}", rate=0.02) for at in range(6)]
    odd = campaign("odd", days=140, shown=50_000, rate=0.06)
    estimate, _ = Fit(history(*others, odd), CONFIG).clicks(odd)
    assert estimate.mean == pytest.approx(0.06, rel=0.02)


def test_before_launch_intervals_hold_nine_of_ten_new_campaigns():
    inside = count = 0
    for seed in range(12):
        known, true = drawn(count=24, days=70, seed=seed)
        for at in range(0, 24, 3):
            key = known.campaigns[at].key
            expected = expect(Fit(known.without(key), CONFIG), "clicks", known.campaigns[at].values)
            low, high = expected.interval(CONFIG.level)
            inside += low <= true[at] <= high
            count += 1
    assert 0.85 <= inside / count <= 0.99


@pytest.mark.parametrize("drift", [0.0, 0.05])
def test_in_flight_intervals_hold_nine_of_ten_coming_weeks(drift):
    inside = count = 0
    for seed in range(3):
        known, _ = drawn(count=20, days=196, seed=seed, drift=drift)
        found = walk_forward(known, CONFIG, 84)
        inside += found["clicks"].inside
        count += found["clicks"].count
    assert 0.87 <= inside / count <= 1.0


def test_in_flight_intervals_hold_conversions():
    known, _ = drawn(count=20, days=196, seed=9, drift=0.05)
    assert walk_forward(known, CONFIG, 84)["conversions"].share >= 0.87


def test_conversions_without_clicks_are_counted():
    odd = campaign("odd", clicks=np.zeros(70), conversions=np.ones(70))
    estimate, _ = Fit(history(odd, campaign("b")), CONFIG).conversions(odd)
    assert np.isfinite(estimate.mean)
    assert estimate.mean > 0
