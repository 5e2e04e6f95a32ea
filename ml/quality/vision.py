"""Pictures through a pretrained network: embeddings for the own model, and which part of a picture moved its answer.

A network's own output is never a score: it becomes an input of a model that was learned from outcomes.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ml.content import Pixels
from ml.runtime import torch_module

Array = NDArray[np.float64]
_BATCH = 8
_GRID = 5


class PictureEncoder(Protocol):
    """Gives an embedding for each picture."""

    def embed(self, pictures: Sequence[Pixels]) -> NDArray[np.float32]:
        """float32 of shape (pictures, d)."""


class VitEncoder:
    """A vision transformer of transformers, such as ViT-B/16, as an encoder: the state of its class token.

    Parameters
    ----------
    model
        A `transformers.ViTModel`; `open` reads one from a folder that the registry checked.
    """

    def __init__(self, model: Any) -> None:
        self._torch = torch_module()
        self._model = model.eval()
        self._side = int(model.config.image_size)

    @classmethod
    def open(cls, folder: Path) -> "VitEncoder":
        """The encoder from `config.json` and `model.safetensors`; nothing is fetched."""
        torch_module()
        from transformers import ViTModel

        model = ViTModel.from_pretrained(folder, local_files_only=True, use_safetensors=True, add_pooling_layer=False)
        return cls(model)

    def embed(self, pictures: Sequence[Pixels]) -> NDArray[np.float32]:
        """float32 of shape (pictures, hidden size). The picture is squeezed to a square, as in ViT's training."""
        parts = [self._embed(pictures[start : start + _BATCH]) for start in range(0, len(pictures), _BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, int(self._model.config.hidden_size)), np.float32)

    def _embed(self, pictures: Sequence[Pixels]) -> NDArray[np.float32]:
        import cv2

        side = (self._side, self._side)
        squares = np.stack([cv2.resize(pixels, side, interpolation=cv2.INTER_AREA) for pixels in pictures])
        values = self._torch.from_numpy((squares.transpose(0, 3, 1, 2) - 0.5) / 0.5)
        with self._torch.inference_mode():
            states = self._model(pixel_values=values).last_hidden_state
        return np.asarray(states[:, 0].numpy(), dtype=np.float32)


def occlusion_map(pixels: Pixels, answer: Callable[[Sequence[Pixels]], Array], grid: int = _GRID) -> list[list[float]]:
    """How much each part of a picture moves an answer: the part is greyed out and the answer asked again.

    Parameters
    ----------
    pixels
        The picture, shape (height, width, 3) in [0, 1].
    answer
        Gives one number for each picture.
    grid
        Parts in each direction.

    Returns
    -------
    list of list of float
        Shares in [-1, 1], rows from the top: positive where the part raises the answer, 1 or -1 for the strongest;
        all 0 where nothing moves it. Parts that work only together are missed (M. Zeiler and R. Fergus, Visualizing
        and understanding convolutional networks, 2014).
    """
    height, width = pixels.shape[:2]
    rows, columns = np.linspace(0, height, grid + 1).astype(int), np.linspace(0, width, grid + 1).astype(int)
    mean = pixels.mean(axis=(0, 1))
    covered = [pixels]
    for row in range(grid):
        for column in range(grid):
            changed = pixels.copy()
            changed[rows[row] : rows[row + 1], columns[column] : columns[column + 1]] = mean
            covered.append(changed)
    answers = np.asarray(answer(covered), float)
    moved = (answers[0] - answers[1:]).reshape(grid, grid)
    strongest = float(np.abs(moved).max())
    shares = moved / strongest if strongest > 1e-12 else np.zeros_like(moved)
    return [[round(float(share), 4) for share in line] for line in shares]
