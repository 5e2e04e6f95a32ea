"""Tables that several steps of an import show: totals by currency, problems with their remedy, counts."""

from collections.abc import Sequence
from typing import Any, Protocol

from dash import html

from components import formats
from components.attributes import attributes
from components.cards import panel
from components.tables import Column
from domain.imports import CurrencyTotal

_NO_CURRENCY = "XXX"
_MEASURES = ("Rows", "Impressions", "Clicks", "Spend", "Conversions", "Revenue")
# Reports written by machines have cells of thousands of characters.
LONGEST = 120


class CellProblem(Protocol):
    """What is wrong at a cell, before the import or after it."""

    @property
    def line(self) -> int: ...  # noqa: D102
    @property
    def column(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> str: ...  # noqa: D102
    @property
    def reason(self) -> str: ...  # noqa: D102
    @property
    def fix(self) -> str: ...  # noqa: D102


def table_panel(title: str, body: list[Any], *, lead: str = "", actions: Any = None, foot: Any = None) -> html.Section:
    """A card whose tables reach its edges."""
    made: Any = panel(title, body, lead=lead, actions=actions, foot=foot)
    made.className = "panel panel-tables"
    return made  # type: ignore[no-any-return]


def stats(values: Sequence[tuple[str, str, str]]) -> html.Dl:
    """Counts with their label and tone."""
    cells = [
        html.Div([html.Dt(label), html.Dd(value, className=f"text-{tone}" if tone else "num")], className="stat")
        for label, value, tone in values
    ]
    return html.Dl(cells, className="stats")


def stacked_table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], kind: str = "") -> html.Div:
    """A table whose rows become cards on a phone, so that nothing is scrolled out of sight. `kind` is a class."""
    head = html.Thead(html.Tr([html.Th(column.label, scope="col", className=_align(column)) for column in columns]))
    body = html.Tbody([html.Tr(_cells(columns, row)) for row in rows])
    table = html.Table(
        [html.Caption(caption, className="visually-hidden"), head, body],
        className=f"data-table stacking {kind}".rstrip(),
    )
    return html.Div(table, className="table-wrap", tabIndex="0", role="region", **attributes(aria_label=caption))


def _cells(columns: Sequence[Column], row: Sequence[Any]) -> list[Any]:
    cells: list[Any] = []
    for place, (column, value) in enumerate(zip(columns, row, strict=True)):
        named = attributes(data_label=column.label)
        if place == 0:
            cells.append(html.Th(value, scope="row", className=_align(column), **named))
        else:
            cells.append(html.Td(html.Div(value), className=_align(column), **named))
    return cells


def _align(column: Column) -> str:
    return "is-number" if column.numeric else ""


def totals_table(caption: str, totals: Sequence[CurrencyTotal]) -> html.Div:
    """One row for each currency; they are never added up."""
    columns = [Column("Currency"), *(Column(name, numeric=True) for name in _MEASURES)]
    return stacked_table(caption, columns, [_total(total) for total in totals])


def _total(total: CurrencyTotal) -> list[Any]:
    currency = None if total.currency in {"", _NO_CURRENCY} else total.currency
    return [
        {"": "Not known yet", _NO_CURRENCY: "No amounts"}.get(total.currency, total.currency),
        f"{total.rows:,}",
        f"{total.impressions:,}",
        f"{total.clicks:,}",
        formats.money(total.spend, currency).full,
        formats.count(total.conversions).full,
        formats.money(total.revenue, currency).full,
    ]


def problem_table(caption: str, problems: Sequence[CellProblem], marks: Sequence[Any] = ()) -> html.Div:
    """Where, what, why and how to mend it. `marks` stand before the reasons."""
    columns = [Column("Line"), Column("Column"), Column("Value"), Column("What is wrong"), Column("How to fix it")]
    rows = [
        [
            [html.Span("Line ", className="only-phone"), f"{problem.line:,}"],
            problem.column or "–",
            html.Span(cut(problem.value) or "empty", className="sample truncate", title=problem.value),
            [marks[place], " ", problem.reason] if marks else problem.reason,
            problem.fix,
        ]
        for place, problem in enumerate(problems)
    ]
    return stacked_table(caption, columns, rows, "problem-table")


def cut(text: str) -> str:
    """A cell's text at a length that a table bears."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
