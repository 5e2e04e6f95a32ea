"""Whatever can be reached has its line in the table, and every line leads somewhere: nothing new is forgotten."""

import dash
import pytest
from flask import Flask

from api.registry import BASE, ENDPOINTS
from auth.guards import is_public
from domain.permissions import Role, allows
from services.work import HANDLERS, SCHEDULED
from tasks.broker import make_celery
from tests.dash_client import DashClient
from tests.integration.sweeps import callback_table, route_table
from tests.integration.sweeps.background_table import COMMANDS, JOBS, SCHEDULES, TASKS, names_of_commands
from tests.integration.sweeps.callback_table import CALLBACKS, PAGES
from tests.integration.sweeps.route_table import ROUTES
from tests.integration.sweeps.sweep import name_of_callback


def routes_of(app: Flask) -> set[str]:
    return {f"{method} {rule.rule}" for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD"}} - {
        # Flask answers these itself, without our code and with nothing but the methods.
        f"OPTIONS {rule.rule}"
        for rule in app.url_map.iter_rules()
        if rule.provide_automatic_options
    }


def callbacks_of(app: Flask) -> list[str]:
    found = DashClient(app).load_callbacks()
    return [name_of_callback(output, callback) for output, callback in found.items() if "callback" in callback]


def test_every_route_has_its_line(app):
    assert routes_of(app) == set(ROUTES) | route_table.ELSEWHERE


def test_every_callback_has_its_line_and_a_name_of_its_own(app):
    names = callbacks_of(app)
    assert len(names) == len(set(names))
    assert set(names) == set(CALLBACKS) | callback_table.ELSEWHERE


def test_every_page_has_its_line(app):
    assert {page["module"] for page in dash.page_registry.values()} == set(PAGES)


def test_every_job_schedule_task_and_command_has_its_line(app):
    assert set(HANDLERS) == set(JOBS)
    scheduled = {
        f"{when}.{work.__module__.rpartition('.')[2]}.{work.__name__}"
        for when, works in SCHEDULED.items()
        for work in works
    }
    assert scheduled == SCHEDULES
    celery = make_celery(app.extensions["advision"].settings)
    assert {entry["task"] for entry in celery.conf.beat_schedule.values()} <= set(TASKS)
    assert names_of_commands(app.cli) == set(COMMANDS)


def test_A2_the_table_and_the_api_agree_on_who_may():
    for endpoint in ENDPOINTS:
        entry = ROUTES[f"{endpoint.method} {BASE}{endpoint.rule}"]
        may = {role for role in Role if endpoint.permission and allows(role, endpoint.permission)}
        roles = list(Role)
        least = set(roles[roles.index(entry.least) :]) if entry.least else set()
        # The service itself refuses a viewer here, who can have started nothing.
        assert may == least or endpoint.name == "cancel_job", endpoint.name


@pytest.mark.parametrize("name", [name for name in ROUTES if " /api/" not in name])
def test_the_table_and_the_gate_agree_on_who_needs_no_sign_in(name):
    rule = name.partition(" ")[2]
    assert is_public(rule) is (ROUTES[name].least is None)
