"""The caller's own profile and password."""

from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints

from api.endpoints import Rate, Routes
from domain.accounts import Password, PersonName, UserResult
from domain.actors import Actor
from domain.contracts import Contract
from domain.permissions import Permission
from services import members, sessions

routes = Routes("Profile")

PreferenceName = Annotated[str, StringConstraints(min_length=1, max_length=60)]
PreferenceValue = bool | int | float | Annotated[str, StringConstraints(max_length=1000)] | None


class ProfileInput(Contract):
    """The caller's name and, where given, preferences to set."""

    full_name: PersonName
    preferences: Annotated[dict[PreferenceName, PreferenceValue], Field(max_length=50)] | None = None


class PasswordInput(Contract):
    """The password now and the one to come."""

    current_password: Annotated[SecretStr, Field(max_length=1024)]
    new_password: Password


@routes.get("/users/me", "The caller's profile", permission=Permission.VIEW)
def get_profile(actor: Actor) -> UserResult:
    """The person behind the token."""
    return sessions.get_account(actor).user


@routes.put("/users/me", "Change the caller's profile", permission=Permission.EDIT_OWN_PROFILE)
def put_profile(actor: Actor, body: ProfileInput) -> UserResult:
    """The profile as it is now."""
    return members.update_profile(actor, body.full_name, body.preferences)


@routes.put(
    "/users/me/password", "Change the caller's password", permission=Permission.EDIT_OWN_PROFILE, rate=Rate.AUTH
)
def put_password(actor: Actor, body: PasswordInput) -> None:
    """Nothing; other sessions and all tokens have ended."""
    members.change_password(actor, body.current_password.get_secret_value(), body.new_password.get_secret_value())
