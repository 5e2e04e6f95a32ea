"""The ad as it would stand on each placement: neutral drawings without anybody's logo, filled with the ad's own words.

The spans with `data-fill` follow what a person types: assets/30-scripts/studio.js fills them without asking the server.
"""

from collections.abc import Callable
from typing import Any

from dash import html

from components import studio_ids
from components.attributes import DECORATION, attributes
from components.icons import icon
from components.studio_words import PLACEMENTS, cut, split_ad
from domain.placements import PlacementRules, get_rules
from domain.quality import Placement

HEADLINE, BODY = "headline", "body"
_NO_WORDS = {HEADLINE: "Your headline", BODY: "Your text"}


_KIND_OF: dict[Placement, str] = {
    Placement.META_FEED: "feed",
    Placement.META_STORY: "tall",
    Placement.INSTAGRAM_FEED: "photo",
    Placement.INSTAGRAM_REEL: "tall",
    Placement.GOOGLE_SEARCH: "search",
    Placement.GOOGLE_DISPLAY: "banner",
    Placement.YOUTUBE_IN_FEED: "video",
    Placement.TIKTOK_FEED: "tall",
    Placement.LINKEDIN_FEED: "feed",
    Placement.X_FEED: "feed",
    Placement.MICROSOFT_SEARCH: "search",
    Placement.PINTEREST_PIN: "pin",
    Placement.SNAPCHAT_AD: "tall",
    Placement.AMAZON_SPONSORED: "product",
    Placement.REDDIT_FEED: "feed",
}


def preview_panel(
    slot: str, text: str, picture: str | None, placement: Placement, brand: str, *, only_one: bool = False
) -> html.Section:
    """Every placement side by side, the chosen one first."""
    head = html.Div([html.H3("How it would stand"), html.P("Drawings with your words and picture; feeds fold long "
                    "texts where shown.")], className="part-head")  # fmt: skip
    title = f"Previews of ad {slot.upper()}"
    return html.Section(
        [
            head,
            html.Div(
                previews(slot, text, picture, placement, brand, only_one=only_one),
                className="preview-strip",
                tabIndex="0",
                role="region",
                id=studio_ids.named(slot, "previews"),
                **attributes(aria_label=title),
            ),
        ],
        className="panel studio-previews",
    )


def previews(
    slot: str, text: str, picture: str | None, placement: Placement, brand: str, *, only_one: bool = False
) -> list[Any]:
    """The drawings, the chosen placement's first, or that one alone."""
    others = [] if only_one else [entry for entry in PLACEMENTS if entry is not placement]
    order = [placement, *others]
    return [mock(slot, entry, text, picture, brand, is_chosen=entry is placement) for entry in order]


def mock(
    slot: str, placement: Placement, text: str, picture: str | None, brand: str, *, is_chosen: bool
) -> html.Figure:
    """One placement's drawing under its name."""
    kind = _KIND_OF[placement]
    pieces = _Pieces(slot, get_rules(placement), text, picture, brand or "Your brand")
    drawing = html.Div(_KINDS[kind](pieces), className=f"mock mock-{kind}")
    mark: list[Any] = [html.Span("chosen", className="badge-soft tone-accent")] if is_chosen else []
    return html.Figure([html.Figcaption([PLACEMENTS[placement], *mark]), drawing], className="preview")


class _Pieces:
    """What the drawings are put together from."""

    def __init__(self, slot: str, rules: PlacementRules, text: str, picture: str | None, brand: str) -> None:
        self.slot, self.rules, self.picture, self.brand = slot, rules, picture, brand
        self.words = dict(zip((HEADLINE, BODY), split_ad(text), strict=True))

    def fill(self, name: str, class_name: str) -> html.Span:
        """Words that follow what is typed."""
        limit = self.rules.headline_limit if name == HEADLINE else self.rules.text_limit
        most = limit.recommended
        shown = cut(self.words[name], most) if self.words[name] else _NO_WORDS[name]
        empty = "" if self.words[name] else " is-empty"
        marks = attributes(data_fill=name, data_slot=self.slot, data_cut=most, data_empty=_NO_WORDS[name])
        return html.Span(shown, className=f"{class_name}{empty}", **marks)

    def image(self) -> Any:
        """The picture in the placement's shape, cut off where it does not fit."""
        shape = self.rules.shapes[0] if self.rules.shapes else None
        style = {"aspectRatio": f"{shape.width} / {shape.height}"} if shape else {}
        if self.picture is None:
            return html.Div(icon("image", large=True), className="mock-picture is-empty", style=style, **DECORATION)
        return html.Img(src=self.picture, alt="", className="mock-picture", style=style)

    def sender(self) -> html.Div:
        """Who advertises."""
        return html.Div(
            [
                html.Span(self.brand[:1].upper(), className="mock-avatar", **DECORATION),
                html.Span([html.Strong(self.brand), html.Span("Sponsored")], className="mock-sender"),
            ],
            className="mock-top",
        )

    def call(self) -> html.Span:
        """The button of the drawing: it does nothing."""
        return html.Span(self.call_words(), className="mock-call")

    def call_words(self) -> str:
        """A call to action that the placement offers."""
        offered = self.rules.cta
        return "Learn more" if "Learn more" in offered or not offered else offered[0]


def _feed(pieces: _Pieces) -> list[Any]:
    foot = html.Div([pieces.fill(HEADLINE, "mock-headline"), pieces.call()], className="mock-foot")
    return [pieces.sender(), pieces.fill(BODY, "mock-text"), pieces.image(), foot]


def _photo(pieces: _Pieces) -> list[Any]:
    call = html.Div([html.Span(pieces.call_words()), icon("chevron-right")], className="mock-bar")
    return [pieces.sender(), pieces.image(), call, pieces.fill(BODY, "mock-text")]


def _tall(pieces: _Pieces) -> list[Any]:
    words = html.Div(
        [pieces.sender(), pieces.fill(HEADLINE, "mock-headline"), pieces.fill(BODY, "mock-text"), pieces.call()],
        className="mock-over",
    )
    zone = pieces.rules.safe_zone
    edges = {"top": f"{zone.top:.0%}", "bottom": f"{zone.bottom:.0%}", "left": f"{zone.left:.0%}",
             "right": f"{zone.right:.0%}"} if zone else {}  # fmt: skip
    frame = html.Div(className="mock-zone", style=edges, **DECORATION) if zone else None
    return [pieces.image(), frame, words]


def _search(pieces: _Pieces) -> list[Any]:
    name = pieces.brand.casefold().replace(" ", "") or "yourbrand"
    return [
        html.Span("Sponsored", className="mock-mark"),
        html.Div(
            [
                html.Span(pieces.brand[:1].upper(), className="mock-avatar", **DECORATION),
                html.Span([html.Strong(pieces.brand), html.Span(f"www.{name}.example")], className="mock-sender"),
            ],
            className="mock-top",
        ),
        pieces.fill(HEADLINE, "mock-link"),
        pieces.fill(BODY, "mock-text"),
    ]


def _banner(pieces: _Pieces) -> list[Any]:
    words = html.Div([pieces.fill(HEADLINE, "mock-headline"), pieces.fill(BODY, "mock-text")])
    return [pieces.image(), html.Div([words, pieces.call()], className="mock-foot")]


def _video(pieces: _Pieces) -> list[Any]:
    line = html.Span([html.Strong("Ad"), f" · {pieces.brand}"], className="mock-sender-line")
    return [pieces.image(), html.Div([pieces.fill(HEADLINE, "mock-headline"), pieces.fill(BODY, "mock-text"), line])]


def _pin(pieces: _Pieces) -> list[Any]:
    return [pieces.image(), pieces.fill(HEADLINE, "mock-headline"), pieces.sender()]


def _product(pieces: _Pieces) -> list[Any]:
    mark = html.Span("Sponsored", className="mock-mark")
    return [
        pieces.image(),
        mark,
        pieces.fill(HEADLINE, "mock-headline"),
        html.Span(pieces.brand, className="mock-text"),
    ]


_KINDS: dict[str, Callable[[_Pieces], list[Any]]] = {
    "feed": _feed,
    "photo": _photo,
    "tall": _tall,
    "search": _search,
    "banner": _banner,
    "video": _video,
    "pin": _pin,
    "product": _product,
}
