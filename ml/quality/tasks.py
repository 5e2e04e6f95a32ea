"""What the analyzer of quality is asked. Light, so that services may know it without the analyzer's libraries."""

from dataclasses import dataclass

from domain.quality import Placement
from ml.content import AdContent


@dataclass(frozen=True)
class QualityTask:
    """One ad and where it is to stand."""

    content: AdContent
    placement: Placement = Placement.META_FEED
