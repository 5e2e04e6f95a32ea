"""The servers that other tests stand on: each starts, does what those tests rely on, and leaves nothing."""

import gzip
import json
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import brotli
import psycopg
import pytest
import redis

from domain.errors import ErrorCode
from tests.services.nginx import Nginx, nginx_server
from tests.services.postgres import Database, Postgres, postgres_server
from tests.services.running import MissingServiceError, find_program, free_port, listens

SCRIPT = b"console.log('advision');" * 100


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def test_a_missing_program_fails_with_the_way_to_get_it():
    with pytest.raises(MissingServiceError, match=r"no-such-server.*apt-get install some-package"):
        find_program("no-such-server", package="some-package")


class TestPostgres:
    def test_the_application_role_is_neither_owner_nor_above_row_security(self, empty_postgres_database: Database):
        with connect(empty_postgres_database.url) as connection:
            row = connection.execute(
                "SELECT current_user, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles"
                " WHERE rolname = current_user"
            ).fetchone()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE mine (id int)")
        assert row == ("advision_app", False, False, False, False)

    def test_the_application_role_reads_and_writes_what_the_owner_makes_later(self, empty_postgres_database: Database):
        with connect(empty_postgres_database.owner_url) as owner:
            owner.execute("CREATE TABLE things (id serial PRIMARY KEY, name text)")
        with connect(empty_postgres_database.url) as app:
            app.execute("INSERT INTO things (name) VALUES ('a')")
            assert app.execute("SELECT id, name FROM things").fetchall() == [(1, "a")]
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("DROP TABLE things")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("TRUNCATE things")

    def test_forced_row_security_holds_for_both_roles(self, empty_postgres_database: Database):
        with connect(empty_postgres_database.owner_url) as owner:
            owner.execute("CREATE TABLE secrets (organization_id int)")
            owner.execute("INSERT INTO secrets VALUES (1)")
            owner.execute("ALTER TABLE secrets ENABLE ROW LEVEL SECURITY")
            owner.execute("ALTER TABLE secrets FORCE ROW LEVEL SECURITY")
            assert owner.execute("SELECT count(*) FROM secrets").fetchone() == (0,)
        with connect(empty_postgres_database.url) as app:
            assert app.execute("SELECT count(*) FROM secrets").fetchone() == (0,)

    def test_databases_are_copies_that_do_not_touch_each_other(self, postgres: Postgres):
        def prepare(database: Database) -> None:
            with connect(database.owner_url) as owner:
                owner.execute("CREATE TABLE numbers AS SELECT 1 AS n")

        name = postgres.template("numbers_template", prepare)
        assert postgres.template("numbers_template", prepare) == name
        one, two = postgres.database(name), postgres.database(name)
        with connect(one.url) as first, connect(two.url) as second:
            first.execute("INSERT INTO numbers VALUES (2)")
            assert first.execute("SELECT count(*) FROM numbers").fetchone() == (2,)
            assert second.execute("SELECT count(*) FROM numbers").fetchone() == (1,)
        postgres.drop(one)
        postgres.drop(two)

    def test_nothing_of_a_server_stays(self):
        with postgres_server() as server:
            port, folder = server.port, server.folder
            assert listens(port)
        assert not folder.exists()
        with pytest.raises(ConnectionRefusedError):
            listens(port)


def test_redis_keeps_and_expires(redis_url: str):
    with redis.Redis.from_url(redis_url) as client:
        client.set("advision:test", "1", px=60_000)
        assert client.get("advision:test") == b"1"
        assert 0 < client.pttl("advision:test") <= 60_000
        client.delete("advision:test")


class Upstream(BaseHTTPRequestHandler):
    """Stands where gunicorn stands and says what it was sent."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = json.dumps({"path": self.path, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        left, size = int(self.headers["Content-Length"]), 0
        while left:
            chunk = self.rfile.read(min(left, 1 << 20))
            left -= len(chunk)
            size += len(chunk)
        self.rfile.close = lambda: None  # type: ignore[method-assign]
        self.path = f"{self.path}?{size}"
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Client:
    def __init__(self, nginx: Nginx) -> None:
        self.nginx = nginx
        context = ssl.create_default_context(cafile=str(nginx.certificate))
        self._opener = urllib.request.build_opener(_NoRedirect, urllib.request.HTTPSHandler(context=context))

    def __call__(self, path: str, body: bytes | None = None, **headers: str) -> Answer:
        url = path if path.startswith("http") else self.nginx.url + path
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with self._opener.open(urllib.request.Request(url, body, named), timeout=30) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder, static = tmp_path_factory.mktemp("nginx"), tmp_path_factory.mktemp("static")
    for name in ("assets/app.js", "_dash-component-suites/dash/deps/react@18.3.1.js"):
        path = static / name
        path.parent.mkdir(parents=True)
        path.write_bytes(SCRIPT)
        Path(f"{path}.gz").write_bytes(gzip.compress(SCRIPT))
        Path(f"{path}.br").write_bytes(brotli.compress(SCRIPT))
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    with nginx_server(folder, upstream.server_port, static) as nginx:
        yield Client(nginx)
    upstream.shutdown()
    upstream.server_close()


class TestNginx:
    def test_plain_http_leads_to_tls(self, get):
        answer = get(f"{get.nginx.plain_url}/campaigns?q=1")
        assert answer.status == 308
        assert answer.headers["Location"] == f"{get.nginx.url}/campaigns?q=1"

    def test_the_application_learns_the_real_client_and_not_a_claimed_one(self, get):
        headers = json.loads(get("/x", X_Forwarded_Host="evil.example", X_Forwarded_Proto="http").body)["headers"]
        assert headers["X-Forwarded-For"] == "127.0.0.1"
        assert headers["X-Forwarded-Host"] == headers["Host"]
        assert headers["X-Forwarded-Proto"] == "https"
        assert headers["Host"] == get.nginx.url.removeprefix("https://")
        assert len(headers["X-Request-ID"]) == 32

    def test_a_load_balancer_in_the_trusted_range_says_who_the_client_is(self, get):
        headers = json.loads(get("/x", X_Forwarded_For="198.51.100.7, 203.0.113.9").body)["headers"]
        assert headers["X-Forwarded-For"] == "203.0.113.9"

    def test_a_client_outside_the_trusted_range_cannot_claim_an_address(self, tmp_path):
        with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as upstream:
            threading.Thread(target=upstream.serve_forever, daemon=True).start()
            with nginx_server(tmp_path, upstream.server_port, tmp_path, trusted_range="10.1.2.3/32") as nginx:
                answer = Client(nginx)("/x", X_Forwarded_For="6.6.6.6")
            upstream.shutdown()
        assert json.loads(answer.body)["headers"]["X-Forwarded-For"] == "127.0.0.1"

    def test_security_headers_of_the_application_arrive_once(self, get):
        assert get("/x").headers["Content-Security-Policy"] == "default-src 'self'"
        assert "Server" not in get("/x").headers or "/" not in get("/x").headers["Server"]

    @pytest.mark.parametrize(("encoding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
    @pytest.mark.parametrize(
        "path", ["/assets/app.js?m=1700000000.5", "/_dash-component-suites/dash/deps/react@18.v4_4_1m1700000000.3.1.js"]
    )
    def test_a_fingerprinted_file_comes_compressed_and_for_a_year(self, get, path, encoding, decode):
        answer = get(path, Accept_Encoding=encoding)
        assert answer.status == 200
        assert answer.headers["Content-Encoding"] == encoding
        assert decode(answer.body) == SCRIPT
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Content-Encoding" in answer.headers["Vary"] or "Accept-Encoding" in answer.headers["Vary"]

    @pytest.mark.parametrize("path", ["/assets/app.js", "/_dash-component-suites/dash/deps/react@18.3.1.js"])
    def test_a_file_without_fingerprint_is_asked_for_again(self, get, path):
        answer = get(path)
        assert answer.body == SCRIPT
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["ETag"]

    def test_a_file_that_is_not_on_disk_comes_from_the_application(self, get):
        for path in (
            "/assets/later.js",
            "/_dash-component-suites/other/x.v1m1.js",
            "/_dash-component-suites/other/x.js",
        ):
            assert json.loads(get(path).body)["path"] == path

    def test_no_path_leads_out_of_the_static_folder(self, get):
        for path in (
            "/assets/..%2f..%2fnginx.conf",
            "/assets/../nginx.conf",
            "/_dash-component-suites/../../nginx.conf",
        ):
            answer = get(path)
            assert answer.status in {200, 400}
            assert b"upstream advision" not in answer.body

    @pytest.mark.parametrize(
        "path",
        [
            "/api/v1/campaigns/upload-csv",
            "/api/v1/creatives/upload",
            "/internal/creatives/upload",
            "/internal/imports/upload",
            "/files/upload/org/1/picture",
        ],
    )
    def test_an_upload_may_be_large(self, get, path):
        large = bytes(13 << 20)
        assert json.loads(get(path, large).body)["path"] == f"{path}?{len(large)}"

    def test_nothing_else_may_be_large(self, get):
        large = bytes(13 << 20)
        refused = get("/api/v1/campaigns", large)
        assert refused.status == 413
        said = json.loads(refused.body)
        assert said["error_code"] == ErrorCode.TOO_LARGE
        assert set(said) == {"error_code", "message", "details", "request_id", "timestamp"}

    def test_a_web_process_that_is_away_gives_the_envelope(self, tmp_path):
        with nginx_server(tmp_path, free_port(), tmp_path) as nginx:
            answer = Client(nginx)("/campaigns")
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "5"
        assert json.loads(answer.body)["error_code"] == ErrorCode.UNAVAILABLE

    def test_websocket_upgrades_reach_the_application(self, get):
        headers = json.loads(get("/ws/chat", Upgrade="websocket").body)["headers"]
        assert headers["Upgrade"] == "websocket"
        assert headers["Connection"] == "upgrade"

    def test_the_log_holds_no_query(self, get):
        get("/download?token=very-secret")
        # nginx writes its line after the answer has gone out.
        deadline = time.monotonic() + 5
        while "/download" not in get.nginx.access_log.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert "very-secret" not in get.nginx.access_log.read_text()
