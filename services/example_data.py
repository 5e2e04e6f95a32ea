"""The example organization: loaded once from `data.demo`, marked everywhere, removable in one call.

What is planted in it, and where, stands in `data/demo/truth.json`.
"""

import datetime as dt
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import delete, insert, select, update

from config import KNOWN_DEMO_PASSWORD
from data.columns import utc_now
from data.models import Annotation, Campaign, Comment, Creative, ImportBatch, Organization, PlatformCampaign
from data.tenancy import TenantSession
from domain.accounts import UserResult
from domain.actors import Actor
from domain.creatives import CreativeInput
from domain.errors import AppError, ErrorCode
from domain.imports import ImportStatus
from domain.money import to_micros
from domain.permissions import Permission, Role
from services import audit, directory, facts
from services.container import container
from services.creatives import upload_creative
from services.examples import EXAMPLE_EMAIL
from services.organizations import add_user, bump_data_version, create_organization, find_organization_id
from services.passwords import hash_password
from services.platform_campaigns import match_key
from services.units import reading, writing

if TYPE_CHECKING:
    from data.demo.organization import ExampleOrganization

SLUG = "example"
SIGNATURE = facts.signature_of(("ad_group", "ad", "ad_id", "age", "gender", "country"))
log = structlog.get_logger("advision.example")


def load_example(last_day: dt.date | None = None, *, with_pictures: bool = True) -> UUID | None:
    """Create the example organization with data up to yesterday; None where it is there already.

    Raises FORBIDDEN in production while the example's password is the one that everybody knows.
    """
    # The generator brings numpy, which a web worker has no other use for.
    from data.demo.organization import build_example

    settings = container().settings
    if settings.environment == "production" and settings.demo_password == KNOWN_DEMO_PASSWORD:
        raise AppError(ErrorCode.FORBIDDEN, "Set DEMO_PASSWORD first: in production the usual one is too well known.")
    if find_organization_id(SLUG) is not None:
        return None
    example = build_example(last_day or utc_now().date() - dt.timedelta(days=1))
    password = hash_password(settings.demo_password)
    organization, admin = create_organization(
        f"{example.name} (example)", EXAMPLE_EMAIL, "Demo admin", password, is_example=True, slug=SLUG
    )
    actor = Actor(organization_id=organization.id, user_id=admin.id, role=Role.ADMIN)
    with writing(actor) as session:
        for person in example.people:
            add_user(session, person.email, person.full_name, person.role, password)
        keys = _add_campaigns(session, example, organization.id)
        _add_annotations(session, example, organization.id, keys)
    _load_facts(actor, example, admin, keys)
    if with_pictures:
        _load_creatives(actor, example, keys)
    log.info("example_loaded", org_id=str(organization.id), facts=len(example.facts))
    return organization.id


def remove_example(actor: Actor) -> int:
    """Remove all example data of the actor's organization; gives the number of campaigns. Needs MANAGE_ORGANIZATION.

    What people added themselves stays; so do members and settings.
    """
    actor.require(Permission.MANAGE_ORGANIZATION)
    quiet = {"synchronize_session": False}
    with writing(actor) as session:
        creatives = session.scalars(select(Creative).where(Creative.is_example.is_(True))).all()
        files = [key for row in creatives for key in {row.file_key, row.served_key, row.thumbnail_key}]
        campaigns = session.scalars(select(Campaign.id).where(Campaign.is_example.is_(True))).all()
        session.execute(delete(Comment).where(Comment.is_example.is_(True)).execution_options(**quiet))
        session.execute(delete(Creative).where(Creative.is_example.is_(True)).execution_options(**quiet))
        own = Creative.campaign_id.in_(campaigns)
        session.execute(update(Creative).where(own).values(campaign_id=None).execution_options(**quiet))
        session.execute(delete(Annotation).where(Annotation.is_example.is_(True)).execution_options(**quiet))
        session.execute(delete(Campaign).where(Campaign.is_example.is_(True)).execution_options(**quiet))
        session.execute(delete(ImportBatch).where(ImportBatch.is_example.is_(True)).execution_options(**quiet))
        session.execute(update(Organization).values(is_example=False).execution_options(**quiet))
        bump_data_version(session)
        audit.record(session, actor, "example.removed", "organization", actor.organization_id, campaigns=len(campaigns))
    for key in files:
        container().storage.delete(key)
    return len(campaigns)


def has_example_data(actor: Actor) -> bool:
    """Whether anything of the example is left in the actor's organization. Needs VIEW."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        return session.scalar(select(Campaign.id).where(Campaign.is_example.is_(True)).limit(1)) is not None


def reset_example() -> UUID | None:
    """Delete the example organization with all that is in it, and load it anew."""
    organization_id = find_organization_id(SLUG)
    if organization_id is not None:
        with writing(organization_id) as session:
            keys = session.execute(select(Creative.file_key, Creative.served_key, Creative.thumbnail_key)).all()
            directory.remove_organization(session, organization_id)
            session.execute(delete(Organization).execution_options(synchronize_session=False))
        for key in {key for row in keys for key in row}:
            container().storage.delete(key)
    return load_example()


def _add_campaigns(session: TenantSession, example: "ExampleOrganization", organization_id: UUID) -> dict[str, UUID]:
    """Campaign and platform campaign share one id here, so that facts find theirs by it."""
    keys: dict[str, UUID] = {}
    for plan in example.campaigns:
        keys[plan.key] = own_id = uuid4()
        values = plan.input.model_dump(exclude={"platform", "budget", "status"})
        session.add(
            Campaign(
                organization_id=organization_id, id=own_id, status=plan.input.status.value, is_example=True, **values
            )
        )
        session.flush()
        budget = plan.input.budget
        session.add(
            PlatformCampaign(
                organization_id=organization_id,
                id=own_id,
                campaign_id=own_id,
                platform=plan.input.platform.value,
                match_key=match_key("", plan.external_id, plan.input.name),
                external_id=plan.external_id,
                budget_micros=None if budget is None else to_micros(budget),
            )
        )
    session.flush()
    return keys


def _add_annotations(
    session: TenantSession, example: "ExampleOrganization", organization_id: UUID, keys: dict[str, UUID]
) -> None:
    names = {person.email: person.full_name for person in example.people}
    for note in example.annotations:
        session.add(
            Annotation(
                organization_id=organization_id,
                day=note.date,
                text=note.text,
                author_name=names.get(note.author_email, ""),
                campaign_id=keys[note.campaign_key] if note.campaign_key else None,
                is_example=True,
            )
        )


def _load_facts(actor: Actor, example: "ExampleOrganization", admin: UserResult, keys: dict[str, UUID]) -> None:
    import_id = uuid4()
    count = len(example.facts)
    with writing(actor) as session:
        session.add(
            ImportBatch(
                organization_id=actor.organization_id,
                id=import_id,
                sequence=0,
                kind="example",
                file_name="Example data",
                source="example",
                signature=SIGNATURE,
                status=ImportStatus.STAGING.value,
                rows_total=count,
                rows_imported=count,
                created_by_id=admin.id,
                created_by_name=admin.full_name,
                is_example=True,
            )
        )
    stage = facts.FactStage(actor, import_id, is_example=True)
    order = [(plan.input.platform.value, "", plan.external_id, plan.input.name) for plan in example.campaigns]
    for plan, key in zip(example.campaigns, order, strict=True):
        stage.know(key, keys[plan.key])
    line = 1
    for columns in example.facts.batches():
        stage.add(_columns(columns, order, line))
        line += len(columns["date"])
    stage.count()


def _columns(columns: dict[str, Any], order: list[tuple[str, str, str, str]], first_line: int) -> SimpleNamespace:
    keys = [order[index] for index in columns["campaign"]]
    count = len(keys)
    return SimpleNamespace(
        line=list(range(first_line, first_line + count)),
        date=columns["date"],
        period_end=columns["date"],
        platform=[key[0] for key in keys],
        account=[key[1] for key in keys],
        campaign_id=[key[2] for key in keys],
        campaign=[key[3] for key in keys],
        ad_group=columns["ad_group"],
        ad=columns["ad"],
        ad_id=columns["ad_id"],
        country=columns["country"],
        age=columns["age"],
        gender=columns["gender"],
        extra=[""] * count,
        currency=columns["currency"],
        impressions=columns["impressions"],
        reach=columns["reach"],
        clicks=columns["clicks"],
        conversions=columns["conversions_micros"],
        spend=columns["spend_micros"],
        revenue=columns["revenue_micros"],
    )


def _load_creatives(actor: Actor, example: "ExampleOrganization", keys: dict[str, UUID]) -> None:
    """Draw and store each picture, then its comments."""
    ids: dict[str, UUID] = {}
    for creative in example.creatives:
        details = CreativeInput(
            name=creative.name,
            campaign_id=keys[creative.campaign_key],
            ad_text=creative.ad_text,
            tags=creative.tags,
        )
        stored = upload_creative(
            actor, creative.picture(), creative.file_name, details, ad_ref=creative.name, is_example=True
        )
        ids[creative.key] = stored.id
    rows = [
        {
            "organization_id": actor.organization_id,
            "id": uuid4(),
            "created_at": utc_now(),
            "creative_id": ids[comment.ad],
            "text": comment.text,
            "weight": comment.likes + 1,
            "written_at": dt.datetime.combine(comment.date, dt.time(12), dt.UTC),
            "is_example": True,
        }
        for comment in example.comments
    ]
    with writing(actor) as session:
        session.execute(insert(Comment), rows)
