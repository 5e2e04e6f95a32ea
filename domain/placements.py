"""What each placement takes: text limits, shapes, sizes, buttons, and what its own controls cover. Pure data.

Every figure is what the platform's published guide for advertisers says; `source` names the guide in words. Guides
change: a figure here is a default to check a draft against, not a promise that the platform accepts it.
"""

from domain.contracts import Contract
from domain.platforms import Platform
from domain.quality import Placement


class TextLimit(Contract):
    """Lengths in characters: beyond `recommended` it may be cut off on screen, beyond `hard` it is refused."""

    recommended: int
    hard: int


class Shape(Contract):
    """A shape that the placement shows whole: `ratio` as people write it, and sizes in pixels."""

    ratio: str
    width: int
    height: int
    min_width: int
    min_height: int

    @property
    def aspect(self) -> float:
        """Width divided by height."""
        return self.width / self.height


class SafeZone(Contract):
    """Shares of the picture's height and width, from each edge, that names, captions and buttons may cover."""

    top: float = 0.0
    bottom: float = 0.0
    left: float = 0.0
    right: float = 0.0


class PlacementRules(Contract):
    """The rules of one placement. Without shapes it shows no picture; the first shape is the one to prefer."""

    placement: Placement
    label: str
    platform: Platform
    headline_limit: TextLimit
    text_limit: TextLimit
    cta: tuple[str, ...]
    shapes: tuple[Shape, ...]
    safe_zone: SafeZone | None
    source: str

    @property
    def aspects(self) -> tuple[float, ...]:
        """The aspect ratios, width divided by height."""
        return tuple(shape.aspect for shape in self.shapes)

    def nearest_shape(self, aspect: float) -> Shape | None:
        """The shape that a picture of this aspect ratio needs the least cropping for."""
        return min(self.shapes, key=lambda shape: _stretch(shape, aspect), default=None)


def get_rules(placement: Placement) -> PlacementRules:
    """The rules of a placement; every placement has some."""
    return PLACEMENTS[placement]


def find_placement(platform: Platform | None, aspect: float) -> Placement:
    """Where a picture of this aspect ratio most likely stands on a platform; on Meta where that one shows none."""
    places = [rules for rules in _ALL if rules.platform is platform and rules.shapes]
    places = places or [rules for rules in _ALL if rules.platform is Platform.META]
    nearest = min(places, key=lambda rules: min(_stretch(shape, aspect) for shape in rules.shapes))
    return nearest.placement


def _stretch(shape: Shape, aspect: float) -> float:
    return max(shape.aspect / aspect, aspect / shape.aspect)


def _limit(recommended: int, hard: int) -> TextLimit:
    return TextLimit(recommended=recommended, hard=hard)


def _shape(ratio: str, width: int, height: int, min_width: int, min_height: int) -> Shape:
    return Shape(ratio=ratio, width=width, height=height, min_width=min_width, min_height=min_height)


_META_CTA = (
    "Shop now", "Learn more", "Sign up", "Book now", "Get offer", "Get quote", "Order now", "Download", "Subscribe",
    "Contact us", "Apply now",
)  # fmt: skip
_SHORT_CTA = ("Shop now", "Learn more", "Sign up", "Download", "Book now", "Order now", "Get quote")
_SQUARE = _shape("1:1", 1080, 1080, 600, 600)
_PORTRAIT = _shape("4:5", 1080, 1350, 600, 750)
_LANDSCAPE = _shape("1.91:1", 1200, 628, 600, 314)
_UPRIGHT = _shape("9:16", 1080, 1920, 540, 960)
_WIDE = _shape("16:9", 1280, 720, 640, 360)

_ALL = (
    PlacementRules(
        placement=Placement.META_FEED,
        label="Facebook feed",
        platform=Platform.META,
        headline_limit=_limit(40, 255),
        text_limit=_limit(125, 2200),
        cta=_META_CTA,
        shapes=(_SQUARE, _PORTRAIT, _LANDSCAPE),
        safe_zone=None,
        source="Meta's ads guide, image ads in the Facebook feed",
    ),
    PlacementRules(
        placement=Placement.META_STORY,
        label="Facebook and Instagram stories",
        platform=Platform.META,
        headline_limit=_limit(40, 255),
        text_limit=_limit(125, 2200),
        cta=_META_CTA,
        shapes=(_UPRIGHT,),
        safe_zone=SafeZone(top=0.14, bottom=0.20),
        source="Meta's ads guide, image ads in stories, with the margins it asks to leave free",
    ),
    PlacementRules(
        placement=Placement.INSTAGRAM_FEED,
        label="Instagram feed",
        platform=Platform.META,
        headline_limit=_limit(40, 255),
        text_limit=_limit(125, 2200),
        cta=_META_CTA,
        shapes=(_PORTRAIT, _SQUARE, _LANDSCAPE),
        safe_zone=None,
        source="Meta's ads guide, image ads in the Instagram feed",
    ),
    PlacementRules(
        placement=Placement.INSTAGRAM_REEL,
        label="Instagram reels",
        platform=Platform.META,
        headline_limit=_limit(40, 255),
        text_limit=_limit(72, 2200),
        cta=_META_CTA,
        shapes=(_UPRIGHT,),
        safe_zone=SafeZone(top=0.14, bottom=0.35, left=0.06, right=0.06),
        source="Meta's ads guide, ads in reels, with the margins it asks to leave free",
    ),
    PlacementRules(
        placement=Placement.GOOGLE_SEARCH,
        label="Google search",
        platform=Platform.GOOGLE_ADS,
        headline_limit=_limit(30, 30),
        text_limit=_limit(90, 90),
        cta=_SHORT_CTA,
        shapes=(),
        safe_zone=None,
        source="Google Ads help, responsive search ads",
    ),
    PlacementRules(
        placement=Placement.GOOGLE_DISPLAY,
        label="Google display",
        platform=Platform.GOOGLE_ADS,
        headline_limit=_limit(30, 30),
        text_limit=_limit(90, 90),
        cta=_SHORT_CTA,
        shapes=(_LANDSCAPE, _shape("1:1", 1200, 1200, 300, 300)),
        safe_zone=None,
        source="Google Ads help, responsive display ads",
    ),
    PlacementRules(
        placement=Placement.YOUTUBE_IN_FEED,
        label="YouTube in-feed",
        platform=Platform.YOUTUBE,
        headline_limit=_limit(40, 100),
        text_limit=_limit(70, 70),
        cta=_SHORT_CTA,
        shapes=(_WIDE,),
        safe_zone=None,
        source="Google Ads help, in-feed video ads (two lines of 35 characters) and custom thumbnails",
    ),
    PlacementRules(
        placement=Placement.TIKTOK_FEED,
        label="TikTok feed",
        platform=Platform.TIKTOK,
        headline_limit=_limit(40, 40),
        text_limit=_limit(80, 100),
        cta=("Shop now", "Learn more", "Sign up", "Download now", "Order now", "Book now", "View now", "Get quote"),
        shapes=(_UPRIGHT, _shape("1:1", 1080, 1080, 640, 640)),
        safe_zone=SafeZone(top=0.07, bottom=0.20, left=0.06, right=0.12),
        source="TikTok's business help, in-feed ad specifications; its margins vary with the caption's length",
    ),
    PlacementRules(
        placement=Placement.LINKEDIN_FEED,
        label="LinkedIn feed",
        platform=Platform.LINKEDIN,
        headline_limit=_limit(70, 200),
        text_limit=_limit(150, 3000),
        cta=(
            "Learn more",
            "Sign up",
            "Register",
            "Download",
            "Apply",
            "Get quote",
            "Subscribe",
            "Join",
            "Request demo",
        ),
        shapes=(
            _LANDSCAPE,
            _shape("1:1", 1200, 1200, 360, 360),
            _shape("4:5", 720, 900, 360, 450),
        ),
        safe_zone=None,
        source="LinkedIn's advertising specifications, single image ads",
    ),
    PlacementRules(
        placement=Placement.X_FEED,
        label="X feed",
        platform=Platform.X,
        headline_limit=_limit(50, 70),
        text_limit=_limit(100, 280),
        cta=_SHORT_CTA,
        shapes=(_shape("1.91:1", 1200, 628, 800, 418), _shape("1:1", 1080, 1080, 800, 800)),
        safe_zone=None,
        source="X's creative specifications, image ads with a website button",
    ),
    PlacementRules(
        placement=Placement.MICROSOFT_SEARCH,
        label="Microsoft search",
        platform=Platform.MICROSOFT,
        headline_limit=_limit(30, 30),
        text_limit=_limit(90, 90),
        cta=_SHORT_CTA,
        shapes=(),
        safe_zone=None,
        source="Microsoft Advertising help, responsive search ads",
    ),
    PlacementRules(
        placement=Placement.PINTEREST_PIN,
        label="Pinterest pin",
        platform=Platform.PINTEREST,
        headline_limit=_limit(40, 100),
        text_limit=_limit(200, 500),
        cta=("Shop now", "Learn more", "Visit", "Get offer", "Sign up", "Save"),
        shapes=(_shape("2:3", 1000, 1500, 600, 900), _shape("1:1", 1000, 1000, 600, 600)),
        safe_zone=None,
        source="Pinterest's product specifications, standard image pins",
    ),
    PlacementRules(
        placement=Placement.SNAPCHAT_AD,
        label="Snapchat",
        platform=Platform.SNAPCHAT,
        headline_limit=_limit(34, 34),
        text_limit=_limit(34, 34),
        cta=("Shop now", "Sign up", "Order now", "Download", "Book now", "Get now", "More"),
        shapes=(_UPRIGHT,),
        safe_zone=SafeZone(top=0.08, bottom=0.18),
        source="Snapchat's ad specifications, single image ads; the headline is all the text that they have",
    ),
    PlacementRules(
        placement=Placement.AMAZON_SPONSORED,
        label="Amazon sponsored brands",
        platform=Platform.AMAZON,
        headline_limit=_limit(50, 50),
        text_limit=_limit(50, 50),
        cta=("Shop now", "Learn more", "See details"),
        shapes=(_shape("1.91:1", 1200, 628, 1200, 628),),
        safe_zone=None,
        source="Amazon Ads' specifications, sponsored brands; the headline is all the text that they have",
    ),
    PlacementRules(
        placement=Placement.REDDIT_FEED,
        label="Reddit feed",
        platform=Platform.REDDIT,
        headline_limit=_limit(150, 300),
        text_limit=_limit(150, 300),
        cta=("Shop now", "Learn more", "Sign up", "Download", "Get quote", "Contact us", "View more", "Install"),
        shapes=(
            _shape("1.91:1", 1200, 628, 600, 314),
            _shape("1:1", 1080, 1080, 400, 400),
            _shape("4:3", 1200, 900, 400, 300),
            _shape("4:5", 1080, 1350, 400, 500),
        ),
        safe_zone=None,
        source="Reddit's advertising help, image ads; the post's title is its text",
    ),
)
PLACEMENTS: dict[Placement, PlacementRules] = {rules.placement: rules for rules in _ALL}
