"""The rules of placements as the scorer uses them. The data is `domain.placements`, so that pages may show it too."""

from domain.placements import PLACEMENTS, PlacementRules, SafeZone, Shape, TextLimit, get_rules

__all__ = ["PLACEMENTS", "PlacementRules", "SafeZone", "Shape", "TextLimit", "get_rules"]
