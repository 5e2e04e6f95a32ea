"""Ways in: the places where a person is signed in, and API keys."""

from datetime import datetime
from typing import Any

from dash import dcc, html

from components import formats, ids, settings_ids
from components.attributes import attributes
from components.buttons import button
from components.dialogs import confirm_dialog
from components.forms import choice_field, text_field
from components.settings_frame import Record, badge, form_dialog, options_field, record_list, secret_line, waiting_rows
from components.states import empty_state, notice
from components.user_agents import device_name
from domain.accounts import ApiKeyResult, SessionResult

SCOPES = (
    ("read", "Read", "Dashboards, campaigns, creatives and exports."),
    ("write", "Write", "Also imports and changes, as far as your role goes."),
    ("admin", "Admin", "Also members, keys, audit log and organization."),
    ("mcp", "MCP", "For assistants that call the tools over MCP."),
)
LIVES = (("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("never", "No end"))


def sessions_body() -> list[Any]:
    """The page of sessions."""
    return [
        dcc.Store(id=settings_ids.renewed(settings_ids.SESSIONS)),
        waiting_rows(settings_ids.rows(settings_ids.SESSIONS), "sessions", rows=3),
        confirm_dialog(
            settings_ids.OTHER_SESSIONS,
            "Sign out everywhere else?",
            "Every other browser has to sign in again. This one stays signed in.",
            "Sign out everywhere else",
        ),
    ]


def end_others_button() -> html.Button:
    """Asks before ending all other sessions."""
    return button(
        "Sign out everywhere else",
        ids.part(settings_ids.OTHER_SESSIONS, "open"),
        symbol="box-arrow-right",
        **attributes(data_dialog_open=ids.dialog(settings_ids.OTHER_SESSIONS)),
    )


def session_list(sessions: list[SessionResult]) -> html.Ul:
    """Where the person is signed in, this browser first."""
    ordered = sorted(sessions, key=lambda session: not session.is_current)
    return record_list("Places where you are signed in", [_session(session) for session in ordered])


def _session(session: SessionResult) -> Record:
    device = device_name(session.user_agent)
    facts = [
        f"address {session.ip or 'unknown'}",
        f"since {formats.moment(session.created_at)}",
        f"last used {formats.moment(session.last_seen_at)}",
    ]
    if session.is_current:
        return Record(device, facts, [badge("This browser", "good")])
    end = button(
        "Sign out",
        ids.many(settings_ids.SESSIONS, "end", str(session.id)),
        small=True,
        **attributes(aria_label=f"Sign out {device}, {session.ip}"),
    )
    return Record(device, facts, [], [end])


def keys_body(needs_password: bool) -> list[Any]:
    """The page of API keys. The form asks for the password where the sign-in is no longer fresh."""
    return [
        dcc.Store(id=settings_ids.renewed(settings_ids.KEYS)),
        dcc.Store(id=settings_ids.chosen(settings_ids.OLD_KEY)),
        waiting_rows(settings_ids.rows(settings_ids.KEYS), "API keys", rows=3),
        _new_key_dialog(needs_password),
        confirm_dialog(
            settings_ids.OLD_KEY, "Revoke this key?", html.P(id=settings_ids.words(settings_ids.OLD_KEY)), "Revoke key"
        ),
    ]


def new_key_button() -> html.Button:
    """Opens the form of a new key."""
    return button(
        "New key",
        ids.part(settings_ids.NEW_KEY, "open"),
        tone="primary",
        symbol="plus-lg",
        **attributes(data_dialog_open=ids.dialog(settings_ids.NEW_KEY)),
    )


def _new_key_dialog(needs_password: bool) -> html.Dialog:
    owner = settings_ids.NEW_KEY
    proof = text_field(
        owner,
        "password",
        "Your password",
        kind="password",
        autocomplete="current-password",
        help_text="Your last sign-in is more than 15 minutes ago, so please enter it again.",
    )
    form = [
        text_field(owner, "name", "Name", placeholder="Reporting script", max_length=200),
        options_field(owner, "scopes", "May", SCOPES, ["read"]),
        choice_field(owner, "life", "Valid for", LIVES, "365"),
        html.Div(proof, id=ids.part(owner, "proof"), hidden=not needs_password),
    ]
    return form_dialog(owner, "New API key", form, "Create key")


def created_key(key: ApiKeyResult) -> list[Any]:
    """The new key's text, which is shown here and nowhere else."""
    return [
        notice("good", f"“{key.name}” is ready", "Copy the key now: it is not shown again."),
        secret_line(settings_ids.NEW_KEY, "API key", key.key or ""),
        html.P(["Send it as ", html.Code("X-API-Key"), " with every request."], className="field-help"),
    ]


def key_list(keys: list[ApiKeyResult], now: datetime) -> Any:
    """All keys with their state, or what they are for."""
    if not keys:
        return empty_state(
            "No API keys yet",
            "A key lets a script read and write through the REST API in your name, limited to what you choose.",
            [new_key_button_again()],
            symbol="key",
        )
    return record_list("API keys", [_key(key, now) for key in keys])


def new_key_button_again() -> html.Button:
    """The same way into the form for the empty page; without an id, which is taken."""
    return button(
        "Create the first key",
        tone="primary",
        symbol="plus-lg",
        **attributes(data_dialog_open=ids.dialog(settings_ids.NEW_KEY)),
    )


def _key(key: ApiKeyResult, now: datetime) -> Record:
    over = "Revoked" if key.revoked_at else "Expired" if key.expires_at and key.expires_at <= now else ""
    marks: list[Any] = [badge(scope) for scope in key.scopes]
    if over:
        marks.append(badge(over, "bad" if key.revoked_at else "warn"))
    facts: list[Any] = [
        html.Code(f"{key.prefix}…"),
        f"made {formats.day(key.created_at.date())}" + (f" by {key.created_by}" if key.created_by else ""),
        f"until {formats.day(key.expires_at.date())}" if key.expires_at else "no end",
        f"last used {formats.moment(key.last_used_at)}" if key.last_used_at else "never used",
    ]
    if key.revoked_at:
        return Record(key.name, facts, marks)
    revoke = button(
        "Revoke",
        ids.many(settings_ids.KEYS, "revoke", str(key.id)),
        tone="danger",
        small=True,
        **attributes(aria_label=f"Revoke {key.name}"),
    )
    return Record(key.name, facts, marks, [revoke])
