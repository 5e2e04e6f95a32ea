"""The composition root: puts settings, services, guards, API and pages together. No logic of its own.

`gunicorn app:server` serves it; `flask --app app ...` finds `create_app`. One app per process: Dash's
callbacks go to the first one that serves.
"""

import importlib
import pkgutil
from datetime import timedelta
from typing import Any

import diskcache
import flask_migrate
from celery import Celery
from dash import CeleryManager, Dash, DiskcacheManager
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import callbacks
from api import init_api
from api.import_files import init_import_files
from api.page_exports import init_page_exports
from api.page_uploads import init_page_uploads
from auth import identity
from auth.background import background_key, init_background_identity
from auth.bundles import FOLDERS, init_bundles, make_bundle
from auth.callback_requests import init_callback_check
from auth.compression import init_compression
from auth.errors import init_errors
from auth.guards import init_gate
from auth.limits import init_limits
from auth.request_log import init_request_log
from auth.security import init_headers, init_security
from auth.views import init_sign_in
from cli import init_commands
from components.document import index_string
from config import Settings, load_settings
from data.session import db
from services.bootstrap import build_container, check_production, check_storage, describe
from services.telemetry import configure_logs, report_crashes
from tasks.background import BackgroundProcesses
from tasks.broker import make_bell, make_celery

YEAR = timedelta(days=365)
BACKGROUND_KEPT = 600


def create_app(settings: Settings | None = None, celery: Celery | None = None) -> Flask:
    """A Flask server with everything attached. Raises SettingsError where a setting cannot work."""
    settings = settings or load_settings()
    configure_logs(settings.log_level)
    report_crashes(settings.sentry_dsn, settings.environment)
    server = Flask(__name__, static_folder=None)
    server.config.update(
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        MAX_CONTENT_LENGTH=210 * 1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=YEAR,
        TRUSTED_HOSTS=None,
        TESTING=settings.environment == "test",
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    celery = celery or make_celery(settings)
    container = build_container(settings, make_bell(celery))
    server.extensions["advision"] = container
    server.extensions["describe"] = describe(settings)
    db.init_app(server)
    flask_migrate.Migrate(server, db, directory="data/migrations")
    check_production(container)
    check_storage(container)
    _attach_guards(server, settings)
    dash_app = _attach_pages(server, settings, celery)
    init_headers(server, settings, dash_app.csp_hashes)
    init_commands(server)
    return server


def _attach_guards(server: Flask, settings: Settings) -> None:
    init_compression(server, settings)
    init_request_log(server)
    init_errors(server)
    protect = init_security(server, settings)
    identity.init_login(server)
    init_gate(server)
    limiter = init_limits(server, settings)
    init_sign_in(server, limiter, settings)
    init_api(server, protect, limiter, settings)
    init_import_files(server, protect, limiter)
    init_page_uploads(server)
    init_page_exports(server)


def _attach_pages(server: Flask, settings: Settings, celery: Celery) -> Dash:
    styles, scripts = make_bundle("css"), make_bundle("js")
    init_bundles(server, (styles, scripts))
    app = Dash(
        __name__,
        server=server,
        use_pages=True,
        suppress_callback_exceptions=True,
        serve_locally=True,
        title="AdVision",
        update_title="",
        index_string=index_string(),
        # What the bundles hold is not asked for file by file.
        assets_path_ignore=["^on-demand$", *(f"^{folder}$" for folder in FOLDERS)],
        external_stylesheets=[styles.address],
        external_scripts=[scripts.address],
        background_callback_manager=_background_manager(settings, celery),
        health_endpoint=None,
        compress=False,
        enable_mcp=False,
    )
    for module in pkgutil.iter_modules(callbacks.__path__):
        importlib.import_module(f"callbacks.{module.name}")
    init_background_identity()
    init_callback_check(server, lambda: app.callback_map)
    from pages._layout import app_layout

    app.layout = app_layout
    server.extensions["dash_app"] = app
    return app


def _background_manager(settings: Settings, celery: Celery) -> CeleryManager | DiskcacheManager:
    """Workers over Redis where it is set; else processes of this machine with a private shared folder."""
    if settings.redis_url:
        return CeleryManager(celery, cache_by=[background_key], expire=BACKGROUND_KEPT)
    return BackgroundProcesses(
        diskcache.Cache(str(settings.folder("background"))), cache_by=[background_key], expire=BACKGROUND_KEPT
    )


def __getattr__(name: str) -> Any:
    """`server` is built when it is first asked for, so that importing this module builds nothing."""
    if name != "server":
        raise AttributeError(name)
    built = create_app()
    globals()["server"] = built
    return built
