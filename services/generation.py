"""Writing ads: what the generator is given, the variants that are kept, and what becomes of them.

The generator is one provider of variants among those to come: it gets a brief and the brand's limits, and gives a
`GenerationResult`. Whatever wrote a variant, it is checked against the brand here before a person may keep it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4, uuid5

from sqlalchemy import func, select

from data.columns import utc_now
from data.models import GeneratedVariant
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.analyses import AnalyzerName
from domain.brand_profiles import BrandProfile
from domain.contracts import Contract, Page
from domain.creatives import Creative, CreativeInput
from domain.errors import AppError, ErrorCode, invalid, not_found
from domain.generation import (
    GenerationInput,
    GenerationResult,
    Persona,
    Variant,
    VariantInput,
    VariantOutcome,
    VariantResult,
)
from domain.permissions import Permission
from domain.placements import get_rules
from domain.quality import Placement
from ml.content import AdContent
from ml.generation.briefs import check_brief
from ml.generation.checks import BannedWords, find_claim
from ml.serving import Analyzer
from services import analyses, audit, creatives, draft_pictures, engagement
from services.analyses import Analysis, Ask
from services.brand_profiles import read_profile
from services.units import reading, writing

if TYPE_CHECKING:
    from ml.generation.ranking import RatePredictor

PAGE_SIZE = 50
PERSON = "person"
"""The provider of a variant that a person changed: its frame learns nothing from what it brings."""


def generate(actor: Actor, request: GenerationInput, wait: float | None = None) -> GenerationResult:
    """Three to five variants, the best first, each stored under its id. Needs RUN_ANALYZERS.

    The brand profile is the stored one, whatever the request holds. Raises INVALID where there is nothing to advertise
    or the brand contradicts itself, and TIMED_OUT naming the job that goes on.
    """
    return cast(GenerationResult, analyses.ask(actor, AnalyzerName.GENERATION, request, wait))


def list_variants(
    actor: Actor, placement: Placement | None = None, page: int = 1, page_size: int = PAGE_SIZE
) -> Page[VariantResult]:
    """Variants that were generated, the newest first. Needs VIEW."""
    actor.require(Permission.VIEW)
    query = select(GeneratedVariant)
    if placement is not None:
        query = query.where(GeneratedVariant.placement == placement.value)
    order = (GeneratedVariant.created_at.desc(), GeneratedVariant.id)
    with reading(actor) as session:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        rows = session.scalars(query.order_by(*order).limit(page_size).offset((page - 1) * page_size)).all()
        return Page(items=[_result(row) for row in rows], total=total, page=page, page_size=page_size)


def edit_variant(actor: Actor, variant_id: UUID, words: VariantInput) -> VariantResult:
    """Change a variant's words. Needs EDIT_CREATIVES; raises NOT_FOUND.

    Raises INVALID at the field that is longer than the placement takes, or holds a banned word or a strong claim that
    is not among the allowed ones. The score and the prediction were those of the words before, so they go.
    """
    actor.require(Permission.EDIT_CREATIVES)
    with writing(actor) as session:
        row = _get(session, variant_id)
        _check_words(words, Placement(row.placement), read_profile(session), _product_name(row))
        before = _variant(row)
        if (before.headline, before.text, before.call_to_action) != tuple(words.model_dump().values()):
            changed = before.model_copy(
                update={
                    **words.model_dump(), "provider": PERSON, "predicted_engagement": None, "engagement_low": None,
                    "engagement_high": None, "why": "Changed by a person; the score is that of the words before.",
                }
            )  # fmt: skip
            row.variant = changed.model_dump(mode="json")
            audit.record(session, actor, "variant.changed", "variant", row.id, headline=words.headline)
        return _result(row)


def report_outcome(actor: Actor, variant_id: UUID, outcome: VariantOutcome) -> VariantResult:
    """State what a variant brought so far; a later report replaces an earlier one. Needs EDIT_CREATIVES.

    Raises NOT_FOUND, and INVALID for more clicks than impressions.
    """
    actor.require(Permission.EDIT_CREATIVES)
    with writing(actor) as session:
        row = _get(session, variant_id)
        if outcome.clicks > outcome.impressions:
            raise invalid("clicks", "there cannot be more clicks than impressions")
        row.impressions, row.clicks, row.reported_at = outcome.impressions, outcome.clicks, utc_now()
        audit.record(
            session, actor, "variant.reported", "variant", row.id,
            impressions=outcome.impressions, clicks=outcome.clicks,
        )  # fmt: skip
        return _result(row)


def save_variant_as_creative(
    actor: Actor,
    variant_id: UUID,
    picture_id: UUID | None = None,
    creative_id: UUID | None = None,
    campaign_id: UUID | None = None,
) -> Creative:
    """Make a creative of a variant's words and a picture: a kept draft's, or another creative's. Needs EDIT_CREATIVES.

    Raises NOT_FOUND for what is not there and INVALID without a picture. The variant then learns from the creative's
    imported figures.
    """
    actor.require(Permission.EDIT_CREATIVES)
    with reading(actor) as session:
        variant = _variant(_get(session, variant_id))
    if picture_id is not None:
        picture = draft_pictures.get_picture(actor, picture_id)
    elif creative_id is not None:
        picture = creatives.get_file(actor, creative_id).data
    else:
        raise invalid("picture_id", "a creative needs a picture: give a kept one, or another creative")
    details = CreativeInput(
        name=variant.headline, campaign_id=campaign_id, ad_text=ad_text_of(variant), tags=("generated",)
    )
    made = creatives.upload_creative(actor, picture, variant.headline, details)
    with writing(actor) as session:
        _get(session, variant_id).creative_id = made.id
    return made


def ad_text_of(variant: Variant) -> str:
    """A variant's parts as a creative's ad text: one to a line."""
    return "\n".join(part for part in (variant.headline, variant.text, variant.call_to_action) if part)


def _check_words(words: VariantInput, placement: Placement, brand: BrandProfile, product: str) -> None:
    rules, banned = get_rules(placement), BannedWords(brand.banned_words)
    limits = {"headline": rules.headline_limit.hard, "text": rules.text_limit.hard}
    for name, value in words.model_dump().items():
        limit = limits.get(name)
        if limit is not None and len(value) > limit:
            raise invalid(name, f"{rules.label} takes {limit} characters, these are {len(value)}")
        found = banned.find(value)
        if found is not None:
            raise invalid(name, f"“{found}” is a banned word of the brand profile")
        claim = find_claim(value, brand.allowed_claims, (product,))
        if claim is not None:
            raise invalid(name, f"“{claim[1]}” is a strong claim; allow it in the brand profile, or leave it out")


def _prepare(actor: Actor, request: GenerationInput) -> dict[str, Any]:
    with reading(actor) as session:
        brief = request.model_copy(update={"brand": read_profile(session)})
        outcomes = _outcomes(session, brief.persona.placement)
    check_brief(brief)
    # Each request is answered with variants of its own, which people then change, save and report on.
    return {"brief": brief.model_dump(mode="json"), "outcomes": outcomes, "request_id": str(uuid4())}


def _outcomes(session: TenantSession, placement: Placement) -> dict[str, dict[str, int]]:
    """What each frame brought at a placement. Variants that a person changed do not speak for their frames."""
    shown = GeneratedVariant.impressions
    rows = session.scalars(
        select(GeneratedVariant).where(GeneratedVariant.placement == placement.value, shown > 0)
    )  # fmt: skip
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.variant.get("provider") != PERSON:
            frame = found.setdefault(row.frame, {"impressions": 0, "clicks": 0})
            frame["impressions"] += row.impressions
            frame["clicks"] += min(row.clicks, row.impressions)
    return found


def _run(actor: Actor, task: dict[str, Any], analyzer: Analyzer, tell: Ask) -> Contract:
    from ml.generation.analyzer import GenerationAnalyzer, GenerationTask

    tell(0.2, "Writing")
    given = GenerationTask.model_validate({"brief": task["brief"], "outcomes": task["outcomes"]})
    result = cast(GenerationAnalyzer, analyzer).analyze([given], _predictor(actor))[0]
    # The same job run again names its variants alike, so that they are stored once.
    namespace = uuid5(actor.organization_id, task["request_id"])
    variants = [
        variant.model_copy(update={"id": uuid5(namespace, str(index))}) for index, variant in enumerate(result.variants)
    ]
    return result.model_copy(update={"variants": variants})


def _predictor(actor: Actor) -> "RatePredictor":
    """The engagement model behind the generator's port. Without one, or with too little data, there are no rates."""
    from ml.generation.ranking import ExpectedRate

    def predict(texts: Sequence[str], placement: Placement) -> list[ExpectedRate | None]:
        try:
            found = engagement.predict_rates(actor, [AdContent(text) for text in texts], placement)
        except AppError as error:
            if error.code not in (ErrorCode.MODEL_MISSING, ErrorCode.MODEL_REFUSED, ErrorCode.NEEDS_MORE_DATA):
                raise
            return [None] * len(texts)
        return [
            ExpectedRate(entry.engagement_rate, entry.low, entry.high, is_trained=entry.model.label == "trained")
            if entry is not None and entry.engagement_rate is not None
            else None
            for entry in found
        ]

    return predict


def _keep(actor: Actor, task: dict[str, Any], result: Contract, _job_id: UUID | None) -> None:
    variants: Sequence[Variant] = cast(GenerationResult, result).variants
    with writing(actor) as session:
        ids = [variant.id for variant in variants]
        known = set(session.scalars(select(GeneratedVariant.id).where(GeneratedVariant.id.in_(ids))))
        for variant in variants:
            if variant.id is not None and variant.id not in known:
                session.add(_row(actor, task, variant))


def _row(actor: Actor, task: dict[str, Any], variant: Variant) -> GeneratedVariant:
    return GeneratedVariant(
        organization_id=actor.organization_id,
        id=variant.id,
        placement=task["brief"]["persona"]["placement"],
        frame=variant.frame,
        variant=variant.model_dump(mode="json"),
        brief=task["brief"],
        created_by_id=actor.user_id,
    )


def _get(session: TenantSession, variant_id: UUID) -> GeneratedVariant:
    row = session.scalars(select(GeneratedVariant).where(GeneratedVariant.id == variant_id)).one_or_none()
    if row is None:
        raise not_found()
    return row


def _variant(row: GeneratedVariant) -> Variant:
    plain: dict[str, Any] = {
        "headline": "", "text": "", "call_to_action": "", "score": 0.0, "predicted_engagement": None,
        "frame": row.frame, "why": "", "provider": "unknown", "model": "",
    }  # fmt: skip
    stored = {key: value for key, value in row.variant.items() if key in Variant.model_fields}
    return Variant.model_validate({**plain, **stored, "id": row.id})


def _product_name(row: GeneratedVariant) -> str:
    product: dict[str, Any] = row.brief.get("product") or next(
        iter((row.brief.get("brand") or {}).get("products", ())), {}
    )
    return str(product.get("name", ""))


def _result(row: GeneratedVariant) -> VariantResult:
    return VariantResult(
        id=row.id,
        placement=Placement(row.placement),
        variant=_variant(row),
        persona=Persona.model_validate(row.brief.get("persona") or {"audience": ""}),
        product=_product_name(row),
        creative_id=row.creative_id,
        impressions=row.impressions,
        clicks=row.clicks,
        click_rate=row.clicks / row.impressions if row.impressions else None,
        reported_at=row.reported_at,
        created_at=row.created_at,
    )


ANALYSIS = Analysis(GenerationInput, (GenerationResult,), _prepare, _run, _keep)
