"""The import page as its address and the person's role say it; starting, following, cancelling and undoing imports."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from components.import_words import WHERE_TO_EXPORT
from domain.imports import ImportStatus
from domain.jobs import JobStatus
from services import import_queue, imports, jobs
from tests.factories import Tenant
from tests.fixtures_app import sqlite_only
from tests.integration.imports_page.conftest import CSV, Visit, Visitor

PROGRESS = "..import-run.children...import-tick.disabled...import-steps.children...import-history-rows.children.."
# In the name of tests, which every process has to give alike.
NOBODYS = "7d1c1bb0-6e5f-4c7e-9b57-0d2f2a3b4c5d"
pytestmark = sqlite_only


def output_of(visitor: Visitor, *parts: str) -> str:
    """The callback whose outputs begin so; a repeated output carries a mark that only Dash knows."""
    found = [name for name in visitor.client.load_callbacks() if all(part in name for part in parts)]
    assert len(found) == 1, found
    return found[0]


def started(visitor: Visitor, data: bytes = CSV) -> str:
    """Upload, preview and start as the page does; gives the import's id."""
    file = visitor.upload(data)
    asked = {"file": file, "options": {}, "press": ""}
    used = visitor.preview(asked)["import-used"]["data"]
    return press_start(visitor, asked, used)


def press_start(visitor: Visitor, asked: Any, used: Any) -> str:
    name = next(
        name
        for name, callback in visitor.client.load_callbacks().items()
        if [item["id"] for item in callback["inputs"]] == ["import-start"]
    )
    answer = visitor.press(name, "import-start", {"import-used.data": used, "import-asked.data": asked})
    assert answer.status_code == 200, answer.text
    search = answer.get_json()["response"]["import-place"]["search"]
    assert search.startswith("?import=")
    return str(search.removeprefix("?import="))


def button(kind: str, key: str) -> dict[str, str]:
    return {"type": kind, "key": key}


def by_input(visitor: Visitor, kind: str) -> str:
    """The callback that listens to a pattern of buttons."""
    pattern = json.dumps({"type": kind, "key": ["ALL"]}, sort_keys=True)
    for name, callback in visitor.client.load_callbacks().items():
        for item in callback["inputs"]:
            if item["id"].startswith("{") and json.dumps(json.loads(item["id"]), sort_keys=True) == pattern:
                return str(name)
    raise AssertionError(kind)


def test_first_step_offers_drop_zone_samples_and_help(tenant: Tenant, visit: Visit) -> None:
    page = visit(tenant.analyst).page()
    for words in (
        "Drop exports of your ad platforms here",
        "No file at hand?",
        "Where to find the export",
        "Nothing imported yet",
    ):
        assert words in page


def test_every_format_says_where_its_export_is(tenant: Tenant) -> None:
    assert {source.key for source in import_queue.list_sources()} == set(WHERE_TO_EXPORT)


def test_viewer_sees_no_wizard_but_the_history(tenant: Tenant, visit: Visit) -> None:
    page = visit(tenant.viewer).page()
    assert "Your role does not include importing data" in page
    assert "Drop exports" not in page
    assert "History" in page


def test_waiting_files_are_found_again_by_their_owner_alone(tenant: Tenant, other: Tenant, visit: Visit) -> None:
    visit(tenant.analyst).upload(name="mine.csv")
    assert "mine.csv" in visit(tenant.analyst).page()
    assert "mine.csv" not in visit(tenant.admin).page()
    assert "mine.csv" not in visit(other.analyst).page()


@pytest.mark.parametrize("search", ["?file=nope", "?import=nope", f"?file={NOBODYS}", f"?import={NOBODYS}", "?page=-1"])
def test_address_of_nothing_is_no_crash(tenant: Tenant, visit: Visit, search: str) -> None:
    page = visit(tenant.analyst).page(search)
    assert "is not there any more" in page or "Drop exports" in page


def test_foreign_file_and_import_are_answered_like_missing_ones(
    tenant: Tenant, other: Tenant, visit: Visit, work: Any
) -> None:
    ours, theirs = visit(tenant.analyst), visit(other.admin)
    import_id = started(ours)
    work(tenant.analyst, import_id)
    file = ours.upload()
    assert theirs.page(f"?file={file}") == theirs.page(f"?file={uuid4()}")
    assert theirs.page(f"?import={import_id}") == theirs.page(f"?import={uuid4()}")
    assert theirs.client.get(f"/internal/imports/{import_id}/rejects.csv").status_code == 404
    for kind, key in (("import-cancel", import_id), ("import-remove", file), ("import-history-undo", import_id)):
        answer = theirs.press(by_input(theirs, kind), button(kind, key))
        assert "There is nothing here." in answer.text
    assert imports.get_import(tenant.analyst, UUID(import_id)).status is ImportStatus.DONE


def test_import_runs_shows_its_result_and_leads_to_the_dashboard(tenant: Tenant, visit: Visit, work: Any) -> None:
    visitor = visit(tenant.analyst)
    import_id = started(visitor)
    running = visitor.page(f"?import={import_id}")
    assert "Cancel the import" in running
    assert "Running now" in visitor.page()
    assert work(tenant.analyst, import_id) is JobStatus.SUCCEEDED
    answer = visitor.client.update(PROGRESS, {"import-run-id.data": import_id, "import-tick.n_intervals": 1})
    response = answer.get_json()["response"]
    shown = json.dumps(response["import-run"]["children"])
    assert "1 row imported, 1 rejected" in shown
    assert "/?from=2026-11-01&to=2026-11-01&platform=meta&currency=EUR" in shown
    assert "Undo this import" not in shown
    assert response["import-tick"]["disabled"] is True
    assert "meta.csv" in json.dumps(response["import-history-rows"]["children"])
    assert "1 row imported" in visitor.page(f"?import={import_id}")


def test_second_press_is_no_second_import(tenant: Tenant, visit: Visit) -> None:
    visitor = visit(tenant.analyst)
    asked = {"file": visitor.upload(), "options": {}, "press": ""}
    used = visitor.preview(asked)["import-used"]["data"]
    assert press_start(visitor, asked, used) == press_start(visitor, asked, used)
    assert len(jobs.list_own_running(tenant.analyst)) == 1


def test_cancelled_import_says_so_and_offers_the_file_again(tenant: Tenant, visit: Visit) -> None:
    visitor = visit(tenant.analyst)
    import_id = started(visitor)
    answer = visitor.press(by_input(visitor, "import-cancel"), button("import-cancel", import_id))
    assert "The import was cancelled" in answer.text
    assert "Check the file again" in visitor.page(f"?import={import_id}")


def test_failed_import_says_why(tenant: Tenant, visit: Visit, work: Any) -> None:
    visitor = visit(tenant.analyst)
    import_id = started(visitor, CSV.replace(b",100,", b",many,"))
    assert work(tenant.analyst, import_id) is JobStatus.FAILED
    page = visitor.page(f"?import={import_id}")
    assert "The import failed, and nothing was changed" in page
    assert "Check the file again" in page


def test_admin_undoes_and_analyst_may_not(tenant: Tenant, visit: Visit, work: Any) -> None:
    analyst, admin = visit(tenant.analyst), visit(tenant.admin)
    import_id = started(analyst)
    work(tenant.analyst, import_id)
    undo = output_of(admin, "import-undo-dialog.data-open@", "import-history-rows.children@")
    values = {"import-undo-chosen.data": import_id, "import-place.search": f"?import={import_id}"}
    assert "role does not allow" in analyst.press(undo, "import-undo-confirm", values).text
    assert "Undo this import" in admin.page(f"?import={import_id}")
    response = admin.press(undo, "import-undo-confirm", values).get_json()["response"]
    assert response["import-place"]["search"] == f"?import={import_id}&undone=1"
    assert "Undone" in json.dumps(response["import-history-rows"])
    assert "This import was undone" in admin.page(f"?import={import_id}")


def test_undoing_a_large_import_is_seen_again_and_can_be_stopped(
    tenant: Tenant, visit: Visit, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BACKGROUND_ROWS", 0)
    admin = visit(tenant.admin)
    import_id = started(admin)
    work(tenant.admin, import_id)
    undo = output_of(admin, "import-undo-dialog.data-open@", "import-history-rows.children@")
    values = {"import-undo-chosen.data": import_id, "import-place.search": f"?import={import_id}"}

    def press() -> str:
        response = admin.press(undo, "import-undo-confirm", values).get_json()["response"]
        assert "Undoing… 0%" in json.dumps(response["import-history-rows"], ensure_ascii=False)
        assert response["import-history-tick"]["disabled"] is False
        return str(response["import-place"]["search"].rpartition("=")[2])

    job_id = press()
    for page in (admin.page(f"?import={import_id}"), visit(tenant.viewer).page()):
        assert "Undoing" in page
    assert "Cancel, keep the import" in admin.page(f"?import={import_id}")
    assert "Cancel, keep the import" not in visit(tenant.viewer).page(f"?import={import_id}")
    stopped = admin.press(by_input(admin, "import-keep"), button("import-keep", job_id))
    assert stopped.get_json()["response"]["import-history-tick"]["disabled"] is True
    assert "Undo this import" in admin.page(f"?import={import_id}")
    work(tenant.admin, press())
    answer = admin.client.update(PROGRESS, {"import-run-id.data": import_id, "import-tick.n_intervals": 1})
    assert "This import was undone" in answer.text
    tick = output_of(admin, "import-history-rows.children@", "import-history-tick.disabled..")
    answer = admin.client.update(tick, {"import-history-tick.n_intervals": 1})
    assert answer.get_json()["response"]["import-history-tick"]["disabled"] is True


def test_sample_becomes_a_waiting_file(tenant: Tenant, visit: Visit) -> None:
    visitor = visit(tenant.analyst)
    answer = visitor.press(by_input(visitor, "import-sample"), button("import-sample", "linkedin"))
    search = answer.get_json()["response"]["import-place"]["search"]
    assert "linkedin_sample.csv" in visitor.page(search)


def test_removed_file_is_gone(tenant: Tenant, visit: Visit) -> None:
    visitor = visit(tenant.analyst)
    file = visitor.upload(name="away.csv")
    answer = visitor.press(by_input(visitor, "import-remove"), button("import-remove", file))
    assert "away.csv" not in answer.text
    assert "is not there any more" in visitor.page(f"?file={file}")
