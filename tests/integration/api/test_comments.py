"""Comments over REST: a file in, the list, the mood, a label, and the job that reads them."""

from io import BytesIO

import pytest

from services import comment_readings
from tests.factories import creative, save

TEXT = "creative id,comment,date,likes\n42,I love it,2026-09-01,2\n42,Broken,soon,1\n"


@pytest.fixture
def picture(core, tenant):
    return save(tenant.admin, creative(ad_ref="42")).id


def send(api, tenant, actor=None, **fields):
    form = {"data": {"file": (BytesIO(TEXT.encode()), "c.csv"), **fields}, "content_type": "multipart/form-data"}
    return api.post("/comments/upload-csv", actor or tenant.analyst, **form)


def test_A5_file_is_imported_and_its_bad_row_named(api, tenant, picture):
    answer = send(api, tenant)
    assert answer.status_code == 201, answer.get_json()
    body = answer.get_json()
    assert (body["rows_total"], body["rows_imported"], body["rows_rejected"]) == (2, 1, 1)
    error = body["errors"][0]
    assert (error["line"], error["column"], error["value"]) == (3, "date", "soon")
    assert send(api, tenant).get_json()["rows_known"] == 1
    assert send(api, tenant, tenant.viewer).status_code == 403
    assert send(api, tenant, date_order="soon").status_code == 422


def test_comments_are_listed_labelled_and_summed_up(api, tenant, picture, bells, monkeypatch):
    send(api, tenant)
    monkeypatch.setattr(comment_readings, "find_version", lambda _: "emotion 1")
    path = f"/creatives/{picture}/comments"
    item = api.get(path, tenant.viewer).get_json()["items"][0]
    assert (item["text"], item["weight"], item["emotion"], item["label"]) == ("I love it", 3, None, None)
    assert api.put(f"/comments/{item['id']}/label", tenant.viewer, json={"label": "joy"}).status_code == 403
    assert api.put(f"/comments/{item['id']}/label", tenant.analyst, json={"label": "bliss"}).status_code == 422
    labelled = api.put(f"/comments/{item['id']}/label", tenant.analyst, json={"label": "joy"})
    assert labelled.get_json()["label"] == "joy"
    assert api.get(f"{path}?emotion=joy", tenant.viewer).get_json()["total"] == 1
    assert api.get(f"{path}?emotion=fear", tenant.viewer).get_json()["total"] == 0
    summary = api.get(f"{path}/summary", tenant.viewer).get_json()
    assert (summary["labelled"], summary["waiting"], summary["result"]["sentiment"]) == (1, 1, 1.0)
    bells.rung.clear()
    first, again = (api.post(f"{path}/analyze", tenant.analyst) for _ in range(2))
    assert (first.status_code, first.get_json()) == (202, again.get_json())
    assert [str(job_id) for _, job_id, _ in bells.rung] == [first.get_json()["job_id"]]
