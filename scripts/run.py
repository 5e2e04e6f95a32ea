"""`make run`: prepares the home folder, the schema and the example organization, then serves until stopped."""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config import Settings, SettingsError, load_settings  # noqa: E402 - the project's folder is known only now
from scripts.supervisor import Supervisor  # noqa: E402

HOST = "127.0.0.1"
START_TIMEOUT = 90


class CannotStartError(Exception):
    """What the person who typed `make run` has to know and do."""


def check_port(port: int) -> None:
    """Raise where another program listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            reason = "is taken by another program" if error.errno == errno.EADDRINUSE else "needs more rights"
            other = port + 1 if port < 65535 else 8050
            raise CannotStartError(f"Port {port} {reason}. Try another one: PORT={other} make run") from None


def prepare_home(settings: Settings) -> None:
    """The folder of everything this installation keeps, closed to other users; secrets are made once."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.home.chmod(0o700)
    _ = settings.secret


def child_environment(settings: Settings) -> dict[str, str]:
    """What every process of this start shares."""
    metrics = settings.folder("metrics")
    # Files of the last start would be counted again.
    for old in metrics.glob("*.db"):
        old.unlink()
    return {
        **os.environ,
        "ADVISION_HOME": str(settings.home),
        "PORT": str(settings.port),
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "PYTHONUNBUFFERED": "1",
        "ADVISION_SUPERVISED": "1",
    }


def flask(arguments: list[str], env: dict[str, str], what: str) -> str:
    """Run one of the application's own commands and return what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *arguments],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise CannotStartError(f"{what} failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def add_processes(supervisor: Supervisor, settings: Settings, env: dict[str, str]) -> None:
    """Web, worker and schedule. The worker forks, so that a job that runs wild can be stopped alone."""
    python = sys.executable
    celery = [python, "-m", "celery", "-q", "-A", "tasks.app:celery"]
    schedule = settings.folder("schedule") / "beat"
    # At INFO Celery writes three lines for each ring of the sweep, every 15 seconds; our own log lines stay.
    level = "WARNING" if settings.log_level == "INFO" else settings.log_level
    supervisor.add("web", [python, "-m", "gunicorn", "-c", "gunicorn.conf.py", "app:server"], env)
    for name, queue in (("worker", "advision"), ("analyzers", "analyzers")):
        # Analyzers have workers of their own: their models stay loaded, and no import holds them up.
        node = [f"--hostname={name}@%h", "-Q", queue, "-P", "prefork", "--concurrency", "2"]
        supervisor.add(name, [*celery, "worker", *node, "-l", level], env)
    supervisor.add("schedule", [*celery, "beat", "-s", str(schedule), "--pidfile=", "-l", level], env)


def announce_when_ready(port: int, sign_in: str) -> None:
    """Print the address and the sign-in once the application answers, below the lines of the start."""
    address = f"http://{HOST}:{port}"
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 - our own loopback address
                break
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    else:
        print(f"\nAdVision did not answer on {address} within {START_TIMEOUT} s; see the lines above.\n", flush=True)
        return
    # The command's log lines are JSON; what it says to people is not.
    said = [line for line in sign_in.splitlines() if line and not line.startswith("{")]
    lines = [f"AdVision is ready: {address}", *said, "Stop it with Ctrl-C."]
    width = max(len(line) for line in lines)
    print("\n".join(["", "=" * width, *lines, "=" * width, ""]), flush=True)


def main() -> int:
    """Prepare, then keep web, worker and schedule running until a signal ends them."""
    # A service manager stops with SIGTERM; before the supervisor takes over that ends the preparation.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.chdir(ROOT)
    try:
        settings = load_settings()
        check_port(settings.port)
        prepare_home(settings)
        env = child_environment(settings)
        print("Bringing the database up to date ...", flush=True)
        flask(["db", "upgrade"], env, "Bringing the database up to date")
        print("Loading the example organization where it is missing ...", flush=True)
        sign_in = flask(["demo", "load"], env, "Loading the example organization")
    except (CannotStartError, SettingsError) as problem:
        print(f"AdVision cannot start. {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    announcer = threading.Thread(target=announce_when_ready, args=(settings.port, sign_in), daemon=True)
    supervisor = Supervisor(on_started=announcer.start)
    add_processes(supervisor, settings, env)
    supervisor.loop()
    # Ctrl-C and SIGTERM are how it is meant to end.
    return 0 if supervisor.returncode in {0, 130, 143} else int(supervisor.returncode or 1)


if __name__ == "__main__":
    sys.exit(main())
