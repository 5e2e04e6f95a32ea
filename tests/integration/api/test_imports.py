from io import BytesIO

import pytest
from openpyxl import Workbook

from services import imports, uploads
from tests.integration.api.client import assert_envelope

GOOD = "date,campaign,platform,impressions,clicks,spend,conversions,revenue,currency\n"
LINES = "2026-09-01,Autumn,meta,1000,50,12.50,2,60,EUR\n2026-09-02,Autumn,meta,2000,70,20.00,3,90,EUR\n"
BAD = "2026-02-30,Autumn,meta,1000,50,12.50,2,60,EUR\n"


def form(text=GOOD + LINES, name="export.csv", **fields):
    return {"data": {"file": (BytesIO(text.encode()), name), **fields}, "content_type": "multipart/form-data"}


def send(api, tenant, headers=None, **options):
    return api.post("/campaigns/upload-csv", tenant.analyst, headers=headers or {}, **form(**options))


def test_A4_A5_import_answers_what_it_did(api, tenant):
    answer = send(api, tenant, text=GOOD + LINES + BAD)
    assert answer.status_code == 201, answer.get_json()
    body = answer.get_json()
    assert (body["rows_total"], body["rows_imported"], body["rows_rejected"]) == (3, 2, 1)
    assert (body["source"], body["campaigns_created"], body["campaigns_updated"]) == ("generic", 1, 0)
    assert body["mapping"]["spend"] == "spend"
    error = body["errors"][0]
    assert (error["line"], error["column"], error["value"]) == (4, "date", "2026-02-30")
    assert api.get("/analytics/dashboard", tenant.viewer).get_json()["totals"]["spend"] == "32.50"


def test_import_is_listed_read_and_undone(api, tenant):
    made = send(api, tenant, text=GOOD + LINES + "2026-02-30,=1+1,meta,1,1,1,1,1,EUR\n").get_json()["import_id"]
    path = f"/imports/{made}"
    listed = api.get("/imports", tenant.viewer).get_json()
    assert [(item["id"], item["status"]) for item in listed["items"]] == [(made, "done")]
    rejects = api.get(f"{path}/rejects", tenant.viewer)
    assert rejects.mimetype == "text/csv"
    assert rejects.get_data(as_text=True).splitlines()[1].startswith("4,date,2026-02-30,")
    assert api.delete(path, tenant.analyst).status_code == 403
    assert api.delete(path, tenant.admin).get_json()["status"] == "undone"
    assert api.delete(path, tenant.admin).status_code == 409
    assert api.get(path, tenant.viewer).get_json()["status"] == "undone"
    assert api.get("/analytics/dashboard", tenant.viewer).get_json()["totals"]["spend"] == "0.00"


def test_large_import_is_undone_by_one_job(api, tenant, bells, monkeypatch):
    path = f"/imports/{send(api, tenant).get_json()['import_id']}"
    monkeypatch.setattr(imports, "BACKGROUND_ROWS", 1)
    bells.rung.clear()
    first, again = (api.delete(path, tenant.admin) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    body = first.get_json()
    assert body == again.get_json() == {"job_id": body["job_id"], "status_url": f"/api/v1/jobs/{body['job_id']}"}
    shown = api.get(path, tenant.viewer).get_json()
    assert (shown["status"], shown["undo"]["job_id"], shown["undo"]["status"]) == ("done", body["job_id"], "queued")
    assert [str(job_id) for _, job_id, _ in bells.rung] == [body["job_id"]]


def test_workbook_is_imported_like_the_csv(api, tenant):
    book, target = Workbook(), BytesIO()
    for line in (GOOD + LINES).splitlines():
        book.active.append(line.split(","))
    book.save(target)
    target.seek(0)
    file = {"data": {"file": (target, "export.xlsx")}, "content_type": "multipart/form-data"}
    answer = api.post("/campaigns/upload-csv", tenant.analyst, **file)
    assert (answer.status_code, answer.get_json().get("rows_imported")) == (201, 2), answer.get_json()


def test_same_file_with_the_same_key_is_imported_once(api, tenant):
    first, again = (send(api, tenant, {"Idempotency-Key": "september"}) for _ in range(2))
    assert first.get_json() == again.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert api.get("/imports", tenant.viewer).get_json()["total"] == 1
    assert send(api, tenant, {"Idempotency-Key": "september"}, currency="USD").status_code == 409


def test_dry_run_stores_nothing(api, tenant):
    answer = send(api, tenant, dry_run="true")
    assert answer.status_code == 200
    assert answer.get_json()["rows_total"] == 2
    assert api.get("/imports", tenant.viewer).get_json()["total"] == 0
    assert not list(uploads._path(tenant.id, tenant.id).parent.iterdir())


def test_mapping_and_what_the_file_lacks_come_with_the_form(api, tenant):
    text = "Kampagne,Klicks,Kosten\nHerbst,50,12.50\n"
    mapping = '{"campaign": "Kampagne", "clicks": "Klicks", "spend": "Kosten"}'
    fields = {"source": "generic", "platform": "x", "currency": "CHF"}
    period = {"period_start": "2026-09-01", "period_end": "2026-09-30"}
    lacking = send(api, tenant, text=text, mapping=mapping, **fields)
    assert (lacking.status_code, lacking.get_json()["error_code"]) == (422, 7004)
    answer = send(api, tenant, text=text, mapping=mapping, **fields, **period)
    assert answer.status_code == 201, answer.get_json()
    shown = api.get("/campaigns", tenant.viewer).get_json()["items"][0]
    assert (shown["name"], shown["platform"], shown["totals"]["spend"]) == ("Herbst", "x", "12.50")


def test_large_file_becomes_a_job(api, tenant, bells, monkeypatch):
    monkeypatch.setattr(imports, "is_large", lambda *_: True)
    answer = send(api, tenant)
    assert answer.status_code == 202
    body = answer.get_json()
    assert body["status_url"] == f"/api/v1/jobs/{body['job_id']}"
    job = api.get(f"/jobs/{body['job_id']}", tenant.viewer).get_json()
    assert (job["kind"], job["status"]) == ("imports.run", "queued")
    assert [str(job_id) for _, job_id, _ in bells.rung] == [body["job_id"]]


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"text": ""}, 422, 7002),
        ({"text": GOOD}, 422, 7002),
        ({"text": GOOD + BAD}, 422, 7005),
        ({"text": "\x00\x01\x02" * 50}, 422, None),
        ({"mapping": "{"}, 422, 2002),
        ({"mapping": '{"colour": "x"}'}, 422, 2002),
        ({"currency": "euro"}, 422, 2002),
        ({"period_start": "soon"}, 422, 2002),
        ({"organization_id": "x"}, 422, 2002),
        ({"dry_run": "perhaps"}, 422, 2002),
        ({"source": "myspace"}, 422, None),
    ],
)
def test_wrong_files_and_options_import_nothing(api, tenant, options, status, code):
    answer = send(api, tenant, **options)
    body = assert_envelope(answer)
    assert answer.status_code == status, body
    assert code in (None, body["error_code"]), body
    assert api.get("/analytics/dashboard", tenant.viewer).get_json()["campaigns"] == 0
    assert not list(uploads._path(tenant.id, tenant.id).parent.iterdir())
