"""The settings pages: who sees what, what their callbacks change, and how errors are told."""

import csv
import io
import json
import re
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from components.settings_frame import SECTIONS
from data.models import Campaign
from domain.accounts import InviteInput
from domain.jobs import JobStatus
from domain.permissions import Role, allows
from domain.ports import Mail
from integrations.mail.outbox import OutboxMailer
from services import api_keys, audit, invitations, jobs, members, organizations, outbox, sessions
from services.container import Container
from services.units import reading, writing
from tests.callback_calls import CallbackCaller, changes
from tests.factories import PASSWORD, Tenant, campaign, save
from tests.fakes import Clock
from tests.fixtures_app import sqlite_only

pytestmark = sqlite_only
ITEMS = [item for group in SECTIONS for item in group.items]
ADMIN_CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("settings_members.show_members", {}, ""),
    ("settings_members.show_invitations", {}, ""),
    ("settings_members.show_member_form", {}, "any"),
    (
        "settings_members.change_member",
        {"settings-member-chosen.data": {"id": str(uuid4())}, "settings-member-role.value": "admin"},
        "",
    ),
    (
        "settings_members.invite_member",
        {"settings-invite-email.value": "a@example.com", "settings-invite-role.value": "admin"},
        "",
    ),
    ("settings_members.ask_before_revoking", {}, "any"),
    ("settings_members.revoke_invitation", {"settings-invitation-chosen.data": str(uuid4())}, ""),
    ("settings_api_keys.show_keys", {}, ""),
    ("settings_api_keys.create_key", {"settings-new-key-name.value": "x"}, ""),
    ("settings_api_keys.ask_before_revoking", {}, "any"),
    ("settings_api_keys.revoke_key", {"settings-old-key-chosen.data": str(uuid4())}, ""),
    ("settings_audit_log.show_entries", {}, ""),
    ("settings_audit_log.save_entries", {}, ""),
    ("settings_jobs.show_jobs", {}, ""),
    ("settings_outbox.show_mails", {}, ""),
    ("settings_organization.save_organization", {"settings-organization-name.value": "Mine"}, ""),
    ("settings_organization.remove_example", {}, ""),
]


@pytest.fixture
def admin(app: Flask, tenant: Tenant) -> CallbackCaller:
    return CallbackCaller(app, tenant.admin)


def text_of(answer: TestResponse, name: str) -> str:
    return json.dumps(changes(answer).get(name))


def toast_of(answer: TestResponse) -> str:
    return text_of(answer, "toasts.children")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.href)
def test_a_page_shows_itself_or_a_plain_refusal_and_links_only_what_the_role_may(
    app: Flask, tenant: Tenant, role: Role, item: Any
) -> None:
    shown = CallbackCaller(app, tenant.actor(role)).page(item.href)

    assert ("Your role does not include" in shown) != allows(role, item.permission)
    linked = {href for href in re.findall(r'"href":"(/settings/[a-z-]+)"', shown) if href != item.href}
    assert linked == {other.href for other in ITEMS if allows(role, other.permission)} - {item.href}


@pytest.mark.parametrize(("name", "values", "pressed"), ADMIN_CALLS, ids=[call[0] for call in ADMIN_CALLS])
@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
def test_what_only_admins_may_is_refused_with_words_and_changes_nothing(
    app: Flask, tenant: Tenant, role: Role, name: str, values: dict[str, Any], pressed: str
) -> None:
    before = audit.list_audit(tenant.admin).total
    answer = CallbackCaller(app, tenant.actor(role)).call(name, values, pressed=pressed)

    assert answer.status_code == 200
    told = json.dumps(changes(answer))
    assert "Your role does not allow this" in told
    assert not [key for key in changes(answer) if key.endswith(("-rows.children", "-file.data", ".data-open"))]
    # The session that the caller began is the only new line.
    assert audit.list_audit(tenant.admin).total == before + 1


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (
            "settings_members.change_member",
            {"settings-member-chosen.data": {"id": "x"}, "settings-member-role.value": "a"},
        ),
        (
            "settings_members.change_member",
            {"settings-member-chosen.data": {"id": "x"}, "settings-member-role.value": "admin"},
        ),
        ("settings_members.invite_member", {"settings-invite-email.value": "a@example.com"}),
        ("settings_members.revoke_invitation", {"settings-invitation-chosen.data": "'; --"}),
        ("settings_api_keys.revoke_key", {"settings-old-key-chosen.data": "x"}),
        ("settings_jobs.show_jobs", {"settings-jobs-status.value": "nonsense", "settings-jobs-page.data": -5}),
        ("settings_audit_log.show_entries", {"settings-audit-dates.start_date": "nonsense"}),
    ],
)
def test_nonsense_from_a_client_never_counts_as_our_fault(
    admin: CallbackCaller, name: str, values: dict[str, Any]
) -> None:
    answer = admin.call(name, values)

    assert answer.status_code == 200
    assert "Something went wrong" not in answer.text


def test_strangers_and_forged_calls_do_not_reach_a_callback(app: Flask, admin: CallbackCaller) -> None:
    body = {"output": "x.y", "outputs": {"id": "x", "property": "y"}, "inputs": [], "changedPropIds": []}
    with app.app_context():
        forged = admin.client.http.post("/_dash-update-component", json=body)
    with app.app_context():
        stranger = app.test_client().post("/_dash-update-component", json=body)

    assert forged.status_code == 403
    assert stranger.status_code in {401, 403}


def test_an_unforeseen_error_is_told_by_its_request_id_only(
    admin: CallbackCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_actor: object) -> None:
        raise RuntimeError("the database password is hunter2")

    monkeypatch.setattr(sessions, "list_sessions", fail)
    answer = admin.call("settings_sessions.show_sessions")

    assert answer.status_code == 200
    assert answer.headers["X-Request-ID"] in toast_of(answer)
    assert "hunter2" not in answer.text


def test_the_name_is_saved_or_the_error_stands_at_its_field(admin: CallbackCaller, tenant: Tenant) -> None:
    empty = admin.call("settings_profile.save_name", {"settings-profile-full_name.value": "  "})
    saved = admin.call("settings_profile.save_name", {"settings-profile-full_name.value": " Zoë "})

    assert "1 to 200" in text_of(empty, "settings-profile-full_name-error.children")
    assert changes(empty)["settings-profile-full_name-field.className"] == "field has-error"
    assert changes(saved)["settings-profile-full_name.value"] == "Zoë"
    assert sessions.get_account(tenant.admin).user.full_name == "Zoë"


def test_changing_the_password_needs_the_present_one_and_ends_other_sessions(app: Flask, tenant: Tenant) -> None:
    here, elsewhere = (CallbackCaller(app, tenant.admin) for _ in range(2))
    values = {"settings-password-current.value": "wrong", "settings-password-password.value": "a red kite at sea"}
    wrong = here.call("settings_profile.change_password", values)
    right = here.call("settings_profile.change_password", {**values, "settings-password-current.value": PASSWORD})

    assert "not right" in text_of(wrong, "settings-password-current-error.children")
    assert changes(right)["settings-password-password.value"] == ""
    assert here.call("settings_sessions.show_sessions").status_code == 200
    assert elsewhere.call("settings_sessions.show_sessions").status_code == 401


def test_the_organization_is_saved_and_an_unknown_time_zone_is_told_at_its_field(
    admin: CallbackCaller, tenant: Tenant
) -> None:
    owner = "settings-organization"
    values = {f"{owner}-name.value": "Acme GmbH", f"{owner}-currency.value": "EUR", f"{owner}-time_zone.value": "Mars"}
    wrong = admin.call("settings_organization.save_organization", values)
    admin.call("settings_organization.save_organization", {**values, f"{owner}-time_zone.value": "Europe/Berlin"})

    assert "Europe/Berlin" in text_of(wrong, f"{owner}-time_zone-error.children")
    found = organizations.get_organization(tenant.admin)
    assert (found.name, found.currency, found.time_zone) == ("Acme GmbH", "EUR", "Europe/Berlin")


def test_example_data_is_removed_and_its_panel_with_it(admin: CallbackCaller, tenant: Tenant) -> None:
    save(tenant.id, campaign(is_example=True), campaign(name="Our own"))
    assert "Remove example data" in admin.page("/settings/organization")
    answer = admin.call("settings_organization.remove_example")

    assert changes(answer)["settings-example-place.href"] == "/"
    assert "Remove example data" not in admin.page("/settings/organization")
    with reading(tenant.admin) as session:
        assert [row.name for row in session.scalars(select(Campaign))] == ["Our own"]


def test_the_last_admin_stays_and_the_dialog_says_why(admin: CallbackCaller, tenant: Tenant) -> None:
    values = {
        "settings-member-chosen.data": {"id": str(tenant.admin.user_id), "active": True},
        "settings-member-role.value": "viewer",
    }
    demoted = admin.call("settings_members.change_member", values)
    shut_out = admin.call("settings_members.change_member", values, changed="settings-member-access.n_clicks")

    for answer in (demoted, shut_out):
        assert "at least one admin" in text_of(answer, "settings-member-role-error.children")
        assert "settings-member-dialog.data-open" not in changes(answer)


def test_a_member_gets_a_role_and_is_shut_out_at_once(app: Flask, admin: CallbackCaller, tenant: Tenant) -> None:
    viewer = CallbackCaller(app, tenant.viewer)
    opened = admin.call("settings_members.show_member_form", pressed=str(tenant.viewer.user_id))
    values = {"settings-member-chosen.data": changes(opened)["settings-member-chosen.data"]}
    admin.call("settings_members.change_member", {**values, "settings-member-role.value": "admin"})
    assert "Members" in viewer.page("/settings/members")
    assert viewer.call("settings_members.show_members").status_code == 200
    admin.call("settings_members.change_member", values, changed="settings-member-access.n_clicks")

    assert viewer.call("settings_members.show_members").status_code == 401


def test_another_organizations_ids_and_missing_ones_are_answered_alike(
    admin: CallbackCaller, tenant: Tenant, other: Tenant
) -> None:
    key = api_keys.create_api_key(other.admin, _key_input())
    pending = invitations.invite(other.admin, InviteInput(email="x@example.com", role=Role.VIEWER))
    cases = [
        (
            "settings_members.change_member",
            "settings-member-chosen.data",
            lambda id_: {"id": id_},
            other.viewer.user_id,
        ),
        ("settings_members.revoke_invitation", "settings-invitation-chosen.data", str, pending.id),
        ("settings_api_keys.revoke_key", "settings-old-key-chosen.data", str, key.id),
    ]
    for name, store, shape, foreign in cases:
        told = []
        for id_ in (foreign, uuid4()):
            values = {store: shape(str(id_)), "settings-member-role.value": "viewer"}
            answer = admin.call(name, values)
            told.append(re.sub(r"[0-9a-f]{32}", "", json.dumps(changes(answer))))
        assert told[0] == told[1]
        assert "There is nothing here" in told[0]


def _key_input(**changed: Any) -> Any:
    from domain.accounts import ApiKeyInput

    return ApiKeyInput(**{"name": "Script", **changed})


def test_inviting_shows_the_link_once_and_lists_the_invitation(admin: CallbackCaller) -> None:
    values = {"settings-invite-email.value": " bo@example.com ", "settings-invite-role.value": "viewer"}
    answer = admin.call("settings_members.invite_member", values)
    listed = admin.call("settings_members.show_invitations")

    assert "/invite/" in text_of(answer, "settings-invite-answer.children")
    assert changes(answer)["settings-invite-form.hidden"] is True
    assert "bo@example.com" in listed.text
    assert "/invite/" not in listed.text


@pytest.mark.parametrize("email", ["nobody", "", "admin"])
def test_inviting_wrongly_is_told_at_the_field(admin: CallbackCaller, tenant: Tenant, email: str) -> None:
    address = tenant.email() if email == "admin" else email
    values = {"settings-invite-email.value": address, "settings-invite-role.value": "viewer"}
    answer = admin.call("settings_members.invite_member", values)

    assert text_of(answer, "settings-invite-email-error.children") not in {"[]", "null"}
    assert "settings-invite-answer.children" not in changes(answer)


def test_a_key_is_shown_once_and_works_until_it_is_revoked(admin: CallbackCaller, tenant: Tenant) -> None:
    owner = "settings-new-key"
    values = {f"{owner}-name.value": "Nightly", f"{owner}-scopes.value": ["read"], f"{owner}-life.value": "30"}
    answer = admin.call("settings_api_keys.create_key", values)
    found = re.search(r"adv_[0-9a-f]{8}_[\w-]{20,}", answer.text)
    assert found
    assert api_keys.resolve_api_key(found[0]).organization_id == tenant.id
    listed = admin.call("settings_api_keys.show_keys")
    assert found[0] not in listed.text

    [key] = api_keys.list_api_keys(tenant.admin)
    asked = admin.call("settings_api_keys.ask_before_revoking", pressed=str(key.id))
    admin.call(
        "settings_api_keys.revoke_key", {"settings-old-key-chosen.data": changes(asked)["settings-old-key-chosen.data"]}
    )
    assert "Revoked" in admin.call("settings_api_keys.show_keys").text


def test_an_old_sign_in_must_give_the_password_before_a_key_is_made(
    admin: CallbackCaller, tenant: Tenant, clock: Clock
) -> None:
    owner = "settings-new-key"
    values = {f"{owner}-name.value": "Nightly", f"{owner}-scopes.value": ["read"], f"{owner}-life.value": "30"}
    clock.advance(sessions.RECENT + timedelta(seconds=1))
    asked = admin.call("settings_api_keys.create_key", values)
    wrong = admin.call("settings_api_keys.create_key", {**values, f"{owner}-password.value": "wrong"})
    assert changes(asked)[f"{owner}-proof.hidden"] is False
    for answer in (asked, wrong):
        assert "password" in text_of(answer, f"{owner}-password-error.children")
    assert api_keys.list_api_keys(tenant.admin) == []

    admin.call("settings_api_keys.create_key", {**values, f"{owner}-password.value": PASSWORD})
    admin.call("settings_api_keys.create_key", values)
    assert len(api_keys.list_api_keys(tenant.admin)) == 2


@pytest.mark.parametrize("field", ["name", "scopes"])
def test_a_key_without_name_or_scope_is_told_at_its_field(admin: CallbackCaller, field: str) -> None:
    owner = "settings-new-key"
    values = {f"{owner}-name.value": "Nightly", f"{owner}-scopes.value": ["read"], f"{owner}-life.value": "30"}
    answer = admin.call("settings_api_keys.create_key", {**values, f"{owner}-{field}.value": None})

    assert text_of(answer, f"{owner}-{field}-error.children") not in {"[]", "null"}


def test_sessions_end_one_by_one_or_all_others(app: Flask, tenant: Tenant) -> None:
    here, first, second = (CallbackCaller(app, tenant.admin) for _ in range(3))
    listed = json.loads(here.call("settings_sessions.show_sessions").text)
    keys = re.findall(r'"key": "([0-9a-f-]{36})"', json.dumps(listed))
    assert len(keys) == 2
    here.call("settings_sessions.end_session", pressed=keys[0])
    alive = [caller.call("settings_sessions.show_sessions").status_code for caller in (first, second)]
    assert sorted(alive) == [200, 401]
    answer = here.call("settings_sessions.end_other_sessions")

    assert "1 other place" in toast_of(answer)
    assert first.call("settings_sessions.show_sessions").status_code == 401
    assert second.call("settings_sessions.show_sessions").status_code == 401
    assert here.call("settings_sessions.show_sessions").status_code == 200


def test_another_persons_session_cannot_be_ended(app: Flask, admin: CallbackCaller, tenant: Tenant) -> None:
    CallbackCaller(app, tenant.viewer)
    [victim] = sessions.list_sessions(tenant.viewer)
    answer = admin.call("settings_sessions.end_session", pressed=str(victim.id))

    assert "There is nothing here" in toast_of(answer)
    assert len(sessions.list_sessions(tenant.viewer)) == 1


def test_the_audit_log_is_filtered_paged_and_kept_in_the_address(admin: CallbackCaller, tenant: Tenant) -> None:
    with writing(tenant.admin) as session:
        for number in range(60):
            audit.record(session, tenant.admin, "test.counted", "thing", str(number))
    filtered = admin.call("settings_audit_log.show_entries", {"settings-audit-action.value": "test.counted"})
    older = admin.call(
        "settings_audit_log.show_entries",
        {"settings-audit-action.value": "test.counted", "settings-audit-page.data": 1},
        changed="settings-audit-older.n_clicks",
    )

    assert changes(filtered)["settings-audit-count.children"] == "1 to 50 of 60 entries"
    assert changes(filtered)["settings-audit-place.search"] == "?action=test.counted"
    assert changes(older)["settings-audit-count.children"] == "51 to 60 of 60 entries"
    assert (changes(older)["settings-audit-newer.disabled"], changes(older)["settings-audit-older.disabled"]) == (
        False,
        True,
    )
    assert '"value":"test.counted"' in admin.page("/settings/audit-log", "?action=test.counted&date_from=nonsense")


def test_the_saved_audit_log_is_safe_for_spreadsheets(admin: CallbackCaller, tenant: Tenant, other: Tenant) -> None:
    with writing(other.admin) as session:
        audit.record(session, other.admin, "test.secret", "thing", "CANARY")
    with writing(tenant.admin) as session:
        audit.record(session, tenant.admin, "=HYPERLINK(0)", "thing", "@SUM(A1)")
    answer = admin.call("settings_audit_log.save_entries")
    data = changes(answer)["settings-audit-file.data"]
    rows = list(csv.reader(io.StringIO(b64decode(data["content"]).decode("utf-8-sig"))))

    assert data["filename"].startswith("audit-log-")
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert "CANARY" not in str(rows)
    assert audit.list_audit(tenant.admin, action="audit_log.exported").total == 1


def test_jobs_are_asked_for_again_while_one_runs_and_can_be_cancelled(admin: CallbackCaller, tenant: Tenant) -> None:
    quiet = admin.call("settings_jobs.show_jobs")
    job_id = jobs.submit(tenant.analyst, "import_file", {})
    running = admin.call("settings_jobs.show_jobs")
    admin.call("settings_jobs.cancel_job", pressed=str(job_id))

    assert changes(quiet)["settings-jobs-tick.disabled"] is True
    assert changes(running)["settings-jobs-tick.disabled"] is False
    assert jobs.get_job(tenant.admin, job_id).status is JobStatus.CANCELLED
    ended = admin.call("settings_jobs.show_jobs", {"settings-jobs-status.value": "cancelled"})
    assert changes(ended)["settings-jobs-tick.disabled"] is True
    assert changes(ended)["settings-jobs-place.search"] == "?status=cancelled"


def test_the_outbox_shows_an_organization_only_its_own_mails_that_still_work(
    app: Flask, core: Container, tenant: Tenant, other: Tenant, tmp_path: Path
) -> None:
    mailer = OutboxMailer(tmp_path, "AdVision <no-reply@localhost>")
    app.extensions["advision"] = replace(core, mailer=mailer)
    own = invitations.invite(tenant.admin, InviteInput(email="bo@example.com", role=Role.VIEWER))
    # Another organization invites this one's admin: its name is nobody's business here.
    invitations.invite(other.admin, InviteInput(email=tenant.email(), role=Role.VIEWER))
    invitations.request_reset(tenant.email(Role.VIEWER))
    mailer.send(Mail(to=tenant.email(), subject="Without a link", text="CANARY"))

    shown = outbox.list_outbox(tenant.admin)
    assert {mail.to for mail in shown} == {"bo@example.com", tenant.email(Role.VIEWER)}
    listed = CallbackCaller(app, tenant.admin).call("settings_outbox.show_mails").text
    assert "Globex" not in listed
    assert "CANARY" not in listed

    invitations.revoke_invitation(tenant.admin, own.id)
    assert {mail.to for mail in outbox.list_outbox(tenant.admin)} == {tenant.email(Role.VIEWER)}
    production = core.settings.model_copy(update={"environment": "production"})
    app.extensions["advision"] = replace(core, mailer=mailer, settings=production)
    assert outbox.list_outbox(tenant.admin) == []


def test_a_role_change_of_another_organization_does_not_show(admin: CallbackCaller, other: Tenant) -> None:
    members.update_profile(other.admin, "CANARY")

    assert "CANARY" not in admin.call("settings_members.show_members").text
    assert "CANARY" not in admin.call("settings_audit_log.show_entries").text
