"""Creatives: upload, gallery, one creative, its file, changes. Deletion is in `creative_deletions`.

Files are stored before the row is written; a row that cannot be written takes its files with it.
"""

import json
from datetime import timedelta
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from sqlalchemy import Select, String, cast, func, or_, select
from sqlalchemy.exc import IntegrityError

from data.models import Campaign, Creative
from data.tenancy import TenantSession
from domain import creatives as contracts
from domain.actors import Actor
from domain.contracts import Page
from domain.creatives import (
    CampaignRef,
    CreativeChoices,
    CreativeFile,
    CreativeFilter,
    CreativeInput,
    CreativePatch,
    CreativeSort,
    CreativeStatus,
    ImageFormat,
)
from domain.emotion import Emotion
from domain.errors import not_found
from domain.files import EXTENSIONS
from domain.permissions import Permission
from services import audit
from services.container import container
from services.creative_files import StoredPicture, forget_files, name_of, read_picture, store_picture
from services.units import reading, writing

PAGE_SIZE = 24
LINK_LIFE = timedelta(hours=1)
_ORDERS: dict[CreativeSort, tuple[Any, ...]] = {
    CreativeSort.NEWEST: (Creative.created_at.desc(), Creative.id),
    CreativeSort.OLDEST: (Creative.created_at.asc(), Creative.id),
    CreativeSort.NAME: (func.lower(Creative.name).asc(), Creative.id),
    CreativeSort.LARGEST: (Creative.size.desc(), Creative.id),
    CreativeSort.BEST: (Creative.quality_score.desc().nulls_last(), Creative.id),
    CreativeSort.WORST: (Creative.quality_score.asc().nulls_last(), Creative.id),
}


def upload_creative(
    actor: Actor,
    source: bytes | BinaryIO,
    file_name: str,
    details: CreativeInput | None = None,
    *,
    ad_ref: str = "",
    is_example: bool = False,
) -> contracts.Creative:
    """Store a picture as a creative of its own, also where the same bytes are there already (A6). Needs EDIT_CREATIVES.

    Raises NOT_FOUND for a campaign that the organization does not have, and what `inspect_picture` raises (A7).
    `ad_ref` is the ad's id or name in imports.
    """
    actor.require(Permission.EDIT_CREATIVES)
    details = details or CreativeInput()
    with reading(actor) as session:
        _require_campaign(session, details.campaign_id)
    data = read_picture(source)
    creative_id = uuid4()
    stored = store_picture(actor.organization_id, creative_id, data)
    try:
        with writing(actor) as session:
            row = _new_row(actor, creative_id, stored, details, file_name)
            row.ad_ref, row.is_example = ad_ref[:300], is_example
            session.add(row)
            _flush(session)
            audit.record(
                session, actor, "creative.created", "creative", row.id, name=row.name, format=row.format, size=row.size
            )
            return _result(row, _campaign_name(session, row.campaign_id))
    except BaseException:
        forget_files((stored.file_key, stored.served_key, stored.thumbnail_key))
        raise


def list_creatives(
    actor: Actor, filters: CreativeFilter | None = None, page: int = 1, page_size: int = PAGE_SIZE
) -> Page[contracts.Creative]:
    """The organization's creatives, without those that are being deleted."""
    actor.require(Permission.VIEW)
    filters = filters or CreativeFilter()
    query = _filtered(_with_campaign(), filters)
    with reading(actor) as session:
        total = (
            session.scalar(select(func.count()).select_from(_filtered(select(Creative.id), filters).subquery())) or 0
        )
        rows = session.execute(
            query.order_by(*_ORDERS[filters.sort]).limit(page_size).offset((page - 1) * page_size)
        ).all()
    return Page(items=[_result(row, name) for row, name in rows], total=total, page=page, page_size=page_size)


def list_choices(actor: Actor) -> CreativeChoices:
    """What the gallery can be narrowed to, and the campaigns that a creative can be linked to."""
    actor.require(Permission.VIEW)
    shown = Creative.status == CreativeStatus.ACTIVE.value
    with reading(actor) as session:
        used = set(session.scalars(select(Creative.campaign_id).where(shown).distinct()))
        formats = set(session.scalars(select(Creative.format).where(shown).distinct()))
        emotions = set(session.scalars(select(Creative.emotion).where(shown).distinct()))
        tags = {tag for found in session.scalars(select(Creative.tags).where(shown)) for tag in found}
        total = session.scalar(select(func.count()).select_from(select(Creative.id).where(shown).subquery())) or 0
        campaigns = [
            CampaignRef(id=key, name=name)
            for key, name in session.execute(
                select(Campaign.id, Campaign.name)
                .where(Campaign.is_pending.is_(False))
                .order_by(func.lower(Campaign.name), Campaign.id)
            )
        ]
    return CreativeChoices(
        total=total,
        campaigns=campaigns,
        used_campaigns=[campaign for campaign in campaigns if campaign.id in used],
        formats=[entry for entry in ImageFormat if entry in formats],
        tags=sorted(tags, key=str.casefold),
        emotions=[entry for entry in Emotion if entry.value in emotions],
    )


def get_creative(actor: Actor, creative_id: UUID) -> contracts.Creative:
    """One creative. Raises NOT_FOUND, also for one that is being deleted."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        return _result(*_get(session, creative_id))


def get_file(actor: Actor, creative_id: UUID) -> CreativeFile:
    """The original, to the byte as it was uploaded. Raises NOT_FOUND."""
    row = _get_visible(actor, creative_id)
    return CreativeFile(
        data=container().storage.get(row.file_key), content_type=row.content_type, file_name=_file_name(row)
    )


def get_download_link(actor: Actor, creative_id: UUID) -> str:
    """A link to the original, good for an hour, under which browsers save it by its name. Raises NOT_FOUND."""
    row = _get_visible(actor, creative_id)
    return container().storage.presign_download(row.file_key, LINK_LIFE, download_as=_file_name(row))


def update_creative(actor: Actor, creative_id: UUID, patch: CreativePatch) -> contracts.Creative:
    """Change words, tags, name or campaign; what the patch leaves out stays. Needs EDIT_CREATIVES."""
    actor.require(Permission.EDIT_CREATIVES)
    changes = patch.model_dump(exclude_unset=True)
    changes = {name: value for name, value in changes.items() if value is not None or name == "campaign_id"}
    with writing(actor) as session:
        row, _ = _get(session, creative_id)
        if changes.get("campaign_id") is not None:
            _require_campaign(session, changes["campaign_id"])
        if "tags" in changes:
            changes["tags"] = list(changes["tags"])
        before = {name: getattr(row, name) for name, value in changes.items() if getattr(row, name) != value}
        for name in before:
            setattr(row, name, changes[name])
        if before:
            after = {name: changes[name] for name in before}
            audit.record(
                session, actor, "creative.changed", "creative", row.id, before=_plain(before), after=_plain(after)
            )
        _flush(session)
        return _result(row, _campaign_name(session, row.campaign_id))


def _plain(values: dict[str, Any]) -> str:
    return json.dumps(values, default=str, ensure_ascii=False)


def _with_campaign() -> Select[Creative, str]:
    same = (
        (Campaign.organization_id == Creative.organization_id)
        & (Campaign.id == Creative.campaign_id)
        & Campaign.is_pending.is_(False)
    )
    return select(Creative, Campaign.name).outerjoin(Campaign, same)


def _filtered(query: Select[*tuple[Any, ...]], filters: CreativeFilter) -> Select[*tuple[Any, ...]]:
    query = query.where(Creative.status == CreativeStatus.ACTIVE.value)
    # Tags are stored as JSON text, in which a tag stands between quotation marks that no tag holds unescaped.
    stored_tags = cast(Creative.tags, String)
    if filters.q:
        quoted = json.dumps(filters.q)[1:-1]
        query = query.where(
            or_(
                Creative.name.icontains(filters.q, autoescape=True),
                Creative.ad_text.icontains(filters.q, autoescape=True),
                stored_tags.icontains(quoted, autoescape=True),
            )
        )
    if filters.campaign_id is not None:
        query = query.where(Creative.campaign_id == filters.campaign_id)
    if filters.format is not None:
        query = query.where(Creative.format == filters.format.value)
    if filters.emotion is not None:
        query = query.where(Creative.emotion == filters.emotion.value)
    if filters.score_min is not None:
        query = query.where(Creative.quality_score >= filters.score_min)
    if filters.score_max is not None:
        query = query.where(Creative.quality_score <= filters.score_max)
    for tag in filters.tags:
        query = query.where(stored_tags.contains(json.dumps(tag), autoescape=True))
    return query


def _get(session: TenantSession, creative_id: UUID) -> tuple[Creative, str | None]:
    query = _with_campaign().where(Creative.id == creative_id, Creative.status == CreativeStatus.ACTIVE.value)
    found = session.execute(query).one_or_none()
    if found is None:
        raise not_found()
    return found[0], found[1]


def _get_visible(actor: Actor, creative_id: UUID) -> Creative:
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        return _get(session, creative_id)[0]


def _campaign_name(session: TenantSession, campaign_id: UUID | None) -> str | None:
    if campaign_id is None:
        return None
    return session.scalar(select(Campaign.name).where(Campaign.id == campaign_id))


def _require_campaign(session: TenantSession, campaign_id: UUID | None) -> None:
    if campaign_id is None:
        return
    query = select(Campaign.id).where(Campaign.id == campaign_id, Campaign.is_pending.is_(False))
    if session.scalar(query) is None:
        raise not_found()


def _flush(session: TenantSession) -> None:
    """Write now. A campaign that was deleted since it was looked up is not there."""
    try:
        session.flush()
    except IntegrityError as error:
        raise not_found() from error


def _new_row(
    actor: Actor, creative_id: UUID, stored: StoredPicture, details: CreativeInput, file_name: str
) -> Creative:
    facts = stored.facts
    return Creative(
        organization_id=actor.organization_id,
        id=creative_id,
        name=details.name or name_of(file_name)[:300],
        campaign_id=details.campaign_id,
        ad_text=details.ad_text,
        tags=list(details.tags),
        format=facts.format.value,
        content_type=facts.content_type,
        width=facts.width,
        height=facts.height,
        size=facts.size,
        sha256=facts.sha256,
        file_key=stored.file_key,
        served_key=stored.served_key,
        thumbnail_key=stored.thumbnail_key,
        created_by_id=actor.user_id,
    )


def _file_name(row: Creative) -> str:
    return f"{row.name}.{EXTENSIONS[ImageFormat(row.format)]}"


def _result(row: Creative, campaign_name: str | None) -> contracts.Creative:
    storage = container().storage
    return contracts.Creative(
        id=row.id,
        name=row.name,
        campaign_id=row.campaign_id,
        campaign_name=campaign_name,
        ad_text=row.ad_text,
        tags=row.tags,
        creative_type=row.creative_type,
        format=ImageFormat(row.format),
        width=row.width,
        height=row.height,
        size=row.size,
        sha256=row.sha256,
        status=CreativeStatus(row.status),
        is_example=row.is_example,
        url=storage.presign_download(row.served_key, LINK_LIFE),
        cdn_url=storage.cdn_url(row.served_key),
        thumbnail_url=storage.cdn_url(row.thumbnail_key),
        created_at=row.created_at,
        quality_score=row.quality_score,
        emotion=Emotion(row.emotion) if row.emotion else None,
        predicted_engagement=row.predicted_engagement,
        is_score_outdated=_is_outdated(row),
    )


def _is_outdated(row: Creative) -> bool:
    # Quality asks for creatives itself, so it is known only when it is needed.
    from services.quality import hash_content

    return row.scored_hash is not None and row.scored_hash != hash_content(row.ad_text, row.sha256)
