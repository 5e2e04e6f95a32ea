"""Reading numbers where people read them: on the cards, in the tables behind charts, in exported files."""

import csv
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page, expect

from tests.e2e.controls import table_rows, unfold_table
from tests.e2e.platform_files import Sums


def dollars(amount: Decimal) -> str:
    """An amount as cards and tables write it in full."""
    return f"${amount:,.2f}"


def expect_card(page: Page, label: str, full: str) -> None:
    """A card's value in full, as a screen reader hears it."""
    name = page.locator(".kpi-label").get_by_text(label, exact=True)
    value = page.locator(".kpi", has=name).locator(".kpi-value")
    expect(value).to_have_text(re.compile(rf"(^|\D){re.escape(full)}$"))


def expect_totals(page: Page, sums: Sums) -> None:
    """The cards of the overview say what the rows add up to."""
    expect_card(page, "Spend", dollars(sums.spend))
    expect_card(page, "Revenue", dollars(sums.revenue))
    expect_card(page, "Conversions", f"{sums.conversions:,}")
    expect_card(page, "CTR", f"{Decimal(sums.clicks) / sums.impressions * 100:.2f}%")
    expect_card(page, "CPA", dollars(sums.spend / sums.conversions))


def platform_sums(page: Page) -> dict[str, Sums]:
    """The table behind the chart of platforms."""
    unfold_table(page, " by platform")
    return {row[0]: _sums(row[2:]) for row in table_rows(page, "Figures per platform")}


def audience_sums(page: Page) -> dict[tuple[str, str], Sums]:
    """The table behind the chart of age and gender."""
    unfold_table(page, " by age and gender")
    rows = table_rows(page, "Figures by age and gender")
    return {(row[0], row[1].lower()): _sums(row[2:]) for row in rows}


def _sums(cells: list[str]) -> Sums:
    """From the cells of a table with spend, revenue, ROAS, conversions, CPA, clicks and impressions, in this order."""
    spend, revenue, _roas, conversions, _cpa, clicks, impressions = (_number(cell) for cell in cells[:7])
    return Sums(int(impressions), int(clicks), spend, int(conversions), revenue)


def _number(cell: str) -> Decimal:
    found = re.search(r"[\d,]+(\.\d+)?", cell)
    return Decimal(found[0].replace(",", "")) if found else Decimal(0)


def read_csv(path: Path) -> list[dict[str, str]]:
    """An exported CSV."""
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def read_sheet(path: Path, title: str) -> list[dict[str, Any]]:
    """One sheet of an exported workbook."""
    sheet = openpyxl.load_workbook(path, data_only=True)[title]
    head, *rows = list(sheet.values)
    return [dict(zip(head, row, strict=True)) for row in rows]  # type: ignore[arg-type]


def exported_sums(row: dict[str, Any]) -> Sums:
    """The measures of an exported row, whose amounts are in US dollars."""
    return Sums(
        int(Decimal(str(row["Impressions"]))),
        int(Decimal(str(row["Clicks"]))),
        round(Decimal(str(row["Spend (USD)"])), 2),
        int(Decimal(str(row["Conversions"]))),
        round(Decimal(str(row["Revenue (USD)"])), 2),
    )
