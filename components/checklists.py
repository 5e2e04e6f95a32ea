"""The way of a new organization from nothing to a first insight, and the steps of a wizard."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dash import html

from components.attributes import DECORATION, attributes
from components.buttons import link_button
from components.cards import panel
from components.icons import icon


class Step(NamedTuple):
    """One thing to do: what it brings, where it is done, and whether it is done."""

    title: str
    text: str
    href: str
    action: str
    done: bool


def onboarding_checklist(steps: Sequence[Step], title: str = "Get to your first insight") -> html.Section:
    """The steps with their state; only the next one has a button that stands out."""
    done = sum(step.done for step in steps)
    following = next((index for index, step in enumerate(steps) if not step.done), None)
    share = 100 * done / len(steps) if steps else 100
    bar = html.Div(
        html.I(style={"width": f"{share:.0f}%"}),
        className="meter",
        role="progressbar",
        **attributes(
            aria_label="Steps done", aria_valuemin="0", aria_valuemax=str(len(steps)), aria_valuenow=str(done)
        ),
    )
    items = [_item(index, step, is_next=index == following) for index, step in enumerate(steps)]
    return panel(title, [bar, html.Ol(items, className="checklist")], lead=f"{done} of {len(steps)} done")


def _item(index: int, step: Step, *, is_next: bool) -> html.Li:
    mark = html.Span(icon("check-lg") if step.done else str(index + 1), className="check-mark", **DECORATION)
    state = html.Span("Done: " if step.done else "", className="visually-hidden")
    text = html.Div([html.Strong([state, step.title]), html.Span(step.text)], className="check-text")
    children: list[Any] = [mark, text]
    if not step.done:
        children.append(link_button(step.action, step.href, tone="primary" if is_next else "", small=True))
    return html.Li(children, className="is-done" if step.done else "is-next" if is_next else "")


def wizard_steps(labels: Sequence[str], current: int) -> html.Ol:
    """Where one is in a wizard; `current` counts from 0."""
    items = []
    for index, label in enumerate(labels):
        done = index < current
        mark = html.Span(icon("check-lg") if done else str(index + 1), className="check-mark", **DECORATION)
        state = html.Span("Done: ", className="visually-hidden") if done else None
        extra: dict[str, Any] = {"aria-current": "step"} if index == current else {}
        kind = " is-done" if done else " is-next" if index == current else ""
        items.append(html.Li([mark, html.Span([state, label] if state else label)], className=f"step{kind}", **extra))
    return html.Ol(items, className="steps", **attributes(aria_label="Steps"))
