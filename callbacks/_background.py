"""The context that background callbacks work in: they run in another process, outside of any request."""

from collections.abc import Iterator
from contextlib import contextmanager

import dash
from flask import has_app_context


@contextmanager
def server_context() -> Iterator[None]:
    """The context that `tasks.background` has made, or in a Celery worker that of the worker's app."""
    if has_app_context():
        yield
        return
    with dash.get_app().server.app_context():
        yield
