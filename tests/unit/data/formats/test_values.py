"""Numbers, dates, currencies, countries, ages and genders as exports write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.formats import inspect, preview, read_facts
from data.formats._dates import Moment, dates_in_text, parse_moment
from data.formats._numbers import AmountColumn, decide_decimal, parse_number
from data.formats._values import find_age, find_country, find_gender
from domain.errors import AppError, ErrorCode
from domain.imports import Field, ImportOptions
from domain.money import to_micros


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("1,234.56", ".", "1234.56"),
        ("1.234,56", ",", "1234.56"),
        ("1 234,56", ",", "1234.56"),
        ("1\u00a0234,56", ",", "1234.56"),
        ("1\u202f234,56", ",", "1234.56"),
        (".22", ".", "0.22"),
        ("(12.50)", ".", "-12.50"),
        ("12,50 €", ",", "12.50"),
        ("US$50.00", ".", "50.00"),
        ("[0.93]", ".", "0.93"),
        ("1,00,000.50", ".", "100000.50"),
        ("144.", ".", "144"),
        ("1'234.50", ".", "1234.50"),
        ("−3", ".", "-3"),
        ("1.5E+3", ".", "1500"),
        ('="12"', ".", "12"),
        ("EUR 7,5", ",", "7.5"),
        ("$1,000", ".", "1000"),
    ],
)
def test_number_in_any_dress_is_read(cell, decimal, value):
    assert parse_number(cell, decimal) == Decimal(value)


@pytest.mark.parametrize("cell", ["", " --", "-", "n/a", "NULL", "—", "[]", "\u00a0"])
def test_empty_words_are_null(cell):
    assert parse_number(cell, ".") is None


@pytest.mark.parametrize("cell", ["abc", "1.2.3.4x", "4,44.57", "50%", "12 apples", "#REF!", "1,2345"])
def test_what_is_no_number_says_why(cell):
    problem = parse_number(cell, ".")
    assert problem.reason
    assert problem.fix


def _written(value: Decimal, decimal: str, group: str) -> str:
    text = f"{value:,.2f}"
    return text.replace(",", "\0").replace(".", decimal).replace("\0", group)


@given(
    st.lists(st.decimals(0, 9_999_999, places=2), min_size=1, max_size=30),
    st.sampled_from([(".", ","), (",", "."), (",", " "), (",", "\u00a0"), (",", "\u202f"), (".", "'"), (".", "")]),
    st.sampled_from(["", " €", "EUR "]),
)
def test_amounts_of_any_locale_round_trip(values, locale, unit):
    decimal, group = locale
    cells = [
        f"{unit}{_written(value, decimal, group)}" if unit.endswith(" ") else f"{_written(value, decimal, group)}{unit}"
        for value in values
    ]
    assert decide_decimal(cells) == decimal
    read, bad = AmountColumn(decimal).read(cells)
    assert not bad
    assert read == [to_micros(value) for value in values]


@given(st.lists(st.decimals(0, 10**8, places=9), min_size=1, max_size=30))
def test_fast_path_rounds_as_money_does(values):
    read, _ = AmountColumn(".").read([format(value, "f") for value in values])
    assert read == [to_micros(value) for value in values]


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("2026-05-27", "dmy", (2026, 5, 27)),
        ("2026/05/27", "dmy", (2026, 5, 27)),
        ("01/09/2026", "dmy", (2026, 9, 1)),
        ("01/09/2026", "mdy", (2026, 1, 9)),
        ("1 June 2026", "dmy", (2026, 6, 1)),
        ("Thu, 5 Feb 2026", "dmy", (2026, 2, 5)),
        ("5-Feb-26", "dmy", (2026, 2, 5)),
        ("1. März 2026", "dmy", (2026, 3, 1)),
        ("1er août 2026", "dmy", (2026, 8, 1)),
        ("3 de enero de 2026", "dmy", (2026, 1, 3)),
        ("June 3, 2026", "dmy", (2026, 6, 3)),
        ("20260527", "dmy", (2026, 5, 27)),
        ("2026-05-27T10:15:00Z", "dmy", (2026, 5, 27)),
        ("46000", "dmy", (2025, 12, 9)),
        ("2026年5月27日", "dmy", (2026, 5, 27)),
        ("27.05.2026", "mdy", (2026, 5, 27)),
    ],
)
def test_date_in_any_dress_is_read(cell, order, day):
    assert parse_moment(cell, order).day == date(*day)


@pytest.mark.parametrize(
    "cell", ["31/02/2026", "0206-05-01", "2026-13-01", "yesterday", "12", "5 Feb", "2026-06-01 25:00"]
)
def test_day_that_is_none_says_why(cell):
    problem = parse_moment(cell, "dmy")
    assert problem.reason
    assert problem.fix


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d-%b-%Y", "%B %d, %Y", "%a, %d %b %Y"]),
)
def test_dates_round_trip(day, form):
    assert parse_moment(day.strftime(form), "dmy") == Moment(day)


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr"]),
    st.sampled_from(["long", "d MMMM yyyy"]),
)
def test_month_names_of_any_locale_round_trip(day, locale, form):
    from babel.dates import format_date

    assert parse_moment(format_date(day, form, locale=locale), "dmy") == Moment(day)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("July 8, 2025 - July 31, 2025", 2),
        ("1 June 2026 - 25 June 2026", 2),
        ("All time", 0),
        ("Report Start: 5/1/2026, 12:00 AM", 1),
        ("Jun 1 - Jun 25, 2026", 2),
    ],
)
def test_title_dates_are_found(line, count):
    assert len(dates_in_text(line)) == count


def test_date_order_is_decided_by_the_whole_column(write):
    rows = "".join(f"{day % 12 + 1:02d}/{(day + 3) % 12 + 1:02d}/2026,A,1,1\n" for day in range(3_000))
    path = write("Date,Campaign name,Impressions,Amount spent (EUR)\n" + rows + "25/01/2026,A,1,1\n")
    plan = inspect(path, "r.csv")
    assert (plan.date_order, plan.questions) == ("dmy", [])


def test_ambiguous_dates_are_asked_and_the_answer_is_used(write):
    path = write("Date,Campaign name,Impressions,Amount spent (EUR)\n01/09/2026,A,1,1\n02/09/2026,A,1,1\n")
    plan = inspect(path, "r.csv")
    assert [question.field for question in plan.questions] == ["date_order"]
    with pytest.raises(AppError) as caught:
        next(read_facts(path, plan))
    assert caught.value.code is ErrorCode.IMPORT_NEEDS_INPUT
    (batch,) = read_facts(path, inspect(path, "r.csv", ImportOptions(date_order="mdy")))
    assert batch.date == [date(2026, 1, 9), date(2026, 2, 9)]


def test_decimal_sign_found_far_down_the_file(write):
    rows = "2026-06-01;A;1;1.234\n" * 3_000
    path = write("Date;Campaign name;Impressions;Amount spent (EUR)\n" + rows + "2026-06-01;A;1;5,50\n")
    plan = inspect(path, "r.csv")
    assert not plan.questions
    total = sum(sum(batch.spend) for batch in read_facts(path, plan))
    assert total == to_micros(3_000 * 1234 + Decimal("5.5"))


def test_open_decimal_sign_is_asked(write):
    path = write("Date;Campaign name;Amount spent (EUR)\n2026-06-01;A;1.234\n")
    assert [question.field for question in inspect(path, "r.csv").questions] == ["decimal"]
    (batch,) = read_facts(path, inspect(path, "r.csv", ImportOptions(decimal=",")))
    assert batch.spend == [1_234_000_000]


def test_counts_with_groups_tell_the_decimal_sign(facts):
    batch = facts("Date;Campaign name;Impressions;Amount spent (EUR)\n2026-06-01;A;1.234;1.500\n")
    assert (batch.impressions, batch.spend) == ([1234], [1_500_000_000])


@pytest.mark.parametrize(
    ("header", "cell", "currency"),
    [
        ("Amount spent (EUR)", "5", "EUR"),
        ("Cost", "US$5.00", "USD"),
        ("Cost", "£5.00", "GBP"),
        ("Cost (€)", "5", "EUR"),
    ],
)
def test_currency_is_found_in_header_or_cells(facts, header, cell, currency):
    batch = facts(f"Day,Campaign,Impr.,Avg. CPC,{header}\n2026-06-01,A,1,1,{cell}\n")
    assert (batch.currency, batch.spend) == ([currency], [5_000_000])


def test_missing_currency_is_asked_and_the_answer_is_used(write):
    path = write("Day,Campaign,Impr.,Avg. CPC,Cost\n2026-06-01,A,1,1,$5\n")
    (question,) = inspect(path, "r.csv").questions
    assert (question.field, question.choices[0]) == ("currency", "USD")
    assert not inspect(path, "r.csv", ImportOptions(currency="CAD")).questions


def test_negative_percent_and_error_cells_are_rejected_with_a_fix(facts):
    text = (
        "Day,Campaign,Currency code,Impr.,Cost\n2026-06-01,A,EUR,1,-5\n2026-06-01,A,EUR,-1,5\n"
        "2026-06-01,A,EUR,1,5%\n2026-06-01,A,EUR,1.5,#REF!\n2026-06-01,A,XQ9,1,1\n"
    )
    batch = facts(text)
    assert len(batch) == 0
    assert batch.rejected == 5
    assert [(problem.line, problem.column, problem.value) for problem in batch.rejects] == [
        (2, "Cost", "-5"),
        (3, "Impr.", "-1"),
        (4, "Cost", "5%"),
        (5, "Impr.", "1.5"),
        (5, "Cost", "#REF!"),
        (6, "Currency code", "XQ9"),
    ]


def test_clicks_above_impressions_warn_and_stay(facts):
    batch = facts("Day,Campaign,Currency code,Impr.,Clicks,Cost,Conversions\n2026-06-01,A,EUR,1,5,1,0.33\n")
    assert batch.clicks == [5]
    assert batch.conversions == [330_000]
    assert [(problem.line, problem.severity) for problem in batch.warnings] == [(2, "warning")]


def test_formulas_stay_text_and_rounded_ids_are_told(write):
    path = write(
        "Day,Campaign name,Ad ID,Ad name,Impressions,Amount spent (EUR)\n2026-06-01,"
        '"=HYPERLINK(""http://x"")",1.2E+17,+1,1,1\n'
    )
    shown = preview(path, "r.csv")
    assert shown.rows_rejected == 0
    assert any(problem.severity == "warning" and problem.value == "1.2E+17" for problem in shown.problems)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Germany", "DE"),
        ("deutschland", "DE"),
        ("USA", "US"),
        ("us", "US"),
        ("GBR", "GB"),
        ("276", "DE"),
        ("2840", "US"),
        ("日本", "JP"),
        ("", ""),
        ("Atlantis", "ZZ"),
        ("UK", "GB"),
    ],
)
def test_country_is_brought_to_its_code(cell, code):
    assert find_country(cell) == code


@pytest.mark.parametrize(
    ("cell", "band"),
    [
        ("18–24", "18-24"),
        ("18 to 24", "18-24"),
        ("65+", "65+"),
        ("AGE_RANGE_18_24", "18-24"),
        ("AGE_RANGE_65_UP", "65+"),
        ("Undetermined", "unknown"),
        ("", "unknown"),
        ("AGE_55_100", "55+"),
        (">64", "65+"),
        ("under 18", "<18"),
    ],
)
def test_age_band_is_brought_to_one_form(cell, band):
    assert find_age(cell) == band


@pytest.mark.parametrize(
    ("cell", "gender"),
    [
        ("M", "male"),
        ("F", "female"),
        ("männlich", "male"),
        ("Femmes", "female"),
        ("Undetermined", "unknown"),
        ("", "unknown"),
        ("Non-binary", "non-binary"),
    ],
)
def test_gender_is_brought_to_one_form(cell, gender):
    assert find_gender(cell) == gender


def test_unrecognized_country_keeps_its_name_in_the_identity(facts):
    batch = facts(
        "Day,Campaign,Country,Currency code,Impr.,Cost\n2026-06-01,A,Atlantis,EUR,1,1\n2026-06-01,A,France,EUR,1,1\n"
    )
    assert batch.country == ["ZZ", "FR"]
    assert batch.extra == ["place=Atlantis", ""]


def test_explicit_rate_as_a_metric_is_refused(write):
    path = write("Day,Campaign,Impr.,CTR,Cost\n2026-06-01,A,1,50%,1\n")
    with pytest.raises(AppError) as caught:
        inspect(path, "r.csv", ImportOptions(mapping={Field.CLICKS: "CTR"}))
    assert caught.value.code is ErrorCode.INVALID
