"""API keys of the organization."""

from uuid import UUID

from api.contracts import Paging, part_of
from api.endpoints import Routes
from domain.accounts import ApiKeyInput, ApiKeyResult
from domain.actors import Actor
from domain.contracts import Page
from domain.permissions import Permission
from services import api_keys

routes = Routes("API keys")


@routes.get("/api-keys", "All keys, the newest first", permission=Permission.MANAGE_KEYS)
def list_api_keys(actor: Actor, query: Paging) -> Page[ApiKeyResult]:
    """Keys without their text."""
    return part_of(api_keys.list_api_keys(actor), query)


@routes.post(
    "/api-keys",
    "Make a key; its text is in this answer only",
    permission=Permission.MANAGE_KEYS,
    status=201,
    is_idempotent=True,
    secret_fields=("key",),
)
def create_api_key(actor: Actor, body: ApiKeyInput) -> ApiKeyResult:
    """The key with its text."""
    return api_keys.create_api_key(actor, body)


@routes.delete("/api-keys/{key_id}", "Revoke a key at once", permission=Permission.MANAGE_KEYS)
def delete_api_key(actor: Actor, key_id: UUID) -> None:
    """Nothing; the key is refused from now on."""
    api_keys.revoke_api_key(actor, key_id)
