"""Encodings, separators, preambles, sums, footers and exact line numbers."""

from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from data.formats import inspect, preview, read_facts
from domain.errors import AppError, ErrorCode
from domain.imports import ImportOptions

TABLE = (
    "Day,Campaign name,Impressions,Link clicks,Amount spent (EUR)\n2026-06-01,Zoë “Früh”,1000,10,"
    "5.50\n2026-06-02,B,2000,20,7.25\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_table_in_any_encoding_and_separator_gives_the_same_facts(facts, encoding, separator):
    batch = facts(TABLE.replace(",", separator), encoding=encoding)
    assert batch.campaign == ["Zoë “Früh”", "B"]
    assert batch.spend == [5_500_000, 7_250_000]
    assert batch.line == [2, 3]
    assert batch.currency == ["EUR", "EUR"]


def test_big_endian_with_mark_is_read(facts):
    assert facts(b"\xfe\xff" + TABLE.encode("utf-16-be")).impressions == [1000, 2000]


def test_windows_1252_fallback_is_told(write):
    plan = inspect(write(TABLE, encoding="cp1252"), "r.csv")
    assert any("Windows-1252" in note for note in plan.notes)


def test_sep_line_names_the_separator(facts):
    batch = facts("sep=;\n" + TABLE.replace(",", ";"))
    assert batch.line == [3, 4]


def test_multi_line_cells_keep_the_physical_line(facts):
    text = (
        'Day,Campaign name,Ad name,Impressions,Amount spent (EUR)\n2026-06-01,A,"one\ntwo\nthree",1,1\n'
        "\n2026-06-02,B,x,bad,1\n"
    )
    batch = facts(text)
    assert batch.line == [2]
    assert batch.ad == ["one\ntwo\nthree"]
    assert [(problem.line, problem.column, problem.value) for problem in batch.rejects] == [(6, "Impressions", "bad")]


def test_unclosed_quote_rejects_its_line_only(facts):
    text = 'Day,Campaign name,Impressions,Amount spent (EUR)\n2026-06-01,"A,1,1\n2026-06-02,B,2,2\n2026-06-03,C,3,3\n'
    batch = facts(text)
    assert batch.campaign == ["B", "C"]
    assert batch.line == [3, 4]
    assert [problem.line for problem in batch.rejects] == [2]
    assert batch.rejected == 1


def test_unclosed_quote_before_quoted_rows_does_not_swallow_them(facts):
    text = (
        'Day,Campaign name,Impressions,Amount spent (EUR)\n2026-06-01,"A,1,1\n2026-06-02,"B",2,2\n'
        '"2026-06-03","C","3","3"\n'
    )
    batch = facts(text)
    assert (batch.campaign, batch.line) == (["B", "C"], [3, 4])
    assert [problem.line for problem in batch.rejects] == [2]


def test_cell_longer_than_any_name_rejects_its_line(facts):
    text = f"Day,Campaign name,Impressions,Amount spent (EUR)\n2026-06-01,{'x' * 300_000},1,1\n2026-06-02,B,2,2\n"
    batch = facts(text)
    assert (batch.line, [problem.line for problem in batch.rejects]) == ([3], [2])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_count_the_same(facts, end):
    batch = facts(TABLE.replace("\n", end).replace("2000", "many"))
    assert (batch.line, batch.rejects[0].line) == ([2], 3)


def test_header_repeated_in_the_middle_and_rows_of_nulls_are_skipped(write):
    head, first, second, _ = TABLE.split("\n")
    shown = preview(write(f"{head}\n{first}\n{head}\n--,--,--,--,--\n\n{second}"), "r.csv")
    assert (shown.rows_total, shown.rows_skipped, shown.rows_rejected) == (4, 2, 0)


def test_meta_row_of_sums_without_a_name_is_skipped(write):
    text = (
        "Campaign name,Ad set name,Reporting starts,Reporting ends,Impressions,Link clicks,Amount spent (EUR)\n"
        ",,2026-06-01,2026-06-30,30,3,3\nA,S,2026-06-01,2026-06-30,10,1,1\nB,S,2026-06-01,2026-06-30,20,2,2\n"
    )
    shown = preview(write(text), "r.csv")
    assert (shown.rows_skipped, shown.totals[0].impressions) == (1, 30)


def test_excel_serials_and_floats_of_whole_numbers_are_read(facts):
    batch = facts("Date,Campaign name,Impressions,Amount spent (EUR)\n46000,A,10.0,1.5\n46001,A,11.0,1.5\n")
    assert (batch.date[0], batch.impressions) == (date(2025, 12, 9), [10, 11])


def test_google_preamble_totals_and_nulls(write):
    text = (
        'My report\n"July 8, 2025 - July 31, 2025"\nCampaign,Currency code,Impr.,Interactions,Cost,'
        "Conversions,Avg. CPM\n"
        'Video,INR,"25,881","20,127",1661.67, --,64.20\nSand,INR,"20,287","1,934",904.25,15.00,44.57\n'
        'Total: Campaigns,INR,"46,168","22,061",2565.92,15.00,55.58\nTotal: Account,INR,"46,168","22,'
        '061",2565.92,15.00,55.58\n'
    )
    shown = preview(write(text), "campaigns.csv")
    assert (shown.source, shown.header_line, shown.rows_skipped, shown.rows_rejected) == ("google_ads", 3, 2, 0)
    assert (shown.date_from, shown.date_to) == (date(2025, 7, 8), date(2025, 7, 31))
    assert shown.totals[0].impressions == 46_168
    assert shown.totals[0].spend == Decimal("2565.92")
    assert not shown.questions


def test_all_time_report_asks_for_its_period(write):
    text = "Gender report\nAll time\nGender,Campaign,Clicks,Impr.,CTR,Currency code,Cost\nMale,A,1,10,10%,EUR,1.00\n"
    shown = preview(write(text), "gender.csv")
    assert [question.field for question in shown.questions] == ["period_start", "period_end"]
    assert shown.date_from is None


def test_linkedin_preamble_gives_period_and_platform(write):
    text = (
        "Campaign Performance Report (in UTC)\nReport Start: 5/1/2026\nReport End: 5/31/2026\n\n"
        "Start Date (in UTC)\tAccount Name\tCampaign Group Name\tCampaign Name\tCampaign ID\tCurrency\t"
        "Total Spent\tImpressions\tClicks\n"
        "5/1/2026\tAcme\tGroup\tFirst\t123\tUSD\t10.5\t100\t2\n"
    )
    path = write(text, encoding="utf-16")
    plan = inspect(path, "linkedin.csv")
    (batch,) = read_facts(path, plan)
    assert plan.source == "linkedin"
    assert (batch.campaign, batch.ad_group, batch.campaign_id) == (["Group"], ["First"], [""])
    assert (batch.date, batch.period_end) == ([date(2026, 5, 1)], [date(2026, 5, 31)])


def test_microsoft_preamble_and_footer_are_no_data(write):
    text = (
        '"Report Name: X"\n"Report Time: 2/13/2026 - 2/14/2026"\n"Rows: 1"\n\n'
        "Gregorian date,Campaign name,Ad distribution,Currency code,Impressions,Clicks,Spend\n"
        '2/14/2026,A,Search,USD,100,2,3.50\n"©2026 Microsoft Corporation. All rights reserved."\n'
    )
    shown = preview(write(text), "ms.csv")
    assert (shown.source, shown.rows_total, shown.rows_skipped, shown.rows_rejected) == ("microsoft", 2, 1, 0)
    assert shown.date_from == date(2026, 2, 14)


@pytest.mark.parametrize(
    "words", ["Total", "Gesamt", "Total of 2 results", "Totals", "Grand total", "合計", "Total: Account"]
)
def test_total_rows_are_skipped(write, words):
    shown = preview(
        write(
            TABLE.replace("Day,Campaign name", "Campaign name,Day")
            .replace("2026-06-01,Zoë “Früh”", "A,2026-06-01")
            .replace("2026-06-02,B", "B,2026-06-02")
            + f"{words},,3000,30,12.75\n"
        ),
        "t.csv",
    )
    assert (shown.rows_skipped, shown.rows_rejected, shown.rows_total) == (1, 0, 3)
    assert shown.totals[0].impressions == 3000


def test_campaign_whose_name_starts_with_total_is_kept(facts):
    text = "Campaign name,Day,Impressions,Amount spent (EUR)\nTotal Wine,2026-06-01,1,1\nTotal,2026-06-02,2,1\n"
    assert facts(text).campaign == ["Total Wine", "Total"]


def test_repeated_header_names_get_unique_keys(write):
    plan = inspect(write("Day,Campaign,Cost,Cost,,Impr.\n2026-06-01,A,1,2,,3\n"), "r.csv")
    assert plan.table.keys == ("Day", "Campaign", "Cost", "Cost (2)", "Column 5", "Impr.")


def test_row_with_too_many_or_too_few_cells_is_rejected(facts):
    text = (
        "Day,Campaign,Currency code,Impr.,Cost,Status\n2026-06-01,A,EUR,1,2,3,ok\n2026-06-02,A,EUR,1\n"
        "2026-06-03,A,EUR,5,1\n2026-06-04,A,EUR,6,1,ok,,\n"
    )
    batch = facts(text)
    assert batch.line == [4, 5]
    assert [problem.line for problem in batch.rejects] == [2, 3]
    assert all(problem.reason and problem.fix for problem in batch.rejects)


def test_xlsx_is_read_with_typed_cells_and_sheet_rows(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Report"])
    sheet.append([])
    sheet.append(["Day", "Campaign name", "Impressions", "Link clicks", "Amount spent (EUR)"])
    sheet.append([date(2026, 6, 1), "A", 1000, 10, 1.234])
    sheet.append([date(2026, 6, 2), "B", 2000, None, 5.5])
    sheet.append([date(2026, 6, 3), "C", "x", 1, 5.5])
    path = tmp_path / "r.xlsx"
    book.save(path)
    (batch,) = read_facts(path, inspect(path, "r.xlsx"))
    assert batch.line == [4, 5]
    assert batch.spend == [1_234_000, 5_500_000]
    assert batch.date == [date(2026, 6, 1), date(2026, 6, 2)]
    assert batch.rejects[0].line == 6


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ErrorCode.IMPORT_EMPTY),
        (b"\n\n \n", ErrorCode.IMPORT_EMPTY),
        (b"Day,Campaign,Cost\n", ErrorCode.IMPORT_EMPTY),
        (b"%PDF-1.7 ...", ErrorCode.IMPORT_NOT_A_TABLE),
        (b"\x89PNG\r\n\x1a\n....", ErrorCode.IMPORT_NOT_A_TABLE),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", ErrorCode.IMPORT_NOT_A_TABLE),
        (b'{"data": []}', ErrorCode.IMPORT_NOT_A_TABLE),
        (bytes(range(256)) * 20, ErrorCode.IMPORT_NOT_A_TABLE),
        (b"just a letter\nto someone\n", ErrorCode.IMPORT_NOT_A_TABLE),
        (b"PK\x03\x04 not really", ErrorCode.FILE_DAMAGED),
        (b"1,2,3\n4,5,6\n", ErrorCode.IMPORT_UNREADABLE),
    ],
)
def test_what_is_no_table_is_refused_in_words(write, content, code):
    with pytest.raises(AppError) as caught:
        inspect(write(content), "r.csv")
    assert caught.value.code is code
    assert len(caught.value.message) > 20


def test_zip_and_bomb_are_refused(tmp_path):
    import zipfile

    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.csv", "x")
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    for path, code in ((other, ErrorCode.IMPORT_NOT_A_TABLE), (bomb, ErrorCode.FILE_TYPE_REFUSED)):
        with pytest.raises(AppError) as caught:
            inspect(path, path.name)
        assert caught.value.code is code


def test_large_file_is_read_in_batches_with_exact_lines(write):
    rows = "".join(f"2026-06-{day % 28 + 1:02d},C{day % 7},{day},1,0.5\n" for day in range(25_000))
    path = write("Day,Campaign name,Impressions,Link clicks,Amount spent (EUR)\n" + rows)
    batches = list(read_facts(path, inspect(path, "r.csv")))
    assert [len(batch) for batch in batches] == [9_999, 10_000, 5_001]
    assert batches[2].line[-1] == 25_001
    assert batches[-1].progress == 1.0


def test_chosen_source_that_does_not_fit_is_refused_with_the_likely_one(write):
    with pytest.raises(AppError) as caught:
        inspect(write(TABLE), "r.csv", ImportOptions(source="microsoft"))
    assert caught.value.code is ErrorCode.IMPORT_WRONG_SOURCE
    assert caught.value.details["likely"] == "meta"


def test_workbook_sheet_with_the_table_is_chosen(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["About this report"])
    hidden = book.create_sheet("Old")
    hidden.append(["Day", "Campaign name", "Impressions", "Link clicks", "Amount spent (EUR)", "Results"])
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("Data")
    sheet.append(["Day", "Campaign name", "Impressions", "Link clicks", "Amount spent (EUR)"])
    sheet.append(["2026-06-01", "A", "1,234", 10, "=1+1"])
    path = tmp_path / "r.xlsx"
    book.save(path)
    plan = inspect(path, "r.xlsx")
    (batch,) = read_facts(path, plan)
    assert any("“Data”" in note for note in plan.notes)
    # A formula without a stored result has no value that could be trusted.
    assert (batch.impressions, batch.spend) == ([1234], [0])


def test_damaged_workbook_is_named_so(tmp_path):
    path = tmp_path / "r.xlsx"
    openpyxl.Workbook().save(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(AppError) as caught:
        inspect(path, "r.xlsx")
    assert caught.value.code is ErrorCode.FILE_DAMAGED
