"""Learning what made an organization's own creatives work: its pictures and words with the clicks that imports brought.

What is learned belongs to the organization and serves it alone, from the moment it beats the rules.
"""

import importlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from data.models import Creative, MetricRollup, OwnModel
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.analyses import AnalyzerName
from domain.creatives import CreativeStatus
from domain.errors import AppError
from domain.jobs import TRAINING_PREFIX
from domain.permissions import Permission
from domain.quality import Placement, QualityResult
from ml.content import AdContent
from ml.quality.tasks import QualityTask
from ml.registry import ModelFolder
from ml.serving import load_analyzer
from services import audit, model_registry
from services.container import container
from services.job_runner import JobContext
from services.quality import list_placements
from services.single_jobs import submit_once
from services.units import reading, writing

JOB_KIND = TRAINING_PREFIX + "quality"
_MODEL = AnalyzerName.QUALITY.value


@dataclass(frozen=True)
class _Ran:
    """A creative that ran, and what it brought."""

    row: Creative
    placement: Placement
    impressions: int
    clicks: int


def start_learning(actor: Actor) -> UUID:
    """Queue the job that learns from the organization's creatives; the open one where there is one.

    Needs MANAGE_MODELS, since what is learned serves everyone of the organization.
    """
    actor.require(Permission.MANAGE_MODELS)
    return submit_once(actor, JOB_KIND, {})


def run_learning(context: JobContext) -> dict[str, Any]:
    """The job: measure each creative that ran, learn, and let the version serve if it beats the rules.

    Raises NEEDS_MORE_DATA saying how many creatives there are and how many it takes. May run twice: its
    version is named after it.
    """
    actor = context.actor
    with reading(actor) as session:
        ran = _list_ran(session)
        session.expunge_all()
    learning = importlib.import_module("ml.quality.own_training")
    rows = [
        learning.OutcomeRow(
            features={feature.code: feature.value for feature in result.features},
            score=result.quality_score,
            campaign=str(entry.row.campaign_id or entry.row.id),
            impressions=entry.impressions,
            clicks=entry.clicks,
        )
        for entry, result in _measure(context, ran)
    ]
    context.progress(0.8, "Learning")
    version = f"own-{context.job_id.hex[:12]}"
    with tempfile.TemporaryDirectory() as draft:
        fit, made = importlib.import_module("ml.quality.own_version").learn(rows, Path(draft), version)
        if made is not None:
            context.check()
            _let_serve(actor, made)
    with writing(actor) as session:
        audit.record(session, actor, "model.trained", "model", _MODEL, version=version, kept=made is not None)
    return {
        "name": _MODEL,
        "version": version if made is not None else None,
        "is_active": made is not None,
        "figures": fit.figures,
        "note": fit.note,
    }


def _let_serve(actor: Actor, made: ModelFolder) -> None:
    """Register the version and let it serve; a job that runs again finds it there already."""
    with reading(actor) as session:
        known = session.scalar(
            select(OwnModel.version).where(OwnModel.name == made.name, OwnModel.version == made.version)
        )
    if known is None:
        model_registry.register_own(actor, made)
    model_registry.activate(actor, made.name, made.version)


def _list_ran(session: TenantSession) -> list[_Ran]:
    """Creatives whose ad is known to imports, with their sums over all days."""
    rows = session.scalars(
        select(Creative)
        .where(Creative.ad_ref != "", Creative.status == CreativeStatus.ACTIVE.value)
        .order_by(Creative.created_at, Creative.id)
    ).all()
    query = (
        select(MetricRollup.ad, func.sum(MetricRollup.impressions), func.sum(MetricRollup.clicks))
        .where(MetricRollup.kind == "ad", MetricRollup.ad != "")
        .group_by(MetricRollup.ad)
    )
    sums = {ad: (int(shown or 0), int(clicks or 0)) for ad, shown, clicks in session.execute(query)}
    placements = list_placements(session, list(rows))
    return [_Ran(row, placements[row.id], *sums[row.ad_ref]) for row in rows if row.ad_ref in sums]


def _measure(context: JobContext, ran: list[_Ran]) -> list[tuple[_Ran, QualityResult]]:
    """Each creative by the shipped rules. One whose file cannot be read is left out."""
    analyzer, found = load_analyzer(AnalyzerName.QUALITY, lambda _model: None), []
    for done, entry in enumerate(ran):
        context.progress(0.8 * done / len(ran), f"Measuring {done + 1} of {len(ran)} creatives")
        try:
            content = AdContent(entry.row.ad_text, container().storage.get(entry.row.file_key))
            found.append((entry, analyzer.analyze([QualityTask(content, entry.placement)])[0]))
        except AppError as error:
            if error.kind.retryable:
                raise
    return found
