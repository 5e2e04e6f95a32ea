"""A14: one of eight labels, confidences that sum to 1, the same answer for the same text, whatever the text is."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.emotion import CommentInput, Emotion, EmotionInput, Sentiment
from domain.errors import AppError, ErrorCode
from ml.emotion import analyzer as module
from ml.emotion.analyzer import EmotionAnalyzer
from ml.registry import open_folder

ANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ANY
@given(text=st.text(max_size=400))
def test_A14_any_text_gets_one_of_eight_labels_and_confidences_that_sum_to_one(analyzer, text):
    first, again = analyzer.read([text])[0], analyzer.read([text])[0]
    assert first == again
    assert set(first.confidences) == set(Emotion)
    assert all(0 <= share <= 1 for share in first.confidences.values())
    assert sum(first.confidences.values()) == pytest.approx(1, abs=1e-9)
    assert sum(first.sentiments.values()) == pytest.approx(1, abs=1e-9)
    assert first.confidences[first.emotion] == max(first.confidences.values())
    assert first.sentiments[first.sentiment] == max(first.sentiments.values())


@ANY
@given(texts=st.lists(st.text(alphabet=st.characters(codec="latin-1"), max_size=60), max_size=6))
def test_A14_company_does_not_change_an_answer(analyzer, texts):
    together = analyzer.read(["I love this phone", *texts])
    alone = [analyzer.read([text])[0] for text in ["I love this phone", *texts]]
    for one, other in zip(together, alone, strict=True):
        assert one.confidences == pytest.approx(other.confidences, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "emotions", "sentiment"),
    [
        ("I absolutely love these shoes, best purchase ever!", {Emotion.JOY, Emotion.POSITIVE}, Sentiment.POSITIVE),
        ("Thank you so much, great service", {Emotion.POSITIVE}, Sentiment.POSITIVE),
        ("This company is a scam, I am furious", {Emotion.ANGER}, Sentiment.NEGATIVE),
        ("I am so sad they closed the store", {Emotion.SADNESS}, Sentiment.NEGATIVE),
        ("I'm really scared this will hurt my kids", {Emotion.FEAR}, Sentiment.NEGATIVE),
        ("Wow, I didn't expect that at all!", {Emotion.SURPRISE}, None),
        ("The store opens at nine on Monday.", {Emotion.NEUTRAL}, Sentiment.NEUTRAL),
    ],
)
def test_plain_feelings_are_read(network, text, emotions, sentiment):
    result = network.read([text])[0]
    assert result.emotion in emotions
    assert sentiment is None or result.sentiment is sentiment
    assert result.is_supported


def test_case_links_and_mark_up_do_not_matter(network):
    plain, dressed = network.read(["I love this", "<p>I LOVE this&nbsp;</p> https://shop.example/x?y=1 \x07"])
    assert plain.confidences == pytest.approx(dressed.confidences, abs=0.02)


@pytest.mark.parametrize("text", ["", " ", "x", "7", "😂😂", "!!!", "\u200b", "12.5 % 100"])
def test_texts_without_words_are_not_supported(analyzer, text):
    result = analyzer.read([text])[0]
    assert (result.is_supported, result.emotion, result.is_uncertain) == (False, Emotion.NEUTRAL, True)
    assert result.notes == ["There are no words to read in this text."]


@pytest.mark.parametrize(
    "text",
    [
        "Das ist ein sehr schönes Produkt, danke", "Muchas gracias, me encanta este producto", "C'est très beau, merci",
        "これは素晴らしい商品です", "Это отличный товар", "هذا رائع", "Bu ürün çok güzel", "To jest bardzo dobre",
        "Grazie mille, è molto bello", "asdkjh qwlekj zxmcnb poiqwe",
    ],
)  # fmt: skip
def test_other_languages_are_said_to_be_unsupported(analyzer, text):
    result = analyzer.read([text])[0]
    assert not result.is_supported
    assert result.emotion is Emotion.NEUTRAL
    assert "English only" in result.notes[0]


@pytest.mark.parametrize(
    "text",
    ["lol", "Nice", "ok cool", "Où can I buy this? Love it", "best café in town", "no me gusta but I like it, love you",
     "U r the best thx", "Die hard fans will love it", "I want one for my mom"],
)  # fmt: skip
def test_english_is_not_turned_away(analyzer, text):
    assert analyzer.read([text])[0].is_supported


def test_long_text_is_read_in_part_and_says_so(network):
    start = "I hate this, it is the worst thing I ever bought. "
    text = (start * 20 + "The end is wonderful and I love it so much. " * 3000)[:100_000]
    result = network.read([text])[0]
    assert result.sentiment is Sentiment.NEGATIVE
    assert result.notes == ["The text is long: only its beginning, about 100 words, was read."]
    assert network.read([start])[0].notes == []


def test_an_answer_is_uncertain_where_no_label_is_ahead(network, shipped):
    clear = shipped.read_json("settings.json")["network"]["clear"]
    assert not network.read(["Thank you so much, I really appreciate it!"])[0].is_uncertain
    results = network.read(
        [f"{start} {end}" for start in ("well", "so", "I guess") for end in ("it is new", "that went", "ok")]
    )
    for result in results:
        assert result.is_uncertain == (max(result.confidences.values()) < clear)


def test_inputs_are_answered_in_order_by_their_kind(analyzer):
    comments = (CommentInput(text="great"), CommentInput(text="Awful, never again", weight=3))
    given_ = [EmotionInput(text="I love it"), EmotionInput(comments=comments), EmotionInput(comments=())]
    text, several, none = analyzer.analyze(given_)
    assert text.emotion in set(Emotion)
    assert [item.emotion for item in several.items] == [
        result.emotion for result in analyzer.read(["great", "Awful, never again"])
    ]
    assert (none.count, none.sentiment, none.dominant_emotion) == (0, None, None)


def test_without_the_encoder_words_are_counted_and_it_says_so(shipped, monkeypatch):
    def missing(pulled):
        raise AppError(ErrorCode.MODEL_MISSING)

    monkeypatch.setattr(module, "load_minilm", missing)
    found = EmotionAnalyzer({"emotion": shipped})
    assert found.model.label == "words only (TF-IDF)"
    assert "not installed" in found.model.note
    assert found.read(["I love this"])[0].sentiment is Sentiment.POSITIVE
    with pytest.raises(AppError):
        EmotionAnalyzer({"emotion": shipped}, module.NETWORK)


def test_a_wrong_encoder_is_refused_and_not_replaced_by_words(shipped, monkeypatch):
    def wrong(pulled):
        raise AppError(ErrorCode.MODEL_REFUSED)

    monkeypatch.setattr(module, "load_minilm", wrong)
    with pytest.raises(AppError) as caught:
        EmotionAnalyzer({"emotion": shipped})
    assert caught.value.code is ErrorCode.MODEL_REFUSED


def test_without_a_version_it_is_missing():
    with pytest.raises(AppError) as caught:
        EmotionAnalyzer({"emotion": None})
    assert caught.value.code is ErrorCode.MODEL_MISSING


@pytest.mark.parametrize("file", ["layers.safetensors", "words.npz", "settings.json", "card.json"])
def test_a_version_that_was_tampered_with_is_refused(shipped, tmp_path, file):
    place = tmp_path / "copy"
    shutil.copytree(shipped.folder, place)
    content = bytearray((place / file).read_bytes())
    content[len(content) // 2] ^= 1
    (place / file).write_bytes(bytes(content))
    with pytest.raises(AppError) as caught:
        open_folder(place, shipped.sha256)
    assert caught.value.code is ErrorCode.MODEL_REFUSED


def test_the_shipped_card_has_its_figures_with_protocol_and_limits(shipped):
    card = shipped.card
    assert card is not None
    measured = {figure.name: figure for figure in card.figures}
    assert measured["Three tones, macro-F1"].value >= 0.74
    assert measured["Eight labels, macro-F1"].value >= 0.62
    assert measured["Eight labels, macro-F1"].beside["wish of the specification, not met"] == 0.75
    assert all(figure.protocol for figure in card.figures)
    assert any("faces" in limit for limit in card.limits)


def test_the_shipped_version_is_small(shipped):
    assert shipped.size < 22 * 1024 * 1024
