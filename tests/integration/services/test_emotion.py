"""Asking how texts, comments and creatives sound: rights, tenants, kept answers, what is stored with a creative."""

from functools import lru_cache
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from domain.analyses import AnalyzerName, SubjectKind
from domain.creatives import CreativeInput, CreativePatch
from domain.emotion import CommentInput, CommentsResult, EmotionInput, EmotionResult, Sentiment
from domain.errors import AppError, ErrorCode
from ml.emotion.analyzer import WORDS, EmotionAnalyzer
from ml.registry import find_shipped
from services import analyses, analysis_kinds, creative_deletions, creatives, emotion, job_runner, predictions
from services.work import HANDLERS
from tests.factories import make_tenant
from tests.integration.api.client import ApiClient

NAME = AnalyzerName.EMOTION


@lru_cache(maxsize=1)
def shipped():
    """The shipped version without an encoder: quick, and there on every machine."""
    return EmotionAnalyzer({"emotion": find_shipped("emotion")}, WORDS)


@pytest.fixture
def asked(core, bells, monkeypatch):
    """Every request's job is done at once, as by a worker; gives what the analyzer was asked."""
    seen = []

    class Watched:
        def analyze(self, inputs):
            seen.extend(inputs)
            return shipped().analyze(inputs)

    real = analyses.start

    def start(actor, name, prepared):
        job_id = real(actor, name, prepared)
        job_runner.run_job(actor.organization_id, job_id, HANDLERS)
        return job_id

    core.cache.clear()
    monkeypatch.setitem(analysis_kinds.ANALYSES, NAME, emotion.ANALYSIS)
    monkeypatch.setattr(analyses, "open_analyzer", lambda _actor, _name: Watched())
    monkeypatch.setattr(analyses, "start", start)
    return seen


def make_creative(actor, text, colour="red"):
    target = BytesIO()
    Image.new("RGB", (40, 40), colour).save(target, "PNG")
    return creatives.upload_creative(actor, target.getvalue(), "a.png", CreativeInput(ad_text=text))


def history(actor, creative_id):
    return predictions.list_predictions(actor, SubjectKind.CREATIVE, creative_id, NAME)


def test_text_is_answered_and_its_answer_kept(tenant, asked):
    first = emotion.analyze_emotion(tenant.analyst, EmotionInput(text="I love these shoes"))
    assert isinstance(first, EmotionResult)
    assert first.sentiment is Sentiment.POSITIVE
    assert emotion.analyze_emotion(tenant.admin, EmotionInput(text="  I love these shoes ")) == first
    assert len(asked) == 1


def test_A15_comments_are_answered_together(tenant, asked):
    comments = (CommentInput(text="Great, thank you!", weight=3), CommentInput(text="I hate this, awful"))
    found = emotion.analyze_emotion(tenant.analyst, EmotionInput(comments=comments))
    assert isinstance(found, CommentsResult)
    assert (found.count, len(found.items)) == (2, 2)
    assert found.items[0].emotion == shipped().read(["Great, thank you!"])[0].emotion


def test_creative_is_read_by_its_words_and_the_answer_is_stored_with_it(tenant, asked):
    creative = make_creative(tenant.analyst, "We love it. Thank you all!")
    found = emotion.analyze_emotion(tenant.analyst, EmotionInput(creative_id=creative.id))
    assert [given.text for given in asked] == ["We love it. Thank you all!"]
    stored = history(tenant.viewer, creative.id)
    assert [(one.label, one.model_version) for one in stored] == [(found.emotion.value, found.model.version)]
    assert stored[0].score == pytest.approx(found.confidences[found.emotion])
    # Another text of the same creative is another answer; the same one again is none.
    emotion.analyze_emotion(tenant.analyst, EmotionInput(creative_id=creative.id))
    assert len(history(tenant.viewer, creative.id)) == 1
    creatives.update_creative(tenant.analyst, creative.id, CreativePatch(ad_text="It is awful, I hate it"))
    emotion.analyze_emotion(tenant.analyst, EmotionInput(creative_id=creative.id))
    assert len(history(tenant.viewer, creative.id)) == 2


def test_two_creatives_of_the_same_words_each_have_their_answer(tenant, asked):
    made = [make_creative(tenant.analyst, "So happy today", colour) for colour in ("red", "blue")]
    for creative in made:
        emotion.analyze_emotion(tenant.analyst, EmotionInput(creative_id=creative.id))
    assert [len(history(tenant.analyst, creative.id)) for creative in made] == [1, 1]


def test_A1_foreign_and_unknown_creatives_are_not_there(tenant, asked):
    foreign = make_creative(make_tenant("Other").analyst, "Theirs")
    for creative_id in (foreign.id, uuid4()):
        with pytest.raises(AppError) as caught:
            emotion.analyze_emotion(tenant.analyst, EmotionInput(creative_id=creative_id))
        assert caught.value.code is ErrorCode.NOT_FOUND
    assert asked == []


def test_creative_without_words_is_refused_with_what_to_do(tenant, asked):
    creative = make_creative(tenant.analyst, "")
    with pytest.raises(AppError, match="add its ad text") as caught:
        emotion.analyze_emotion(tenant.analyst, EmotionInput(creative_id=creative.id))
    assert caught.value.code is ErrorCode.INVALID


def test_creative_that_goes_while_it_is_read_keeps_nothing(tenant, asked):
    creative = make_creative(tenant.analyst, "Bye")
    prepared = analyses.prepare(tenant.analyst, NAME, EmotionInput(creative_id=creative.id))
    creative_deletions.delete_creative(tenant.admin, creative.id)
    job_id = analyses.start(tenant.analyst, NAME, prepared)
    assert analyses.wait_for(tenant.analyst, NAME, job_id, 0).is_supported in {True, False}


def test_viewer_may_not_ask(tenant, asked):
    with pytest.raises(AppError) as caught:
        emotion.analyze_emotion(tenant.viewer, EmotionInput(text="I love it"))
    assert caught.value.code is ErrorCode.FORBIDDEN


def test_endpoint_answers_by_what_was_given(app, tenant, asked):
    api = ApiClient(app)
    text = api.post("/ml/emotion-analysis", tenant.analyst, json={"text": "I love it"})
    assert text.status_code == 200, text.get_json()
    assert {"emotion", "confidences"} <= set(text.get_json())
    assert sum(text.get_json()["confidences"].values()) == pytest.approx(1)
    comments = api.post("/ml/emotion-analysis", tenant.analyst, json={"comments": [{"text": "Good", "weight": 2}]})
    assert {"dominant_emotion", "sentiment", "distribution", "items"} <= set(comments.get_json())


WRONG = (
    {},
    {"text": "a", "comments": []},
    {"text": "a" * 100_001},
    {"text": 5},
    {"comments": [{"text": "a", "weight": 0}]},
    {"comments": [{"text": "a"}] * 1001},
    {"comments": [{"text": "a", "weight": "NaN"}]},
    {"creative_id": "x"},
)


@pytest.mark.parametrize("body", WRONG, ids=range(len(WRONG)))
def test_wrong_requests_are_refused_by_their_field(app, tenant, asked, body):
    answer = ApiClient(app).post("/ml/emotion-analysis", tenant.analyst, json=body)
    assert answer.status_code in {400, 422}, answer.get_json()
    assert asked == []
