"""The rules of the score: for each measured property its usual range, how fast points fall outside, and its weight.

A sub-score is full inside the usual range and falls outside like a bell: exp(-d*d/2), d the distance from the range
in widths. What is known about ads and outcomes is thin and rarely a straight line (complexity, colour and text help
up to a point), so that ranges are wide and no property decides alone. None of this was fitted to outcomes.
"""

import math
from typing import Any

from domain.contracts import Contract


class Rule(Contract):
    """One property. `low` or `high` None means that the range is open there; `width_*` is where points fall to 61 %.

    `is_log` compares decimal logarithms, for values that span powers of ten. `weight` 0 is shown and not scored.
    """

    code: str
    label: str
    unit: str
    part: str
    low: float | None = None
    high: float | None = None
    width_low: float = 1.0
    width_high: float = 1.0
    weight: float = 0.0
    is_log: bool = False
    why: str

    def share(self, value: float) -> float:
        """The share of its points that a value gets, in [0, 1]."""
        return math.exp(-0.5 * self.distance(value) ** 2)

    def distance(self, value: float) -> float:
        """How many widths the value lies below (negative) or above (positive) the usual range; 0 inside."""
        if self.low is not None and value < self.low:
            return -(self._scaled(self.low) - self._scaled(value)) / self.width_low
        if self.high is not None and value > self.high:
            return (self._scaled(value) - self._scaled(self.high)) / self.width_high
        return 0.0

    def _scaled(self, value: float) -> float:
        return math.log10(max(value, 1e-9)) if self.is_log else value

    def within(self, **changes: Any) -> "Rule":
        """The rule with what a placement says instead."""
        return self.model_copy(update=changes)


PICTURE, TEXT = "picture", "text"
RULES: tuple[Rule, ...] = (
    Rule(
        code="contrast",
        label="Contrast",
        unit="standard deviation of brightness, 0 to 0.5",
        part=PICTURE,
        low=0.16,
        high=0.33,
        width_low=0.05,
        width_high=0.08,
        weight=9,
        why="Photographs and drawn ads mostly lie between 0.16 and 0.33; below, subject and ground run together.",
    ),
    Rule(
        code="brightness",
        label="Brightness",
        unit="mean, 0 to 1",
        part=PICTURE,
        low=0.25,
        high=0.88,
        width_low=0.09,
        width_high=0.05,
        weight=6,
        why="Outside it a picture is nearly black or nearly white; inside, light and dark looks are a choice.",
    ),
    Rule(
        code="colourfulness",
        label="Colourfulness",
        unit="Hasler-Suesstrunk M, 0 to about 110",
        part=PICTURE,
        low=15,
        high=82,
        width_low=8,
        width_high=15,
        weight=7,
        why="People call 15 slightly and 82 highly colourful (Hasler and Suesstrunk 2003).",
    ),
    Rule(
        code="sharpness",
        label="Sharpness",
        unit="variance of the Laplacian, grey levels squared",
        part=PICTURE,
        low=100,
        width_low=0.4,
        weight=8,
        is_log=True,
        why="About 100 is the customary limit below which a picture of this size looks blurred.",
    ),
    Rule(
        code="clutter",
        label="Clutter",
        unit="share of the picture on an edge",
        part=PICTURE,
        low=0.008,
        high=0.11,
        width_low=0.003,
        width_high=0.04,
        weight=9,
        why="Visual complexity of features lowers attention to an ad (Pieters, Wedel and Batra 2010); none is empty.",
    ),
    Rule(
        code="text_share",
        label="Text on the picture",
        unit="share of the picture under text",
        part=PICTURE,
        high=0.22,
        width_high=0.08,
        weight=8,
        why="Meta dropped its limit of 20 % in 2020 and still advises little text; some text does no harm.",
    ),
    Rule(
        code="faces",
        label="Faces",
        unit="faces seen from the front",
        part=PICTURE,
        why="Findings differ: faces helped in plain ads and hurt in cluttered ones. Shown, not scored.",
    ),
    Rule(
        code="face_share",
        label="Size of faces",
        unit="share of the picture under faces",
        part=PICTURE,
        why="As for their number. Shown, not scored.",
    ),
    Rule(
        code="aspect",
        label="Shape",
        unit="width divided by height",
        part=PICTURE,
        width_low=0.06,
        width_high=0.06,
        weight=12,
        is_log=True,
        why="A picture of another shape is cropped or framed by bars; the nearest shape of the placement counts.",
    ),
    Rule(
        code="resolution",
        label="Resolution",
        unit="share of the placement's recommended width",
        part=PICTURE,
        low=0.9,
        width_low=0.25,
        weight=8,
        why="Below the recommended size the platform enlarges the picture, and it looks soft.",
    ),
    Rule(
        code="safe_zone",
        label="Covered text and faces",
        unit="share of text and faces under the placement's controls",
        part=PICTURE,
        high=0.03,
        width_high=0.15,
        weight=8,
        why="The platform draws names, captions and buttons over these margins.",
    ),
    Rule(
        code="legibility",
        label="Smallest text on a phone",
        unit="CSS pixels of height at a screen of 375",
        part=PICTURE,
        low=9,
        width_low=2,
        weight=7,
        why="Below about 9 pixels of height, letters on a phone are guessed rather than read.",
    ),
    Rule(
        code="length",
        label="Length of the text",
        unit="characters",
        part=TEXT,
        low=20,
        high=125,
        width_low=8,
        width_high=60,
        weight=10,
        why="The placement cuts longer texts off on screen, or refuses them; its guide gives the limits.",
    ),
    Rule(
        code="reading_ease",
        label="Reading ease",
        unit="Flesch, about 0 (hard) to 100 (easy)",
        part=TEXT,
        low=50,
        width_low=20,
        weight=7,
        why="60 to 70 is plain English; below 50 is language for college readers (Flesch 1948).",
    ),
    Rule(
        code="call_to_action",
        label="Calls to action",
        unit="sentences",
        part=TEXT,
        low=1,
        high=3,
        width_low=0.6,
        width_high=2,
        weight=8,
        why="An ad that asks for nothing leaves the next step to chance; many calls at once compete.",
    ),
    Rule(
        code="numbers",
        label="Figures in the text",
        unit="count",
        part=TEXT,
        high=4,
        width_high=2,
        weight=3,
        why="A figure or two make an offer concrete; a list of them is not read.",
    ),
    Rule(
        code="capitals",
        label="Words in capitals",
        unit="share of words of four letters and more",
        part=TEXT,
        high=0.2,
        width_high=0.2,
        weight=3,
        why="Platforms refuse texts that shout, and capitals are read more slowly.",
    ),
    Rule(
        code="exclamations",
        label="Exclamation marks",
        unit="count",
        part=TEXT,
        high=1,
        width_high=1,
        weight=2,
        why="Google allows one in an ad's texts and none in headlines; others advise the same.",
    ),
    Rule(
        code="markup",
        label="HTML tags",
        unit="count",
        part=TEXT,
        high=0,
        width_high=1,
        weight=2,
        why="Ad platforms show tags as they are typed.",
    ),
    Rule(
        code="sentiment",
        label="Words of feeling",
        unit="positive less negative, share of words",
        part=TEXT,
        why="Both tones can work; which does is the business of the emotion analyzer. Shown, not scored.",
    ),
)
