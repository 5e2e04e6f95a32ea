"""What all settings pages share: their navigation by right, the frame, lists of records, and choice fields."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from dash import dcc, html

from components import ids
from components.attributes import attributes
from components.buttons import button
from components.dialogs import dialog
from components.forms import field
from components.icons import icon
from components.shell import NavGroup, NavItem
from components.states import loading_table, no_permission, page_header
from domain.permissions import Permission

SECTIONS = (
    NavGroup(
        "You",
        (
            NavItem("Profile", "/settings/profile", "person", Permission.EDIT_OWN_PROFILE),
            NavItem("Sessions", "/settings/sessions", "shield-check", Permission.VIEW),
        ),
    ),
    NavGroup(
        "Organization",
        (
            NavItem("Organization", "/settings/organization", "building", Permission.MANAGE_ORGANIZATION),
            NavItem("Brand profile", "/settings/brand", "flag", Permission.VIEW),
            NavItem("Members", "/settings/members", "people", Permission.MANAGE_MEMBERS),
            NavItem("API keys", "/settings/api-keys", "key", Permission.MANAGE_KEYS),
            NavItem("Jobs", "/settings/jobs", "activity", Permission.SEE_JOBS),
            NavItem("Audit log", "/settings/audit-log", "journal-text", Permission.SEE_AUDIT_LOG),
            NavItem("Mail outbox", "/settings/outbox", "envelope", Permission.MANAGE_MEMBERS),
        ),
    ),
)
May = Callable[[Permission], bool]


def settings_page(
    path: str,
    may: May,
    lead: str,
    body: Callable[[], list[Any]],
    *,
    actions: list[Any] | None = None,
    wide: bool = False,
) -> html.Div:
    """A settings page: navigation beside it, and in place of the body a plain word where the role does not allow it."""
    section = next(item for group in SECTIONS for item in group.items if item.href == path)
    if may(section.permission):
        header = page_header(section.label, lead, actions)
        content = body()
    else:
        header = page_header(section.label)
        content = [no_permission(f"the page “{section.label}”")]
    column = html.Div(content, className=f"stack stack-wide settings-body{' is-wide' if wide else ''}")
    return html.Div([header, html.Div([_navigation(path, may), column], className="settings")], className="stack")


def _navigation(path: str, may: May) -> html.Nav:
    groups = []
    for group in SECTIONS:
        items = [html.Li(_link(item, item.href == path)) for item in group.items if may(item.permission)]
        if items:
            groups += [html.P(group.title, className="nav-group-title"), html.Ul(items, className="settings-list")]
    return html.Nav(groups, className="settings-nav", **attributes(aria_label="Settings"))


def _link(item: NavItem, is_current: bool) -> Any:
    inside: list[Any] = [icon(item.symbol), item.label]
    # dcc.Link cannot carry aria-current, and the current page needs no second way to itself.
    if is_current:
        return html.A(inside, href=item.href, className="settings-link is-active", **attributes(aria_current="page"))
    return dcc.Link(inside, href=item.href, className="settings-link")


def waiting_rows(owner_rows: str, what: str, rows: int = 4) -> html.Div:
    """Where a list will appear: a skeleton until the callback has it."""
    return html.Div(loading_table(rows, what), id=owner_rows)


class Record(NamedTuple):
    """One entry of a list: a title, marks beside it, facts below, and what can be done with it."""

    title: Any
    facts: Sequence[Any] = ()
    marks: Sequence[Any] = ()
    actions: Sequence[Any] = ()
    more: Any = None


def record_list(label: str, records: Sequence[Record]) -> html.Ul:
    """Entries that read as rows on a wide screen and as cards on a phone, with nothing scrolled out of sight."""
    return html.Ul([_record(record) for record in records], className="records", **attributes(aria_label=label))


def _record(record: Record) -> html.Li:
    title = html.Div([html.Strong(record.title, className="record-title"), *record.marks], className="record-head")
    facts = [html.Span(fact) for fact in record.facts if fact]
    text: list[Any] = [title, html.Div(facts, className="record-facts")]
    if record.more is not None:
        text.append(record.more)
    children: list[Any] = [html.Div(text, className="record-text")]
    if record.actions:
        children.append(html.Div(list(record.actions), className="record-actions"))
    return html.Li(children, className="record")


def badge(words: str, tone: str = "") -> html.Span:
    """A word in a soft pill; `tone` is "", good, bad, warn, info or accent."""
    return html.Span(words, className=f"badge-soft tone-{tone}" if tone else "badge-soft")


def options_field(
    owner: str,
    name: str,
    label: str,
    choices: Sequence[tuple[str, str, str]],
    value: str | list[str],
    *,
    help_text: str = "",
) -> html.Div:
    """Few choices in sight, each with what it means: (value, label, meaning). A list as value makes them many."""
    options: Any = [
        {"value": key, "label": html.Span([html.Strong(words), html.Span(meaning)], className="option-words")}
        for key, words, meaning in choices
    ]
    kind: Any = dcc.Checklist if isinstance(value, list) else dcc.RadioItems
    control = kind(id=ids.control(owner, name), options=options, value=value, className="options")
    group = html.Div(control, role="group", **attributes(aria_label=label))
    made = field(owner, name, label, group, help_text=help_text)
    # The group carries the name: a label can only point at a single input.
    made.children[0] = html.Div(label, className="field-label")
    return made


def form_dialog(owner: str, title: str, form: list[Any], save_label: str) -> html.Dialog:
    """A dialog with a form whose answer takes the form's place, see `callbacks/_errors.show_answer`."""
    body = [
        html.Div(form, id=ids.part(owner, "form"), className="stack"),
        html.Div(id=ids.part(owner, "answer"), className="stack"),
    ]
    done = button("Done", ids.part(owner, "done"), hidden=True, **attributes(data_dialog_close=True))
    return dialog(owner, title, body, [done, button(save_label, ids.part(owner, "save"), tone="primary")])


def secret_line(owner: str, label: str, secret: str) -> html.Div:
    """A text that is shown once, with a button that copies it (assets/30-scripts/copy.js)."""
    component_id = ids.part(owner, "secret")
    copy = html.Button(
        [icon("copy"), html.Span("Copy", **attributes(aria_live="polite"))],
        type="button",
        className="button",
        **attributes(data_copy_from=component_id),
    )
    shown = dcc.Input(id=component_id, value=secret, readOnly=True, type="text", className="mono")
    return html.Div(
        [html.Label(label, htmlFor=component_id, className="field-label"), html.Div([shown, copy], className="secret")],
        className="field",
    )
