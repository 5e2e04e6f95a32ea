"""The application as processes of their own: both set-ups start, answer, survive a kill and leave nobody behind."""

import json
import ssl
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.services.nginx import Nginx
from tests.services.postgres import Postgres
from tests.services.processes import Application, embedded, production


def fetch(application: Application, path: str) -> tuple[int, dict[str, str], str]:
    context = ssl.create_default_context(cafile=application.certificate) if application.certificate else None
    with urllib.request.urlopen(application.url + path, timeout=20, context=context) as answer:
        return answer.status, dict(answer.headers), answer.read().decode()


def family(application: Application) -> list[psutil.Process]:
    leaders = [psutil.Process(process.pid) for process in application.processes.values()]
    return [one for leader in leaders for one in [leader, *leader.children(recursive=True)]]


def test_embedded_set_up_serves_from_a_folder_and_ends_completely(tmp_path: Path):
    with embedded(tmp_path, demo=False) as application:
        assert fetch(application, "/healthz")[0] == 200
        assert json.loads(fetch(application, "/readyz")[2])["is_ready"]
        processes = family(application)
        # gunicorn with two workers, Celery with two.
        assert len(processes) >= 6
        assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    assert psutil.wait_procs(processes, timeout=10)[1] == []


@pytest.mark.postgres
def test_production_set_up_answers_over_tls_from_three_processes(
    tmp_path: Path, postgres: Postgres, redis_url: str, static_files: Path
):
    database = postgres.database()
    with production(tmp_path, database, redis_url, static_files, demo=False) as (application, nginx):
        assert isinstance(nginx, Nginx)
        assert fetch(application, "/healthz")[0] == 200
        status, headers, page = fetch(application, "/login")
        assert status == 200
        assert "AdVision" in page
        assert [name for name in headers if name.lower() == "content-security-policy"] == ["Content-Security-Policy"]
        assert headers["Strict-Transport-Security"]
        web = psutil.Process(application.processes["web"].pid)
        assert len(web.children()) == 3
        application.kill("worker")
        application.start("worker")
        application.wait_until_ready()
        processes = family(application)
    assert psutil.wait_procs(processes, timeout=10)[1] == []
    postgres.drop(database)
