"""What is measured on words, against values computed by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.quality.text_features import count_syllables, measure_text


def test_flesch_of_a_known_sentence():
    # Six words, one sentence, six syllables: 206.835 - 1.015 * 6 - 84.6 * 1.
    found = measure_text("The cat sat on the mat.")
    assert found.reading_ease == pytest.approx(206.835 - 1.015 * 6 - 84.6)
    assert found.words == 6


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("cat", 1),
        ("table", 2),
        ("make", 1),
        ("free", 1),
        ("beautiful", 3),
        ("switched", 1),
        ("wanted", 2),
        ("rhythm", 1),
    ],
)
def test_syllables_by_rule(word, syllables):
    assert count_syllables(word) == syllables


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("Shop the new range", 1),
        ("A tent for two. Book yours today.", 1),
        ("Ready when you are: learn more", 1),
        ("Try it for free - join us - sign up", 3),
        ("A tent for two people and a dog.", 0),
        ("The bookshop on the corner", 0),
    ],
)
def test_calls_to_action_are_counted_by_sentence(text, calls):
    assert measure_text(text).calls == calls


def test_numbers_count_prices_and_shares_once_each():
    assert measure_text("Save 20% on 2 tents from $1,299.00 until 18:30").numbers == 4


def test_capitals_leave_abbreviations_out():
    assert measure_text("The BMW of USB hubs").capitals == 0
    assert measure_text("BEST deals EVER made").capitals == 0.5


def test_html_is_counted_and_not_read():
    found = measure_text("<b>Shop now!</b> Tea &amp; cake for 3 < 5 people")
    assert found.markup == 2
    assert found.calls == 1
    assert found.words == 6


@pytest.mark.parametrize("text", ["Jetzt sparen und die neue Kollektion entdecken", "今すぐ購入", "Купить сейчас"])
def test_other_languages_are_left_out_instead_of_guessed(text):
    found = measure_text(text)
    assert not found.is_english
    assert found.reading_ease is None
    assert found.calls is None
    assert found.sentiment is None


def test_sentiment_is_the_difference_over_all_words():
    assert measure_text("A wonderful day").sentiment == pytest.approx(1 / 3)
    assert measure_text("A terrible day").sentiment == pytest.approx(-1 / 3)


def test_emojis_alone_are_characters_without_words():
    found = measure_text("🎉🔥🎉")
    assert (found.characters, found.words, found.reading_ease) == (3, 0, None)


@pytest.mark.parametrize(
    "text", ["", " ", "x", "a" * 100_000, "<" * 100_000, "1," * 50_000, "<a" * 50_000, "!" * 100_000]
)
def test_extreme_texts_are_measured(text):
    assert measure_text(text).characters == len(text.strip())


@given(st.text(max_size=300))
def test_any_text_is_measured(text):
    found = measure_text(text)
    assert found == measure_text(text)
    assert found.words >= 0
    assert 0 <= found.capitals <= 1
    assert found.sentiment is None or -1 <= found.sentiment <= 1
