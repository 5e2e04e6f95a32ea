"""AG Grid in our clothes: rows come page by page from the server, numbers stand right and are written as everywhere.

The library is fetched by the browser when a page first shows a grid, see assets/30-scripts/grids.js.
"""

from pathlib import Path
from typing import Any

import dash_ag_grid
from dash.fingerprint import build_fingerprint

from components import ids

_SCRIPT = "dash_ag_grid.min.js"


def defer_grid_script() -> None:
    """Keep the library out of every page's head. Call it before the first request; twice is no harm."""
    for entry in dash_ag_grid._js_dist:  # noqa: SLF001  Dash offers no other way to say that a script may wait.
        if entry["relative_package_path"] == _SCRIPT:
            entry["async"] = "lazy"


def grid_script_path(prefix: str = "/") -> str:
    """The address of the library with its fingerprint, which lets browsers keep it for a year."""
    changed = int((Path(dash_ag_grid.__file__).parent / _SCRIPT).stat().st_mtime)
    name: str = build_fingerprint(_SCRIPT, dash_ag_grid.__version__, changed)  # type: ignore[no-untyped-call]
    return f"{prefix}_dash-component-suites/dash_ag_grid/{name}"


def text_column(field: str, label: str, **more: Any) -> dict[str, Any]:
    """A column of words."""
    return {"field": field, "headerName": label, **more}


def link_column(field: str, label: str, href: str = "href", **more: Any) -> dict[str, Any]:
    """A column whose words lead to a page; the row's `href` field holds the path, made by the server."""
    return {
        "field": field,
        "headerName": label,
        "cellRenderer": "AdvisionLink",
        "cellRendererParams": {"href": href},
        **more,
    }


def platform_column(field: str = "platform", label: str = "Platform", **more: Any) -> dict[str, Any]:
    """A platform's dot and name; the row holds its value and, in `<field>_label`, its name."""
    return {"field": field, "headerName": label, "cellRenderer": "AdvisionPlatform", **more}


def number_column(
    field: str, label: str, unit: str = "count", currency: str = "currency", **more: Any
) -> dict[str, Any]:
    """A number; `unit`: count, money, percent or multiple. Money takes its currency from a field of the row."""
    arguments = f"params.value, params.data.{currency}" if unit == "money" else "params.value"
    return {
        "field": field,
        "headerName": label,
        "type": "rightAligned",
        "cellClass": "ag-right-aligned-cell is-number",
        "filter": "agNumberColumnFilter",
        "valueFormatter": {"function": f"params.data ? {unit}({arguments}) : ''"},
        **more,
    }


DEFAULT_COLUMN: dict[str, Any] = {
    "sortable": True,
    "resizable": True,
    "filter": "agTextColumnFilter",
    "minWidth": 110,
    "flex": 1,
    "suppressHeaderMenuButton": False,
    "filterParams": {"buttons": ["reset", "apply"], "closeOnApply": True, "maxNumConditions": 1},
}


def grid(
    owner: str,
    columns: list[dict[str, Any]],
    *,
    rows: list[dict[str, Any]] | None = None,
    height: str = "62vh",
    page_size: int = 100,
    row_id: str = "params.data.id",
    options: dict[str, Any] | None = None,
) -> dash_ag_grid.AgGrid:
    """A grid. Without `rows` it asks for them page by page (`getRowsRequest`); with them it sorts by itself."""
    infinite = rows is None
    settings: dict[str, Any] = {
        "rowHeight": 40,
        "headerHeight": 38,
        "animateRows": False,
        "suppressCellFocus": False,
        "enableCellTextSelection": True,
        "tooltipShowDelay": 400,
        "rowSelection": {
            "mode": "multiRow",
            "checkboxes": False,
            "headerCheckbox": False,
            "enableClickSelection": False,
        },
    }
    if infinite:
        settings |= {
            "cacheBlockSize": page_size,
            "maxBlocksInCache": 20,
            "infiniteInitialRowCount": 1,
            "blockLoadDebounceMillis": 60,
        }
    return dash_ag_grid.AgGrid(
        id=ids.grid(owner),
        columnDefs=columns,
        rowModelType="infinite" if infinite else "clientSide",
        **({} if infinite else {"rowData": rows}),
        defaultColDef=DEFAULT_COLUMN,
        dashGridOptions=settings | (options or {}),
        getRowId=row_id,
        className="grid",
        style={"height": height, "width": "100%"},
        dangerously_allow_code=False,
    )
