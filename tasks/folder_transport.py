"""A folder as queue, for one machine. kombu's own lets a reader meet a file that is only half written, and stops then.

Here a file gets its name once it is whole; what still cannot be read counts as never sent, which costs time only,
since the sweep finds every job.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any
from uuid import uuid4

import structlog
from kombu.transport import TRANSPORT_ALIASES, filesystem, virtual
from kombu.utils.encoding import bytes_to_str
from kombu.utils.json import dumps, loads

SCHEME = "advisionfolder"
log = structlog.get_logger("advision.jobs")


class Channel(filesystem.Channel):
    """Writes and reads whole files only."""

    def get_table(self, exchange: str) -> list[Any]:
        """The queues that are bound to an exchange."""
        try:
            rows = loads(bytes_to_str(self._exchange_file(exchange).read_bytes()))
        except (FileNotFoundError, ValueError):
            return []
        return [filesystem.exchange_queue_t(*row) for row in rows]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        self.control_folder.mkdir(exist_ok=True)
        own = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table_lock():
            known = self.get_table(exchange)
            if own not in known:
                _write_whole(self._exchange_file(exchange), dumps([own, *known]))

    def _put(self, queue: str, payload: Any, **_options: Any) -> None:
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, dumps(payload))

    def _get(self, queue: str) -> Any:
        try:
            return super()._get(queue)
        except ValueError:
            log.warning("bell_unreadable", queue=queue)
            raise Empty from None

    @contextlib.contextmanager
    def _table_lock(self) -> Iterator[None]:
        with (self.control_folder / "lock").open("ab") as file:
            filesystem.lock(file, filesystem.LOCK_EX)
            try:
                yield
            finally:
                filesystem.unlock(file)


class Transport(filesystem.Transport):
    """kombu's transport over such a channel."""

    Channel = Channel

    def __init__(self, client: Any, **options: Any) -> None:
        super().__init__(client, **options)
        # kombu remembers bindings for the whole process, whatever folder they were written to.
        self.state = virtual.BrokerState()


def _write_whole(path: Path, text: str) -> None:
    # Readers look at the end of a name, which this one does not have yet.
    draft = path.with_name(f"{path.name}.{uuid4().hex}.draft")
    try:
        draft.write_text(text)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def register() -> str:
    """Make the transport known to kombu; gives the broker's address."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
    return f"{SCHEME}://"
