"""A campaign's performance among the organization's own, 0 to 1: what rules about pausing and raising go by.

A random forest learns from campaign x week rows which campaigns will do well in the next four weeks; with too few rows
the place that the campaign has now is given, and the note says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ml.engagement.config import Config
from ml.engagement.inputs import CampaignHistory, Days, Floats, History
from ml.engagement.weeks import WEEK, recency

MIN_CAMPAIGNS, MIN_FOREST_CAMPAIGNS, MIN_ROWS, MAX_ROWS = 3, 8, 120, 1000
_SPAN, _TREES, _DEPTH, _LEAF, _FOLDS = 4, 40, 6, 15, 4
_AMOUNTS = ("impressions", "clicks", "conversions", "spend", "revenue")
TOO_FEW = "A place among campaigns needs at least three that have spent."


@dataclass(frozen=True)
class Performance:
    """Scores by campaign. `method` is `forest` or `place`; `error` the mean absolute error on campaigns held out."""

    scores: dict[str, float]
    method: str
    note: str
    error: float | None = None
    place_error: float | None = None


@dataclass(frozen=True)
class _Grid:
    """Campaign x calendar week sums, the newest week last, and each campaign's income per money over the usual."""

    sums: dict[str, Floats]
    keys: tuple[str, ...]
    codes: Floats

    @cached_property
    def places(self) -> Floats:
        """The place of each campaign by the four weeks before each week, shape (campaigns, weeks + 1)."""
        count = self.sums["spend"].shape[1]
        found = [_rank(_yield(self, slice(max(week - _SPAN, 0), week))) for week in range(count + 1)]
        return np.array(found).T


def rate_performance(history: History, seed: int = 0) -> Performance:
    """Score every campaign that has spent.

    Returns
    -------
    Performance
        A score is the share of the organization's campaigns that do worse, as expected for the next four weeks: 0.5 is
        the middle. Worse means less income for the money: revenue, or conversions where a currency has no revenue, or
        clicks where it has no conversions. Campaigns are compared within their currency's usual income.

    Notes
    -----
    Forecasts are calibrated: on campaigns held out, a monotone curve turns what the forest says into the mean place
    that such campaigns reached. It ranks; an organization whose campaigns are all bad has one at the top too.
    Breiman (2001), Random forests; Zadrozny and Elkan (2002) for isotonic calibration.
    """
    campaigns = [campaign for campaign in history.campaigns if campaign.spend.sum() > 0]
    if len(campaigns) < MIN_CAMPAIGNS:
        return Performance({}, "none", TOO_FEW)
    grid = _grid(campaigns)
    places = _places_now(grid)
    rows = _rows(grid)
    if len(campaigns) < MIN_FOREST_CAMPAIGNS or len(rows[1]) < MIN_ROWS:
        note = f"Place among {len(campaigns)} campaigns by recent income for the money; too few weeks to learn from."
        return Performance(places, "place", note)
    return _by_forest(grid, *rows, seed)


def _by_forest(grid: _Grid, table: Floats, target: Floats, groups: Days, seed: int) -> Performance:
    from sklearn.isotonic import IsotonicRegression
    from sklearn.model_selection import GroupKFold

    if len(target) > MAX_ROWS:
        chosen = np.sort(np.random.default_rng(seed).choice(len(target), MAX_ROWS, replace=False))
        table, target, groups = table[chosen], target[chosen], groups[chosen]
    held_out = np.zeros(len(target))
    for learned, tested in GroupKFold(_FOLDS).split(table, groups=groups):
        held_out[tested] = _forest(table[learned], target[learned], seed)(table[tested])
    curve = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(held_out, target)
    error = float(np.abs(curve.predict(held_out) - target).mean())
    place_error = float(np.abs(table[:, 0] - target).mean())
    now = np.array([_features(grid, row, _last_week(grid, row)) for row in range(len(grid.keys))])
    predicted = curve.predict(_forest(table, target, seed)(now))
    note = (
        f"Random forest on {len(target)} campaign weeks of your own; on campaigns held out its places are off by "
        f"{error:.2f} on average, where the present place alone is off by {place_error:.2f}."
    )
    scores = {key: float(np.clip(score, 0, 1)) for key, score in zip(grid.keys, predicted, strict=True)}
    return Performance(scores, "forest", note, error, place_error)


def _forest(table: Floats, target: Floats, seed: int) -> Callable[[Floats], Floats]:
    """Learn how far campaigns move from the place that they have; gives a function from features to places."""
    from sklearn.ensemble import RandomForestRegressor

    forest = RandomForestRegressor(
        _TREES, max_depth=_DEPTH, min_samples_leaf=_LEAF, max_features=0.5, random_state=seed, n_jobs=1
    ).fit(table, target - table[:, 0])
    return lambda rows: np.asarray(rows[:, 0] + forest.predict(rows))


def _grid(campaigns: list[CampaignHistory]) -> _Grid:
    end = max(int(campaign.last.max()) for campaign in campaigns)
    start = min(int(campaign.first.min()) for campaign in campaigns)
    count = (end - start) // WEEK + 1
    sums = {name: np.zeros((len(campaigns), count)) for name in (*_AMOUNTS, "income")}
    for row, campaign in enumerate(campaigns):
        newest, oldest = ((count - 1 - (end - day) // WEEK) for day in (campaign.last, campaign.first))
        long = newest - oldest > 1
        for name in _AMOUNTS:
            amounts = getattr(campaign, name)
            sums[name][row] = np.bincount(newest[~long], weights=amounts[~long], minlength=count)
            # A total of many days is spread over its weeks.
            for at in np.flatnonzero(long):
                sums[name][row, oldest[at] : newest[at] + 1] += amounts[at] / (newest[at] - oldest[at] + 1)
    currencies = np.array([campaign.currency for campaign in campaigns])
    for currency in set(currencies):
        mine = currencies == currency
        name = next((name for name in ("revenue", "conversions", "clicks") if sums[name][mine].sum() > 0), "clicks")
        usual = sums[name][mine].sum() / sums["spend"][mine].sum()
        # In units of the currency's usual income, so that 1 is as good as its campaigns are altogether.
        sums["income"][mine] = sums[name][mine] / usual if usual else sums["spend"][mine]
    fields = [sorted({campaign.values[name] for campaign in campaigns}) for name in ("platform", "objective")]
    codes = np.array(
        [[fields[at].index(c.values[name]) for at, name in enumerate(("platform", "objective"))] for c in campaigns],
        float,
    )
    return _Grid(sums, tuple(campaign.key for campaign in campaigns), codes)


def _yield(grid: _Grid, weeks: slice) -> Floats:
    """Income for the money over some weeks, a little of the usual mixed in; NaN where nothing was spent."""
    spend = grid.sums["spend"][:, weeks].sum(axis=1)
    typical = np.median(spend[spend > 0]) if (spend > 0).any() else 1.0
    smoothed = (grid.sums["income"][:, weeks].sum(axis=1) + 0.05 * typical) / (spend + 0.05 * typical)
    return np.where(spend > 0, smoothed, np.nan)


def _rank(values: Floats) -> Floats:
    """Share of the others below, ties in the middle, inside (0, 1); NaN stays."""
    known = ~np.isnan(values)
    found = np.full(len(values), np.nan)
    if known.any():
        below = (values[known][None, :] < values[known][:, None]).sum(axis=1)
        equal = (values[known][None, :] == values[known][:, None]).sum(axis=1)
        found[known] = (below + equal / 2) / known.sum()
    return found


def _rows(grid: _Grid) -> tuple[Floats, Floats, Days]:
    """Features at the end of a week, the place in the four weeks after it, and whose row it is."""
    count = grid.sums["spend"].shape[1]
    table, target, groups = [], [], []
    for week in range(_SPAN, count - _SPAN + 1):
        later = _rank(_yield(grid, slice(week, week + _SPAN)))
        for row in np.flatnonzero(~np.isnan(later) & (grid.sums["spend"][:, week - 1] > 0)):
            table.append(_features(grid, int(row), week))
            target.append(later[row])
            groups.append(row)
    return np.array(table), np.array(target), np.array(groups, dtype=np.int64)


def _features(grid: _Grid, row: int, week: int) -> list[float]:
    """What is known at the start of a week: place, rates, prices, trend, size and age."""
    past = slice(max(week - _SPAN, 0), week)
    own = {name: values[row, past] for name, values in grid.sums.items()}
    total = {name: float(values.sum()) for name, values in own.items()}
    place = grid.places[row, week]
    half = max(len(own["spend"]) // 2, 1)
    ratios = [
        ("clicks", "impressions"), ("conversions", "clicks"), ("clicks", "spend"), ("impressions", "spend"),
        ("income", "spend"),
    ]  # fmt: skip
    logs = [float(np.log((total[a] + 0.5) / (total[b] + 1.0))) for a, b in ratios]
    newer = (own["income"][-half:].sum() + 0.5) / (own["spend"][-half:].sum() + 0.5)
    older = (own["income"][:-half].sum() + 0.5) / (own["spend"][:-half].sum() + 0.5)
    share = total["spend"] / max(float(grid.sums["spend"][:, past].sum()), 1e-9)
    age = week - int(np.argmax(grid.sums["spend"][row] > 0))
    return [0.5 if np.isnan(place) else float(place), *logs, float(np.log(newer / older)), share, age, *grid.codes[row]]


def _last_week(grid: _Grid, row: int) -> int:
    return int(np.flatnonzero(grid.sums["spend"][row] > 0)[-1]) + 1


def _places_now(grid: _Grid) -> dict[str, float]:
    values = []
    for row in range(len(grid.keys)):
        # Counted back from each campaign's own last week, so that one that ended is judged by how it ended.
        last = _last_week(grid, row)
        weights = recency(last, Config())
        spent = float(weights @ grid.sums["spend"][row, :last])
        values.append(float(weights @ grid.sums["income"][row, :last]) / max(spent, 1e-9))
    return {key: float(place) for key, place in zip(grid.keys, _rank(np.array(values)), strict=True)}
