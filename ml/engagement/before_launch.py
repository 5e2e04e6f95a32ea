"""Campaigns and ads that have not run: what the organization's campaigns like them had, and nothing of their own."""

from dataclasses import dataclass

import numpy as np

from ml.engagement import rates
from ml.engagement.in_flight import Fit, Prior


@dataclass(frozen=True)
class Expected:
    """A rate before launch by the mean and variance of its logarithm; `variance` is of what will be seen."""

    log_mean: float
    variance: float
    largest: float
    prior: Prior

    @property
    def middle(self) -> float:
        """The rate that is as likely to be passed as to be missed."""
        return float(min(np.exp(self.log_mean), self.largest))

    def interval(self, level: float, events: float = np.inf) -> tuple[float, float]:
        """Where the rate will lie, counted over so many expected events."""
        return rates.log_normal_interval(
            self.log_mean, self.variance + 1 / events, level, self.prior.pool.units + 1, self.largest
        )


def expect(fit: Fit, kind: str, values: dict[str, str]) -> Expected | None:
    """The rate `clicks` or `conversions` of something new with these fields.

    Parameters
    ----------
    fit : Fit
        Of a history without the campaign that is asked about; see `History.without`.
    values : dict
        Its fields. A value that was never seen widens the interval by how far such values usually lie apart.

    Returns
    -------
    Expected or None
        None where no campaign has delivered enough. The variance holds what is not known of the pool, how far campaigns
        with equal fields lie apart, and how far weeks ahead stray.
    """
    prior = fit.prior(kind, values) if fit.has_clicks else None
    if prior is None:
        return None
    ahead = (fit.click_spreads if kind == "clicks" else fit.conversion_spreads)[1]
    return Expected(prior.mean, prior.variance + ahead**2, 1.0 if kind == "clicks" else np.inf, prior)
