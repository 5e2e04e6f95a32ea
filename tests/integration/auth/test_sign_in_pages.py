"""Signing in and out, registering, joining and resetting, as a browser does it."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth import views
from data.models import LoginSession
from domain.accounts import InviteInput
from domain.permissions import Role
from services import directory, invitations, lockout, members, organizations, sessions
from services.container import Container
from services.units import reading
from tests.factories import PASSWORD, Tenant, password_hash
from tests.fakes import Clock, RecordedMails
from tests.fixtures_app import sqlite_only
from tests.form_browser import FormBrowser

pytestmark = sqlite_only
NEW_PASSWORD = "a red kite over the fjord"
OUTSIDE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    " https://evil.example",
    "http:evil.example",
    "/login?next=/login",
    "/logout",
    "/\r\nSet-Cookie: a=b",
    "",
]


class AtOnce:
    """Runs what should happen after the answer before it, so that a test sees it."""

    def submit(self, function: Any, *arguments: Any) -> None:
        function(*arguments)


@pytest.fixture
def browser(app: Flask, core: Container) -> FormBrowser:
    return FormBrowser(app)


@pytest.fixture
def mails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_after_answer", AtOnce())


def register(browser: FormBrowser, **changes: str) -> Any:
    fields = {
        "full_name": "Ana Petrova",
        "organization_name": "Northwind",
        "email": "ana@northwind.example.com",
        "password": NEW_PASSWORD,
    }
    return browser.send("/register", **{**fields, **changes})


def link_in(mails: RecordedMails) -> str:
    found = re.search(r"/(?:invite|reset)/\S+", mails.sent[-1].text)
    assert found
    return found[0]


@pytest.mark.parametrize("path", ["/login", "/register", "/forgot"])
def test_pages_without_sign_in_have_a_form_and_no_inline_code(browser: FormBrowser, path: str) -> None:
    answer = browser.open(path)

    assert answer.status_code == 200
    assert browser.token(path)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|javascript:", answer.text)
    assert answer.headers["Cache-Control"] == "no-store"


def test_registering_signs_in_and_lands_on_the_overview(browser: FormBrowser) -> None:
    answer = register(browser)

    assert (answer.status_code, answer.location) == (302, "/")
    assert browser.is_signed_in()


def test_registering_wrongly_names_each_field_and_keeps_values_but_no_password(browser: FormBrowser) -> None:
    answer = register(browser, email="ana@", organization_name="", password="short-1")

    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 3
    assert 'value="Ana Petrova"' in answer.text
    assert "short-1" not in answer.text
    assert re.search(r'<input[^>]*autofocus[^>]*id="organization_name"', answer.text)
    assert not browser.is_signed_in()


def test_registering_with_a_common_password_says_so_at_the_field(browser: FormBrowser) -> None:
    answer = register(browser, password="password")

    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text


def test_registering_a_taken_address_is_refused(browser: FormBrowser, tenant: Tenant) -> None:
    answer = register(browser, email=tenant.email().upper())

    assert answer.status_code == 409
    assert "account with this address" in answer.text


def test_signing_in_goes_on_to_the_page_that_was_asked_for(browser: FormBrowser, tenant: Tenant) -> None:
    turned_away = browser.open("/campaigns?platform=meta")
    assert turned_away.status_code == 302

    assert 'value="/campaigns?platform=meta"' in browser.open(turned_away.location).text
    answer = browser.sign_in(tenant.email(), PASSWORD, next="/campaigns?platform=meta")

    assert answer.location == "/campaigns?platform=meta"
    assert browser.open("/login").location == "/"


def test_wrong_password_and_unknown_address_get_one_and_the_same_answer(app: Flask, tenant: Tenant) -> None:
    answers = []
    for email in (tenant.email(), "nobody@acme.example.com"):
        answer = FormBrowser(app).sign_in(email, "not the password")
        assert answer.status_code == 401
        answers.append(re.sub(r'value="[^"]*"', "", answer.text))

    assert answers[0] == answers[1]
    assert "The address or the password is not right." in answers[0]


def test_repeated_failures_lock_out_and_say_for_how_long(app: Flask, tenant: Tenant) -> None:
    for _ in range(lockout.ADDRESS_FAILURES):
        lockout.note_failure(tenant.email(), "")
    answer = FormBrowser(app).sign_in(tenant.email(), PASSWORD)

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "Wait a minute" in answer.text


def test_the_sixth_try_within_a_minute_is_refused_for_that_network_and_account_only(
    app: Flask, core: Container, tenant: Tenant, other: Tenant
) -> None:
    app.extensions["advision"] = replace(core, settings=core.settings.model_copy(update={"auth_limit": "5 per minute"}))
    browser, elsewhere = FormBrowser(app), FormBrowser(app)
    token = browser.token("/login")
    fields = {"csrf_token": token, "email": tenant.email(), "password": "not the password"}
    for _ in range(5):
        assert browser.post("/login", fields).status_code == 401
    refused = browser.post("/login", fields)

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "Too many tries" in refused.text
    assert browser.open("/login").status_code == 200
    assert elsewhere.sign_in(tenant.email(), PASSWORD).status_code == 429
    assert elsewhere.sign_in(other.email(), PASSWORD).status_code == 302


@pytest.mark.parametrize("target", OUTSIDE)
def test_next_never_leaves_the_site(browser: FormBrowser, tenant: Tenant, target: str) -> None:
    answer = browser.sign_in(tenant.email(), PASSWORD, next=target)

    assert answer.location == "/"


def test_the_session_is_new_after_signing_in(browser: FormBrowser, tenant: Tenant) -> None:
    browser.open("/login")
    before = browser.cookie
    browser.sign_in(tenant.email(), PASSWORD)

    assert browser.cookie
    assert browser.cookie != before


def test_a_cookie_from_before_signing_in_stays_a_strangers(app: Flask, browser: FormBrowser, tenant: Tenant) -> None:
    browser.open("/login")
    planted = browser.cookie
    browser.sign_in(tenant.email(), PASSWORD)
    thief = FormBrowser(app)
    thief.http.set_cookie("advision", planted or "")

    assert not thief.is_signed_in()


def test_signing_out_kills_the_cookie(app: Flask, browser: FormBrowser, tenant: Tenant) -> None:
    browser.sign_in(tenant.email(), PASSWORD)
    stolen = browser.cookie
    answer = _sign_out(browser)

    assert answer.location == "/login"
    assert not browser.is_signed_in()
    thief = FormBrowser(app)
    thief.http.set_cookie("advision", stolen or "")
    assert not thief.is_signed_in()


def _sign_out(browser: FormBrowser) -> Any:
    browser.open("/")
    token = browser.http.get_cookie("_csrf_token")
    assert token
    return browser.post("/logout", {"csrf_token": token.value})


@pytest.mark.parametrize("path", ["/login", "/register", "/forgot", "/logout"])
def test_forms_without_their_token_are_refused(browser: FormBrowser, path: str) -> None:
    answer = browser.post(path, {"email": "ana@northwind.example.com"})

    assert answer.status_code == 403
    assert "The page is out of date" in answer.text


def test_a_role_that_is_taken_away_holds_from_the_next_request(browser: FormBrowser, tenant: Tenant) -> None:
    browser.sign_in(tenant.email(Role.ANALYST), PASSWORD)
    assert tenant.analyst.user_id
    members.set_active(tenant.admin, tenant.analyst.user_id, is_active=False)

    assert not browser.is_signed_in()


def test_a_session_ends_when_it_is_idle_and_at_its_absolute_end(
    app: Flask, core: Container, tenant: Tenant, clock: Clock
) -> None:
    idle, busy = FormBrowser(app), FormBrowser(app)
    for browser in (idle, busy):
        browser.sign_in(tenant.email(), PASSWORD)
    for _ in range(int(sessions.ABSOLUTE / sessions.IDLE)):
        assert busy.is_signed_in()
        clock.advance(sessions.IDLE - timedelta(minutes=1))
    assert not idle.is_signed_in()
    clock.advance(timedelta(hours=1))

    assert not busy.is_signed_in()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(role=st.sampled_from(list(Role)), tampered=st.sampled_from(["admin", "viewer", "owner", ""]))
def test_a3_an_invitation_is_accepted_exactly_once_with_its_own_role(
    app: Flask, core: Container, mails: RecordedMails, tenant: Tenant, role: Role, tampered: str
) -> None:
    email = f"guest-{len(mails.sent)}-{role.value}@example.com"
    invitations.invite(tenant.admin, InviteInput(email=email, role=role))
    path = link_in(mails)
    browser = FormBrowser(app)
    fields = {
        "full_name": "Guest",
        "password": NEW_PASSWORD,
        "role": tampered,
        "email": "else@example.com",
        "organization_id": "00000000-0000-0000-0000-000000000000",
    }
    answer = browser.send(path, **fields)

    assert (answer.status_code, answer.location) == (302, "/")
    joined = [member for member in members.list_members(tenant.admin) if member.email == email]
    assert [member.role for member in joined] == [role]
    second = FormBrowser(app).open(path)
    assert second.status_code == 422
    assert "Ask for a new one" in second.text


def test_joining_signs_out_whoever_was_signed_in(
    app: Flask, browser: FormBrowser, mails: RecordedMails, tenant: Tenant, other: Tenant
) -> None:
    browser.sign_in(other.email(), PASSWORD)
    invitations.invite(tenant.admin, InviteInput(email="bo@example.com", role=Role.VIEWER))
    path = link_in(mails)

    assert other.email() in browser.open(path).text
    browser.send(path, full_name="Bo Lind", password=NEW_PASSWORD)

    assert sessions.list_sessions(other.admin) == []
    assert browser.is_signed_in()


def test_an_invitation_that_was_taken_back_or_ran_out_does_not_work(
    browser: FormBrowser, mails: RecordedMails, tenant: Tenant, clock: Clock
) -> None:
    first = invitations.invite(tenant.admin, InviteInput(email="bo@example.com", role=Role.VIEWER))
    path = link_in(mails)
    invitations.revoke_invitation(tenant.admin, first.id)
    assert browser.open(path).status_code == 422

    invitations.invite(tenant.admin, InviteInput(email="bo@example.com", role=Role.VIEWER))
    path = link_in(mails)
    assert browser.open(path).status_code == 200
    clock.advance(invitations.INVITATION_LIFE)
    assert browser.open(path).status_code == 422


def test_asking_for_a_reset_answers_alike_for_known_and_unknown_addresses(
    app: Flask, mails: RecordedMails, tenant: Tenant, mails_at_once: None
) -> None:
    answers = []
    for email in (tenant.email(), "nobody@acme.example.com"):
        answer = FormBrowser(app).send("/forgot", email=email)
        answers.append((answer.status_code, answer.text.replace(email, "")))

    assert answers[0] == answers[1]
    assert [mail.to for mail in mails.sent] == [tenant.email()]


def test_a_reset_works_once_and_ends_every_session(
    app: Flask, browser: FormBrowser, mails: RecordedMails, tenant: Tenant, mails_at_once: None
) -> None:
    elsewhere = FormBrowser(app)
    elsewhere.sign_in(tenant.email(), PASSWORD)
    browser.send("/forgot", email=tenant.email())
    path = link_in(mails)
    weak = browser.send(path, password="12345678")
    answer = browser.send(path, password=NEW_PASSWORD)

    assert weak.status_code == 422
    assert answer.location == "/login"
    assert "signed out everywhere" in browser.open("/login").text
    assert not elsewhere.is_signed_in()
    assert browser.open(path).status_code == 422
    assert FormBrowser(app).sign_in(tenant.email(), PASSWORD).status_code == 401
    assert FormBrowser(app).sign_in(tenant.email(), NEW_PASSWORD).status_code == 302


def test_only_hashes_of_tokens_are_stored(browser: FormBrowser, tenant: Tenant) -> None:
    browser.sign_in(tenant.email(), PASSWORD)
    with browser.http.session_transaction() as cookie:
        token = str(cookie["_user_id"])
    with reading(tenant.admin) as session:
        rows = session.query(LoginSession).all()

    assert directory.hash_key(token) in {row.token_hash for row in rows}
    assert all(token.encode() not in row.token_hash for row in rows)


def test_the_example_sign_in_is_shown_only_where_the_example_is(
    app: Flask, core: Container, browser: FormBrowser
) -> None:
    assert "made-up data" not in browser.open("/login").text
    organizations.create_organization("Example", "demo@advision.example", "Dana", password_hash(), is_example=True)

    assert core.settings.demo_password in browser.open("/login").text
    production = core.settings.model_copy(update={"environment": "production"})
    app.extensions["advision"] = replace(core, settings=production)
    assert core.settings.demo_password not in browser.open("/login").text


def test_an_unknown_page_for_people_says_what_to_do(browser: FormBrowser) -> None:
    answer = browser.open("/reset/unknown")

    assert answer.status_code == 422
    assert "Ask for a new link" in answer.text
    assert "request id" in answer.text
