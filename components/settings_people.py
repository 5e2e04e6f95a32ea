"""Members and invitations: their lists, and the dialogs that change them."""

from typing import Any

from dash import dcc, html

from components import formats, ids, settings_ids
from components.attributes import attributes
from components.buttons import button
from components.dialogs import confirm_dialog, dialog
from components.forms import text_field
from components.settings_frame import Record, badge, form_dialog, options_field, record_list, secret_line, waiting_rows
from components.states import empty_state, notice
from domain.accounts import InvitationResult, UserResult
from domain.permissions import Role

ROLES = (
    (Role.VIEWER.value, "Viewer", "Sees dashboards, campaigns and results, and exports them."),
    (Role.ANALYST.value, "Analyst", "Also imports data, edits campaigns and creatives, and runs analyzers."),
    (Role.ADMIN.value, "Admin", "Also deletes, undoes imports, and manages members, keys and the organization."),
)


def members_body() -> list[Any]:
    """The page: lists that callbacks fill, and closed dialogs."""
    return [
        dcc.Store(id=settings_ids.renewed(settings_ids.MEMBERS)),
        dcc.Store(id=settings_ids.chosen(settings_ids.MEMBER)),
        dcc.Store(id=settings_ids.chosen(settings_ids.INVITATION)),
        waiting_rows(settings_ids.rows(settings_ids.MEMBERS), "members"),
        html.Section(
            [
                html.H2("Open invitations", className="section-title"),
                waiting_rows(settings_ids.rows(settings_ids.INVITATION), "invitations", rows=2),
            ]
        ),
        _invite_dialog(),
        _member_dialog(),
        confirm_dialog(
            settings_ids.INVITATION,
            "Take the invitation back?",
            html.P(id=settings_ids.words(settings_ids.INVITATION)),
            "Take it back",
        ),
    ]


def invite_button() -> html.Button:
    """Opens the invitation form."""
    return button(
        "Invite",
        ids.part(settings_ids.INVITE, "open"),
        tone="primary",
        symbol="plus-lg",
        **attributes(data_dialog_open=ids.dialog(settings_ids.INVITE)),
    )


def _invite_dialog() -> html.Dialog:
    owner = settings_ids.INVITE
    form = [
        text_field(owner, "email", "Email", kind="email", placeholder="ana@company.com", max_length=320, n_submit=0),
        options_field(owner, "role", "Role", ROLES, Role.ANALYST.value),
    ]
    return form_dialog(owner, "Invite someone", form, "Send invitation")


def invited(invitation: InvitationResult, *, is_kept: bool) -> list[Any]:
    """What is said after inviting: the link, which is shown here only."""
    mailed = (
        "There is no mail server, so pass the link on yourself (it also lies in the mail outbox)."
        if is_kept
        else "The mail is on its way. You can also pass the link on yourself."
    )
    until = f"It works once, until {formats.moment(invitation.expires_at)}, and is not shown again."
    return [
        notice("good", f"{invitation.email} is invited as {invitation.role.value}", f"{mailed} {until}"),
        secret_line(settings_ids.INVITE, "Invitation link", invitation.accept_url or ""),
    ]


def _member_dialog() -> html.Dialog:
    owner = settings_ids.MEMBER
    body = html.Div(
        [html.P(id=settings_ids.words(owner)), options_field(owner, "role", "Role", ROLES, Role.VIEWER.value)],
        className="stack",
    )
    foot = [
        button("Shut out", ids.part(owner, "access"), tone="danger", extra_class="push-start"),
        button("Save role", settings_ids.save(owner), tone="primary"),
    ]
    return dialog(owner, "Change member", body, foot)


def member_list(members: list[UserResult], own_id: str) -> html.Ul:
    """All members, whoever is shut out marked as such."""
    return record_list("Members", [_member(member, str(member.id) == own_id) for member in members])


def _member(member: UserResult, is_self: bool) -> Record:
    marks: list[Any] = [badge(member.role.value.capitalize(), "accent" if member.role is Role.ADMIN else "")]
    if is_self:
        marks.append(badge("You", "info"))
    if not member.is_active:
        marks.append(badge("Shut out", "warn"))
    seen = f"last here {formats.moment(member.last_seen_at)}" if member.last_seen_at else "not here yet"
    if is_self:
        seen = "here now"
    change = button(
        "Change",
        ids.many(settings_ids.MEMBERS, "change", str(member.id)),
        small=True,
        **attributes(aria_label=f"Change {member.full_name}"),
    )
    return Record(member.full_name, [member.email, seen], marks, [change])


def member_words(member: UserResult) -> list[Any]:
    """Whom the dialog is about."""
    state = "" if member.is_active else " Shut out at present: cannot sign in."
    return [html.Strong(member.full_name), f", {member.email}.{state} A new role applies at once."]


def invitation_list(invitations: list[InvitationResult]) -> Any:
    """Open invitations, or that there are none."""
    if not invitations:
        return empty_state(
            "No open invitations", "Invited people appear here until they join.", symbol="envelope", small=True
        )
    return record_list("Open invitations", [_invitation(invitation) for invitation in invitations])


def _invitation(invitation: InvitationResult) -> Record:
    facts = [f"until {formats.moment(invitation.expires_at)}"]
    if invitation.invited_by:
        facts.append(f"invited by {invitation.invited_by}")
    take_back = button(
        "Take back",
        ids.many(settings_ids.MEMBERS, "revoke", str(invitation.id)),
        small=True,
        **attributes(aria_label=f"Take back the invitation of {invitation.email}"),
    )
    return Record(invitation.email, facts, [badge(invitation.role.value.capitalize())], [take_back])
