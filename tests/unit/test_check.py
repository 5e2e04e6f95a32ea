"""The last line of `make test`: the totals of its parts as one line, in pytest's form."""

import pytest

from scripts.check import add_up


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["4750 passed in 600.00s (0:10:00)", "60 passed in 300.00s (0:05:00)"], "4810 passed"),
        (["1 failed, 9 passed, 1 warning in 3.1s", "2 passed, 1 error, 2 rerun in 2s"],
         "1 failed, 11 passed, 1 warning, 1 error, 2 rerun"),
        (["9 passed, 13 warnings in 3.1s", "2 passed, 1 warning, 2 errors in 2s"], "11 passed, 14 warnings, 2 errors"),
        (["pytest said nothing", "no tests ran in 0.01s"], "no tests ran"),
    ],
)  # fmt: skip
def test_totals_are_sums_over_the_parts(lines: list[str], told: str) -> None:
    assert add_up(lines, 903.5) == f"{told} in 903.50s (0:15:03)"
