"""Requests made from the document, good ones and bad ones: no crash, and every answer is one that it states."""

from dataclasses import replace

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.openapi import build_document
from api.registry import BASE
from domain.jobs import JobQueue
from services import job_runner
from services.work import HANDLERS
from tests.fixtures_app import sqlite_only

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
schema = schemathesis.openapi.from_dict(build_document())
# Hashing a password takes a third of a second, and an example of these would do nothing else.
SLOW = {"register", "login", "accept_invitation", "reset_password", "put_password"}
BOUNDED = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.fixture
def worker(app, core):
    """Does what analyzers are asked the moment that it is queued, so that nothing waits half a minute for an answer."""

    def ring(organization_id, job_id, queue=JobQueue.GENERAL, delay=0):
        if queue is JobQueue.ANALYZERS and not delay:
            with app.app_context():
                job_runner.run_job(organization_id, job_id, HANDLERS)

    app.extensions["advision"] = replace(core, ring=ring)


@sqlite_only
@schema.exclude(operation_id=list(SLOW)).parametrize()
@BOUNDED
def test_answers_are_those_that_the_document_states(case, api, tenant, worker):
    case.headers["Authorization"] = f"Bearer {api.token(tenant.admin)}"
    # Called in-process, the client does not undo the compression that it asks for.
    case.headers["Accept-Encoding"] = "identity"
    with api.app.app_context():
        case.call_and_validate(app=api.app.wsgi_app, base_url=f"http://localhost{BASE}", checks=CHECKS)


@pytest.mark.parametrize("name", sorted(SLOW))
def test_what_is_left_out_exists(name):
    found = [one["operationId"] for methods in build_document()["paths"].values() for one in methods.values()]
    assert name in found
