"""Generation from the brief to stored variants: by job, with the brand's limits, then changed, reported and saved."""

import io
from datetime import date
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select

from data.models import Creative, GeneratedVariant
from domain.analyses import AnalyzerName
from domain.brand_profiles import BrandProduct, BrandProfile
from domain.creatives import CreativeInput
from domain.errors import AppError, ErrorCode
from domain.generation import GenerationInput, Persona, VariantInput, VariantOutcome
from domain.jobs import JobStatus
from domain.quality import Placement
from services import (
    analyses,
    brand_profiles,
    creatives,
    draft_pictures,
    generation,
    job_runner,
    jobs,
    variant_outcomes,
)
from services.units import reading, writing
from services.work import HANDLERS
from tests.factories import campaign, platform_campaign, save
from tests.factories.metrics import metric_rollup

PRODUCT = BrandProduct(
    name="Trail Runner 3", benefits=("Waterproof", "Weighs 240 g", "Keeps your feet dry"), price="€129"
)
BRIEF = GenerationInput(
    persona=Persona(audience="trail runners", interests=("hiking",), tone="playful"), product=PRODUCT
)


def picture(colour="teal") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (80, 60), colour).save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def write(core, tenant):
    """Variants of a brief, written by the job as a worker does it."""

    def ask(brief=BRIEF, actor=None, times=1):
        actor = actor or tenant.analyst
        prepared = analyses.prepare(actor, AnalyzerName.GENERATION, brief)
        job_id = analyses.start(actor, AnalyzerName.GENERATION, prepared)
        for _ in range(times):
            job_runner.run_job(actor.organization_id, job_id, HANDLERS)
        return analyses.read_result(AnalyzerName.GENERATION, jobs.get_job(actor, job_id))

    return ask


def rows_of(tenant):
    with reading(tenant.id) as session:
        rows = session.scalars(select(GeneratedVariant)).all()
        session.expunge_all()
        return rows


def ad(**changes):
    return VariantInput(
        **{"headline": "Dry feet", "text": "Meet Trail Runner 3.", "call_to_action": "Shop now", **changes}
    )


def test_A21_A22_variants_are_written_in_descending_score_and_stored_under_their_ids(tenant, write):
    result = write()

    assert 3 <= len(result.variants) <= 5
    scores = [variant.score for variant in result.variants]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)
    stored = generation.list_variants(tenant.viewer)
    assert {item.id for item in stored.items} == {variant.id for variant in result.variants}
    assert {item.placement for item in stored.items} == {Placement.META_FEED}
    assert stored.items[0].product == "Trail Runner 3"
    assert stored.items[0].click_rate is None


def test_variants_of_a_job_that_runs_twice_are_stored_once(core, tenant, write):
    result = write(times=1)
    with reading(tenant.id) as session:
        task = session.scalars(select(GeneratedVariant)).first().brief
    generation.ANALYSIS.keep(tenant.analyst, {"brief": task, "outcomes": {}, "request_id": "x"}, result, None)
    assert len(rows_of(tenant)) == len(result.variants)


def test_two_requests_get_variants_of_their_own_with_the_same_words(tenant, write):
    first, second = write(), write()
    assert [item.text for item in first.variants] == [item.text for item in second.variants]
    assert not {item.id for item in first.variants} & {item.id for item in second.variants}


def test_the_brand_is_the_stored_one_whatever_the_request_says(tenant, write):
    brand_profiles.save_brand_profile(tenant.admin, BrandProfile(banned_words=("waterproof",)))
    result = write(BRIEF.model_copy(update={"brand": BrandProfile(allowed_claims=("best",))}))
    assert all("waterproof" not in item.text.casefold() for item in result.variants)
    assert any("waterproof" in line.casefold() for line in result.refused)


def test_without_a_product_the_first_of_the_brand_is_taken(tenant, write):
    brand_profiles.save_brand_profile(tenant.admin, BrandProfile(products=(PRODUCT,)))
    result = write(BRIEF.model_copy(update={"product": None}))
    assert any("Trail Runner 3" in item.headline + item.text for item in result.variants)


@pytest.mark.parametrize(
    ("brand", "product", "field"),
    [
        (BrandProfile(), None, "product"),
        (BrandProfile(banned_words=("runner",)), PRODUCT, "product.name"),
    ],
)
def test_a_brief_that_cannot_be_met_is_refused_at_its_field_before_any_job(tenant, bells, brand, product, field):
    brand_profiles.save_brand_profile(tenant.admin, brand)
    with pytest.raises(AppError) as caught:
        analyses.prepare(tenant.analyst, AnalyzerName.GENERATION, BRIEF.model_copy(update={"product": product}))
    assert caught.value.code is ErrorCode.INVALID
    assert caught.value.details["fields"][0]["field"] == field


def test_generate_waits_no_longer_than_told_and_names_the_job(tenant):
    with pytest.raises(AppError) as caught:
        generation.generate(tenant.analyst, BRIEF, wait=0)
    assert caught.value.code is ErrorCode.TIMED_OUT
    assert jobs.get_job(tenant.analyst, UUID(caught.value.details["job_id"])).status is JobStatus.QUEUED


def test_an_edited_variant_keeps_its_words_and_loses_the_prediction(tenant, write):
    found = write().variants[0]
    edited = generation.edit_variant(tenant.analyst, found.id, ad())
    assert (edited.variant.headline, edited.variant.text) == ("Dry feet", "Meet Trail Runner 3.")
    assert edited.variant.provider == "person"
    assert edited.variant.predicted_engagement is None
    assert generation.list_variants(tenant.viewer).items[-1].variant.headline in {
        "Dry feet",
        *[v.headline for v in [found]],
    }


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (ad(headline="x" * 256), "headline"),
        (ad(text="x " * 1200), "text"),
        (ad(text="So ch3ap, you will laugh."), "text"),
        (ad(text="The best shoe there is."), "text"),
        (ad(headline="Results guaranteed"), "headline"),
    ],
)
def test_an_edit_beyond_the_limits_is_refused_at_its_field(tenant, write, words, field):
    brand_profiles.save_brand_profile(tenant.admin, BrandProfile(banned_words=("cheap",)))
    found = write().variants[0]
    with pytest.raises(AppError) as caught:
        generation.edit_variant(tenant.analyst, found.id, words)
    assert caught.value.details["fields"][0]["field"] == field


def test_an_outcome_is_kept_and_a_later_one_replaces_it(tenant, write):
    found = write().variants[0]
    generation.report_outcome(tenant.analyst, found.id, VariantOutcome(impressions=1000, clicks=20))
    seen = generation.report_outcome(tenant.analyst, found.id, VariantOutcome(impressions=4000, clicks=50))
    assert (seen.impressions, seen.clicks, seen.click_rate) == (4000, 50, 0.0125)
    assert seen.reported_at is not None


def test_more_clicks_than_impressions_are_refused(tenant, write):
    found = write().variants[0]
    with pytest.raises(AppError) as caught:
        generation.report_outcome(tenant.analyst, found.id, VariantOutcome(impressions=10, clicks=11))
    assert caught.value.details["fields"][0]["field"] == "clicks"


def test_what_is_reported_reaches_the_next_brief_of_the_placement_only(tenant, write):
    found = write().variants[0]
    generation.report_outcome(tenant.analyst, found.id, VariantOutcome(impressions=1000, clicks=20))
    same = analyses.prepare(tenant.analyst, AnalyzerName.GENERATION, BRIEF).task["outcomes"]
    assert same == {found.frame: {"impressions": 1000, "clicks": 20}}
    persona = BRIEF.persona.model_copy(update={"placement": Placement.TIKTOK_FEED})
    elsewhere = BRIEF.model_copy(update={"persona": persona})
    assert analyses.prepare(tenant.analyst, AnalyzerName.GENERATION, elsewhere).task["outcomes"] == {}


def test_a_variant_that_a_person_changed_teaches_its_frame_nothing(tenant, write):
    found = write().variants[0]
    generation.edit_variant(tenant.analyst, found.id, ad())
    generation.report_outcome(tenant.analyst, found.id, VariantOutcome(impressions=1000, clicks=20))
    assert analyses.prepare(tenant.analyst, AnalyzerName.GENERATION, BRIEF).task["outcomes"] == {}


def test_a_variant_becomes_a_creative_with_a_kept_picture(tenant, write):
    found = write().variants[0]
    kept = draft_pictures.keep_picture(tenant.analyst, picture())
    made = generation.save_variant_as_creative(tenant.analyst, found.id, picture_id=kept.id)
    assert made.ad_text.splitlines() == [found.headline, found.text, found.call_to_action]
    assert next(row for row in rows_of(tenant) if row.id == found.id).creative_id == made.id


def test_a_variant_becomes_a_creative_with_another_ones_picture(tenant, write):
    found = write().variants[0]
    source = creatives.upload_creative(tenant.analyst, picture(), "a.png", CreativeInput())
    made = generation.save_variant_as_creative(tenant.analyst, found.id, creative_id=source.id)
    assert made.id != source.id
    assert made.sha256 == source.sha256


def test_a_variant_without_a_picture_is_refused(tenant, write):
    with pytest.raises(AppError) as caught:
        generation.save_variant_as_creative(tenant.analyst, write().variants[0].id)
    assert caught.value.details["fields"][0]["field"] == "picture_id"


def _ran(tenant, variant_id, **fields):
    """A campaign with the variant's creative in it and figures of its own."""
    plan = campaign()
    save(tenant.admin, plan)
    placed = platform_campaign(plan.id)
    save(tenant.admin, placed)
    source = creatives.upload_creative(tenant.analyst, picture(), "a.png", CreativeInput())
    made = generation.save_variant_as_creative(tenant.analyst, variant_id, creative_id=source.id, campaign_id=plan.id)
    return plan, placed, made


def test_outcomes_come_from_the_imported_figures_of_the_ad(tenant, write):
    found = write().variants[0]
    plan, placed, made = _ran(tenant, found.id)
    with writing(tenant.id) as session:
        session.scalars(select(Creative).where(Creative.id == made.id)).one().ad_ref = "ad-77"
    save(
        tenant.admin,
        metric_rollup(placed.id, plan.id, kind="ad", ad="ad-77", impressions=5000, clicks=75),
        metric_rollup(placed.id, plan.id, kind="ad", ad="another", impressions=9000, clicks=1),
    )
    assert variant_outcomes.sync_outcomes() == 1
    row = next(row for row in rows_of(tenant) if row.id == found.id)
    assert (row.impressions, row.clicks) == (5000, 75)
    assert variant_outcomes.sync_outcomes() == 0


def test_a_campaign_with_this_creative_alone_speaks_for_it(tenant, write):
    found = write().variants[0]
    plan, placed, made = _ran(tenant, found.id)
    day = made.created_at.date()
    save(
        tenant.admin,
        metric_rollup(placed.id, plan.id, kind="total", date=day, period_end=day, impressions=700, clicks=7),
        metric_rollup(
            placed.id,
            plan.id,
            kind="total",
            date=date(2020, 1, 1),
            period_end=date(2020, 1, 1),
            impressions=9,
            clicks=9,
        ),
    )
    variant_outcomes.sync_outcomes()
    row = next(row for row in rows_of(tenant) if row.id == found.id)
    assert (row.impressions, row.clicks) == (700, 7)


def test_A1_variants_are_nobody_elses(tenant, other, write):
    found = write().variants[0]
    assert generation.list_variants(other.admin).total == 0
    with pytest.raises(AppError) as caught:
        generation.report_outcome(other.admin, found.id, VariantOutcome(impressions=10, clicks=1))
    assert caught.value.code is ErrorCode.NOT_FOUND
