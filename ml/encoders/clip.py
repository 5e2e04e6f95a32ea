"""CLIP ViT-B/32: pictures and texts in one space. Served from a pulled version only; there is no default.

Importing this module loads neither PyTorch nor weights; `load_clip` does.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import AppError, ErrorCode
from ml.content import DecodedPicture
from ml.encoders.pixels import cropped
from ml.encoders.published import PUBLISHED, WEIGHTS, require_published
from ml.registry.folders import ModelFolder, refused
from ml.runtime import torch_module

NAME = "clip-vit-b-32"
DIMENSION = PUBLISHED[NAME].dimension
# Weights that OpenAI trained need "ViT-B-32-quickgelu"; those of LAION, which are pinned, the plain activation.
ARCHITECTURES = {PUBLISHED[NAME].sha256: "ViT-B-32"}
MEAN = (0.48145466, 0.4578275, 0.40821073)
SPREAD = (0.26862954, 0.26130258, 0.27577711)
_AT_ONCE = 8


class ClipEncoder:
    """The two towers. `load_clip` makes it from published weights, once per process.

    Parameters
    ----------
    network
        A CLIP as open_clip builds it.
    tokenizer
        Gives token ids, (n, 77), for a list of texts.
    """

    dimension = DIMENSION

    def __init__(self, network: Any, tokenizer: Any) -> None:
        self._network = network.eval()
        self._tokenizer = tokenizer

    def encode_texts(self, texts: list[str]) -> NDArray[np.float32]:
        """Vectors of texts, (n, 512), at unit length.

        English; about 55 words of each are read. Compare them with pictures by their dot product: pairs that belong
        together lie near 0.2 to 0.35, not near 1, since texts and pictures fill different parts of the space
        (Liang et al., "Mind the gap", NeurIPS 2022).
        """
        torch = torch_module()

        def encode(part: list[str]) -> Any:
            return self._network.encode_text(self._tokenizer(part), normalize=True)

        return _batched(torch, texts, encode)

    def encode_pictures(self, pictures: list[DecodedPicture]) -> NDArray[np.float32]:
        """Vectors of pictures, (n, 512), at unit length.

        The square middle of each is read at 224 x 224: small print and the ends of banners are not seen.
        """
        torch = torch_module()

        def encode(part: list[DecodedPicture]) -> Any:
            inputs = np.stack([cropped(picture, MEAN, SPREAD) for picture in part])
            return self._network.encode_image(torch.from_numpy(inputs), normalize=True)

        return _batched(torch, pictures, encode)


def load_clip(folder: ModelFolder | None) -> ClipEncoder:
    """The encoder of a pulled version, loaded once per process.

    Raises MODEL_MISSING where none is pulled or open_clip is not installed, and MODEL_REFUSED for weights that are
    not the published ones: a network with random weights would answer, too.
    """
    if folder is None:
        raise AppError(ErrorCode.MODEL_MISSING, "CLIP is not installed here: `models pull clip-vit-b-32` fetches it.")
    return _load(folder.folder, ARCHITECTURES[require_published(folder, NAME).sha256])


@lru_cache(maxsize=1)
def _load(place: Path, architecture: str) -> ClipEncoder:
    try:
        torch_module()
        import open_clip
        from safetensors.torch import load_file
    except ImportError as error:
        raise AppError(ErrorCode.MODEL_MISSING, "CLIP needs PyTorch and open_clip.") from error
    network = open_clip.create_model(architecture, pretrained=None)
    try:
        network.load_state_dict(load_file(place / WEIGHTS), strict=True)
    except RuntimeError as error:
        raise refused(f"{WEIGHTS} does not fit {architecture}") from error
    return ClipEncoder(network, open_clip.get_tokenizer(architecture))


def _batched(torch: Any, items: list[Any], encode: Any) -> NDArray[np.float32]:
    rows = np.zeros((len(items), DIMENSION), dtype=np.float32)
    with torch.inference_mode():
        for start in range(0, len(items), _AT_ONCE):
            rows[start : start + _AT_ONCE] = encode(items[start : start + _AT_ONCE]).float().numpy()
    return rows
