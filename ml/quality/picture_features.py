"""Measured properties of a picture, each with its unit. No network, no reading of characters: plain image statistics.

All are taken at 512 pixels of the longer side, so that a large file does not look busier or sharper than a small one.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.content import DecodedPicture, Pixels
from ml.quality.faces import find_faces
from ml.quality.regions import Box
from ml.quality.text_blocks import find_text_lines

MEASURING_SIDE = 512
PHONE_WIDTH = 375
"""Width of a common phone's screen in CSS pixels, at which text must still be read."""
_GRID = 4
Grey = NDArray[np.uint8]
cv2.setNumThreads(1)


@dataclass(frozen=True)
class PictureMeasures:
    """What was measured. Boxes are in shares of width and height.

    Attributes
    ----------
    contrast
        Standard deviation of luma, 0 (flat) to 0.5 (half black, half white). Says nothing about where it is.
    brightness
        Mean luma in [0, 1].
    colourfulness
        Hasler and Suesstrunk's M of 2003, about 0 (grey) to 110 (extreme). A single strong hue scores high too.
    sharpness
        Variance of the Laplacian in grey levels squared. Noise and halftones look like sharpness.
    clutter
        Share of pixels on an edge (Canny). Counts text as well as things.
    text_share
        Share of the picture under lines that look like text. Railings, windows and labels may be taken for text.
    smallest_text
        Height of the smallest line in CSS pixels when the picture is as wide as a phone; None without text.
    """

    width: int
    height: int
    contrast: float
    brightness: float
    colourfulness: float
    sharpness: float
    clutter: float
    text_share: float
    smallest_text: float | None
    text_lines: tuple[Box, ...] = ()
    faces: tuple[Box, ...] = ()
    busiest: Box | None = None
    frames: int = 1
    has_transparency: bool = False

    @property
    def aspect(self) -> float:
        """Width divided by height."""
        return self.width / self.height

    @property
    def face_share(self) -> float:
        """Share of the picture under faces."""
        return min(1.0, sum(face.area for face in self.faces))


def measure_picture(picture: DecodedPicture) -> PictureMeasures:
    """Measure a decoded picture.

    Parameters
    ----------
    picture
        From `ml.content`; its pixels are sRGB in [0, 1].

    References
    ----------
    D. Hasler and S. Suesstrunk, Measuring colourfulness in natural images, 2003. J. Pech-Pacheco et al., Diatom
    autofocusing in brightfield microscopy, 2000 (variance of the Laplacian). P. Viola and M. Jones, Rapid object
    detection using a boosted cascade of simple features, 2001.
    """
    pixels = _reduced(picture.pixels)
    luma = luma_of(pixels)
    grey: Grey = np.round(luma * 255).astype(np.uint8)
    edges = _edges(grey)
    lines = find_text_lines(grey)
    height, width = grey.shape
    return PictureMeasures(
        width=picture.width,
        height=picture.height,
        contrast=float(luma.std()),
        brightness=float(luma.mean()),
        colourfulness=colourfulness(pixels),
        sharpness=_sharpness(grey),
        clutter=float(edges.mean()),
        text_share=_covered(lines, width, height),
        smallest_text=min((line.height for line in lines), default=0.0) * height / width * PHONE_WIDTH or None,
        text_lines=tuple(lines),
        faces=tuple(find_faces(grey)),
        busiest=_busiest(edges),
        frames=picture.frames,
        has_transparency=picture.has_transparency,
    )


def luma_of(pixels: Pixels) -> NDArray[np.float32]:
    """Luma of ITU-R BT.601 from gamma-encoded sRGB: shape (height, width), in [0, 1]."""
    weights = np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return np.asarray(pixels @ weights, dtype=np.float32)


def colourfulness(pixels: Pixels) -> float:
    """Hasler and Suesstrunk's M on the scale of 0 to 255: 0 grey, 33 moderate, 59 quite, 109 extremely colourful."""
    red, green, blue = (pixels[..., channel].astype(np.float64) * 255 for channel in range(3))
    red_green, yellow_blue = red - green, (red + green) / 2 - blue
    spread = np.hypot(red_green.std(), yellow_blue.std())
    return float(spread + 0.3 * np.hypot(red_green.mean(), yellow_blue.mean()))


def _reduced(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    factor = MEASURING_SIDE / max(height, width)
    if factor >= 1:
        return pixels
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def _sharpness(grey: Grey) -> float:
    """Replicated borders, so that a flat picture measures 0."""
    return float(cv2.Laplacian(grey, cv2.CV_32F, borderType=cv2.BORDER_REPLICATE).var())


def _edges(grey: Grey) -> NDArray[np.bool_]:
    smooth = cv2.GaussianBlur(grey, (3, 3), 0, borderType=cv2.BORDER_REPLICATE)
    found: Any = cv2.Canny(smooth, 80, 160)
    return np.asarray(found > 0)


def _busiest(edges: NDArray[np.bool_]) -> Box | None:
    """The cell of a 4 x 4 grid with the most edges, None where there are none or the picture is tiny."""
    height, width = edges.shape
    if min(height, width) < _GRID * 4 or not edges.any():
        return None
    cells = cv2.resize(edges.astype(np.float32), (_GRID, _GRID), interpolation=cv2.INTER_AREA)
    row, column = divmod(int(np.argmax(cells)), _GRID)
    return Box(column / _GRID, row / _GRID, 1 / _GRID, 1 / _GRID)


def _covered(boxes: list[Box], width: int, height: int) -> float:
    """Share of the picture under any of the boxes, each part counted once."""
    mask = np.zeros((height, width), dtype=np.bool_)
    for box in boxes:
        top, left = int(box.top * height), int(box.left * width)
        mask[top : round(box.bottom * height), left : round(box.right * width)] = True
    return float(mask.mean())
