"""The comments under a creative or a campaign: their mood, what was read and what waits, each with its label."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dash import dcc, html

from components import formats, ids
from components.attributes import DECORATION, attributes
from components.buttons import button
from components.cards import panel
from components.comment_words import EMOTION_WORDS, FILTERS, TONE_CLASSES, TONES, signed, weight_words
from components.dialogs import opener
from components.forms import select
from components.settings_frame import badge
from components.states import empty_state, loading_table, notice
from components.tables import Column, data_table
from domain.comments import Comment, CommentsSummary
from domain.contracts import Page
from domain.emotion import CommentsResult, Emotion, LabelShare
from domain.jobs import FINISHED, JobResult, JobStatus

IN_GALLERY, IN_CAMPAIGN = "creative-comments", "campaign-comments"
TICK_MS = 1500


def import_owner(owner: str) -> str:
    """The dialog that imports comments."""
    return ids.part(owner, "import")


def comments_frame(owner: str, subject_id: UUID, *, may_import: bool, may_run: bool) -> html.Section:
    """The panel without its comments; a callback fills it. Its buttons are there for whose role has them."""
    actions: list[Any] = []
    if may_import:
        opening: dict[str, Any] = opener(import_owner(owner))
        actions.append(button("Import comments", symbol="upload", small=True, **opening))
    if may_run:
        actions.append(button("Read the comments", ids.part(owner, "run"), symbol="play-fill", small=True))
    narrowing = html.Div(
        [
            html.Label("Show", htmlFor=ids.part(owner, "filter"), className="visually-hidden"),
            select(ids.part(owner, "filter"), FILTERS, "all"),
        ],
        className="field comment-filter",
    )
    body = [
        # No stores: what a store holds outlives the creative that it was drawn for.
        html.Div(id=ids.part(owner, "subject"), hidden=True, **attributes(data_subject=str(subject_id))),
        dcc.Store(id=ids.renewed(owner)),
        dcc.Interval(id=ids.part(owner, "tick"), interval=TICK_MS, disabled=True),
        html.Div(loading_table(4, "comments"), id=ids.part(owner, "mood"), className="stack"),
        narrowing,
        html.Div(id=ids.part(owner, "list"), **attributes(data_page="1")),
    ]
    made: Any = panel("Comments", html.Div(body, className="stack"), actions=actions or None)
    made.className = "panel comments"
    return made  # type: ignore[no-any-return]


def mood(owner: str, summary: CommentsSummary, *, may_run: bool) -> list[Any]:
    """What the comments sound like together, and the job that reads them."""
    if summary.total == 0:
        words = "Import a CSV or XLSX of comments to see what people feel about this ad."
        return [empty_state("No comments yet", words, symbol="chat-left-text", small=True)]
    parts: list[Any] = [_job(owner, summary.job, may_run=may_run)]
    if summary.result is None or not summary.result.distribution:
        text = (
            "They show their mood once they were read." if may_run else "An analyst of your organization can read them."
        )
        parts.append(notice("info", f"{formats.plural(summary.total, 'comment')}, none read yet", text))
    else:
        parts += _result(summary, summary.result)
        if summary.waiting and not is_open(summary.job):
            parts.append(
                html.P(f"{formats.plural(summary.waiting, 'comment')} not read by the model that serves now.",
                       className="muted small-text")
            )  # fmt: skip
    return [part for part in parts if part is not None]


def is_open(job: JobResult | None) -> bool:
    """Whether comments are being read."""
    return job is not None and job.status not in FINISHED


def _job(owner: str, job: JobResult | None, *, may_run: bool) -> Any:
    if job is None:
        return None
    if job.status is JobStatus.FAILED:
        return notice("bad", "Reading the comments failed", job.message)
    if not is_open(job):
        return None
    stop = button("Stop", ids.many(owner, "stop", str(job.id)), small=True) if may_run else None
    return progress_line("Reading the comments", job, stop)


def progress_line(label: str, job: JobResult, stop: Any) -> html.Div:
    """How far a job is, and the button that stops it."""
    share = round(job.progress * 100)
    bar = html.Div(
        html.I(style={"width": f"{share}%"}),
        className="meter",
        role="progressbar",
        **attributes(aria_label=label, aria_valuemin=0, aria_valuemax=100, aria_valuenow=share),
    )
    words = html.Div(
        [html.Span(f"{label} · {job.message}", role="status"), html.Span(f"{share}%", className="num"), stop],
        className="row-line row-line-apart small-text",
    )
    return html.Div([words, bar], className="stack stack-tight")


def _result(summary: CommentsSummary, result: CommentsResult) -> list[Any]:
    read = result.count - result.unsupported
    dominant = EMOTION_WORDS[result.dominant_emotion] if result.dominant_emotion else "–"
    pairs = [
        ("Mood, from −1 to 1", _mean(result)),
        ("Most frequent", dominant),
        ("Uncertain", f"{result.uncertain:,} of {read:,}"),
        ("Labelled by people", f"{summary.labelled:,}"),
    ]
    if result.unsupported:
        pairs.append(("Not readable", f"{result.unsupported:,}"))
    facts = [html.Div([html.Dt(label), html.Dd(value, className="num")], className="stat") for label, value in pairs]
    return [
        html.Dl(facts, className="stats"),
        mood_bar(result.distribution, read),
        _scale(result),
        _table(result.distribution),
        html.P(_source_words(summary, result), className="muted small-text"),
    ]


def _source_words(summary: CommentsSummary, result: CommentsResult) -> str:
    """Who read them, and what the interval leaves out."""
    people = f"{formats.plural(summary.labelled, 'comment')} labelled by people"
    if summary.labelled >= result.count:
        source = f"{people}."
    else:
        source = f"Read by {result.model.version}{f'; {people}' if summary.labelled else ''}."
    return f"{source} The interval is the one of a random draw; it leaves out the model’s own errors."


def _mean(result: CommentsResult) -> str:
    if result.sentiment is None:
        return "–"
    band = "" if result.low is None or result.high is None else f" ({signed(result.low)} to {signed(result.high)})"
    return f"{signed(result.sentiment)}{band}"


def mood_bar(shares: Sequence[LabelShare], read: int) -> html.Div:
    """How many comments are positive, neutral and negative, as one bar."""
    counts = {tone: sum(share.count for share in shares if share.label in labels) for tone, labels in TONES.items()}
    total = max(1, read)
    words = ", ".join(f"{count / total:.0%} {tone}" for tone, count in counts.items())
    parts = [
        html.I(style={"width": f"{100 * count / total:.2f}%"}, className=f"mood-{tone}")
        for tone, count in counts.items()
        if count
    ]
    legend = html.Div(
        [
            html.Span([html.I(className=f"mood-dot mood-{tone}", **DECORATION), f"{tone} {count / total:.0%}"])
            for tone, count in counts.items()
        ],
        className="mood-legend small-text num",
    )
    return html.Div(
        [html.Div(parts, className="mood-bar", role="img", **attributes(aria_label=f"Comments: {words}")), legend]
    )


def _scale(result: CommentsResult) -> Any:
    """The mean between -1 and 1 with its interval as a band."""
    if result.sentiment is None:
        return None
    low = result.sentiment if result.low is None else result.low
    high = result.sentiment if result.high is None else result.high
    band = html.I(style={"left": f"{50 + 50 * low:.2f}%", "width": f"{50 * (high - low):.2f}%"}, className="scale-band")
    mark = html.I(style={"left": f"{50 + 50 * result.sentiment:.2f}%"}, className="scale-mark")
    label = f"Mood {_mean(result)} on a scale from -1 to 1"
    return html.Div(
        [html.Span("−1"), html.Div([band, mark], className="mood-scale", role="img", **attributes(aria_label=label)),
         html.Span("1")],
        className="mood-scale-line small-text muted num",
    )  # fmt: skip


def _table(shares: Sequence[LabelShare]) -> html.Details:
    columns = [Column("Emotion"), Column("Comments", numeric=True), Column("Share by weight", numeric=True),
               Column("95 % interval", numeric=True)]  # fmt: skip
    rows = [
        [EMOTION_WORDS[share.label], f"{share.count:,}", f"{share.share:.1%}", f"{share.low:.1%} to {share.high:.1%}"]
        for share in sorted(shares, key=lambda share: -share.count)
    ]
    return html.Details([html.Summary("All emotions"), data_table("Emotions of the comments", columns, rows)])


def comment_list(owner: str, page: Page[Comment], *, may_label: bool, is_narrowed: bool) -> list[Any]:
    """One page of comments with the way to the others."""
    if not page.items:
        return [html.P("No comment matches.", className="muted")] if is_narrowed else []
    rows = [_row(owner, comment, may_label=may_label) for comment in page.items]
    listed = html.Ul(rows, className="comment-list")
    return [listed, *_pager(owner, page)]


def _row(owner: str, comment: Comment, *, may_label: bool) -> html.Li:
    facts: list[Any] = [html.Span(formats.moment(comment.written_at)), html.Span(weight_words(comment.weight))]
    facts += _reading(comment)
    parts: list[Any] = [
        html.Div(
            [html.P(comment.text, className="comment-text"), html.Div(facts, className="row-line small-text muted")]
        )
    ]
    if may_label:
        now = comment.label.value if comment.label else ""
        # The label stands in the key, so that a list drawn anew is told from a choice of a person.
        control = select(
            ids.many(owner, "label", f"{comment.id}:{now}"),  # type: ignore[arg-type]
            [(entry.value, words) for entry, words in EMOTION_WORDS.items()],
            now or None,
            clearable=True,
            placeholder="Correct it",
        )
        label = html.Span("What it sounds like", className="visually-hidden")
        parts.append(html.Div([label, control], className="comment-label"))
    return html.Li(parts, className="comment")


def _reading(comment: Comment) -> list[Any]:
    if comment.label:
        return [badge(EMOTION_WORDS[comment.label], TONE_CLASSES[comment.label]), html.Span("by a person")]
    if comment.emotion is None or comment.confidence is None:
        return [html.Span("not read")]
    found: list[Any] = [
        badge(EMOTION_WORDS[comment.emotion], TONE_CLASSES[comment.emotion]),
        html.Span(f"{comment.confidence:.0%} sure", className="num"),
    ]
    return [*found, badge("Uncertain", "warn")] if comment.is_uncertain else found


def _pager(owner: str, page: Page[Comment]) -> list[Any]:
    last = -(-page.total // page.page_size)
    if last < 2:
        return []
    first = (page.page - 1) * page.page_size + 1
    words = html.Span(f"{first:,} to {first + len(page.items) - 1:,} of {page.total:,}", className="num small-text")
    before = button("Before", ids.many(owner, "page", str(page.page - 1)), small=True, disabled=page.page <= 1)
    after = button("Next", ids.many(owner, "page", str(page.page + 1)), small=True, disabled=page.page >= last)
    return [html.Div([before, words, after], className="row-line comment-pager")]


def emotion_badge(emotion: Emotion) -> html.Span:
    """An emotion in its tone's colour."""
    return badge(EMOTION_WORDS[emotion], TONE_CLASSES[emotion])
