from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from data.models import ApiKey, Job, LoginSession
from domain.permissions import Role
from services import sessions
from services.units import reading
from tests.factories import PASSWORD, job, save
from tests.integration.api.client import assert_envelope


def test_profile_is_read_and_changed(api, tenant):
    before = api.get("/users/me", tenant.viewer).get_json()
    assert before["role"] == "viewer"
    changed = api.put("/users/me", tenant.viewer, json={"full_name": " Vera ", "preferences": {"theme": "dark"}})
    assert (changed.status_code, changed.get_json()["full_name"]) == (200, "Vera")
    assert api.get("/auth/me", tenant.viewer).get_json()["user"]["full_name"] == "Vera"


@pytest.mark.parametrize(
    "extra", [{"role": "admin"}, {"org_id": str(uuid4())}, {"id": str(uuid4())}, {"email": "x@y.zz"}]
)
def test_profile_takes_no_rights_from_the_body(api, tenant, extra):
    answer = api.put("/users/me", tenant.viewer, json={"full_name": "Vera", **extra})
    assert answer.status_code == 422
    assert assert_envelope(answer)["details"]["fields"][0]["field"] in extra
    assert api.get("/users/me", tenant.viewer).get_json()["role"] == "viewer"


def test_password_change_ends_tokens(api, tenant):
    body = {"current_password": PASSWORD, "new_password": "a lantern on the pier"}
    wrong = api.put("/users/me/password", tenant.analyst, json={**body, "current_password": "no"})
    assert (wrong.status_code, wrong.get_json()["error_code"]) == (401, 1002)
    assert api.put("/users/me/password", tenant.analyst, json=body).status_code == 204
    assert api.get("/auth/me", tenant.analyst).status_code == 401
    again = api.post("/auth/login", json={"email": tenant.email(Role.ANALYST), "password": "a lantern on the pier"})
    assert again.status_code == 200


def test_members_are_listed_by_pages(api, tenant):
    first = api.get("/members?page_size=2", tenant.admin).get_json()
    assert (first["total"], first["page"], first["page_size"], len(first["items"])) == (3, 1, 2, 2)
    second = api.get("/members?page_size=2&page=2", tenant.admin).get_json()
    assert len({item["id"] for item in first["items"] + second["items"]}) == 3


def test_last_admin_stays(api, tenant):
    path = f"/members/{tenant.admin.user_id}"
    for change in ({"role": "viewer"}, {"is_active": False}):
        answer = api.patch(path, tenant.admin, json=change)
        assert (answer.status_code, answer.get_json()["error_code"]) == (409, 4003)


@pytest.mark.parametrize(
    "body", [{}, {"role": "admin", "is_active": True}, {"role": "owner"}, {"organization_id": "x"}]
)
def test_member_patch_says_one_thing(api, tenant, body):
    assert api.patch(f"/members/{tenant.viewer.user_id}", tenant.admin, json=body).status_code == 422


def test_invitations_are_listed_and_taken_back(api, tenant):
    made = api.post("/auth/invite-user", tenant.admin, json={"email": "bo@example.com", "role": "viewer"}).get_json()
    listed = api.get("/invitations", tenant.admin).get_json()
    assert [item["id"] for item in listed["items"]] == [made["id"]]
    assert listed["items"][0]["accept_url"] is None
    assert api.delete(f"/invitations/{made['id']}", tenant.admin).status_code == 204
    accept = {"token": made["accept_url"].rpartition("/")[2], "password": "a lantern on the pier", "full_name": "Bo"}
    assert api.post("/auth/accept-invitation", json=accept).status_code == 422
    assert api.delete(f"/invitations/{made['id']}", tenant.admin).status_code == 404


def test_sessions_are_listed_and_ended_by_their_owner_only(api, tenant):
    token = sessions.start_session(sessions.get_account(tenant.viewer), ip="192.0.2.1", user_agent="Browser")
    listed = api.get("/sessions", tenant.viewer).get_json()["items"]
    assert [(item["ip"], item["is_current"]) for item in listed] == [("192.0.2.1", False)]
    path = f"/sessions/{listed[0]['id']}"
    assert api.delete(path, tenant.admin).status_code == 404
    assert api.delete(path, tenant.viewer).status_code == 204
    assert sessions.resolve_session(token) is None
    with reading(tenant.viewer) as session:
        assert session.scalars(select(LoginSession)).one().ended_at is not None


class TestApiKeys:
    """C5: shown once, stored hashed, scoped, expiring, with its last use."""

    def make(self, api, actor, **fields):
        answer = api.post("/api-keys", actor, json={"name": "Reports", **fields})
        assert answer.status_code == 201
        return answer.get_json()

    def with_key(self, api, key, path="/auth/me", method="GET", **options):
        return api.call(method, path, headers={"X-API-Key": key}, **options)

    def test_C5_key_is_shown_once_and_stored_hashed(self, api, tenant):
        made = self.make(api, tenant.admin)
        listed = api.get("/api-keys", tenant.admin).get_json()["items"]
        assert [item["key"] for item in listed] == [None]
        assert made["key"].startswith(listed[0]["prefix"])
        with reading(tenant.admin) as session:
            row = session.scalars(select(ApiKey)).one()
            assert made["key"] not in str(vars(row))
            assert len(row.key_hash) == 32

    def test_C5_key_acts_within_its_scopes(self, api, tenant):
        reader = self.make(api, tenant.admin)["key"]
        assert self.with_key(api, reader).get_json()["user"]["id"] == str(tenant.admin.user_id)
        refused = self.with_key(api, reader, "/api-keys", "POST", json={"name": "more"})
        assert (refused.status_code, refused.get_json()["error_code"]) == (403, 1008)
        admin = self.make(api, tenant.admin, scopes=["read", "write", "admin"])["key"]
        assert self.with_key(api, admin, "/api-keys", "POST", json={"name": "more"}).status_code == 201

    def test_C5_key_is_never_stronger_than_its_creator(self, api, tenant):
        key = self.make(api, tenant.admin, scopes=["read", "admin"])["key"]
        api.patch(f"/members/{tenant.viewer.user_id}", tenant.admin, json={"role": "admin"})
        api.patch(f"/members/{tenant.admin.user_id}", tenant.viewer, json={"role": "analyst"})
        assert self.with_key(api, key, "/members").status_code == 403
        api.patch(f"/members/{tenant.admin.user_id}", tenant.viewer, json={"is_active": False})
        assert self.with_key(api, key).status_code == 401

    def test_C5_key_records_its_last_use(self, api, tenant):
        key = self.make(api, tenant.admin)["key"]
        assert api.get("/api-keys", tenant.admin).get_json()["items"][0]["last_used_at"] is None
        self.with_key(api, key)
        assert api.get("/api-keys", tenant.admin).get_json()["items"][0]["last_used_at"] is not None

    def test_C5_key_expires(self, api, tenant, clock):
        key = self.make(api, tenant.admin, expires_in_days=1)["key"]
        assert self.with_key(api, key).status_code == 200
        clock.advance(timedelta(days=1, seconds=1))
        assert self.with_key(api, key).status_code == 401

    def test_C5_key_is_revoked_at_once(self, api, tenant):
        made = self.make(api, tenant.admin)
        assert api.delete(f"/api-keys/{made['id']}", tenant.admin).status_code == 204
        assert self.with_key(api, made["key"]).get_json()["error_code"] == 1004

    @pytest.mark.parametrize("change", [{"name": ""}, {"scopes": ["root"]}, {"scopes": []}, {"expires_in_days": 0}])
    def test_wrong_keys_are_refused(self, api, tenant, change):
        assert api.post("/api-keys", tenant.admin, json={"name": "x", **change}).status_code == 422

    @pytest.mark.parametrize("key", ["", "x", "adv_00000000_unknown", "adv_" + "x" * 5000])
    def test_unknown_keys_are_refused(self, api, key):
        assert self.with_key(api, key).status_code == 401


def test_audit_log_is_searched(api, tenant):
    api.post("/api-keys", tenant.admin, json={"name": "Reports"})
    found = api.get("/audit-log?action=api_key.created&q=admin", tenant.admin).get_json()
    assert found["total"] == 1
    entry = found["items"][0]
    assert (entry["action"], entry["changes"]) == ("api_key.created", {"name": "Reports", "scopes": ["read"]})
    assert entry["actor"] == tenant.email()
    assert api.get("/audit-log?from=2199-01-01&to=2199-12-31", tenant.admin).get_json()["total"] == 0
    wrong = api.get("/audit-log?from=yesterday", tenant.admin)
    assert wrong.get_json()["details"]["fields"][0]["field"] == "from"


def test_E6_job_is_found_with_its_progress_and_result(api, tenant):
    row = save(tenant.analyst, job(created_by_id=tenant.analyst.user_id, progress=0.25, message="A quarter"))
    shown = api.get(f"/jobs/{row.id}", tenant.viewer).get_json()
    assert (shown["status"], shown["progress"], shown["message"]) == ("queued", 0.25, "A quarter")
    assert api.get("/jobs?status=queued", tenant.admin).get_json()["total"] == 1
    assert api.get("/jobs?status=failed", tenant.admin).get_json()["total"] == 0
    assert api.get("/jobs?status=lost", tenant.admin).status_code == 422


def test_job_is_cancelled_by_its_starter_and_by_admins(api, tenant):
    own, others = (save(tenant.id, job(created_by_id=tenant.analyst.user_id)) for _ in range(2))
    assert api.delete(f"/jobs/{own.id}", tenant.viewer).status_code == 403
    assert api.delete(f"/jobs/{own.id}", tenant.analyst).get_json()["status"] == "cancelled"
    assert api.delete(f"/jobs/{others.id}", tenant.admin).get_json()["status"] == "cancelled"
    with reading(tenant.id) as session:
        assert set(session.scalars(select(Job.status))) == {"cancelled"}


def test_platforms_and_version_are_told(api, tenant):
    platforms = api.get("/platforms", tenant.viewer).get_json()
    assert {"id": "google_ads", "label": "Google Ads"} in platforms["items"]
    assert api.get("/version").get_json()["api"] == "v1"
