"""Scoring all creatives at once: the button, how far the job is, and what it left out."""

from typing import Any

from dash import dcc, html

from components import creative_ids, formats, ids
from components.buttons import button
from components.comments import is_open, progress_line
from components.states import notice
from domain.jobs import JobResult, JobStatus

TICK_MS = 1500


def analysis_frame(job: JobResult | None, *, may_run: bool) -> html.Div:
    """Where the scoring of all creatives is shown; a reload finds it again."""
    return html.Div(
        [
            dcc.Interval(id=creative_ids.ANALYSIS_TICK, interval=TICK_MS, disabled=not is_open(job)),
            html.Div(analysis(job, may_run=may_run, is_new=False), id=creative_ids.ANALYSIS),
        ]
    )


def analyze_button() -> html.Button:
    """Starts the scoring of all creatives."""
    return button("Analyze all", creative_ids.ANALYZE, symbol="stars")


def analysis(job: JobResult | None, *, may_run: bool, is_new: bool = True) -> list[Any]:
    """The job as it stands. One that ended is told only where a person saw it run (`is_new`)."""
    if job is None:
        return []
    if is_open(job):
        stop = button("Cancel", ids.many(creative_ids.GALLERY, "stop", str(job.id)), small=True) if may_run else None
        return [html.Div(progress_line("Scoring creatives", job, stop), className="panel panel-body")]
    if job.status is JobStatus.FAILED:
        return [notice("bad", "The creatives could not be scored", job.message)]
    if not is_new:
        return []
    if job.status is JobStatus.CANCELLED:
        return [notice("info", "The scoring was cancelled", "What was scored until then stays.")]
    return [_done(job.result or {})]


def _done(result: dict[str, Any]) -> html.Div:
    scored, failed = int(result.get("scored", 0)), int(result.get("failed", 0))
    words = f"{formats.plural(scored, 'creative')} scored, {int(result.get('unchanged', 0)):,} unchanged"
    notes: list[Any] = [str(result["emotion_note"])] if result.get("emotion_note") else []
    if failed:
        named = [f"{entry.get('name', '')}: {entry.get('message', '')}" for entry in result.get("failures", [])]
        notes.append(html.Ul([html.Li(line) for line in named], className="plain-notes"))
        words += f", {failed:,} could not be scored"
    return notice("warn" if failed else "good", words, notes or None)
