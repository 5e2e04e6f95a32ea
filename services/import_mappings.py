"""The mapping that someone corrected, remembered per organization for files with the same header."""

import hashlib
from uuid import uuid4

from sqlalchemy import select

from data.formats import Plan
from data.models import ImportMapping
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.imports import Field, ImportOptions
from services.units import reading


def with_remembered(actor: Actor, plan: Plan, options: ImportOptions) -> ImportOptions:
    """The options with the remembered mapping of such files, unless one is given now."""
    if options.mapping is not None:
        return options
    with reading(actor) as session:
        row = _find(session, plan)
    if row is None:
        return options
    mapping = {Field(name): column for name, column in row.mapping.items()}
    return options.model_copy(update={"mapping": mapping})


def remember(session: TenantSession, plan: Plan, mapping: dict[Field, str]) -> None:
    """Keep a mapping for files with this header, in a running transaction."""
    row = _find(session, plan)
    if row is None:
        row = ImportMapping(organization_id=session.organization_id, id=uuid4(), header_hash=_header_hash(plan))
        session.add(row)
    row.source = plan.source
    row.mapping = {field.value: column for field, column in mapping.items()}
    session.flush()


def _find(session: TenantSession, plan: Plan) -> ImportMapping | None:
    return session.scalars(select(ImportMapping).where(ImportMapping.header_hash == _header_hash(plan))).one_or_none()


def _header_hash(plan: Plan) -> str:
    return hashlib.sha256("\x1f".join(plan.table.keys).encode()).hexdigest()
