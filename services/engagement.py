"""Engagement and ROI of campaigns and ads: what the analyzer is asked, and what is kept of its answers."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from data.models import Campaign, Creative
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.analyses import AnalyzerName, SubjectKind
from domain.contracts import Contract
from domain.creatives import CreativeStatus
from domain.engagement import EngagementInput, EngagementResult, EngagementResults, RoiInput, RoiResult, RoiResults
from domain.errors import invalid, not_found
from domain.placements import get_rules
from domain.quality import Placement
from ml.content import AdContent
from ml.engagement.inputs import AdDraft, EngagementQuestion, RoiQuestion
from ml.serving import Analyzer
from services import analyses
from services.ad_contents import describe_content, open_content
from services.analyses import Analysis, Ask
from services.engagement_history import find_data_version, read_history, values_of
from services.predictions import store_prediction
from services.units import reading, writing


def predict_engagement(
    actor: Actor, request: EngagementInput, wait: float | None = None
) -> EngagementResult | EngagementResults:
    """What campaigns in flight are expected to bring, or campaigns and ads before launch. Needs RUN_ANALYZERS.

    `campaign_ids` gives all answers in their order. Raises NOT_FOUND for what the organization does not have, INVALID
    where nothing or too much is asked about, and TIMED_OUT naming the job that goes on.
    """
    return cast(EngagementResult | EngagementResults, analyses.ask(actor, AnalyzerName.ENGAGEMENT, request, wait))


def predict_roi(actor: Actor, request: RoiInput, wait: float | None = None) -> RoiResult | RoiResults:
    """ROI, cost per conversion and value of a customer of campaigns (A11). Needs RUN_ANALYZERS; raises as above."""
    return cast(RoiResult | RoiResults, analyses.ask(actor, AnalyzerName.ENGAGEMENT, request, wait))


def predict_rate(
    actor: Actor, content: AdContent, placement: Placement, creative_id: UUID | None = None
) -> EngagementResult | None:
    """The expected clicks per impression of an ad before launch, without a job. For workers; needs RUN_ANALYZERS.

    None where the organization has too little data. Raises MODEL_MISSING or MODEL_REFUSED where no version can answer.
    """
    return predict_rates(actor, [content], placement, creative_id)[0]


def predict_rates(
    actor: Actor, contents: Sequence[AdContent], placement: Placement, creative_id: UUID | None = None
) -> list[EngagementResult | None]:
    """The same for several ads that are to stand in one place, in their order.

    They differ only where something was learned from the organization's own ads: then `model.label` is `trained`.
    """
    analyzer, history = analyses.open_analyzer(actor, AnalyzerName.ENGAGEMENT), read_history(actor)
    with reading(actor) as session:
        place = _place(session, placement, creative_id)
    drafts = [AdDraft(place["values"], each.text, each.image, place["campaign"]) for each in contents]
    found = analyzer.analyze([EngagementQuestion(history, ad=draft) for draft in drafts])
    return [result if result.engagement_rate is not None else None for result in found]


def _prepare(actor: Actor, request: EngagementInput | RoiInput) -> dict[str, Any]:
    if request.campaign_id is not None and request.campaign_ids:
        raise invalid("campaign_ids", "give either campaign_id or campaign_ids")
    wanted = request.campaign_ids or ((request.campaign_id,) if request.campaign_id is not None else ())
    is_ad = isinstance(request, EngagementInput) and bool(request.creative_id or request.ad_text or request.picture_id)
    if wanted and is_ad:
        raise invalid("campaign_id", "give either campaigns or an ad")
    if not wanted and not is_ad:
        raise invalid("campaign_id", "say which campaign, or for engagement which ad")
    task: dict[str, Any] = {"asks": "engagement" if isinstance(request, EngagementInput) else "roi"}
    with reading(actor) as session:
        # The figures themselves are read by the worker; this number changes with them.
        task["data_version"] = find_data_version(session)
        if wanted:
            _require_campaigns(session, wanted)
            task |= {"campaigns": [str(key) for key in dict.fromkeys(wanted)], "several": bool(request.campaign_ids)}
        elif isinstance(request, EngagementInput):
            task["ad"] = _place(session, request.placement, request.creative_id)
    if isinstance(request, RoiInput):
        value = request.value_per_conversion
        task |= {"value": None if value is None else float(value), "orders": request.orders_per_customer}
    elif not wanted:
        content = describe_content(actor, request.creative_id, request.ad_text, request.picture_id)
        task |= {"content": content, "placement": request.placement.value}
    return task


def _run(actor: Actor, task: dict[str, Any], analyzer: Analyzer, tell: Ask) -> Contract:
    tell(0.1, "Reading your campaigns' figures")
    history = read_history(actor)
    tell(0.4, "Predicting")
    if "ad" in task:
        content = open_content(task["content"])
        draft = AdDraft(task["ad"]["values"], content.text, content.image, task["ad"]["campaign"])
        return cast(Contract, analyzer.analyze([EngagementQuestion(history, ad=draft)])[0])
    if task["asks"] == "roi":
        results = analyzer.analyze(
            [RoiQuestion(history, key, task["value"], task["orders"]) for key in task["campaigns"]]
        )
        return RoiResults(items=results) if task["several"] else cast(Contract, results[0])
    results = analyzer.analyze([EngagementQuestion(history, campaign=key) for key in task["campaigns"]])
    return EngagementResults(items=results) if task["several"] else cast(Contract, results[0])


def _keep(actor: Actor, task: dict[str, Any], result: Contract, job_id: UUID | None) -> None:
    """Store rates of campaigns and of stored creatives. ROI is not stored: it depends on values that are asked with."""
    results = result.items if isinstance(result, EngagementResults) else [result]
    found = [each for each in results if isinstance(each, EngagementResult) and each.engagement_rate is not None]
    creative_id = task.get("content", {}).get("creative_id")
    if not found or ("ad" in task and creative_id is None):
        return
    with writing(actor) as session:
        for each in found:
            kind = SubjectKind.CREATIVE if creative_id is not None else SubjectKind.CAMPAIGN
            subject_id = UUID(creative_id) if creative_id is not None else each.campaign_id
            if subject_id is None or not _is_there(session, kind, subject_id):
                continue
            seen = [task["data_version"], str(subject_id), task.get("content"), task.get("placement")]
            store_prediction(
                session, actor, AnalyzerName.ENGAGEMENT, (kind, subject_id), _hash(seen), each, each.model,
                score=each.engagement_rate, label=each.mode.value, job_id=job_id,
            )  # fmt: skip


def _place(session: TenantSession, placement: Placement, creative_id: UUID | None) -> dict[str, Any]:
    """The fields of an ad: its placement's platform, and what its campaign says of the rest."""
    platform = get_rules(placement).platform.value
    row = None
    if creative_id is not None:
        row = session.execute(
            select(Campaign.id, Campaign.objective, Campaign.product_category, Campaign.country)
            .join(
                Creative,
                (Creative.organization_id == Campaign.organization_id) & (Creative.campaign_id == Campaign.id),
            )
            .where(Creative.id == creative_id)
        ).one_or_none()
    if row is None:
        return {"values": {"platform": platform}, "campaign": ""}
    return {"values": values_of(row, platform), "campaign": str(row.id)}


def _require_campaigns(session: TenantSession, wanted: Sequence[UUID]) -> None:
    known = set(session.scalars(select(Campaign.id).where(Campaign.id.in_(wanted), Campaign.is_pending.is_(False))))
    if known != set(wanted):
        raise not_found()


def _is_there(session: TenantSession, kind: SubjectKind, subject_id: UUID) -> bool:
    """Whether the subject still is, since it may have been deleted while it was worked on."""
    query = (
        select(Creative.id).where(Creative.id == subject_id, Creative.status == CreativeStatus.ACTIVE.value)
        if kind is SubjectKind.CREATIVE
        else select(Campaign.id).where(Campaign.id == subject_id)
    )
    return session.scalar(query) is not None


def _hash(seen: list[Any]) -> str:
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


ANALYSIS = Analysis(
    EngagementInput, (EngagementResult, EngagementResults, RoiResult, RoiResults), _prepare, _run, _keep
)
