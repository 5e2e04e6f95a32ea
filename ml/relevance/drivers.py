"""What drove a score: how much relevance falls when words are left out, one piece at a time."""

import numpy as np

from domain.relevance import WordEffect
from ml.relevance.space import Matrix
from ml.relevance.words import Piece, find_pieces

AD_PIECES, CONTEXT_PIECES = 10, 6
SHOWN = 8
_LEAST = 0.0005


def pieces_of(ad: str, context: str) -> tuple[list[Piece], list[Piece]]:
    """What is left out in turn of the ad and of the context. Longer texts fall into longer pieces.

    The numbers are small, since every piece is one more text to encode while someone waits.
    """
    return find_pieces(ad, AD_PIECES), find_pieces(context, CONTEXT_PIECES)


def rank_effects(
    relevance: float, ad: tuple[list[Piece], Matrix], context: tuple[list[Piece], Matrix]
) -> list[WordEffect]:
    """The strongest effects of both sides, strongest first.

    Parameters
    ----------
    relevance : float
        Of the whole ad and context, in [0, 1].
    ad, context : tuple of pieces and array (n,)
        The pieces of each side, and the relevance without each.

    Returns
    -------
    list of WordEffect
        `effect` in [-1, 1]: positive where leaving the words out lowers relevance, negative where it raises it.

    Notes
    -----
    Effects do not add up to the relevance: words that say the same cover for each other, so that leaving out one of two
    synonyms changes little. Near 0 and 1 all effects are small, since the chance is saturated there.
    """
    found = [
        WordEffect(words=piece.words, effect=float(np.round(relevance - without, 4)), side=side)
        for side, (pieces, rests) in (("ad", ad), ("context", context))
        for piece, without in zip(pieces, rests.tolist(), strict=True)
    ]
    found = [effect for effect in found if abs(effect.effect) >= _LEAST]
    return sorted(found, key=lambda effect: -abs(effect.effect))[:SHOWN]
