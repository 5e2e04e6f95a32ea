"""Files of comments: each row imported, known already, or named with what is wrong."""

import io
from datetime import UTC, datetime
from uuid import UUID

import pytest
from openpyxl import Workbook

from domain.analyses import SubjectKind
from domain.comments import CommentsOptions
from domain.errors import AppError, ErrorCode
from services import comment_imports, comments, uploads
from tests.factories import creative, save
from tests.integration.comments.conftest import HEADER, bring


def stored(tenant, picture):
    return comments.list_comments(tenant.viewer, SubjectKind.CREATIVE, picture, page_size=100).items


def test_comments_find_their_creative_by_id_ad_and_name(tenant, picture):
    text = f"{picture},I love it,2026-09-01,3,Ann\n42,“Where”,2026-09-02T10:30:00+02:00,,Bob\n"
    found = bring(tenant.analyst, HEADER + text + "red  SHOES,It broke,2026-09-03,0,Cy\n")
    assert (found.rows_total, found.rows_imported, found.rows_known, found.rows_rejected) == (3, 3, 0, 0)
    shown = {comment.text: comment for comment in stored(tenant, picture)}
    assert shown["I love it"].weight == 4
    assert shown["It broke"].weight == 1
    assert shown["“Where”"].written_at == datetime(2026, 9, 2, 8, 30, tzinfo=UTC)


def test_A5_every_bad_row_is_named_and_the_good_ones_are_in(tenant, picture):
    text = (
        f"{HEADER}42,fine,2026-09-01,1,Ann\n"
        "77,unknown ad,2026-09-01,1,Ann\n"
        ",nobody's,2026-09-01,1,Ann\n"
        "42,,2026-02-30,many,Ann\n"
        "42,too,many,cells,2026-09-01,1,Ann\n"
        f"42,{'x' * 10_001},2026-09-01,1,Ann\n"
        "\n"
    )
    found = bring(tenant.analyst, text)
    assert (found.rows_total, found.rows_imported, found.rows_rejected) == (6, 1, 5)
    named = [(problem.line, problem.column, problem.value[:10]) for problem in found.errors]
    assert named[:2] == [(3, "creative id", "77"), (4, "creative id", "")]
    assert named[2:5] == [(5, "comment", ""), (5, "date", "2026-02-30"), (5, "likes", "many")]
    assert {line for line, *_ in named[5:]} == {6, 7}
    assert all(problem.reason and problem.fix for problem in found.errors)
    assert [comment.text for comment in stored(tenant, picture)] == ["fine"]


def test_same_file_twice_changes_nothing_and_new_likes_are_taken(tenant, picture):
    text = f"{HEADER}42,fine,2026-09-01,1,Ann\n42,fine,2026-09-01,1,Ann\n42,fine,2026-09-01,1,Bob\n"
    assert bring(tenant.analyst, text).rows_imported == 2
    before = stored(tenant, picture)
    again = bring(tenant.analyst, text)
    assert (again.rows_imported, again.rows_known, again.rows_rejected) == (0, 3, 0)
    assert stored(tenant, picture) == before
    bring(tenant.analyst, text.replace(",1,Bob", ",9,Bob"))
    assert sorted(comment.weight for comment in stored(tenant, picture)) == [2, 10]


def test_workbook_and_file_without_creatives_are_read(tenant, picture):
    book, target = Workbook(), io.BytesIO()
    book.active.append(["Comment", "Created at", "Weight"])
    written = datetime(2026, 9, 1, 12, 5, tzinfo=UTC)
    # Spreadsheets know no zones.
    book.active.append(["I love it", written.replace(tzinfo=None), 7])
    book.save(target)
    found = bring(tenant.analyst, target.getvalue(), CommentsOptions(creative_id=picture), "comments.xlsx")
    assert found.rows_imported == 1
    comment = stored(tenant, picture)[0]
    assert (comment.weight, comment.written_at) == (7, written)


def test_dates_that_may_be_read_two_ways_are_asked_about(tenant, picture):
    text = f"{HEADER}42,fine,03/04/2026,1,Ann\n"
    with pytest.raises(AppError) as asked:
        bring(tenant.analyst, text)
    assert asked.value.code is ErrorCode.IMPORT_NEEDS_INPUT
    assert asked.value.details["questions"][0]["field"] == "date_order"
    bring(tenant.analyst, text, CommentsOptions(date_order="mdy"))
    assert stored(tenant, picture)[0].written_at.month == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ErrorCode.IMPORT_EMPTY),
        (HEADER + "77,x,2026-09-01,1,Ann\n", ErrorCode.IMPORT_NO_VALID_ROW),
        ("comment,likes\nfine,1\n", ErrorCode.IMPORT_NEEDS_INPUT),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), ErrorCode.IMPORT_NOT_A_TABLE),
    ],
)
def test_hopeless_files_are_refused_and_leave_nothing(tenant, picture, text, code):
    with pytest.raises(AppError) as refused:
        bring(tenant.analyst, text)
    assert refused.value.code is code
    assert stored(tenant, picture) == []
    assert not list(uploads._path(tenant.id, tenant.id).parent.iterdir())


def test_ambiguous_names_and_limits_are_told(tenant, picture, monkeypatch):
    save(tenant.admin, creative(name="Red shoes"))
    found = bring(tenant.analyst, HEADER + "42,a,2026-09-01,1,A\nRed shoes,b,2026-09-01,1,A\n")
    assert "Several creatives" in found.errors[0].reason
    monkeypatch.setattr("data.formats._comments.MAX_COMMENT_ROWS", 1)
    with pytest.raises(AppError) as refused:
        bring(tenant.analyst, HEADER + "42,a,2026-09-01,1,A\n42,b,2026-09-01,1,A\n")
    assert refused.value.code is ErrorCode.FILE_TOO_LARGE


def test_A1_another_organizations_creatives_are_unknown(tenant, other, picture):
    with pytest.raises(AppError) as refused:
        bring(other.analyst, f"{HEADER}{picture},a,2026-09-01,1,A\n")
    assert refused.value.code is ErrorCode.IMPORT_NO_VALID_ROW
    with pytest.raises(AppError) as refused:
        bring(other.analyst, "comment,date\na,2026-09-01\n", CommentsOptions(creative_id=picture))
    assert refused.value.code is ErrorCode.NOT_FOUND
    kept = comment_imports.keep_rejects(tenant.analyst, [])
    with pytest.raises(AppError):
        comment_imports.rejects_csv(other.analyst, kept)
    assert comment_imports.rejects_csv(tenant.analyst, kept).data
    assert isinstance(kept, UUID)
