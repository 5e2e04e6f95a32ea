"""Numbers, money and dates in words: the ends of their ranges and what is undefined."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import formats


@pytest.mark.parametrize(
    ("value", "short", "full"),
    [
        (None, "–", "–"),
        (0, "0", "0"),
        (7, "7", "7"),
        (9999, "9,999", "9,999"),
        (10_000, "10k", "10,000"),
        (12_431, "12.4k", "12,431"),
        (999_949, "1M", "999,949"),
        (999_400, "999k", "999,400"),
        (1_234_567, "1.23M", "1,234,567"),
        (98_700_000_000, "98.7B", "98,700,000,000"),
        (Decimal("5e15"), "5,000T", "5,000,000,000,000,000"),
        (-12_431, "−12.4k", "−12,431"),
        (Decimal("97.50"), "97.5", "97.5"),
        (Decimal("187.34"), "187", "187.34"),
        (Decimal("0.25"), "0.25", "0.25"),
        (float("nan"), "–", "–"),
        (float("inf"), "–", "–"),
    ],
)
def test_count_is_short_and_full(value, short, full):
    assert formats.count(value) == (short, full)


@pytest.mark.parametrize(
    ("value", "currency", "short", "full"),
    [
        (None, "USD", "–", "–"),
        (0, "USD", "$0.00", "$0.00"),
        (Decimal("0.0042"), "USD", "$0.0042", "$0.0042"),
        (Decimal("0.65"), "USD", "$0.65", "$0.65"),
        (Decimal("1234.5"), "EUR", "€1,235", "€1,234.50"),
        (Decimal("12431.07"), "USD", "$12.4k", "$12,431.07"),
        (Decimal("-12431.07"), "GBP", "−£12.4k", "−£12,431.07"),
        (Decimal("4e12"), "USD", "$4T", "$4,000,000,000,000.00"),
        (1234, "JPY", "¥1,234", "¥1,234"),
        (Decimal("0.4"), "JPY", "¥0.40", "¥0.40"),
        (5, "CHF", "CHF\u00a05.00", "CHF\u00a05.00"),
        (5, None, "5.00", "5.00"),
    ],
)
def test_money_carries_its_currency(value, currency, short, full):
    assert formats.money(value, currency) == (short, full)


@pytest.mark.parametrize(
    ("value", "short"),
    [
        (None, "–"),
        (0, "0.00%"),
        (0.0123, "1.23%"),
        (0.00004, "0.0040%"),
        (0.5, "50.0%"),
        (12.5, "1250%"),
        (-0.031, "−3.10%"),
    ],
)
def test_percent_keeps_what_counts(value, short):
    assert formats.percent(value).short.replace(",", "") == short


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0, "0.0%"), (0.0001, "0.0%"), (0.123, "+12.3%"), (-0.04, "−4.0%"), (25.0, "+2,500%")],
)
def test_signed_percent_has_its_sign_and_no_signed_zero(value, text):
    assert formats.signed_percent(value) == text


def test_multiple_is_marked():
    assert formats.multiple(3.417) == ("3.42×", "3.42×")
    assert formats.multiple(None) == ("–", "–")


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (None, None, "–"),
        (date(2026, 11, 3), None, "3 Nov 2026"),
        (date(2026, 11, 3), date(2026, 11, 3), "3 Nov 2026"),
        (date(2026, 11, 3), date(2026, 11, 9), "3–9 Nov 2026"),
        (date(2026, 10, 23), date(2026, 11, 19), "23 Oct – 19 Nov 2026"),
        (date(2025, 12, 31), date(2026, 1, 1), "31 Dec 2025 – 1 Jan 2026"),
    ],
)
def test_day_range_says_nothing_twice(first, last, text):
    assert formats.day_range(first, last) == text


def test_moment_is_in_utc():
    berlin = timezone(timedelta(hours=1))
    assert formats.moment(datetime(2026, 11, 3, 0, 5, tzinfo=berlin)) == "2 Nov 2026, 23:05 UTC"
    assert formats.moment(datetime(2026, 11, 3, 14, 5, tzinfo=UTC)) == "3 Nov 2026, 14:05 UTC"
    assert formats.moment(None) == "–"


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 kB"), (209_715_200, "200 MB"), (5 * 1024**3, "5.0 GB")],
)
def test_file_size_counts_in_steps_of_1024(size, text):
    assert formats.file_size(size) == text


@given(st.decimals(min_value=Decimal("-4e12"), max_value=Decimal("4e12"), places=6))
def test_any_amount_is_written_with_its_sign_once(amount):
    for text in formats.money(amount, "USD"):
        assert "-" not in text
        assert text.count("−") <= 1
        assert "$" in text
        assert len(formats.money(amount, "USD").short) <= len("−$999.99k") + 1
