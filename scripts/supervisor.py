"""Keeps a few processes running side by side: honcho's manager, and each process is started again when it dies."""

import os
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

import honcho.manager
from honcho.printer import Printer
from honcho.process import Popen, Process

# A running job gets this long to reach its next step before it is killed; its lease then lets another worker go on.
honcho.manager.KILL_WAIT = 15

SHORT_LIFE_SECONDS = 10
MAX_SHORT_LIVES = 3


class _GroupKiller:
    """honcho's last resort for what did not end in time: the command with everything it started."""

    @staticmethod
    def kill(pid: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


class KeptProcess(Process):  # type: ignore[misc]
    """A command that is started again when it dies, unless it dies right away several times.

    It runs in a process of its own (the keeper). The keeper stops the command when the lifeline ends: a pipe
    whose other end the supervisor closes, or the system where the supervisor was killed.
    """

    lifeline: tuple[int, int] = (-1, -1)
    _asked = False
    _child = None

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:  # noqa: ARG002 - honcho's signature
        """Keep the command running until asked to stop. Reports each start, line and the end to `events`."""
        self._events = events
        supervisor = os.getppid()
        # Ctrl-C reaches every process of the terminal; only the supervisor acts on it.
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: self._stop())
        # A copy of the supervisor's end would keep the lifeline open.
        os.close(self.lifeline[1])
        threading.Thread(target=self._stop_at_end_of_lifeline, daemon=True).start()
        code = self._live()
        if os.getppid() != supervisor:
            # Nobody reads the messages any more, so the end must not wait for them to be read.
            events.cancel_join_thread()
        self._send_message({"returncode": code}, type="stop")

    def _live(self) -> int:
        short_lives = 0
        while True:
            born = time.monotonic()
            code = self._live_once()
            short_lives = short_lives + 1 if time.monotonic() - born < SHORT_LIFE_SECONDS else 0
            if self._asked:
                return code
            if short_lives == MAX_SHORT_LIVES:
                self._send_message(f"ended {short_lives} times right after its start; stopping everything\n")
                return code
            self._send_message(f"ended with code {code}; starting it again\n")
            time.sleep(1)
            if self._asked:
                return code

    def _live_once(self) -> int:
        child = Popen(self.cmd, env=self.env, cwd=self.cwd)
        self._child = child
        self._send_message({"pid": child.pid}, type="start")
        if self._asked:
            child.terminate()
        reader = threading.Thread(target=self._relay, args=(child.stdout,))
        reader.start()
        code = int(child.wait())
        # Where the leader was killed, its children live on and would work beside those of the next start.
        _GroupKiller.kill(child.pid)
        reader.join()
        return code

    def _relay(self, output: IO[bytes]) -> None:
        with output:
            for line in iter(output.readline, b""):
                self._send_message(line)

    def _stop_at_end_of_lifeline(self) -> None:
        os.read(self.lifeline[0], 1)
        self._stop()

    def _stop(self) -> None:
        # Only the leader of the group is asked, so that it can let its own children finish; and only once, as
        # a second signal means "at once" to some.
        was_asked, self._asked = self._asked, True
        if self._child is not None and not was_asked:
            self._child.terminate()


class _Printer(Printer):  # type: ignore[misc]
    """Drops a line that a signal handler wants to print while another line is being written."""

    def write(self, message: Any) -> None:
        with suppress(RuntimeError):
            super().write(message)


class Supervisor(honcho.manager.Manager):  # type: ignore[misc]
    """Starts commands together and stops them together; SIGINT and SIGTERM end all of them."""

    def __init__(self, on_started: Callable[[], None]) -> None:
        super().__init__(_Printer(sys.stdout))
        self._lifeline = os.pipe()
        self._process_ctor = KeptProcess
        self._procmgr = _GroupKiller()
        self._on_started = on_started

    def add(self, name: str, command: list[str], env: dict[str, str]) -> None:
        """Name a command; it starts with `loop()`."""
        process = self.add_process(name, "exec " + shlex.join(command), env=env)
        process.lifeline = self._lifeline

    def loop(self) -> None:
        """Run until everything has ended. Whatever goes wrong here, nothing is left running."""
        try:
            super().loop()
        finally:
            self.terminate()

    def terminate(self) -> None:
        """Let every keeper stop its command, and start none again."""
        if not self._terminating:
            self._terminating = True
            os.close(self._lifeline[1])

    def _start(self) -> None:
        super()._start()
        self._on_started()
