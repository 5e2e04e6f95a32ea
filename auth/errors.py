"""Errors at the edge: JSON with one shape for the API and callbacks, a plain page for people."""

from datetime import UTC, datetime
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, render_template, request
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from domain.errors import AppError, ErrorCode
from services.uploads import is_disk_full

log = structlog.get_logger("advision.web")
_BY_STATUS = {
    400: ErrorCode.UNREADABLE,
    401: ErrorCode.NOT_SIGNED_IN,
    403: ErrorCode.FORBIDDEN,
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.METHOD_NOT_ALLOWED,
    409: ErrorCode.CONFLICT,
    413: ErrorCode.TOO_LARGE,
    415: ErrorCode.UNSUPPORTED_MEDIA,
    422: ErrorCode.INVALID,
    429: ErrorCode.RATE_LIMITED,
}
_MAX_FIELDS = 100


def error_answer(error: AppError) -> dict[str, Any]:
    """The body of every error (A34)."""
    return {
        "error_code": int(error.code),
        "message": error.message,
        "details": error.details,
        "request_id": g.get("request_id", ""),
        "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
    }


def from_validation(error: ValidationError) -> AppError:
    """Pydantic's findings as one INVALID error that names each field; the values themselves are left out."""
    fields = [
        {"field": (".".join(str(part) for part in problem["loc"]) or "body")[:200], "reason": problem["msg"]}
        for problem in error.errors(include_input=False, include_url=False, include_context=False)[:_MAX_FIELDS]
    ]
    first = fields[0]
    return AppError(ErrorCode.INVALID, f"{first['field']}: {first['reason']}", fields=fields)


def init_errors(server: Flask) -> None:
    """Answer every error in the one shape, and unknown ones without a word of what happened inside."""

    @server.errorhandler(AppError)
    def known(error: AppError) -> tuple[Any, int]:
        return _respond(error)

    @server.errorhandler(ValidationError)
    def wrong_fields(error: ValidationError) -> tuple[Any, int]:
        return _respond(from_validation(error))

    @server.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> tuple[Any, int]:
        return _respond(AppError(ErrorCode.CSRF_FAILED))

    @server.errorhandler(RateLimitExceeded)
    def limited(_error: RateLimitExceeded) -> tuple[Any, int]:
        return _respond(AppError(ErrorCode.RATE_LIMITED))

    @server.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.code is not None and error.code < 400:
            return error
        response, status = _respond(AppError(_BY_STATUS.get(error.code or 500, ErrorCode.INTERNAL)), error.code)
        if isinstance(error, MethodNotAllowed) and isinstance(response, Response):
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return response, status

    @server.errorhandler(OperationalError)
    @server.errorhandler(InterfaceError)
    @server.errorhandler(PoolTimeoutError)
    def database_down(error: Exception) -> tuple[Any, int]:
        log.error("database_unavailable", error=type(error).__name__, path=request.path)
        return _respond(AppError(ErrorCode.UNAVAILABLE))

    @server.errorhandler(Exception)
    def unknown(error: Exception) -> tuple[Any, int]:
        # Dash raises its own class for packages it does not know: that is a wrong address, not our fault.
        if type(error).__name__ in ("DependencyException", "InvalidResourceError"):
            return _respond(AppError(ErrorCode.NOT_FOUND))
        if is_disk_full(error):
            log.error("disk_full", path=request.path)
            return _respond(AppError(ErrorCode.STORAGE_FULL))
        log.error("request_crashed", path=request.path, exc_info=error)
        return _respond(AppError(ErrorCode.INTERNAL))


def _respond(error: AppError, status: int | None = None) -> tuple[Response | str, int]:
    status = status or error.status
    if _wants_page():
        return render_template("error.html", error=error, status=status, request_id=g.get("request_id", "")), status
    response = jsonify(error_answer(error))
    if "retry_after" in error.details:
        # The limiter writes this header too; `auth.limits` lets this one stand.
        g.retry_after = response.headers["Retry-After"] = str(error.details["retry_after"])
    return response, status


def _wants_page() -> bool:
    if request.path.startswith(("/api/", "/_dash", "/internal/", "/mcp/", "/files/")):
        return False
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    return best == "text/html"
