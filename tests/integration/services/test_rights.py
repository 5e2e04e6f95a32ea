"""Every service function that acts for someone, tried by every role and with another organization's ids.

The functions are found by themselves; one that is new fails until it has its line in `NEEDS`.
"""

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

import services
from data.statements import tenant_columns
from domain.errors import AppError, ErrorCode
from domain.permissions import ROLE_PERMISSIONS, Permission, Role, allows
from services import analyses
from tests.factories import fill_every_table
from tests.fixtures_app import sqlite_only

P = Permission
# What each function asks for. ANY: every member may, about what is their own or the organization's face.
# INSIDE: asks nothing itself; only other services and commands call it, after they have asked.
ANY, INSIDE = "any", "inside"
NEEDS: dict[str, Permission | str] = {
    "analytics.get_dashboard": P.VIEW,
    "analytics.get_platform_comparison": P.VIEW,
    "analytics.get_filter_choices": P.VIEW,
    "analyses.ask": INSIDE,
    "analyses.find_kept": INSIDE,
    "analyses.open_analyzer": INSIDE,
    "analyses.prepare": INSIDE,
    "analyses.start": INSIDE,
    "analyses.wait_for": INSIDE,
    "ad_contents.describe_content": P.RUN_ANALYZERS,
    "annotations.create_annotation": P.ANNOTATE,
    "annotations.delete_annotation": P.ANNOTATE,
    "annotations.list_annotations": P.VIEW,
    "api_keys.create_api_key": P.MANAGE_KEYS,
    "api_keys.list_api_keys": P.MANAGE_KEYS,
    "api_keys.revoke_api_key": P.MANAGE_KEYS,
    "audit.list_audit": P.SEE_AUDIT_LOG,
    "audit.list_actions": P.SEE_AUDIT_LOG,
    "audit_exports.export_audit": P.SEE_AUDIT_LOG,
    "brand_profiles.get_brand_profile": P.VIEW,
    "brand_profiles.save_brand_profile": P.EDIT_BRAND,
    "campaigns.list_campaigns": P.VIEW,
    "campaigns.get_campaign": P.VIEW,
    "campaigns.create_campaign": P.EDIT_CAMPAIGNS,
    "campaigns.update_campaign": P.EDIT_CAMPAIGNS,
    "campaigns.set_status": P.EDIT_CAMPAIGNS,
    "campaigns.delete_campaigns": P.DELETE_CAMPAIGNS,
    "campaigns.get_campaign_analytics": P.VIEW,
    "campaigns.get_campaign_choices": P.VIEW,
    "comment_imports.import_comments": P.IMPORT_DATA,
    "comment_imports.keep_rejects": P.IMPORT_DATA,
    "comment_imports.rejects_csv": P.IMPORT_DATA,
    "comment_readings.find_version": INSIDE,
    "comment_readings.start_reading": P.RUN_ANALYZERS,
    "comments.get_summary": P.VIEW,
    "comments.label_comment": P.RUN_ANALYZERS,
    "comments.list_comments": P.VIEW,
    "creative_deletions.delete_creative": P.EDIT_CREATIVES,
    "creative_scores.start_scoring_all": P.RUN_ANALYZERS,
    "creative_uploads.request_upload": P.EDIT_CREATIVES,
    "creative_uploads.confirm_upload": P.EDIT_CREATIVES,
    "creatives.upload_creative": P.EDIT_CREATIVES,
    "creatives.list_creatives": P.VIEW,
    "creatives.list_choices": P.VIEW,
    "creatives.get_creative": P.VIEW,
    "emotion.analyze_emotion": P.RUN_ANALYZERS,
    "creatives.get_file": P.VIEW,
    "creatives.get_download_link": P.VIEW,
    "creatives.update_creative": P.EDIT_CREATIVES,
    "engagement.predict_engagement": P.RUN_ANALYZERS,
    "engagement.predict_roi": P.RUN_ANALYZERS,
    "engagement.predict_rate": INSIDE,
    "engagement.predict_rates": INSIDE,
    "engagement_history.read_history": INSIDE,
    "own_models.start_training": P.MANAGE_MODELS,
    "own_models.list_ad_rows": P.RUN_ANALYZERS,
    "example_data.remove_example": P.MANAGE_ORGANIZATION,
    "example_data.has_example_data": P.VIEW,
    "exports.export_dashboard": P.EXPORT_DATA,
    "exports.export_campaign": P.EXPORT_DATA,
    "exports.export_campaigns": P.EXPORT_DATA,
    "facts.undo": INSIDE,
    "facts.purge": INSIDE,
    "generation.generate": P.RUN_ANALYZERS,
    "generation.list_variants": P.VIEW,
    "generation.edit_variant": P.EDIT_CREATIVES,
    "generation.report_outcome": P.EDIT_CREATIVES,
    "generation.save_variant_as_creative": P.EDIT_CREATIVES,
    "idempotency.run_once": INSIDE,
    "import_downloads.rejects_csv": P.VIEW,
    "import_downloads.get_sample": P.IMPORT_DATA,
    "import_downloads.take_sample": P.IMPORT_DATA,
    "import_queue.list_waiting": P.IMPORT_DATA,
    "import_queue.drop_waiting": P.IMPORT_DATA,
    "import_queue.start_once": P.IMPORT_DATA,
    "draft_pictures.find_thumbnail": P.RUN_ANALYZERS,
    "draft_pictures.get_picture": P.RUN_ANALYZERS,
    "draft_pictures.keep_picture": P.RUN_ANALYZERS,
    "import_queue.list_running": P.VIEW,
    "import_queue.get_run": P.VIEW,
    "import_queue.find_result": P.VIEW,
    "model_registry.activate": P.MANAGE_MODELS,
    "model_registry.list_models": P.VIEW,
    "model_registry.register_own": P.RUN_ANALYZERS,
    "model_registry.roll_back": P.MANAGE_MODELS,
    "predictions.list_predictions": P.VIEW,
    "import_undos.undo_now": INSIDE,
    "import_undos.queue_undo": INSIDE,
    "imports.look": P.IMPORT_DATA,
    "single_jobs.find_latest": P.VIEW,
    "single_jobs.find_open": P.VIEW,
    "single_jobs.submit_once": INSIDE,
    "imports.start_import": P.IMPORT_DATA,
    "imports.is_large": INSIDE,
    "import_mappings.with_remembered": INSIDE,
    "import_runs.import_upload": P.IMPORT_DATA,
    "import_runs.make_plan": INSIDE,
    "import_runs.find_result": INSIDE,
    "import_runs.close_batch": INSIDE,
    "metric_rows.forget_write": INSIDE,
    "imports.list_imports": P.VIEW,
    "imports.get_import": P.VIEW,
    "imports.get_import_result": P.VIEW,
    "imports.list_rejects": P.VIEW,
    "imports.undo_import": P.UNDO_IMPORTS,
    "invitations.invite": P.MANAGE_MEMBERS,
    "invitations.list_invitations": P.MANAGE_MEMBERS,
    "invitations.revoke_invitation": P.MANAGE_MEMBERS,
    "jobs.submit": INSIDE,
    "jobs.get_job": P.VIEW,
    "jobs.list_jobs": P.SEE_JOBS,
    "jobs.list_own_running": P.VIEW,
    # The starter may cancel as well, so the right is asked for after the job is known.
    "jobs.cancel_job": ANY,
    "members.add_member": P.MANAGE_MEMBERS,
    "members.list_members": P.MANAGE_MEMBERS,
    "members.change_role": P.MANAGE_MEMBERS,
    "members.set_active": P.MANAGE_MEMBERS,
    "members.update_profile": P.EDIT_OWN_PROFILE,
    "members.change_password": P.EDIT_OWN_PROFILE,
    "metric_rows.write_metric_rows": P.IMPORT_DATA,
    "organizations.get_organization": ANY,
    "organizations.update_organization": P.MANAGE_ORGANIZATION,
    "outbox.is_kept": P.MANAGE_ORGANIZATION,
    "outbox.list_outbox": P.MANAGE_ORGANIZATION,
    "quality.analyze_quality": P.RUN_ANALYZERS,
    "quality_learning.start_learning": P.MANAGE_MODELS,
    "quality.score_creative": P.RUN_ANALYZERS,
    # In the worker, for a task that was checked where it was asked.
    "quality.run_quality": INSIDE,
    "quality.keep_quality": INSIDE,
    "relevance.analyze_relevance": P.RUN_ANALYZERS,
    "relevance.keep_relevance": INSIDE,
    "saved_views.save_view": P.SAVE_VIEWS,
    "saved_views.list_views": P.VIEW,
    "saved_views.delete_view": P.SAVE_VIEWS,
    "sessions.get_account": ANY,
    "sessions.list_sessions": ANY,
    "sessions.end_session": ANY,
    "sessions.end_other_sessions": ANY,
    "sessions.is_recent": ANY,
    "sessions.require_recent": ANY,
    "sessions.confirm_password": P.VIEW,
    "studio.start_scoring": P.RUN_ANALYZERS,
    "studio.get_scores": P.VIEW,
    "studio.list_stored": P.VIEW,
    "studio.start_writing": P.RUN_ANALYZERS,
    "studio.get_writing": P.VIEW,
    "studio.cancel": P.RUN_ANALYZERS,
    "studio.find_picture": P.VIEW,
    "studio.list_creatives": P.VIEW,
    "studio.list_products": P.VIEW,
    "studio.save_creative": P.EDIT_CREATIVES,
    "studio.save_variant": P.EDIT_CREATIVES,
    "studio_parts.begin_part": INSIDE,
    "studio_parts.open_job": INSIDE,
    "studio_parts.read_part": INSIDE,
    "uploads.receive": P.IMPORT_DATA,
    "uploads.get_upload": P.IMPORT_DATA,
    "uploads.local_path": INSIDE,
    "uploads.discard": INSIDE,
}
# Which table an id parameter points into.
TABLES = {
    "annotation_id": "annotations", "campaign_id": "campaigns", "campaign_ids": "campaigns", "comment_id": "comments",
    "creative_id": "creatives", "import_id": "import_batches", "invitation_id": "invitations", "job_id": "jobs",
    "key_id": "api_keys", "picture_id": "creatives", "rejects_id": "comments", "run_id": "jobs",
    "session_id": "sessions", "subject_id": "creatives", "upload_id": "uploads", "user_id": "users",
    "variant_id": "generated_variants", "view_id": "saved_views",
}  # fmt: skip
IDS = (UUID, Sequence[UUID], list[UUID])
REFUSALS = (ErrorCode.FORBIDDEN, ErrorCode.SCOPE_MISSING)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """Nobody works here, so what asks an analyzer is told at once that it goes on as a job."""
    monkeypatch.setattr(analyses, "WAIT_SECONDS", 0.0)


def acting_functions() -> dict[str, Callable[..., Any]]:
    """Public functions of services whose first parameter is the actor."""
    found = {}
    for entry in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"services.{entry.name}")
        for name, work in vars(module).items():
            if inspect.isfunction(work) and work.__module__ == module.__name__ and not name.startswith("_"):
                names = list(inspect.signature(work).parameters)
                if names[:1] == ["actor"]:
                    found[f"{entry.name}.{name}"] = work
    return found


FUNCTIONS = acting_functions()
TRIED = sorted(name for name in FUNCTIONS if isinstance(NEEDS.get(name), Permission))


def needed_of(work: Callable[..., Any]) -> dict[str, Any]:
    """The parameters without a default, after the actor, with their types."""
    types = typing.get_type_hints(work)
    items = list(inspect.signature(work).parameters.items())[1:]
    return {name: types[name] for name, item in items if item.default is item.empty}


WITH_IDS = sorted(
    name
    for name, work in FUNCTIONS.items()
    if NEEDS.get(name) != INSIDE and any(k in IDS for k in needed_of(work).values())
)


def sample(kind: Any) -> Any:
    """A value of the type that gets past the first look."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if hasattr(kind, "model_construct"):
        try:
            return kind()
        except ValueError:
            fields = {name: _field(info.annotation) for name, info in kind.model_fields.items() if info.is_required()}
            return kind.model_construct(**fields)
    return {str: "x", int: 1, bool: True, bytes: b"x"}.get(kind)


def _field(kind: Any) -> Any:
    return [] if typing.get_origin(kind) in (list, tuple) else sample(kind)


def outcome(work: Callable[..., Any]) -> Any:
    """The error's words, or how another error is called; anything but an error is an answer."""
    try:
        return work()
    except AppError as error:
        return error.code, error.message, repr(error.details)
    except Exception as error:  # noqa: BLE001 - arguments that are None may break what comes after the rights.
        return type(error).__name__


def code_of(found: Any) -> Any:
    return found[0] if isinstance(found, tuple) and found and isinstance(found[0], ErrorCode) else None


def test_A2_every_service_function_has_its_line():
    assert set(FUNCTIONS) == set(NEEDS) & set(FUNCTIONS), f"without a line: {sorted(set(FUNCTIONS) - set(NEEDS))}"


def test_A2_the_table_of_roles_is_the_specifications():
    viewer = {P.VIEW, P.EDIT_OWN_PROFILE, P.SAVE_VIEWS, P.EXPORT_DATA}
    analyst = viewer | {P.IMPORT_DATA, P.EDIT_CAMPAIGNS, P.EDIT_CREATIVES, P.ANNOTATE, P.RUN_ANALYZERS, P.EDIT_BRAND}
    assert dict(ROLE_PERMISSIONS) == {Role.VIEWER: viewer, Role.ANALYST: analyst, Role.ADMIN: set(Permission)}


@sqlite_only
@pytest.mark.parametrize("name", TRIED)
def test_A2_service_function_lets_in_exactly_the_roles_that_may(core, tenant, name):
    work, permission = FUNCTIONS[name], NEEDS[name]
    needed = needed_of(work)
    for role in Role:
        values = [uuid4() if kind is UUID else [uuid4()] if kind in IDS else sample(kind) for kind in needed.values()]
        found = outcome(lambda values=values, role=role: work(tenant.actor(role), *values))
        assert (code_of(found) in REFUSALS) is not allows(role, permission), f"{role}: {found}"


@sqlite_only
@pytest.mark.parametrize("name", TRIED)
def test_A2_service_function_lets_no_key_in_without_its_scope(core, tenant, name):
    work = FUNCTIONS[name]
    bare = tenant.admin.model_copy(update={"scopes": frozenset()})
    values = [
        uuid4() if kind is UUID else [uuid4()] if kind in IDS else sample(kind) for kind in needed_of(work).values()
    ]
    assert code_of(outcome(lambda: work(bare, *values))) is ErrorCode.SCOPE_MISSING


def everything_of(databases, tenant):
    key = tenant.id.bytes if databases.engine.dialect.name == "sqlite" else tenant.id
    with databases.all_seeing.connect() as connection:
        return {
            table: sorted(
                map(repr, connection.execute(text(f'SELECT * FROM "{table}" WHERE "{column}" = :o'), {"o": key}))
            )
            for table, column in tenant_columns().items()
        }


@pytest.mark.parametrize("name", WITH_IDS)
def test_A1_foreign_and_missing_ids_answer_alike_and_change_nothing(core, databases, tenant, other, name):
    work = FUNCTIONS[name]
    fill_every_table(tenant.admin, "CANARY_OWN")
    rows = fill_every_table(other.admin, "CANARY_OF_THE_OTHER")
    needed = needed_of(work)
    unknown = [key for key, kind in needed.items() if kind in IDS and key not in TABLES]
    assert unknown == [], "say in TABLES what the id points into"
    before, answers = everything_of(databases, other), []
    for is_foreign in (True, False):
        ids = {key: rows[TABLES[key]].id if is_foreign else uuid4() for key, kind in needed.items() if kind in IDS}
        values = [
            ids[key] if kind is UUID else [ids[key]] if kind in IDS else sample(kind) for key, kind in needed.items()
        ]
        answers.append(outcome(lambda values=values: work(tenant.admin, *values)))
    assert repr(answers[0]) == repr(answers[1])
    assert "CANARY_OF_THE_OTHER" not in repr(answers[0])
    assert everything_of(databases, other) == before
