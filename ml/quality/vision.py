"""Pictures through a pretrained network: embeddings for the own model, and which part of a picture moved its answer.

A network's own output is never a score: it becomes an input of a model that was learned from outcomes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ml.content import DecodedPicture, Pixels
from ml.registry import ModelFolder

Array = NDArray[np.float64]
_GRID = 5


class PictureEncoder(Protocol):
    """Gives an embedding for each picture, as `ml.encoders.vit` does for ViT-B/16."""

    def encode_pictures(self, pictures: list[DecodedPicture]) -> NDArray[np.float32]:
        """float32 of shape (pictures, d)."""


def open_encoder(folder: ModelFolder | None) -> PictureEncoder:
    """ViT-B/16 from a pulled version. Raises MODEL_MISSING where there is none; it is looked for only when needed."""
    from ml.encoders.vit import load_vit

    return load_vit(folder)


def embed(encoder: PictureEncoder, picture: DecodedPicture, versions: Sequence[Pixels]) -> Array:
    """Embeddings of versions of one picture, such as with parts of it greyed out: shape (versions, d)."""
    return np.asarray(encoder.encode_pictures([replace(picture, pixels=pixels) for pixels in versions]), float)


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
