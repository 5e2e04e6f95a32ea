"""One creative in a dialog: the picture, its facts, its words to edit; and the dialogs to upload and to delete."""

from typing import Any

from dash import dcc, html

from components import creative_ids, formats, studio_ids
from components.attributes import attributes
from components.buttons import button, download_button, link_button
from components.comment_import import import_dialog
from components.comments import IN_GALLERY, comments_frame, emotion_badge, import_owner
from components.creative_ids import DELETION, DETAIL, UPLOAD
from components.creatives import example_badge, picture_words
from components.dialogs import confirm_dialog, dialog, opener
from components.forms import choice_field, form_actions, long_text_field, text_field
from components.uploads import drop_zone
from domain.creatives import MAX_CREATIVE_BYTES, CampaignRef, Creative

FIELDS = ("name", "ad_text", "tags", "campaign_id")
ENDINGS = (".jpg", ".jpeg", ".png", ".gif")
_TAGS_HELP = "Separate tags by commas, for example: summer, hero, video still"


def detail_dialog(
    opened: Creative | None, campaigns: list[CampaignRef], *, may_edit: bool, may_run: bool = False
) -> html.Dialog:
    """The dialog, filled and open where the address names a creative, else closed and empty."""
    title = opened.name if opened else "Creative"
    body = detail_body(opened, campaigns, may_edit=may_edit, may_run=may_run) if opened else None
    return dialog(DETAIL, title, body, [], wide=True, opened=opened is not None)


def detail_body(creative: Creative, campaigns: list[CampaignRef], *, may_edit: bool, may_run: bool = False) -> html.Div:
    """The picture beside its facts and words, and below them what people wrote under it."""
    picture = html.Img(src=creative.url, alt=picture_words(creative), width=creative.width, height=creative.height)
    download = download_button("Download original", creative_ids.download_path(creative.id), small=True)
    score = link_button("Score in the studio", studio_ids.address(creative=creative.id), small=True, symbol="magic")
    tools = html.Div([download, score], className="row-line")
    left = html.Div(
        [html.Div(picture, className="creative-stage"), html.Div([_facts(creative), tools], className="stack")],
        className="stack",
    )
    right = _form(creative, campaigns) if may_edit else _words(creative)
    remarks = comments_frame(IN_GALLERY, creative.id, may_import=may_edit, may_run=may_run)
    parts: list[Any] = [html.Div([left, right], className="creative-detail"), remarks]
    if may_edit:
        parts.append(import_dialog(import_owner(IN_GALLERY), creative.id))
    # Another creative's panel is another one, so that nothing of the one before stays in it.
    return html.Div(parts, className="stack", key=str(creative.id))


def _facts(creative: Creative) -> html.Dl:
    pairs: list[tuple[str, Any]] = [
        ("Format", creative.format.value.upper()),
        ("Dimensions", f"{creative.width} × {creative.height} pixels"),
        ("File size", formats.file_size(creative.size)),
        ("Uploaded", formats.moment(creative.created_at)),
        *_analysis(creative),
    ]
    if creative.campaign_id and creative.campaign_name:
        pairs.append(("Campaign", dcc.Link(creative.campaign_name, href=f"/campaigns/{creative.campaign_id}")))
    if creative.is_example:
        pairs.append(("Source", example_badge()))
    rows: list[Any] = []
    for label, value in pairs:
        rows += [html.Dt(label), html.Dd(value, className="num")]
    return html.Dl(rows, className="facts")


def _analysis(creative: Creative) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    if creative.quality_score is not None:
        late = ", out of date: words or picture changed since" if creative.is_score_outdated else ""
        found.append(("Quality", f"{creative.quality_score:.0f} of 100{late}"))
    if creative.emotion is not None:
        found.append(("Emotion", emotion_badge(creative.emotion)))
    if creative.predicted_engagement is not None:
        found.append(("Expected clicks", f"{formats.percent(creative.predicted_engagement).short} of impressions"))
    return found


def _form(creative: Creative, campaigns: list[CampaignRef]) -> html.Div:
    campaign = str(creative.campaign_id) if creative.campaign_id else None
    choices = [(str(entry.id), entry.name) for entry in campaigns]
    asking: dict[str, Any] = opener(DELETION)
    remove = button("Delete", tone="danger", symbol="trash", extra_class="push-start", **asking)
    save = button("Save changes", creative_ids.SAVE, tone="primary")
    return html.Div(
        [
            text_field(DETAIL, "name", "Name", creative.name, max_length=300),
            long_text_field(DETAIL, "ad_text", "Ad text", creative.ad_text, rows=6, max_length=5000, required=False),
            text_field(DETAIL, "tags", "Tags", ", ".join(creative.tags), help_text=_TAGS_HELP, required=False),
            choice_field(
                DETAIL,
                "campaign_id",
                "Campaign",
                choices,
                campaign,
                clearable=True,
                placeholder="No campaign",
                required=False,
            ),
            form_actions(remove, save),
        ],
        className="stack creative-form",
    )


def _words(creative: Creative) -> html.Div:
    text = (
        html.P(creative.ad_text, className="creative-text") if creative.ad_text else html.P("None", className="muted")
    )
    tags: Any = html.P("None", className="muted")
    if creative.tags:
        tags = html.Div([html.Span(tag, className="badge-soft") for tag in creative.tags], className="tags")
    parts = [html.Div([html.H3("Ad text"), text]), html.Div([html.H3("Tags"), tags])]
    return html.Div(parts, className="stack")


def split_tags(text: str | None) -> tuple[str, ...]:
    """Tags as a person types them, apart by commas or lines."""
    return tuple(tag for tag in (part.strip() for part in (text or "").replace("\n", ",").split(",")) if tag)


def deletion_dialog() -> html.Dialog:
    """Asks before a creative is deleted; `deletion_words` say which."""
    return confirm_dialog(DELETION, "Delete this creative?", html.Div(deletion_words(None)), "Delete creative")


def deletion_words(creative: Creative | None) -> html.P:
    """What deleting means."""
    name = f"“{creative.name}”" if creative else "The creative"
    return html.P(
        f"{name}, its file and the comments on it are deleted for everyone in your organization. "
        "The campaign’s numbers stay. This cannot be undone."
    )


def upload_dialog(campaigns: list[CampaignRef]) -> html.Dialog:
    """Drop several pictures; what is chosen above goes with each of them."""
    choices = [(str(entry.id), entry.name) for entry in campaigns]
    together = html.Div(
        [
            choice_field(
                UPLOAD, "campaign_id", "Campaign", choices, clearable=True, placeholder="No campaign", required=False
            ),
            text_field(UPLOAD, "tags", "Tags for all of them", placeholder="summer, hero", required=False),
        ],
        className="form-grid",
    )
    zone = drop_zone(
        UPLOAD,
        creative_ids.UPLOAD_URL,
        "Drop pictures here",
        endings=ENDINGS,
        max_bytes=MAX_CREATIVE_BYTES,
        multiple=True,
        hint="JPEG, PNG or GIF, up to 10 MB each",
    )
    done = button("Done", **attributes(data_dialog_close=True))
    body = html.Div([together, zone] if choices else [zone, html.Div(together, hidden=True)], className="stack")
    return dialog(UPLOAD, "Upload creatives", body, [done], wide=True)
