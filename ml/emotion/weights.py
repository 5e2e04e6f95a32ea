"""Fine-tuned layers as they ship: how far each weight moved from the published one, in 8 bits for each row's range.

The movement is small, so 8 bits of it lose less than 16 bits of the weight itself would, in half the room.
"""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from ml.emotion.network import TRAINED, EmotionNet
from ml.encoders.bert import build_bert
from ml.registry.folders import refused

FILE = "layers.safetensors"
_SCALE = ":scale"
_LEVELS = 127


def pack(network: EmotionNet, published: dict[str, Tensor]) -> dict[str, Tensor]:
    """What is stored of a trained network: movements of matrices as int8 with a scale for each row, the rest whole."""
    stored = {f"heads.{name}": tensor.detach().clone() for name, tensor in network.heads.named_parameters()}
    for name, tensor in network.trunk.named_parameters():
        if name.startswith(TRAINED):
            moved = tensor.detach() - published[name]
            if moved.ndim < 2:
                stored[name] = moved
                continue
            scale = (moved.abs().amax(dim=1) / _LEVELS).clamp_min(1e-12)
            stored[name] = (moved / scale[:, None]).round().to(torch.int8)
            stored[name + _SCALE] = scale
    return stored


def unpack(stored: dict[str, Tensor], published: dict[str, Tensor]) -> EmotionNet:
    """The network as it serves. Raises MODEL_REFUSED where a tensor is missing or of another shape."""
    weights = dict(published)
    try:
        for name in [name for name in published if name.startswith(TRAINED)]:
            moved = stored[name].float()
            if moved.ndim > 1:
                moved *= stored[name + _SCALE][:, None]
            weights[name] = published[name] + moved
        network = EmotionNet(build_bert(weights))
        network.heads.load_state_dict({name: stored[f"heads.{name}"] for name in ("weight", "bias")})
    except (KeyError, RuntimeError) as error:
        raise refused(f"{FILE} does not hold the layers that are expected") from error
    return network.eval()


def save_layers(network: EmotionNet, published: dict[str, Tensor], folder: Path) -> None:
    """Write the packed network into a version's folder."""
    save_file(pack(network, published), folder / FILE)


def replace_heads(path: Path, weight: NDArray[np.float32], bias: NDArray[np.float32], folder: Path) -> None:
    """Write a version's layers into another folder with other heads."""
    stored = load_file(path)
    stored["heads.weight"], stored["heads.bias"] = torch.from_numpy(weight), torch.from_numpy(bias)
    save_file(stored, folder / FILE)


def load_layers(path: Path, published: dict[str, Tensor]) -> EmotionNet:
    """The network of a version, on top of the published weights. Raises MODEL_REFUSED where it cannot be read."""
    try:
        stored = load_file(path)
    except (OSError, SafetensorError) as error:
        raise refused(f"{path.name} cannot be read") from error
    return unpack(stored, published)
