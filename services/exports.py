"""What a page shows as a file: one table as CSV, or all as a workbook with a sheet each. Values, no formulas."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import xlsxwriter

from data.csv_safety import write_csv
from domain.actors import Actor
from domain.analytics import (
    Breakdown,
    CampaignAnalytics,
    CampaignRow,
    DashboardFilter,
    DashboardResult,
    FilterChoices,
    PeriodTotal,
    PlatformRow,
    TrendPoint,
)
from domain.campaign_views import CampaignListView
from domain.campaigns import CampaignSummary
from domain.contracts import ExportFile
from domain.dashboard_views import DashboardView, resolve_view
from domain.errors import not_found
from domain.kpis import Measures
from domain.permissions import Permission
from services import analytics, audit, campaigns
from services.units import writing

# As many campaigns as a person can work through; beyond that the API pages.
MAX_CAMPAIGNS = 20_000
_PAGE = 500
_COLUMNS = (
    "impressions",
    "clicks",
    "conversions",
    "spend",
    "revenue",
    "ctr",
    "cpc",
    "cpm",
    "cpa",
    "cvr",
    "roas",
    "roi",
)
_HEADINGS = {
    "ctr": "CTR",
    "cpc": "CPC",
    "cpm": "CPM",
    "cpa": "CPA",
    "cvr": "CVR",
    "roas": "ROAS",
    "roi": "ROI",
}
_MONEY = {"spend", "revenue", "cpc", "cpm", "cpa"}
_PERCENT = {"ctr", "cvr", "roi"}
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_DAY_FORMAT, _COUNT_FORMAT, _MONEY_FORMAT, _PERCENT_FORMAT = "yyyy-mm-dd", "#,##0.##", "#,##0.00", "0.00%"


class Table(NamedTuple):
    """One table: its name in addresses, its title, and typed cells. A column's number format comes from `formats`."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[list[Any]]
    formats: tuple[str, ...]


def export_dashboard(actor: Actor, view: DashboardView, kind: str, table: str = "") -> ExportFile:
    """The overview's tables under a view. Needs EXPORT_DATA; raises NOT_FOUND for a kind or table that is none."""
    actor.require(Permission.EXPORT_DATA)
    choices = analytics.get_filter_choices(actor)
    criteria = resolve_view(view, choices)
    result = analytics.get_dashboard(actor, criteria)
    tables = dashboard_tables(result)
    return _file(actor, "overview", kind, table, tables, _about("Overview", result, criteria, choices))


def export_campaign(actor: Actor, campaign_id: UUID, view: DashboardView, kind: str, table: str = "") -> ExportFile:
    """One campaign's tables under a view. Needs EXPORT_DATA; raises NOT_FOUND."""
    actor.require(Permission.EXPORT_DATA)
    choices = campaigns.get_campaign_choices(actor, campaign_id)
    criteria = resolve_view(view, choices)
    result = campaigns.get_campaign_analytics(actor, campaign_id, criteria)
    tables = campaign_tables(result)
    return _file(actor, "campaign", kind, table, tables, _about(result.name, result, criteria, choices))


def export_campaigns(actor: Actor, view: CampaignListView, kind: str) -> ExportFile:
    """All campaigns that a list's filter shows, in its order, over its days. Needs EXPORT_DATA."""
    actor.require(Permission.EXPORT_DATA)
    query = view.query(analytics.get_filter_choices(actor))
    found: list[CampaignSummary] = []
    for page in range(1, MAX_CAMPAIGNS // _PAGE + 1):
        part = campaigns.list_campaigns(actor, query.model_copy(update={"page": page, "page_size": _PAGE}))
        found += part.items
        if len(found) >= part.total:
            break
    return _file(actor, "campaigns", kind, "campaigns", [campaign_list_table(found)], [])


def dashboard_tables(result: DashboardResult) -> list[Table]:
    """Every table of the overview, those that are empty included, so that a workbook always has the same sheets."""
    money = result.currency or ""
    ranked: list[tuple[str, CampaignRow]] = [("best", row) for row in result.top]
    ranked += [("weakest", row) for row in result.bottom]
    return [
        *_common_tables(result, money),
        _table(
            "glance",
            "Right now",
            ("Period", "From", "To"),
            [((part.label.replace("_", " "), part.date_from, part.date_to), part.measures) for part in result.glance],
            money,
        ),
        _table(
            "ranking",
            "Best and weakest",
            ("Rank", "Campaign", "Platform", "Status"),
            [((rank, row.name, row.platform.label, row.status.value), row) for rank, row in ranked],
            money,
        ),
    ]


def campaign_tables(result: CampaignAnalytics) -> list[Table]:
    """Every table of a campaign's page."""
    money = result.currency or ""
    ads = [((row.ad,), row) for row in result.ads]
    return [*_common_tables(result, money), _table("ads", "Ads", ("Ad",), ads, money)]


def campaign_list_table(found: Sequence[CampaignSummary]) -> Table:
    """Campaigns with their totals; each row's money is in the row's own currency."""
    heads = ("Campaign", "Platform", "Status", "Country", "Category", "Start", "End", "Budget", "Currency")
    rows = [
        (
            (
                row.name,
                row.platform.label,
                row.status.value,
                row.country,
                row.product_category,
                row.start_date,
                row.end_date,
                row.budget,
                row.totals_currency,
            ),
            row.totals,
        )
        for row in found
    ]
    return _table("campaigns", "Campaigns", heads, rows, "")


def _common_tables(result: DashboardResult | CampaignAnalytics, money: str) -> list[Table]:
    totals: list[tuple[tuple[Any, ...], Measures]] = [(("this period",), result.totals)]
    if result.previous is not None:
        totals.append((("compared with",), result.previous))
    found = {breakdown.attribute: breakdown for breakdown in result.breakdowns}
    return [
        _table("totals", "Totals", ("Period",), totals, money),
        _days("days", "Days", result.trend, money),
        _days("earlier_days", "Earlier days", result.previous_trend, money),
        _platforms(result.by_platform, money),
        *(_breakdown(name, found.get(name), money) for name in ("age", "gender", "age_gender", "country")),
        _periods(result.period_totals, money),
    ]


def _days(name: str, title: str, points: Sequence[TrendPoint], money: str) -> Table:
    return _table(name, title, ("Day",), [((point.date,), point) for point in points], money)


def _platforms(rows: Sequence[PlatformRow], money: str) -> Table:
    return _table("platforms", "Platforms", ("Platform",), [((row.label,), row) for row in rows], money)


def _breakdown(name: str, breakdown: Breakdown | None, money: str) -> Table:
    heads = tuple(part.capitalize() for part in name.split("_"))
    rows = []
    for row in breakdown.rows if breakdown else ():
        parts = row.group.split("|") if len(heads) > 1 else [row.group]
        rows.append((tuple(parts if len(parts) == len(heads) else [row.group] * len(heads)), row))
    return _table(name, " and ".join(heads), heads, rows, money)


def _periods(rows: Sequence[PeriodTotal], money: str) -> Table:
    heads = ("Campaign", "Platform", "From", "To")
    cells = [((row.campaign, row.platform.label, row.date_from, row.date_to), row) for row in rows]
    return _table("period_totals", "Period totals", heads, cells, money)


def _table(
    name: str, title: str, heads: tuple[str, ...], rows: Sequence[tuple[tuple[Any, ...], Measures]], money: str
) -> Table:
    suffix = f" ({money})" if money else ""
    columns = [_HEADINGS.get(column, column.capitalize()) + (suffix if column in _MONEY else "") for column in _COLUMNS]
    formats = [_DAY_FORMAT if head in {"Day", "From", "To", "Start", "End"} else "" for head in heads]
    formats = [_MONEY_FORMAT if head == "Budget" else given for head, given in zip(heads, formats, strict=True)]
    formats += [_format(column) for column in _COLUMNS]
    cells = [[*words, *(getattr(measures, column) for column in _COLUMNS)] for words, measures in rows]
    return Table(name, title, (*heads, *columns), cells, tuple(formats))


def _format(column: str) -> str:
    if column in _MONEY or column == "roas":
        return _MONEY_FORMAT
    return _PERCENT_FORMAT if column in _PERCENT else _COUNT_FORMAT


def _about(
    title: str,
    result: DashboardResult | CampaignAnalytics,
    criteria: DashboardFilter,
    choices: FilterChoices,
) -> list[list[Any]]:
    """What the numbers are of, as the first sheet says it."""
    listed = {
        "Platforms": [platform.label for platform in criteria.platforms],
        "Countries": criteria.countries,
        "Categories": criteria.categories,
        "Statuses": [status.value for status in criteria.statuses],
    }
    others = [code for code in result.currencies if code != result.currency]
    return [
        ["Shown", title],
        ["From", result.date_from],
        ["To", result.date_to],
        ["Compared with", criteria.compare.value],
        ["Currency", result.currency or ""],
        ["Other currencies, not added", ", ".join(others)],
        *([name, ", ".join(values) or "all"] for name, values in listed.items()),
        ["Made on", choices.today],
    ]


def _file(
    actor: Actor, subject: str, kind: str, name: str, tables: Sequence[Table], about: Sequence[Sequence[Any]]
) -> ExportFile:
    if kind not in _KINDS:
        raise not_found()
    if kind == "xlsx":
        content = workbook(tables, about)
        file_name = f"{subject}.xlsx"
    else:
        table = next((table for table in tables if table.name == (name or "days")), None)
        if table is None:
            raise not_found()
        content = csv_bytes(table)
        file_name = f"{subject}.csv" if table.name == subject else f"{subject}-{table.name.replace('_', '-')}.csv"
    with writing(actor) as session:
        audit.record(session, actor, "data.exported", subject, file=file_name)
    return ExportFile(name=file_name, media_type=_KINDS[kind], content=content)


def csv_bytes(table: Table) -> bytes:
    """One table as CSV. Spreadsheet programs read UTF-8 only where the mark at the start says so."""
    text = io.StringIO(newline="")
    write_csv(text, table.columns, ([_plain(cell) for cell in row] for row in table.rows))
    return ("\ufeff" + text.getvalue()).encode()


def _plain(cell: Any) -> Any:
    return format(cell.normalize(), "f") if isinstance(cell, Decimal) and cell >= 0 else cell


def workbook(tables: Sequence[Table], about: Sequence[Sequence[Any]]) -> bytes:
    """All tables as XLSX. Text stays text: nothing is taken for a formula or a link."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        formats = {"": book.add_format(), "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True})}
        for pattern in (_DAY_FORMAT, _COUNT_FORMAT, _MONEY_FORMAT, _PERCENT_FORMAT):
            formats[pattern] = book.add_format({"num_format": pattern})
        if about:
            sheet = book.add_worksheet("About")
            sheet.set_column(0, 1, 32)
            for number, (label, value) in enumerate(about):
                sheet.write_string(number, 0, str(label), formats["head"])
                _write(sheet, number, 1, value, formats[_DAY_FORMAT if hasattr(value, "year") else ""])
        for table in tables:
            _add_sheet(book, table, formats)
    return stream.getvalue()


def _add_sheet(book: Any, table: Table, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.title[:31])
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(table.columns), 14)
    for column, head in enumerate(table.columns):
        sheet.write_string(0, column, head, formats["head"])
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            _write(sheet, number, column, cell, formats[table.formats[column]])


def _write(sheet: Any, row: int, column: int, cell: Any, style: Any) -> None:
    """An undefined rate is an empty cell, never a zero."""
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, style)
    elif hasattr(cell, "year"):
        sheet.write_datetime(row, column, cell, style)
    else:
        sheet.write_number(row, column, float(cell), style)
