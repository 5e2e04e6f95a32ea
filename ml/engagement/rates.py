"""Rates pooled over units by their fields: a Poisson regression whose effects are shrunk as the data say.

Conjugate posteriors for one unit (beta-binomial, gamma-Poisson) build on what the pool says of units like it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ml.engagement.config import Config
from ml.engagement.inputs import Floats

_ROUNDS, _STEPS = 12, 25
_MAX_EFFECT = 3.0
_MAX_VARIANCE = 2.0
"""Of a log-rate when its mean is taken: beyond, the mean of a log-normal says nothing about what is usual."""
_LARGEST_RATE = 0.95


@dataclass(frozen=True)
class Pool:
    """What an organization's units say about a rate.

    log rate = base + one effect for each field + the unit's own deviation, which is normal with `unit_spread`.

    Attributes
    ----------
    base : float
        Log of the typical (median) rate.
    effects : dict of dict
        For each field the effect of each value on the log-rate; sums to about 0 over the values.
    unit_spread : float
        Standard deviation of units with equal fields.
    covariance : array, shape (p, p)
        Of base, slopes and effects in the order of `columns`.
    units : int
        How many units stand behind it.
    """

    base: float
    effects: dict[str, dict[str, float]]
    slopes: Floats
    spreads: dict[str, float]
    unit_spread: float
    covariance: Floats
    columns: dict[tuple[str, str], int]
    units: int

    def contributions(self, values: dict[str, str]) -> dict[str, float]:
        """The effect of each field on the log-rate; 0 for a value that was never seen."""
        return {name: table.get(values.get(name, ""), 0.0) for name, table in self.effects.items()}

    @property
    def usual(self) -> float:
        """The typical (median) rate."""
        return float(np.exp(self.base))

    def predict(self, values: dict[str, str], slopes_at: Floats | None = None) -> tuple[float, float]:
        """Mean and variance of the log-rate of a new unit, its own deviation included."""
        row = np.zeros(len(self.covariance))
        row[0] = 1.0
        mean, unseen = self.base, 0.0
        if slopes_at is not None:
            row[1 : 1 + len(self.slopes)] = slopes_at
            mean += float(self.slopes @ slopes_at)
        for name, table in self.effects.items():
            value = values.get(name, "")
            if value not in table:
                unseen += self.spreads[name] ** 2
            elif (name, value) in self.columns:
                row[self.columns[name, value]] = 1.0
                mean += table[value]
        return mean, float(row @ self.covariance @ row) + unseen + self.unit_spread**2


@dataclass(frozen=True)
class _Design:
    """The matrix of the regression: a column for the base, for slopes, and for each value of each field."""

    matrix: Floats
    columns: dict[tuple[str, str], int] = field(default_factory=dict)
    owners: tuple[str, ...] = ()
    """The field of each column after the slopes."""
    slopes: int = 0


def fit_pool(
    values: Sequence[dict[str, str]],
    counts: Floats,
    exposures: Floats,
    noise: Floats,
    config: Config,
    slopes: Floats | None = None,
    names: Sequence[str] | None = None,
    known: Pool | None = None,
) -> Pool:
    """Fit log(rate) = base + field effects + slopes, units being overdispersed.

    Penalized quasi-likelihood: a Poisson regression with a deviation of each unit, linearized around the most likely
    deviations. Effects have a normal prior whose spread is estimated beside them (EM), mixed with the configuration's
    starting values; the unit spread is the one under which weighted squared residuals are as large as expected.

    Parameters
    ----------
    values : one dict of fields for each unit
    counts : array, shape (units,)
        Events, at least 0; fractions are fine.
    exposures : array, shape (units,)
        What the rate is per, above 0.
    noise : array, shape (units,)
        Variance of a unit's log-rate beyond chance, such as from unsteady weeks.
    slopes : array, shape (units, k), optional
        Numbers that are known of each unit; their effect is hardly shrunk.
    known : Pool, optional
        A fit of these units and more whose spreads are taken over, which saves estimating them again.

    Notes
    -----
    Misleads where fields stand for something else that changes at the same time: effects are associations.
    Breslow and Clayton (1993), Approximate inference in generalized linear mixed models.
    """
    fields = list(names) if names is not None else sorted({key for row in values for key in row})
    design = _design(values, slopes, fields)
    spreads = {owner: known.spreads[owner] if known else config.spread_of(owner) for owner in design.owners}
    unit_spread = known.unit_spread if known else config.campaign_spread
    start = np.zeros(design.matrix.shape[1])
    start[0] = np.log((counts.sum() + 0.5) / (exposures.sum() + 0.5))
    beta, covariance = start, np.eye(len(start))
    for _ in range(_ROUNDS):
        before = (unit_spread, dict(spreads))
        beta, covariance, working, mu = _solve(design, counts, exposures, noise, unit_spread, spreads, beta)
        if known is not None:
            break
        spreads = _new_spreads(design, beta, covariance, spreads, config)
        unit_spread = _new_unit_spread(working - design.matrix @ beta, 1 / mu + noise, config)
        if _is_settled(before, unit_spread, spreads):
            break
    # A field that is alike everywhere has no effect yet; another value of it is as far away as such values usually are.
    effects = {name: {row.get(name, ""): 0.0 for row in values} for name in fields}
    for (name, value), column in design.columns.items():
        effects[name][value] = float(beta[column])
    spreads = {name: spreads.get(name, config.spread_of(name)) for name in fields}
    return Pool(
        base=float(beta[0]), effects=effects, slopes=beta[1 : 1 + design.slopes], spreads=spreads,
        unit_spread=unit_spread, covariance=covariance, columns=design.columns, units=len(counts),
    )  # fmt: skip


def beta_prior(mean: float, variance: float) -> tuple[float, float]:
    """A beta distribution with the moments of a log-normal rate whose logarithm has this mean and variance."""
    rate = log_normal_mean(mean, variance, _LARGEST_RATE)
    strength = max((1 - rate) / (rate * np.expm1(min(max(variance, 1e-9), _MAX_VARIANCE))) - 1, 0.05)
    return rate * strength, (1 - rate) * strength


def gamma_prior(mean: float, variance: float) -> tuple[float, float]:
    """Shape and rate of a gamma distribution with the moments of that log-normal."""
    shape = 1 / np.expm1(min(max(variance, 1e-9), _MAX_VARIANCE))
    return float(shape), float(shape / log_normal_mean(mean, variance))


def log_normal_mean(mean: float, variance: float, largest: float = np.inf) -> float:
    """The mean of a rate whose logarithm has this mean and variance, at most `largest`."""
    return float(min(np.exp(mean + min(variance, _MAX_VARIANCE) / 2), largest))


def log_normal_interval(
    mean: float, variance: float, level: float, freedom: float, largest: float = np.inf
) -> tuple[float, float]:
    """Central interval of a rate by its logarithm, with Student's quantiles: few units know their spread badly."""
    from scipy.stats import t

    reach = float(t.ppf((1 + level) / 2, max(freedom, 1.0))) * variance**0.5
    return float(min(np.exp(mean - reach), largest)), float(min(np.exp(mean + reach), largest))


def beta_posterior(prior: tuple[float, float], events: float, trials: float) -> tuple[float, float]:
    """Beta(a + events, b + trials - events): exact for binomial counts."""
    return prior[0] + events, prior[1] + max(trials - events, 0.0)


def gamma_posterior(prior: tuple[float, float], events: float, exposure: float) -> tuple[float, float]:
    """Gamma(a + events, b + exposure): exact for Poisson counts."""
    return prior[0] + events, prior[1] + exposure


def beta_interval(mean: float, relative_variance: float, level: float) -> tuple[float, float]:
    """Central interval of the beta distribution with this mean and relative variance, inside [0, 1].

    Close to 0 or 1 the mean of a skewed distribution may lie outside; the interval is widened to hold it.
    """
    from scipy.special import betaincinv

    mean = min(max(mean, 1e-12), 1 - 1e-9)
    strength = max((1 - mean) / (mean * max(relative_variance, 1e-12)) - 1, 0.02)
    tail = (1 - level) / 2
    low, high = betaincinv(mean * strength, (1 - mean) * strength, [tail, 1 - tail])
    return min(float(low), mean), max(float(high), mean)


def count_interval(mean: float, relative_variance: float, level: float) -> tuple[float, float]:
    """Central interval of a count: negative binomial with this mean, its rate varying by `relative_variance`."""
    from scipy.stats import nbinom, poisson

    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if mean <= 0:
        return 0.0, 0.0
    if relative_variance < 1e-9:
        low, high = poisson.ppf(tails, mean)
    else:
        size = 1 / relative_variance
        low, high = nbinom.ppf(tails, size, size / (size + mean))
    return max(float(low), 0.0), max(float(high), 0.0)


def _design(values: Sequence[dict[str, str]], slopes: Floats | None, names: Sequence[str]) -> _Design:
    count = 0 if slopes is None else slopes.shape[1]
    parts = [np.ones((len(values), 1))]
    if slopes is not None:
        parts.append(slopes)
    columns: dict[tuple[str, str], int] = {}
    owners: list[str] = []
    for name in names:
        # A field that is alike everywhere says nothing and would only blur the base.
        seen = sorted({row.get(name, "") for row in values})
        if len(seen) < 2:
            continue
        for value in seen:
            columns[name, value] = 1 + count + len(owners)
            owners.append(name)
            parts.append(np.array([[float(row.get(name, "") == value)] for row in values]))
    return _Design(np.hstack(parts), columns, tuple(owners), count)


def _solve(
    design: _Design, counts: Floats, exposures: Floats, noise: Floats, unit_spread: float,
    spreads: dict[str, float], beta: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:  # fmt: skip
    """Iterated weighted least squares; gives coefficients, covariance, the working response and expectations."""
    matrix = design.matrix
    penalty = np.concatenate(
        [[1e-6], np.full(design.slopes, 0.05), [1 / spreads[owner] ** 2 for owner in design.owners]]
    )
    offset = np.log(exposures)
    own = np.zeros(len(counts))
    spread = unit_spread**2 + noise
    left = _STEPS
    while True:
        left -= 1
        eta = np.clip(matrix @ beta + own, -40, 40)
        mu = np.maximum(np.exp(eta + offset), 1e-9)
        working = eta + np.clip((counts - mu) / mu, -_MAX_EFFECT, _MAX_EFFECT)
        weights = 1 / (1 / mu + spread)
        hessian = matrix.T @ (weights[:, None] * matrix) + np.diag(penalty)
        new = np.linalg.solve(hessian, matrix.T @ (weights * working))
        step = np.clip(new - beta, -_MAX_EFFECT, _MAX_EFFECT)
        beta = beta + step
        own = weights * spread * (working - matrix @ beta)
        if not left or np.abs(step).max() < 1e-6:
            break
    return beta, np.asarray(np.linalg.inv(hessian), dtype=np.float64), working, np.asarray(mu)


def _new_spreads(
    design: _Design, beta: Floats, covariance: Floats, spreads: dict[str, float], config: Config
) -> dict[str, float]:
    found = {}
    for name in spreads:
        columns = [1 + design.slopes + at for at, owner in enumerate(design.owners) if owner == name]
        size = float(np.sum(beta[columns] ** 2 + np.diag(covariance)[columns]))
        prior = config.prior_weight * config.spread_of(name) ** 2
        found[name] = float(np.sqrt((size + prior) / (len(columns) + config.prior_weight)))
    return found


def _new_unit_spread(residuals: Floats, variances: Floats, config: Config) -> float:
    """The spread under which squared residuals are as large as expected, `prior_weight` starting values mixed in."""
    squares = residuals**2
    weight, start = config.prior_weight, config.campaign_spread**2

    def excess(square: float) -> float:
        return float(np.sum(squares / (variances + square)) - len(squares) + weight * (start / square - 1))

    low, high = 1e-6, 9.0
    for _ in range(50):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return float((low * high) ** 0.25)


def _is_settled(before: tuple[float, dict[str, float]], unit_spread: float, spreads: dict[str, float]) -> bool:
    changes = [abs(before[0] - unit_spread), *(abs(before[1][name] - spreads[name]) for name in spreads)]
    return max(changes) < 1e-4
