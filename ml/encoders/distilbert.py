"""The text encoder DistilBERT. Served from a pulled version only; MiniLM is the default.

Importing this module loads neither PyTorch nor weights; `load_distilbert` does.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import AppError, ErrorCode
from ml.encoders.published import PUBLISHED, WEIGHTS, require_published
from ml.encoders.wordpiece import WordPieces, batches, read_words
from ml.registry.folders import ModelFolder, refused
from ml.runtime import torch_module

NAME = "distilbert"
DIMENSION = PUBLISHED[NAME].dimension
MAX_TOKENS = 256
"""Tokens that are read of a text, though the network would take 512: ads and comments are shorter."""


class DistilBert:
    """The encoder. `load_distilbert` makes it from published weights, once per process.

    Parameters
    ----------
    network
        A `transformers.DistilBertModel`; models that go on from its states may use it.
    pieces : WordPieces
        The tokenizer.
    """

    dimension = DIMENSION

    def __init__(self, network: Any, pieces: WordPieces) -> None:
        self.network = network.eval()
        self.pieces = pieces

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """The mean of the token states of each text, (n, 768), at unit length.

        English, lower-cased. It was trained to fill in words, not to compare sentences: as features for a model of
        one's own it is good, its raw cosines mean little.
        """
        torch = torch_module()
        rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        with torch.inference_mode():
            for batch in batches(self.pieces.encode(texts, MAX_TOKENS)):
                shown = np.ones(batch.ids.shape, dtype=np.int64) if batch.mask is None else batch.mask.astype(np.int64)
                mask = torch.from_numpy(shown)
                states = self.network(input_ids=torch.from_numpy(batch.ids), attention_mask=mask).last_hidden_state
                pooled = (states * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)
                rows[batch.rows] = torch.nn.functional.normalize(pooled, dim=-1).numpy()
        return rows


def load_distilbert(folder: ModelFolder | None) -> DistilBert:
    """The encoder of a pulled version, loaded once per process.

    Raises MODEL_MISSING where none is pulled, and MODEL_REFUSED for weights that are not the published ones.
    """
    if folder is None:
        raise AppError(
            ErrorCode.MODEL_MISSING, "DistilBERT is not installed here: `models pull distilbert` fetches it."
        )
    require_published(folder, NAME)
    return _load(folder.folder)


@lru_cache(maxsize=1)
def _load(place: Path) -> DistilBert:
    try:
        torch_module()
        from transformers import DistilBertConfig, DistilBertModel
    except ImportError as error:
        raise AppError(ErrorCode.MODEL_MISSING, "DistilBERT needs PyTorch and transformers.") from error
    open_weights: Any = DistilBertModel.from_pretrained
    network, found = open_weights(
        place, config=DistilBertConfig(), local_files_only=True, use_safetensors=True, output_loading_info=True
    )
    if found["missing_keys"] or found["mismatched_keys"]:
        raise refused(f"{WEIGHTS} lacks parts of DistilBERT")
    return DistilBert(network, WordPieces(read_words(place)))
