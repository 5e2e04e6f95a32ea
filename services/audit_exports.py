"""The audit log as a CSV file: what the page's filters show, with every cell safe for spreadsheets."""

import io
import json
from collections.abc import Iterator
from datetime import date

from data.csv_safety import write_csv
from domain.accounts import AuditEntry
from domain.actors import Actor
from domain.permissions import Permission
from services import audit
from services.units import writing

# A file of this length opens in every spreadsheet program and takes a few seconds; more days need more files.
MAX_ROWS = 20_000
_PAGE = 1_000
COLUMNS = (
    "time (UTC)", "who", "action", "result", "object", "object id", "changes", "ip", "user agent", "request id"
)  # fmt: skip


def export_audit(
    actor: Actor, q: str = "", action: str = "", date_from: date | None = None, date_to: date | None = None
) -> str:
    """The newest MAX_ROWS entries that fit, as CSV. Needs SEE_AUDIT_LOG; the export itself is logged."""
    actor.require(Permission.SEE_AUDIT_LOG)
    file = io.StringIO(newline="")
    count = write_csv(file, COLUMNS, (_cells(entry) for entry in _entries(actor, q, action, date_from, date_to)))
    with writing(actor) as session:
        audit.record(session, actor, "audit_log.exported", "audit_log", rows=count)
    return file.getvalue()


def _entries(actor: Actor, q: str, action: str, date_from: date | None, date_to: date | None) -> Iterator[AuditEntry]:
    for page in range(1, MAX_ROWS // _PAGE + 1):
        found = audit.list_audit(actor, q, action, date_from, date_to, page, _PAGE)
        yield from found.items
        if len(found.items) < _PAGE:
            return


def _cells(entry: AuditEntry) -> list[object]:
    changes = json.dumps(entry.changes, ensure_ascii=False) if entry.changes else ""
    at = entry.at.strftime("%Y-%m-%d %H:%M:%S")
    place = [entry.object_type, entry.object_id, changes, entry.ip, entry.user_agent, entry.request_id]
    return [at, entry.actor, entry.action, entry.outcome, *place]
