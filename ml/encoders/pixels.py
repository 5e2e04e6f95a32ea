"""Pictures as networks read them: one size, normalised, channels first."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ml.content import DecodedPicture

SIDE = 224


def cropped(picture: DecodedPicture, mean: tuple[float, ...], spread: tuple[float, ...]) -> NDArray[np.float32]:
    """The middle of the picture, (3, 224, 224): its shorter side becomes 224 and what lies outside is cut off."""
    image = _image(picture)
    scale = SIDE / min(image.size)
    wide, high = (max(SIDE, round(side * scale)) for side in image.size)
    image = image.resize((wide, high), Image.Resampling.BICUBIC)
    left, top = (wide - SIDE) // 2, (high - SIDE) // 2
    return _normalised(image.crop((left, top, left + SIDE, top + SIDE)), mean, spread)


def squeezed(picture: DecodedPicture, mean: tuple[float, ...], spread: tuple[float, ...]) -> NDArray[np.float32]:
    """The whole picture, (3, 224, 224), whatever its shape was."""
    return _normalised(_image(picture).resize((SIDE, SIDE), Image.Resampling.BILINEAR), mean, spread)


def _image(picture: DecodedPicture) -> Image.Image:
    return Image.fromarray(np.round(picture.pixels * 255).astype(np.uint8))


def _normalised(image: Image.Image, mean: tuple[float, ...], spread: tuple[float, ...]) -> NDArray[np.float32]:
    values = np.asarray(image, dtype=np.float32) / np.float32(255)
    centred = np.subtract(values, np.array(mean), dtype=np.float32, casting="same_kind")
    scaled = np.divide(centred, np.array(spread), dtype=np.float32, casting="same_kind")
    return np.ascontiguousarray(scaled.transpose(2, 0, 1))
