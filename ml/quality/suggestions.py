"""What to change: for each property outside its usual range, what was measured, what is usual, and what to do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.placements import PlacementRules, SafeZone, Shape
from domain.quality import Suggestion
from ml.quality.picture_features import PHONE_WIDTH, PictureMeasures
from ml.quality.rules import Rule
from ml.quality.scorer import Measured, Scored

LEAST_GAIN = 0.5
"""Points below which a change is not worth a line."""


def list_suggestions(
    measured: Iterable[Measured], scored: Scored, placement: PlacementRules, picture: PictureMeasures | None
) -> list[Suggestion]:
    """Suggestions, the largest gain first.

    A score below 50 always has one (A26): more than half of the points are missing, so that some property lacks more
    than half of its own. Each goes once its property is in the range that it names.
    """
    found = []
    for entry in measured:
        gain = scored.gain(entry)
        if entry.value is not None and gain >= LEAST_GAIN:
            found.append(_suggestion(entry, entry.value, gain, placement, picture))
    return sorted(found, key=lambda suggestion: (-suggestion.gain, suggestion.code))


def _suggestion(
    entry: Measured, value: float, gain: float, placement: PlacementRules, picture: PictureMeasures | None
) -> Suggestion:
    rule = entry.rule
    is_low = rule.distance(value) < 0
    write = _SPECIAL.get(rule.code)
    if write is not None:
        text, target = write(_Case(rule, value, is_low, placement, picture))
    else:
        text = (_TOO_LOW if is_low else _TOO_HIGH)[rule.code]
        target = _range(rule.low, rule.high)
        text = f"{text} Measured {_number(value)}, usual {target}."
    return Suggestion(
        code=f"{rule.code}_{'low' if is_low else 'high'}",
        text=text,
        measured=round(value, 4),
        target=target,
        gain=round(gain, 1),
    )


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 20 else f"{value:.2g}" if abs(value) < 1 else f"{value:.3g}"


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return f"at most {_number(high or 0)}"
    return f"at least {_number(low)}" if high is None else f"{_number(low)} to {_number(high)}"


_TOO_LOW = {
    "contrast": "Set the subject off from its ground: darken one and lighten the other.",
    "brightness": "Lighten the picture: on a phone outdoors it is nearly black.",
    "colourfulness": "Add one strong colour, to the subject or the button: the picture is nearly grey.",
    "sharpness": "Use a sharper picture, or export it again without enlarging it: it looks blurred.",
    "clutter": "Show something: there is hardly any shape in the picture.",
    "reading_ease": "Use shorter sentences and shorter words.",
}
_TOO_HIGH = {
    "contrast": "Soften the hardest black and white: large areas of both glare.",
    "brightness": "Darken the picture or give it a coloured ground: it is nearly white and has no edge in a feed.",
    "colourfulness": "Take colour back to one or two strong ones: everything shouts at once.",
    "clutter": "Take things out, or blur or plain the ground: the eye finds no place to rest.",
    "numbers": "Keep the one or two figures that matter most.",
    "capitals": "Write words in small letters: capitals read as shouting, and platforms refuse them.",
    "exclamations": "Keep one exclamation mark at most.",
    "markup": "Remove the HTML tags: ad platforms show them as they are typed.",
}

Wording = tuple[str, str]


@dataclass(frozen=True)
class _Case:
    """A property outside its usual range, and the ad that it was measured on."""

    rule: Rule
    value: float
    is_low: bool
    placement: PlacementRules
    picture: PictureMeasures | None

    @property
    def shape(self) -> Shape:
        """The nearest shape; only properties of pictures ask for it, which placements without shapes have none of."""
        assert self.picture is not None
        shape = self.placement.nearest_shape(self.picture.aspect)
        assert shape is not None
        return shape


def _length(case: _Case) -> Wording:
    limit, value = case.placement.text_limit, case.value
    target = f"{case.rule.low or 0:.0f} to {limit.recommended} characters"
    if case.is_low:
        start = "Write a text that says what is offered" if not value else "Say more about what is offered"
        return (
            f"{start}: it has {value:.0f} characters, {case.placement.label} has room for {limit.recommended}.",
            target,
        )
    end = (
        f"{case.placement.label} refuses more than {limit.hard}."
        if value > limit.hard
        else f"{case.placement.label} cuts it off after about {limit.recommended}."
    )
    return f"Shorten the text by {value - limit.recommended:.0f} characters: it has {value:.0f}, and {end}", target


def _aspect(case: _Case) -> Wording:
    shape, side = case.shape, "height" if case.is_low else "width"
    text = (
        f"Crop the {side} so that the picture is {shape.ratio}, such as {shape.width} x {shape.height} pixels: "
        f"its width is {case.value:.2f} of its height, and {case.placement.label} shows {shape.aspect:.2f}."
    )
    return text, f"{shape.ratio} ({shape.width} x {shape.height})"


def _resolution(case: _Case) -> Wording:
    assert case.picture is not None
    shape, left = case.shape, case.value * case.shape.width
    text = (
        f"Use a larger original: of {case.picture.width} x {case.picture.height} pixels, "
        f"{f'{left:.0f}' if left >= 1 else 'less than 1'} of width are left in the shape {shape.ratio}; "
        f"{case.placement.label} recommends {shape.width} x {shape.height}."
    )
    return text, f"at least {shape.width} x {shape.height} pixels"


def _text_share(case: _Case) -> Wording:
    return (
        f"Take words off the picture and say them in the text: about {case.value:.0%} of it looks like text.",
        f"at most {case.rule.high or 0:.0%} of the picture",
    )


def _safe_zone(case: _Case) -> Wording:
    zone = case.placement.safe_zone or SafeZone()
    sides = (("top", zone.top), ("bottom", zone.bottom), ("left", zone.left), ("right", zone.right))
    margins = ", ".join(f"{name} {share:.0%}" for name, share in sides if share)
    text = (
        f"Move text and faces inwards: {case.value:.0%} of them lie where {case.placement.label} draws its own "
        f"controls ({margins})."
    )
    return text, f"at most {case.rule.high or 0:.0%} of text and faces in the margins"


def _legibility(case: _Case) -> Wording:
    least = case.rule.low or 0
    text = (
        f"Enlarge the smallest text {least / max(case.value, 0.1):.1f} times, or leave it out: on a phone it is "
        f"{case.value:.0f} pixels high."
    )
    return text, f"at least {least:.0f} CSS pixels on a phone {PHONE_WIDTH} wide"


def _call(case: _Case) -> Wording:
    target = _range(case.rule.low, case.rule.high)
    if case.is_low:
        example = case.placement.cta[0]
        return f"Say what to do next, such as “{example}”: the text has no call to action.", target
    return f"Keep one call to action, three at most: the text has {case.value:.0f}.", target


_SPECIAL: dict[str, Callable[[_Case], Wording]] = {
    "length": _length,
    "aspect": _aspect,
    "resolution": _resolution,
    "text_share": _text_share,
    "safe_zone": _safe_zone,
    "legibility": _legibility,
    "call_to_action": _call,
}
