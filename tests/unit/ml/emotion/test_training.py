"""The trainer, the artifact it writes, calibration, and heads that learn from an organization's labels."""

import importlib

import numpy as np
import pytest

from domain.emotion import Emotion, EmotionInput
from domain.errors import AppError, ErrorCode
from ml.emotion import weights
from ml.emotion.analyzer import NETWORK, EmotionAnalyzer
from ml.emotion.evaluate import evaluate
from ml.emotion.heads import Scale, read_outputs
from ml.emotion.labels import EMOTION_OF, EMOTIONS, FINE
from ml.emotion.refit import refit
from ml.emotion.rows import hard_emotions, hard_sentiments, read_rows, soft_emotions
from ml.emotion.scores import best_temperature, calibration_error, class_f1, macro_f1, softmax
from ml.emotion.train import train
from ml.emotion.words import load_words
from ml.encoders.minilm import load_minilm
from ml.registry import open_folder


@pytest.fixture(scope="module")
def trained(data, tmp_path_factory):
    """Two versions of the same seed."""
    said = []
    folders = []
    for name in ("one", "two"):
        out = tmp_path_factory.mktemp(name)
        folders.append(train(data, out, version="1", seed=3, say=said.append, steps=8))
    assert said
    return folders


def test_equal_seeds_make_equal_versions(trained):
    first, second = trained
    assert first.sha256 == second.sha256
    assert open_folder(second.folder, first.sha256).card == first.card
    assert first.metrics["steps"] == 8


def test_a_trained_version_serves_and_is_evaluated(trained, data):
    models = {"emotion": trained[0]}
    result = EmotionAnalyzer(models).analyze([EmotionInput(text="I love these shoes")])[0]
    assert result.model.version == "1"
    figures = evaluate(data, models.get)
    assert figures["dev.tsv"]["emotion"]["rows"] == 60
    assert 0 <= figures["dev.tsv"]["sentiment"]["macro_f1"] <= 1
    assert figures["label"] == "fine-tuned MiniLM"


def test_stored_layers_are_those_that_were_trained_to_a_hair(trained):
    torch = importlib.import_module("torch")
    published = load_minilm().weights
    network = weights.load_layers(trained[0].path(weights.FILE), published)
    again = weights.unpack(weights.pack(network, published), published)
    for (name, tensor), other in zip(network.named_parameters(), again.parameters(), strict=True):
        assert torch.allclose(tensor, other, atol=1e-5), name


def test_layers_of_another_shape_are_refused(trained, tmp_path):
    torch = importlib.import_module("torch")
    safetensors = importlib.import_module("safetensors.torch")
    stored = safetensors.load_file(trained[0].path(weights.FILE))
    stored["heads.bias"] = torch.zeros(3)
    safetensors.save_file(stored, tmp_path / weights.FILE)
    (tmp_path / "no.safetensors").write_bytes(b"not tensors")
    for file in (weights.FILE, "no.safetensors"):
        with pytest.raises(AppError) as caught:
            weights.load_layers(tmp_path / file, load_minilm().weights)
        assert caught.value.code is ErrorCode.MODEL_REFUSED


def test_words_of_another_shape_are_refused(tmp_path):
    np.savez(
        tmp_path / "words.npz", names=np.zeros(2, np.uint8), idf=np.ones(3), weights=np.ones((3, 2)), bias=np.ones(2)
    )
    (tmp_path / "no.npz").write_bytes(b"not arrays")
    for file in ("words.npz", "no.npz"):
        with pytest.raises(AppError) as caught:
            load_words(tmp_path / file)
        assert caught.value.code is ErrorCode.MODEL_REFUSED


def test_rows_of_another_shape_are_named(tmp_path):
    for content in ("a\t1\tid\nno labels here\n", "a\t1\tid\nb\t28\tid\n", "a\t1\tid\nb\tx\tid\n"):
        (tmp_path / "train.tsv").write_text(content)
        with pytest.raises(AppError, match=r"Line 2 of train\.tsv") as caught:
            read_rows(tmp_path / "train.tsv")
        assert caught.value.code is ErrorCode.INVALID
    with pytest.raises(AppError):
        read_rows(tmp_path / "missing.tsv")


def test_labels_map_to_one_target_or_to_none():
    fine = np.zeros((4, len(FINE)), dtype=np.float32)
    for row, names in enumerate((["joy", "love"], ["joy", "admiration"], ["surprise"], ["anger", "fear"])):
        fine[row, [FINE.index(name) for name in names]] = 1
    joy, surprise = EMOTIONS.index(Emotion.JOY), EMOTIONS.index(Emotion.SURPRISE)
    assert hard_emotions(fine).tolist() == [joy, -1, surprise, -1]
    # Joy and admiration share a tone, as anger and fear do; surprise has none of its own.
    assert hard_sentiments(fine).tolist() == [0, 0, -1, 2]
    assert soft_emotions(fine)[1].max() == 0.5
    assert len(EMOTION_OF) == 28


def test_figures_are_those_of_a_sum_by_hand():
    truth, guess = np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 2, 0])
    assert class_f1(truth, guess, 3) == pytest.approx([2 / 4, 2 / 3, 4 / 5])
    assert macro_f1(truth, guess, 3) == pytest.approx((2 / 4 + 2 / 3 + 4 / 5) / 3)
    shares = np.array([[0.9, 0.1], [0.9, 0.1], [0.2, 0.8], [0.4, 0.6]])
    # .9 twice of which one is right, .8 right, .6 wrong: (2 * |.5 - .9| + |1 - .8| + |0 - .6|) / 4.
    assert calibration_error(np.array([0, 1, 1, 0]), shares, 10) == pytest.approx((0.8 + 0.2 + 0.6) / 4)


def test_temperature_finds_the_scale_of_overconfident_outputs():
    chance = np.random.default_rng(5)
    logits = chance.normal(size=(4000, 3)) * 1.5
    truth = np.array([chance.choice(3, p=row) for row in softmax(logits)])
    heat = best_temperature(truth, logits * 3)
    assert heat == pytest.approx(3, rel=0.1)
    assert calibration_error(truth, softmax(logits * 3 / heat)) < calibration_error(truth, softmax(logits * 3)) / 3


def test_fine_labels_speak_for_their_emotions():
    outputs = np.zeros((1, 39), dtype=np.float32)
    outputs[0, 11:] = -6
    outputs[0, 11 + FINE.index("fear")] = 3
    equal = read_outputs(outputs, Scale(1, 1, 0.5))[0]
    assert set(equal.confidences.values()) == {0.125}
    assert read_outputs(outputs, Scale(1, 1, 0.5, fine=1))[0].emotion is Emotion.FEAR


def test_rounded_confidences_keep_their_sum_and_their_order():
    outputs = np.random.default_rng(1).normal(size=(200, 11)).astype(np.float32) * 4
    for row, reading in zip(outputs, read_outputs(outputs, Scale(1.3, 0.8, 0.5)), strict=True):
        assert sum(reading.confidences.values()) == pytest.approx(1, abs=1e-9)
        assert EMOTIONS.index(reading.emotion) == row[:8].argmax()
        assert reading.is_uncertain == (max(reading.confidences.values()) < 0.5)


def test_heads_learn_what_an_organization_means_and_only_serve_if_better(shipped, tmp_path):
    # In this shop's comments «sick» and «insane» are praise, which Reddit's mostly are not.
    praise = ["sick", "insane", "wicked", "filthy", "nasty", "deadly"]
    things = ["shoes", "drop", "colours", "board", "wheels", "jacket", "deck", "fit"]
    examples = [(f"those {thing} are {word}", Emotion.POSITIVE) for thing in things for word in praise]
    examples += [
        (f"when do the {thing} come out, {word}", Emotion.NEUTRAL) for thing in things for word in ("please", "guys")
    ]
    out = tmp_path / "own"
    out.mkdir()
    found = refit(examples, {"emotion": shipped}, out, version="own.1", seed=1)
    assert found.comments == 64
    assert found.folder is not None
    assert found.after.macro_f1 > found.before.macro_f1
    assert found.after.log_loss < found.before.log_loss
    own = EmotionAnalyzer({"emotion": found.folder}, NETWORK)
    result = own.read(["those trousers are sick"])[0]
    assert (result.emotion, result.model.version) == (Emotion.POSITIVE, "own.1")
    assert found.folder.card is not None
    assert found.folder.card.figures[0].beside == {"as shipped": pytest.approx(found.before.macro_f1, abs=1e-3)}


def test_labels_by_chance_never_replace_what_ships(shipped, tmp_path):
    chance = np.random.default_rng(2)
    texts = [
        f"{opening} {thing}" for opening in ("I love the", "I hate the", "where is the") for thing in "abcdefghijkl"
    ]
    examples = [(text, EMOTIONS[chance.integers(8)]) for text in texts]
    found = refit(examples, {"emotion": shipped}, tmp_path, version="own.1", seed=1)
    # A gentle pull to chance may lower the log loss of wrong labels, never raise the score by much.
    assert found.folder is None or found.after.macro_f1 >= found.before.macro_f1
    assert found.after.log_loss <= found.before.log_loss + 0.5


def test_too_few_labels_are_said_to_be_too_few(shipped, tmp_path):
    for examples in ([("fine", Emotion.POSITIVE)] * 29, [("fine", Emotion.POSITIVE)] * 60, [("", Emotion.JOY)] * 99):
        with pytest.raises(AppError) as caught:
            refit(examples, {"emotion": shipped}, tmp_path, version="1", seed=1)
        assert (caught.value.code, caught.value.details["needed"]) == (ErrorCode.NEEDS_MORE_DATA, 30)
