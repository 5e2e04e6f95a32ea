"""The gallery's filters in the page's address: read without complaint, written without what is default."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from pydantic import ValidationError

from domain.creatives import CreativeFilter

PATH = "/creatives"
_MAX_PAGE = 100_000


def read_filters(query: Mapping[str, Any]) -> CreativeFilter:
    """The filters of an address. What makes no sense there is left out, so that an old link still shows something."""
    given = {
        "q": _first(query.get("q")),
        "campaign_id": _first(query.get("campaign")) or None,
        "format": _first(query.get("format")) or None,
        "tags": tuple(_all(query.get("tag"))),
        "emotion": _first(query.get("emotion")) or None,
        **read_scores(_first(query.get("score"))),
        "sort": _first(query.get("sort")) or None,
    }
    return make_filters(**given)


def make_filters(**given: Any) -> CreativeFilter:
    """Filters of the values that are right; the others are left out."""
    kept = {name: value for name, value in given.items() if value not in (None, "", ())}
    while True:
        try:
            return CreativeFilter(**kept)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                kept.pop(str(problem["loc"][0]), None)


def read_scores(text: str | None) -> dict[str, float]:
    """The range of scores that "50-70" stands for; what is none stands for nothing."""
    low, mark, high = (text or "").partition("-")
    if not mark or not (low.isdecimal() and high.isdecimal()) or len(low) > 3 or len(high) > 3:
        return {}
    return {"score_min": float(low), "score_max": float(high)}


def scores_text(filters: CreativeFilter) -> str | None:
    """A range of scores as the address and the control have it."""
    if filters.score_min is None and filters.score_max is None:
        return None
    low = 0 if filters.score_min is None else filters.score_min
    high = 100 if filters.score_max is None else filters.score_max
    return f"{low:.0f}-{high:.0f}"


def read_page(query: Mapping[str, Any]) -> int:
    """The number of the page, 1 where none is named."""
    text = _first(query.get("page"))
    return min(max(int(text), 1), _MAX_PAGE) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def read_creative(query: Mapping[str, Any]) -> UUID | None:
    """The creative whose details the address opens."""
    try:
        return UUID(_first(query.get("creative")))
    except ValueError:
        return None


def parse(search: str | None) -> dict[str, list[str]]:
    """The values of an address' query."""
    return parse_qs((search or "").removeprefix("?"))


def write(filters: CreativeFilter, page: int = 1, creative: object = "") -> str:
    """The query that shows this view, with its question mark; empty for the plain gallery."""
    pairs: list[tuple[str, str]] = [("q", filters.q)] if filters.q else []
    if filters.campaign_id:
        pairs.append(("campaign", str(filters.campaign_id)))
    if filters.format:
        pairs.append(("format", filters.format.value))
    pairs += [("tag", tag) for tag in filters.tags]
    if filters.emotion:
        pairs.append(("emotion", filters.emotion.value))
    if scores := scores_text(filters):
        pairs.append(("score", scores))
    if filters.sort != CreativeFilter().sort:
        pairs.append(("sort", filters.sort.value))
    if page > 1:
        pairs.append(("page", str(page)))
    if creative:
        pairs.append(("creative", str(creative)))
    return f"?{urlencode(pairs)}" if pairs else ""


def _first(value: Any) -> str:
    found = _all(value)
    return found[0] if found else ""


def _all(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []
