"""What all servers of the tests share: finding a program, a free port, waiting, stopping."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
ROOT = Path(__file__).parents[2]


class MissingServiceError(RuntimeError):
    """A program that the tests need is not installed. The message says how to get it."""


def find_program(*names: str, folders: Sequence[str] = (), package: str) -> str:
    """The first of the programs that exists, newest folder first. Never skips a test: it raises."""
    for name in names:
        for folder in [*folders, *os.get_exec_path(), "/usr/sbin", "/usr/local/sbin"]:
            if found := shutil.which(name, path=folder):
                return found
    raise MissingServiceError(
        f"{names[0]} is not installed; run scripts/test_services.sh or: apt-get install {package}"
    )


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


def start(command: Sequence[str | Path], log: Path, **options: Any) -> subprocess.Popen[bytes]:
    """Start a server that leads its own process group and, on Linux, ends when the tests are killed."""
    end_with_parent = _end_with_parent if sys.platform == "linux" else None
    with log.open("ab") as file:
        return subprocess.Popen(
            command,
            stdout=file,
            stderr=file,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - it makes one system call and takes no lock
            **options,
        )


def _end_with_parent() -> None:
    _libc.prctl(1, signal.SIGTERM)


_libc = ctypes.CDLL(None)


def wait_for(
    ready: Callable[[], bool], what: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60
) -> None:
    """Wait until ready, and fail with the end of the log where the process ended or time ran out."""
    deadline = time.monotonic() + seconds
    while True:
        with suppress(OSError):
            if ready():
                return
        if process.poll() is not None or time.monotonic() > deadline:
            state = "did not answer" if process.poll() is None else f"ended with code {process.returncode}"
            raise RuntimeError(f"{what} {state}:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.05)


def listens(port: int) -> bool:
    """Whether something answers on the port."""
    with socket.create_connection((HOST, port), timeout=1):
        return True


def stop(process: subprocess.Popen[bytes], signum: int = signal.SIGTERM, seconds: float = 20) -> None:
    """End a process by its id, and the group it leads where it does not end in time."""
    if process.poll() is None:
        process.send_signal(signum)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
