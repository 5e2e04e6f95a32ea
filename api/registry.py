"""Every endpoint there is. The router, the OpenAPI document and the sweeps over roles and tenants read this."""

from api.endpoints import Endpoint
from api.v1 import (
    analytics,
    annotations,
    api_keys,
    audit,
    auth,
    brand,
    campaigns,
    comments,
    creatives,
    emotion,
    engagement,
    generation,
    imports,
    jobs,
    members,
    models,
    platforms,
    quality,
    relevance,
    saved_views,
    sessions,
    users,
)

BASE = "/api/v1"
_NOUNS = (
    auth, users, campaigns, imports, analytics, creatives, comments, annotations, saved_views,
    quality, relevance, emotion, engagement,
    brand, generation, jobs, models, members, sessions, api_keys, audit, platforms,
)  # fmt: skip
ENDPOINTS: tuple[Endpoint, ...] = tuple(endpoint for noun in _NOUNS for endpoint in noun.routes)
