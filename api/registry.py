"""Every endpoint there is. The router, the OpenAPI document and the sweeps over roles and tenants read this."""

from api.endpoints import Endpoint
from api.v1 import api_keys, audit, auth, jobs, members, platforms, sessions, users

BASE = "/api/v1"
_NOUNS = (auth, users, members, sessions, api_keys, audit, jobs, platforms)
ENDPOINTS: tuple[Endpoint, ...] = tuple(endpoint for noun in _NOUNS for endpoint in noun.routes)
