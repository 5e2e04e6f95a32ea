"""The score: its range, its parts, its suggestions (A25, A26), and what odd files and texts do to it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageEnhance, ImageFilter

from domain.errors import AppError, ErrorCode
from domain.placements import PLACEMENTS, get_rules
from domain.quality import SUGGEST_BELOW, Placement, QualityResult
from ml.content import AdContent
from ml.quality.analyzer import QualityAnalyzer
from ml.quality.picture_features import PictureMeasures
from ml.quality.regions import Box
from ml.quality.rules import RULES
from ml.quality.scorer import Measured, list_measured, score
from ml.quality.suggestions import list_suggestions
from ml.quality.tasks import QualityTask
from ml.quality.text_features import TextMeasures
from tests.unit.ml.quality.drawings import checkerboard, encoded, flat, scene, with_words

GOOD = "First light, empty road, a bike that is built for it. Find your size today."
shares = st.floats(0, 1)
boxes = st.builds(Box, st.floats(0, 0.8), st.floats(0, 0.8), st.floats(0.01, 0.2), st.floats(0.01, 0.2))
pictures = st.builds(
    PictureMeasures,
    width=st.integers(1, 12_000),
    height=st.integers(1, 12_000),
    contrast=st.floats(0, 0.5),
    brightness=shares,
    colourfulness=st.floats(0, 190),
    sharpness=st.floats(0, 1e5),
    clutter=shares,
    text_share=shares,
    smallest_text=st.none() | st.floats(0.1, 400),
    text_lines=st.lists(boxes, max_size=4).map(tuple),
    faces=st.lists(boxes, max_size=2).map(tuple),
)
texts = st.builds(
    TextMeasures,
    characters=st.integers(0, 100_000),
    markup=st.integers(0, 50),
    words=st.integers(0, 500),
    is_english=st.booleans(),
    reading_ease=st.none() | st.floats(-500, 121),
    calls=st.none() | st.integers(0, 30),
    numbers=st.integers(0, 100),
    sentiment=st.none() | st.floats(-1, 1),
    capitals=shares,
    exclamations=st.integers(0, 100),
    was_cut=st.booleans(),
)


@pytest.fixture(scope="module")
def analyzer() -> QualityAnalyzer:
    return QualityAnalyzer({})


def dark() -> Image.Image:
    return ImageEnhance.Brightness(scene()).enhance(0.6)


def asked(
    analyzer: QualityAnalyzer, text: str, image: Image.Image | bytes | None, placement: Placement = Placement.META_FEED
) -> QualityResult:
    data = encoded(image) if isinstance(image, Image.Image) else image
    return analyzer.analyze([QualityTask(AdContent(text, data), placement)])[0]


def codes(result: QualityResult) -> set[str]:
    return {suggestion.code for suggestion in result.suggestions}


@settings(max_examples=300)
@given(pictures | st.none(), texts, st.sampled_from(Placement))
def test_A25_A26_any_measures_give_a_score_and_a_low_one_says_what_to_change(picture, text, placement):
    rules = get_rules(placement)
    measured = list_measured(RULES, picture, text, rules)
    scored = score(measured)
    suggestions = list_suggestions(measured, scored, rules, picture)
    assert 0 <= scored.score <= 100
    assert scored.score == pytest.approx(sum(feature.points for feature in scored.features), abs=0.2)
    assert sum(feature.max_points for feature in scored.features) == pytest.approx(100, abs=0.2)
    if scored.score < SUGGEST_BELOW:
        assert suggestions
    for suggestion in suggestions:
        assert suggestion.gain > 0
        assert suggestion.text
        assert suggestion.target
        assert suggestion.measured is not None


@settings(max_examples=200)
@given(pictures, texts, st.sampled_from(Placement))
def test_A26_each_suggestion_gives_what_it_promises_and_is_gone_once_followed(picture, text, placement):
    rules = get_rules(placement)
    measured = list_measured(RULES, picture, text, rules)
    before = score(measured)
    for suggestion in list_suggestions(measured, before, rules, picture):
        code = suggestion.code.rpartition("_")[0]
        followed = [
            Measured(entry.rule, _usual(entry.rule)) if entry.rule.code == code else entry for entry in measured
        ]
        after = score(followed)
        assert after.score == pytest.approx(before.score + suggestion.gain, abs=0.16)
        left = list_suggestions(followed, after, rules, picture)
        assert code not in {entry.code.rpartition("_")[0] for entry in left}


def _usual(rule) -> float:
    return rule.low if rule.low is not None else rule.high


@settings(max_examples=25, deadline=None)
@given(
    st.text(max_size=400),
    st.integers(1, 90),
    st.integers(1, 90),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["noise", "flat", "none"]),
    st.sampled_from(Placement),
)
def test_A25_A26_any_ad_is_scored(text, width, height, seed, kind, placement):
    generator = np.random.default_rng(seed)
    image = None
    if kind == "noise":
        image = Image.fromarray(generator.integers(0, 255, (height, width, 3), dtype=np.uint8))
    elif kind == "flat":
        image = flat((width, height), tuple(int(part) for part in generator.integers(0, 255, 3)))
    result = asked(QualityAnalyzer({}), text, image, placement)
    assert 0 <= result.quality_score <= 100
    assert result.predicted_engagement is None
    assert result.engagement_note
    assert result.suggestions or result.quality_score >= SUGGEST_BELOW
    assert result == QualityResult.model_validate(result.model_dump(mode="json"))


def test_heuristic_says_that_it_is_one(analyzer):
    use = asked(analyzer, GOOD, scene()).model
    assert (use.name, use.label) == ("quality", "heuristic")
    assert "not compared with outcomes" in use.note


def test_good_ad_has_nothing_to_change(analyzer):
    result = asked(analyzer, GOOD, with_words(scene(), "Out before\nthe sun", 0.7))
    assert codes(result) == set()
    assert result.quality_score > 98


def test_flat_grey_lacks_what_a_picture_is_made_of(analyzer):
    result = asked(analyzer, GOOD, flat())
    assert {"contrast_low", "colourfulness_low", "sharpness_low", "clutter_low"} <= codes(result)
    assert "brightness_low" not in codes(result)


def test_checkerboard_glares(analyzer):
    assert "contrast_high" in codes(asked(analyzer, GOOD, checkerboard()))


@pytest.mark.parametrize(
    ("code", "worse", "better"),
    [
        ("contrast_low", lambda: ImageEnhance.Contrast(scene()).enhance(0.2), scene),
        ("brightness_low", lambda: ImageEnhance.Brightness(scene()).enhance(0.1), scene),
        ("brightness_high", lambda: Image.blend(scene(), flat(colour=(255, 255, 255)), 0.95), scene),
        ("colourfulness_low", lambda: ImageEnhance.Color(scene()).enhance(0), scene),
        ("sharpness_low", lambda: scene().filter(ImageFilter.GaussianBlur(15)), scene),
        ("aspect_low", lambda: scene((500, 1080)), lambda: scene((864, 1080))),
        ("aspect_high", lambda: scene((3000, 1000)), lambda: scene((1910, 1000))),
        ("resolution_low", lambda: scene((400, 400)), lambda: scene((1080, 1080))),
        (
            "text_share_high",
            lambda: with_words(dark(), "\n".join(["Words upon words"] * 7), 0.02, 0.1),
            lambda: with_words(dark(), "Words", 0.1, 0.1),
        ),
        (
            "legibility_low",
            lambda: with_words(scene(), "The small print of the offer", 0.8, 0.022),
            lambda: with_words(scene(), "The small print of the offer", 0.8, 0.06),
        ),
    ],
)
def test_A26_picture_that_follows_a_suggestion_loses_it(analyzer, code, worse, better):
    before, after = asked(analyzer, GOOD, worse()), asked(analyzer, GOOD, better())
    assert code in codes(before)
    assert code not in codes(after)
    assert after.quality_score > before.quality_score


@pytest.mark.parametrize(
    ("code", "worse", "better"),
    [
        ("length_low", "Bikes", GOOD),
        ("length_high", GOOD + " and more" * 40, GOOD),
        ("call_to_action_low", "First light, empty road, a bike that is built for it.", GOOD),
        ("capitals_high", GOOD.upper(), GOOD),
        ("exclamations_high", GOOD + "!!!!", GOOD + "!"),
        ("markup_high", f"<p>{GOOD}</p>", GOOD),
        ("numbers_high", f"{GOOD} 1 2 3 4 5 6 7 8", f"{GOOD} 1 2"),
        (
            "reading_ease_low",
            "Organisational transformation necessitates comprehensive interoperability evaluation. Find your size.",
            GOOD,
        ),
    ],
)
def test_A26_text_that_follows_a_suggestion_loses_it(analyzer, code, worse, better):
    before, after = asked(analyzer, worse, None), asked(analyzer, better, None)
    assert code in codes(before)
    assert code not in codes(after)
    assert after.quality_score > before.quality_score


def test_words_under_the_controls_of_a_story_are_named_and_marked(analyzer):
    story = scene((1080, 1920))
    low, free = with_words(story, "See the bike", 0.9), with_words(story, "See the bike", 0.7)
    before, after = (asked(analyzer, GOOD, image, Placement.META_STORY) for image in (low, free))
    assert "safe_zone_high" in codes(before)
    assert "safe_zone_high" not in codes(after)
    region = next(region for region in before.regions if region.feature == "safe_zone")
    assert region.top > 0.8
    assert region.strength > 0.9
    feed = asked(analyzer, GOOD, with_words(scene(), "See the bike", 0.9))
    assert next(feature for feature in feed.features if feature.code == "safe_zone").value is None


def test_regions_lie_inside_the_picture(analyzer):
    regions = asked(analyzer, GOOD, with_words(scene(), "Out before\nthe sun", 0.7)).regions
    assert {"text_share", "legibility", "clutter"} <= {region.feature for region in regions}
    for region in regions:
        assert 0 <= region.left <= region.left + region.width <= 1.001
        assert 0 <= region.top <= region.top + region.height <= 1.001
        assert 0 <= region.strength <= 1


def test_search_ad_is_scored_by_its_words(analyzer):
    result = asked(analyzer, GOOD, flat(), Placement.GOOGLE_SEARCH)
    assert all(feature.value is None for feature in result.features if feature.code in ("contrast", "aspect"))
    assert any("shows no picture" in note for note in result.notes)


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_text_over_the_hard_limit_is_worth_next_to_nothing(analyzer, placement):
    limit = get_rules(placement).text_limit
    text = ("Find your size today. " * 400)[: limit.hard + max(40, limit.hard // 2)]
    result = asked(analyzer, text, None, placement)
    length = next(feature for feature in result.features if feature.code == "length")
    assert length.points < 0.15 * length.max_points
    assert "refuses" in next(entry.text for entry in result.suggestions if entry.code == "length_high")


def test_odd_files_are_scored(analyzer):
    plain = scene((600, 600))
    frames = [plain.convert("P"), flat((600, 600)).convert("P")]
    exif = Image.Exif()
    exif[0x0112] = 6
    files = {
        "cmyk": encoded(plain.convert("CMYK"), "JPEG"),
        "grey": encoded(plain.convert("L"), "JPEG"),
        "deep": encoded(Image.fromarray(np.full((600, 600), 30_000, np.uint16))),
        "gif": encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]),
        "clear": encoded(Image.new("RGBA", (600, 600), (0, 0, 0, 0))),
        "turned": encoded(plain.resize((600, 750)), "JPEG", exif=exif),
        "pixel": encoded(flat((1, 1))),
        "huge": encoded(Image.new("L", (12_000, 12_000), 99), "JPEG"),
    }
    results = {name: asked(analyzer, GOOD, data) for name, data in files.items()}
    assert all(0 <= result.quality_score <= 100 for result in results.values())
    aspect = next(feature for feature in results["turned"].features if feature.code == "aspect")
    assert aspect.value == pytest.approx(750 / 600)
    assert any("first of 2 frames" in note for note in results["gif"].notes)
    assert any("over white" in note for note in results["clear"].notes)
    assert "resolution_low" in codes(results["pixel"])


def test_cut_off_file_is_refused(analyzer):
    with pytest.raises(AppError) as refused:
        asked(analyzer, GOOD, encoded(scene(), "JPEG")[:3000])
    assert refused.value.code is ErrorCode.FILE_DAMAGED


def test_same_ad_gives_the_same_answer(analyzer):
    assert asked(analyzer, GOOD, scene()) == asked(QualityAnalyzer({}), GOOD, scene())


def test_batch_keeps_its_order(analyzer):
    tasks = [QualityTask(AdContent(text)) for text in ("", GOOD, "Bikes")]
    assert analyzer.analyze(tasks) == [asked(analyzer, text, None) for text in ("", GOOD, "Bikes")]
