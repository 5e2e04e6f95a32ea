"""What files say is what is stored and shown: A4, A5, A8, A11, exact money, campaigns, currencies, concurrency."""

import datetime as dt
import threading
from decimal import Decimal
from typing import Any

import pytest
from flask import current_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.analytics import DashboardFilter
from domain.campaigns import CampaignInput, CampaignQuery, MetricRowInput, MetricRowsInput
from domain.imports import Field, ImportStatus
from domain.platforms import Platform
from services import analytics, campaigns, imports, metric_rows
from services.audit import list_audit
from services.job_runner import run_job
from services.work import HANDLERS
from tests.integration.imports.conftest import EURO, bring, csv_bytes, put
from tests.integration.imports.test_any_order import new_admin

HEADER = ("Date", "Campaign", "Ad", "Impressions", "Clicks", "Cost", "Conversions", "Revenue")
many = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=12).map(
    lambda name: f"C {name}"
)
_money = st.decimals(0, 10**6, places=6)
_rows = st.tuples(
    st.dates(dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
    _names,
    st.sampled_from(["Blue", "Red", "Green"]),
    st.integers(0, 10**9),
    st.integers(0, 10**6),
    _money,
    st.integers(0, 1000),
    _money,
)
_spoils = st.sampled_from(
    [(0, "31/02/2026"), (0, "0206-01-01"), (0, ""), (1, ""), (3, "many"), (3, "-5"), (5, "-0.01"), (5, "12%")]
)


def cells_of(row: tuple[Any, ...]) -> list[str]:
    day, *others = row
    return [day.isoformat(), *map(str, others)]


def sums(looker, actor) -> tuple[int, ...]:
    names = ("impressions", "clicks", "spend_micros", "conversions_micros", "revenue_micros")
    words = f"SELECT {', '.join(f'coalesce(sum({name}), 0)' for name in names)} FROM metric_rows"
    return tuple(map(int, looker.rows(f"{words} WHERE organization_id = :o", o=actor.organization_id)[0]))


def micros(value: Any) -> int:
    return int(Decimal(value).scaleb(6))


def added_up(rows: list[tuple[Any, ...]]) -> tuple[int, ...]:
    return (
        sum(row[3] for row in rows),
        sum(row[4] for row in rows),
        sum(micros(row[5]) for row in rows),
        sum(micros(row[6]) for row in rows),
        sum(micros(row[7]) for row in rows),
    )


@many
@given(st.lists(_rows, min_size=1, max_size=15))
def test_A4_stored_rows_are_the_valid_rows_with_exact_money(core, looker, rows):
    actor = new_admin()
    result = bring(actor, csv_bytes(HEADER, map(cells_of, rows)))
    assert (result.rows_total, result.rows_imported, result.rows_rejected) == (len(rows), len(rows), 0)
    assert looker.count("metric_rows", actor) == len(rows)
    assert sums(looker, actor) == added_up(rows)
    assert result.totals[0].spend == sum((row[5] for row in rows), Decimal(0))


@many
@given(st.lists(st.tuples(_rows, st.none() | _spoils), min_size=1, max_size=15))
def test_A5_valid_rows_are_stored_and_every_invalid_one_is_reported(core, looker, rows):
    actor = new_admin()
    cells = [cells_of(row) for row, _ in rows]
    for own, (_, spoil) in zip(cells, rows, strict=True):
        if spoil:
            own[spoil[0]] = spoil[1]
    bad = [(line, HEADER[spoil[0]], spoil[1]) for line, (_, spoil) in enumerate(rows, start=2) if spoil]
    good = [row for row, spoil in rows if not spoil]
    # A last row that is fine keeps the file importable whatever the others are.
    cells.append(cells_of((dt.date(2025, 5, 5), "C last", "Blue", 1, 1, Decimal("0.000001"), 1, Decimal(0))))
    result = bring(actor, csv_bytes(HEADER, cells))
    assert (result.rows_imported, result.rows_rejected) == (len(good) + 1, len(bad))
    assert [(problem.line, problem.column, problem.value) for problem in result.errors] == bad
    kept = imports.list_rejects(actor, result.import_id)
    assert [(problem.line, problem.column, problem.value) for problem in kept] == bad
    assert all(problem.reason and problem.fix for problem in kept)
    assert looker.count("metric_rows", actor) == len(good) + 1
    expected = added_up(good)
    assert sums(looker, actor) == (expected[0] + 1, expected[1] + 1, expected[2] + 1, expected[3] + 10**6, expected[4])


@many
@given(st.lists(_rows, min_size=1, max_size=12))
def test_A8_A11_dashboard_totals_are_sums_and_ratios_of_sums(core, looker, rows):
    actor = new_admin()
    bring(actor, csv_bytes(HEADER, map(cells_of, rows)))
    impressions, clicks, spend, conversions, revenue = added_up(rows)
    shown = analytics.get_dashboard(
        actor, DashboardFilter(date_from=dt.date(2025, 1, 1), date_to=dt.date(2025, 12, 31))
    )
    totals = shown.totals
    assert (totals.impressions, totals.clicks, micros(totals.spend), micros(totals.revenue)) == (
        impressions,
        clicks,
        spend,
        revenue,
    )
    listed = campaigns.list_campaigns(actor, CampaignQuery(page_size=200)).items
    assert sum((item.totals.spend for item in listed), Decimal(0)) == totals.spend
    assert totals.ctr == (pytest.approx(clicks / impressions) if impressions else None)
    assert totals.roi == (pytest.approx((revenue - spend) / spend) if spend else None)
    assert totals.cpa == (pytest.approx(spend / conversions) if conversions else None)


def test_A8_period_totals_are_in_the_totals_but_in_no_trend(core, tenant):
    header = ("Campaign", "Reporting starts", "Reporting ends", "Impressions", "Cost")
    bring(tenant.analyst, csv_bytes(header, [("Spring", "2026-03-01", "2026-03-31", 300, "30")]))
    bring(tenant.analyst, csv_bytes(HEADER, [("2026-03-05", "Sale", "Blue", 10, 1, "1", 0, 0)]))
    shown = analytics.get_dashboard(
        tenant.viewer, DashboardFilter(date_from=dt.date(2026, 3, 1), date_to=dt.date(2026, 3, 31))
    )
    assert shown.totals.impressions == 310
    assert sum(point.impressions for point in shown.trend) == 10


def test_currencies_are_kept_apart(core, tenant, looker):
    header = ("Date", "Campaign", "Cost", "Currency")
    bring(
        tenant.analyst, csv_bytes(header, [("2026-03-01", "Spring", "5", "EUR"), ("2026-03-01", "Spring", "9", "USD")])
    )
    shown = analytics.get_dashboard(tenant.viewer, DashboardFilter(date_from=dt.date(2026, 3, 1)))
    assert (shown.currency, shown.totals.spend) == ("USD", 9)
    assert set(shown.currencies) == {"EUR", "USD"}
    euro = analytics.get_dashboard(tenant.viewer, DashboardFilter(date_from=dt.date(2026, 3, 1), currency="EUR"))
    assert euro.totals.spend == 5


def test_campaign_known_by_name_is_adopted_when_its_id_turns_up(core, tenant, looker):
    bring(tenant.analyst, csv_bytes(("Date", "Campaign", "Cost"), [("2026-03-01", "Spring", "5")]))
    with_id = csv_bytes(("Date", "Campaign", "Campaign ID", "Cost"), [("2026-03-02", "Spring", "771", "6")])
    second = bring(tenant.analyst, with_id)
    assert (second.campaigns_created, second.campaigns_updated) == (0, 1)
    # Renamed on the platform: the id tells.
    renamed = csv_bytes(("Date", "Campaign", "Campaign ID", "Cost"), [("2026-03-03", "Spring 26", "771", "7")])
    assert bring(tenant.analyst, renamed).campaigns_created == 0
    # Another id is another campaign, of the same name or not.
    other = csv_bytes(("Date", "Campaign", "Campaign ID", "Cost"), [("2026-03-03", "Spring", "772", "8")])
    assert bring(tenant.analyst, other).campaigns_created == 1
    listed = campaigns.list_campaigns(tenant.viewer, CampaignQuery())
    assert sorted((item.external_id, item.totals.spend) for item in listed.items) == [("771", 18), ("772", 8)]


def test_undo_removes_campaigns_that_nothing_else_uses_and_keeps_those_in_use(core, tenant, looker):
    day = ("Date", "Campaign", "Cost")
    first = bring(tenant.analyst, csv_bytes(day, [("2026-03-01", "Spring", "5"), ("2026-03-01", "Sale", "1")]))
    second = bring(tenant.analyst, csv_bytes(day, [("2026-03-02", "Spring", "6")]))
    imports.undo_import(tenant.admin, first.import_id)
    listed = campaigns.list_campaigns(tenant.viewer, CampaignQuery()).items
    assert [(item.name, item.totals.spend) for item in listed] == [("Spring", 6)]
    run_purges(core, tenant)
    assert looker.count("campaigns", tenant.admin) == 1
    imports.undo_import(tenant.admin, second.import_id)
    run_purges(core, tenant)
    assert looker.left(tenant.admin) == {}


def run_purges(core, tenant) -> None:
    for organization_id, job_id, _ in core.ring.rung:
        run_job(organization_id, job_id, HANDLERS)
    core.ring.rung.clear()


def test_undo_is_written_down_and_possible_once(core, tenant):
    made = bring(tenant.analyst, csv_bytes(("Date", "Campaign", "Cost"), [("2026-03-01", "Spring", "5")]))
    assert imports.undo_import(tenant.admin, made.import_id).status is ImportStatus.UNDONE
    with pytest.raises(Exception, match="only once"):
        imports.undo_import(tenant.admin, made.import_id)
    actions = [entry.action for entry in list_audit(tenant.admin).items]
    assert actions.count("import.done") == actions.count("import.undone") == 1


def test_corrected_mapping_is_remembered_for_the_organization_alone(core, tenant, other):
    content = csv_bytes(("Date", "Campaign", "Cost", "Budget used"), [("2026-03-01", "Spring", "5", "7")])
    chosen = EURO.model_copy(update={"mapping": {Field.SPEND: "Budget used"}})
    assert bring(tenant.analyst, content, chosen).totals[0].spend == 7
    assert bring(tenant.analyst, content).totals[0].spend == 7
    shown = imports.look(tenant.analyst, put(tenant.analyst, content), EURO)
    assert shown.mapping[Field.SPEND] == "Budget used"
    assert bring(other.analyst, content).totals[0].spend == 5


def test_preview_tells_what_will_be_replaced_and_that_the_file_is_known(core, tenant):
    content = csv_bytes(("Date", "Campaign", "Cost"), [(f"2026-03-{day:02d}", "Spring", "5") for day in (1, 2, 3)])
    made = bring(tenant.analyst, content)
    shown = imports.look(tenant.analyst, put(tenant.analyst, content), EURO)
    assert shown.same_file_import_id == made.import_id
    (overlap,) = shown.overlaps
    assert (overlap.campaign, overlap.days, overlap.date_from) == ("Spring", 3, dt.date(2026, 3, 1))
    assert "replace" in overlap.effect


def at_once(works: list[Any]) -> list[Any]:
    app: Any = current_app._get_current_object()
    results: list[Any] = []

    def run(work: Any) -> None:
        with app.app_context():
            try:
                results.append(work())
            except Exception as error:  # noqa: BLE001 - the test looks at what came
                results.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_imports_of_one_organization_at_once_all_count(core, tenant, looker):
    def work(number: int) -> Any:
        rows = [(f"2026-{number + 1:02d}-{day:02d}", f"Campaign {day % 3}", "2") for day in range(1, 29)]
        return lambda: bring(tenant.analyst, csv_bytes(("Date", "Campaign", "Cost"), rows))

    results = at_once([work(number) for number in range(4)])
    assert [error for error in results if isinstance(error, BaseException)] == []
    assert looker.count("campaigns", tenant.admin) == 3
    shown = analytics.get_dashboard(tenant.viewer, DashboardFilter(date_from=dt.date(2026, 1, 1)))
    assert shown.totals.spend == 4 * 28 * 2
    rows = looker.rows("SELECT sequence FROM import_batches WHERE organization_id = :o", o=tenant.id)
    assert sorted(row.sequence for row in rows) == [1, 2, 3, 4]


def test_same_file_in_one_organization_at_once_counts_once(core, tenant, looker):
    rows = [(f"2026-03-{day:02d}", f"Campaign {day % 3}", "2") for day in range(1, 29)]
    content = csv_bytes(("Date", "Campaign", "Cost"), rows)
    results = at_once([lambda: bring(tenant.analyst, content)] * 3)
    assert [error for error in results if isinstance(error, BaseException)] == []
    shown = analytics.get_dashboard(tenant.viewer, DashboardFilter(date_from=dt.date(2026, 1, 1)))
    assert shown.totals.spend == 28 * 2


def test_same_file_in_two_organizations_at_once_stays_apart(core, tenant, other, looker):
    rows = [(f"2026-03-{day:02d}", f"Campaign {day % 3}", "2") for day in range(1, 29)]
    content = csv_bytes(("Date", "Campaign", "Cost"), rows)
    at_once([lambda: bring(tenant.analyst, content), lambda: bring(other.analyst, content)])
    for own in (tenant, other):
        shown = analytics.get_dashboard(own.viewer, DashboardFilter(date_from=dt.date(2026, 1, 1)))
        assert shown.totals.spend == 28 * 2
        assert looker.count("campaigns", own.admin) == 3
        imports.undo_import(own.admin, imports.list_imports(own.viewer).items[0].id)
    assert analytics.get_dashboard(tenant.viewer, DashboardFilter()).totals.spend == 0


def test_rows_of_one_write_replace_each_other_like_writes_in_turn(core, tenant):
    made = campaigns.create_campaign(tenant.analyst, CampaignInput(name="Own", platform=Platform.META, currency="EUR"))
    rows = [MetricRowInput(date=dt.date(2026, 3, 1), spend=Decimal(spend)) for spend in (5, 7)]
    rows.append(MetricRowInput(date=dt.date(2026, 3, 2), spend=Decimal(1)))
    result = metric_rows.write_metric_rows(tenant.analyst, made.id, MetricRowsInput(rows=rows))
    assert (result.inserted, result.updated) == (2, 1)
    shown = analytics.get_dashboard(tenant.viewer, DashboardFilter(date_from=dt.date(2026, 3, 1)))
    assert shown.totals.spend == 8


def test_write_that_fails_leaves_nothing(core, tenant, looker, monkeypatch):
    made = campaigns.create_campaign(tenant.analyst, CampaignInput(name="Own", platform=Platform.META, currency="EUR"))
    before = looker.left(tenant.analyst)

    def fail(*_values: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("services.facts.find_span", fail)
    rows = MetricRowsInput(rows=[MetricRowInput(date=dt.date(2026, 3, 1), spend=Decimal(5))])
    with pytest.raises(RuntimeError):
        metric_rows.write_metric_rows(tenant.analyst, made.id, rows)
    assert looker.left(tenant.analyst) == before
    assert looker.count("import_batches", tenant.analyst) == 0


def test_large_files_become_jobs(core, tenant):
    small = csv_bytes(("Date", "Campaign", "Cost"), [("2026-03-01", "Spring", "5")] * 10)
    large = csv_bytes(("Date", "Campaign", "Cost"), [("2026-03-01", "Spring", "5")] * 50_001)
    assert not imports.is_large(tenant.analyst, put(tenant.analyst, small))
    assert imports.is_large(tenant.analyst, put(tenant.analyst, large))
