"""Sparklines stay in their box and are silent where there is no line."""

from hypothesis import given
from hypothesis import strategies as st

from components.sparks import spark_points, sparkline


@given(st.lists(st.floats(min_value=-1e12, max_value=1e12), min_size=2, max_size=90))
def test_points_stay_inside_the_box(values):
    assert all(0 <= x <= 84 and 0 <= y <= 30 for x, y in spark_points(values))


def test_fewer_than_two_known_values_are_no_line():
    assert sparkline([]) is None
    assert sparkline([1.0]) is None
    assert sparkline([None, 3.0, None]) is None


def test_a_sparkline_is_a_mask_without_characters_that_end_the_url():
    image = sparkline([1, 5, 3]).style["maskImage"]
    inside = image.removeprefix('url("').removesuffix('")')
    assert inside.startswith("data:image/svg+xml,")
    assert not set('"<>#()\\') & set(inside)


def test_many_values_are_thinned():
    assert sparkline(list(range(2000))).style["maskImage"].count("L") < 130
