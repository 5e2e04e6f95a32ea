"""What a file lacks and only a person knows, asked in place: period, currency, platform, which column, notation."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import ids, import_ids
from components.attributes import attributes
from components.forms import select
from components.import_ids import OWNER
from components.import_words import DATE_ORDERS, DECIMALS
from components.settings_currencies import CURRENCIES
from domain.imports import Field, ImportOptions, ImportPreview, Question
from domain.platforms import Platform

_PERIOD = ("period_start", "period_end")
PERIOD_KEY = "days"


def questions_panel(preview: ImportPreview, options: ImportOptions) -> html.Section | None:
    """The open questions, and the answers given so far, which can still be changed; None where there is neither."""
    asked = {question.field: question for question in preview.questions}
    fields: list[Any] = []
    if asked.keys() & set(_PERIOD) or options.period_start or options.period_end:
        fields.append(_period(options, is_open=bool(asked.keys() & set(_PERIOD))))
    given = {
        "platform": options.platform.value if options.platform else None,
        "currency": options.currency,
        "date_order": options.date_order,
        "decimal": options.decimal,
        "conversions": (options.mapping or {}).get(Field.CONVERSIONS) if "conversions" in asked else None,
    }
    for name, value in given.items():
        if name in asked or value:
            fields.append(_answer(name, asked.get(name), value))
    others = [question.prompt for name, question in asked.items() if name not in {*given, *_PERIOD}]
    if not fields and not others:
        return None
    count = count_questions(preview)
    title = f"{count} question{'s' if count != 1 else ''} before the import" if asked else "Your answers"
    lead = (
        "The file does not say it, and a guess would make wrong numbers." if asked else "Change them if they are wrong."
    )
    body = [html.P(words) for words in others] + [html.Div(fields, className="questions")]
    return html.Section(
        [
            html.Div(html.Div([html.H2(title), html.P(lead)], className="panel-head-text"), className="panel-head"),
            html.Div(body, className="panel-body stack"),
        ],
        className="panel panel-asked" if asked else "panel",
    )


def count_questions(preview: ImportPreview) -> int:
    """How many questions are open; the two days of a period are one."""
    names = {question.field for question in preview.questions}
    return len(names - set(_PERIOD)) + bool(names & set(_PERIOD))


def drawn_answers(preview: ImportPreview, options: ImportOptions) -> dict[str, Any]:
    """How the controls stand when they are drawn."""
    names = ("platform", "currency", "date_order", "decimal")
    given = {name: getattr(options, name) for name in names}
    asked = {question.field for question in preview.questions}
    drawn = {name: str(value) if value else None for name, value in given.items() if value or name in asked}
    if "conversions" in asked:
        drawn["conversions"] = (options.mapping or {}).get(Field.CONVERSIONS)
    return {**drawn, "source": options.source}


def _period(options: ImportOptions, *, is_open: bool) -> html.Div:
    control_id: Any = ids.many(OWNER, import_ids.PERIOD, PERIOD_KEY)
    picker = dcc.DatePickerRange(
        id=control_id,
        start_date=options.period_start.isoformat() if options.period_start else None,
        end_date=options.period_end.isoformat() if options.period_end else None,
        display_format="D MMM YYYY",
        first_day_of_week=1,
        minimum_nights=0,
        start_date_placeholder_text="First day",
        end_date_placeholder_text="Last day",
        updatemode="bothdates",
    )
    label = "Which days does the file cover?"
    group = html.Div(picker, role="group", **attributes(aria_label=label))
    return _field(label, group, "The file has no dates, so its numbers count for the whole period.", is_open=is_open)


def _answer(name: str, question: Question | None, value: str | None) -> html.Div:
    control_id: Any = ids.many(OWNER, import_ids.ANSWER, name)
    label, help_text, choices = _TEXTS[name](question)
    control = select(control_id, choices, value, placeholder="Choose…")
    return _field(label, control, help_text, is_open=question is not None)


def _field(label: str, control: Any, help_text: str, *, is_open: bool) -> html.Div:
    children: list[Any] = [html.Label(label, className="field-label"), control]
    if help_text:
        children.append(html.Div(help_text, className="field-help"))
    return html.Div(children, className="field is-open" if is_open else "field")


def _platform(_question: Question | None) -> tuple[str, str, Sequence[tuple[str, str]]]:
    return (
        "Which platform did the ads run on?",
        "The file could not be recognized.",
        [(platform.value, platform.label) for platform in Platform],
    )


def _currency(question: Question | None) -> tuple[str, str, Sequence[tuple[str, str]]]:
    first = question.choices if question else []
    named = dict(CURRENCIES)
    likely = [(code, named.get(code, code)) for code in first]
    return (
        "In which currency are the amounts?",
        "It is kept with every amount; currencies are never mixed.",
        likely + [(code, label) for code, label in CURRENCIES if code not in first],
    )


def _date_order(question: Question | None) -> tuple[str, str, Sequence[tuple[str, str]]]:
    return "How are the dates written?", question.prompt if question else "", DATE_ORDERS


def _decimal(question: Question | None) -> tuple[str, str, Sequence[tuple[str, str]]]:
    return "Which sign stands before the decimals?", question.prompt if question else "", DECIMALS


def _conversions(question: Question | None) -> tuple[str, str, Sequence[tuple[str, str]]]:
    choices = question.choices if question else []
    return "Which column counts as conversions?", "Several columns may be meant.", [(key, key) for key in choices]


_TEXTS = {
    "platform": _platform,
    "currency": _currency,
    "date_order": _date_order,
    "decimal": _decimal,
    "conversions": _conversions,
}
