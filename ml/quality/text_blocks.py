"""Where a picture looks like lines of text, without reading any: strokes of one contrast that stand in a row.

What may be mistaken for text: railings, windows, keyboards, logos. What may be missed: script, tilted and very large
letters, letters on a busy ground.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.quality.regions import Box

_LEAST_GRADIENT = 40
"""Grey levels between neighbours; fainter strokes could not be read either."""
_LEAST_HEIGHT = 7
_MOST_HEIGHT = 0.22
_LEAST_SIDE = 24
_STROKES = (1.2, 9.0)
"""Changes between ink and ground along a line's middle, for each of its heights: letters have two to six."""
_LEAST_SEPARATION = 0.7
"""Share of the variance in a line that lies between ink and ground; 1 for print, about 0.5 to 0.6 for textures."""


def find_text_lines(grey: NDArray[np.uint8]) -> list[Box]:
    """Boxes of what looks like lines of text, from the top down."""
    height, width = grey.shape
    if min(height, width) < _LEAST_SIDE:
        return []
    mask = _strokes(grey)
    found: dict[tuple[int, int, int, int], None] = {}
    # Small letters stand closer together than large ones, so lines are joined at several distances.
    for gap in (7, 13, 23):
        joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
        for x, y, w, h, area in stats[1:].tolist():
            runs_through = w >= width - 2
            if runs_through or not _has_shape_of_line(w, h, area, height):
                continue
            if _reads_like_text(grey[y : y + h, x : x + w]):
                # The gradient reaches a pixel beyond the letters on each side.
                found[x + 1, y + 1, w - 2, h - 2] = None
    boxes = [Box(x / width, y / height, w / width, h / height) for x, y, w, h in found]
    return sorted(_outermost(boxes), key=lambda box: (box.top, box.left))


def _strokes(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """255 where brightness changes as sharply as at the edge of a letter."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    gradient: Any = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, kernel)
    limit, _ = cv2.threshold(gradient, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.asarray(np.where(gradient > max(limit, _LEAST_GRADIENT), 255, 0), dtype=np.uint8)


def _has_shape_of_line(width: int, height: int, area: int, picture_height: int) -> bool:
    if not _LEAST_HEIGHT <= height <= _MOST_HEIGHT * picture_height:
        return False
    return width >= 1.6 * height and area >= 0.35 * width * height


def _reads_like_text(line: NDArray[np.uint8]) -> bool:
    """Whether there are two tones only, which change as often as letters do."""
    _, ink = cv2.threshold(line, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    high, low = line[ink == 1], line[ink == 0]
    if not high.size or not low.size or float(high.mean()) - float(low.mean()) < _LEAST_GRADIENT:
        return False
    share = high.size / line.size
    between = share * (1 - share) * (float(high.mean()) - float(low.mean())) ** 2
    if between < _LEAST_SEPARATION * float(line.var()) or not 0.08 <= share <= 0.92:
        return False
    middle = ink[line.shape[0] // 4 : max(line.shape[0] // 4 + 1, 3 * line.shape[0] // 4)]
    changes = float(np.abs(np.diff(middle.astype(np.int8), axis=1)).sum(axis=1).mean())
    per_height = changes * line.shape[0] / line.shape[1]
    return _STROKES[0] <= per_height <= _STROKES[1] and changes >= 6


def _outermost(boxes: list[Box]) -> list[Box]:
    """Without boxes that mostly lie in a larger one."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda box: -box.area):
        if all(box.inside(other) < 0.6 * box.area for other in kept):
            kept.append(box)
    return kept
