"""What the engagement analyzer is asked: an organization's figures as arrays, and a campaign or an ad of it.

Days are counted as `datetime.date.toordinal` counts them. Money is in units of the campaign's own currency.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Days = npt.NDArray[np.int64]
else:
    # The web process knows what is asked, and never loads what answers it (ADR 4).
    Floats = Days = Any
FIELDS = ("platform", "objective", "country", "category")
"""What is known of a campaign before it starts, in the order in which effects are told."""


@dataclass(frozen=True)
class CampaignHistory:
    """One campaign: its fields, and one entry for each day or longer period that has figures, the oldest first.

    Attributes
    ----------
    key : str
        Its id.
    values : dict of str
        A value for each of FIELDS; '' where it is not known.
    first, last : arrays of int, shape (periods,)
        First and last day of each period.
    impressions, clicks, conversions, spend, revenue : arrays of float, shape (periods,)
        Sums of the period, at least 0. Money counts in `currency` only.
    budget : float, optional
        What it is meant to spend.
    """

    key: str
    name: str
    values: dict[str, str]
    currency: str
    first: Days
    last: Days
    impressions: Floats
    clicks: Floats
    conversions: Floats
    spend: Floats
    revenue: Floats
    budget: float | None = None

    @property
    def has_delivered(self) -> bool:
        """Whether anything of its outcome is known."""
        return bool(self.impressions.sum() > 0)


@dataclass(frozen=True)
class History:
    """An organization's campaigns. `fingerprint` is equal for equal figures; fits are kept under it."""

    campaigns: tuple[CampaignHistory, ...]
    fingerprint: str

    def find(self, key: str) -> CampaignHistory | None:
        """The campaign of that id, or None."""
        return next((campaign for campaign in self.campaigns if campaign.key == key), None)

    def without(self, key: str) -> "History":
        """The history as if that campaign had never run: what a prediction before launch may see."""
        rest = tuple(campaign for campaign in self.campaigns if campaign.key != key)
        return History(rest, f"{self.fingerprint} without {key}")


@dataclass(frozen=True)
class AdDraft:
    """An ad that has not run: its fields, words and picture. `campaign` is the one whose outcome must not be seen."""

    values: dict[str, str]
    text: str = ""
    picture: bytes | None = field(default=None, repr=False)
    campaign: str = ""


@dataclass(frozen=True)
class EngagementQuestion:
    """A campaign of the history, or an ad."""

    history: History
    campaign: str | None = None
    ad: AdDraft | None = None


@dataclass(frozen=True)
class RoiQuestion:
    """A campaign, what a conversion of it is worth where revenue is not known, and how often a customer buys."""

    history: History
    campaign: str
    value: float | None = None
    orders: float | None = None
