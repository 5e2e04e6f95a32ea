"""Why a prediction is what it is: exact parts that add up to its difference from the usual, in words."""

from math import exp, log

from domain.engagement import Driver
from domain.platforms import Platform

_WORDS = {"platform": "Platform", "objective": "Objective", "country": "Country", "category": "Category"}
OWN = "own_history"


def split(start: float, parts: dict[str, float]) -> tuple[float, dict[str, float]]:
    """Share the way from `start` to `start * exp(sum of parts)` out to the parts, in the unit of `start`.

    Each part gets its share of the logarithm times the logarithmic mean of both ends, so that the effects add up
    exactly and do not depend on an order.

    Returns
    -------
    end, effects

    References
    ----------
    Ang (2005), The LMDI approach to decomposition analysis: a practical guide.
    """
    way = sum(parts.values())
    end = start * exp(way)
    mean = start if abs(way) < 1e-9 else (end - start) / way
    return end, {name: mean * part for name, part in parts.items()}


def rate_drivers(
    base: float, contributions: dict[str, float], values: dict[str, str], rate: float, label: str
) -> list[Driver]:
    """The fields and the campaign's own history, as they move a rate away from the organization's usual one.

    Parameters
    ----------
    base : float
        The usual rate.
    contributions : dict
        Effect of each field on the log-rate.
    rate : float
        The predicted rate; what fields do not explain is the campaign's own.
    label : str
        What the rate is, such as "clicks per impression".
    """
    if base <= 0 or rate <= 0:
        return []
    parts = {name: part for name, part in contributions.items() if abs(part) > 1e-12}
    own = log(rate / base) - sum(parts.values())
    if abs(own) > 1e-9:
        parts[OWN] = own
    _, effects = split(base, parts)
    found = [
        Driver(
            field=name,
            value="" if name == OWN else values.get(name, ""),
            effect=effects[name],
            text=_sentence(name, values.get(name, ""), part, label),
        )
        for name, part in parts.items()
    ]
    return sorted(found, key=lambda driver: -abs(driver.effect))


def _sentence(name: str, value: str, part: float, label: str) -> str:
    change = f"{abs(exp(part) - 1):.0%} {'more' if part > 0 else 'fewer'} {label}"
    if name == "ads_in_general":
        return f"Ads with a creative here: {change} than their campaigns' fields alone would say."
    if name.startswith(("text_", "picture_")):
        kind, _, measure = name.partition("_")
        return f"{kind.capitalize()}, {measure.replace('_', ' ')}: {change}, going by your own ads."
    if name == OWN:
        return f"The campaign's own figures show {change} than its fields alone would say."
    shown = Platform(value).label if name == "platform" and value in set(Platform) else value
    return f"{_WORDS.get(name, name.capitalize())} {shown or '(not stated)'}: {change} than usual here."


_ROI_WORDS = {
    "clicks_per_spend": "Clicks for the money",
    "conversions_per_click": "Conversions per click",
    "value_per_conversion": "Value of a conversion",
}


def roi_drivers(parts: dict[str, float]) -> list[Driver]:
    """What moves a campaign's ROI away from the one of the other campaigns in its currency, in units of ROI."""
    found = [
        Driver(
            field=name,
            value="",
            effect=effect,
            text=f"{_ROI_WORDS[name]} {'raises' if effect > 0 else 'lowers'} ROI by {abs(effect):.2f} against your "
            "other campaigns in this currency.",
        )
        for name, effect in parts.items()
    ]
    return sorted(found, key=lambda driver: -abs(driver.effect))
