"""The supervisor of `make run`: starts together, starts again, stops together, leaves nobody behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys
from scripts.supervisor import Supervisor
supervisor = Supervisor(on_started=lambda: None)
for name in ("one", "two"):
    supervisor.add(name, [sys.executable, "-c", sys.argv[1], name], {"PYTHONUNBUFFERED": "1"})
supervisor.loop()
sys.exit(supervisor.returncode)
"""
# Each child has a child of its own, as gunicorn and Celery have.
SLEEPER = """
import os, subprocess, sys, time
inner = subprocess.Popen(["sleep", "600"])
import signal
signal.signal(signal.SIGTERM, lambda *_: (inner.terminate(), inner.wait(), sys.exit(0)))
print("up", os.getpid(), inner.pid)
time.sleep(600)
"""


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output.txt"


@pytest.fixture
def supervise(output: Path) -> Iterator[Callable[[str], subprocess.Popen]]:
    started: list[subprocess.Popen] = []

    def start(program: str) -> subprocess.Popen:
        with output.open("wb") as file:
            process = subprocess.Popen([sys.executable, "-c", SCRIPT, program], cwd=ROOT, stdout=file, stderr=file)
        started.append(process)
        return process

    yield start
    for process in started:
        for one in [*psutil.Process(process.pid).children(recursive=True), process] if process.poll() is None else []:
            one.kill()
        process.wait()


def pids(output: Path) -> list[int]:
    return [int(pid) for line in output.read_text().splitlines() if "| up" in line for pid in line.split()[-2:]]


def alive(all_pids: list[int]) -> list[int]:
    return [pid for pid in all_pids if is_alive(pid)]


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_every_process(supervise, output, signum):
    process = supervise(SLEEPER)
    wait_until(lambda: len(pids(output)) == 4)
    process.send_signal(signum)
    assert process.wait(20) == {signal.SIGINT: 130, signal.SIGTERM: 143}[signum]
    assert alive(pids(output)) == []


def test_a_signal_right_after_the_start_ends_every_process(supervise, output):
    process = supervise(SLEEPER)
    wait_until(lambda: "started" in output.read_text())
    process.terminate()
    process.wait(40)
    assert alive(pids(output)) == []


def test_a_killed_supervisor_leaves_nobody_behind(supervise, output):
    process = supervise(SLEEPER)
    wait_until(lambda: len(pids(output)) == 4)
    process.kill()
    process.wait()
    wait_until(lambda: alive(pids(output)) == [])


def test_a_killed_process_starts_again_while_the_other_stays(supervise, output):
    process = supervise(SLEEPER)
    wait_until(lambda: len(pids(output)) == 4)
    first = pids(output)
    # Its own child stays behind, as Celery's do, and must not work beside the new ones.
    os.kill(first[0], signal.SIGKILL)
    wait_until(lambda: len(pids(output)) == 6)
    assert "starting it again" in output.read_text()
    assert set(alive(first)) == set(first[2:])
    assert process.poll() is None


def test_a_command_that_cannot_start_ends_all_with_its_code(supervise, output):
    # Its keeper is gone when the others are told to stop, which once blocked the supervisor for good.
    program = "import sys, time\nif sys.argv[1] == 'one': sys.exit(7)\ntime.sleep(600)"
    assert supervise(program).wait(30) == 7
    assert output.read_text().count("starting it again") == 2
    assert "ended 3 times right after its start" in output.read_text()


def test_a_taken_port_is_named_with_a_way_out(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = {**os.environ, "PORT": str(port), "ADVISION_HOME": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "scripts/run.py"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert f"Port {port} is taken by another program" in done.stderr
    assert f"PORT={port + 1} make run" in done.stderr


def test_a_wrong_setting_is_named_without_its_value(tmp_path):
    environment = {**os.environ, "PORT": "eighty", "ADVISION_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "scripts/run.py"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "PORT" in done.stderr
    assert "eighty" not in done.stderr
    assert "Traceback" not in done.stderr
