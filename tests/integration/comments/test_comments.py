"""Comments that were read: listed, labelled, summed up; the job that reads them."""

import pytest
from sqlalchemy import update

from data.models import Creative
from domain.analyses import SubjectKind
from domain.comments import CommentFilter, CommentLabel
from domain.emotion import Emotion
from domain.errors import AppError, ErrorCode
from domain.jobs import JobStatus
from services import comment_readings, comments, jobs
from services.job_runner import JobCancelledError, JobContext
from services.units import writing
from tests.factories import campaign, save
from tests.integration.comments.conftest import HEADER, bring

CREATIVE, CAMPAIGN = SubjectKind.CREATIVE, SubjectKind.CAMPAIGN
LINES = (
    "42,I love it,2026-09-01,2,Ann\n42,love love,2026-09-02,0,Bob\n42,it broke?,2026-09-03,3,Cy\n"
    "42,where is it,2026-09-04,0,Di\n42,¿donde?,2026-09-05,0,Ed\n"
)


@pytest.fixture
def read(tenant, picture, reader, run):
    """Five comments that were read."""
    bring(tenant.analyst, HEADER + LINES)
    job_id = comment_readings.start_reading(tenant.analyst, CREATIVE, picture)
    assert run(tenant.analyst, job_id) is JobStatus.SUCCEEDED
    return picture


def names(tenant, picture, **filters):
    found = comments.list_comments(tenant.viewer, CREATIVE, picture, CommentFilter(**filters))
    return {comment.text for comment in found.items}


def test_A15_mean_and_dominant_emotion_of_a_creatives_comments(tenant, read):
    found = comments.get_summary(tenant.viewer, CREATIVE, read)
    assert (found.total, found.waiting, found.labelled) == (5, 0, 0)
    result = found.result
    assert result is not None
    # Weights 3, 1, 4, 1 with tones 1, 1, -1, 0; the Spanish one cannot be read.
    assert result.sentiment == pytest.approx((3 + 1 - 4) / 9, abs=1e-6)
    assert (result.dominant_emotion, result.unsupported, result.uncertain) == (Emotion.JOY, 1, 1)
    assert {share.label: share.count for share in result.distribution if share.count} == {
        Emotion.JOY: 2, Emotion.ANGER: 1, Emotion.NEUTRAL: 1,
    }  # fmt: skip
    assert all(share.low <= share.share <= share.high for share in result.distribution)
    assert result.items == []


def test_campaign_sums_up_its_creatives(tenant, read):
    plan = save(tenant.admin, campaign())
    with writing(tenant.admin) as session:
        session.execute(update(Creative).where(Creative.id == read).values(campaign_id=plan.id))
    assert comments.get_summary(tenant.viewer, CAMPAIGN, plan.id).total == 5
    assert comments.list_comments(tenant.viewer, CAMPAIGN, plan.id).total == 5


def test_label_of_a_person_wins_and_is_taken_back(tenant, read):
    angry = comments.list_comments(tenant.viewer, CREATIVE, read, CommentFilter(emotion=Emotion.ANGER)).items[0]
    shown = comments.label_comment(tenant.analyst, angry.id, CommentLabel(label=Emotion.JOY))
    assert (shown.emotion, shown.label) == (Emotion.ANGER, Emotion.JOY)
    summary = comments.get_summary(tenant.viewer, CREATIVE, read)
    assert summary.result is not None
    assert summary.result.sentiment == pytest.approx(8 / 9, abs=1e-6)
    assert (summary.labelled, summary.result.uncertain) == (1, 0)
    assert names(tenant, read, emotion=Emotion.JOY) == {"I love it", "love love", "it broke?"}
    assert names(tenant, read, is_labelled=True) == {"it broke?"}
    assert comments.label_comment(tenant.analyst, angry.id, CommentLabel(label=None)).label is None
    with pytest.raises(AppError) as refused:
        comments.label_comment(tenant.viewer, angry.id, CommentLabel(label=Emotion.JOY))
    assert refused.value.code is ErrorCode.FORBIDDEN


def test_filters_and_pages(tenant, read):
    assert names(tenant, read, is_uncertain=True) == {"it broke?"}
    assert names(tenant, read, q="LOVE") == {"I love it", "love love"}
    assert names(tenant, read, q="%") == set()
    second = comments.list_comments(tenant.viewer, CREATIVE, read, page=2, page_size=2)
    assert (second.total, [comment.text for comment in second.items]) == (5, ["it broke?", "love love"])


def test_reading_takes_only_what_the_version_has_not_read(tenant, read, reader, run, monkeypatch):
    assert len(reader.given) == 5
    again = comment_readings.start_reading(tenant.analyst, CREATIVE, read)
    assert run(tenant.analyst, again) is JobStatus.SUCCEEDED
    assert len(reader.given) == 5
    monkeypatch.setattr(comment_readings, "find_version", lambda _: "emotion 2")
    assert comments.get_summary(tenant.viewer, CREATIVE, read).waiting == 5
    newer = comment_readings.start_reading(tenant.analyst, CREATIVE, read)
    assert run(tenant.analyst, newer) is JobStatus.SUCCEEDED
    assert len(reader.given) == 10


def test_two_presses_are_one_job_that_everyone_sees(tenant, picture, reader):
    bring(tenant.analyst, HEADER + LINES)
    first = comment_readings.start_reading(tenant.analyst, CREATIVE, picture)
    assert comment_readings.start_reading(tenant.admin, CREATIVE, picture) == first
    summary = comments.get_summary(tenant.viewer, CREATIVE, picture)
    assert summary.job is not None
    assert (summary.job.id, summary.waiting, summary.result) == (first, 5, None)


def test_stopped_reading_keeps_what_was_read_and_goes_on_from_there(tenant, picture, reader, monkeypatch):
    monkeypatch.setattr(comment_readings, "_BATCH", 2)
    bring(tenant.analyst, HEADER + LINES)
    claimed = jobs.claim(tenant.id, comment_readings.start_reading(tenant.analyst, CREATIVE, picture))
    assert claimed is not None
    context = JobContext(claimed)

    def stop(share: float, _words: str) -> None:
        if share > 0.3:
            raise JobCancelledError

    context.progress = stop  # type: ignore[method-assign]
    with pytest.raises(JobCancelledError):
        comment_readings.run_reading(context)
    assert comments.get_summary(tenant.viewer, CREATIVE, picture).waiting == 3
    context.progress = lambda *_: None  # type: ignore[method-assign]
    assert comment_readings.run_reading(context) == {"read": 3}
    assert sorted(reader.given) == sorted({"I love it", "love love", "it broke?", "where is it", "¿donde?"})


def test_A1_foreign_subjects_and_comments_are_not_there(tenant, other, read):
    comment = comments.list_comments(tenant.viewer, CREATIVE, read).items[0]
    for call in (
        lambda: comments.list_comments(other.admin, CREATIVE, read),
        lambda: comments.get_summary(other.admin, CREATIVE, read),
        lambda: comments.get_summary(other.admin, CAMPAIGN, read),
        lambda: comments.label_comment(other.admin, comment.id, CommentLabel(label=Emotion.JOY)),
        lambda: comment_readings.start_reading(other.admin, CREATIVE, read),
    ):
        with pytest.raises(AppError) as refused:
            call()
        assert refused.value.code is ErrorCode.NOT_FOUND
