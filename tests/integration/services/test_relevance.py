"""Relevance from the request to the stored score, with the shipped model and the real text encoder."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from data.models import Prediction
from domain.analyses import AnalyzerName
from domain.creatives import CreativeInput, CreativePatch
from domain.errors import AppError, ErrorCode
from domain.relevance import FLAGGED_BELOW, RelevanceInput, RelevanceResult
from services import analyses, creatives, model_registry, relevance
from services.units import reading
from tests.factories import make_tenant
from tests.integration.services.pictures import png

AD = "Lightweight trail shoes with deep lugs. Grip wet rock, run further."
FITS, STRANGE = "People who run on mountain trails", "mortgage, home loan, fixed rate"


@pytest.fixture
def tenant(core):
    model_registry.register_shipped()
    return make_tenant("Acme")


@pytest.fixture
def at_once(monkeypatch):
    """The worker's part done where it is asked for, so that these tests are about relevance alone."""

    def ask(actor, name, request, wait=0):
        prepared = analyses.prepare(actor, name, request)
        kind = analyses._analysis(name)
        result = kind.run(actor, prepared.task, analyses.open_analyzer(actor, name), lambda *_: None)
        kind.keep(actor, prepared.task, result, None)
        return result

    monkeypatch.setattr(analyses, "ask", ask)


def asked(tenant, **values) -> RelevanceResult:
    return relevance.analyze_relevance(tenant.analyst, RelevanceInput(**values))


def stored(tenant, creative_id):
    with reading(tenant.id) as session:
        rows = session.scalars(select(Prediction).where(Prediction.subject_id == creative_id)).all()
        return [(row.analyzer, row.score, row.label, row.model_name) for row in rows]


def test_relevance_of_words_tells_contexts_apart(tenant, at_once):
    fits, strange = asked(tenant, ad_text=AD, context=FITS), asked(tenant, ad_text=AD, context=STRANGE)
    assert fits.relevance >= FLAGGED_BELOW > strange.relevance
    assert (fits.flagged, strange.flagged) == (False, True)
    assert fits.basis == fits.model.label == "text only"
    assert fits.model.name == "relevance"
    assert {effect.side for effect in fits.drivers} <= {"ad", "context"}


def test_relevance_of_a_creative_is_stored_once_for_each_context(tenant, at_once):
    made = creatives.upload_creative(tenant.analyst, png(), "banner.png", CreativeInput(ad_text=AD))
    first = asked(tenant, creative_id=made.id, context=FITS)
    asked(tenant, creative_id=made.id, context=FITS)
    assert stored(tenant, made.id) == [("relevance", first.relevance, FITS, "relevance")]
    assert "The picture was not looked at: no image encoder is installed here." in first.notes
    asked(tenant, creative_id=made.id, context=STRANGE)
    assert len(stored(tenant, made.id)) == 2


def test_relevance_of_changed_words_is_not_stored(tenant, at_once):
    made = creatives.upload_creative(tenant.analyst, png(), "banner.png", CreativeInput(ad_text=AD))
    prepared = analyses.prepare(
        tenant.analyst, AnalyzerName.RELEVANCE, RelevanceInput(creative_id=made.id, context=FITS)
    )
    analyzer = analyses.open_analyzer(tenant.analyst, AnalyzerName.RELEVANCE)
    result = relevance.run_relevance(tenant.analyst, prepared.task, analyzer, lambda *_: None)
    creatives.update_creative(tenant.analyst, made.id, CreativePatch(ad_text="Other words entirely"))
    relevance.keep_relevance(tenant.analyst, prepared.task, result, None)
    assert stored(tenant, made.id) == []


@pytest.mark.parametrize("context", ["", "   ", "the and of, it", "!!! ...", "2026"])
def test_relevance_of_a_context_that_says_nothing_is_refused(tenant, context):
    with pytest.raises(AppError) as caught:
        asked(tenant, ad_text=AD, context=context)
    assert caught.value.code is ErrorCode.INVALID
    assert caught.value.details["fields"][0]["field"] == "context"


def test_relevance_of_an_ad_that_says_nothing_is_refused(tenant):
    with pytest.raises(AppError) as caught:
        asked(tenant, ad_text="the and of", context=FITS)
    assert caught.value.details["fields"][0]["field"] == "ad_text"


def test_relevance_of_a_picture_alone_needs_an_image_encoder(tenant, at_once):
    made = creatives.upload_creative(tenant.analyst, png(), "banner.png", CreativeInput())
    with pytest.raises(AppError) as caught:
        asked(tenant, creative_id=made.id, context=FITS)
    assert caught.value.code is ErrorCode.MODEL_MISSING


def test_relevance_of_a_foreign_creative_is_not_found(tenant):
    other = make_tenant("Globex")
    made = creatives.upload_creative(other.analyst, png(), "banner.png", CreativeInput(ad_text=AD))
    for creative_id in (made.id, uuid4()):
        with pytest.raises(AppError) as caught:
            asked(tenant, creative_id=creative_id, context=FITS)
        assert caught.value.code is ErrorCode.NOT_FOUND


def test_relevance_needs_the_right_to_run_analyzers(tenant):
    with pytest.raises(AppError) as caught:
        relevance.analyze_relevance(tenant.viewer, RelevanceInput(ad_text=AD, context=FITS))
    assert caught.value.code is ErrorCode.FORBIDDEN
