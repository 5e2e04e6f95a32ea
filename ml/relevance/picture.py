"""Pictures against contexts, where CLIP serves."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ml.content import DecodedPicture
from ml.encoders.clip import ClipEncoder
from ml.relevance.calibration import Calibration
from ml.relevance.space import Matrix

PROMPTS = ("{}", "a photo about {}", "an advertisement for {}")
"""Contexts are put into each and the vectors averaged, since CLIP learned from captions (Radford et al., 2021)."""
LITERATURE = Calibration(slope=40.0, midpoint=0.24, source="literature")
"""Between what is published for unrelated pairs (.15 to .20) and for matching ones (about .30); not measured."""


class PictureScorer:
    """Chances from pictures. Contexts that come again, such as the references, are encoded once.

    Parameters
    ----------
    encoder : ClipEncoder
    calibration : Calibration
        Over raw cosines.
    keep : sequence of str
        Contexts whose vectors are kept.
    """

    def __init__(self, encoder: ClipEncoder, calibration: Calibration, keep: Sequence[str]) -> None:
        self._encoder = encoder
        self.calibration = calibration
        self._keep = frozenset(keep)
        self._kept: dict[str, NDArray[np.float32]] = {}

    def look(self, pictures: list[DecodedPicture]) -> NDArray[np.float32]:
        """Vectors of pictures, one row for each."""
        return self._encoder.encode_pictures(pictures)

    def read(self, contexts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """A vector of unit length for each context."""
        new = [context for context in dict.fromkeys(contexts) if context not in self._kept]
        rows = self._encoder.encode_texts([prompt.format(context) for context in new for prompt in PROMPTS])
        found = dict(self._kept)
        for place, context in enumerate(new):
            mean = rows[place * len(PROMPTS) : (place + 1) * len(PROMPTS)].mean(axis=0)
            found[context] = mean / np.linalg.norm(mean)
            if context in self._keep:
                self._kept[context] = found[context]
        return found

    def chances(self, cosines: Matrix) -> Matrix:
        """The chance that picture and context belong together, for each raw cosine."""
        return self.calibration.chance(cosines)
