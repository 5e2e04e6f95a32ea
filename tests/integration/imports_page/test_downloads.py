"""Rejected rows as a file that is safe to open, and samples that are drawn once a day."""

import csv
import io
from typing import Any

import pytest

from services import import_downloads
from services.container import Container
from tests.factories import Tenant
from tests.fixtures_app import sqlite_only
from tests.integration.imports_page.conftest import CSV, Visit
from tests.integration.imports_page.test_page import started

pytestmark = sqlite_only


def test_rejects_name_line_column_value_reason_and_remedy(tenant: Tenant, visit: Visit, work: Any) -> None:
    visitor = visit(tenant.analyst)
    import_id = started(visitor, CSV.replace(b",x,", b",=1+1,"))
    work(tenant.analyst, import_id)
    answer = visit(tenant.viewer).client.get(f"/internal/imports/{import_id}/rejects.csv")
    assert answer.status_code == 200
    assert "meta_rejects.csv" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    header, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert header == ["line", "column", "value", "reason", "how to fix"]
    assert row[:3] == ["3", "Link clicks", "'=1+1"]
    assert row[3]
    assert row[4]


@pytest.mark.parametrize("import_id", ["nope", "00000000-0000-0000-0000-000000000000"])
def test_rejects_of_nothing_are_not_found(tenant: Tenant, visit: Visit, import_id: str) -> None:
    assert visit(tenant.admin).client.get(f"/internal/imports/{import_id}/rejects.csv").status_code == 404


def test_samples_are_recognized_as_their_platform(tenant: Tenant, visit: Visit) -> None:
    visitor = visit(tenant.analyst)
    for platform, label in (("meta", "Meta Ads Manager"), ("google_ads", "Google Ads"), ("tiktok", "TikTok Ads")):
        answer = visitor.client.get(f"/internal/imports/samples/{platform}.csv")
        assert answer.status_code == 200
        file = visitor.upload(answer.data, f"{platform}.csv")
        shown = visitor.preview({"file": file, "options": {}, "press": ""})
        assert label in str(shown["import-preview"]["children"])
        assert shown["import-used"]["data"]["ready"] is True


def test_samples_are_drawn_once_a_day(
    tenant: Tenant, visit: Visit, core: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit(tenant.analyst)
    first = visitor.client.get("/internal/imports/samples/meta.csv").data
    monkeypatch.setattr("data.demo.organization.build_example", lambda _: pytest.fail("drawn again"))
    assert visitor.client.get("/internal/imports/samples/meta.csv").data == first
    monkeypatch.undo()
    today = import_downloads._last_day()
    monkeypatch.setattr(import_downloads, "_last_day", lambda: today.replace(year=today.year + 1))
    assert visitor.client.get("/internal/imports/samples/meta.csv").data != first
    assert len(list(core.settings.folder("samples").iterdir())) == 1


@pytest.mark.parametrize("platform", ["amazon", "nope"])
def test_sample_of_another_platform_is_not_found(tenant: Tenant, visit: Visit, platform: str) -> None:
    assert visit(tenant.analyst).client.get(f"/internal/imports/samples/{platform}.csv").status_code == 404


def test_viewer_gets_no_sample(tenant: Tenant, visit: Visit) -> None:
    assert visit(tenant.viewer).client.get("/internal/imports/samples/meta.csv").status_code == 403
