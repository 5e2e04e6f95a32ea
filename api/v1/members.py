"""Members and open invitations of the organization."""

from uuid import UUID

from pydantic import model_validator

from api.contracts import Paging, part_of
from api.endpoints import Routes
from domain.accounts import InvitationResult, UserResult
from domain.actors import Actor
from domain.contracts import Contract, Page
from domain.permissions import Permission, Role
from services import invitations, members

routes = Routes("Members")


class MemberPatch(Contract):
    """Another role, or whether the member may come in: one of both, so that nothing is left half done."""

    role: Role | None = None
    is_active: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "MemberPatch":
        if (self.role is None) == (self.is_active is None):
            raise ValueError("give either role or is_active")
        return self


@routes.get("/members", "All members, by name", permission=Permission.MANAGE_MEMBERS)
def list_members(actor: Actor, query: Paging) -> Page[UserResult]:
    """Members, those shut out included."""
    return part_of(members.list_members(actor), query)


@routes.patch("/members/{user_id}", "Change a member's role, or shut them out", permission=Permission.MANAGE_MEMBERS)
def patch_member(actor: Actor, user_id: UUID, body: MemberPatch) -> UserResult:
    """The member as it is now."""
    if body.role is not None:
        return members.change_role(actor, user_id, body.role)
    return members.set_active(actor, user_id, bool(body.is_active))


@routes.get("/invitations", "Open invitations, the newest first", permission=Permission.MANAGE_MEMBERS)
def list_invitations(actor: Actor, query: Paging) -> Page[InvitationResult]:
    """Invitations that nobody has followed yet."""
    return part_of(invitations.list_invitations(actor), query)


@routes.delete("/invitations/{invitation_id}", "Take an invitation back", permission=Permission.MANAGE_MEMBERS)
def delete_invitation(actor: Actor, invitation_id: UUID) -> None:
    """Nothing; its link is dead."""
    invitations.revoke_invitation(actor, invitation_id)
