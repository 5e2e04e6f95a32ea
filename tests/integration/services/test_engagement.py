"""Engagement and ROI end to end: figures from roll-ups, answers by job, kept predictions, own models, tenants apart."""

import datetime as dt
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select

from data.models import ModelChoice, OwnModel
from data.models import Prediction as Row
from domain.campaigns import CampaignInput, CampaignPatch, MetricRowInput, MetricRowsInput
from domain.creatives import CreativeInput
from domain.engagement import (
    EngagementInput,
    EngagementResult,
    OwnModelName,
    PredictionMode,
    RoiInput,
)
from domain.errors import AppError, ErrorCode
from domain.jobs import JobStatus
from domain.platforms import Platform
from domain.quality import Placement
from ml.content import AdContent
from ml.engagement import own
from services import (
    analyses,
    campaigns,
    creatives,
    engagement,
    job_runner,
    jobs,
    metric_rows,
    model_registry,
    own_models,
)
from services.engagement_history import read_history
from services.units import reading
from services.work import HANDLERS
from tests.factories import make_tenant

LAST = dt.date(2026, 9, 30)


@pytest.fixture
def asked(core, bells, monkeypatch):
    """Every analysis is done at once, as by a worker; gives the ids of the jobs."""
    ids = []
    real = analyses.start

    def start(actor, name, prepared):
        job_id = real(actor, name, prepared)
        ids.append(job_id)
        job_runner.run_job(actor.organization_id, job_id, HANDLERS)
        return job_id

    core.cache.clear()
    monkeypatch.setattr(analyses, "start", start)
    model_registry.register_shipped()
    return ids


def make_campaign(actor, name="Autumn", days=40, platform=Platform.META, rate=0.02, **fields):
    """A campaign with figures for each day; `fields` replace amounts of a day."""
    details = {"country": "DE", "product_category": "Shoes", "objective": "Sales", "budget": Decimal(100)}
    made = campaigns.create_campaign(actor, CampaignInput(name=name, platform=platform, **details))
    add_days(actor, made.id, days, rate, **fields)
    return made.id


def add_days(actor, campaign_id, days, rate=0.02, **fields):
    clicks = round(5000 * rate)
    given = {
        "impressions": 5000,
        "clicks": clicks,
        "conversions": Decimal(4),
        "spend": Decimal(50),
        "revenue": Decimal(200),
    }
    rows = [
        MetricRowInput(**{"date": LAST - dt.timedelta(days=back), **given, **fields}) for back in reversed(range(days))
    ]
    if rows:
        metric_rows.write_metric_rows(actor, campaign_id, MetricRowsInput(rows=rows))


def stored(actor, subject_id):
    with reading(actor) as session:
        return session.scalars(select(Row).where(Row.subject_id == subject_id).order_by(Row.created_at)).all()


def code_of(work):
    with pytest.raises(AppError) as raised:
        work()
    return raised.value.code


def png(grey=90):
    target = BytesIO()
    Image.new("RGB", (60, 60), (grey,) * 3).save(target, "PNG")
    return target.getvalue()


def test_campaign_in_flight_is_predicted_and_kept(tenant, asked):
    ids = [make_campaign(tenant.analyst, f"C{at}", rate=0.01 * (at + 1)) for at in range(4)]
    found = engagement.predict_engagement(tenant.analyst, EngagementInput(campaign_id=ids[2]))
    assert found.mode is PredictionMode.IN_FLIGHT
    assert found.campaign_id == ids[2]
    assert found.engagement_rate == pytest.approx(0.03, rel=0.05)
    assert found.low < found.engagement_rate < found.high
    assert found.conversions == pytest.approx(28 * 4, rel=0.15)
    assert found.performance is not None
    (row,) = stored(tenant.analyst, ids[2])
    assert (row.analyzer, row.subject_kind, row.label) == ("engagement", "campaign", "in_flight")
    assert row.score == found.engagement_rate
    assert row.job_id == asked[0]
    assert EngagementResult.model_validate(row.result) == found


def test_several_campaigns_are_answered_in_order_by_one_job(tenant, asked):
    ids = [make_campaign(tenant.analyst, f"C{at}", days=20) for at in range(3)]
    wanted = (ids[2], ids[0], ids[1])
    found = engagement.predict_engagement(tenant.analyst, EngagementInput(campaign_ids=wanted))
    assert tuple(each.campaign_id for each in found.items) == wanted
    assert len(asked) == 1
    roi = engagement.predict_roi(tenant.analyst, RoiInput(campaign_ids=wanted))
    assert tuple(each.campaign_id for each in roi.items) == wanted


def test_A11_roi_equals_the_campaigns_recorded_totals(tenant, asked):
    campaign_id = make_campaign(tenant.analyst, days=7, spend=Decimal("33.10"), revenue=Decimal("71.53"))
    found = engagement.predict_roi(tenant.analyst, RoiInput(campaign_id=campaign_id, orders_per_customer=3))
    spend, revenue = Decimal("231.70"), Decimal("500.71")
    assert found.roi == pytest.approx(float((revenue - spend) / spend), rel=1e-12)
    assert found.cac == pytest.approx(float(spend / 28), rel=1e-12)
    assert found.clv == pytest.approx(float(revenue / 28 * 3), rel=1e-12)
    assert found.currency == "USD"
    assert found.low <= found.roi <= found.high


def test_A11_without_spend_or_conversions_nothing_is_made_up(tenant, asked):
    campaign_id = make_campaign(tenant.analyst, days=3, spend=Decimal(0), revenue=Decimal(0), conversions=Decimal(0))
    found = engagement.predict_roi(tenant.analyst, RoiInput(campaign_id=campaign_id))
    assert (found.roi, found.low, found.high, found.cac, found.clv) == (None,) * 5
    assert len(found.notes) >= 3


def test_value_of_a_conversion_stands_in_for_revenue(tenant, asked):
    campaign_id = make_campaign(tenant.analyst, days=10, revenue=Decimal(0))
    request = RoiInput(campaign_id=campaign_id, value_per_conversion=Decimal(25))
    assert engagement.predict_roi(tenant.analyst, request).roi == pytest.approx((40 * 25 - 500) / 500)
    assert engagement.predict_roi(tenant.analyst, RoiInput(campaign_id=campaign_id)).roi is None


def test_before_launch_others_answer(tenant, asked):
    for at in range(3):
        make_campaign(tenant.analyst, f"C{at}")
    new = make_campaign(tenant.analyst, "New", days=0)
    found = engagement.predict_engagement(tenant.analyst, EngagementInput(campaign_id=new))
    assert found.mode is PredictionMode.BEFORE_LAUNCH
    assert found.engagement_rate == pytest.approx(0.02, rel=0.1)
    assert found.conversions is not None
    roi = engagement.predict_roi(tenant.analyst, RoiInput(campaign_id=new))
    assert roi.roi == pytest.approx(3.0, abs=0.5)


def test_without_any_data_the_answer_is_that_it_needs_more(tenant, asked):
    found = engagement.predict_engagement(tenant.analyst, EngagementInput(ad_text="Buy"))
    assert found.engagement_rate is None
    assert "needs more data" in found.notes[0]
    new = make_campaign(tenant.analyst, "New", days=0)
    assert engagement.predict_engagement(tenant.analyst, EngagementInput(campaign_id=new)).engagement_rate is None
    assert stored(tenant.analyst, new) == []


def test_other_organizations_figures_never_count(tenant, other, asked):
    for at in range(4):
        make_campaign(other.analyst, f"C{at}", rate=0.3)
    found = engagement.predict_engagement(tenant.analyst, EngagementInput(ad_text="Buy"))
    assert found.engagement_rate is None
    assert read_history(tenant.analyst).campaigns == ()
    assert len(read_history(other.analyst).campaigns) == 4


def test_foreign_and_missing_campaigns_are_not_found(tenant, other, asked):
    own_id, foreign = make_campaign(tenant.analyst, days=1), make_campaign(other.analyst, days=1)
    for wanted in ((foreign,), (uuid4(),), (own_id, foreign)):
        request = EngagementInput(campaign_ids=wanted)
        assert (
            code_of(lambda request=request: engagement.predict_engagement(tenant.analyst, request))
            is ErrorCode.NOT_FOUND
        )
        roi = RoiInput(campaign_ids=wanted)
        assert code_of(lambda roi=roi: engagement.predict_roi(tenant.analyst, roi)) is ErrorCode.NOT_FOUND
    assert asked == []


@pytest.mark.parametrize(
    "fields", [{}, {"ad_text": "Buy", "campaign_id": True}, {"campaign_id": True, "campaign_ids": True}]
)
def test_what_asks_nothing_or_two_things_is_refused(tenant, asked, fields):
    campaign_id = make_campaign(tenant.analyst, days=1)
    given = {"campaign_id": campaign_id, "campaign_ids": (campaign_id,)}
    request = EngagementInput(**{name: given.get(name, value) for name, value in fields.items()})
    assert code_of(lambda: engagement.predict_engagement(tenant.analyst, request)) is ErrorCode.INVALID


def test_viewers_may_not_ask(tenant, asked):
    campaign_id = make_campaign(tenant.analyst, days=1)
    request = RoiInput(campaign_id=campaign_id)
    assert code_of(lambda: engagement.predict_roi(tenant.viewer, request)) is ErrorCode.FORBIDDEN


def test_answers_are_kept_until_figures_change(tenant, asked):
    campaign_id = make_campaign(tenant.analyst, days=30)
    request = EngagementInput(campaign_id=campaign_id)
    first = engagement.predict_engagement(tenant.analyst, request)
    assert engagement.predict_engagement(tenant.admin, request) == first
    assert len(asked) == 1
    add_days(tenant.analyst, campaign_id, 5, rate=0.1)
    assert engagement.predict_engagement(tenant.analyst, request).engagement_rate > first.engagement_rate
    assert len(asked) == 2
    assert len(stored(tenant.analyst, campaign_id)) == 2


def test_the_same_answer_is_stored_once(tenant, asked):
    campaign_id = make_campaign(tenant.analyst, days=30)
    campaigns.update_campaign(tenant.analyst, campaign_id, CampaignPatch(name="Renamed"))
    request = EngagementInput(campaign_id=campaign_id)
    engagement.predict_engagement(tenant.analyst, request)
    analyses.container().cache.clear()
    engagement.predict_engagement(tenant.analyst, request)
    assert len(asked) == 2
    assert len(stored(tenant.analyst, campaign_id)) == 1


def test_money_in_another_currency_is_not_added(tenant, asked):
    campaign_id = make_campaign(tenant.analyst, days=10)
    day = MetricRowInput(
        date=LAST - dt.timedelta(days=60), impressions=100, spend=Decimal(1), revenue=Decimal(9000), currency="EUR"
    )
    metric_rows.write_metric_rows(tenant.analyst, campaign_id, MetricRowsInput(rows=[day]))
    found = engagement.predict_roi(tenant.analyst, RoiInput(campaign_id=campaign_id))
    assert (found.currency, found.roi) == ("USD", pytest.approx(3.0))


def test_old_figures_count_in_totals_as_one_sum(tenant, asked):
    campaign_id = make_campaign(tenant.analyst, days=10)
    old = [
        MetricRowInput(date=LAST - dt.timedelta(days=500 + at), impressions=1000, spend=Decimal(10), revenue=Decimal(0))
        for at in range(5)
    ]
    metric_rows.write_metric_rows(tenant.analyst, campaign_id, MetricRowsInput(rows=old))
    (campaign,) = read_history(tenant.analyst).campaigns
    assert len(campaign.first) == 11
    assert engagement.predict_roi(tenant.analyst, RoiInput(campaign_id=campaign_id)).roi == pytest.approx(
        (2000 - 550) / 550
    )


def test_rate_of_an_ad_is_given_without_a_job(tenant, asked):
    for at in range(3):
        make_campaign(tenant.analyst, f"C{at}")
    content = AdContent("Shoes that last", png())
    found = engagement.predict_rate(tenant.analyst, content, Placement.META_FEED)
    assert found.engagement_rate == pytest.approx(0.02, rel=0.1)
    assert asked == []
    assert len(engagement.predict_rates(tenant.analyst, [content, content], Placement.TIKTOK_FEED)) == 2


def test_rate_of_an_ad_is_none_without_data(tenant, asked):
    assert engagement.predict_rate(tenant.analyst, AdContent("Shoes"), Placement.META_FEED) is None


def test_a_stored_creative_is_predicted_without_its_campaigns_outcome_and_kept(tenant, asked):
    for at in range(3):
        make_campaign(tenant.analyst, f"C{at}")
    odd = make_campaign(tenant.analyst, "Odd", rate=0.4)
    made = creatives.upload_creative(tenant.analyst, png(), "a.png", CreativeInput(ad_text="Buy", campaign_id=odd))
    found = engagement.predict_engagement(tenant.analyst, EngagementInput(creative_id=made.id))
    assert found.mode is PredictionMode.BEFORE_LAUNCH
    assert found.engagement_rate == pytest.approx(0.02, rel=0.1)
    (row,) = stored(tenant.analyst, made.id)
    assert row.subject_kind == "creative"


def run_training(tenant):
    job_id = own_models.start_training(tenant.admin, OwnModelName.ENGAGEMENT)
    job_runner.run_job(tenant.id, job_id, HANDLERS)
    return job_id, jobs.get_job(tenant.admin, job_id)


def make_ads(tenant, count, campaigns_count=6):
    """Creatives that ran: those that shout had three times the rate."""
    owners = [make_campaign(tenant.analyst, f"C{at}", days=0) for at in range(campaigns_count)]
    for at in range(count):
        owner, shouts = owners[at % campaigns_count], at % 2 == (at // campaigns_count) % 2
        text = "Wow!!! Buy now!!!" if shouts else "Shoes for long walks, if you like"
        details = CreativeInput(ad_text=text, campaign_id=owner, name=f"Ad {at}")
        creatives.upload_creative(tenant.analyst, png(60 + at), f"{at}.png", details, ad_ref=f"ad-{at}")
        row = MetricRowInput(
            date=LAST, impressions=10_000, clicks=600 if shouts else 200, ad=f"ad-{at}", spend=Decimal(9)
        )
        metric_rows.write_metric_rows(tenant.analyst, owner, MetricRowsInput(rows=[row]))


def test_own_training_refuses_too_few_ads(tenant, asked):
    make_ads(tenant, 4)
    _, job = run_training(tenant)
    assert job.status is JobStatus.FAILED
    assert job.error["error_code"] == ErrorCode.NEEDS_MORE_DATA
    assert job.error["details"]["needed"] == 50


def test_own_training_serves_its_organization_alone_when_better(tenant, other, asked, monkeypatch):
    monkeypatch.setattr(own, "LEAST_ROWS", 18)
    monkeypatch.setattr(own, "_LEAF", 2)
    monkeypatch.setattr(own_models, "_encode", lambda _actor, _texts: None)
    make_ads(tenant, 24)
    _, job = run_training(tenant)
    assert job.status is JobStatus.SUCCEEDED, job.error
    assert job.result["is_active"] is True
    assert job.result["figures"]["own"] < job.result["figures"]["pooled"]
    assert "held out" in job.result["note"]
    serving = model_registry.list_serving(tenant.id, ("engagement",))["engagement"]
    assert (serving.version, serving.origin) == (job.result["version"], "own")
    assert model_registry.list_serving(other.id, ("engagement",))["engagement"].origin == "shipped"
    found = engagement.predict_rate(tenant.analyst, AdContent("Wow!!! Buy now!!!"), Placement.META_FEED)
    assert found.model.label == "trained"
    with reading(other.admin) as session:
        assert session.scalars(select(OwnModel)).all() == []
        assert session.scalars(select(ModelChoice)).all() == []


def test_own_training_runs_twice_without_a_second_version(tenant, asked, monkeypatch):
    monkeypatch.setattr(own, "LEAST_ROWS", 18)
    monkeypatch.setattr(own, "_LEAF", 2)
    monkeypatch.setattr(own_models, "_encode", lambda _actor, _texts: None)
    make_ads(tenant, 24)
    job_id = own_models.start_training(tenant.admin, OwnModelName.ENGAGEMENT)
    job = jobs.claim(tenant.id, job_id)
    context = job_runner.JobContext(job)
    assert own_models.run_training(context) == own_models.run_training(context)
    with reading(tenant.admin) as session:
        assert len(session.scalars(select(OwnModel)).all()) == 1


def test_own_training_is_for_admins_and_open_once(tenant, asked):
    assert code_of(lambda: own_models.start_training(tenant.analyst, OwnModelName.QUALITY)) is ErrorCode.FORBIDDEN
    first = own_models.start_training(tenant.admin, OwnModelName.ENGAGEMENT)
    assert own_models.start_training(tenant.admin, OwnModelName.ENGAGEMENT) == first
    assert own_models.start_training(tenant.admin, OwnModelName.QUALITY) != first


def test_two_organizations_histories_are_never_shared(core, asked):
    first, second = make_tenant("One"), make_tenant("Two")
    make_campaign(first.analyst, "Only here")
    assert [c.name for c in read_history(first.analyst).campaigns] == ["Only here"]
    assert read_history(second.analyst).campaigns == ()
