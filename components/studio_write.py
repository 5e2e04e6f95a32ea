"""Writing variants for a persona: the brief, and the variants, best first, each open to changes."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import formats, ids, studio_ids
from components.attributes import attributes
from components.buttons import button, link_button
from components.forms import choice_field, form_actions, text_field
from components.icons import icon
from components.states import notice
from components.studio_models import model_line
from components.studio_quality import verdict
from components.studio_words import PLACEMENTS
from domain.analyses import AnalyzerName
from domain.brand_profiles import BrandProduct
from domain.engagement import EngagementResult
from domain.generation import MAX_VARIANTS, MIN_VARIANTS, GenerationInput, GenerationResult, Variant
from domain.quality import QualityResult
from domain.studio import PartState, StudioScores, StudioWriting

OWNER = studio_ids.WRITING
FIELDS = ("audience", "interests", "tone", "placement", "product", "benefits", "offer", "count")
TONES = ("friendly", "confident", "playful", "calm", "urgent", "premium", "helpful")
VARIANT_FIELDS = ("headline", "text", "call_to_action")
_LIMITS = {"headline": 200, "text": 3000, "call_to_action": 60}


def brief_form(brief: GenerationInput | None, products: Sequence[BrandProduct], *, may_run: bool) -> html.Section:
    """Whom the ad speaks to, what it offers, and how many are wanted."""
    persona = brief.persona if brief else None
    product = brief.product if brief else None
    body = [
        text_field(OWNER, "audience", "Audience", persona.audience if persona else "", max_length=500,
                   placeholder="Beginners over 40 who want to run their first 5 km"),
        text_field(OWNER, "interests", "Interests", ", ".join(persona.interests) if persona else "", max_length=500,
                   required=False, placeholder="running, health, parks", help_text="Separate them by commas."),
        text_field(OWNER, "tone", "Tone", persona.tone if persona else TONES[0], max_length=100,
                   list=ids.part(OWNER, "tones")),
        html.Datalist([html.Option(value=tone) for tone in TONES], id=ids.part(OWNER, "tones")),
        choice_field(OWNER, "placement", "Placement", [(entry.value, name) for entry, name in PLACEMENTS.items()],
                     persona.placement.value if persona else next(iter(PLACEMENTS)).value),
        text_field(OWNER, "product", "Product", product.name if product else "", max_length=120,
                   required=not products, list=ids.part(OWNER, "products"),
                   help_text="Left empty, the first one of your brand profile is taken." if products else ""),
        html.Datalist([html.Option(value=entry.name) for entry in products], id=ids.part(OWNER, "products")),
        text_field(OWNER, "benefits", "What is true of it", ", ".join(product.benefits) if product else "",
                   max_length=1000, required=False, placeholder="light, cushioned, 30 days to try",
                   help_text="Variants state nothing else. Separate by commas."),
        text_field(OWNER, "offer", "Offer", product.offer if product else "", max_length=200, required=False,
                   placeholder="20 % off until Sunday"),
        choice_field(OWNER, "count", "How many", [(str(n), str(n)) for n in range(MIN_VARIANTS, MAX_VARIANTS + 1)],
                     str(brief.count if brief else 4)),
    ]  # fmt: skip
    foot = form_actions(button("Write variants", studio_ids.press(OWNER, "start"), tone="primary", symbol="magic"))
    return html.Section(
        [
            html.H2("Brief", className="visually-hidden"),
            html.Div(body, className="panel-body stack"),
            html.Div(foot, className="panel-foot studio-actions") if may_run else None,
        ],
        className="panel studio-form",
        **attributes(aria_label="Brief"),
    )


def writing_view(writing: StudioWriting | None, *, may_save: bool) -> list[Any]:
    """What is there of the variants."""
    if writing is None:
        words = "Say whom you speak to and what is true of the product. Three to five variants come back, best first."
        return [html.Div([icon("pencil", large=True), html.P(words)], className="panel studio-hint")]
    part = writing.part
    if part.is_open:
        return [_progress(writing)]
    if part.state is PartState.DONE and isinstance(part.result, GenerationResult):
        return variants_view(writing, part.result, may_save=may_save)
    again = "Change the brief, or try again."
    titles = {
        PartState.FAILED: ("bad", "No variants could be written", part.message or again),
        PartState.CANCELLED: ("info", "The writing was stopped", again),
        PartState.EXPIRED: ("info", "These variants are no longer kept", "Unsaved variants go after a day."),
        PartState.UNAVAILABLE: ("warn", "Writing is not available", part.message or "This installation has no writer."),
    }
    tone, title, text = titles.get(part.state, ("bad", "No variants could be written", again))
    return [notice(tone, title, text)]


def _progress(writing: StudioWriting) -> html.Div:
    share = round(writing.part.progress * 100)
    bar = html.Div(
        html.I(style={"width": f"{max(share, 4)}%"}),
        className="meter",
        role="progressbar",
        **attributes(aria_label="Writing", aria_valuemin=0, aria_valuemax=100, aria_valuenow=share),
    )
    stop = button("Stop", ids.many(OWNER, "stop", str(writing.run_id)), small=True)
    words = html.Span(writing.part.message or "Writing", role="status")
    return html.Div([html.Div([words, bar]), stop], className="wait-line")


def variants_view(writing: StudioWriting, result: GenerationResult, *, may_save: bool) -> list[Any]:
    """The variants, best first, under what was left out of the brief."""
    parts: list[Any] = []
    if result.refused:
        parts.append(notice("warn", "Left out of the brief", html.Ul([html.Li(line) for line in result.refused])))
    alike = "very different" if result.diversity >= 0.7 else "different" if result.diversity >= 0.4 else "alike"
    lead = f"{formats.plural(len(result.variants), 'variant')}, best first; they are {alike} ({result.diversity:.2f})."
    others = button("Write others", studio_ids.press(OWNER, "others"), small=True, symbol="arrow-repeat")
    parts.append(html.Div([html.P(lead, className="muted"), others], className="row-line row-line-apart"))
    cards = [
        variant_card(number, variant, writing, may_save=may_save) for number, variant in enumerate(result.variants)
    ]
    parts.append(html.Ol(cards, className="variant-list"))
    notes = [html.Li(line) for line in result.notes]
    foot: list[Any] = [html.Ul(notes, className="plain-notes muted small-text")] if notes else []
    foot.append(model_line(result.model, writing.part.card))
    parts.append(html.Div(foot, className="panel part-foot"))
    return parts


def variant_card(number: int, variant: Variant, writing: StudioWriting, *, may_save: bool) -> html.Li:
    """One variant: its words in fields, what it is expected to bring, and its scores as they change."""
    key, placement = str(variant.id or number), writing.input.persona.placement
    fields = [
        _field(key, "headline", "Headline", variant.headline),
        _field(key, "text", "Text", variant.text, rows=3),
        _field(key, "call_to_action", "Button", variant.call_to_action),
    ]
    rank = html.Span(f"{number + 1}", className="variant-rank num", title="Rank by predicted engagement")
    head = html.Div(
        [
            rank,
            html.Span(variant.why, className="variant-why"),
            html.Span(_frame(variant.frame), className="badge-soft", title="The pattern it was written after"),
        ],
        className="variant-head",
    )
    scores = html.Div(
        variant_scores(None, variant), id=ids.many(studio_ids.VARIANT, "scores", key), className="variant-scores"
    )
    actions: list[Any] = [
        link_button("Score in full", _full(variant, placement.value), small=True, symbol="speedometer2")
    ]
    if may_save:
        actions.append(
            button(
                "Save as creative",
                small=True,
                symbol="bookmark",
                **attributes(
                    data_dialog_open=ids.dialog(studio_ids.SAVING), data_choose=studio_ids.SAVED_AD, data_choice=key
                ),
            )
        )
    stores = [
        dcc.Store(id=ids.many(studio_ids.VARIANT, "typed", key)),
        dcc.Store(id=ids.many(studio_ids.VARIANT, "run", key)),
        dcc.Interval(id=ids.many(studio_ids.VARIANT, "tick", key), interval=400, disabled=True),
    ]
    return html.Li(
        [head, html.Div([html.Div(fields, className="stack stack-tight"), scores], className="variant-body"),
         html.Div(actions, className="row-line variant-actions"), *stores],
        className="panel variant",
        **attributes(data_variant=key),
    )  # fmt: skip


def _frame(name: str) -> str:
    """The pattern's name as words: feed.have-you-seen is have you seen."""
    return name.rpartition(".")[2].replace("-", " ").replace("_", " ")


def _full(variant: Variant, placement: str) -> str:
    """Where the variant is scored in full, as it was written."""
    words = "\n".join(line for line in (variant.headline, variant.text, variant.call_to_action) if line)
    return studio_ids.address(placement=placement, text=words[:1500])


def _field(key: str, name: str, label: str, value: str, rows: int = 1) -> html.Div:
    control_id = ids.many(studio_ids.VARIANT, name, key)
    # Each field is inside its label, since a pattern's id is no word that a label could name.
    marks = attributes(data_variant_field=name)
    area = dcc.Textarea(id=control_id, value=value, rows=rows, maxLength=_LIMITS[name])
    return html.Div(html.Label([html.Span(label, className="field-label"), area]), className="field", **marks)


def joined(headline: str, text: str, call: str) -> str:
    """A variant's words as one ad's text."""
    return "\n".join(line for line in (headline.strip(), text.strip(), call.strip()) if line)


def variant_scores(scores: StudioScores | None, variant: Variant | None = None) -> list[Any]:
    """What a variant is expected to bring: as it was written, or as it stands after changes."""
    if scores is None:
        if variant is None:
            return []
        rate = variant.predicted_engagement
        return [
            _figure("Score of the words", f"{variant.score * 100:.0f} of 100"),
            _rate(rate, variant.engagement_low, variant.engagement_high),
        ]
    if scores.is_open:
        return [html.P("Scoring your changes…", className="muted small-text", role="status")]
    quality, engagement = (scores.parts.get(name) for name in (AnalyzerName.QUALITY, AnalyzerName.ENGAGEMENT))
    parts: list[Any] = []
    if quality is not None and isinstance(quality.result, QualityResult):
        words, tone = verdict(quality.result.quality_score)
        parts.append(_figure("Quality", f"{quality.result.quality_score:.0f}", words, tone))
    if engagement is not None and isinstance(engagement.result, EngagementResult):
        found = engagement.result
        parts.append(_rate(found.engagement_rate, found.low, found.high))
    failed = next((part for part in scores.parts.values() if part.state is PartState.FAILED), None)
    if failed is not None:
        parts.append(html.P(failed.message, className="text-bad small-text", role="alert"))
    return parts or [html.P("No scores for these words.", className="muted small-text")]


def _figure(label: str, value: str, note: str = "", tone: str = "") -> html.Div:
    extra = html.Span(note, className=f"badge-soft tone-{tone}") if note else None
    return html.Div(
        [html.Span(label, className="muted small-text"), html.Span(value, className="variant-number num"), extra],
        className="variant-figure",
    )


def _rate(rate: float | None, low: float | None, high: float | None) -> html.Div:
    if rate is None:
        return _figure("Predicted engagement", "–", "needs more data", "warn")
    between = ""
    if low is not None and high is not None:
        between = f"{formats.percent(low).short} to {formats.percent(high).short}"
    return html.Div(
        [
            html.Span("Predicted engagement", className="muted small-text"),
            html.Span(formats.percent(rate).short, className="variant-number num"),
            html.Span(between, className="muted small-text num"),
        ],
        className="variant-figure",
    )
