"""The audit log."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.contracts import Day, Paging
from api.endpoints import Routes
from domain.accounts import AuditEntry
from domain.actors import Actor
from domain.contracts import Page
from domain.permissions import Permission
from services import audit

routes = Routes("Audit log")


class AuditQuery(Paging):
    """What to look for, in which days."""

    q: Annotated[str, StringConstraints(max_length=200)] = ""
    action: Annotated[str, StringConstraints(max_length=80)] = ""
    date_from: Day | None = Field(None, alias="from")
    date_to: Day | None = Field(None, alias="to")


@routes.get("/audit-log", "Who did what, the newest first", permission=Permission.SEE_AUDIT_LOG)
def list_audit(actor: Actor, query: AuditQuery) -> Page[AuditEntry]:
    """Lines of the log."""
    return audit.list_audit(actor, query.q, query.action, query.date_from, query.date_to, query.page, query.page_size)
