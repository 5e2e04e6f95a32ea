"""Cutting a range of days into whole blocks and the days around them."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from data.queries.blocks import DAILY, LEVELS, Range, block_of, cut

LENGTHS = {DAILY: 1} | {kind: days for _, kind, days in LEVELS}
DAYS = st.dates()


def days_of(kind: str, starts: Range) -> list[int]:
    """Every day that the piece stands for."""
    return list(range(starts[0].toordinal(), starts[1].toordinal() + LENGTHS[kind]))


@given(DAYS, st.integers(0, 900))
def test_a_range_is_cut_into_pieces_that_hold_each_day_once(first: dt.date, length: int) -> None:
    last = dt.date.fromordinal(min(first.toordinal() + length, dt.date.max.toordinal()))
    days = [day for kind, starts in cut((first, last)) for day in days_of(kind, starts)]
    assert days == list(range(first.toordinal(), last.toordinal() + 1))


@given(DAYS, st.integers(0, 900))
def test_pieces_start_where_blocks_do_and_are_few(first: dt.date, length: int) -> None:
    last = dt.date.fromordinal(min(first.toordinal() + length, dt.date.max.toordinal()))
    read = 0
    for kind, starts in cut((first, last)):
        days = LENGTHS[kind]
        assert [block_of(start, days)[0] for start in starts] == list(starts)
        read += len(days_of(kind, starts)) // days
    # Six days and three weeks at either end at the most.
    assert read <= 2 * 6 + 2 * 3 + (length + 1) // 28


def test_blocks_start_on_mondays_and_a_week_lies_in_one_block_of_four() -> None:
    day = dt.date(2026, 3, 1)
    assert block_of(day, 7) == (dt.date(2026, 2, 23), day)
    assert block_of(day, 28) == (dt.date(2026, 2, 2), day)
    assert cut((day, day)) == [(DAILY, (day, day))]
    assert cut(block_of(day, 28)) == [("audience_28", (dt.date(2026, 2, 2), dt.date(2026, 2, 2)))]


def test_a_range_that_ends_before_it_starts_is_nothing() -> None:
    assert cut((dt.date(2026, 3, 2), dt.date(2026, 3, 1))) == []


def test_the_first_and_the_last_day_of_the_calendar_are_no_obstacle() -> None:
    pieces = cut((dt.date.min, dt.date.max))
    assert sum(len(days_of(*piece)) for piece in pieces) == dt.date.max.toordinal()
