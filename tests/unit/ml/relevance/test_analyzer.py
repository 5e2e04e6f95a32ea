"""Relevance: its range and identity (A12), the flag (A13), keywords, drivers, better contexts, pictures, fallback."""

import io
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.errors import AppError, ErrorCode
from domain.relevance import FLAGGED_BELOW
from ml.content import AdContent
from ml.registry import find_shipped
from ml.relevance import analyzer as module
from ml.relevance.analyzer import RelevanceAnalyzer
from ml.relevance.picture import LITERATURE
from ml.relevance.questions import RelevanceQuestion

AD = "Lightweight trail shoes with deep lugs. Grip wet rock, run further."


@pytest.fixture(scope="module")
def analyzer():
    return RelevanceAnalyzer({"relevance": find_shipped("relevance")})


@pytest.fixture(scope="module")
def words_only():
    """What a machine without the text encoder has."""

    def missing(_folder):
        raise AppError(ErrorCode.MODEL_MISSING)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "load_minilm", missing)
        return RelevanceAnalyzer({"relevance": find_shipped("relevance")})


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(target, "PNG")
    return target.getvalue()


class KnownVectors:
    """In the place of CLIP: vectors that are known, so that the arithmetic around them can be checked."""

    def __init__(self, cosine):
        self.cosine, self.read = cosine, 0

    def encode_pictures(self, pictures):
        return np.array([[1.0, 0.0]] * len(pictures), dtype=np.float32)

    def encode_texts(self, texts):
        self.read += len(texts)
        return np.array([[self.cosine, np.sqrt(1 - self.cosine**2)]] * len(texts), dtype=np.float32)


def seeing(monkeypatch, cosine):
    monkeypatch.setattr(module, "load_clip", lambda _folder: KnownVectors(cosine))
    return RelevanceAnalyzer({"relevance": find_shipped("relevance"), "clip-vit-b-32": SimpleNamespace()})


def one(analyzer, text, context, others=(), image=None):
    return analyzer.analyze([RelevanceQuestion(AdContent(text, image), context, tuple(others))])[0]


# Texts with at least one word, as the service lets through.
TEXTS = st.builds(
    lambda word, rest: f"{word} {rest}", st.sampled_from(["coffee", "Räder", "shoes"]), st.text(max_size=60)
)


@settings(max_examples=12, deadline=None)
@given(ad=TEXTS, context=TEXTS)
def test_relevance_is_in_range_and_flagged_exactly_below_the_limit(analyzer, ad, context):
    """A12 and A13 for any texts."""
    found = one(analyzer, ad, context)
    assert 0 <= found.relevance <= 1
    assert -1 <= found.raw_similarity <= 1
    assert found.flagged is (found.relevance < FLAGGED_BELOW)


@settings(max_examples=8, deadline=None)
@given(text=TEXTS)
def test_relevance_of_identical_ad_and_context_is_exactly_one(analyzer, words_only, text):
    """A12."""
    for way in (analyzer, words_only):
        found = one(way, text, text)
        assert (found.relevance, found.raw_similarity, found.flagged) == (1.0, 1.0, False)


def test_relevance_of_texts_that_differ_in_case_and_blanks_is_one(analyzer):
    assert one(analyzer, "Fresh  Coffee\ntoday", "fresh coffee TODAY").relevance == 1.0


def test_flag_stands_exactly_below_the_limit(analyzer, monkeypatch):
    """A13 at the limit itself and its nearest neighbours."""
    for chance, flagged in ((np.nextafter(0.6, 0), True), (0.6, False), (np.nextafter(0.6, 1), False)):
        monkeypatch.setattr(
            type(analyzer._words),
            "chances",
            lambda _self, ads, there, chance=chance: np.full((len(ads.texts), len(there.texts)), chance),
        )
        found = one(analyzer, AD, "Trail running")
        assert (found.relevance, found.flagged) == (chance, flagged)


def test_relevance_ranks_contexts_and_shows_the_raw_cosine_beside(analyzer):
    found = one(analyzer, AD, "People who run on mountain trails")
    strange = one(analyzer, AD, "mortgage, home loan, fixed rate")
    assert found.relevance > 0.8
    assert strange.relevance < 0.1
    assert found.raw_similarity < found.relevance


def test_batches_give_what_single_questions_give(analyzer):
    questions = [
        RelevanceQuestion(AdContent(AD), context) for context in ("Trail running", "Dog owners", "a, b, coffee")
    ]
    together = analyzer.analyze(questions)
    alone = [analyzer.analyze([question])[0] for question in questions]
    assert [round(found.relevance, 4) for found in together] == [round(found.relevance, 4) for found in alone]


def test_keywords_are_left_out_one_by_one(analyzer):
    found = one(analyzer, AD, "trail running, mortgage, outdoor shoes")
    effects = {effect.words: effect.effect for effect in found.drivers if effect.side == "context"}
    assert effects["trail running"] > 0 >= effects.get("mortgage", 0)


def test_words_that_carry_the_topic_drive_the_score(analyzer):
    found = one(analyzer, "Winter tyres fitted at your door", "Drivers who need tyres for their car")
    strongest = max((effect for effect in found.drivers if effect.side == "ad"), key=lambda effect: effect.effect)
    assert strongest.words == "tyres"
    assert [abs(effect.effect) for effect in found.drivers] == sorted(
        (abs(effect.effect) for effect in found.drivers), reverse=True
    )


def test_better_contexts_hold_all_that_were_given_and_the_best_references(analyzer):
    found = one(analyzer, AD, "Dog owners", ["Trail running", "Retirement and pensions", "Trail running"])
    ranked = [score.relevance for score in found.better_contexts]
    names = [score.context for score in found.better_contexts]
    assert ranked == sorted(ranked, reverse=True)
    assert {"Trail running", "Retirement and pensions"} <= set(names)
    assert len(names) == len(set(names))
    assert "Shoes and sneakers" in names


def test_a_single_word_has_no_drivers_but_a_score(analyzer):
    found = one(analyzer, "Coffee", "tea")
    assert found.drivers == []
    assert any("few words" in note for note in found.notes)


def test_long_and_foreign_texts_are_named(analyzer):
    assert any("first 200 words" in note for note in one(analyzer, "coffee beans " * 400, "coffee").notes)
    assert any("English" in note for note in one(analyzer, "Свежий кофе каждый день", "coffee").notes)


def test_without_the_encoder_only_equal_words_count_and_it_says_so(words_only):
    found = one(words_only, AD, "trail shoes for wet rock")
    assert found.basis == found.model.label == "words only"
    assert any("equal words" in note for note in found.notes)
    assert found.relevance > one(words_only, AD, "mortgage advice").relevance


def test_a_picture_that_nobody_looked_at_changes_nothing_and_is_named(analyzer):
    bare, with_picture = one(analyzer, AD, "Trail running"), one(analyzer, AD, "Trail running", image=png())
    assert with_picture.relevance == pytest.approx(bare.relevance, abs=1e-5)
    assert any("not looked at" in note for note in with_picture.notes)


def test_a_picture_alone_without_clip_is_no_score(analyzer):
    with pytest.raises(AppError) as caught:
        one(analyzer, "", "Trail running", image=png())
    assert caught.value.code is ErrorCode.MODEL_MISSING


def test_a_picture_alone_is_scored_by_its_curve(monkeypatch):
    for cosine in (0.15, 0.24, 0.31):
        found = one(seeing(monkeypatch, cosine), "", "Trail running", image=png())
        assert found.relevance == pytest.approx(1 / (1 + np.exp(-40 * (cosine - 0.24))), abs=1e-3)
        assert found.basis == "image only"
        assert found.raw_similarity == pytest.approx(cosine, abs=1e-3)


def test_words_and_picture_are_fused_between_both(monkeypatch, analyzer):
    words = one(analyzer, AD, "Trail running").relevance
    picture = 1 / (1 + np.exp(-40 * (0.2 - 0.24)))
    found = one(seeing(monkeypatch, 0.2), AD, "Trail running", image=png())
    assert picture < found.relevance < words
    assert found.basis == "text and image"
    assert "literature" in found.model.note
    assert any("published ranges" in note for note in found.notes)
    assert LITERATURE.source == "literature"


def test_without_the_calibration_nothing_is_scored():
    with pytest.raises(AppError) as caught:
        RelevanceAnalyzer({})
    assert caught.value.code is ErrorCode.MODEL_MISSING
