"""The image encoder ViT-B/16. Served from a pulled version only; there is no default.

Importing this module loads neither PyTorch nor weights; `load_vit` does.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import AppError, ErrorCode
from ml.content import DecodedPicture
from ml.encoders.pixels import squeezed
from ml.encoders.published import PUBLISHED, WEIGHTS, require_published
from ml.registry.folders import ModelFolder, refused
from ml.runtime import torch_module

NAME = "vit-b-16"
DIMENSION = PUBLISHED[NAME].dimension
MEAN = SPREAD = (0.5, 0.5, 0.5)
_AT_ONCE = 8


class VitEncoder:
    """The encoder. `load_vit` makes it from published weights, once per process.

    Parameters
    ----------
    network
        A `transformers.ViTModel`.
    """

    dimension = DIMENSION

    def __init__(self, network: Any) -> None:
        self._network = network.eval()

    def encode_pictures(self, pictures: list[DecodedPicture]) -> NDArray[np.float32]:
        """The class token's last state for each picture, (n, 768), not normalised.

        The whole picture is read at 224 x 224, out of shape where it is no square. It was trained to tell 21,000
        kinds of things apart: it says what is seen, nothing of whether that is good. Features for a model of one's own.
        """
        torch = torch_module()
        rows = np.zeros((len(pictures), DIMENSION), dtype=np.float32)
        with torch.inference_mode():
            for start in range(0, len(pictures), _AT_ONCE):
                part = np.stack([squeezed(each, MEAN, SPREAD) for each in pictures[start : start + _AT_ONCE]])
                states = self._network(pixel_values=torch.from_numpy(part)).last_hidden_state
                rows[start : start + _AT_ONCE] = states[:, 0].float().numpy()
        return rows


def load_vit(folder: ModelFolder | None) -> VitEncoder:
    """The encoder of a pulled version, loaded once per process.

    Raises MODEL_MISSING where none is pulled, and MODEL_REFUSED for weights that are not the published ones.
    """
    if folder is None:
        raise AppError(ErrorCode.MODEL_MISSING, "ViT-B/16 is not installed here: `models pull vit-b-16` fetches it.")
    require_published(folder, NAME)
    return _load(folder.folder)


@lru_cache(maxsize=1)
def _load(place: Path) -> VitEncoder:
    try:
        torch_module()
        from transformers import ViTConfig, ViTModel
    except ImportError as error:
        raise AppError(ErrorCode.MODEL_MISSING, "ViT-B/16 needs PyTorch and transformers.") from error
    open_weights: Any = ViTModel.from_pretrained
    network, found = open_weights(
        place, config=ViTConfig(), add_pooling_layer=False, local_files_only=True, use_safetensors=True,
        output_loading_info=True,
    )  # fmt: skip
    if found["missing_keys"] or found["mismatched_keys"]:
        raise refused(f"{WEIGHTS} lacks parts of ViT-B/16")
    return VitEncoder(network)
