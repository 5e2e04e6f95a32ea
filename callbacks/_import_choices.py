"""From the controls of an import's second step to options: what a person changed is said, the rest stays found out."""

from typing import Any

from domain.errors import AppError, ErrorCode
from domain.imports import Field, ImportOptions

NONE = "none"
_ANSWERS = ("source", "platform", "currency", "date_order", "decimal")


def options_from(choices: dict[str, Any] | None, used: dict[str, Any]) -> ImportOptions:
    """The options that the controls mean.

    `used` is what the preview was made with. Raises INVALID where two columns claim one field, or a value cannot be.
    """
    given = choices or {}
    answers: dict[str, Any] = given.get("answers") or {}
    options: dict[str, Any] = {**used["options"], **{name: answers[name] for name in _ANSWERS if answers.get(name)}}
    start, end = given.get("period") or (None, None)
    if start and end:
        options["period_start"], options["period_end"] = str(start)[:10], str(end)[:10]
    if options.get("source") != used["options"].get("source", "auto"):
        # Another format has other names for its columns: what was corrected for the first one does not fit.
        options.pop("mapping", None)
    else:
        mapping = _mapping(given.get("map") or {}, used)
        if answers.get("conversions"):
            mapping[Field.CONVERSIONS.value] = answers["conversions"]
        if mapping:
            options["mapping"] = mapping
    return ImportOptions.model_validate(options)


def _mapping(now: dict[str, str], used: dict[str, Any]) -> dict[str, str]:
    """The explicit mapping: what was corrected before, changed by what the selects say now."""
    drawn: dict[str, str] = used["drawn"]["map"]
    keys: dict[str, str] = used["keys"]
    mapping: dict[str, str] = dict(used["options"].get("mapping") or used["remembered"])
    changed = {place: field for place, field in now.items() if place in drawn and (field or NONE) != drawn[place]}
    _refuse_doubles({**drawn, **changed}, keys)
    for place in changed:
        if drawn[place] != NONE:
            mapping[drawn[place]] = ""
    for place, field in changed.items():
        if (field or NONE) != NONE:
            mapping[field] = keys[place]
    return mapping


def _refuse_doubles(chosen: dict[str, str], keys: dict[str, str]) -> None:
    places: dict[str, list[str]] = {}
    for place, field in chosen.items():
        if (field or NONE) != NONE:
            places.setdefault(field, []).append(keys[place])
    for field, columns in places.items():
        if len(columns) > 1:
            named = " and ".join(f"“{column}”" for column in columns)
            words = f"{named} are both set to {field.replace('_', ' ')}. Set one of them to “Not imported”."
            raise AppError(ErrorCode.INVALID, words, fields=[{"field": f"mapping.{field}", "reason": "two columns"}])
