"""The shipped version, and a small one that is trained here on a few made-up sentences."""

import random

import pytest

from ml.emotion.analyzer import NETWORK, WORDS, EmotionAnalyzer
from ml.emotion.labels import FINE
from ml.registry import find_shipped

_SAYINGS = {
    "joy": ["I love these shoes", "so happy with my order", "what a fun day", "this made me smile"],
    "admiration": ["great quality", "well done to the whole team", "a brilliant idea", "very good service"],
    "anger": ["this makes me furious", "I am so angry at them", "they lied to me again", "stop spamming me"],
    "disapproval": ["I do not agree with this", "that is a bad choice", "not worth the price", "do not buy it"],
    "sadness": ["I feel so sad about it", "it broke my heart", "I miss the old shop", "what a pity, I cried"],
    "fear": ["this scares me", "I am afraid it will break", "it looks dangerous", "I worry about my data"],
    "surprise": ["wow, I did not expect that", "really, is it true?", "how can that be?", "what a surprise"],
    "neutral": ["the shop opens at nine", "it comes in three colours", "delivery takes two days", "see page four"],
}


def write_rows(path, n, seed):
    """A file of GoEmotions' shape."""
    chance = random.Random(seed)
    lines = []
    for row in range(n):
        label = chance.choice(list(_SAYINGS))
        ending = chance.choice(["", "!", " today", " for real", " as always"])
        lines.append(f"{chance.choice(_SAYINGS[label])}{ending}\t{FINE.index(label)}\tid{row}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """A folder with a training and a dev file."""
    folder = tmp_path_factory.mktemp("goemotions")
    write_rows(folder / "train.tsv", 360, 1)
    write_rows(folder / "dev.tsv", 60, 2)
    return folder


@pytest.fixture(scope="session")
def shipped():
    """The version that ships with the application."""
    folder = find_shipped("emotion")
    assert folder is not None
    return folder


@pytest.fixture(scope="session")
def network(shipped):
    """The analyzer with the fine-tuned network."""
    return EmotionAnalyzer({"emotion": shipped}, NETWORK)


@pytest.fixture(scope="session")
def stand_in(shipped):
    """The analyzer without an encoder."""
    return EmotionAnalyzer({"emotion": shipped}, WORDS)


@pytest.fixture(params=["network", "stand_in"])
def analyzer(request):
    """Both, one after the other."""
    return request.getfixturevalue(request.param)
