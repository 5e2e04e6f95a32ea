"""AUTHZ for every route: who may ask, and with what. A route without a line here fails the sweep."""

from typing import Any

from domain.permissions import Role
from tests.integration.sweeps.entries import ADMIN, ANALYST, ANYONE, VIEWER, Entry, Own, Sent

NEW_PASSWORD = "an orchard under the first snow"
_DAYS = {"from": "2026-09-01", "to": "2026-09-30"}
_VIEW: dict[str, Any] = {**_DAYS, "campaign_id": Own("campaigns"), "country": "DE", "category": "Shoes"}
_CAMPAIGN = {"name": "Taken", "platform": "meta", "country": "DE", "objective": "Leads", "budget": "12.50"}
_PICTURE, _TABLE, _COMMENTS = Sent("a.png", "picture"), Sent("a.csv", "table"), Sent("c.csv", "comments")


def route(least: Role | None, edits: bool = False, costs: bool = False, **values: Any) -> Entry:
    return Entry(least, values, edits, costs)


_API: dict[str, Entry] = {
    "GET /analytics/dashboard": route(VIEWER, query=_VIEW),
    "GET /analytics/filters": route(VIEWER),
    "GET /analytics/platform-comparison": route(VIEWER, query=_VIEW),
    "GET /annotations": route(VIEWER, query={**_DAYS, "campaign_id": Own("campaigns"), "page": "1"}),
    "POST /annotations": route(
        ANALYST, edits=True, json={"date": "2026-09-15", "text": "Sale", "campaign_id": Own("campaigns")}
    ),
    "DELETE /annotations/<annotation_id>": route(ANALYST, edits=True, path={"annotation_id": Own("annotations")}),
    "GET /api-keys": route(ADMIN, query={"page": "1"}),
    "POST /api-keys": route(ADMIN, edits=True, json={"name": "Sweep", "scopes": ["read"], "expires_in_days": 30}),
    "DELETE /api-keys/<key_id>": route(ADMIN, edits=True, path={"key_id": Own("api_keys")}),
    "GET /audit-log": route(ADMIN, query={"q": "made", "action": "test.written", **_DAYS, "page": "1"}),
    "POST /auth/accept-invitation": route(
        ANYONE, costs=True, json={"token": "nobody has this", "password": NEW_PASSWORD, "full_name": "Gil"}
    ),
    "POST /auth/forgot-password": route(ANYONE, costs=True, json={"email": "nobody@example.com"}),
    "POST /auth/invite-user": route(ADMIN, edits=True, json={"email": "guest@example.com", "role": "viewer"}),
    "POST /auth/login": route(ANYONE, costs=True, json={"email": "nobody@example.com", "password": "wrong"}),
    "POST /auth/logout": route(ANYONE, costs=True, json={"refresh_token": "nobody has this"}),
    "GET /auth/me": route(VIEWER),
    "POST /auth/refresh": route(ANYONE, costs=True, json={"refresh_token": "nobody has this"}),
    "POST /auth/register": route(
        ANYONE,
        edits=True,
        costs=True,
        json={
            "email": "new@example.com",
            "password": NEW_PASSWORD,
            "full_name": "New",
            "organization_name": "New one",
        },
    ),
    "POST /auth/reset-password": route(ANYONE, costs=True, json={"token": "nobody has this", "password": NEW_PASSWORD}),
    "GET /brand-profile": route(VIEWER),
    "PUT /brand-profile": route(ANALYST, edits=True, json={"name": "Taken", "banned_words": ["cheap"]}),
    # Other words give other answers, so that only ids of these are swept.
    "POST /ml/generate-creatives": route(
        ANALYST,
        edits=True,
        costs=True,
        json={"persona": {"audience": "runners"}, "product": "Socks", "platform": "meta"},
    ),
    "GET /variants": route(VIEWER, query={"page": "1"}),
    "PATCH /variants/<variant_id>": route(
        ANALYST, edits=True, path={"variant_id": Own("generated_variants")}, json={"headline": "Taken", "text": "Mine"}
    ),
    "POST /variants/<variant_id>/outcome": route(
        ANALYST, edits=True, path={"variant_id": Own("generated_variants")}, json={"impressions": 100, "clicks": 2}
    ),
    "POST /variants/<variant_id>/creative": route(
        ANALYST, edits=True, path={"variant_id": Own("generated_variants")}, json={"creative_id": Own("creatives")}
    ),
    "POST /ml/predict-engagement": route(ANALYST, edits=True, json={"campaign_id": Own("campaigns")}),
    "POST /ml/predict-roi": route(ANALYST, edits=True, json={"campaign_id": Own("campaigns")}),
    "POST /ml/train-own": route(ADMIN, edits=True, json={"name": "engagement"}),
    "POST /ml/emotion-analysis": route(ANALYST, edits=True, json={"creative_id": Own("creatives")}),
    "GET /campaigns": route(
        VIEWER, query={"q": "Campaign", "country": "DE", "category": "Shoes", "sort": "-spend", "page": "1", **_DAYS}
    ),
    "POST /campaigns": route(ANALYST, edits=True, json=_CAMPAIGN),
    "GET /campaigns/<campaign_id>": route(VIEWER, path={"campaign_id": Own("campaigns")}),
    "PUT /campaigns/<campaign_id>": route(ANALYST, edits=True, path={"campaign_id": Own("campaigns")}, json=_CAMPAIGN),
    "PATCH /campaigns/<campaign_id>": route(
        ANALYST, edits=True, path={"campaign_id": Own("campaigns")}, json={"name": "Taken"}
    ),
    "DELETE /campaigns/<campaign_id>": route(ADMIN, edits=True, path={"campaign_id": Own("campaigns")}),
    "GET /campaigns/<campaign_id>/analytics": route(
        VIEWER, path={"campaign_id": Own("campaigns")}, query={**_DAYS, "currency": "USD"}
    ),
    "POST /campaigns/<campaign_id>/metrics": route(
        ANALYST,
        edits=True,
        path={"campaign_id": Own("campaigns")},
        json={"rows": [{"date": "2026-09-02", "clicks": 1, "spend": "2.5", "ad": "One"}]},
    ),
    "POST /campaigns/upload-csv": route(
        ANALYST, edits=True, form={"source": "auto", "currency": "USD", "platform": "meta"}, file=_TABLE
    ),
    "GET /creatives": route(
        VIEWER, query={"q": "Banner", "campaign_id": Own("campaigns"), "tag": "autumn", "format": "png", "page": "1"}
    ),
    "GET /creatives/<creative_id>": route(VIEWER, path={"creative_id": Own("creatives")}),
    "PATCH /creatives/<creative_id>": route(
        ANALYST,
        edits=True,
        path={"creative_id": Own("creatives")},
        json={"ad_text": "Taken", "tags": ["one"], "campaign_id": Own("campaigns")},
    ),
    "DELETE /creatives/<creative_id>": route(ANALYST, edits=True, path={"creative_id": Own("creatives")}),
    "GET /creatives/<creative_id>/file": route(VIEWER, path={"creative_id": Own("creatives")}),
    "POST /creatives/<creative_id>/score": route(ANALYST, edits=True, path={"creative_id": Own("creatives")}),
    "POST /creatives/analyze-all": route(ANALYST, edits=True),
    "POST /ml/score-creative": route(ANALYST, edits=True, json={"creative_id": Own("creatives")}),
    "POST /ml/semantic-relevance": route(
        ANALYST, edits=True, costs=True, json={"creative_id": Own("creatives"), "context": "People who run"}
    ),
    "POST /ml/pictures": route(ANALYST, file=_PICTURE),
    "GET /creatives/<creative_id>/comments": route(
        VIEWER, path={"creative_id": Own("creatives")}, query={"q": "buy", "emotion": "joy", "page": "1"}
    ),
    "GET /creatives/<creative_id>/comments/summary": route(VIEWER, path={"creative_id": Own("creatives")}),
    "POST /creatives/<creative_id>/comments/analyze": route(
        ANALYST, edits=True, path={"creative_id": Own("creatives")}
    ),
    "PUT /comments/<comment_id>/label": route(
        ANALYST, edits=True, path={"comment_id": Own("comments")}, json={"label": "joy"}
    ),
    "POST /comments/upload-csv": route(
        ANALYST, edits=True, form={"creative_id": Own("creatives"), "date_order": "dmy"}, file=_COMMENTS
    ),
    "POST /creatives/confirm-upload": route(
        ANALYST,
        edits=True,
        json={"key": Own("upload_keys"), "file_name": "sent.png", "campaign_id": Own("campaigns")},
    ),
    "POST /creatives/upload": route(
        ANALYST, edits=True, form={"name": "New", "tags": "one", "campaign_id": Own("campaigns")}, file=_PICTURE
    ),
    "POST /creatives/upload-url": route(ANALYST, json={"file_name": "a.png", "content_type": "image/png", "size": 100}),
    "GET /imports": route(VIEWER, query={"page": "1"}),
    "GET /imports/<import_id>": route(VIEWER, path={"import_id": Own("import_batches")}),
    "DELETE /imports/<import_id>": route(ADMIN, edits=True, path={"import_id": Own("import_batches")}),
    "GET /imports/<import_id>/rejects": route(VIEWER, path={"import_id": Own("import_batches")}),
    "GET /invitations": route(ADMIN, query={"page": "1"}),
    "DELETE /invitations/<invitation_id>": route(ADMIN, edits=True, path={"invitation_id": Own("invitations")}),
    "GET /jobs": route(ADMIN, query={"status": "queued", "page": "1"}),
    "GET /jobs/<job_id>": route(VIEWER, path={"job_id": Own("jobs")}),
    # Whoever started a job may stop it; each role's own one is tried.
    "DELETE /jobs/<job_id>": route(ANALYST, edits=True, path={"job_id": Own("jobs")}),
    "GET /members": route(ADMIN, query={"page": "1"}),
    "PATCH /members/<user_id>": route(ADMIN, edits=True, path={"user_id": Own("users")}, json={"role": "viewer"}),
    "GET /models": route(VIEWER),
    "POST /models/<name>/activate": route(ADMIN, edits=True, path={"name": "quality"}, json={"version": "1.0.0"}),
    "POST /models/<name>/roll-back": route(ADMIN, edits=True, path={"name": "quality"}),
    "GET /platforms": route(VIEWER),
    "GET /saved-views": route(VIEWER, query={"for_page": "overview", "page": "1"}),
    "POST /saved-views": route(
        VIEWER, edits=True, json={"page": "overview", "name": "Mine", "query": "?platform=meta", "is_shared": True}
    ),
    "DELETE /saved-views/<view_id>": route(VIEWER, edits=True, path={"view_id": Own("saved_views")}),
    "GET /sessions": route(VIEWER, query={"page": "1"}),
    "DELETE /sessions/<session_id>": route(VIEWER, edits=True, path={"session_id": Own("sessions")}),
    "GET /users/me": route(VIEWER),
    "PUT /users/me": route(VIEWER, edits=True, json={"full_name": "Other Name", "preferences": {"theme": "dark"}}),
    "PUT /users/me/password": route(
        VIEWER, edits=True, costs=True, json={"current_password": Own("password"), "new_password": NEW_PASSWORD}
    ),
    "GET /version": route(ANYONE),
    "GET /openapi.json": route(ANYONE),
}
_PAGES: dict[str, Entry] = {
    "GET /": route(VIEWER),
    "GET /<path:path>": route(VIEWER, path={"path": "campaigns"}, query={"q": "x"}),
    "GET /settings": route(VIEWER),
    "GET /login": route(ANYONE, query={"next": "/campaigns"}),
    "POST /login": route(ANYONE, costs=True, form={"email": "nobody@example.com", "password": "wrong", "next": "/"}),
    # Open, so that signing out works twice.
    "POST /logout": route(ANYONE, edits=True),
    "GET /register": route(ANYONE),
    "POST /register": route(
        ANYONE,
        costs=True,
        form={
            "email": "new@example.com",
            "password": NEW_PASSWORD,
            "full_name": "New",
            "organization_name": "New one",
        },
    ),
    "GET /invite/<token>": route(ANYONE, path={"token": "nobody-has-this"}),
    "POST /invite/<token>": route(
        ANYONE, costs=True, path={"token": "nobody-has-this"}, form={"full_name": "Gil", "password": NEW_PASSWORD}
    ),
    "GET /forgot": route(ANYONE),
    "POST /forgot": route(ANYONE, costs=True, form={"email": "nobody@example.com"}),
    "GET /reset/<token>": route(ANYONE, path={"token": "nobody-has-this"}),
    "POST /reset/<token>": route(
        ANYONE, costs=True, path={"token": "nobody-has-this"}, form={"password": NEW_PASSWORD}
    ),
}
_INTERNAL: dict[str, Entry] = {
    "GET /internal/creatives/<creative_id>/download": route(VIEWER, path={"creative_id": Own("creatives")}),
    "GET /internal/creatives/<creative_id>/thumbnail": route(VIEWER, path={"creative_id": Own("creatives")}),
    "POST /internal/creatives/upload": route(
        ANALYST, edits=True, form={"name": "New", "tags": "one", "campaign_id": Own("campaigns")}, file=_PICTURE
    ),
    # An export leaves its line in the audit log.
    "GET /internal/exports/campaigns.<kind>": route(VIEWER, edits=True, path={"kind": "csv"}, query={"q": "Campaign"}),
    "GET /internal/exports/campaigns/<campaign_id>.<kind>": route(
        VIEWER, edits=True, path={"campaign_id": Own("campaigns"), "kind": "xlsx"}, query={"table": "ads"}
    ),
    "GET /internal/exports/overview.<kind>": route(
        VIEWER, edits=True, path={"kind": "xlsx"}, query={"table": "campaigns"}
    ),
    "GET /internal/imports/<import_id>/rejects.csv": route(VIEWER, path={"import_id": Own("import_batches")}),
    "GET /internal/imports/samples/<platform>.csv": route(ANALYST, path={"platform": "meta"}),
    "POST /internal/studio/picture": route(ANALYST, file=_PICTURE),
    "POST /internal/imports/comments": route(
        ANALYST, edits=True, query={"creative_id": Own("creatives")}, file=_COMMENTS
    ),
    "GET /internal/imports/comments/<rejects_id>.csv": route(ANALYST, path={"rejects_id": Own("comment_rejects")}),
    "POST /internal/imports/upload": route(ANALYST, edits=True, costs=True, file=_TABLE),
}
_MACHINERY: dict[str, Entry] = {
    "GET /_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": route(
        ANYONE, path={"package_name": "dash", "fingerprinted_path": "deps/react@18.v18_3_1m1.min.js"}
    ),
    "GET /_dash-dependencies": route(VIEWER),
    "GET /_dash-layout": route(VIEWER),
    "GET /_reload-hash": route(VIEWER),
    "GET /_favicon.ico": route(ANYONE),
    "GET /assets/<path:filename>": route(ANYONE, path={"filename": "favicon.ico"}),
    "GET /assets/bundles/<name>": route(ANYONE, path={"name": "app-0000000000000000.js"}),
    "GET /api/docs": route(ANYONE),
    "GET /healthz": route(ANYONE),
    "GET /readyz": route(ANYONE),
    "GET /metrics": route(ANYONE),
    # The link's signature is the right, so it is part of the path that the world knows.
    "GET /files/<path:key>": route(ANYONE, path={"key": Own("file_links")}),
    "POST /files/upload/<path:key>": route(ANYONE, path={"key": Own("upload_keys")}),
    "PUT /files/upload/<path:key>": route(ANYONE, path={"key": Own("upload_keys")}),
}
# These answer for many: callbacks have a table of their own, and unknown addresses of the API are told apart by a
# test in tests/integration/api.
ELSEWHERE = {"POST /_dash-update-component"} | {
    f"{method} /api/{rest}"
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    for rest in ("", "<path:rest>")
}
ROUTES: dict[str, Entry] = {
    **{f"{name.partition(' ')[0]} /api/v1{name.partition(' ')[2]}": entry for name, entry in _API.items()},
    **_PAGES,
    **_INTERNAL,
    **_MACHINERY,
}
# Reached without being signed in; the sweep holds this against `auth.guards`.
PUBLIC = {name for name, entry in ROUTES.items() if entry.least is None}
