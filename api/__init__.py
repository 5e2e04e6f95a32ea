"""REST: parse, call one service, answer. Cookies are not looked at here."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, after_this_request, current_app, jsonify, request
from flask_limiter import Limiter
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import Map, Rule

from api import files
from api.answering import make_view
from api.docs import render_docs
from api.endpoints import Endpoint, Rate
from api.health import health
from api.openapi import build_document
from api.registry import BASE, ENDPOINTS
from auth.limits import api_principal, sign_in_principal
from config import Settings
from domain.errors import AppError, ErrorCode, not_found
from services.container import container

# Every path is what it says: no answer to OPTIONS of Flask's own, no redirect from doubled slashes.
_PLAIN: dict[str, Any] = {"provide_automatic_options": False, "merge_slashes": False}
_ANY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def init_api(server: Flask, protect: CSRFProtect, limiter: Limiter, settings: Settings) -> None:
    """Attach the API, its documents, the health routes and, where files lie in a folder, the links to them."""
    rest = Blueprint("api", __name__, url_prefix=BASE)
    for endpoint in ENDPOINTS:
        view = _limited(limiter, endpoint)
        rest.add_url_rule(endpoint.rule, endpoint.name, view, methods=[endpoint.method], **_PLAIN)
    blueprints = [rest, _documents(limiter), health]
    if settings.s3_bucket is None:
        blueprints.append(files.blueprint(_local_storage))
    for blueprint in blueprints:
        server.register_blueprint(blueprint)
        # None of these looks at a cookie, so a forged page can do nothing with one.
        protect.exempt(blueprint)
    limiter.exempt(health)


def _limited(limiter: Limiter, endpoint: Endpoint) -> Callable[..., Any]:
    """The endpoint's view under its limits; they are read at each request from the settings."""
    view: Callable[..., Any] = make_view(endpoint)
    view = limiter.shared_limit(_request_limit, scope="api", key_func=api_principal)(view)
    if endpoint.rate is Rate.AUTH:
        view = limiter.limit(_auth_limit, key_func=sign_in_principal)(view)
    if endpoint.rate is Rate.UPLOAD:
        view = limiter.shared_limit(_upload_limit, scope="api-uploads", key_func=api_principal)(view)
    return view


def _documents(limiter: Limiter) -> Blueprint:
    """The two documents, and the answer to every address that the API does not have."""
    documents = Blueprint("api_documents", __name__, template_folder="templates")
    rules = [Rule(BASE + endpoint.rule, methods=[endpoint.method]) for endpoint in ENDPOINTS]
    known = Map(rules, merge_slashes=False)

    @documents.get(f"{BASE}/openapi.json", **_PLAIN)
    def openapi() -> Response:
        return jsonify(build_document())

    @documents.get("/api/docs", **_PLAIN)
    def docs() -> str:
        return render_docs()

    @limiter.shared_limit(_request_limit, scope="api", key_func=api_principal)
    def unknown(rest: str = "") -> Response:  # noqa: ARG001  The path is looked up as a whole.
        allowed = known.bind("").allowed_methods(request.path)
        if not allowed:
            raise not_found()

        @after_this_request
        def name_methods(response: Response) -> Response:
            response.headers["Allow"] = ", ".join(sorted(allowed))
            return response

        raise AppError(ErrorCode.METHOD_NOT_ALLOWED, allowed=sorted(allowed))

    # Without these, Dash's own route for every path would answer with a page; it takes a few odd paths even so.
    for rule in ("/api/", "/api/<path:rest>"):
        documents.add_url_rule(rule, "unknown", unknown, methods=_ANY_METHOD, **_PLAIN)

    @documents.before_app_request
    def keep_pages_out() -> None:
        if request.path.startswith("/api/") and request.blueprint is None and request.url_rule is not None:
            raise not_found()

    return documents


def _local_storage() -> Any:
    return current_app.extensions["advision"].storage


def _request_limit() -> str:
    return container().settings.request_limit


def _auth_limit() -> str:
    return container().settings.auth_limit


def _upload_limit() -> str:
    return container().settings.upload_limit
