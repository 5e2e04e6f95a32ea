"""Faces seen from the front, by the cascade that comes with OpenCV. Where they are and how large: nothing about whom.

No expression and no attribute of a person is read from a face; cascades miss profiles, small and dark faces.
"""

from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.quality.regions import Box

_SIDE = 288
_SMALLEST_SHARE = 0.1
_LEAST_SIDE = 48
_CASCADES = Path(str(cv2.__file__)).parent / "data"
# A cascade keeps buffers of its own while it looks.
_lock = Lock()


def find_faces(grey: NDArray[np.uint8]) -> list[Box]:
    """Frontal faces, the largest first; none in a picture of less than 48 pixels."""
    height, width = grey.shape
    if min(height, width) < _LEAST_SIDE:
        return []
    factor = min(1.0, _SIDE / max(height, width))
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else grey
    least = max(24, round(_SMALLEST_SHARE * min(small.shape)))
    with _lock:
        found: Any = _cascade().detectMultiScale(small, scaleFactor=1.15, minNeighbors=6, minSize=(least, least))
    tall, wide = small.shape
    boxes = [Box(x / wide, y / tall, w / wide, h / tall) for x, y, w, h in np.asarray(found).tolist()]
    return sorted(boxes, key=lambda box: -box.area)


@lru_cache(maxsize=1)
def _cascade() -> Any:
    return cv2.CascadeClassifier(str(_CASCADES / "haarcascade_frontalface_default.xml"))
