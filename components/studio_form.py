"""One ad of the studio: its picture, its words, where it is to stand and beside what."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import ids, studio_ids
from components.attributes import attributes
from components.buttons import button
from components.forms import choice_field, field, text_field
from components.icons import icon
from components.studio_words import PLACEMENTS
from components.uploads import drop_zone
from domain.creatives import MAX_CREATIVE_BYTES
from domain.quality import ImageRegion
from domain.studio import MAX_CONTEXT, CreativeRef, StudioInput, StudioPicture

ENDINGS = (".jpg", ".jpeg", ".png", ".gif")
MAX_TEXT = 5000
_TEXT_HELP = "The first line is taken as the headline."


def ad_form(
    slot: str,
    asked: StudioInput,
    picture: StudioPicture | None,
    stored: Sequence[CreativeRef],
    *,
    may_run: bool,
    may_save: bool,
    is_pair: bool = False,
) -> html.Section:
    """The card in which an ad is put together. Who may not ask analyzers sees what was asked."""
    owner = studio_ids.owner(slot)
    title = f"Ad {slot.upper()}" if is_pair else "Your ad"
    body: list[Any] = [
        stage(slot, picture, may_run=may_run),
        html.Div(_zone(owner) if may_run else None, id=studio_ids.named(slot, "drop"), hidden=picture is not None),
        _creatives(owner, asked, stored),
        _words(slot, asked, may_run=may_run),
        choice_field(
            owner, "placement", "Placement", [(entry.value, name) for entry, name in PLACEMENTS.items()],
            asked.placement.value,
        ),
        text_field(
            owner, "context", "Context", asked.context, max_length=MAX_CONTEXT, required=False, debounce=0.8,
            placeholder="running shoes for beginners, or pick one", list=studio_ids.CONTEXTS,
            help_text="What the ad is to stand beside: a sentence, or keywords.",
        ),
    ]  # fmt: skip
    stores = [
        dcc.Store(id=studio_ids.picture(slot), data=picture_data(asked)),
        dcc.Store(id=studio_ids.typed(slot), data=asked.ad_text or ""),
        dcc.Store(id=studio_ids.place(slot)),
    ]
    heading = html.H2(title, className="" if is_pair else "visually-hidden")
    foot = html.Div(_actions(slot, may_save=may_save), className="panel-foot studio-actions") if may_run else None
    return html.Section(
        [heading, html.Div([*body, *stores], className="panel-body stack"), foot],
        className="panel studio-form",
        **attributes(aria_label=title, data_studio_form=slot),
    )


def _actions(slot: str, *, may_save: bool) -> list[Any]:
    owner = studio_ids.owner(slot)
    score = button("Score this ad", studio_ids.press(owner, "score"), tone="primary", symbol="magic")
    save = button(
        "Save as creative",
        symbol="bookmark",
        **attributes(data_dialog_open=ids.dialog(studio_ids.SAVING), data_choose=studio_ids.SAVED_AD, data_choice=slot),
    )
    return [save, score] if may_save else [score]


def picture_data(asked: StudioInput) -> dict[str, str] | None:
    """Where the picture is, as the page's store holds it."""
    if asked.picture_id is not None:
        return {"picture": str(asked.picture_id)}
    return {"creative": str(asked.creative_id)} if asked.creative_id is not None else None


def stage(slot: str, picture: StudioPicture | None, *, may_run: bool) -> html.Div:
    """The picture with room for what was found in it; hidden where there is none."""
    owner = studio_ids.owner(slot)
    switch = html.Button(
        [icon("eye"), "What drove the score"],
        type="button",
        className="button button-small",
        **attributes(data_studio_regions=True, aria_pressed=False),
    )
    remove = button("Replace", studio_ids.press(owner, "remove"), small=True, symbol="arrow-repeat")
    tools = [switch, remove] if may_run else [switch]
    frame = html.Div(
        [
            html.Div(image(picture), id=studio_ids.named(slot, "image")),
            html.Div(id=studio_ids.named(slot, "regions"), className="studio-regions"),
        ],
        className="studio-frame",
    )
    return html.Div(
        [html.Div(frame, className="studio-stage"), html.Div(tools, className="row-line studio-stage-tools")],
        id=studio_ids.named(slot, "stage"),
        hidden=picture is None,
    )


def image(picture: StudioPicture | None) -> list[Any]:
    """The picture itself, or that it is gone."""
    if picture is None:
        return []
    if picture.url is None:
        return [html.P("The picture is no longer kept: drafts go after a day. Drop it again.", className="muted")]
    sizes: dict[str, Any] = {"width": picture.width, "height": picture.height} if picture.width else {}
    return [html.Img(src=picture.url, alt=picture.alt, **sizes)]


def regions(found: Sequence[ImageRegion], labels: dict[str, str]) -> list[Any]:
    """Boxes over the picture, each with the name of the feature that it drove; the strongest is drawn boldest."""
    most = max((region.strength for region in found), default=0.0) or 1.0
    boxes: list[Any] = []
    for region in sorted(found, key=lambda entry: entry.strength)[-8:]:
        name = labels.get(region.feature, region.feature.replace("_", " "))
        place = {
            "left": f"{region.left * 100:.2f}%",
            "top": f"{region.top * 100:.2f}%",
            "width": f"{region.width * 100:.2f}%",
            "height": f"{region.height * 100:.2f}%",
            "--strength": f"{0.35 + 0.65 * max(region.strength, 0.0) / most:.2f}",
        }
        boxes.append(html.Div(html.Span(name), className="studio-region", style=place, title=name))
    return boxes


def _zone(owner: str) -> html.Div:
    return drop_zone(
        owner, studio_ids.UPLOAD_URL, "Drop the picture here", endings=ENDINGS, max_bytes=MAX_CREATIVE_BYTES,
        hint="JPEG, PNG or GIF, up to 10 MB. Without one, the words alone are scored.",
    )  # fmt: skip


def _creatives(owner: str, asked: StudioInput, stored: Sequence[CreativeRef]) -> html.Div:
    choices = [(str(creative.id), creative.name) for creative in stored]
    chosen = str(asked.creative_id) if asked.creative_id else None
    return choice_field(
        owner, "creative", "Stored creative", choices, chosen, clearable=True,
        placeholder="Start from one of yours" if choices else "None yet",
    )  # fmt: skip


def _words(slot: str, asked: StudioInput, *, may_run: bool) -> html.Div:
    area = dcc.Textarea(
        id=studio_ids.text(slot),
        value=asked.ad_text or "",
        rows=6,
        maxLength=MAX_TEXT,
        readOnly=not may_run,
        placeholder="Headline\nWhat you offer, to whom, and what to do next",
    )
    return field(studio_ids.owner(slot), "text", "Ad text", area, help_text=_TEXT_HELP)


def contexts_list(contexts: Sequence[str]) -> html.Datalist:
    """Contexts to pick from, offered by the browser under the field."""
    return html.Datalist([html.Option(value=entry) for entry in contexts], id=studio_ids.CONTEXTS)
