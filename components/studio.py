"""The studio's frame: its three ways of working, the ads on the page, and their scores."""

from typing import Any, NamedTuple

from dash import dcc, html

from components import ids, studio_ids
from components.attributes import attributes
from components.buttons import button
from components.dialogs import dialog
from components.forms import text_field
from components.icons import icon
from components.states import notice, page_header
from components.studio_ids import COMPARE, SCORE, WRITE
from components.studio_parts import empty_part, part_view
from domain.analyses import AnalyzerName
from domain.studio import SCORED, StudioInput, StudioPicture, StudioScores, StudioWriting

LEAD = "Score an ad before it costs anything: how well it is made, how it sounds, where it fits, what it may bring."
TICK_MS = 350


class SlotView(NamedTuple):
    """One ad of the page: what was asked, its picture, and the scores where there are any."""

    slot: str
    asked: StudioInput
    picture: StudioPicture | None
    scores: StudioScores | None


def studio_page(mode: str, body: list[Any], tabs: dict[str, str]) -> html.Div:
    """The whole page in one of its modes; `tabs` are the addresses of the others."""
    return html.Div(
        [
            page_header("Studio", LEAD),
            html.Nav(mode_tabs(mode, tabs), id=studio_ids.TABS, className="button-group studio-tabs",
                     **attributes(aria_label="Ways of working")),
            dcc.Store(id=studio_ids.ADDRESS, data=mode),
            dcc.Store(id=ids.part(studio_ids.OWNER, "written")),
            *body,
        ],
        className="stack stack-wide studio",
    )  # fmt: skip


def mode_tabs(mode: str, tabs: dict[str, str]) -> list[Any]:
    """Links to the three ways of working."""
    names = {SCORE: ("Score one", "speedometer2"), COMPARE: ("Compare two", "columns-gap"),
             WRITE: ("Write variants", "pencil")}  # fmt: skip
    return [
        html.A(
            [icon(symbol), name],
            href=tabs.get(key, studio_ids.address(mode="" if key == SCORE else key)),
            className="button",
            **attributes(data_follow=True, data_studio_tab=key, **({"aria_current": "page"} if key == mode else {})),
        )
        for key, (name, symbol) in names.items()
    ]


def read_only_notice() -> html.Div:
    """For those who may look but not ask."""
    return notice(
        "info",
        "Your role can look at stored results",
        "Analysts and admins score new ads. Pick a stored creative to see what was found about it.",
    )


def results(view: SlotView, *, is_small: bool = False) -> html.Div:
    """The scores of one ad, part by part, with their progress above."""
    scores = view.scores
    owner = studio_ids.owner(view.slot)
    is_open = scores is not None and scores.is_open
    cards = {name: _card(view, name, is_small=is_small) for name in SCORED}
    rest = [cards[name] for name in SCORED if name is not AnalyzerName.QUALITY]
    run = str(scores.run_id) if scores is not None and scores.run_id else None
    if run is None and view.asked.creative_id is not None:
        run = f"{studio_ids.STORED}{view.asked.creative_id}"
    return html.Div(
        [
            dcc.Store(id=studio_ids.run(view.slot), data=run),
            dcc.Store(id=studio_ids.shown(view.slot), data=signature(scores)),
            dcc.Interval(id=studio_ids.tick(view.slot), interval=TICK_MS, disabled=not is_open),
            html.Div(progress(view.slot, scores), id=ids.part(owner, "progress"), className="studio-progress"),
            html.Div(id=ids.part(owner, "problem")),
            cards[AnalyzerName.QUALITY],
            html.Div(rest, className="studio-parts"),
        ],
        className="stack studio-results",
    )


def _card(view: SlotView, name: AnalyzerName, *, is_small: bool) -> html.Section:
    part = view.scores.parts.get(name) if view.scores is not None else None
    inside = empty_part(name) if part is None else part_view(view.slot, part, is_small=is_small)
    return html.Section(inside, id=studio_ids.named(view.slot, name.value), className=f"panel part part-{name.value}")


def signature(scores: StudioScores | None) -> dict[str, str]:
    """How each part stands, so that only what changed is drawn again."""
    if scores is None:
        return {}
    found = {
        name.value: f"{part.state.value}:{part.progress:.2f}:{part.message}" for name, part in scores.parts.items()
    }
    return {**found, "run": str(scores.run_id)}


def progress(slot: str, scores: StudioScores | None) -> list[Any]:
    """How many parts are there, and the button that stops the others; nothing once all have ended."""
    if scores is None:
        return [_first_words()]
    if not scores.is_open:
        return []
    done = sum(not part.is_open for part in scores.parts.values())
    total = len(scores.parts)
    bar = html.Div(
        html.I(style={"width": f"{100 * done / total:.0f}%"}),
        className="meter",
        role="progressbar",
        **attributes(aria_label="Scoring", aria_valuemin=0, aria_valuemax=total, aria_valuenow=done),
    )
    stop = button("Stop", ids.many(studio_ids.owner(slot), "stop", str(scores.run_id)), small=True)
    words = html.Span(f"Scoring: {done} of {total} parts are there", role="status")
    return [html.Div([html.Div([words, bar]), stop], className="wait-line")]


def _first_words() -> html.Div:
    """What to do on an empty page."""
    first = html.Strong("Drop a picture, write the words, or both; then score.")
    then = (
        " Each part arrives on its own, with the model that gave it. After the first score everything you change is "
        "scored again by itself."
    )
    return html.Div(
        [icon("lightbulb", large=True), html.P([first, then])], className="panel studio-hint studio-hint-small"
    )


def saving_dialog() -> html.Dialog:
    """Asks for a name before an ad is kept as a creative."""
    owner = studio_ids.SAVING
    body = html.Div(
        [
            dcc.Store(id=studio_ids.SAVED_AD),
            html.P("The picture and the words become a creative of your organization."),
            text_field(owner, "name", "Name", "", max_length=300, placeholder="Autumn sale, question headline"),
        ],
        className="stack",
    )
    keep = button("Cancel", **attributes(data_dialog_close=True))
    save = button("Save creative", ids.confirm(owner), tone="primary")
    return dialog(owner, "Save as creative", body, [keep, save])


def write_frame(brief: Any, zone: Any, writing: StudioWriting | None, view: list[Any]) -> list[Any]:
    """The brief beside its variants."""
    owner = studio_ids.WRITING
    is_open = writing is not None and writing.part.is_open
    picture = None
    if zone is not None:
        head = html.Div([html.H3("Picture"), html.P("A variant that is saved needs one.")], className="part-head")
        held = html.Div(id=ids.part(owner, "stage"))
        body = html.Div([held, html.Div(zone, id=ids.part(owner, "drop"))], className="part-body")
        picture = html.Section([head, body], className="panel part")
    side = html.Div([brief, picture], className="studio-side stack")
    main = html.Div(
        [html.Div(id=ids.part(owner, "problem")), html.Div(view, id=ids.part(owner, "view"), className="stack")],
        className="stack",
    )
    return [
        dcc.Store(id=ids.part(owner, "run"), data=str(writing.run_id) if writing else None),
        dcc.Store(id=studio_ids.picture("write")),
        dcc.Store(id=studio_ids.place("write")),
        dcc.Store(id=ids.part(owner, "seed"), data=writing.input.seed if writing else 0),
        dcc.Interval(id=ids.part(owner, "tick"), interval=TICK_MS, disabled=not is_open),
        html.Div([side, main], className="studio-columns"),
    ]
