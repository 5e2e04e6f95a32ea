"""What Dash's background callbacks lack: they run in a forked process or a worker, without a Flask context."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import dash

from services.container import container

# Processes that have connections of their own. The one that imports this module is the first.
_OWN = {os.getpid()}


@contextmanager
def server_context() -> Iterator[None]:
    """The running app's context. A process that was forked first forgets the connections of its parent."""
    server = dash.get_app().server
    with server.app_context():
        if os.getpid() not in _OWN:
            _OWN.add(os.getpid())
            container().database.engine.dispose(close=False)
        yield
