"""The example organization as it is stored: whole, marked, removable, and never with a known password in production."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from config import KNOWN_DEMO_PASSWORD
from data.demo.organization import build_example
from data.models import Annotation, Campaign, Comment, Creative, ImportBatch, MetricRow, User
from domain.accounts import LoginInput
from domain.actors import Actor
from domain.analytics import DashboardFilter
from domain.errors import AppError, ErrorCode
from domain.money import to_micros
from domain.permissions import Role
from services import analytics, example_data, sessions
from services.container import container
from services.examples import EXAMPLE_EMAIL, find_example_sign_in
from services.organizations import find_organization_id, get_organization
from services.units import reading
from tests.fixtures_app import sqlite_only

LAST_DAY = dt.date(2026, 11, 19)


def admin_of(organization_id) -> Actor:
    with reading(organization_id) as session:
        user = session.scalars(select(User).where(User.email == EXAMPLE_EMAIL)).one()
    return Actor(organization_id=organization_id, user_id=user.id, role=Role.ADMIN)


def count(actor, model) -> int:
    with reading(actor) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_example_is_loaded_once_with_every_fact_and_can_be_removed_by_admins(core):
    organization_id = example_data.load_example(LAST_DAY, with_pictures=False)
    assert organization_id is not None
    assert example_data.load_example(LAST_DAY, with_pictures=False) is None
    actor = admin_of(organization_id)
    example = build_example(LAST_DAY)
    assert count(actor, MetricRow) == len(example.facts)
    assert count(actor, Campaign) == len(example.campaigns)
    assert count(actor, Annotation) == len(example.annotations)
    assert count(actor, User) == len(example.people) + 1
    columns = example.fact_columns()
    spend = sum(
        micros for micros, code in zip(columns["spend_micros"], columns["currency"], strict=True) if code == "USD"
    )
    shown = analytics.get_dashboard(actor, DashboardFilter(currency="USD"))
    assert to_micros(shown.totals.spend) == spend
    assert shown.totals.impressions == sum(
        seen for seen, code in zip(columns["impressions"], columns["currency"], strict=True) if code == "USD"
    )
    assert shown.has_example_data
    assert example_data.has_example_data(actor)
    sign_in = find_example_sign_in()
    assert sign_in is not None
    assert sessions.sign_in(sign_in).organization.is_example

    with pytest.raises(AppError) as raised:
        example_data.remove_example(actor.model_copy(update={"role": Role.ANALYST}))
    assert raised.value.code is ErrorCode.FORBIDDEN
    assert count(actor, Campaign) == len(example.campaigns)

    assert example_data.remove_example(actor) == len(example.campaigns)
    assert [count(actor, model) for model in (MetricRow, Campaign, Annotation, ImportBatch, Creative, Comment)] == [
        0
    ] * 6
    assert analytics.get_dashboard(actor, DashboardFilter()).currencies == []
    assert not get_organization(actor).is_example
    assert count(actor, User) == len(example.people) + 1


@pytest.mark.long
@sqlite_only
def test_reset_loads_creatives_and_comments_anew_and_leaves_no_file_behind(core):
    first = example_data.load_example(LAST_DAY)
    actor = admin_of(first)
    assert (count(actor, Creative), count(actor, Comment)) == (60, 520)
    with reading(actor) as session:
        keys = session.scalars(select(Creative.file_key)).all()
    assert all(container().storage.exists(key) for key in keys[:5])
    second = example_data.reset_example()
    assert second is not None
    assert second != first
    assert find_organization_id(example_data.SLUG) == second
    assert not any(container().storage.exists(key) for key in keys)
    assert count(first, Campaign) == 0


@sqlite_only
def test_production_refuses_the_known_password(app, core):
    found = app.extensions["advision"]
    settings = found.settings.model_copy(update={"environment": "production"})
    app.extensions["advision"] = replace(found, settings=settings)
    try:
        with pytest.raises(AppError) as raised:
            example_data.load_example(LAST_DAY, with_pictures=False)
    finally:
        app.extensions["advision"] = found
    assert raised.value.code is ErrorCode.FORBIDDEN
    assert KNOWN_DEMO_PASSWORD not in raised.value.message
    assert find_organization_id(example_data.SLUG) is None
    with pytest.raises(AppError):
        sessions.sign_in(LoginInput(email=EXAMPLE_EMAIL, password=KNOWN_DEMO_PASSWORD))
