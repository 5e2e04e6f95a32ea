"""What a frame is: a headline and sentences with typed slots, the tones it suits and the kinds of offer it fits.

A slot is filled with a phrase of its kind only: `{verb}` takes "save two hours", never "waterproof". Sentences are
parted by `|`; one whose slots the brief cannot fill is left out, so that a frame works for thin briefs and rich ones.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from domain.quality import Placement

SLOT = re.compile(r"\{(\w+)\}")


class Family(StrEnum):
    """Channels whose ads are read alike."""

    SEARCH = "search"
    FEED = "feed"
    STORY = "story"
    PROFESSIONAL = "professional"
    MARKETPLACE = "marketplace"


class Tone(StrEnum):
    """Ways of speaking that frames are made for."""

    FRIENDLY = "friendly"
    PROFESSIONAL = "professional"
    PLAYFUL = "playful"
    URGENT = "urgent"
    BOLD = "bold"
    ELEGANT = "elegant"
    WARM = "warm"
    PLAIN = "plain"


class Sector(StrEnum):
    """What is offered, as far as the brief's words tell."""

    GOODS = "goods"
    SOFTWARE = "software"
    SERVICE = "service"
    FINANCE = "finance"
    CAUSE = "cause"
    OTHER = "other"


@dataclass(frozen=True)
class Frame:
    """A pattern. Empty `tones` suit every tone, empty `sectors` everything that is offered."""

    name: str
    tones: frozenset[Tone]
    headline: str
    sentences: tuple[str, ...]
    sectors: frozenset[Sector] = frozenset()

    @property
    def needs(self) -> frozenset[str]:
        """The slots of the headline, without which the frame cannot be used."""
        return frozenset(SLOT.findall(self.headline))


FAMILIES: dict[Placement, Family] = {
    Placement.GOOGLE_SEARCH: Family.SEARCH,
    Placement.MICROSOFT_SEARCH: Family.SEARCH,
    Placement.GOOGLE_DISPLAY: Family.FEED,
    Placement.META_FEED: Family.FEED,
    Placement.INSTAGRAM_FEED: Family.FEED,
    Placement.X_FEED: Family.FEED,
    Placement.REDDIT_FEED: Family.FEED,
    Placement.PINTEREST_PIN: Family.FEED,
    Placement.YOUTUBE_IN_FEED: Family.FEED,
    Placement.META_STORY: Family.STORY,
    Placement.INSTAGRAM_REEL: Family.STORY,
    Placement.TIKTOK_FEED: Family.STORY,
    Placement.SNAPCHAT_AD: Family.STORY,
    Placement.LINKEDIN_FEED: Family.PROFESSIONAL,
    Placement.AMAZON_SPONSORED: Family.MARKETPLACE,
}


def make_frames(family: Family, rows: str) -> tuple[Frame, ...]:
    """Frames from a table: name; tones; headline; sentences; and where it is not for all, sectors."""
    return tuple(_frame(family, [cell.strip() for cell in line.split(";")]) for line in rows.strip().splitlines())


def _frame(family: Family, cells: list[str]) -> Frame:
    name, tones, headline, sentences, *sectors = cells
    return Frame(
        f"{family.value}.{name}",
        frozenset(Tone(word) for word in tones.split()),
        headline,
        tuple(sentence.strip() for sentence in sentences.split("|")),
        frozenset(Sector(word) for word in " ".join(sectors).split()),
    )


@lru_cache(maxsize=1)
def frames_by_family() -> dict[Family, tuple[Frame, ...]]:
    """All frames."""
    from ml.generation import frames_feed, frames_marketplace, frames_professional, frames_search, frames_story

    return {
        Family.SEARCH: make_frames(Family.SEARCH, frames_search.ROWS),
        Family.FEED: make_frames(Family.FEED, frames_feed.ROWS),
        Family.STORY: make_frames(Family.STORY, frames_story.ROWS),
        Family.PROFESSIONAL: make_frames(Family.PROFESSIONAL, frames_professional.ROWS),
        Family.MARKETPLACE: make_frames(Family.MARKETPLACE, frames_marketplace.ROWS),
    }


def frames_for(placement: Placement) -> tuple[Frame, ...]:
    """The frames of a placement's family."""
    return frames_by_family()[FAMILIES[placement]]
