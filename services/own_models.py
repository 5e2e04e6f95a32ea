"""Models that are learned from an organization's own ads with outcomes; they serve it alone, and only where better.

Nothing of one organization's figures, words or pictures reaches another: rows, files and the choice are its own.
"""

import importlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.models import OwnModel
from data.queries import engagement as queries
from domain.actors import Actor
from domain.engagement import OwnModelName, OwnTrainingResult
from domain.errors import AppError, ErrorCode
from domain.jobs import TRAINING_PREFIX
from domain.permissions import Permission
from ml.registry import ModelFolder
from services import audit, model_registry, quality_learning
from services.container import container
from services.engagement_history import values_of
from services.job_runner import JobContext
from services.single_jobs import submit_once
from services.units import reading, writing

JOB_KIND = TRAINING_PREFIX + OwnModelName.ENGAGEMENT.value
SEED = 0


@dataclass(frozen=True)
class AdRow:
    """A creative that ran under a campaign: what it shows and says, and what it brought."""

    creative_id: UUID
    campaign_id: UUID
    values: dict[str, str]
    text: str
    picture: bytes | None
    impressions: int
    clicks: int


@dataclass(frozen=True)
class _Learned:
    """A version's files, or None where nothing beat doing without; figures and words either way."""

    folder: ModelFolder | None
    figures: dict[str, float]
    note: str


def start_training(actor: Actor, name: OwnModelName) -> UUID:
    """Queue the training of a model from the organization's own ads; the open one where there is one.

    Needs MANAGE_MODELS, since what is better serves at once.
    """
    actor.require(Permission.MANAGE_MODELS)
    if name is OwnModelName.QUALITY:
        return quality_learning.start_learning(actor)
    return submit_once(actor, JOB_KIND, {})


def run_training(context: JobContext) -> dict[str, Any]:
    """The job of engagement: collect, learn, compare, and let it serve the organization where it is better.

    Fails with NEEDS_MORE_DATA where there are too few ads with outcomes. May run twice: its version is named after it.
    """
    actor, version = context.actor, f"own-{context.job_id.hex[:12]}"
    context.progress(0.05, "Collecting ads with outcomes")
    rows = list_ad_rows(actor)
    context.progress(0.3, f"Learning from {len(rows)} ads")
    with tempfile.TemporaryDirectory() as draft:
        folder = Path(draft)
        learned = _learn(actor, rows, folder, version)
        context.progress(0.9, "Comparing")
        if learned.folder is not None:
            _let_serve(actor, learned.folder)
    result = OwnTrainingResult(
        name=OwnModelName.ENGAGEMENT,
        version=version if learned.folder is not None else None,
        is_active=learned.folder is not None,
        figures=learned.figures,
        note=learned.note,
    )
    with writing(actor) as session:
        audit.record(session, actor, "model.trained", "model", result.name, version=version, kept=result.is_active)
    return result.model_dump(mode="json")


def list_ad_rows(actor: Actor) -> list[AdRow]:
    """Every creative whose ad has figures, with its picture's bytes. Needs RUN_ANALYZERS."""
    actor.require(Permission.RUN_ANALYZERS)
    with reading(actor) as session:
        outcomes = queries.list_ad_outcomes(session)
        campaigns: dict[UUID, Any] = {}
        for row in queries.list_campaigns(session):
            campaigns.setdefault(row.id, row)
    found = []
    for row in outcomes:
        campaign = campaigns.get(row.campaign_id)
        if campaign is None:
            continue
        found.append(
            AdRow(
                creative_id=row.id, campaign_id=row.campaign_id, values=values_of(campaign, campaign.platform or ""),
                text=row.ad_text, picture=_picture(row.file_key), impressions=int(row.impressions),
                clicks=int(row.clicks),
            )
        )  # fmt: skip
    return found


def _learn(actor: Actor, rows: list[AdRow], folder: Path, version: str) -> _Learned:
    own = importlib.import_module("ml.engagement.own")
    config = importlib.import_module("ml.engagement.config").Config()
    outcomes = [
        own.AdOutcome(
            str(row.campaign_id), row.values, row.text, row.picture, float(row.impressions), float(row.clicks)
        )
        for row in rows
    ]
    vectors = _encode(actor, [row.text for row in rows]) if len(rows) >= own.LEAST_ROWS else None
    fit = own.fit_own(outcomes, vectors, config, SEED)
    made = own.write_own(fit, config, folder, version, SEED) if fit.regressor is not None else None
    return _Learned(made, fit.figures, fit.note)


def _let_serve(actor: Actor, folder: ModelFolder) -> None:
    """Register the version and let it serve the organization; a job that runs again finds it there already."""
    with reading(actor) as session:
        known = session.scalar(
            select(OwnModel.version).where(OwnModel.name == folder.name, OwnModel.version == folder.version)
        )
    if known is None:
        model_registry.register_own(actor, folder)
    model_registry.activate(actor, folder.name, folder.version)


def _encode(actor: Actor, texts: list[str]) -> Any:
    """Vectors of texts, or None where no encoder is on this machine."""
    encoders = importlib.import_module("ml.encoders.minilm")
    try:
        encoder = encoders.load_minilm(model_registry.open_serving(actor.organization_id, "minilm"))
    except AppError as error:
        if error.code is ErrorCode.MODEL_MISSING:
            return None
        raise
    return encoder.encode(texts).astype(float)


def _picture(key: str) -> bytes | None:
    """The file's bytes; a file that is gone leaves the words."""
    try:
        return container().storage.get(key)
    except AppError:
        return None
