"""The upload route of the import page: who may, what is refused, and that nothing is left of what was refused."""

import io
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from api import import_files
from domain.errors import ErrorCode
from services import uploads
from services.container import Container
from tests.dash_client import DashClient
from tests.factories import Tenant
from tests.fixtures_app import sqlite_only

URL = "/internal/imports/upload"
CSV = b"Date,Campaign,Impressions,Clicks,Spend\n2026-11-01,A,100,3,1.50\n"

pytestmark = sqlite_only


def send(client: DashClient, data: bytes, name: str = "meta.csv", **options: object) -> TestResponse:
    return client.post(URL, data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data", **options)


def stored(core: Container, tenant: Tenant) -> list[Path]:
    return list((core.settings.folder("uploads") / tenant.id.hex).glob("*"))


@pytest.fixture
def analyst(dash_client: DashClient, tenant: Tenant) -> DashClient:
    return dash_client.sign_in(tenant.analyst)


def test_upload_by_analyst_stores_the_bytes_as_sent(analyst: DashClient, tenant: Tenant, core: Container) -> None:
    data = CSV + b"".join(b"2026-11-02,\r\n--B\n%d,1,1,1\n" % number for number in range(90_000))
    answer = send(analyst, data)
    assert answer.status_code == 201
    body = answer.get_json()
    assert body["file_name"] == "meta.csv"
    assert body["size"] == len(data)
    assert uploads.local_path(tenant.analyst, UUID(body["id"])).read_bytes() == data


def test_upload_ignores_other_fields_of_the_form(analyst: DashClient) -> None:
    form = {
        "note": "x" * 5000,
        "file": (io.BytesIO(CSV), "a.csv"),
        "organization_id": "00000000-0000-0000-0000-000000000000",
    }
    answer = analyst.post(URL, data=form, content_type="multipart/form-data")
    assert answer.status_code == 201
    assert answer.get_json()["size"] == len(CSV)


def test_upload_keeps_only_the_last_part_of_a_path_as_name(analyst: DashClient) -> None:
    assert send(analyst, CSV, "..\\..\\etc/passwd").get_json()["file_name"] == "passwd"


def test_upload_by_viewer_is_forbidden_and_not_read(dash_client: DashClient, tenant: Tenant, core: Container) -> None:
    answer = send(dash_client.sign_in(tenant.viewer), CSV)
    assert answer.status_code == 403
    assert answer.get_json()["error_code"] == ErrorCode.FORBIDDEN
    assert not stored(core, tenant)


def test_upload_without_session_is_refused(dash_client: DashClient, tenant: Tenant, core: Container) -> None:
    assert send(dash_client, CSV).status_code == 401
    assert not stored(core, tenant)


@pytest.mark.parametrize("token", [None, "", "forged", "IjEyMyI.Z0.abc"])
def test_upload_without_valid_csrf_header_is_refused(
    analyst: DashClient, tenant: Tenant, core: Container, token: str | None
) -> None:
    headers = {} if token is None else {"X-CSRFToken": token}
    form = {"csrf_token": analyst.csrf["X-CSRFToken"], "file": (io.BytesIO(CSV), "a.csv")}
    answer = analyst.http.post(URL, data=form, headers=headers, content_type="multipart/form-data")
    assert answer.status_code == 403
    assert answer.get_json()["error_code"] == ErrorCode.CSRF_FAILED
    assert not stored(core, tenant)


def test_upload_larger_than_the_limit_is_413_with_what_to_do(
    analyst: DashClient, tenant: Tenant, core: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_files, "MAX_IMPORT_BYTES", 1000)
    monkeypatch.setattr(uploads, "MAX_IMPORT_BYTES", 1000)
    for size in (1001, 400_000):
        answer = send(analyst, b"x" * size)
        assert answer.status_code == 413
        assert answer.get_json()["error_code"] == ErrorCode.FILE_TOO_LARGE
        assert "200 MB" in answer.get_json()["message"]
    assert not stored(core, tenant)


def test_upload_of_nothing_says_that_the_file_is_empty(analyst: DashClient, tenant: Tenant, core: Container) -> None:
    answer = send(analyst, b"")
    assert answer.status_code == 422
    assert answer.get_json()["error_code"] == ErrorCode.IMPORT_EMPTY
    assert not stored(core, tenant)


@pytest.mark.parametrize("cut", [20, 150, 190, -8])
def test_upload_that_breaks_off_leaves_nothing(analyst: DashClient, tenant: Tenant, core: Container, cut: int) -> None:
    body = (
        b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        b"Content-Type: text/csv\r\n\r\n" + CSV * 3 + b"\r\n--frontier--\r\n"
    )[:cut]
    answer = analyst.post(URL, data=body, content_type="multipart/form-data; boundary=frontier")
    assert answer.status_code == 400
    assert answer.get_json()["error_code"] == ErrorCode.UNREADABLE
    assert not stored(core, tenant)


@pytest.mark.parametrize("content_type", ["application/json", "text/csv", "multipart/form-data"])
def test_upload_that_is_no_form_is_refused(analyst: DashClient, content_type: str) -> None:
    assert analyst.post(URL, data=CSV, content_type=content_type).status_code == 415


def test_upload_without_a_file_is_refused(analyst: DashClient) -> None:
    answer = analyst.post(URL, data={"other": "x"}, content_type="multipart/form-data")
    assert answer.status_code == 400


def test_upload_does_not_hold_the_file_in_memory_or_in_a_second_one(
    analyst: DashClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form is never parsed, and reads come in chunks."""
    sizes: list[int] = []

    def receive(actor: object, stream: object, name: str) -> uploads.UploadResult:
        while chunk := stream.read(1024 * 1024):  # type: ignore[attr-defined]
            sizes.append(len(chunk))
        return uploads.UploadResult(id=uuid4(), file_name=name, size=sum(sizes), sha256="")

    monkeypatch.setattr(uploads, "receive", receive)
    monkeypatch.setattr("werkzeug.formparser.default_stream_factory", lambda *_: pytest.fail("the form was parsed"))
    data = b"a,b,c\r\n" * 600_000
    assert send(analyst, data).get_json()["size"] == len(data)
    assert max(sizes) <= 512 * 1024


def test_upload_too_often_is_429(analyst: DashClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_files, "UPLOADS", "3 per minute")
    statuses = [send(analyst, CSV).status_code for _ in range(4)]
    assert statuses == [201, 201, 201, 429]
