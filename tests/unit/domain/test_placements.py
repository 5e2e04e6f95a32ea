"""Every placement has rules that fit together."""

import pytest

from domain.placements import PLACEMENTS, PlacementRules, find_placement, get_rules
from domain.platforms import Platform
from domain.quality import Placement


def test_every_placement_has_rules():
    assert set(PLACEMENTS) == set(Placement)


@pytest.mark.parametrize("rules", PLACEMENTS.values(), ids=lambda rules: rules.placement.value)
def test_rules_fit_together(rules: PlacementRules):
    for limit in (rules.headline_limit, rules.text_limit):
        assert 0 < limit.recommended <= limit.hard
    for shape in rules.shapes:
        wide, high = (float(part) for part in shape.ratio.split(":"))
        assert shape.aspect == pytest.approx(wide / high, rel=0.01)
        assert shape.min_width <= shape.width
        assert shape.min_width / shape.min_height == pytest.approx(shape.aspect, rel=0.01)
    if rules.safe_zone is not None:
        zone = rules.safe_zone
        assert 0 < zone.top + zone.bottom < 0.6
        assert zone.left + zone.right < 0.4
    assert rules.cta
    assert rules.source
    assert rules.label


def test_nearest_shape_needs_the_least_cropping():
    rules = get_rules(Placement.META_FEED)
    assert rules.nearest_shape(1.0).ratio == "1:1"
    assert rules.nearest_shape(0.7).ratio == "4:5"
    assert rules.nearest_shape(2.4).ratio == "1.91:1"
    assert get_rules(Placement.GOOGLE_SEARCH).nearest_shape(1.0) is None


@pytest.mark.parametrize(
    ("platform", "aspect", "placement"),
    [
        (Platform.META, 1.0, Placement.META_FEED),
        (Platform.META, 9 / 16, Placement.META_STORY),
        (Platform.GOOGLE_ADS, 1.91, Placement.GOOGLE_DISPLAY),
        (Platform.TIKTOK, 0.5, Placement.TIKTOK_FEED),
        (Platform.MICROSOFT, 1.0, Placement.META_FEED),
        (None, 1.9, Placement.META_FEED),
    ],
)
def test_placement_of_a_picture_is_the_one_that_shows_its_shape(platform, aspect, placement):
    assert find_placement(platform, aspect) is placement
