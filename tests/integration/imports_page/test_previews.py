"""Step 2 through Dash's own machinery: a forked process reads the file for exactly the person who asked."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from domain.errors import ErrorCode
from tests.dash_client import DashClient
from tests.factories import Tenant
from tests.fixtures_app import sqlite_only
from tests.integration.imports_page.conftest import CSV, Visit


def asked(file: str, press: str = "", **options: Any) -> dict[str, Any]:
    return {"file": file, "options": options, "press": press}


def test_preview_shows_format_mapping_totals_and_the_problem_at_its_cell(tenant: Tenant, visit: Visit) -> None:
    visitor = visit(tenant.analyst)
    answer = visitor.preview(asked(visitor.upload()))
    shown = str(answer["import-preview"]["children"])
    assert "Meta Ads Manager" in shown
    assert "Import 1 row" in shown
    assert "cell-error" in shown
    assert "This is not a number." in shown
    assert "€1.50" in shown
    used = answer["import-used"]["data"]
    assert used["ready"] is True
    assert used["drawn"]["map"]["4"] == "spend"
    assert answer["import-problem"]["children"] == []


def test_preview_that_lacks_something_asks_and_does_not_let_import(tenant: Tenant, visit: Visit) -> None:
    visitor = visit(tenant.analyst)
    answer = visitor.preview(asked(visitor.upload(b"Campaign,Impressions,Clicks,Cost\nA,100,3,1.5\n", "x.csv")))
    shown = str(answer["import-preview"]["children"])
    for question in ("Which days does the file cover?", "In which currency", "Which platform"):
        assert question in shown
    assert "3 questions before the import" in shown
    assert answer["import-used"]["data"]["ready"] is False


def test_file_that_is_no_table_is_refused_in_words(tenant: Tenant, visit: Visit) -> None:
    visitor = visit(tenant.analyst)
    answer = visitor.preview(asked(visitor.upload(b"<!doctype html><html></html>", "page.csv")))
    assert answer["import-preview"]["children"] == []
    assert "web page" in str(answer["import-problem"]["children"])


def test_wrong_source_offers_the_likely_one_and_leaves_the_preview(tenant: Tenant, visit: Visit) -> None:
    visitor = visit(tenant.analyst)
    file = visitor.upload()
    used = visitor.preview(asked(file))["import-used"]["data"]
    answer = visitor.preview(asked(file, source="tiktok"), used)
    assert "import-preview" not in answer
    problem = str(answer["import-problem"]["children"])
    assert "Read it as Meta Ads Manager" in problem
    assert "'type': 'import-read-as'" in problem


def test_viewer_gets_no_preview(tenant: Tenant, visit: Visit) -> None:
    file = visit(tenant.analyst).upload()
    answer = visit(tenant.viewer).preview(asked(file))
    assert answer["import-preview"]["children"] == []
    assert "role does not allow" in str(answer["import-problem"]["children"])


def test_two_tenants_pressing_the_same_button_at_once_get_their_own_results(
    tenant: Tenant, other: Tenant, visit: Visit
) -> None:
    """The very same arguments from both: without a key of its own each would get the first one's answer."""
    ours, theirs = visit(tenant.analyst), visit(other.analyst)
    same = asked(ours.upload(CSV.replace(b"Alpha", b"SecretOfAcme")), "1")
    starts = [ours.start_preview(same), theirs.start_preview(same)]
    assert starts[0]["cacheKey"] != starts[1]["cacheKey"]
    mine, foreign = ours.finish_preview(starts[0], same), theirs.finish_preview(starts[1], same)
    assert "SecretOfAcme" in str(mine)
    assert "SecretOfAcme" not in str(foreign)
    assert "nothing here" in str(foreign["import-problem"]["children"])


@sqlite_only
def test_eight_people_of_two_tenants_at_once_get_their_own_results(
    app: Flask, tenant: Tenant, other: Tenant, visit: Visit
) -> None:
    actors = [tenant.analyst, other.analyst, tenant.admin, other.admin] * 2
    visitors = [visit(actor) for actor in actors]
    files = [
        visitor.upload(CSV.replace(b"Alpha", f"Campaign{place}".encode())) for place, visitor in enumerate(visitors)
    ]

    def look(place: int) -> str:
        with app.app_context():
            return str(visitors[place].preview(asked(files[place])))

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(look, range(len(visitors))))
    for place, answer in enumerate(answers):
        assert f"Campaign{place}" in answer
        assert not any(f"Campaign{other_place}" in answer for other_place in range(8) if other_place != place)


@sqlite_only
def test_result_of_another_page_load_cannot_be_fetched(tenant: Tenant, other: Tenant, visit: Visit) -> None:
    ours, theirs = visit(tenant.analyst), visit(other.analyst)
    mine = asked(ours.upload())
    start = ours.start_preview(mine)
    forged = {**start, "cacheKey": start["cacheKey"][:-4] + "0000"}
    assert "Alpha" not in str(theirs._post_preview(mine, None, f"?cacheKey={forged['cacheKey']}&job={forged['job']}"))
    assert "Alpha" in str(ours.finish_preview(start, mine))


@sqlite_only
def test_preview_without_session_is_refused(app: Flask, dash_client: DashClient, tenant: Tenant) -> None:
    answer = dash_client.update(
        "..import-preview.children...import-used.data...import-problem.children..", {"import-asked.data": asked("x")}
    )
    assert answer.status_code == 401
    assert answer.get_json()["error_code"] == ErrorCode.NOT_SIGNED_IN
