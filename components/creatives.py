"""The creative gallery: filters, tiles of one shape with thumbnails that load when they come into sight, paging."""

from typing import Any

from dash import dcc, html

from components import creative_ids, formats, ids
from components.attributes import DECORATION, attributes
from components.buttons import button
from components.comment_words import EMOTION_WORDS
from components.comments import emotion_badge
from components.creative_analysis import analyze_button
from components.creative_ids import GALLERY
from components.creative_queries import scores_text
from components.dialogs import opener
from components.forms import select
from components.icons import icon
from components.states import empty_state, page_header
from domain.contracts import Page
from domain.creatives import Creative, CreativeChoices, CreativeFilter, CreativeSort

SORTS = {
    CreativeSort.NEWEST: "Newest first",
    CreativeSort.OLDEST: "Oldest first",
    CreativeSort.NAME: "By name",
    CreativeSort.LARGEST: "Largest file first",
    CreativeSort.BEST: "Best score first",
    CreativeSort.WORST: "Lowest score first",
}
SCORES = (("0-50", "Below 50"), ("50-70", "50 to 70"), ("70-100", "70 and above"))
_TAGS_SHOWN = 3
_LEAD = "The pictures and words of your ads. Analyses of a campaign read them from here."


def gallery_header(may_edit: bool, may_run: bool = False) -> html.Header:
    """Title and, for those who may, the scoring of all creatives and the upload."""
    actions: list[Any] = [analyze_button()] if may_run else []
    if may_edit:
        actions.append(upload_button())
    return page_header("Creatives", _LEAD, actions or None)


def upload_button(label: str = "Upload creatives") -> html.Button:
    """Opens the upload dialog."""
    opening: dict[str, Any] = opener(creative_ids.UPLOAD)
    return button(label, tone="primary", symbol="upload", **opening)


def gallery_filters(choices: CreativeChoices, value: CreativeFilter) -> html.Div:
    """Search, narrowing and order; hidden while there is nothing to narrow."""
    search = dcc.Input(
        id=ids.part(GALLERY, "q"),
        type="search",
        value=value.q,
        placeholder="Search name, text and tags",
        debounce=0.35,
        maxLength=200,
        autoComplete="off",
    )
    parts = [
        _labelled("Search", "q", search, "creative-search"),
        _labelled(
            "Campaign", "campaign", _pick("campaign", campaign_options(choices), value.campaign_id, "All campaigns")
        ),
        _labelled("Format", "format", _pick("format", format_options(choices), value.format, "All formats")),
        _labelled("Tags", "tags", _pick("tags", tag_options(choices), list(value.tags), "All tags", many=True)),
        _labelled("Emotion", "emotion", _pick("emotion", emotion_options(choices), value.emotion, "All emotions")),
        _labelled("Score", "score", _pick("score", list(SCORES), scores_text(value), "Any score")),
        _labelled(
            "Order",
            "sort",
            select(ids.part(GALLERY, "sort"), [(key.value, name) for key, name in SORTS.items()], value.sort.value),
        ),
    ]
    return html.Div(
        parts,
        id=creative_ids.FILTERS,
        className="filter-bar creative-filters",
        role="search",
        hidden=choices.total == 0,
        **attributes(aria_label="Narrow the creatives"),
    )


def campaign_options(choices: CreativeChoices) -> list[tuple[str, str]]:
    """Campaigns that have creatives."""
    return [(str(entry.id), entry.name) for entry in choices.used_campaigns]


def format_options(choices: CreativeChoices) -> list[tuple[str, str]]:
    """File formats that are there."""
    return [(entry.value, entry.value.upper()) for entry in choices.formats]


def tag_options(choices: CreativeChoices) -> list[tuple[str, str]]:
    """Tags that are in use."""
    return [(tag, tag) for tag in choices.tags]


def emotion_options(choices: CreativeChoices) -> list[tuple[str, str]]:
    """Emotions that were read in words of creatives."""
    return [(entry.value, EMOTION_WORDS[entry]) for entry in choices.emotions]


def _pick(
    name: str, options: list[tuple[str, str]], value: Any, placeholder: str, *, many: bool = False
) -> dcc.Dropdown:
    chosen = value if many else str(value) if value else None
    return select(ids.part(GALLERY, name), options, chosen, many=many, clearable=True, placeholder=placeholder)


def _labelled(label: str, name: str, control: Any, extra_class: str = "") -> html.Div:
    words = html.Label(label, htmlFor=ids.part(GALLERY, name), className="visually-hidden")
    return html.Div([words, control], className=f"field {extra_class}".rstrip())


def gallery_results(page: Page[Creative], filters: CreativeFilter, *, may_edit: bool, has_any: bool) -> list[Any]:
    """The tiles with their count and paging, or what to do where there are none."""
    if not page.items:
        return [_nothing_found() if has_any else _nothing_yet(may_edit)]
    first = (page.page - 1) * page.page_size + 1
    words = formats.plural(page.total, "creative")
    if page.total > page.page_size:
        words = f"{first}–{first + len(page.items) - 1} of {words}"
    if filters.model_dump(exclude={"sort"}) != CreativeFilter().model_dump(exclude={"sort"}):
        words += " that match"
    count = html.P(words, className="creative-count muted small-text num", role="status")
    tiles = html.Ul([tile(creative) for creative in page.items], className="gallery")
    pager = _pager(page)
    return [count, tiles, *([pager] if pager is not None else [])]


def _nothing_found() -> html.Div:
    clear = button("Clear the filters", ids.many(GALLERY, "clear", "all"), symbol="arrow-counterclockwise")
    return html.Div(
        empty_state("No creative matches", "Try fewer words, or widen the filters.", [clear], symbol="search"),
        className="panel",
    )


def _nothing_yet(may_edit: bool) -> html.Div:
    words = [
        "Upload the JPEG, PNG or GIF files of your ads, as many at once as you like, up to 10 MB each.",
        "Then link each to its campaign and add the ad’s text, so that numbers can be read beside the picture.",
    ]
    if not may_edit:
        words = [
            "Analysts and admins of your organization can upload the pictures of your ads. You will see them here."
        ]
    actions = [upload_button()] if may_edit else None
    state = empty_state("No creatives yet", [html.P(line) for line in words], actions, symbol="images")
    return html.Div(state, className="panel")


def tile(creative: Creative) -> html.Li:
    """One creative: picture, name, facts, tags. The whole tile is one button that opens the details."""
    source: dict[str, Any] = {"data-src": creative.thumbnail_url}
    image = html.Img(alt=picture_words(creative), className="tile-picture", **source)
    picture = html.Span(image, className="tile-frame")
    lines: list[Any] = [
        html.Span(creative.name, className="tile-name truncate", title=creative.name),
        html.Span(tile_facts(creative), className="tile-facts num"),
    ]
    scores = _scores(creative)
    if scores:
        lines.append(html.Span(scores, className="tile-scores num"))
    if creative.campaign_name:
        line = [icon("megaphone"), html.Span(creative.campaign_name, className="truncate")]
        lines.append(html.Span(line, className="tile-campaign", title=f"Campaign: {creative.campaign_name}"))
    if creative.tags or creative.is_example:
        lines.append(html.Span(_badges(creative), className="tags"))
    opening = html.Button(
        [picture, html.Span(lines, className="tile-body")],
        id=ids.many(GALLERY, "open", str(creative.id)),
        type="button",
        className="tile",
        **attributes(aria_haspopup="dialog"),
    )
    return html.Li(opening)


def tile_facts(creative: Creative) -> str:
    """Format and dimensions: PNG · 1080 × 1350."""
    return f"{creative.format.value.upper()} · {creative.width} × {creative.height}"


def picture_words(creative: Creative) -> str:
    """What stands for the picture where it is not seen: the ad's own words, else its name."""
    words = " ".join(creative.ad_text.split())
    if not words:
        return f"Picture of {creative.name}"
    return f"Ad: {words[:140]}{'…' if len(words) > 140 else ''}"


def score_tone(score: float) -> str:
    """Below 50 there is something to mend (A26), from 70 on little."""
    return "bad" if score < 50 else "good" if score >= 70 else "warn"


def _scores(creative: Creative) -> list[Any]:
    found: list[Any] = []
    if creative.quality_score is not None:
        words: list[Any] = [html.Span("Quality ", className="visually-hidden"), f"{creative.quality_score:.0f}"]
        tone = "" if creative.is_score_outdated else f" tone-{score_tone(creative.quality_score)}"
        found.append(html.Span(words, className=f"badge-soft tile-score{tone}", title="Quality, 0 to 100"))
    if creative.emotion is not None:
        found.append(emotion_badge(creative.emotion))
    if creative.predicted_engagement is not None:
        rate = formats.percent(creative.predicted_engagement).short
        found.append(html.Span(f"{rate} expected", title="Expected clicks per impression", className="muted"))
    if creative.is_score_outdated:
        why = "Words or picture changed since it was scored"
        found.append(html.Span("Out of date", className="badge-soft tone-warn", title=why))
    return found


def example_badge() -> html.Span:
    """Marks made-up data."""
    return html.Span("Example", className="badge-soft tone-info", title="Made up to show how AdVision works")


def _badges(creative: Creative) -> list[Any]:
    marks: list[Any] = [example_badge()] if creative.is_example else []
    marks += [html.Span(tag, className="badge-soft truncate") for tag in creative.tags[:_TAGS_SHOWN]]
    more = len(creative.tags) - _TAGS_SHOWN
    if more > 0:
        rest = ", ".join(creative.tags[_TAGS_SHOWN:])
        hidden = html.Span(f"more tags: {rest}", className="visually-hidden")
        marks.append(html.Span([html.Span(f"+{more}", **DECORATION), hidden], className="badge-soft", title=rest))
    return marks


def _pager(page: Page[Creative]) -> html.Nav | None:
    last = -(-page.total // page.page_size)
    if last < 2:
        return None
    shown = sorted({1, last, *range(max(1, page.page - 1), min(last, page.page + 1) + 1)})
    parts: list[Any] = [_step("Previous page", "before", page.page - 1, page.page > 1)]
    before = 0
    for number in shown:
        if number > before + 1:
            parts.append(html.Span("…", className="pager-gap", **DECORATION))
        parts.append(_number(number, number == page.page))
        before = number
    parts.append(_step("Next page", "after", page.page + 1, page.page < last))
    return html.Nav(parts, className="pager", **attributes(aria_label="Pages of creatives"))


def _step(label: str, side: str, number: int, is_open: bool) -> html.Button:
    return button(
        label,
        ids.many(GALLERY, "page", f"{side}:{number}"),
        symbol="chevron-right",
        small=True,
        icon_only=True,
        disabled=not is_open,
        extra_class=f"pager-{side}",
    )


def _number(number: int, is_current: bool) -> html.Button:
    mark: dict[str, Any] = {"aria-label": f"Page {number}"}
    if is_current:
        mark["aria-current"] = "page"
    return button(
        str(number),
        ids.many(GALLERY, "page", f"at:{number}"),
        small=True,
        extra_class="pager-number num",
        **mark,
    )


def pressed_page(key: str) -> int:
    """The page that a pressed button of the pager leads to."""
    number = key.rpartition(":")[2]
    return int(number) if number.isdigit() else 1
