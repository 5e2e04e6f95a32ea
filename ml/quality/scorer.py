"""From measures to a score: each property's points by its rule, added up and scaled to 100."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.placements import PlacementRules, Shape
from domain.quality import FeatureValue
from ml.quality.picture_features import PictureMeasures
from ml.quality.regions import covered_share
from ml.quality.rules import Rule
from ml.quality.text_features import TextMeasures

FULL = 100.0
_SHAPE_TOLERANCE = 0.03


@dataclass(frozen=True)
class Measured:
    """A property with the rule that holds for this placement; `value` None was not measurable and does not count."""

    rule: Rule
    value: float | None

    @property
    def share(self) -> float:
        """The share of its points that it gets, 0 where it was not measured."""
        return self.rule.share(self.value) if self.value is not None else 0.0

    @property
    def counts(self) -> bool:
        """Whether it takes part in the score."""
        return self.value is not None and self.rule.weight > 0


@dataclass(frozen=True)
class Scored:
    """The score in [0, 100], its parts, and what a unit of weight is worth in points."""

    score: float
    features: list[FeatureValue]
    points_per_weight: float

    def gain(self, measured: Measured) -> float:
        """Points that the property would give more if it were in its usual range."""
        if not measured.counts:
            return 0.0
        return (1 - measured.share) * measured.rule.weight * self.points_per_weight


def score(measured: Iterable[Measured]) -> Scored:
    """Add up the points. What was not measured is left out, and the rest is scaled, so that 100 can be reached.

    The parts add up to the score. The score ranks drafts by craft; it was never compared with outcomes.
    """
    found = list(measured)
    whole = sum(entry.rule.weight for entry in found if entry.counts)
    per_weight = FULL / whole if whole else 0.0
    features = [_feature(entry, per_weight) for entry in found]
    total = sum(entry.share * entry.rule.weight * per_weight for entry in found if entry.counts)
    return Scored(round(min(FULL, max(0.0, total)), 1), features, per_weight)


def list_measured(
    rules: Iterable[Rule], picture: PictureMeasures | None, text: TextMeasures, placement: PlacementRules
) -> list[Measured]:
    """Each rule with its value, its range set to the placement's. A placement without pictures measures none."""
    shape = placement.nearest_shape(picture.aspect) if picture is not None else None
    values = {**_text_values(text), **_picture_values(picture, shape, placement)}
    return [Measured(_placed(rule, placement, shape), values.get(rule.code)) for rule in rules]


def usable_width(picture: PictureMeasures, shape: Shape) -> float:
    """Pixels of width that are left when the picture is cropped to the shape."""
    return min(float(picture.width), picture.height * shape.aspect)


def _picture_values(
    picture: PictureMeasures | None, shape: Shape | None, placement: PlacementRules
) -> dict[str, float | None]:
    if picture is None or shape is None:
        return {}
    covered = placement.safe_zone
    return {
        "contrast": picture.contrast,
        "brightness": picture.brightness,
        "colourfulness": picture.colourfulness,
        "sharpness": picture.sharpness,
        "clutter": picture.clutter,
        "text_share": picture.text_share,
        "faces": float(len(picture.faces)),
        "face_share": picture.face_share,
        "aspect": picture.aspect,
        "resolution": usable_width(picture, shape) / shape.width,
        "safe_zone": covered_share((*picture.text_lines, *picture.faces), covered) if covered is not None else None,
        "legibility": picture.smallest_text,
    }


def _text_values(text: TextMeasures) -> dict[str, float | None]:
    values: dict[str, float | None] = {
        "length": float(text.characters),
        "call_to_action": float(text.calls) if text.calls is not None else None,
    }
    if text.characters:
        values |= {
            "reading_ease": text.reading_ease,
            "numbers": float(text.numbers),
            "capitals": text.capitals,
            "exclamations": float(text.exclamations),
            "markup": float(text.markup),
            "sentiment": text.sentiment,
        }
    return values


def _placed(rule: Rule, placement: PlacementRules, shape: Shape | None) -> Rule:
    """The rule as the placement has it: its text limits and the nearest of its shapes."""
    if rule.code == "length":
        limit = placement.text_limit
        low = min(rule.low or 0.0, limit.recommended / 2)
        # What would be refused is as good as not written, so points are gone at the hard limit.
        room = max(1.0, min(limit.recommended * 0.4, (limit.hard - limit.recommended) / 2))
        return rule.within(low=low, high=float(limit.recommended), width_low=low / 2.5, width_high=room)
    if rule.code == "aspect" and shape is not None:
        return rule.within(low=shape.aspect * (1 - _SHAPE_TOLERANCE), high=shape.aspect * (1 + _SHAPE_TOLERANCE))
    return rule


def _feature(measured: Measured, per_weight: float) -> FeatureValue:
    rule, value = measured.rule, measured.value
    most = rule.weight * per_weight if measured.counts else 0.0
    return FeatureValue(
        code=rule.code,
        label=rule.label,
        value=round(value, 4) if value is not None else None,
        unit=rule.unit,
        usual_low=rule.low,
        usual_high=rule.high,
        points=round(most * measured.share, 2),
        max_points=round(most, 2),
    )
