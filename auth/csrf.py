"""CSRF for routes whose body must not be parsed before they read it themselves: the header alone is looked at.

Flask-WTF's own check reads the form first, which would write a large upload to disk before anybody is asked.
"""

from flask import request
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError  # type: ignore[import-untyped]

from domain.errors import AppError, ErrorCode


def check_csrf_header() -> None:
    """Raise CSRF_FAILED unless the request carries the session's token in its header."""
    try:
        validate_csrf(request.headers.get("X-CSRFToken"))
    except ValidationError:
        raise AppError(ErrorCode.CSRF_FAILED) from None
