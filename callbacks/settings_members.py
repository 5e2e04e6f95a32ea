"""Shows members and invitations, and changes them."""

from typing import Any
from uuid import uuid4

from dash import ALL, Input, Output, State, callback, ctx, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from auth.identity import page_actor
from callbacks._errors import show_answer, show_error, show_field_errors, show_toast
from callbacks._rows import pressed_key, row_id
from components import ids, settings_ids
from components.settings_people import invitation_list, invited, member_list, member_words
from domain.accounts import InviteInput
from domain.errors import AppError, invalid
from domain.permissions import Role
from services import invitations, members, outbox

_LIST, _ONE, _INVITE, _INVITATION = (
    settings_ids.MEMBERS,
    settings_ids.MEMBER,
    settings_ids.INVITE,
    settings_ids.INVITATION,
)
_RENEWED = settings_ids.renewed(_LIST)


@callback(Output(settings_ids.rows(_LIST), "children"), Input(_RENEWED, "data"), on_error=show_error)
def show_members(_renewed: Any) -> Any:
    """The list of members."""
    actor = page_actor()
    return member_list(members.list_members(actor), str(actor.user_id))


@callback(Output(settings_ids.rows(_INVITATION), "children"), Input(_RENEWED, "data"), on_error=show_error)
def show_invitations(_renewed: Any) -> Any:
    """The list of open invitations."""
    return invitation_list(invitations.list_invitations(page_actor()))


@callback(
    Output(ids.dialog(_ONE), "data-open"),
    Output(settings_ids.chosen(_ONE), "data"),
    Output(settings_ids.words(_ONE), "children"),
    Output(ids.control(_ONE, "role"), "value"),
    Output(ids.part(_ONE, "access"), "children"),
    Input(ids.many(_LIST, "change", ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_member_form(_clicks: list[int | None]) -> Any:
    """Open the dialog about the member whose button was pressed."""
    actor = page_actor()
    key = pressed_key()
    member = next((row for row in members.list_members(actor) if str(row.id) == key), None)
    if member is None:
        raise PreventUpdate
    show_field_errors(_ONE, ["role"], None)
    access = "Shut out" if member.is_active else "Let in again"
    return "true", {"id": key, "active": member.is_active}, member_words(member), member.role.value, access


@callback(
    Output(ids.dialog(_ONE), "data-open", allow_duplicate=True),
    Output(_RENEWED, "data", allow_duplicate=True),
    Input(settings_ids.save(_ONE), "n_clicks"),
    Input(ids.part(_ONE, "access"), "n_clicks"),
    State(settings_ids.chosen(_ONE), "data"),
    State(ids.control(_ONE, "role"), "value"),
    prevent_initial_call=True,
    on_error=show_error,
)
def change_member(_save: int | None, _access: int | None, chosen: dict[str, Any] | None, role: str | None) -> Any:
    """Give the role, or shut out and let in; what the last admin may not do is told in the dialog."""
    actor = page_actor()
    if not chosen:
        raise PreventUpdate
    user_id = row_id(chosen.get("id"))
    try:
        if ctx.triggered_id == ids.part(_ONE, "access"):
            person = members.set_active(actor, user_id, not chosen.get("active"))
            done = f"{person.full_name} can sign in again" if person.is_active else f"{person.full_name} is shut out"
        else:
            person = members.change_role(actor, user_id, _role(role))
            done = f"{person.full_name} is now {person.role.value}"
    except AppError as error:
        show_field_errors(_ONE, ["role"], error, main="role")
        return no_update, no_update
    show_toast("good", done)
    return "false", uuid4().hex


@callback(
    Output(ids.control(_INVITE, "email"), "value"),
    Output(_RENEWED, "data", allow_duplicate=True),
    Input(settings_ids.save(_INVITE), "n_clicks"),
    Input(ids.control(_INVITE, "email"), "n_submit"),
    Input(ids.part(_INVITE, "open"), "n_clicks"),
    State(ids.control(_INVITE, "email"), "value"),
    State(ids.control(_INVITE, "role"), "value"),
    prevent_initial_call=True,
    on_error=show_error,
)
def invite_member(_save: int | None, _enter: int | None, _open: int | None, email: str | None, role: str | None) -> Any:
    """Invite and show the link once; opening the form anew shows it without the last answer."""
    actor = page_actor()
    names = ["email", "role"]
    if ctx.triggered_id == ids.part(_INVITE, "open"):
        show_field_errors(_INVITE, names, None)
        show_answer(_INVITE, None)
        # The field is emptied by inviting: emptied now, it would lose what a quick person has typed meanwhile.
        return no_update, no_update
    try:
        invitation = invitations.invite(actor, InviteInput(email=(email or "").strip(), role=_role(role)))
    except (AppError, ValidationError) as error:
        words = {"email": "Enter a mail address such as ana@company.com."}
        show_field_errors(_INVITE, names, error, main="email", words=words)
        return no_update, no_update
    show_field_errors(_INVITE, names, None)
    show_answer(_INVITE, invited(invitation, is_kept=outbox.is_kept(actor)))
    return "", uuid4().hex


@callback(
    Output(ids.dialog(_INVITATION), "data-open"),
    Output(settings_ids.chosen(_INVITATION), "data"),
    Output(settings_ids.words(_INVITATION), "children"),
    Input(ids.many(_LIST, "revoke", ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def ask_before_revoking(_clicks: list[int | None]) -> Any:
    """Open the question about the invitation whose button was pressed."""
    actor = page_actor()
    key = pressed_key()
    found = next((row for row in invitations.list_invitations(actor) if str(row.id) == key), None)
    if found is None:
        raise PreventUpdate
    return "true", key, f"The link sent to {found.email} stops working."


@callback(
    Output(ids.dialog(_INVITATION), "data-open", allow_duplicate=True),
    Output(_RENEWED, "data", allow_duplicate=True),
    Input(ids.confirm(_INVITATION), "n_clicks"),
    State(settings_ids.chosen(_INVITATION), "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def revoke_invitation(_clicks: int | None, chosen: str | None) -> Any:
    """Take the invitation back."""
    actor = page_actor()
    if not chosen:
        raise PreventUpdate
    invitations.revoke_invitation(actor, row_id(chosen))
    show_toast("good", "The invitation is taken back")
    return "false", uuid4().hex


def _role(text: str | None) -> Role:
    if text not in set(Role):
        raise invalid("role", "choose one")
    return Role(text)
