from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from tests.integration.api.client import assert_envelope


def picture(colour="red", kind="PNG", side=64):
    target = BytesIO()
    Image.new("RGB", (side, side // 2), colour).save(target, kind)
    return target.getvalue()


def big(megabytes):
    return b"x" * (megabytes * 1024 * 1024 + 1)


def form(data=None, name="banner.png", **fields):
    return {"data": {"file": (BytesIO(data or picture()), name), **fields}, "content_type": "multipart/form-data"}


@pytest.fixture
def creative(api, tenant):
    answer = api.post("/creatives/upload", tenant.analyst, **form(ad_text="Run", tags=["shoes,red", "autumn"]))
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def test_A6_file_reads_back_as_it_was_uploaded(api, tenant, creative):
    assert {"id", "url", "cdn_url", "creative_type", "format", "width", "height", "size", "sha256"} <= set(creative)
    assert (creative["format"], creative["width"], creative["height"]) == ("png", 64, 32)
    assert creative["tags"] == ["shoes", "red", "autumn"]
    file = api.get(f"/creatives/{creative['id']}/file", tenant.viewer)
    assert (file.data, file.mimetype) == (picture(), "image/png")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]


def test_B17_both_addresses_serve_the_picture(api, tenant, creative):
    for address in ("url", "cdn_url", "thumbnail_url"):
        with api.http.get(creative[address]) as answer:
            assert answer.status_code == 200
            assert answer.mimetype.startswith("image/")


def test_creatives_are_filtered_changed_and_deleted(api, tenant, creative):
    path = f"/creatives/{creative['id']}"
    assert api.get("/creatives?tag=red&format=png&q=run", tenant.viewer).get_json()["total"] == 1
    assert api.get("/creatives?tag=blue", tenant.viewer).get_json()["total"] == 0
    changed = api.patch(path, tenant.analyst, json={"ad_text": "Walk"}).get_json()
    assert (changed["ad_text"], changed["tags"]) == ("Walk", creative["tags"])
    assert api.delete(path, tenant.analyst).status_code == 204
    for missing in (path, f"{path}/file"):
        assert api.get(missing, tenant.viewer).status_code == 404


def test_direct_upload_is_confirmed_by_its_key(api, tenant):
    data = picture("blue")
    asked = {"file_name": "blue.png", "content_type": "image/png", "size": len(data)}
    ticket = api.post("/creatives/upload-url", tenant.analyst, json=asked).get_json()
    sent = {**ticket["fields"], "file": (BytesIO(data), "blue.png")}
    assert api.http.open(ticket["upload_url"], method=ticket["method"], data=sent).status_code in (200, 201, 204)
    confirm = {"key": ticket["key"], "file_name": "blue.png", "tags": ["sea"]}
    made = api.post("/creatives/confirm-upload", tenant.analyst, json=confirm)
    assert made.status_code == 201, made.get_json()
    assert api.get(f"/creatives/{made.get_json()['id']}/file", tenant.viewer).data == data
    assert api.post("/creatives/confirm-upload", tenant.analyst, json=confirm).status_code == 404


@pytest.mark.parametrize(
    ("make", "status", "code"),
    [
        (lambda: form(b"GIF89a no picture"), 422, 8002),
        (lambda: form(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg"), 422, 8001),
        (lambda: form(big(10)), 413, 8003),
        (lambda: form(big(12)), 413, 2005),
        (lambda: form(campaign_id=str(uuid4())), 404, 4001),
        (lambda: form(campaign_id="x"), 422, 2002),
        (lambda: form(organization_id=str(uuid4())), 422, 2002),
        (lambda: {"data": {"ad_text": "no file"}, "content_type": "multipart/form-data"}, 422, 2002),
        (lambda: {"json": {"file": "x"}}, 415, 2004),
    ],
)
def test_A7_what_is_no_picture_is_refused(api, tenant, make, status, code):
    answer = api.post("/creatives/upload", tenant.analyst, **make())
    assert (answer.status_code, assert_envelope(answer)["error_code"]) == (status, code)
    assert api.get("/creatives", tenant.viewer).get_json()["total"] == 0


def test_upload_with_an_idempotency_key_runs_once(api, tenant):
    key = {"Idempotency-Key": "upload-1"}
    first = api.post("/creatives/upload", tenant.analyst, headers=key, **form())
    again = api.post("/creatives/upload", tenant.analyst, headers=key, **form())
    other = api.post("/creatives/upload", tenant.analyst, headers=key, **form(picture("green")))
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.get_json() == again.get_json()
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert api.get("/creatives", tenant.viewer).get_json()["total"] == 1
