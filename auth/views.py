"""The sign-in group as plain server-rendered pages: no Dash, no inline script, CSRF on every form."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, flash, make_response, redirect, render_template, request
from flask_limiter import Limiter
from flask_wtf import FlaskForm
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from auth import identity
from auth.errors import from_validation
from auth.forms import AcceptForm, ForgotForm, LoginForm, RegisterForm, ResetForm, first_to_fill, note_error
from auth.guards import safe_next
from config import Settings
from domain.accounts import AcceptInput, LoginInput, RegisterInput
from domain.errors import AppError, ErrorCode
from services import directory, examples, invitations, organizations, sessions

_ASSETS = Path(__file__).resolve().parent.parent / "assets"
# Mails leave after the answer, so that its time does not tell whether an address has an account.
_after_answer = ThreadPoolExecutor(max_workers=2, thread_name_prefix="reset-mail")


def init_sign_in(server: Flask, limiter: Limiter, settings: Settings) -> None:  # noqa: ARG001  All parts of auth are attached alike.
    """Attach the pages. Each POST counts for the network address and, where one is given, for the account."""
    routes: tuple[tuple[str, str, Callable[..., Any]], ...] = (
        ("/login", "login", login),
        ("/register", "register", register),
        ("/invite/<token>", "invite", accept_invitation),
        ("/forgot", "forgot", ask_for_reset),
        ("/reset/<token>", "reset", choose_password),
    )
    posts: dict[str, Any] = {"methods": ["POST"], "override_defaults": False}
    by_address = limiter.limit(_limit, key_func=_network, **posts)
    by_account = limiter.limit(_limit, key_func=_account, exempt_when=_names_no_account, **posts)
    for rule, endpoint, view in routes:
        server.add_url_rule(rule, endpoint, by_address(by_account(view)), methods=["GET", "POST"])
    server.add_url_rule("/logout", "logout", logout, methods=["POST"])
    server.jinja_env.globals["asset"] = asset_path


def asset_path(name: str) -> str:
    """The address of a file in `assets/` with its time of change, so that browsers may keep it for long."""
    changed = int((_ASSETS / name).stat().st_mtime)
    return f"/assets/{name}?m={changed}"


def login() -> AnyResponse:
    """Sign in and go on to where the person wanted to go, within this site."""
    target = safe_next(request.values.get("next"))
    if identity.find_page_actor() is not None:
        return redirect(target)
    form = LoginForm(next=target)
    if form.validate_on_submit():
        data = LoginInput(email=form.email.data, password=form.password.data)
        try:
            identity.begin(sessions.sign_in(data, **identity.client()))
        except AppError as error:
            return _refused(partial(_login_page, form), form, _with_wait(error))
        return redirect(safe_next(form.next.data))
    return _login_page(form)


def logout() -> AnyResponse:
    """Sign out of this browser."""
    identity.end()
    flash("You are signed out.", "good")
    return redirect("/login")


def register() -> AnyResponse:
    """Create an organization with its admin, who is signed in at once and lands on the overview's checklist."""
    if identity.find_page_actor() is not None:
        return redirect("/")
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            data = RegisterInput(
                email=form.email.data,
                password=form.password.data,
                full_name=form.full_name.data,
                organization_name=form.organization_name.data,
            )
            identity.begin(organizations.register(data, **identity.client()))
        except (AppError, ValidationError) as error:
            return _refused(partial(_form_page, "register.html", form), form, error)
        return redirect("/")
    return _form_page("register.html", form)


def accept_invitation(token: str) -> AnyResponse:
    """Join the organization that invited, with the invited address and role."""
    pending = invitations.find_invitation(token)
    if pending is None:
        raise AppError(ErrorCode.INVITATION_INVALID)
    invitation, organization = pending
    form = AcceptForm()
    facts = {"invitation": invitation, "organization": organization, "account": _current()}
    show = partial(_form_page, "invite.html", form, **facts)
    if form.validate_on_submit():
        try:
            data = AcceptInput(token=token, password=form.password.data, full_name=form.full_name.data)
            account = invitations.accept(data)
            identity.end()
            identity.begin(account)
        except (AppError, ValidationError) as error:
            return _refused(show, form, error)
        return redirect("/")
    return show()


def ask_for_reset() -> AnyResponse:
    """Mail a reset link where the address has an account. The answer is one and the same where it has none."""
    form = ForgotForm()
    if form.validate_on_submit():
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  Flask's documented way to hand the app to a thread.
        _after_answer.submit(_mail_reset, app, form.email.data)
        return _form_page("forgot.html", form, sent_to=form.email.data, outbox=_outbox())
    return _form_page("forgot.html", form, outbox=_outbox())


def choose_password(token: str) -> AnyResponse:
    """Set a new password by a reset link, which works once."""
    if not invitations.is_reset_open(token):
        raise AppError(ErrorCode.RESET_INVALID)
    form = ResetForm()
    if form.validate_on_submit():
        try:
            invitations.reset_password(token, form.password.data)
        except AppError as error:
            return _refused(partial(_form_page, "reset.html", form), form, error)
        identity.end()
        flash("The password is changed, and you are signed out everywhere. Sign in with the new one.", "good")
        return redirect("/login")
    return _form_page("reset.html", form)


def _login_page(form: FlaskForm) -> Response:
    google = "google_sign_in" in current_app.view_functions
    return _form_page("login.html", form, example=examples.find_example_sign_in(), google=google)


def _form_page(template: str, form: FlaskForm, **more: Any) -> Response:
    failed = bool(form.errors)
    page = render_template(f"auth/{template}", form=form, focus=first_to_fill(form), failed=failed, **more)
    return make_response(page, 422 if failed else 200)


def _refused(show: Callable[[], Response], form: FlaskForm, failure: AppError | ValidationError) -> Response:
    error = failure if isinstance(failure, AppError) else from_validation(failure)
    note_error(form, error)
    response = show()
    response.status_code = error.status
    if "retry_after" in error.details:
        response.headers["Retry-After"] = str(error.details["retry_after"])
    return response


def _with_wait(error: AppError) -> AppError:
    """A lock-out that says for how long."""
    seconds = int(error.details.get("retry_after", 0))
    if not seconds:
        return error
    minutes = -(-seconds // 60)
    wait = f"{minutes} minutes" if minutes > 1 else "a minute"
    return AppError(error.code, f"Too many failed sign-ins. Wait {wait}, or reset the password.", **error.details)


def _mail_reset(app: Flask, email: str) -> None:
    with app.app_context():
        invitations.request_reset(email)


def _current() -> Any:
    actor = identity.find_page_actor()
    return sessions.get_account(actor) if actor else None


def _outbox() -> str:
    """Where mails lie on an installation in development that has no mail server, else nothing."""
    settings = _settings()
    if settings.environment != "development" or settings.smtp_url:
        return ""
    return str(settings.folder("outbox"))


def _settings() -> Settings:
    found: Settings = current_app.extensions["advision"].settings
    return found


def _limit() -> str:
    return _settings().auth_limit


def _network() -> str:
    return f"sign-in:{request.remote_addr}"


def _account() -> str:
    email = directory.normalize_email(request.form.get("email", ""))
    return f"sign-in:{hashlib.sha256(email.encode()).hexdigest()[:32]}"


def _names_no_account() -> bool:
    return not request.form.get("email", "").strip()
