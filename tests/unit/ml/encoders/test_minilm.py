"""The text encoder: its dimension (A10), what it agrees with, and what it refuses."""

import importlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import AppError, ErrorCode
from ml.encoders import minilm
from ml.encoders.wordpiece import batches
from ml.registry import ModelFolder, write_manifest

TEXTS = [
    "Free shipping on all running shoes, today only!", "I hate this ad.", "", "é 你好 😀 ÀB", "x" * 300,
    "word " * 1000, "50% off\tall\nsandals", "A second sentence of middling length, with a comma and a full stop.",
]  # fmt: skip


@pytest.fixture(scope="module")
def encoder() -> minilm.MiniLM:
    return minilm.load_minilm()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=5))
def test_A10_any_text_yields_a_unit_vector_of_the_declared_dimension(texts):
    vectors = minilm.load_minilm().encode(texts)
    assert vectors.shape == (len(texts), minilm.DIMENSION)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_vectors_are_those_of_the_reference_implementation(encoder):
    transformers = importlib.import_module("transformers")
    torch = importlib.import_module("torch")
    place = minilm.find_minilm()
    model = transformers.BertModel.from_pretrained(place).eval()
    tokenizer = transformers.BertTokenizerFast.from_pretrained(place)
    for text, vector in zip(TEXTS, encoder.encode(TEXTS), strict=True):
        with torch.no_grad():
            tokens = tokenizer(text, truncation=True, max_length=minilm.MAX_TOKENS, return_tensors="pt")
            mean = model(**tokens).last_hidden_state.mean(1)[0].numpy()
        np.testing.assert_allclose(vector, mean / np.linalg.norm(mean), atol=1e-5)


def test_equal_calls_give_equal_bits_and_company_changes_nothing(encoder):
    together = encoder.encode(TEXTS)
    assert np.array_equal(together, encoder.encode(TEXTS))
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_meaning_is_nearer_than_chance(encoder):
    shoes, boots, tax = encoder.encode(["running shoes on sale", "discounted trainers for joggers", "file your taxes"])
    assert shoes @ boots > 0.5 > shoes @ tax


def test_words_of_the_model_inside_a_text_are_only_words(encoder):
    # The bracket, two pieces and the bracket again, not the opening token.
    assert encoder.pieces.count(["[CLS]"]) == [4]


def test_it_is_loaded_once(encoder):
    assert minilm.load_minilm() is encoder


def test_weights_that_were_changed_are_refused(tmp_path):
    place = _copy(tmp_path, b"\x00" * 64)
    with pytest.raises(AppError) as caught:
        minilm.load_minilm(place)
    assert caught.value.code is ErrorCode.MODEL_REFUSED


def test_a_version_without_weights_is_refused(tmp_path):
    with pytest.raises(AppError) as caught:
        minilm.load_minilm(_copy(tmp_path, None))
    assert caught.value.code is ErrorCode.MODEL_REFUSED


def test_another_vocabulary_is_refused(tmp_path, monkeypatch):
    place = _copy(tmp_path, b"weights", words="[CLS]\n[SEP]\n[UNK]\n")
    monkeypatch.setattr(minilm, "SHA256", minilm.hash_file(place.path(minilm.WEIGHTS)))
    with pytest.raises(AppError) as caught:
        minilm.load_minilm(place)
    assert caught.value.code is ErrorCode.MODEL_REFUSED


def test_a_pulled_version_may_bring_its_words_in_a_tokenizer_file(tmp_path, encoder):
    source = minilm.find_minilm()
    assert source is not None
    shutil.copy(source / "tokenizer.json", tmp_path)
    (tmp_path / minilm.WEIGHTS).symlink_to(source / minilm.WEIGHTS)
    pulled = ModelFolder("minilm", "1", tmp_path, "0", 0, "", 0)
    assert np.array_equal(minilm.load_minilm(pulled).encode(TEXTS), encoder.encode(TEXTS))


def test_without_the_encoder_the_error_says_what_to_do(monkeypatch):
    monkeypatch.setattr(minilm, "_PACKAGE", "there_is_no_such_package")
    assert minilm.find_minilm() is None
    with pytest.raises(AppError) as caught:
        minilm.load_minilm()
    assert caught.value.code is ErrorCode.MODEL_MISSING
    assert "models pull minilm" in str(caught.value)


def test_batches_hold_every_text_once_and_pad_little():
    tokens = [[7] * length for length in (3, 90, 5, 3, 88, 256)]
    made = list(batches(tokens, at_once=300))
    assert sorted(row for batch in made for row in batch.rows) == list(range(6))
    assert all(batch.ids.size <= 300 for batch in made)
    for batch in made:
        for place, row in enumerate(batch.rows):
            assert (batch.ids[place] == 7).sum() == len(tokens[row])
            assert batch.mask is None or batch.mask[place].sum() == len(tokens[row])


def _copy(folder: Path, weights: bytes | None, words: str | None = None) -> ModelFolder:
    if weights is not None:
        (folder / minilm.WEIGHTS).write_bytes(weights)
    if words is not None:
        (folder / "vocab.txt").write_text(words)
    return write_manifest(folder, "minilm", "1", data="", seed=0, metrics={})
