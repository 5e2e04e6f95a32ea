"""A network as encoder: its embedding is an input of what was learned from outcomes, and never a score itself."""

import importlib

import numpy as np
import pytest

from domain.errors import AppError, ErrorCode
from ml.content import AdContent, DecodedPicture, decode_picture
from ml.quality import analyzer as module
from ml.quality.analyzer import OWN_FILE, QualityAnalyzer
from ml.quality.own_training import OutcomeRow, fit_own
from ml.quality.tasks import QualityTask
from ml.quality.train import train
from ml.quality.vision import embed, occlusion_map, open_encoder
from ml.registry import write_manifest
from tests.unit.ml.quality.drawings import encoded, flat, scene


class Network:
    """A tiny network of fixed random weights over a 4 x 4 version of the picture; its first output is brightness."""

    def __init__(self, dimension=32):
        self.weights = np.random.default_rng(0).normal(size=(48, dimension)) * 0.01
        self.weights[:, 0] = 1 / 48

    def encode_pictures(self, pictures: list[DecodedPicture]) -> np.ndarray:
        small = [picture.pixels[:: max(1, picture.pixels.shape[0] // 4), :: max(1, picture.pixels.shape[1] // 4)]
                 for picture in pictures]  # fmt: skip
        return np.stack([part[:4, :4].reshape(-1) @ self.weights for part in small]).astype(np.float32)


def learned_from(encoder):
    generator = np.random.default_rng(1)
    tones = generator.integers(10, 245, 120)
    pictures = [decode_picture(encoded(flat((16, 16), (int(tone),) * 3))) for tone in tones]
    rows = [
        OutcomeRow({"contrast": 0.2}, 60.0, f"campaign {position % 10}", 20_000, int(40 + 2 * tone))
        for position, tone in enumerate(tones)
    ]
    return fit_own(rows, encoder.encode_pictures(pictures)).model


def test_encoder_that_is_not_pulled_is_missing():
    with pytest.raises(AppError) as missing:
        open_encoder(None)
    assert missing.value.code is ErrorCode.MODEL_MISSING


def test_embeddings_have_one_row_for_each_version_of_the_picture():
    picture = decode_picture(encoded(scene((64, 64))))
    assert embed(Network(), picture, [picture.pixels, picture.pixels * 0]).shape == (2, 32)


def test_vision_transformer_of_random_weights_fits_the_interface():
    from ml.encoders.vit import VitEncoder
    from ml.runtime import torch_module

    transformers = importlib.import_module("transformers")
    torch_module().manual_seed(0)
    config = transformers.ViTConfig(num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    encoder = VitEncoder(transformers.ViTModel(config, add_pooling_layer=False))
    picture = decode_picture(encoded(scene((64, 40))))
    assert embed(encoder, picture, [picture.pixels] * 9).shape == (9, 768)


def test_analyzer_with_an_embedding_shows_which_part_moved_the_score(tmp_path, monkeypatch):
    encoder = Network()
    train(tmp_path, tmp_path, version="own", say=lambda _: None)
    learned_from(encoder).save(tmp_path / OWN_FILE)
    folder = write_manifest(tmp_path, "quality", "own", data="own creatives", seed=0, metrics={})
    with pytest.raises(AppError) as missing:
        QualityAnalyzer({"quality": folder})
    assert missing.value.code is ErrorCode.MODEL_MISSING
    monkeypatch.setattr(module, "open_encoder", lambda _folder: encoder)
    analyzer = QualityAnalyzer({"quality": folder})
    dark, light, words = analyzer.analyze(
        [QualityTask(AdContent("Find your size", data)) for data in (*map(_grey, (20, 230)), None)]
    )
    assert light.quality_score > dark.quality_score
    assert np.shape(light.heat_map) == (5, 5)
    assert np.abs(light.heat_map).max() <= 1
    assert words.heat_map == []
    assert 0 <= words.quality_score <= 100


def _grey(tone: int) -> bytes:
    return encoded(flat((64, 64), (tone,) * 3))


def test_occlusion_finds_the_part_that_the_answer_depends_on():
    pixels = np.zeros((50, 50, 3), dtype=np.float32)
    pixels[10:20, 30:40] = 1
    found = occlusion_map(pixels, lambda pictures: np.array([picture[10:20, 30:40].mean() for picture in pictures]))
    assert found[1][3] == 1
    assert np.abs(found).sum() == 1


def test_occlusion_of_what_depends_on_nothing_is_empty():
    found = occlusion_map(np.zeros((1, 1, 3), dtype=np.float32), lambda pictures: np.ones(len(pictures)))
    assert not np.any(found)
