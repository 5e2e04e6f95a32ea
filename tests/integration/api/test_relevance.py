"""POST /ml/semantic-relevance: the answer of the contract, and requests that are refused before any work."""

import pytest

from services import analyses, model_registry

PATH = "/ml/semantic-relevance"


@pytest.fixture
def at_once(monkeypatch):
    def ask(actor, name, request, wait=0):
        prepared = analyses.prepare(actor, name, request)
        return analyses._analysis(name).run(actor, prepared.task, analyses.open_analyzer(actor, name), lambda *_: None)

    model_registry.register_shipped()
    monkeypatch.setattr(analyses, "ask", ask)


def test_relevance_of_identical_ad_and_context_is_one(api, tenant, at_once):
    body = {"ad_text": "Fresh coffee, roasted today", "context": "fresh coffee,  roasted TODAY"}
    answer = api.post(PATH, tenant.analyst, json=body)
    assert answer.status_code == 200
    found = answer.get_json()
    assert (found["relevance"], found["raw_similarity"], found["flagged"]) == (1.0, 1.0, False)


def test_relevance_of_keywords_is_flagged_below_the_limit(api, tenant, at_once):
    body = {"ad_text": "Fresh coffee, roasted today", "context": "car insurance, quote", "other_contexts": ["Coffee"]}
    found = api.post(PATH, tenant.analyst, json=body).get_json()
    assert found["flagged"] is True
    assert found["better_contexts"][0]["relevance"] > found["relevance"]


@pytest.mark.parametrize(
    "body",
    [
        {"context": "coffee"},
        {"ad_text": "Fresh coffee"},
        {"ad_text": "Fresh coffee", "context": "of the"},
        {"ad_text": "Fresh coffee", "context": "coffee", "other_contexts": ["x"] * 51},
        {"ad_text": "Fresh coffee", "context": "x" * 100_001},
    ],
)
def test_relevance_without_an_ad_or_a_context_is_refused(api, tenant, body):
    assert api.post(PATH, tenant.analyst, json=body).status_code == 422


def test_relevance_is_not_for_viewers(api, tenant):
    assert api.post(PATH, tenant.viewer, json={"ad_text": "a b", "context": "c"}).status_code == 403
