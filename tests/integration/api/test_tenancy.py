"""Every endpoint with an id, called with another organization's: the answer is that of an id that nobody has (A1)."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.docs import sample_of
from api.endpoints import Endpoint
from api.openapi import build_document
from api.registry import ENDPOINTS
from tests.factories import Tenant, fill_every_table
from tests.fixtures_app import sqlite_only
from tests.integration.api.client import ApiClient

CANARY = "canary-7f3a"
# From the name of an id in a path to the table whose rows have it. A new one without a table fails.
TABLES = {
    "campaign_id": "campaigns",
    "comment_id": "comments",
    "creative_id": "creatives",
    "job_id": "jobs",
    "key_id": "api_keys",
    "invitation_id": "invitations",
    "session_id": "sessions",
    "user_id": "users",
    "view_id": "saved_views",
    "annotation_id": "annotations",
    "import_id": "import_batches",
    "variant_id": "generated_variants",
}
WITH_IDS = [endpoint for endpoint in ENDPOINTS if endpoint.ids]
LISTS = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET" and not endpoint.ids and endpoint.permission]
# Bodies that fit, for endpoints whose sample from the document would be refused before the id is looked at.
BODIES: dict[str, Any] = {
    "patch_member": {"role": "viewer"},
    "put_campaign": {"name": "Taken", "platform": "meta"},
    "patch_campaign": {"name": "Taken"},
    "patch_creative": {"ad_text": "Taken"},
    "write_metrics": {"rows": [{"date": "2026-09-01", "clicks": 1}]},
}


def name_of(endpoint: Endpoint) -> str:
    return endpoint.name


def options_of(endpoint: Endpoint) -> dict[str, Any]:
    if "body" not in endpoint.models:
        return {}
    if endpoint.name in BODIES:
        return {"json": BODIES[endpoint.name]}
    body = build_document()["paths"][endpoint.path][endpoint.method.lower()]["requestBody"]
    return {"json": sample_of(body["content"]["application/json"]["schema"], build_document())}


def call(api: ApiClient, tenant: Tenant, endpoint: Endpoint, choose: Callable[[str], UUID | str]) -> tuple[int, str]:
    path = endpoint.path
    for name in endpoint.ids:
        path = path.replace("{" + name + "}", str(choose(name)))
    answer = api.call(endpoint.method, path, tenant.admin, **options_of(endpoint))
    text = re.sub(r'"(request_id|timestamp)": ?"[^"]*"', "", answer.get_data(as_text=True))
    return answer.status_code, text


@sqlite_only
@pytest.mark.parametrize("endpoint", WITH_IDS, ids=name_of)
def test_A1_foreign_and_missing_ids_answer_alike(api, tenant, other, endpoint):
    theirs = fill_every_table(other.admin, CANARY)
    foreign = call(api, tenant, endpoint, lambda name: theirs[TABLES[name]].id)  # type: ignore[attr-defined]
    missing = call(api, tenant, endpoint, lambda _: uuid4())
    no_id = call(api, tenant, endpoint, lambda _: "not-an-id")
    assert foreign == missing == no_id
    assert missing[0] == 404
    assert CANARY not in foreign[1]


@sqlite_only
@pytest.mark.parametrize("endpoint", LISTS, ids=name_of)
def test_A1_lists_show_nothing_of_another_organization(api, tenant, other, endpoint):
    theirs = fill_every_table(other.admin, CANARY)
    answer = api.get(endpoint.path, tenant.admin)
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert CANARY not in text
    assert str(other.id) not in text
    assert not [row for row in theirs.values() if str(getattr(row, "id", other.id)) in text]


def test_every_id_in_a_path_has_a_table():
    assert {name for endpoint in ENDPOINTS for name in endpoint.ids} <= TABLES.keys()
