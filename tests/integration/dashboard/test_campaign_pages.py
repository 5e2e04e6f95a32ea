"""The campaign list and a campaign's page: rows as sums, controls by role, changes, exports, and nothing of others."""

import csv
import io
import json
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from openpyxl import load_workbook

from callbacks.campaign_detail import draw_campaign
from components.campaign_forms import FIELDS
from domain.actors import Actor
from domain.campaign_views import parse_campaign_view
from domain.campaigns import CampaignInput, CampaignQuery, CampaignStatus
from domain.dashboard_views import DashboardView
from domain.periods import Preset
from domain.permissions import Role
from domain.platforms import Platform
from services import campaigns, exports
from tests.callback_calls import CallbackCaller, changes
from tests.dash_client import UPDATE, DashClient, _outputs
from tests.factories import Tenant, make_tenant
from tests.fixtures_app import sqlite_only
from tests.integration.dashboard.world import Fact, build_world, grouped, total
from tests.unit.components.trees import walk, with_class, words

pytestmark = sqlite_only
ALL = "?period=all"


@pytest.fixture
def facts(tenant: Tenant) -> list[Fact]:
    return build_world(tenant.analyst)


def caller(app: Flask, actor: Actor) -> CallbackCaller:
    return CallbackCaller(app, actor)


def rows(app: Flask, actor: Actor, search: str = ALL, **request: Any) -> dict[str, Any]:
    asked = {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}} | request
    values = {"campaigns-grid.getRowsRequest": asked, "campaigns-place.search": search}
    return changes(caller(app, actor).call("campaigns.show_rows", values, "campaigns-grid.getRowsRequest"))


def names(answer: dict[str, Any]) -> list[str]:
    return [row["name"] for row in answer["campaigns-grid.getRowsResponse"]["rowData"]]


def key_of(actor: Actor, name: str) -> UUID:
    return next(row.id for row in campaigns.list_campaigns(actor, CampaignQuery()).items if row.name == name)


def submit(app: Flask, actor: Actor, function: str, owner: str, values: dict[str, Any]) -> dict[str, Any]:
    """Call one of the callbacks that several pages share, as the owner's page would."""
    client = DashClient(app).sign_in(actor)
    for output, callback in client.load_callbacks().items():
        inner = getattr(callback.get("callback"), "__wrapped__", None)
        parts = [*callback["inputs"], *callback["state"]]
        if inner is None or inner.__name__ != function or not any(f"{owner}-" in part["id"] for part in parts[:1]):
            continue
        if any(part["id"].startswith("campaigns-") != (owner == "campaigns") for part in callback["inputs"][:1]):
            continue
        given = [
            {"id": part["id"], "property": part["property"], "value": values.get(f"{part['id']}.{part['property']}")}
            for part in parts
        ]
        split = len(callback["inputs"])
        trigger = next((f"{part['id']}.{part['property']}" for part in given[:split] if part["value"]), "")
        body = {
            "output": output,
            "outputs": _outputs(output),
            "inputs": given[:split],
            "state": given[split:],
            "changedPropIds": [trigger],
        }
        with app.app_context():
            return changes(client.http.post(UPDATE, json=body, headers=client.csrf))
    raise AssertionError(f"no callback {function} of {owner}")


class TestList:
    def test_rows_are_the_sums_of_the_facts(self, app: Flask, facts: list[Fact], tenant: Tenant):
        found = rows(app, tenant.viewer)["campaigns-grid.getRowsResponse"]
        assert {row["name"]: row["spend"] for row in found["rowData"]} == {
            name: pytest.approx(float(spend)) for name, spend in grouped(facts, lambda f: f.campaign, "spend").items()
        }
        assert {row["currency"] for row in found["rowData"]} == {"USD", "EUR"}
        assert found["rowCount"] == 5

    def test_order_search_and_filters_reach_the_rows(self, app: Flask, facts: list[Fact], tenant: Tenant):
        order = [{"colId": "name", "sort": "asc"}]
        assert names(rows(app, tenant.viewer, sortModel=order)) == sorted(
            {fact.campaign for fact in facts}, key=str.casefold
        )
        assert names(rows(app, tenant.viewer, f"{ALL}&q=zelte")) == ["Zelte"]
        found = names(rows(app, tenant.viewer, f"{ALL}&platform=meta&category=Camping&status=active"))
        assert set(found) == {"Tents", "Zelte"}

    @pytest.mark.usefixtures("facts")
    def test_the_grid_gets_only_the_rows_it_asks_for(self, app: Flask, tenant: Tenant):
        order = [{"colId": "name", "sort": "asc"}]
        first = rows(app, tenant.viewer, sortModel=order, endRow=2)
        second = rows(app, tenant.viewer, sortModel=order, startRow=2, endRow=4)
        assert names(first) + names(second) == names(rows(app, tenant.viewer, sortModel=order))[:4]
        assert first["campaigns-count.children"] == "5 campaigns"

    def test_A11_an_undefined_rate_is_null_with_its_reason(self, app: Flask, tenant: Tenant):
        campaigns.create_campaign(tenant.analyst, CampaignInput(name="Planned", platform=Platform.X))
        (row,) = rows(app, tenant.viewer)["campaigns-grid.getRowsResponse"]["rowData"]
        assert (row["roas"], row["roas_note"]) == (None, "No spend in this period")

    @pytest.mark.usefixtures("facts")
    def test_an_empty_list_teaches_the_next_step(self, app: Flask, tenant: Tenant, other: Tenant):
        assert "No campaign fits" in json.dumps(
            rows(app, tenant.viewer, f"{ALL}&q=nothing")["campaigns-message.children"]
        )
        assert "No campaigns yet" in json.dumps(rows(app, other.analyst, "")["campaigns-message.children"])

    @pytest.mark.parametrize(
        ("role", "seen", "unseen"),
        [
            (Role.VIEWER, (), ("campaigns-new", "campaigns-pause", "campaigns-form-dialog", "campaigns-delete")),
            (Role.ANALYST, ("campaigns-new", "campaigns-pause", "campaigns-form-dialog"), ("campaigns-delete",)),
            (Role.ADMIN, ("campaigns-new", "campaigns-delete", "campaigns-removal-dialog"), ()),
        ],
    )
    def test_controls_are_those_of_the_role(self, app: Flask, tenant: Tenant, role: Role, seen: Any, unseen: Any):
        page = caller(app, tenant.actor(role)).page("/campaigns")
        assert all(f'"id":"{name}"' in page for name in (*seen, "campaigns-grid"))
        assert not any(f'"id":"{name}"' in page for name in unseen)

    @pytest.mark.usefixtures("facts")
    def test_a_viewer_who_calls_anyway_is_refused(self, app: Flask, tenant: Tenant):
        key = key_of(tenant.viewer, "Tents")
        values = {"campaigns-grid.selectedRows": [{"id": str(key)}], "campaigns-pause.n_clicks": 1}
        answer = changes(caller(app, tenant.viewer).call("campaigns.change_status", values, "campaigns-pause.n_clicks"))
        assert "Your role does not allow this" in json.dumps(answer["toasts.children"])
        assert campaigns.get_campaign(tenant.viewer, key).status is CampaignStatus.ACTIVE

    @pytest.mark.usefixtures("facts")
    def test_chosen_campaigns_are_paused_together(self, app: Flask, tenant: Tenant):
        keys = [key_of(tenant.viewer, name) for name in ("Tents", "Zelte")]
        values = {"campaigns-grid.selectedRows": [{"id": str(key)} for key in keys], "campaigns-pause.n_clicks": 1}
        answer = changes(
            caller(app, tenant.analyst).call("campaigns.change_status", values, "campaigns-pause.n_clicks")
        )
        assert answer["campaigns-renewed.data"]
        assert "2 campaigns paused" in json.dumps(answer["toasts.children"])
        assert {campaigns.get_campaign(tenant.viewer, key).status for key in keys} == {CampaignStatus.PAUSED}


class TestForm:
    def test_a_campaign_is_created_and_changed(self, app: Flask, tenant: Tenant):
        given = {"name": "New", "platform": "tiktok", "status": "draft", "budget": 12.5, "currency": "EUR"}
        values = {f"campaigns-form-{name}.value": value for name, value in given.items()}
        answer = submit(app, tenant.analyst, "save_form", "campaigns", values | {"campaigns-form-save.n_clicks": 1})
        assert answer["campaigns-form-dialog.data-open"] == "false"
        made = campaigns.get_campaign(tenant.viewer, key_of(tenant.viewer, "New"))
        assert (made.platform, made.budget, made.currency) == (Platform.TIKTOK, Decimal("12.5"), "EUR")
        changed = values | {
            "campaigns-form-chosen.data": str(made.id),
            "campaigns-form-name.value": "Newer",
            "campaigns-form-budget.value": None,
            "campaigns-form-start_date.date": "2026-10-01",
            "campaigns-form-save.n_clicks": 2,
        }
        submit(app, tenant.analyst, "save_form", "campaigns", changed)
        now = campaigns.get_campaign(tenant.viewer, made.id)
        assert (now.name, now.budget, str(now.start_date)) == ("Newer", None, "2026-10-01")

    def test_what_is_wrong_is_said_at_its_field(self, app: Flask, tenant: Tenant):
        values = {"campaigns-form-name.value": "x", "campaigns-form-save.n_clicks": 1}
        answer = submit(app, tenant.analyst, "save_form", "campaigns", values)
        assert "Choose where the campaign runs" in json.dumps(answer["campaigns-form-platform-error.children"])
        assert "campaigns-form-dialog.data-open" not in answer

    @pytest.mark.usefixtures("facts")
    def test_deleting_wants_the_word_and_the_right(self, app: Flask, tenant: Tenant):
        key = key_of(tenant.viewer, "Tents")
        values = {"campaigns-removal-chosen.data": [str(key)], "campaigns-removal-confirm.n_clicks": 1}
        submit(app, tenant.admin, "delete_chosen", "campaigns", values | {"campaigns-removal-word.value": "yes"})
        submit(app, tenant.analyst, "delete_chosen", "campaigns", values | {"campaigns-removal-word.value": "delete"})
        assert campaigns.get_campaign(tenant.viewer, key).name == "Tents"
        submit(app, tenant.admin, "delete_chosen", "campaigns", values | {"campaigns-removal-word.value": "Delete"})
        assert "Tents" not in names(rows(app, tenant.viewer))

    def test_the_form_has_a_control_for_each_field(self, app: Flask, tenant: Tenant):
        page = caller(app, tenant.analyst).page("/campaigns")
        assert all(f'"id":"campaigns-form-{name}"' in page for name in FIELDS)


class TestDetail:
    def test_figures_are_the_campaigns_own(self, facts: list[Fact], tenant: Tenant):
        own = [fact for fact in facts if fact.campaign == "Tents"]
        key = key_of(tenant.viewer, "Tents")
        view = DashboardView(preset=Preset.ALL)
        body = draw_campaign(tenant.viewer, key, view, campaigns.get_campaign_choices(tenant.viewer, key))[6]
        assert f"${total(own, 'spend'):,.2f}" in words(with_class(body, "kpi")[0])
        trend = next(part.figure for part in walk(body) if getattr(part, "id", None) == "campaign-trend-graph")
        assert sum(trend["data"][0]["y"]) == pytest.approx(float(total(own, "spend")))

    @pytest.mark.parametrize("which", ["foreign", "missing", "word", "longer"])
    @pytest.mark.usefixtures("facts")
    def test_what_is_not_ours_looks_like_what_is_not_there(self, app: Flask, tenant: Tenant, which: str):
        stranger = make_tenant("Stranger")
        key = {"foreign": key_of(tenant.viewer, "Tents"), "missing": uuid4(), "word": "x", "longer": f"{uuid4()}/x"}
        nowhere = json.loads(caller(app, stranger.admin).page("/nowhere"))["response"]["_pages_content"]
        found = json.loads(caller(app, stranger.admin).page(f"/campaigns/{key[which]}"))["response"]["_pages_content"]
        assert found == nowhere

    @pytest.mark.usefixtures("facts")
    def test_a_callback_about_a_foreign_campaign_shows_nothing(self, app: Flask, tenant: Tenant):
        stranger = make_tenant("Stranger")
        values = {"campaign-chosen.data": str(key_of(tenant.viewer, "Tents")), "campaign-place.search": ALL}
        answer = changes(caller(app, stranger.admin).call("campaign_detail.show_campaign", values))
        text = json.dumps(answer)
        assert "There is nothing here" in text
        assert "Tents" not in text

    @pytest.mark.usefixtures("facts")
    def test_pausing_is_one_press(self, app: Flask, tenant: Tenant):
        key = key_of(tenant.viewer, "Tents")
        values = {"campaign-chosen.data": str(key)}
        caller(app, tenant.analyst).call("campaign_detail.change_status", values, pressed="paused")
        assert campaigns.get_campaign(tenant.viewer, key).status is CampaignStatus.PAUSED

    @pytest.mark.usefixtures("facts")
    def test_controls_are_those_of_the_role(self, app: Flask, tenant: Tenant):
        path = f"/campaigns/{key_of(tenant.viewer, 'Tents')}"
        pages = {role: caller(app, tenant.actor(role)).page(path) for role in Role}
        assert '"id":"campaign-edit"' not in pages[Role.VIEWER]
        assert '"id":"campaign-edit"' in pages[Role.ANALYST]
        assert '"id":"campaign-delete"' not in pages[Role.ANALYST]
        assert '"id":"campaign-delete"' in pages[Role.ADMIN]


class TestExports:
    def fetch(self, app: Flask, actor: Actor, path: str) -> Any:
        client = DashClient(app).sign_in(actor)
        with app.app_context():
            return client.get(f"/internal/exports/{path}")

    def test_the_list_exports_all_rows_of_its_filter(self, app: Flask, facts: list[Fact], tenant: Tenant):
        answer = self.fetch(app, tenant.viewer, f"campaigns.csv{ALL}&platform=meta&sort=name")
        found = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert [row["Campaign"] for row in found] == ["Spring shoes", "Tents", "Zelte"]
        spends = grouped(facts, lambda fact: fact.campaign, "spend")
        assert {row["Campaign"]: Decimal(row["Spend"]) for row in found} == {
            name: spends[name] for name in ("Spring shoes", "Tents", "Zelte")
        }
        assert [row["Currency"] for row in found] == ["USD", "USD", "EUR"]

    def test_more_rows_than_a_page_of_the_service_are_all_there(
        self, facts: list[Fact], tenant: Tenant, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(exports, "_PAGE", 2)
        content = exports.export_campaigns(tenant.viewer, parse_campaign_view(ALL), "xlsx").content
        sheet = load_workbook(io.BytesIO(content))["Campaigns"]
        assert sorted(str(row[0].value) for row in sheet.iter_rows(min_row=2)) == sorted({f.campaign for f in facts})
        assert {row[0].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}

    def test_a_campaign_exports_its_own_tables(self, app: Flask, facts: list[Fact], tenant: Tenant):
        key = key_of(tenant.viewer, "Tents")
        answer = self.fetch(app, tenant.viewer, f"campaigns/{key}.csv{ALL}&table=totals")
        (now, *_) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
        own = [fact for fact in facts if fact.campaign == "Tents"]
        assert Decimal(now["Spend (USD)"]) == total(own, "spend")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="campaign-totals.csv"'

    @pytest.mark.parametrize(
        "path", ["overview.pdf", "overview.csv?table=secrets", "campaigns.txt", f"campaigns/{UUID(int=1)}.csv"]
    )
    @pytest.mark.usefixtures("facts")
    def test_what_is_not_offered_is_not_found(self, app: Flask, tenant: Tenant, path: str):
        assert self.fetch(app, tenant.viewer, path).status_code == 404

    @pytest.mark.usefixtures("facts")
    def test_nobody_gets_another_organizations_campaign(self, app: Flask, tenant: Tenant):
        stranger = make_tenant("Stranger")
        key = key_of(tenant.viewer, "Tents")
        assert self.fetch(app, stranger.admin, f"campaigns/{key}.xlsx").status_code == 404
        assert DashClient(app).get(f"/internal/exports/campaigns/{key}.xlsx").status_code == 401


class TestViewsAndNotes:
    def test_a_view_is_saved_listed_and_deleted(self, app: Flask, tenant: Tenant):
        values = {
            "campaigns-view-name.value": "Mine",
            "campaigns-view-shared.value": ["yes"],
            "campaigns-place.search": "?q=x",
            "campaigns-view-save.n_clicks": 1,
        }
        answer = submit(app, tenant.viewer, "save_view", "campaigns", values)
        assert answer["campaigns-view-dialog.data-open"] == "false"
        listed = submit(app, tenant.admin, "show_views", "campaigns", {"campaigns-views.id": "campaigns-views"})
        text = json.dumps(listed)
        assert "Mine" in text
        assert "view-gone" not in text
        assert "?q=x" in text
        again = submit(app, tenant.viewer, "save_view", "campaigns", values)
        assert "You have a view with this name already" in json.dumps(again["campaigns-view-name-error.children"])

    def test_a_note_wants_a_day_and_a_text(self, app: Flask, tenant: Tenant):
        values = {"overview-note-save.n_clicks": 1, "overview-note-text.value": "Sale"}
        answer = submit(app, tenant.analyst, "add_note", "overview", values)
        assert "Choose the day" in json.dumps(answer["overview-note-date-error.children"])
        done = submit(app, tenant.analyst, "add_note", "overview", values | {"overview-note-date.date": "2026-10-01"})
        assert done["overview-renewed.data"]
