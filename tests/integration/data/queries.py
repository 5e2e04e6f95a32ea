"""Every form in which SQLAlchemy reads and writes, as functions of a session: what the nets are tried with."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, insert, literal, select, text, union_all, update
from sqlalchemy import inspect as mapper_of
from sqlalchemy.orm import (
    Session,
    aliased,
    foreign,
    joinedload,
    lazyload,
    relationship,
    selectinload,
    subqueryload,
)

from data.models import Annotation, Campaign, Creative, Job, MetricRow, Organization, PlatformCampaign, User

Read = Callable[[Session], Any]

# The models have no relationships today. One that joins by id alone is the worst that could be added.
mapper_of(Campaign).add_property(
    "parts",
    relationship(
        PlatformCampaign, primaryjoin=Campaign.id == foreign(PlatformCampaign.campaign_id), viewonly=True, uselist=True
    ),
)
mapper_of(PlatformCampaign).add_property(
    "whole",
    relationship(
        Campaign, primaryjoin=Campaign.id == foreign(PlatformCampaign.campaign_id), viewonly=True, uselist=False
    ),
)
other_campaign = aliased(Campaign)
named = select(Campaign.id, Campaign.name).where(Campaign.name.is_not(None))

ORM_READS: dict[str, Read] = {
    "select entity": lambda s: s.scalars(select(Campaign)).all(),
    "select columns": lambda s: s.execute(select(Campaign.id, Campaign.name)).all(),
    "select two entities": lambda s: s.execute(
        select(Campaign, PlatformCampaign).join(PlatformCampaign, Campaign.id == PlatformCampaign.campaign_id)
    ).all(),
    "legacy query": lambda s: s.query(Campaign).all(),
    "legacy count": lambda s: s.query(Campaign).count(),
    "count column": lambda s: s.scalar(select(func.count(Campaign.id))),
    "count from": lambda s: s.scalar(select(func.count()).select_from(Campaign)),
    "count subquery": lambda s: s.scalar(select(func.count()).select_from(named.subquery())),
    "sum": lambda s: s.scalar(select(func.sum(MetricRow.spend_micros))),
    "maximum": lambda s: s.scalar(select(func.max(Campaign.name))),
    "alias": lambda s: s.scalars(select(other_campaign)).all(),
    "join to alias": lambda s: s.execute(
        select(Campaign.name, other_campaign.name).join(other_campaign, Campaign.status == other_campaign.status)
    ).all(),
    "outer join": lambda s: s.execute(
        select(Campaign.name, Creative.name).outerjoin(Creative, Creative.name != Campaign.name)
    ).all(),
    "full join": lambda s: s.execute(
        select(Campaign.name, Creative.name).join(Creative, Creative.campaign_id == Campaign.id, full=True)
    ).all(),
    "join relationship": lambda s: s.execute(
        select(Campaign.name, PlatformCampaign.match_key).join(Campaign.parts)
    ).all(),
    "any": lambda s: s.scalars(select(Campaign).where(Campaign.parts.any())).all(),
    "has": lambda s: s.scalars(select(PlatformCampaign).where(PlatformCampaign.whole.has())).all(),
    "exists": lambda s: s.scalars(select(User.email).where(exists().where(Campaign.status == "active"))).all(),
    "in subquery": lambda s: s.scalars(
        select(Creative).where(Creative.name.in_(select(Creative.name).where(Creative.format == "png")))
    ).all(),
    "scalar subquery": lambda s: s.execute(
        select(User.email, select(func.max(Campaign.name)).scalar_subquery().label("latest"))
    ).all(),
    "common table": lambda s: s.execute(select(named.cte("named"))).all(),
    "derived table": lambda s: s.execute(select(named.subquery("named"))).all(),
    "union": lambda s: s.execute(union_all(select(Campaign.name), select(Creative.name))).all(),
    "entity from union": lambda s: s.scalars(
        select(Campaign).from_statement(union_all(select(Campaign), select(Campaign).where(Campaign.status == "x")))
    ).all(),
    "window": lambda s: s.execute(select(Campaign.name, func.row_number().over(order_by=Campaign.name))).all(),
    "grouped": lambda s: s.execute(select(Campaign.status, func.count()).group_by(Campaign.status)).all(),
    "distinct": lambda s: s.scalars(select(Campaign.name).distinct()).all(),
    "lazy load": lambda s: [row.parts for row in s.scalars(select(Campaign).options(lazyload(Campaign.parts)))],
    "joined load": lambda s: [
        row.parts for row in s.scalars(select(Campaign).options(joinedload(Campaign.parts))).unique()
    ],
    "selectin load": lambda s: [row.parts for row in s.scalars(select(Campaign).options(selectinload(Campaign.parts)))],
    "subquery load": lambda s: [row.parts for row in s.scalars(select(Campaign).options(subqueryload(Campaign.parts)))],
    "many to one": lambda s: [row.whole for row in s.scalars(select(PlatformCampaign))],
    "many to one joined": lambda s: [
        row.whole for row in s.scalars(select(PlatformCampaign).options(joinedload(PlatformCampaign.whole)))
    ],
    "refresh": lambda s: [s.refresh(row) or row.name for row in s.scalars(select(Campaign)).all()],
    "expired attributes": lambda s: [s.expire(row) or row.name for row in s.scalars(select(Campaign)).all()],
    "stream in parts": lambda s: list(s.scalars(select(Campaign).execution_options(yield_per=2))),
    "organization": lambda s: s.scalars(select(Organization)).all(),
    "organization joined": lambda s: s.execute(
        select(Organization.name, Campaign.name).join(Campaign, Campaign.organization_id == Organization.id)
    ).all(),
    "jobs": lambda s: s.execute(select(Job.payload, Job.message)).all(),
    "people": lambda s: s.scalars(select(User)).all(),
    "notes": lambda s: s.scalars(select(Annotation).order_by(Annotation.day)).all(),
}


def reads_by_key(organization_id: UUID, campaign_id: UUID) -> dict[str, Read]:
    """Reads that know the key of another organization's row."""
    key = (organization_id, campaign_id)
    return {
        "get": lambda s: s.get(Campaign, key),
        "get with lock": lambda s: s.get(Campaign, key, with_for_update=True),
        "get fresh": lambda s: s.get(Campaign, key, populate_existing=True),
        "select by id": lambda s: s.scalars(select(Campaign).where(Campaign.id == campaign_id)).all(),
        "select by both": lambda s: s.scalars(
            select(Campaign).where(Campaign.id == campaign_id, Campaign.organization_id == organization_id)
        ).all(),
        "select organization": lambda s: s.get(Organization, organization_id),
        "or": lambda s: s.scalars(
            select(Campaign).where((Campaign.organization_id == organization_id) | (Campaign.id == campaign_id))
        ).all(),
        "count by both": lambda s: s.scalar(
            select(func.count()).select_from(Campaign).where(Campaign.organization_id == organization_id)
        ),
    }


def writes(organization_id: UUID, campaign_id: UUID) -> dict[str, Read]:
    """Writes aimed at another organization's row."""
    key = {"organization_id": organization_id, "id": campaign_id}
    row = {**key, "name": "TAKEN", "status": "active", "currency": "USD"}
    table = Campaign.__table__
    return {
        "update all": lambda s: s.execute(update(Campaign).values(name="TAKEN")),
        "update by id": lambda s: s.execute(update(Campaign).where(Campaign.id == campaign_id).values(name="TAKEN")),
        "update by both": lambda s: s.execute(
            update(Campaign)
            .where(Campaign.id == campaign_id, Campaign.organization_id == organization_id)
            .values(name="TAKEN")
        ),
        "update by key": lambda s: s.execute(update(Campaign), [{**key, "name": "TAKEN"}]),
        "update by mapping": lambda s: s.bulk_update_mappings(Campaign, [{**key, "name": "TAKEN"}]),
        "update the table": lambda s: s.execute(
            update(table).where(table.c.organization_id == organization_id).values(name="TAKEN")
        ),
        "update by text": lambda s: s.execute(text("UPDATE campaigns SET name = 'TAKEN'")),
        "update the organization": lambda s: s.execute(
            update(Organization).where(Organization.id == organization_id).values(name="TAKEN")
        ),
        "move own rows": lambda s: s.execute(update(Campaign).values(organization_id=organization_id)),
        "delete all": lambda s: s.execute(delete(Campaign)),
        "delete by id": lambda s: s.execute(delete(Campaign).where(Campaign.id == campaign_id)),
        "delete the table's": lambda s: s.execute(delete(table).where(table.c.organization_id == organization_id)),
        "delete by text": lambda s: s.execute(text("DELETE FROM campaigns")),
        "merge": lambda s: (s.merge(Campaign(**row)), s.flush()),
        "add": lambda s: (s.add(Campaign(**{**row, "id": organization_id})), s.flush()),
        "insert": lambda s: s.execute(insert(Campaign), [{**row, "id": organization_id}]),
        "insert rows": lambda s: s.execute(insert(Campaign).values([{**row, "id": organization_id}])),
        "insert the table's": lambda s: s.execute(insert(table), [{**row, "id": organization_id}]),
        "insert by mapping": lambda s: s.bulk_insert_mappings(Campaign, [{**row, "id": organization_id}]),
        "insert saved": lambda s: s.bulk_save_objects([Campaign(**{**row, "id": organization_id})]),
        "insert from own": lambda s: s.execute(
            insert(Campaign).from_select(
                ["organization_id", "id", "name", "status", "currency", "objective", "product_category", "country",
                 "is_example", "created_at", "updated_at"],
                select(literal(organization_id, Campaign.__table__.c.id.type), Campaign.id, Campaign.name,
                       Campaign.status, Campaign.currency, Campaign.objective, Campaign.product_category,
                       Campaign.country, Campaign.is_example, Campaign.created_at, Campaign.updated_at),
            )
        ),
    }  # fmt: skip


def careless(organization_id: UUID) -> dict[str, Read]:
    """What the first net cannot see: SQL beside the models."""
    table = Campaign.__table__
    return {
        "core select": lambda s: s.execute(select(table)).all(),
        "core columns": lambda s: s.execute(select(table.c.name)).all(),
        "core count": lambda s: s.scalar(select(func.count()).select_from(table)),
        "core of the other": lambda s: s.execute(select(table).where(table.c.organization_id == organization_id)).all(),
        "text": lambda s: s.execute(text("SELECT name FROM campaigns")).all(),
        "entities from text": lambda s: s.scalars(
            select(Campaign).from_statement(text("SELECT * FROM campaigns"))
        ).all(),
        "text of the other": lambda s: s.execute(
            text("SELECT name FROM campaigns WHERE organization_id = :o").bindparams(
                o=organization_id.bytes if s.get_bind().dialect.name == "sqlite" else organization_id
            )
        ).all(),
        "join to the table": lambda s: s.execute(
            select(User.email, table.c.name).join(table, table.c.organization_id != User.id)
        ).all(),
        "driver's own": lambda s: s.connection().exec_driver_sql("SELECT * FROM campaigns").all(),
        "upper case": lambda s: s.connection().exec_driver_sql("SELECT * FROM CAMPAIGNS").all(),
        "through the directory": lambda s: s.execute(
            text("SELECT c.name FROM campaigns c JOIN directory d ON d.organization_id = c.organization_id")
        ).all(),
        "kept side": lambda s: s.execute(
            text("SELECT c.name FROM campaigns c LEFT JOIN users u ON c.organization_id = u.organization_id")
        ).all(),
    }
