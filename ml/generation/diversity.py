"""How different variants are from each other: self-BLEU, and a choice that trades score against likeness."""

import math
from collections import Counter
from collections.abc import Sequence

from ml.generation.language import tokens

_ORDERS = 4


def _grams(words: Sequence[str], order: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[start : start + order]) for start in range(len(words) - order + 1))


def bleu(candidate: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    """Sentence BLEU-4 with uniform weights, in [0, 1].

    Clipped n-gram precisions with one added to numerator and denominator for n > 1 (the second smoothing of Chen and
    Cherry 2014, after Lin and Och 2004), times the brevity penalty against the closest reference length
    (Papineni et al. 2002). Texts shorter than four words use the orders that they have.
    """
    orders = min(_ORDERS, len(candidate))
    if not references or orders == 0:
        return 0.0
    logs = 0.0
    for order in range(1, orders + 1):
        found = _grams(candidate, order)
        most: Counter[tuple[str, ...]] = Counter()
        for reference in references:
            most |= _grams(reference, order)
        matched, total = sum((found & most).values()), sum(found.values())
        added = 0 if order == 1 else 1
        if matched + added == 0:
            return 0.0
        logs += math.log((matched + added) / (total + added)) / orders
    length = len(candidate)
    closest = min((len(reference) for reference in references), key=lambda size: (abs(size - length), size))
    penalty = 1.0 if length >= closest else math.exp(1 - closest / length)
    return penalty * math.exp(logs)


def diversity(texts: Sequence[str]) -> float:
    """1 - self-BLEU over the texts, in [0, 1]: 0 means all alike (Zhu et al. 2018, Texygen).

    Each text is held against the others as its references. All variants of a brief share its name and facts, so the
    number compares sets for one brief; it does not compare briefs. A single text has a diversity of 0.
    """
    if len(texts) < 2:
        return 0.0
    split = [[word.casefold() for word in tokens(text)] for text in texts]
    scores = [bleu(words, split[:index] + split[index + 1 :]) for index, words in enumerate(split)]
    return min(max(1.0 - sum(scores) / len(scores), 0.0), 1.0)


def content_words(text: str, ignored: frozenset[str] = frozenset()) -> frozenset[str]:
    """The different words of a text in lower case, without the ignored ones."""
    return frozenset(word.casefold() for word in tokens(text)) - ignored


def likeness(left: frozenset[str], right: frozenset[str]) -> float:
    """Shared words as a share of all words of two texts (Jaccard), in [0, 1]."""
    return len(left & right) / len(left | right) if left | right else 1.0


def choose_different(
    scores: Sequence[float], likenesses: Sequence[Sequence[float]], count: int, weight: float
) -> list[int]:
    """Indexes of the chosen, by maximal marginal relevance (Carbonell and Goldstein 1998).

    Parameters
    ----------
    scores
        The worth of each, in [0, 1].
    likenesses
        For each pair, in [0, 1].
    weight
        How much the score counts; what remains counts against likeness to what is chosen already.
    """
    chosen: list[int] = []
    left = list(range(len(scores)))
    while left and len(chosen) < count:
        # What is the same as something chosen comes in only where nothing else is left.
        other = [index for index in left if all(likenesses[index][found] < 1 for found in chosen)]
        best = max(
            other or left,
            key=lambda index: (
                weight * scores[index]
                - (1 - weight) * max((likenesses[index][found] for found in chosen), default=0.0),
                -index,
            ),
        )
        chosen.append(best)
        left.remove(best)
    return chosen
