"""Comments of the example's audience under the ads, each with the feeling it was written to carry.

Texts are put together from halves, so that hundreds differ; German ads get some German ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.demo.comment_texts import ENGLISH, FIRST_NAMES, GERMAN, THINGS, TIRED
from data.demo.creatives import CreativePlan
from data.demo.model import Expected, Model
from data.demo.planted import FATIGUE

COMMENTS = 520
GERMAN_CHANCE = 0.5
TIRED_CHANCE = 0.45


@dataclass(frozen=True)
class ExampleComment:
    """One comment. `ad` is the creative's key; sentiment and emotion are what the writer meant."""

    ad: str
    date: date
    author: str
    text: str
    likes: int
    language: str
    sentiment: str
    emotion: str


def write_comments(model: Model, expected: Expected, seed: int) -> tuple[ExampleComment, ...]:
    """The comments, oldest first: more where and when an ad is seen more, all texts under one ad different."""
    rng = np.random.default_rng([seed, 3])
    seen = np.sqrt(expected.impressions)
    weights = seen.sum(axis=1) / seen.sum()
    written: dict[tuple[str, str], ExampleComment] = {}
    while len(written) < COMMENTS:
        row = int(rng.choice(len(model.ads), p=weights))
        column = int(rng.choice(len(model.days), p=seen[row] / seen[row].sum()))
        comment = _comment(model.ads[row], model.days[column].item(), column - len(model.days) + 1, rng)
        written.setdefault((comment.ad, comment.text), comment)
    return tuple(sorted(written.values(), key=lambda comment: (comment.date, comment.ad, comment.text)))


def _comment(ad: CreativePlan, day: date, offset: int, rng: np.random.Generator) -> ExampleComment:
    language, banks = "en", ENGLISH
    if any(planted.ad == ad.key and offset > planted.onset + 14 for planted in FATIGUE) and rng.random() < TIRED_CHANCE:
        banks = TIRED
    elif "german" in ad.all_tags and rng.random() < GERMAN_CHANCE:
        language, banks = "de", GERMAN
    chances = np.array([bank.weight for bank in banks])
    bank = banks[int(rng.choice(len(banks), p=chances / chances.sum()))]
    text = f"{_one(bank.starts, rng)} {_one(bank.ends, rng)}".format(thing=THINGS[ad.scene])
    author = f"{_one(FIRST_NAMES, rng)} {_one('ABCDEFGHKLMNPRSTVW', rng)}."
    likes = int(rng.geometric(0.28)) - 1
    return ExampleComment(ad.key, day, author, text, likes, language, bank.sentiment, bank.emotion)


def _one(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]
