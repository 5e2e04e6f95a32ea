"""The studio's builders: every state of every part, what is compared, what is cut, what is written."""

from typing import Any
from uuid import uuid4

import pytest

from components import studio_ids
from components.studio import SlotView, progress, results, signature
from components.studio_compare import compare, comparison, summary
from components.studio_form import ad_form, picture_data, regions
from components.studio_models import model_line
from components.studio_parts import part_view
from components.studio_previews import previews
from components.studio_words import cut, measured, points, short_unit, split_ad, usual
from components.studio_write import variant_scores, writing_view
from domain.analyses import AnalyzerName
from domain.emotion import Emotion
from domain.generation import GenerationInput, Persona
from domain.model_registry import CardFigure, ModelCard
from domain.quality import Placement
from domain.studio import PartState, StudioInput, StudioPart, StudioScores, StudioWriting
from tests.factories import results as made
from tests.unit.components.trees import walk, with_class, words

RESULTS: dict[AnalyzerName, Any] = {
    AnalyzerName.QUALITY: made.quality_result(),
    AnalyzerName.ENGAGEMENT: made.engagement_result(),
    AnalyzerName.RELEVANCE: made.relevance_result(),
    AnalyzerName.EMOTION: made.emotion_result(),
}


def part(name: AnalyzerName, state: PartState = PartState.DONE, **fields: Any) -> StudioPart:
    result = RESULTS[name] if state is PartState.DONE else None
    return StudioPart(analyzer=name, state=state, **{"result": result, **fields})


def scores(**results_of: Any) -> StudioScores:
    found = {**RESULTS, **{AnalyzerName(name): value for name, value in results_of.items()}}
    parts = {name: part(name, result=value) for name, value in found.items()}
    return StudioScores(run_id=uuid4(), input=StudioInput(ad_text="x"), parts=parts)


@pytest.mark.parametrize("name", list(RESULTS))
def test_a_part_that_is_done_names_the_model_that_gave_its_number(name: AnalyzerName) -> None:
    told = words(part_view("a", part(name)))

    assert f"{RESULTS[name].model.name} 1.0.0" in told
    assert RESULTS[name].model.label in told
    assert "How this works" in told


@pytest.mark.parametrize("name", list(RESULTS))
@pytest.mark.parametrize("state", [state for state in PartState if state is not PartState.DONE])
def test_a_part_has_something_to_say_in_every_state(name: AnalyzerName, state: PartState) -> None:
    told = words(part_view("a", part(name, state, message="Because of this" if state is PartState.FAILED else "")))

    assert len(told) > 40
    if state is PartState.FAILED:
        assert "Because of this" in told
    assert "How this works" not in told


def test_a_failed_part_is_told_as_an_alert_and_one_under_way_as_loading() -> None:
    failed = with_class(part_view("a", part(AnalyzerName.QUALITY, PartState.FAILED)), "part-message")
    under_way = part_view("a", part(AnalyzerName.QUALITY, PartState.RUNNING, progress=0.4, message="Reading"))

    assert failed[0].role == "alert"
    assert with_class(under_way, "skeleton")
    assert "Reading" in words(under_way)


def test_the_quality_shows_its_score_its_suggestions_and_what_costs_points() -> None:
    tree = part_view("a", part(AnalyzerName.QUALITY))
    told = words(tree)

    assert words(with_class(tree, "score-number")) == "43"
    assert "Change it before launch" in told
    options = next(one.options for one in walk(tree) if type(one).__name__ == "Checklist")
    assert [words(option["label"]) for option in options] == [
        "Say what to do nextsuch as shop now+8.5",
        "Shorten the headlineNow 52, aim for at most 40+6",
    ]
    assert "What costs pointsLength3 / 9 points52 characters · usual 15 to 40 characters" in told
    assert "22 % · usual 1 to 30 %" in told


def test_engagement_without_data_says_why_and_shows_no_number() -> None:
    result = made.engagement_result(engagement_rate=None, low=None, high=None, notes=["3 of 30 ads have results."])
    told = words(part_view("a", part(AnalyzerName.ENGAGEMENT, result=result)))

    assert "Needs more data" in told
    assert "3 of 30 ads have results." in told
    assert "%" not in told.replace("100", "")


def test_engagement_stands_within_its_interval() -> None:
    told = words(part_view("a", part(AnalyzerName.ENGAGEMENT)))

    assert "2.13%" in told
    assert "1.40% to 3.10%, 9 times out of 10" in told
    assert "lowers: Feeds bring fewer clicks" in told


@pytest.mark.parametrize(("flagged", "word"), [(True, "Mis-targeted"), (False, "Fits")])
def test_relevance_says_whether_it_is_flagged_and_offers_what_fits_better(flagged: bool, word: str) -> None:
    tree = part_view("a", part(AnalyzerName.RELEVANCE, result=made.relevance_result(flagged=flagged)))

    assert word in words(tree)
    assert "Raw similarity 0.37, text only" in words(tree)
    offered = [one.id["key"] for one in walk(tree) if isinstance(getattr(one, "id", None), dict)]
    assert offered == ["Running"]


def test_an_uncertain_emotion_is_marked_and_an_unsupported_one_has_no_numbers() -> None:
    uncertain = part_view("a", part(AnalyzerName.EMOTION, result=made.emotion_result(is_uncertain=True)))
    unread = part_view("a", part(AnalyzerName.EMOTION, result=made.emotion_result(is_supported=False)))

    assert "Uncertain" in words(uncertain)
    assert "Joy" in words(uncertain)
    assert "Cannot be read" in words(unread)
    assert not with_class(unread, "part-number")


def test_a_card_tells_what_was_not_measured_and_when_not_to_trust_it() -> None:
    figures = [CardFigure(name="AUC", value=0.81, target=0.85, protocol="held out"),
               CardFigure(name="F1", value=None, protocol="none")]  # fmt: skip
    card = ModelCard(name="quality", title="Quality", predicts="a score", method="rules", trained_on="nothing",
                     figures=figures, limits=["Not for video"])  # fmt: skip
    told = words(model_line(made.model_use(), card))

    assert "AUC: 0.81 (wished for: 0.85)" in told
    assert "F1: not measured" in told
    assert "When not to trust itNot for video" in told


def test_regions_lie_where_they_were_found_and_carry_the_feature_s_name() -> None:
    (box,) = regions(made.quality_result().regions, {"clutter": "Clutter"})

    assert words(box) == "Clutter"
    assert box.style["left"] == "10.00%"
    assert box.style["width"] == "50.00%"


def test_the_results_hold_every_part_and_the_clock_runs_only_while_something_is_open() -> None:
    open_scores = StudioScores(
        run_id=uuid4(), input=StudioInput(ad_text="x"),
        parts={AnalyzerName.QUALITY: part(AnalyzerName.QUALITY, PartState.RUNNING)},
    )  # fmt: skip
    for found, is_open in ((None, False), (open_scores, True), (scores(), False)):
        tree = results(SlotView("a", StudioInput(), None, found))
        clock = next(one for one in walk(tree) if type(one).__name__ == "Interval")
        assert clock.disabled is not is_open
        ids = {str(getattr(one, "id", "")) for one in walk(tree)}
        assert {studio_ids.named("a", name.value) for name in RESULTS} <= ids
    assert "0 of 1 parts" in words(progress("a", open_scores))
    assert progress("a", scores()) == []
    assert signature(open_scores) != signature(scores())


def test_who_may_not_ask_has_no_zone_no_buttons_and_a_text_that_cannot_be_changed() -> None:
    tree = ad_form("a", StudioInput(ad_text="Hello"), None, [], may_run=False, may_save=False)

    assert not with_class(tree, "dropzone")
    assert "Score this ad" not in words(tree)
    assert next(one for one in walk(tree) if type(one).__name__ == "Textarea").readOnly is True


def test_a_dropped_picture_goes_before_the_creative_s() -> None:
    one, other = uuid4(), uuid4()
    assert picture_data(StudioInput(creative_id=one)) == {"creative": str(one)}
    assert picture_data(StudioInput(creative_id=one, picture_id=other)) == {"picture": str(other)}
    assert picture_data(StudioInput(ad_text="x")) is None


@pytest.mark.parametrize("placement", list(Placement))
def test_every_placement_is_drawn_first_where_it_is_chosen_with_its_own_cut(placement: Placement) -> None:
    long = "A headline that is longer than any feed shows in one go, so it ends early\n" + "word " * 200
    tree = previews("a", long, "/p.png", placement, "Acme")

    assert len(tree) == len(Placement)
    assert "chosen" in words(tree[0])
    assert "…" in words(tree[0])
    assert previews("a", "", None, placement, "", only_one=True)[0] is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("", "")),
        ("One line", ("One line", "One line")),
        ("Stop. Look at this.", ("Stop.", "Stop. Look at this.")),
        ("Costs 3.5 now", ("Costs 3.5 now", "Costs 3.5 now")),
        ("Head\n\n body \nmore", ("Head", "body\nmore")),
    ],
)
def test_an_ad_is_split_into_headline_and_body(text: str, expected: tuple[str, str]) -> None:
    assert split_ad(text) == expected


def test_numbers_are_short_and_their_units_words() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert points(-3.0) == "−3"
    assert measured(None) == "not measured"
    assert measured(0.0036, "mean, 0 to 1") == "0.0036 mean"
    assert measured(1234.5, "characters") == "1,234 characters"
    assert short_unit("Hasler-Suesstrunk M, 0 to about 110") == ""
    assert short_unit("Flesch, 0 to 100") == "Flesch"
    assert usual(None, 3, "count") == "usual up to 3"
    assert usual(0.01, 0.5, "share of words") == "usual 1 to 50 %"
    assert usual(None, None) == ""


def test_two_ads_are_ranked_only_where_the_difference_says_something() -> None:
    ahead = scores(quality=made.quality_result(quality_score=61), relevance=made.relevance_result(relevance=0.53))
    rows = {row.label: row for row in compare(scores(), ahead)}

    assert rows["Quality"].ahead == "b"
    assert rows["Quality"].verdict == "Ad B by 18 points"
    assert rows["Relevance"].verdict == "Too close to call"
    assert rows["Predicted engagement"].verdict == "Too close to call: the intervals overlap"
    assert rows["Emotion"].verdict == "Same"
    assert summary(list(rows.values())) == "Ad B is ahead in quality."


def test_intervals_apart_name_a_winner_and_missing_data_names_none() -> None:
    better = scores(engagement=made.engagement_result(engagement_rate=0.06, low=0.05, high=0.07))
    none = scores(engagement=made.engagement_result(engagement_rate=None, low=None, high=None))

    assert next(row for row in compare(scores(), better) if "engagement" in row.label).verdict == "Ad B"
    assert next(row for row in compare(none, better) if "engagement" in row.label).verdict == "Needs more data"


def test_an_ad_with_a_picture_is_not_ranked_against_words_alone() -> None:
    pictured = scores(quality=made.quality_result(quality_score=90))
    pictured = pictured.model_copy(update={"input": StudioInput(ad_text="x", picture_id=uuid4())})
    (row,) = [row for row in compare(scores(), pictured) if row.label == "Quality"]

    assert row.ahead == ""
    assert "Not comparable" in row.verdict


def test_a_comparison_without_scores_says_what_to_do() -> None:
    assert "score both" in words(comparison(scores(), None))
    other = scores(emotion=made.emotion_result(emotion=Emotion.FEAR))
    assert "Different; neither is better" in words(comparison(scores(), other))


def _writing(state: PartState = PartState.DONE, **fields: Any) -> StudioWriting:
    result = made.generation_result() if state is PartState.DONE else None
    found = StudioPart(analyzer=AnalyzerName.GENERATION, state=state, result=result, **fields)
    return StudioWriting(run_id=uuid4(), input=GenerationInput(persona=Persona(audience="Runners")), part=found)


def test_variants_come_best_first_with_what_was_left_out() -> None:
    tree = writing_view(_writing(), may_save=True)
    told = words(tree)

    assert "cures pain" in told
    assert "3 variants, best first" in told
    assert told.count("States two facts") == 3
    fields = [one.value for one in walk(tree) if type(one).__name__ == "Textarea"]
    assert fields[0] == "Ready for your first 5 km? 0"
    assert "have you seen" in told
    assert told.count("Save as creative") == 3
    assert "Save as creative" not in words(writing_view(_writing(), may_save=False))


@pytest.mark.parametrize("state", [state for state in PartState if state is not PartState.DONE])
def test_writing_has_something_to_say_in_every_state(state: PartState) -> None:
    assert len(words(writing_view(_writing(state), may_save=True))) > 5


def test_a_changed_variant_shows_its_own_scores() -> None:
    open_part = {AnalyzerName.QUALITY: part(AnalyzerName.QUALITY, PartState.WAITING)}
    under_way = StudioScores(run_id=uuid4(), input=StudioInput(ad_text="x"), parts=open_part)

    assert "Scoring your changes" in words(variant_scores(under_way))
    told = words(variant_scores(scores()))
    assert "Quality43" in told
    assert "2.13%" in told
    assert "90 of 100" in words(variant_scores(None, made.variant()))
