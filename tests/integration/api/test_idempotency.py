from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from data.models import Annotation, Campaign, IdempotencyKey, ImportBatch
from domain.errors import AppError, ErrorCode
from services import idempotency
from services.units import reading, writing
from tests.integration.api.client import assert_envelope

NEW = {"name": "Autumn", "platform": "meta"}


def post(api, actor, key="key-1", path="/campaigns", body=None):
    return api.post(path, actor, headers={"Idempotency-Key": key}, json=NEW if body is None else body)


def count(tenant, model):
    with reading(tenant.id) as session:
        return session.scalar(select(func.count()).select_from(select(model).subquery()))


def test_E5_same_request_runs_once_and_answers_the_same(api, tenant):
    first, again = post(api, tenant.analyst), post(api, tenant.analyst)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert count(tenant, Campaign) == 1


def test_E5_another_request_with_the_key_conflicts(api, tenant):
    post(api, tenant.analyst)
    other = post(api, tenant.analyst, body={**NEW, "name": "Winter"})
    assert (other.status_code, assert_envelope(other)["error_code"]) == (409, 2007)
    assert count(tenant, Campaign) == 1


def test_keys_belong_to_a_person_and_an_endpoint(api, tenant, other):
    made = [post(api, actor) for actor in (tenant.analyst, tenant.admin, other.analyst)]
    note = post(api, tenant.analyst, path="/annotations", body={"date": "2026-09-01", "text": "Sale"})
    assert [answer.status_code for answer in [*made, note]] == [201] * 4
    assert len({answer.get_json()["id"] for answer in made}) == 3
    assert (count(tenant, Campaign), count(other, Campaign), count(tenant, Annotation)) == (2, 1, 1)


def test_a_key_is_not_spent_on_another_campaign(api, tenant):
    ids = [post(api, tenant.analyst, key).get_json()["id"] for key in ("one", "two")]
    body = {"rows": [{"date": "2026-09-01", "clicks": 1}]}
    answers = [post(api, tenant.analyst, "metrics", f"/campaigns/{key}/metrics", body) for key in ids]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert count(tenant, ImportBatch) == 1


@pytest.mark.parametrize("change", [{"name": ""}, {"start_date": "2020-01-02", "end_date": "2020-01-01"}])
def test_a_refused_request_leaves_the_key_free(api, tenant, change):
    assert post(api, tenant.analyst, body={**NEW, **change}).status_code == 422
    assert post(api, tenant.analyst).status_code == 201
    assert post(api, tenant.viewer).status_code == 403


def test_a_lasting_refusal_is_kept(api, tenant):
    view = {"page": "overview", "name": "Mine", "query": ""}
    post(api, tenant.viewer, "one", "/saved-views", view)
    first = post(api, tenant.viewer, "two", "/saved-views", view)
    again = post(api, tenant.viewer, "two", "/saved-views", view)
    assert (first.status_code, first.get_json()) == (409, again.get_json())
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "\xe9"])
def test_a_key_is_short_and_visible(api, tenant, key):
    assert post(api, tenant.analyst, key).status_code == 422
    assert count(tenant, Campaign) == 0


def test_C5_kept_answer_does_not_hold_the_secret(api, tenant):
    first = post(api, tenant.admin, path="/api-keys", body={"name": "Reports"}).get_json()
    again = post(api, tenant.admin, path="/api-keys", body={"name": "Reports"}).get_json()
    assert first["key"]
    assert again == {**first, "key": None}
    with reading(tenant.id) as session:
        assert first["key"] not in (session.scalars(select(IdempotencyKey)).one().body or "")


def test_E5_fifty_at_once_take_effect_once(api, tenant):
    headers = {"Idempotency-Key": "rush", "Authorization": f"Bearer {api.token(tenant.analyst)}"}

    def send(_number):
        return api.app.test_client(use_cookies=False).post("/api/v1/campaigns", json=NEW, headers=headers)

    with ThreadPoolExecutor(max_workers=16) as pool:
        answers = list(pool.map(send, range(50)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = [answer.get_json()["id"] for answer in answers if answer.status_code == 201]
    assert len(set(made)) == 1
    for refused in (answer for answer in answers if answer.status_code == 409):
        assert (refused.get_json()["error_code"], refused.headers["Retry-After"]) == (2008, "1")
    assert count(tenant, Campaign) == 1


class TestCrashes:
    """What is left when a worker dies between claim, effect and answer."""

    def run(self, tenant, work, key="crash"):
        return idempotency.run_once(tenant.analyst, "POST /test", key, b"h" * 32, work)

    def effect(self, tenant):
        with writing(tenant.id) as session:
            session.add(Annotation(day=date(2026, 9, 1), text="made", organization_id=tenant.id))
        return idempotency.Outcome(201, "{}")

    def die(self, *_):
        raise SystemExit

    def test_E5_died_before_the_effect_runs_again_after_the_lease(self, tenant, clock):
        with pytest.raises(SystemExit):
            self.run(tenant, self.die)
        with pytest.raises(AppError) as early:
            self.run(tenant, lambda: self.effect(tenant))
        assert early.value.code is ErrorCode.IDEMPOTENCY_IN_PROGRESS
        clock.advance(idempotency.LEASE + timedelta(seconds=1))
        assert self.run(tenant, lambda: self.effect(tenant)).status == 201
        assert count(tenant, Annotation) == 1

    def test_E5_died_after_the_effect_never_runs_again(self, tenant, clock):
        with pytest.raises(SystemExit):
            self.run(tenant, lambda: self.die(self.effect(tenant)))
        clock.advance(idempotency.LEASE + timedelta(seconds=1))
        with pytest.raises(AppError) as late:
            self.run(tenant, lambda: self.effect(tenant))
        assert late.value.code is ErrorCode.CONFLICT
        assert count(tenant, Annotation) == 1

    def test_E5_a_slow_one_that_lost_its_claim_takes_no_effect(self, tenant, clock):
        def slow():
            clock.advance(idempotency.LEASE + timedelta(seconds=1))
            self.overtaken = self.run(tenant, lambda: self.effect(tenant))
            return self.effect(tenant)

        with pytest.raises(AppError) as lost:
            self.run(tenant, slow)
        assert lost.value.code is ErrorCode.IDEMPOTENCY_IN_PROGRESS
        assert self.run(tenant, self.die).is_replayed
        assert count(tenant, Annotation) == 1

    def test_keys_are_forgotten_after_a_day(self, tenant, clock):
        self.run(tenant, lambda: self.effect(tenant))
        clock.advance(idempotency.KEPT_FOR - timedelta(minutes=1))
        assert self.run(tenant, self.die).is_replayed
        clock.advance(timedelta(minutes=2))
        assert not self.run(tenant, lambda: self.effect(tenant)).is_replayed
        clock.advance(idempotency.KEPT_FOR + timedelta(minutes=1))
        assert idempotency.remove_old_keys() == 1
        assert (count(tenant, IdempotencyKey), count(tenant, Annotation)) == (0, 2)

    def test_a_crash_without_an_effect_leaves_the_key_free(self, tenant):
        def crash():
            raise RuntimeError("crashed")

        with pytest.raises(RuntimeError, match="crashed"):
            self.run(tenant, crash)
        assert self.run(tenant, lambda: self.effect(tenant)).status == 201

    def test_a_crash_after_an_effect_keeps_the_key(self, tenant):
        def crash():
            self.effect(tenant)
            raise RuntimeError("crashed")

        with pytest.raises(RuntimeError, match="crashed"):
            self.run(tenant, crash)
        with pytest.raises(AppError):
            self.run(tenant, lambda: self.effect(tenant))
        assert count(tenant, Annotation) == 1
