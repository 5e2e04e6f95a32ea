"""From the controls of the import's second step to options: only what changed is said."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from callbacks._import_choices import options_from
from domain.errors import AppError
from domain.imports import Field
from domain.platforms import Platform

KEYS = {"0": "When", "1": "Name", "2": "Money", "3": "Gain"}
DRAWN = {"0": "date", "1": "campaign", "2": "spend", "3": "none"}


def used(**changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "options": {"source": "auto"},
        "remembered": {},
        "keys": KEYS,
        "drawn": {"map": DRAWN, "answers": {"source": "auto"}, "period": [None, None]},
        "ready": True,
    }
    return base | changes


def choices(**changes: Any) -> dict[str, Any]:
    return {"map": dict(DRAWN), "answers": {"source": "auto"}, "period": [None, None]} | changes


def test_untouched_controls_say_nothing() -> None:
    options = options_from(choices(), used())
    assert options.mapping is None
    assert options.source == "auto"
    assert options_from(None, used()) == options


def test_changed_column_closes_its_old_field_and_takes_the_new_one() -> None:
    options = options_from(choices(map={**DRAWN, "2": "revenue", "3": "spend"}), used())
    assert options.mapping == {Field.SPEND: "Gain", Field.REVENUE: "Money"}


def test_column_set_to_nothing_closes_its_field() -> None:
    for nothing in ("none", None):
        options = options_from(choices(map={**DRAWN, "2": nothing}), used())
        assert options.mapping == {Field.SPEND: ""}


def test_two_columns_for_one_field_are_refused_with_their_names() -> None:
    with pytest.raises(AppError, match="“Money” and “Gain” are both set to spend") as error:
        options_from(choices(map={**DRAWN, "3": "spend"}), used())
    assert error.value.details["fields"][0]["field"] == "mapping.spend"


def test_remembered_corrections_stay_beside_a_new_one() -> None:
    options = options_from(choices(map={**DRAWN, "3": "revenue"}), used(remembered={"spend": "Money"}))
    assert options.mapping == {Field.SPEND: "Money", Field.REVENUE: "Gain"}


def test_earlier_corrections_of_this_preview_stay() -> None:
    before = used(options={"source": "auto", "mapping": {"spend": "Money"}}, remembered={"spend": "Gain"})
    assert options_from(choices(), before).mapping == {Field.SPEND: "Money"}


def test_answers_become_options_and_empty_ones_are_left_out() -> None:
    answers = {"source": "auto", "platform": "tiktok", "currency": "EUR", "date_order": None, "decimal": ""}
    options = options_from(choices(answers=answers, period=["2026-01-01T00:00:00", "2026-01-31"]), used())
    assert (options.platform, options.currency) == (Platform.TIKTOK, "EUR")
    assert (options.period_start, options.period_end) == (date(2026, 1, 1), date(2026, 1, 31))
    assert options.date_order is None


def test_half_a_period_is_no_answer() -> None:
    assert options_from(choices(period=["2026-01-01", None]), used()).period_start is None


def test_chosen_conversions_become_part_of_the_mapping() -> None:
    options = options_from(choices(answers={"source": "auto", "conversions": "Gain"}), used())
    assert options.mapping == {Field.CONVERSIONS: "Gain"}


def test_another_source_drops_the_mapping_of_the_first() -> None:
    before = used(options={"source": "auto", "mapping": {"spend": "Money"}, "currency": "EUR"})
    options = options_from(choices(answers={"source": "meta"}, map={**DRAWN, "3": "revenue"}), before)
    assert (options.source, options.mapping, options.currency) == ("meta", None, "EUR")


def test_value_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValidationError):
        options_from(choices(answers={"source": "auto", "platform": "myspace"}), used())
