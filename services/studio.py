"""The studio: asks each analyzer about one ad, and gives back what has arrived so far.

What was asked is one row among the jobs, which only remembers: the work is the analyzers' own jobs. It goes with
them after a day, so that whoever reloads the page finds everything again (E6).
"""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from data.columns import utc_now
from data.models import Creative as CreativeRow
from data.models import Job, User
from domain.actors import Actor
from domain.analyses import AnalyzerName, SubjectKind
from domain.brand_profiles import BrandProduct
from domain.contracts import Contract
from domain.creatives import Creative, CreativeInput, CreativePatch, CreativeStatus
from domain.emotion import EmotionInput
from domain.engagement import EngagementInput
from domain.errors import AppError, ErrorCode, not_found
from domain.generation import GenerationInput, VariantInput
from domain.jobs import ANALYSIS_PREFIX, JobStatus
from domain.permissions import Permission
from domain.quality import QualityInput
from domain.relevance import RelevanceInput
from domain.studio import (
    SCORED,
    CreativeRef,
    StudioInput,
    StudioPart,
    StudioPicture,
    StudioSave,
    StudioScores,
    StudioWriting,
)
from services import brand_profiles, creatives, draft_pictures, generation, jobs, predictions
from services.studio_parts import begin_part, open_job, read_part, stored_part
from services.units import reading, writing

RUN_KIND = ANALYSIS_PREFIX + "studio"
_SCORING, _WRITING = "score", "write"
OFFERED = 200
CONTEXTS = (
    "Running, training and sportswear",
    "Healthy cooking and quick recipes",
    "Personal finance and saving",
    "Travel and city breaks",
    "Home, furniture and interior design",
    "Skin care and beauty",
    "Fashion and seasonal style",
    "Software for small businesses",
    "Parenting and family life",
    "Gaming and consumer electronics",
    "Cars and electric mobility",
    "Careers, courses and learning",
)
"""What an ad's words are ranked against beside the context that was asked for, and what a page offers to pick."""


def start_scoring(
    actor: Actor, asked: StudioInput, replaces: UUID | None = None, only: tuple[AnalyzerName, ...] = SCORED
) -> StudioScores:
    """Ask the analyzers about an ad; kept answers are there at once, the others arrive in `get_scores`.

    Needs RUN_ANALYZERS. `replaces` is an earlier run, whose unfinished parts are stopped. Raises INVALID where there
    is nothing to score and NOT_FOUND for a creative or a picture that is not there.
    """
    actor.require(Permission.RUN_ANALYZERS)
    if asked.is_empty:
        raise AppError(ErrorCode.INVALID, "Drop a picture or write the ad’s text first.")
    ad = _complete(actor, asked)
    requests = _requests(ad)
    _stop_own(actor, replaces)
    return _scores(actor, _begin(actor, _SCORING, ad, {name: requests[name] for name in only}))


def get_scores(actor: Actor, run_id: UUID) -> StudioScores:
    """What has arrived of a run. Needs VIEW; raises NOT_FOUND, also after its day."""
    return _scores(actor, _get_run(actor, run_id, _SCORING))


def list_stored(actor: Actor, creative_id: UUID, asked: StudioInput) -> StudioScores:
    """What analyzers said last about a stored creative. Needs VIEW; raises NOT_FOUND."""
    found = predictions.list_predictions(actor, SubjectKind.CREATIVE, creative_id)
    newest = {entry.analyzer: entry for entry in reversed(found)}
    parts = {name: stored_part(name, newest.get(name)) for name in SCORED}
    return StudioScores(run_id=None, input=asked, parts=parts)


def start_writing(actor: Actor, brief: GenerationInput, replaces: UUID | None = None) -> StudioWriting:
    """Ask for variants. Needs RUN_ANALYZERS; `replaces` as in `start_scoring`.

    Raises INVALID where there is nothing to advertise or the brief contradicts the brand.
    """
    actor.require(Permission.RUN_ANALYZERS)
    _stop_own(actor, replaces)
    return _writing(actor, _begin(actor, _WRITING, brief, {AnalyzerName.GENERATION: brief}))


def get_writing(actor: Actor, run_id: UUID) -> StudioWriting:
    """The variants of a run, or how far they are. Needs VIEW; raises NOT_FOUND, also after its day."""
    return _writing(actor, _get_run(actor, run_id, _WRITING))


def cancel(actor: Actor, run_id: UUID) -> None:
    """Stop what has not ended of a run. Whoever started it may; raises NOT_FOUND."""
    actor.require(Permission.RUN_ANALYZERS)
    _stop(actor, _get_run(actor, run_id, None))


def _stop_own(actor: Actor, run_id: UUID | None) -> None:
    """Stop a run that a new one takes the place of. One of a colleague goes on, one that is gone needs nothing."""
    if run_id is None:
        return
    try:
        row = _get_run(actor, run_id, None)
    except AppError as error:
        if error.code is not ErrorCode.NOT_FOUND:
            raise
        return
    if row.created_by_id == actor.user_id:
        _stop(actor, row)


def _stop(actor: Actor, row: Job) -> None:
    for entry in (row.result or {}).get("parts", {}).values():
        job = open_job(actor, entry)
        if job is not None:
            jobs.cancel_job(actor, job.id)


def find_picture(actor: Actor, asked: StudioInput) -> StudioPicture | None:
    """The ad's picture as a page shows it, or None where the ad has none. Raises NOT_FOUND for a missing creative."""
    actor.require(Permission.VIEW)
    if asked.picture_id is not None:
        url = draft_pictures.find_thumbnail(actor, asked.picture_id) if _may_run(actor) else None
        return StudioPicture(url=url, alt="The picture that you dropped")
    if asked.creative_id is not None:
        found = creatives.get_creative(actor, asked.creative_id)
        return StudioPicture(url=found.url, alt=f"Picture of {found.name}", width=found.width, height=found.height)
    return None


def save_creative(actor: Actor, asked: StudioSave) -> Creative:
    """Keep a scored ad as a creative of its own. Needs EDIT_CREATIVES.

    Raises INVALID where it has no picture, and what uploads raise.
    """
    actor.require(Permission.EDIT_CREATIVES)
    if asked.picture_id is not None:
        data = draft_pictures.get_picture(actor, asked.picture_id)
    elif asked.creative_id is not None:
        data = creatives.get_file(actor, asked.creative_id).data
    else:
        raise AppError(ErrorCode.INVALID, "A creative needs a picture: drop one first.")
    details = CreativeInput(
        name=asked.name, ad_text=asked.ad_text, campaign_id=asked.campaign_id, tags=tuple(asked.tags)
    )
    return creatives.upload_creative(actor, data, asked.name, details)


def list_creatives(actor: Actor) -> list[CreativeRef]:
    """Stored creatives to start from, the newest first and no more than a list can show. Needs VIEW."""
    actor.require(Permission.VIEW)
    query = select(CreativeRow.id, CreativeRow.name).where(CreativeRow.status == CreativeStatus.ACTIVE.value)
    with reading(actor) as session:
        rows = session.execute(query.order_by(CreativeRow.created_at.desc(), CreativeRow.id).limit(OFFERED)).all()
    return [CreativeRef(id=key, name=name) for key, name in rows]


def list_products(actor: Actor) -> list[BrandProduct]:
    """What the brand profile says is sold, for a brief to start from. Needs VIEW."""
    return list(brand_profiles.get_brand_profile(actor).products)


def save_variant(actor: Actor, variant_id: UUID, words: VariantInput, name: str, picture_id: UUID | None) -> Creative:
    """Keep a written variant, with the words as they stand now, as a creative. Needs EDIT_CREATIVES.

    Raises INVALID for words that the brand or the placement refuses, and where there is no picture.
    """
    actor.require(Permission.EDIT_CREATIVES)
    if picture_id is None:
        raise AppError(ErrorCode.INVALID, "A creative needs a picture: drop one under the brief first.")
    generation.edit_variant(actor, variant_id, words)
    made = generation.save_variant_as_creative(actor, variant_id, picture_id=picture_id)
    return creatives.update_creative(actor, made.id, CreativePatch(name=name))


def _may_run(actor: Actor) -> bool:
    return actor.may(Permission.RUN_ANALYZERS)


def _complete(actor: Actor, asked: StudioInput) -> StudioInput:
    """The ad as analyzers get it: a stored creative with other words becomes its picture and those words."""
    if asked.picture_id is not None:
        if draft_pictures.find_thumbnail(actor, asked.picture_id) is None:
            raise AppError(ErrorCode.NOT_FOUND, "The picture is no longer kept: drop it again.")
        return asked.model_copy(update={"creative_id": None, "ad_text": asked.ad_text or ""})
    if asked.creative_id is None:
        return asked
    stored = creatives.get_creative(actor, asked.creative_id)
    if asked.ad_text is None or asked.ad_text == stored.ad_text:
        return asked.model_copy(update={"ad_text": stored.ad_text})
    data = creatives.get_file(actor, asked.creative_id).data
    return asked.model_copy(update={"picture_id": draft_pictures.keep_picture(actor, data).id, "creative_id": None})


def _requests(ad: StudioInput) -> dict[AnalyzerName, Contract | None]:
    """What each analyzer is asked; None where the ad lacks what it needs."""
    text, context = ad.ad_text or "", ad.context
    subject: dict[str, Any] = {"creative_id": ad.creative_id}
    if ad.creative_id is None:
        subject = {"ad_text": text, "picture_id": ad.picture_id}
    emotion: dict[str, Any] = {"creative_id": ad.creative_id} if ad.creative_id else {"text": text}
    others = tuple(entry for entry in CONTEXTS if entry != context)
    return {
        AnalyzerName.QUALITY: QualityInput(**subject, placement=ad.placement),
        AnalyzerName.ENGAGEMENT: EngagementInput(**subject, placement=ad.placement),
        AnalyzerName.RELEVANCE: RelevanceInput(**subject, context=context, other_contexts=others) if context else None,
        AnalyzerName.EMOTION: EmotionInput(**emotion) if text else None,
    }


def _begin(actor: Actor, what: str, asked: Contract, requests: dict[AnalyzerName, Contract | None]) -> Job:
    # A brief that cannot be written about is told at its fields; a score has other parts that can be shown.
    raises = (ErrorCode.INVALID,) if what == _WRITING else ()
    parts = {name.value: begin_part(actor, name, request, raises) for name, request in requests.items()}
    now = utc_now()
    with writing(actor) as session:
        row = Job(
            organization_id=actor.organization_id, id=uuid4(), kind=RUN_KIND, status=JobStatus.SUCCEEDED.value,
            payload={"what": what, "input": asked.model_dump(mode="json")}, result={"parts": parts}, progress=1.0,
            message="Asked the analyzers", created_by_id=actor.user_id,
            created_by_name=session.scalar(select(User.full_name).where(User.id == actor.user_id)) or "AdVision",
            role=actor.role.value, request_id=actor.request_id, created_at=now, started_at=now, finished_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.expunge(row)
    return row


def _get_run(actor: Actor, run_id: UUID, what: str | None) -> Job:
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        row = session.scalars(select(Job).where(Job.id == run_id, Job.kind == RUN_KIND)).one_or_none()
        if row is None or what not in (None, row.payload.get("what")):
            raise not_found()
        session.expunge(row)
        return row


def _scores(actor: Actor, row: Job) -> StudioScores:
    found = {
        AnalyzerName(name): read_part(actor, AnalyzerName(name), entry)
        for name, entry in (row.result or {}).get("parts", {}).items()
    }
    asked = StudioInput.model_validate(row.payload["input"])
    parts = {name: found[name] for name in SCORED if name in found}
    return StudioScores(run_id=row.id, input=asked, parts=parts, created_at=row.created_at)


def _writing(actor: Actor, row: Job) -> StudioWriting:
    entry = (row.result or {}).get("parts", {}).get(AnalyzerName.GENERATION.value)
    if entry is None:
        raise not_found()
    part: StudioPart = read_part(actor, AnalyzerName.GENERATION, entry)
    return StudioWriting(run_id=row.id, input=GenerationInput.model_validate(row.payload["input"]), part=part)
