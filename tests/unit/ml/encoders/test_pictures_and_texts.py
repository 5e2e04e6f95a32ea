"""CLIP, DistilBERT and ViT: dimensions (A10) on small random networks, which no way to a score accepts."""

import numpy as np
import pytest
from safetensors.torch import save_file

from domain.errors import AppError, ErrorCode
from ml.content import DecodedPicture
from ml.encoders.clip import ClipEncoder, load_clip
from ml.encoders.distilbert import DistilBert, load_distilbert
from ml.encoders.minilm import find_minilm, load_minilm
from ml.encoders.pixels import cropped, squeezed
from ml.encoders.vit import VitEncoder, load_vit
from ml.encoders.wordpiece import WordPieces, read_words
from ml.registry import find_shipped, open_folder, write_manifest
from ml.relevance.analyzer import RelevanceAnalyzer
from ml.runtime import torch_module

TEXTS = ["fresh coffee", "a much longer text about mountain bikes and trails", ""]


def picture(width=60, height=40):
    pixels = np.random.default_rng(0).random((height, width, 3), dtype=np.float32)
    return DecodedPicture(pixels, width, height, has_transparency=False, frames=1)


@pytest.fixture(scope="module")
def clip_network():
    torch_module().manual_seed(0)
    from open_clip.model import CLIP

    vision = {"layers": 1, "width": 64, "head_width": 64, "patch_size": 32, "image_size": 224}
    text = {"layers": 1, "width": 64, "heads": 1, "context_length": 77, "vocab_size": 49408}
    return CLIP(512, vision, text)


@pytest.fixture(scope="module")
def vit_network():
    torch_module().manual_seed(0)
    from transformers import ViTConfig, ViTModel

    return ViTModel(ViTConfig(num_hidden_layers=1), add_pooling_layer=False)


@pytest.fixture(scope="module")
def distilbert_network():
    torch_module().manual_seed(0)
    from transformers import DistilBertConfig, DistilBertModel

    return DistilBertModel(DistilBertConfig(n_layers=1))


def test_clip_gives_512_numbers_for_texts_and_pictures(clip_network):
    """A10."""
    import open_clip

    encoder = ClipEncoder(clip_network, open_clip.get_tokenizer("ViT-B-32"))
    texts = encoder.encode_texts(TEXTS)
    pictures = encoder.encode_pictures([picture()] * 9)
    assert (texts.shape, pictures.shape, encoder.dimension) == ((3, 512), (9, 512), 512)
    assert np.allclose(np.linalg.norm(texts, axis=1), 1, atol=1e-4)
    assert np.allclose(pictures, pictures[0], atol=1e-5)


def test_vit_gives_768_numbers_for_a_picture(vit_network):
    """A10."""
    found = VitEncoder(vit_network).encode_pictures([picture(), picture(300, 20)])
    assert (found.shape, found.dtype) == ((2, 768), np.float32)


def test_distilbert_gives_768_numbers_for_a_text_whatever_stands_beside_it(distilbert_network):
    """A10."""
    encoder = DistilBert(distilbert_network, WordPieces(read_words(find_minilm())))
    together, alone = encoder.encode(TEXTS), encoder.encode(TEXTS[:1])
    assert together.shape == (3, 768)
    assert np.allclose(together[0], alone[0], atol=1e-5)


@pytest.mark.parametrize("read", [cropped, squeezed])
@pytest.mark.parametrize("size", [(1, 1), (1, 500), (224, 224), (900, 30)])
def test_every_picture_becomes_one_input(read, size):
    found = read(picture(*size), (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    assert (found.shape, found.dtype) == ((3, 224, 224), np.float32)
    assert found.min() >= -1.01
    assert found.max() <= 1.01


def random_folder(place, name, network):
    """A version of a model as a pull would make it, but with random weights."""
    place.mkdir()
    save_file(
        {key: value.clone().contiguous() for key, value in network.state_dict().items()}, place / "model.safetensors"
    )
    return write_manifest(place, name, "random", data="none", seed=0, metrics={})


@pytest.mark.parametrize(
    ("name", "load", "network"),
    [
        ("clip-vit-b-32", load_clip, "clip_network"),
        ("vit-b-16", load_vit, "vit_network"),
        ("distilbert", load_distilbert, "distilbert_network"),
        ("minilm", load_minilm, "distilbert_network"),
    ],
)
def test_random_weights_are_refused(tmp_path, request, name, load, network):
    folder = random_folder(tmp_path / name, name, request.getfixturevalue(network))
    with pytest.raises(AppError) as caught:
        load(folder)
    assert caught.value.code is ErrorCode.MODEL_REFUSED


def test_relevance_does_not_start_with_random_weights(tmp_path, clip_network, distilbert_network):
    shipped = find_shipped("relevance")
    for name, network in (("clip-vit-b-32", clip_network), ("minilm", distilbert_network)):
        with pytest.raises(AppError) as caught:
            RelevanceAnalyzer({"relevance": shipped, name: random_folder(tmp_path / name, name, network)})
        assert caught.value.code is ErrorCode.MODEL_REFUSED


def test_a_manifest_without_hashes_is_refused(tmp_path):
    folder = tmp_path / "clip"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"anything")
    (folder / "manifest.json").write_text('{"name": "clip-vit-b-32", "version": "1", "files": {}}', encoding="utf-8")
    with pytest.raises(AppError) as caught:
        load_clip(open_folder(folder))
    assert caught.value.code is ErrorCode.MODEL_REFUSED


@pytest.mark.parametrize("load", [load_clip, load_vit, load_distilbert])
def test_an_encoder_that_was_not_pulled_is_missing(load):
    with pytest.raises(AppError) as caught:
        load(None)
    assert caught.value.code is ErrorCode.MODEL_MISSING
