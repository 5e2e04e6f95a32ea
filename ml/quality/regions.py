"""Parts of a picture in shares of its width and height, and how much of them a placement's own controls cover."""

from dataclasses import dataclass

from domain.placements import SafeZone
from domain.quality import ImageRegion


@dataclass(frozen=True)
class Box:
    """A rectangle; each value is a share in [0, 1]."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    @property
    def area(self) -> float:
        """Its share of the picture."""
        return self.width * self.height

    def inside(self, other: "Box") -> float:
        """Area of the part that lies in the other one, as a share of the picture."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, wide) * max(0.0, high)

    def region(self, feature: str, strength: float) -> ImageRegion:
        """The rectangle as the part of the picture that drove a feature; strength in [0, 1]."""
        return ImageRegion(
            feature=feature,
            left=round(self.left, 4),
            top=round(self.top, 4),
            width=round(self.width, 4),
            height=round(self.height, 4),
            strength=round(min(1.0, max(0.0, strength)), 4),
        )


def covered_share(boxes: tuple[Box, ...], zone: SafeZone) -> float:
    """Share of the boxes' area that the placement's controls cover, in [0, 1]; 0 without boxes."""
    whole = sum(box.area for box in boxes)
    return sum(_covered(box, zone) for box in boxes) / whole if whole else 0.0


def list_covered(boxes: tuple[Box, ...], zone: SafeZone) -> list[tuple[Box, float]]:
    """The boxes that reach into covered parts, each with the share of it that does."""
    found = [(box, _covered(box, zone) / box.area) for box in boxes if box.area]
    return [(box, share) for box, share in found if share > 0.01]


def _covered(box: Box, zone: SafeZone) -> float:
    free = Box(zone.left, zone.top, 1 - zone.left - zone.right, 1 - zone.top - zone.bottom)
    return box.area - box.inside(free)
