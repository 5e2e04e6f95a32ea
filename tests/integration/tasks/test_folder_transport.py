"""The folder as queue: two processes at once lose nothing and meet no half-written file."""

import multiprocessing
import time
from pathlib import Path
from typing import Any

from kombu import Connection, Exchange, Queue

from tasks import folder_transport

QUEUE = Queue("bells", Exchange("bells", type="direct"), routing_key="bells")


def connect(folder: Path) -> Connection:
    options = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder / "control")}
    return Connection(folder_transport.register(), transport_options=options)


def send(folder: Path, first: int, count: int) -> None:
    with connect(folder) as connection:
        producer = connection.Producer()
        for number in range(first, first + count):
            producer.publish({"number": number}, routing_key="bells", exchange="bells", declare=[QUEUE])


def receive(folder: Path, seen: set[int], want: int, seconds: float = 60) -> None:
    def take(body: Any, message: Any) -> None:
        seen.add(body["number"])
        message.ack()

    deadline = time.monotonic() + seconds
    with connect(folder) as connection, connection.Consumer(QUEUE, callbacks=[take]):
        while len(seen) < want and time.monotonic() < deadline:
            try:
                connection.drain_events(timeout=0.05)
            except TimeoutError:
                continue


def test_every_message_of_two_busy_senders_arrives(tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    senders = [context.Process(target=send, args=(tmp_path, first, 400)) for first in (0, 400)]
    for sender in senders:
        sender.start()
    seen: set[int] = set()
    receive(tmp_path, seen, 800)
    for sender in senders:
        sender.join()
    assert seen == set(range(800))
    assert [path.name for path in tmp_path.iterdir()] == ["control"]


def test_torn_files_stop_nobody(tmp_path: Path):
    (tmp_path / "control").mkdir()
    (tmp_path / "control" / "bells.exchange").write_bytes(b"")
    (tmp_path / "1_torn.bells.msg").write_bytes(b"")
    send(tmp_path, 7, 1)
    seen: set[int] = set()
    receive(tmp_path, seen, 1)
    assert seen == {7}
