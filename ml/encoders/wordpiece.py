"""WordPiece tokens of BERT's uncased English vocabulary, verified by its hash, and batches of texts of like length."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.registry.folders import refused

VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
"""Of the words in order, one a line: the vocabulary of BERT base uncased, which MiniLM shares."""
MOST_CHARACTERS = 20_000
"""Characters that are looked at; 256 tokens are far shorter, even where half of the text is white space."""
_TOKENS_AT_ONCE = 4096
"""Padded tokens in one batch: enough to fill the processor, and some 50 MB of states."""


@dataclass(frozen=True)
class Batch:
    """Texts of like length. `rows` are their places in the list that was given."""

    rows: NDArray[np.int64]
    ids: NDArray[np.int64]
    mask: NDArray[np.bool_] | None


class WordPieces:
    """A tokenizer. It lowers case and strips accents, as the model was trained."""

    def __init__(self, words: list[str]) -> None:
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

        places = {word: place for place, word in enumerate(words)}
        self._first, self._last, self.unknown = places["[CLS]"], places["[SEP]"], places["[UNK]"]
        self._tokenizer = Tokenizer(models.WordPiece(places, unk_token="[UNK]", max_input_chars_per_word=100))  # noqa: S106 - the name of a token, no secret
        self._tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        self._tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()

    def count(self, texts: list[str]) -> list[int]:
        """How many tokens each text has, without the two that every text gets."""
        return [len(ids) for ids in self._pieces(texts)]

    def encode(self, texts: list[str], most: int) -> list[list[int]]:
        """Token ids of each text with the opening and the closing one, `most` of them at the longest."""
        return [[self._first, *ids[: most - 2], self._last] for ids in self._pieces(texts)]

    def _pieces(self, texts: list[str]) -> list[list[int]]:
        return [made.ids for made in self._tokenizer.encode_batch([text[:MOST_CHARACTERS] for text in texts])]


def batches(tokens: list[list[int]], at_once: int = _TOKENS_AT_ONCE) -> Iterator[Batch]:
    """Batches of texts of like length, the shortest first, each padded to its longest."""
    order = sorted(range(len(tokens)), key=lambda row: (len(tokens[row]), row))
    start = 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and (stop + 1 - start) * len(tokens[order[stop]]) <= at_once:
            stop += 1
        yield _batch(order[start:stop], tokens)
        start = stop


def read_words(folder: Path) -> list[str]:
    """The vocabulary of a model's folder, from `vocab.txt` or `tokenizer.json`.

    Raises MODEL_REFUSED where it is not the one that the model was trained with: other words at the same places
    would give vectors that look right and mean nothing.
    """
    try:
        words = _find_words(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise refused("its vocabulary cannot be read") from error
    listed = "".join(f"{word}\n" for word in words)
    if hashlib.sha256(listed.encode()).hexdigest() != VOCABULARY_SHA256:
        raise refused("its vocabulary is not the one that was published")
    return words


def _find_words(folder: Path) -> list[str]:
    listed = folder / "vocab.txt"
    if listed.is_file():
        return listed.read_text(encoding="utf-8").split("\n")[:-1]
    places: dict[str, Any] = json.loads((folder / "tokenizer.json").read_bytes())["model"]["vocab"]
    return [word for word, _ in sorted(places.items(), key=lambda item: item[1])]


def _batch(rows: list[int], tokens: list[list[int]]) -> Batch:
    lengths = [len(tokens[row]) for row in rows]
    ids = np.zeros((len(rows), lengths[-1]), dtype=np.int64)
    for place, row in enumerate(rows):
        ids[place, : lengths[place]] = tokens[row]
    mask = None if lengths[0] == lengths[-1] else np.arange(lengths[-1])[None, :] < np.array(lengths)[:, None]
    return Batch(np.array(rows, dtype=np.int64), ids, mask)
