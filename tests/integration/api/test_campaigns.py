from decimal import Decimal
from uuid import uuid4

import pytest

from tests.integration.api.client import assert_envelope

NEW = {"name": "Autumn", "platform": "meta", "country": "DE", "budget": "1200.50", "currency": "EUR"}
ROW = {"date": "2026-09-01", "impressions": 1000, "clicks": 50, "conversions": 2, "spend": "12.34", "revenue": "60"}


@pytest.fixture
def campaign(api, tenant):
    answer = api.post("/campaigns", tenant.analyst, json=NEW)
    assert answer.status_code == 201
    return answer.get_json()


def test_campaign_is_created_read_changed_and_deleted(api, tenant, campaign):
    path = f"/campaigns/{campaign['id']}"
    assert campaign["budget"] == "1200.50"
    assert api.get(path, tenant.viewer).get_json() == campaign
    patched = api.patch(path, tenant.analyst, json={"status": "active"}).get_json()
    assert (patched["status"], patched["name"], patched["budget"]) == ("active", "Autumn", "1200.50")
    put = api.put(path, tenant.analyst, json={**NEW, "name": "Winter", "budget": None}).get_json()
    assert (put["name"], put["status"], put["budget"]) == ("Winter", "draft", None)
    assert api.delete(path, tenant.admin).status_code == 204
    assert api.get(path, tenant.viewer).status_code == 404


def test_campaign_stays_on_its_platform(api, tenant, campaign):
    answer = api.put(f"/campaigns/{campaign['id']}", tenant.analyst, json={**NEW, "platform": "x"})
    assert (answer.status_code, answer.get_json()["details"]["fields"][0]["field"]) == (422, "platform")
    assert api.patch(f"/campaigns/{campaign['id']}", tenant.analyst, json={"platform": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"platform": "myspace"}, "platform"),
        ({"budget": "-1"}, "budget"),
        ({"budget": "many"}, "budget"),
        ({"currency": "eur"}, "currency"),
        ({"start_date": "2026-09-31"}, "start_date"),
        ({"start_date": "2026-09-02", "end_date": "2026-09-01"}, "end_date"),
        ({"organization_id": str(uuid4())}, "organization_id"),
        ({"id": str(uuid4())}, "id"),
        ({"is_example": True}, "is_example"),
    ],
)
def test_wrong_campaigns_name_the_field(api, tenant, change, field):
    answer = api.post("/campaigns", tenant.analyst, json={**NEW, **change})
    assert answer.status_code == 422
    assert assert_envelope(answer)["details"]["fields"][0]["field"] == field
    assert api.get("/campaigns", tenant.viewer).get_json()["total"] == 0


def test_campaigns_are_filtered_sorted_and_paged(api, tenant):
    for name, platform, status in (("A", "meta", "active"), ("B", "x", "paused"), ("C", "tiktok", "active")):
        api.post("/campaigns", tenant.analyst, json={**NEW, "name": name, "platform": platform, "status": status})
    names = lambda query: [item["name"] for item in api.get(f"/campaigns?{query}", tenant.viewer).get_json()["items"]]  # noqa: E731
    assert names("sort=name") == ["A", "B", "C"]
    assert names("sort=-name&page_size=2") == ["C", "B"]
    assert names("sort=-name&page_size=2&page=2") == ["A"]
    assert names("sort=name&platform=meta,x") == ["A", "B"]
    assert names("sort=name&platform=meta&platform=x&status=active") == ["A"]
    assert names("q=b") == ["B"]
    assert names("country=FR") == []


@pytest.mark.parametrize(
    "query",
    ["sort=color", "page=0", "page_size=201", "page=x", "platform=myspace", "from=soon", "unknown=1", "q=a&q=b"],
)
def test_wrong_queries_name_the_parameter(api, tenant, query):
    answer = api.get(f"/campaigns?{query}", tenant.viewer)
    assert answer.status_code == 422
    assert assert_envelope(answer)["details"]["fields"][0]["field"].split(".")[0] == query.partition("=")[0]


def test_metrics_are_written_by_day_and_replaced(api, tenant, campaign):
    path = f"/campaigns/{campaign['id']}/metrics"
    first = api.post(path, tenant.analyst, json={"rows": [ROW, {**ROW, "date": "2026-09-02"}]})
    assert first.status_code == 200, first.get_json()
    assert (first.get_json()["inserted"], first.get_json()["updated"]) == (2, 0)
    again = api.post(path, tenant.analyst, json={"rows": [{**ROW, "spend": "10.00"}]}).get_json()
    assert (again["inserted"], again["updated"]) == (0, 1)
    totals = api.get(f"/campaigns/{campaign['id']}/analytics", tenant.viewer).get_json()["totals"]
    assert (totals["spend"], totals["clicks"], totals["conversions"]) == ("22.34", 100, 4)
    assert totals["ctr"] == pytest.approx(0.05)
    item = api.get("/campaigns", tenant.viewer).get_json()["items"][0]
    assert (item["totals"]["spend"], item["totals_currency"]) == ("22.34", "EUR")
    narrowed = api.get("/campaigns?from=2026-09-02&to=2026-09-02", tenant.viewer).get_json()["items"][0]
    assert narrowed["totals"]["spend"] == "12.34"


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([], "rows"),
        ([ROW, {**ROW, "spend": "-1"}], "rows.1.spend"),
        ([{**ROW, "clicks": 1.5}], "rows.0.clicks"),
        ([{**ROW, "date": "1999-01-01"}], "rows.0.date"),
        ([{**ROW, "organization_id": "x"}], "rows.0.organization_id"),
        ([{**ROW, "spend": "1e30"}], "rows.0.spend"),
    ],
)
def test_wrong_metrics_write_nothing(api, tenant, campaign, rows, field):
    answer = api.post(f"/campaigns/{campaign['id']}/metrics", tenant.analyst, json={"rows": rows})
    assert answer.status_code == 422
    assert assert_envelope(answer)["details"]["fields"][0]["field"] == field
    assert api.get("/analytics/dashboard", tenant.viewer).get_json()["totals"]["impressions"] == 0


def test_A8_dashboard_adds_campaigns_up(api, tenant):
    for name, spend, clicks in (("A", "10.10", 10), ("B", "20.20", 40)):
        made = api.post("/campaigns", tenant.analyst, json={**NEW, "name": name}).get_json()
        row = {**ROW, "spend": spend, "clicks": clicks}
        api.post(f"/campaigns/{made['id']}/metrics", tenant.analyst, json={"rows": [row]})
    dashboard = api.get("/analytics/dashboard?from=2026-09-01&to=2026-09-30&currency=EUR", tenant.viewer).get_json()
    listed = api.get("/campaigns", tenant.viewer).get_json()["items"]
    assert Decimal(dashboard["totals"]["spend"]) == sum(Decimal(item["totals"]["spend"]) for item in listed)
    assert dashboard["totals"]["ctr"] == pytest.approx(50 / 2000)
    assert (dashboard["currency"], dashboard["campaigns"]) == ("EUR", 2)
    compared = api.get("/analytics/platform-comparison?platform=meta", tenant.viewer).get_json()
    assert [row["platform"] for row in compared["platforms"]] == ["meta"]
    assert api.get("/analytics/filters", tenant.viewer).get_json()["platforms"] == ["meta"]


def test_dashboard_without_data_answers(api, tenant):
    dashboard = api.get("/analytics/dashboard", tenant.viewer).get_json()
    assert dashboard["totals"]["spend"] == "0.00"
    assert dashboard["totals"]["ctr"] is None


@pytest.mark.parametrize("query", ["from=2026-02-02&to=2026-01-01", "currency=euro", "compare=always", "campaign_id=x"])
def test_wrong_dashboard_queries_are_refused(api, tenant, query):
    assert api.get(f"/analytics/dashboard?{query}", tenant.viewer).status_code == 422


def test_notes_are_pinned_listed_and_removed(api, tenant, campaign):
    note = {"date": "2026-09-03", "text": "Sale", "campaign_id": campaign["id"]}
    made = api.post("/annotations", tenant.analyst, json=note)
    assert made.status_code == 201
    listed = api.get(f"/annotations?campaign_id={campaign['id']}&from=2026-09-01", tenant.viewer).get_json()["items"]
    assert [item["text"] for item in listed] == ["Sale"]
    assert api.get("/annotations?from=2026-09-04", tenant.viewer).get_json()["total"] == 0
    assert api.delete(f"/annotations/{made.get_json()['id']}", tenant.analyst).status_code == 204
    missing = api.post("/annotations", tenant.analyst, json={**note, "campaign_id": str(uuid4())})
    assert missing.status_code == 404


def test_views_are_kept_shared_and_forgotten_by_their_owner(api, tenant):
    view = {"page": "overview", "name": "Meta", "query": "?platform=meta", "is_shared": True}
    made = api.post("/saved-views", tenant.viewer, json=view)
    assert made.status_code == 201
    assert api.post("/saved-views", tenant.viewer, json=view).status_code == 409
    seen = api.get("/saved-views?for_page=overview", tenant.admin).get_json()["items"]
    assert [(item["name"], item["is_own"]) for item in seen] == [("Meta", False)]
    path = f"/saved-views/{made.get_json()['id']}"
    assert api.delete(path, tenant.admin).status_code == 404
    assert api.delete(path, tenant.viewer).status_code == 204
