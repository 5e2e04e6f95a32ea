"""A network as encoder: shapes only, with a tiny one of random weights, which no score is ever made of."""

import numpy as np
import pytest

from ml.quality.vision import VitEncoder, occlusion_map
from ml.runtime import torch_module

transformers = pytest.importorskip("transformers")


@pytest.fixture(scope="module")
def encoder() -> VitEncoder:
    torch_module().manual_seed(0)
    config = transformers.ViTConfig(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, image_size=32, patch_size=16
    )
    return VitEncoder(transformers.ViTModel(config, add_pooling_layer=False))


def test_encoder_gives_one_embedding_for_each_picture(encoder):
    generator = np.random.default_rng(0)
    pictures = [generator.random((height, 40, 3), dtype=np.float32) for height in (1, 20, 64) * 4]
    found = encoder.embed(pictures)
    assert found.shape == (12, 16)
    assert found.dtype == np.float32
    assert np.allclose(found[:1], encoder.embed(pictures[:1]), atol=1e-5)
    assert encoder.embed([]).shape == (0, 16)


def test_encoder_is_read_from_a_folder_without_a_hub(encoder, tmp_path):
    encoder._model.save_pretrained(tmp_path)
    picture = np.full((32, 32, 3), 0.3, dtype=np.float32)
    assert np.allclose(VitEncoder.open(tmp_path).embed([picture]), encoder.embed([picture]), atol=1e-5)


def test_occlusion_finds_the_part_that_the_answer_depends_on():
    pixels = np.zeros((50, 50, 3), dtype=np.float32)
    pixels[10:20, 30:40] = 1
    found = occlusion_map(pixels, lambda pictures: np.array([picture[10:20, 30:40].mean() for picture in pictures]))
    assert found[1][3] == 1
    assert np.abs(found).sum() == 1


def test_occlusion_of_what_depends_on_nothing_is_empty():
    found = occlusion_map(np.zeros((1, 1, 3), dtype=np.float32), lambda pictures: np.ones(len(pictures)))
    assert not np.any(found)
