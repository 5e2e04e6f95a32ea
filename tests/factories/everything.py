"""One row in every table of an organization, with its canary in every text: what isolation tests look for."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, Text, inspect

from data.models import Base
from domain.actors import Actor
from tests.factories.accounts import (
    api_key,
    audit_row,
    invitation,
    login_session,
    password_reset,
    refresh_token,
    user,
)
from tests.factories.campaigns import annotation, campaign, platform_campaign, saved_view
from tests.factories.creatives import comment, creative
from tests.factories.intelligence import (
    business_profile,
    generated_variant,
    model_choice,
    own_model,
    prediction,
)
from tests.factories.jobs import idempotency_key, job
from tests.factories.metrics import (
    import_batch,
    import_mapping,
    import_reject,
    metric_coverage,
    metric_rollup,
    metric_row,
    upload,
)
from tests.factories.saving import save

# These hold words that the application reads back as one of a fixed set, or as a key.
_FIXED = {
    "role", "status", "kind", "currency", "country", "platform", "state", "format", "source", "actor_kind", "outcome",
    "age", "gender", "creative_type", "content_type", "sha256", "analyzer", "subject_kind", "placement", "emotion",
    "sentiment", "label", "header_hash", "prefix", "password_hash",
}  # fmt: skip


def fill_every_table(actor: Actor, canary: str) -> dict[str, Base]:
    """Save one row of every tenant model; gives them by table name. Every free text holds the canary."""
    person = user()
    plan, batch, picture = campaign(), import_batch(), creative()
    placed = platform_campaign(plan.id)
    rows: list[Base] = [person, plan, placed, batch, picture, comment(picture.id), *_around(person.id)]
    rows += [metric_row(batch.id, placed.id), metric_coverage(batch.id, placed.id)]
    rows += [metric_rollup(placed.id, plan.id), import_reject(batch.id), import_mapping(), upload()]
    rows += [own_model(), model_choice(), prediction(picture.id), business_profile(), generated_variant()]
    for row in rows:
        mark(row, canary)
    save(actor, *rows)
    return {str(inspect(type(row)).local_table.name): row for row in rows}


def _around(user_id: UUID) -> list[Base]:
    return [
        invitation(user_id), login_session(user_id), refresh_token(user_id), password_reset(user_id), api_key(user_id),
        saved_view(user_id), audit_row(), annotation(), job(created_by_id=user_id), idempotency_key(),
    ]  # fmt: skip


def mark(row: Base, canary: str) -> None:
    """Put the canary into every free text and JSON value of a row."""
    for name, column in inspect(type(row)).columns.items():
        if name in _FIXED:
            continue
        if isinstance(column.type, String | Text):
            setattr(row, name, f"{canary} {getattr(row, name) or name}"[: column.type.length or None])
        elif isinstance(column.type, JSON):
            setattr(row, name, _marked(getattr(row, name), canary))


def _marked(value: Any, canary: str) -> Any:
    if isinstance(value, list):
        return [canary]
    # What is read back as a contract takes no key that it does not know.
    words = next((name for name in ("headline", "voice") if value and name in value), None)
    return {**(value or {}), words or "canary": f"{canary} {value[words]}" if words else canary}
