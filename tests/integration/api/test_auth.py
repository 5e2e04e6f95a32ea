from datetime import timedelta
from time import monotonic, sleep

import jwt
import pytest

from data.columns import utc_now
from data.models import User
from domain.permissions import Role
from services.units import writing
from tests.factories import PASSWORD, make_tenant
from tests.integration.api.client import assert_envelope

NEW = {
    "email": "ann@example.com",
    "password": "a lantern on the pier",
    "full_name": "Ann Ash",
    "organization_name": "Acme",
}


def test_register_makes_an_organization_and_signs_its_admin_in(api):
    answer = api.post("/auth/register", json=NEW)
    assert answer.status_code == 201
    body = answer.get_json()
    assert set(body) == {"user", "organization", "access_token", "refresh_token", "expires_in"}
    assert body["user"]["role"] == "admin"
    assert body["expires_in"] == 3600
    me = api.get("/auth/me", headers={"Authorization": f"Bearer {body['access_token']}"})
    assert me.get_json() == {"user": me.get_json()["user"], "organization": body["organization"]}
    assert me.get_json()["user"]["id"] == body["user"]["id"]


def test_register_a_known_address_conflicts(api):
    api.post("/auth/register", json=NEW)
    answer = api.post("/auth/register", json={**NEW, "email": "ANN@example.com "})
    assert answer.status_code == 409
    assert_envelope(answer)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "ann"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"full_name": "  "}, "full_name"),
        ({"organization_name": "a\u0000b"}, "organization_name"),
        ({"role": "admin"}, "role"),
        ({"org_id": "1"}, "org_id"),
    ],
)
def test_register_names_the_field_that_is_wrong(api, change, field):
    answer = api.post("/auth/register", json={**NEW, **change})
    assert answer.status_code == 422
    body = assert_envelope(answer)
    assert field in [problem["field"] for problem in body["details"]["fields"]]
    assert NEW["password"] not in answer.get_data(as_text=True)


def test_login_answers_alike_for_unknown_and_known_addresses(api, tenant):
    known = api.post("/auth/login", json={"email": tenant.email(), "password": "not the one"})
    unknown = api.post("/auth/login", json={"email": "nobody@example.com", "password": "not the one"})
    assert known.status_code == unknown.status_code == 401
    hidden = {"request_id", "timestamp"}
    bodies = [{key: value for key, value in one.get_json().items() if key not in hidden} for one in (known, unknown)]
    assert bodies[0] == bodies[1]


def test_login_gives_tokens_that_work(api, tenant):
    body = api.post("/auth/login", json={"email": tenant.email(), "password": PASSWORD}).get_json()
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert (claims["sub"], claims["org_id"]) == (str(tenant.admin.user_id), str(tenant.id))
    assert claims["exp"] - claims["iat"] == 3600
    me = api.get("/auth/me", headers={"Authorization": f"Bearer {body['access_token']}"})
    assert me.get_json()["user"]["id"] == str(tenant.admin.user_id)


def test_login_locks_an_address_out_after_repeated_failures(api, tenant):
    wrong = {"email": tenant.email(), "password": "not the one"}
    statuses = [api.post("/auth/login", json=wrong).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    answer = api.post("/auth/login", json={**wrong, "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert assert_envelope(answer)["error_code"] == 1003


def test_refresh_rotates_and_reuse_ends_the_family(api, tenant):
    first = api.post("/auth/login", json={"email": tenant.email(), "password": PASSWORD}).get_json()["refresh_token"]
    answer = api.post("/auth/refresh", json={"refresh_token": first})
    assert answer.status_code == 200
    second = answer.get_json()["refresh_token"]
    assert second != first
    reused = api.post("/auth/refresh", json={"refresh_token": first})
    assert (reused.status_code, reused.get_json()["error_code"]) == (401, 1005)
    assert api.post("/auth/refresh", json={"refresh_token": second}).status_code == 401


def test_logout_ends_the_family_and_never_fails(api, tenant):
    token = api.post("/auth/login", json={"email": tenant.email(), "password": PASSWORD}).get_json()["refresh_token"]
    for _ in range(2):
        answer = api.post("/auth/logout", json={"refresh_token": token})
        assert (answer.status_code, answer.data) == (204, b"")
        assert "Content-Type" not in answer.headers
    assert api.post("/auth/refresh", json={"refresh_token": token}).status_code == 401
    assert api.post("/auth/logout", json={"refresh_token": "never issued"}).status_code == 204


def test_A3_invitation_joins_with_the_invited_role_once(api, tenant, mails):
    invited = api.post("/auth/invite-user", tenant.admin, json={"email": "bo@example.com", "role": "analyst"})
    assert invited.status_code == 201
    link = invited.get_json()["accept_url"]
    assert link in mails.sent[0].text
    accept = {"token": link.rpartition("/")[2], "password": "a lantern on the pier", "full_name": "Bo"}
    assert api.post("/auth/accept-invitation", json={**accept, "role": "admin"}).status_code == 422
    joined = api.post("/auth/accept-invitation", json=accept)
    assert joined.status_code == 201
    body = joined.get_json()
    assert (body["user"]["role"], body["user"]["email"]) == ("analyst", "bo@example.com")
    assert body["organization"]["id"] == str(tenant.id)
    again = api.post("/auth/accept-invitation", json=accept)
    assert (again.status_code, again.get_json()["error_code"]) == (422, 1010)


def test_invite_a_member_conflicts(api, tenant):
    answer = api.post("/auth/invite-user", tenant.admin, json={"email": tenant.email(Role.VIEWER), "role": "admin"})
    assert (answer.status_code, answer.get_json()["error_code"]) == (409, 4004)


def test_forgotten_password_is_reset_by_the_mailed_link(api, tenant, mails):
    old = api.post("/auth/login", json={"email": tenant.email(), "password": PASSWORD}).get_json()
    assert api.post("/auth/forgot-password", json={"email": "nobody@example.com"}).status_code == 202
    assert api.post("/auth/forgot-password", json={"email": tenant.email()}).status_code == 202
    until = monotonic() + 10
    while not mails.sent and monotonic() < until:
        sleep(0.02)
    assert [mail.to for mail in mails.sent] == [tenant.email()]
    token = mails.sent[0].text.partition("/reset/")[2].split()[0]
    reset = {"token": token, "password": "a lantern on the pier"}
    assert api.post("/auth/reset-password", json=reset).status_code == 204
    assert api.post("/auth/reset-password", json=reset).get_json()["error_code"] == 1011
    assert api.post("/auth/refresh", json={"refresh_token": old["refresh_token"]}).status_code == 401
    assert api.get("/auth/me", headers={"Authorization": f"Bearer {old['access_token']}"}).status_code == 401
    signed_in = api.post("/auth/login", json={"email": tenant.email(), "password": "a lantern on the pier"})
    assert signed_in.status_code == 200


def test_A2_rights_change_with_the_next_request(api, tenant):
    path = f"/members/{tenant.analyst.user_id}"
    token = {"Authorization": f"Bearer {api.token(tenant.analyst)}"}
    assert api.get("/members", headers=token).status_code == 403
    assert api.patch(path, tenant.admin, json={"role": "admin"}).get_json()["role"] == "admin"
    assert api.get("/members", headers=token).status_code == 200
    assert api.patch(path, tenant.admin, json={"is_active": False}).get_json()["is_active"] is False
    assert api.get("/auth/me", headers=token).status_code == 401


class TestTokens:
    """What is not a fresh access token of ours is refused (ASVS 9.1, 9.2)."""

    @pytest.fixture
    def claims(self, api, tenant):
        return jwt.decode(api.token(tenant.admin), options={"verify_signature": False})

    def refused(self, api, token):
        answer = api.get("/auth/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
        assert assert_envelope(answer)["error_code"] == 1004

    def signed(self, core, claims, typ="at+jwt", secret=None, algorithm="HS256"):
        return jwt.encode(claims, secret or core.settings.secret, algorithm=algorithm, headers={"typ": typ})

    def test_the_untouched_one_is_accepted(self, api, core, claims):
        answer = api.get("/auth/me", headers={"Authorization": f"bearer {self.signed(core, claims)}"})
        assert answer.status_code == 200

    def test_algorithm_none_is_refused(self, api, claims):
        self.refused(api, jwt.encode(claims, "", algorithm="none", headers={"typ": "at+jwt"}))

    def test_another_algorithm_is_refused(self, api, core, claims):
        self.refused(api, self.signed(core, claims, algorithm="HS384"))

    def test_another_secret_is_refused(self, api, core, claims):
        self.refused(api, self.signed(core, claims, secret="x" * 48))

    def test_stripped_signature_is_refused(self, api, core, claims):
        self.refused(api, self.signed(core, claims).rpartition(".")[0] + ".")

    @pytest.mark.parametrize("change", [{"aud": "another"}, {"iss": "another"}, {"sub": "x"}, {"tv": 7}, {"exp": 1}])
    def test_wrong_claims_are_refused(self, api, core, claims, change):
        self.refused(api, self.signed(core, {**claims, **change}))

    @pytest.mark.parametrize("missing", ["aud", "iss", "sub", "exp", "org_id", "tv", "jti"])
    def test_missing_claims_are_refused(self, api, core, claims, missing):
        self.refused(api, self.signed(core, {key: value for key, value in claims.items() if key != missing}))

    def test_another_type_is_refused(self, api, core, claims):
        self.refused(api, self.signed(core, claims, typ="JWT"))

    def test_role_and_organization_are_not_trusted(self, api, core, claims, tenant, other):
        viewer = {**claims, "sub": str(tenant.viewer.user_id), "role": "admin"}
        answer = api.get("/members", headers={"Authorization": f"Bearer {self.signed(core, viewer)}"})
        assert answer.status_code == 403
        self.refused(api, self.signed(core, {**claims, "org_id": str(other.id)}))

    def test_refresh_token_is_no_access_token(self, api, tenant):
        signed_in = api.post("/auth/login", json={"email": tenant.email(), "password": PASSWORD}).get_json()
        self.refused(api, signed_in["refresh_token"])
        access = api.post("/auth/refresh", json={"refresh_token": signed_in["access_token"][:200]})
        assert access.status_code == 401

    def test_expired_one_is_refused(self, api, core, claims):
        self.refused(api, self.signed(core, {**claims, "exp": utc_now() - timedelta(seconds=1)}))

    def test_disabled_person_is_refused(self, api, tenant):
        token = api.token(tenant.viewer)
        with writing(tenant.admin) as session:
            session.get_one(User, (tenant.id, tenant.viewer.user_id)).is_active = False
        self.refused(api, token)

    @pytest.mark.parametrize(
        "header", ["", "Bearer", "Bearer ", "Basic YTpi", "Token x", "Bearer a b c", "Bearer \xe9"]
    )
    def test_what_is_no_token_is_refused(self, api, header):
        assert_envelope(api.get("/auth/me", headers={"Authorization": header}))


def test_bearer_routes_ignore_cookies(api, dash_client, tenant):
    dash_client.sign_in(tenant.admin)
    assert dash_client.get("/api/v1/auth/me").status_code == 401
    assert dash_client.http.post("/api/v1/api-keys", json={"name": "forged"}).status_code == 401
    headers = {"Authorization": f"Bearer {api.token(tenant.viewer)}"}
    assert dash_client.get("/api/v1/auth/me", headers=headers).get_json()["user"]["role"] == "viewer"


def test_two_organizations_have_tokens_of_their_own(api, tenant):
    second = make_tenant("Globex")
    assert api.get("/auth/me", second.viewer).get_json()["organization"]["name"] == "Globex"
    assert api.get("/auth/me", tenant.viewer).get_json()["organization"]["name"] == "Acme"
