"""The analyzer: modes kept apart, A11 to the digit, drivers that add up, and honest silence."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.engagement import PredictionMode
from domain.errors import AppError, ErrorCode
from ml.engagement.analyzer import EngagementAnalyzer
from ml.engagement.inputs import AdDraft, EngagementQuestion, RoiQuestion
from ml.engagement.performance import rate_performance
from ml.engagement.roi import NO_CONVERSIONS, NO_ORDERS, NO_SPEND, NO_VALUE
from ml.registry import find_shipped
from tests.unit.ml.engagement.histories import campaign, drawn, history

amounts = st.one_of(st.just(0.0), st.floats(0.01, 1e6))


@pytest.fixture(scope="module")
def analyzer():
    return EngagementAnalyzer({"engagement": find_shipped("engagement")})


def ask(analyzer, known, key="a"):
    return analyzer.analyze([EngagementQuestion(known, campaign=key)])[0]


def ask_roi(analyzer, known, key="a", value=None, orders=None):
    return analyzer.analyze([RoiQuestion(known, key, value, orders)])[0]


def one_day(spend, revenue, conversions, **fields):
    given = {"spend": np.array([spend]), "revenue": np.array([revenue]), "conversions": np.array([conversions])}
    return campaign(days=1, **{**given, **fields})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts, amounts, amounts)
def test_A11_roi_and_cost_are_exact_and_undefined_at_zero(analyzer, spend, revenue, conversions):
    # Another campaign has revenue, so that a revenue of 0 here is a fact.
    found = ask_roi(analyzer, history(one_day(spend, revenue, conversions), campaign("other")))
    if spend:
        assert found.roi == pytest.approx((revenue - spend) / spend, rel=1e-12, abs=1e-12)
        assert found.low <= found.roi <= found.high
        assert np.isfinite([found.low, found.high]).all()
    else:
        assert (found.roi, found.low, found.high) == (None, None, None)
        assert NO_SPEND in found.notes
    if conversions:
        assert found.cac == pytest.approx(spend / conversions, rel=1e-12, abs=1e-12)
        assert found.cac_low is None or found.cac_low <= found.cac
        assert found.cac_high is None or found.cac_high >= found.cac
    else:
        assert (found.cac, found.cac_low, found.cac_high) == (None, None, None)
        assert NO_CONVERSIONS in found.notes


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(1, 1e6), st.floats(0.5, 1e4), st.floats(0.01, 1e4), st.floats(0.1, 50))
def test_A11_value_of_a_conversion_stands_in_for_revenue(analyzer, spend, conversions, value, orders):
    found = ask_roi(analyzer, history(one_day(spend, 0.0, conversions)), value=value, orders=orders)
    assert found.roi == pytest.approx((conversions * value - spend) / spend, rel=1e-12)
    assert found.clv == pytest.approx(value * orders)


def test_A11_imported_revenue_goes_before_a_stated_value(analyzer):
    found = ask_roi(analyzer, history(one_day(100.0, 300.0, 10.0)), value=5.0, orders=2.0)
    assert found.roi == pytest.approx(2.0)
    assert found.clv == pytest.approx(60.0)


def test_roi_without_any_revenue_is_not_made_up(analyzer):
    found = ask_roi(analyzer, history(one_day(100.0, 0.0, 10.0)))
    assert (found.roi, found.low, found.high, found.clv) == (None, None, None, None)
    assert found.cac == pytest.approx(10.0)
    assert NO_VALUE in found.notes
    assert NO_ORDERS in found.notes


def test_roi_interval_narrows_with_data(analyzer):
    rng = np.random.default_rng(2)

    def width(days):
        conversions = rng.poisson(5.0, days).astype(float)
        known = campaign(days=days, conversions=conversions, revenue=conversions * 40)
        found = ask_roi(analyzer, history(known, *(campaign(f"o{at}") for at in range(4))))
        return found.high - found.low

    assert width(140) < width(7)


def test_roi_before_launch_needs_a_budget(analyzer):
    empty = campaign("new", days=0)
    others = [campaign(f"o{at}") for at in range(4)]
    without = ask_roi(analyzer, history(empty, *others), "new")
    assert without.roi is None
    assert any("budget" in note for note in without.notes)
    found = ask_roi(analyzer, history(replace(empty, budget=1000.0), *others), "new")
    # Clicks cost 0.5, one in twenty converts, each is worth 40: 4 back for 1.
    assert found.roi == pytest.approx(3.0, abs=0.4)
    assert found.low < found.roi < found.high


def test_roi_never_adds_up_currencies(analyzer):
    empty = campaign("new", days=0, budget=1000.0, currency="EUR")
    found = ask_roi(analyzer, history(empty, *(campaign(f"o{at}") for at in range(4))), "new")
    assert found.roi is None
    assert found.currency == "EUR"


def test_roi_drivers_add_up_to_the_difference_from_the_others(analyzer):
    dear = campaign(spend=np.full(70, 90.0))
    others = [campaign(f"o{at}") for at in range(3)]
    found = ask_roi(analyzer, history(dear, *others))
    usual = others[0].revenue.sum() / others[0].spend.sum() - 1
    assert sum(driver.effect for driver in found.drivers) == pytest.approx(found.roi - usual)
    assert found.drivers[0].field == "clicks_per_spend"


def test_modes_are_told_by_delivery(analyzer):
    known = history(campaign("new", days=0), *(campaign(f"o{at}") for at in range(4)))
    assert ask(analyzer, known, "new").mode is PredictionMode.BEFORE_LAUNCH
    assert ask(analyzer, known, "o1").mode is PredictionMode.IN_FLIGHT


def test_before_launch_sees_nothing_of_the_campaigns_own_outcome(analyzer):
    others = [campaign(f"o{at}", rate=0.01 * (at + 1)) for at in range(4)]
    draft = AdDraft(campaign("a").values, "Words", campaign="a")
    answers = [
        analyzer.analyze([EngagementQuestion(history(*others, own), ad=draft)])[0]
        for own in (campaign("a", rate=0.001), campaign("a", rate=0.3), campaign("a", days=0))
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0].mode is PredictionMode.BEFORE_LAUNCH


def test_before_launch_leaves_running_campaigns_in_for_other_ads(analyzer):
    others = [campaign(f"o{at}") for at in range(4)]
    draft = AdDraft(campaign("a").values, "Words")
    low, high = (
        analyzer.analyze([EngagementQuestion(history(*others, own), ad=draft)])[0].engagement_rate
        for own in (campaign("a", rate=0.001), campaign("a", rate=0.3))
    )
    assert low < high


@pytest.mark.parametrize(
    "known", [history(), history(campaign("new", days=0)), history(campaign("new", days=0), campaign("b", shown=3.0))]
)
def test_without_data_there_is_no_number_but_a_reason(analyzer, known):
    found = analyzer.analyze([EngagementQuestion(known, ad=AdDraft({"platform": "meta"}, "Words"))])[0]
    assert (found.engagement_rate, found.low, found.high, found.conversions) == (None, None, None, None)
    assert "needs more data" in found.notes[0]


def test_a_single_campaign_answers_by_its_own_figures_and_says_so(analyzer):
    found = ask(analyzer, history(campaign("a", rate=0.03)))
    assert found.engagement_rate == pytest.approx(0.03, rel=0.01)
    assert found.drivers == []
    assert found.performance is None
    assert any("no other campaign" in note for note in found.notes)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 40), st.floats(1, 1e6), st.floats(0, 3), st.floats(0, 2))
def test_A25_rates_stay_in_bounds(analyzer, days, shown, rate, cvr):
    found = ask(analyzer, history(campaign("a", days, shown, rate, cvr), campaign("b", rate=0.01), campaign("c")))
    assert 0 <= found.low <= found.engagement_rate <= found.high <= 1
    assert found.conversions is None or 0 <= found.conversions_low <= found.conversions_high


def test_drivers_add_up_exactly_and_name_platform_country_and_own_history(analyzer):
    known, _ = drawn()
    found = ask(analyzer, known, "c2")
    fit = analyzer._open(known).fit
    _, prior = fit.clicks(known.find("c2"))
    total = prior.pool.usual + sum(driver.effect for driver in found.drivers)
    assert total == pytest.approx(found.engagement_rate, rel=1e-12)
    assert {driver.field for driver in found.drivers} >= {"platform", "country", "own_history"}
    assert any(driver.text.startswith("Platform TikTok") for driver in found.drivers)


def test_the_same_question_gives_the_same_answer_alone_and_in_a_batch():
    known, _ = drawn(count=12)
    fresh = [EngagementAnalyzer({"engagement": find_shipped("engagement")}) for _ in range(2)]
    every = [EngagementQuestion(known, campaign=c.key) for c in known.campaigns]
    returns = [RoiQuestion(known, c.key, None, 2.0) for c in known.campaigns]
    alone = [fresh[0].analyze([question])[0] for question in (*reversed(every), *returns)]
    batch = fresh[1].analyze([*reversed(every), *returns])
    assert [each.model_dump() for each in alone] == [each.model_dump() for each in batch]


def test_a_campaign_that_is_not_in_the_history_is_not_found(analyzer):
    with pytest.raises(AppError) as raised:
        ask(analyzer, history(), "nobody")
    assert raised.value.code is ErrorCode.NOT_FOUND


def test_performance_needs_three_campaigns():
    found = rate_performance(history(campaign("a"), campaign("b")))
    assert found.scores == {}
    assert "three" in found.note


def test_performance_with_few_weeks_is_the_place_among_the_own():
    good, fair, bad = (
        campaign(key, days=14, spend=np.full(14, cost)) for key, cost in (("g", 20.0), ("f", 50.0), ("b", 90.0))
    )
    found = rate_performance(history(good, fair, bad))
    assert found.method == "place"
    assert found.scores["g"] > found.scores["f"] > found.scores["b"]
    assert all(0 <= score <= 1 for score in found.scores.values())


def test_performance_forest_is_calibrated_and_ranks():
    known, _ = drawn(count=16, days=210, seed=4)
    costs = np.linspace(0.2, 1.4, 16)
    known = history(*(replace(c, spend=c.clicks * cost) for c, cost in zip(known.campaigns, costs, strict=True)))
    found = rate_performance(known)
    assert found.method == "forest"
    scores = np.array([found.scores[f"c{at}"] for at in range(16)])
    assert np.corrcoef(scores, -costs)[0, 1] > 0.8
    assert scores.min() < 0.3
    assert scores.max() > 0.8
    assert found.error <= found.place_error + 0.02
    assert rate_performance(known) == found


def test_performance_does_not_compare_currencies():
    dear = [
        campaign(f"e{at}", days=14, currency="JPY", spend=np.full(14, 5000.0 * (at + 1)), revenue=np.full(14, 9000.0))
        for at in range(2)
    ]
    found = rate_performance(history(*dear, *(campaign(f"u{at}", days=14) for at in range(2))))
    assert found.scores["e0"] > found.scores["u0"] > found.scores["e1"]
