"""A Redis server of its own, in memory only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.services.running import HOST, find_program, free_port, start, stop, wait_for


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Start a server on a free port and give its address; nothing of it stays."""
    port, log = free_port(), folder / "redis.log"
    command = [find_program("redis-server", package="redis-server"), "--port", str(port), "--bind", HOST]
    command += ["--save", "", "--appendonly", "no", "--dir", str(folder), "--maxmemory", "256mb"]
    process = start(command, log)
    try:
        wait_for(lambda: _answers(port), "Redis", process, log)
        yield f"redis://{HOST}:{port}/0"
    finally:
        stop(process)


def _answers(port: int) -> bool:
    try:
        with redis.Redis(HOST, port) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
