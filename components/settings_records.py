"""What happened: the audit log, jobs, and the mails that were not sent."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import dcc, html

from components import formats, ids, settings_ids
from components.attributes import attributes
from components.buttons import button
from components.forms import choice_field, text_field
from components.settings_frame import Record, badge, record_list, waiting_rows
from components.states import empty_state, notice
from components.user_agents import device_name
from domain.accounts import AuditEntry
from domain.contracts import Page
from domain.jobs import FINISHED, JobResult, JobStatus

STATUSES = tuple((status.value, status.value.capitalize()) for status in JobStatus)
_TONES = {JobStatus.SUCCEEDED: "good", JobStatus.FAILED: "bad", JobStatus.RUNNING: "info", JobStatus.QUEUED: "accent"}


def pager(owner: str) -> html.Div:
    """Which part of a list is shown, and the ways to the next and the one before."""
    buttons = [
        button("Newer", ids.part(owner, "newer"), small=True, disabled=True),
        button("Older", ids.part(owner, "older"), small=True, disabled=True),
    ]
    return html.Div(
        [html.Span(id=ids.part(owner, "count"), role="status"), html.Div(buttons, className="row-line")],
        className="settings-pager",
    )


def shown_range(page: Page[Any], noun: str) -> str:
    """1 to 50 of 1,234 entries."""
    if not page.total:
        return f"No {noun}"
    first = (page.page - 1) * page.page_size + 1
    return f"{first:,} to {first + len(page.items) - 1:,} of {page.total:,} {noun}"


def audit_body(q: str, action: str, date_from: date | None, date_to: date | None, actions: list[str]) -> list[Any]:
    """The page of the audit log with its filters as the address has them."""
    owner = settings_ids.AUDIT
    dates_id = ids.part(owner, "dates")
    dates = html.Div(
        [
            html.Label("Days", htmlFor=dates_id, className="field-label"),
            dcc.DatePickerRange(
                id=dates_id,
                start_date=date_from.isoformat() if date_from else None,
                end_date=date_to.isoformat() if date_to else None,
                display_format="D MMM YYYY",
                first_day_of_week=1,
                minimum_nights=0,
                updatemode="bothdates",
            ),
        ],
        className="field",
    )
    choices = [(name, action_words(name)) for name in actions]
    filters = html.Div(
        [
            text_field(owner, "q", "Search", q, kind="search", placeholder="Person, action or id", debounce=0.4),
            choice_field(owner, "action", "Action", choices, action or None, clearable=True, placeholder="All"),
            dates,
            button("Reset", ids.part(owner, "reset"), tone="quiet", symbol="arrow-counterclockwise"),
        ],
        className="settings-filters",
        role="search",
        **attributes(aria_label="Filter the audit log"),
    )
    return [
        dcc.Location(id=settings_ids.place(owner), refresh=False),
        dcc.Store(id=ids.part(owner, "page"), data=1),
        dcc.Download(id=ids.part(owner, "file")),
        filters,
        waiting_rows(settings_ids.rows(owner), "audit log", rows=10),
        pager(owner),
    ]


def export_button() -> html.Button:
    """Saves what the filters show."""
    return button("Download CSV", ids.part(settings_ids.AUDIT, "export"), symbol="filetype-csv")


def action_words(action: str) -> str:
    """`member.role_changed` as words: Member: role changed."""
    noun, _, verb = action.partition(".")
    thing = noun.replace("_", " ").capitalize().replace("Api ", "API ")
    return f"{thing}: {verb.replace('_', ' ')}" if verb else thing


def audit_list(entries: list[AuditEntry]) -> Any:
    """The entries, or that nothing fits the filters."""
    if not entries:
        words = "Take a filter away, or choose more days."
        return empty_state("Nothing fits", words, symbol="journal-text", small=True)
    return record_list("Audit log, newest first", [_audit_record(entry) for entry in entries])


def _audit_record(entry: AuditEntry) -> Record:
    title = html.Span(action_words(entry.action), title=entry.action)
    marks = [] if entry.outcome == "done" else [badge(entry.outcome.capitalize(), "warn")]
    facts = [entry.actor, formats.moment(entry.at), f"from {entry.ip}" if entry.ip else ""]
    return Record(title, facts, marks, more=_details(entry))


def _details(entry: AuditEntry) -> html.Details:
    facts: list[tuple[str, Any]] = [(name.replace("_", " "), _plain(value)) for name, value in entry.changes.items()]
    if entry.object_id:
        facts.append((entry.object_type.replace("_", " "), html.Code(entry.object_id)))
    if entry.user_agent:
        facts.append(("with", device_name(entry.user_agent)))
    if entry.request_id:
        facts.append(("request id", html.Code(entry.request_id)))
    listed: list[Any] = []
    for name, value in facts:
        listed += [html.Dt(name), html.Dd(value)]
    return html.Details([html.Summary("Details"), html.Dl(listed, className="facts-list")])


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "–" if value is None or not str(value) else str(value)


def jobs_body(status: str) -> list[Any]:
    """The page of jobs; it asks again every two seconds while something runs."""
    owner = settings_ids.JOBS
    pick = choice_field(owner, "status", "Status", STATUSES, status or None, clearable=True, placeholder="All")
    return [
        dcc.Location(id=settings_ids.place(owner), refresh=False),
        dcc.Store(id=ids.part(owner, "page"), data=1),
        dcc.Store(id=settings_ids.renewed(owner)),
        dcc.Interval(id=ids.part(owner, "tick"), interval=2000, disabled=True),
        html.Div(pick, className="settings-filters"),
        waiting_rows(settings_ids.rows(owner), "jobs", rows=5),
        pager(owner),
    ]


def job_list(jobs: list[JobResult]) -> Any:
    """Jobs with their progress, or what they are."""
    if not jobs:
        return empty_state(
            "No jobs here", "Imports, exports and analyses run as jobs and appear here.", symbol="activity", small=True
        )
    return record_list("Jobs, newest first", [_job(job) for job in jobs])


def job_words(kind: str) -> str:
    """A kind of job as words."""
    return kind.replace("_", " ").replace(".", ": ").capitalize()


def _job(job: JobResult) -> Record:
    facts = [
        job.message,
        f"by {job.created_by}" if job.created_by else "",
        f"asked for {formats.moment(job.created_at)}",
    ]
    if job.finished_at and job.started_at:
        facts.append(f"took {seconds_words((job.finished_at - job.started_at).total_seconds())}")
    if job.attempts > 1:
        facts.append(f"{job.attempts} attempts")
    name = job_words(job.kind)
    if job.status in FINISHED:
        return Record(name, facts, [badge(job.status.value.capitalize(), _TONES.get(job.status, ""))])
    stop = button(
        "Cancel",
        ids.many(settings_ids.JOBS, "cancel", str(job.id)),
        small=True,
        **attributes(aria_label=f"Cancel {name}"),
    )
    marks = [badge(job.status.value.capitalize(), _TONES[job.status])]
    return Record(name, facts, marks, [stop], _progress(name, job.progress))


def _progress(name: str, share: float) -> html.Div:
    percent = f"{share * 100:.0f}"
    return html.Div(
        html.I(style={"width": f"{percent}%"}),
        className="meter",
        role="progressbar",
        **attributes(aria_label=f"Progress of {name}", aria_valuemin="0", aria_valuemax="100", aria_valuenow=percent),
    )


def outbox_body(is_kept: bool) -> list[Any]:
    """The page of kept mails; where mails are sent there is nothing to show."""
    if not is_kept:
        words = "Mails go out over SMTP, so nothing is kept here."
        return [empty_state("This installation sends its mails", words, symbol="envelope")]
    again = button("Look again", settings_ids.save(settings_ids.OUTBOX), symbol="arrow-repeat", small=True)
    return [
        notice(
            "info",
            "There is no mail server",
            "Set SMTP_URL to send mails. Until then pass these links on yourself. Links that were used are gone.",
            [again],
        ),
        waiting_rows(settings_ids.rows(settings_ids.OUTBOX), "mails", rows=3),
    ]


def mail_list(mails: Sequence[Any]) -> Any:
    """Kept mails with their text: objects with to, subject, text and sent_at."""
    if not mails:
        words = "Invitations and reset links appear here while they can still be used."
        return empty_state("No mails", words, symbol="envelope", small=True)
    return record_list("Kept mails, newest first", [_mail(mail) for mail in mails])


def _mail(mail: Any) -> Record:
    text = html.Details([html.Summary("Show text"), html.Pre(mail.text)])
    return Record(mail.subject, [f"to {mail.to}", formats.moment(mail.sent_at)], more=text)


def seconds_words(seconds: float) -> str:
    """A duration: 0.4 s, 12 s, 3 min 5 s."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
