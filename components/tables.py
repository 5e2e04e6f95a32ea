"""Plain tables that everyone can read, and the chart card with its table behind it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dash import html

from components import ids
from components.attributes import DECORATION, attributes
from components.figures.axes import Figure, graph
from components.icons import icon
from components.menus import menu, menu_button, menu_download


class Column(NamedTuple):
    """A column: its heading, and whether it holds numbers (which stand right-aligned)."""

    label: str
    numeric: bool = False
    help: str = ""


def data_table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    *,
    total: Sequence[Any] | None = None,
    show_caption: bool = False,
) -> html.Div:
    """A table. The first cell of a row is its heading; the caption is for screen readers unless shown."""
    head = html.Thead(html.Tr([_heading(column) for column in columns]))
    body = html.Tbody([html.Tr(_cells(columns, row)) for row in rows])
    parts: list[Any] = [html.Caption(caption, className="" if show_caption else "visually-hidden"), head, body]
    if total is not None:
        parts.append(html.Tfoot(html.Tr(_cells(columns, total))))
    # A scrolling area needs a name and a place in the tab order to be reachable by keyboard.
    return html.Div(
        html.Table(parts, className="data-table"),
        className="table-wrap",
        tabIndex="0",
        role="region",
        **attributes(aria_label=caption),
    )


def _heading(column: Column) -> html.Th:
    words = html.Span(column.label, title=column.help, className="has-title") if column.help else column.label
    return html.Th(words, scope="col", className="is-number" if column.numeric else "")


def _cells(columns: Sequence[Column], row: Sequence[Any]) -> list[Any]:
    first, *others = zip(columns, row, strict=True)
    cells: list[Any] = [html.Th(first[1], scope="row")]
    return cells + [html.Td(value, className="is-number" if column.numeric else "") for column, value in others]


def export_menu(
    owner: str, title: str, *, csv_href: str = "", xlsx_href: str = "", png: bool = True
) -> html.Details | None:
    """What a chart can be saved as; None where nothing is offered."""
    items: list[Any] = []
    if csv_href:
        items.append(menu_download("Download CSV", csv_href, "filetype-csv"))
    if xlsx_href:
        items.append(menu_download("Download Excel", xlsx_href, "filetype-xlsx"))
    if png:
        items.append(
            menu_button(
                "Download image",
                "image",
                **attributes(data_chart_png=ids.graph(owner), data_file_name=owner, data_title=title),
            )
        )
    return menu(f"Save {title}", items) if items else None


def legend(current: str, before: str) -> html.Div:
    """What the full and the dashed line are."""
    return html.Div(
        [
            html.Span([html.I(className="line-key", **DECORATION), current]),
            html.Span([html.I(className="line-key line-key-dashed", **DECORATION), before]),
        ],
        className="legend",
    )


def figure_with_table(
    owner: str,
    title: str,
    figure: Figure,
    table: Any,
    *,
    lead: str = "",
    summary: str = "",
    key: Any = None,
    tools: Any = None,
    csv_href: str = "",
    xlsx_href: str = "",
    height: int = 280,
) -> html.Section:
    """A chart card: title, chart, a sentence that says what it shows, and the same numbers as a table to unfold."""
    text: list[Any] = [html.H2(title)]
    if lead:
        text.append(html.P(lead))
    menu_part = export_menu(owner, title, csv_href=csv_href, xlsx_href=xlsx_href)
    right = html.Div([part for part in (tools, menu_part) if part is not None], className="row-line")
    parts = [html.Div(text, className="panel-head-text"), key, right]
    head = html.Div([part for part in parts if part is not None], className="panel-head")
    drawing = html.Div(graph(ids.graph(owner), figure, height), className="chart-area", **DECORATION)
    children: list[Any] = [head, drawing]
    if summary:
        children.append(html.P(summary, className="chart-summary"))
    unfold = html.Summary(
        [icon("chevron-right"), "Show as table", html.Span(f": {title}", className="visually-hidden")]
    )
    children.append(html.Details([unfold, table], className="data-details"))
    return html.Section(children, className="panel")
