"""`make test`: runs every check, keeps each one's output under build/logs, ends with a summary and pytest's totals.

The tests run in two parts: those of two processes at once, then the browser's, which need the whole machine.
A check that fails does not stop the others. The exit code is 0 only when all passed.
"""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "logs"
BIN = Path(sys.executable).parent
SHOWN_LINES = 40
# pytest's words for results, in the order of its own last line.
RESULTS = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warning", "error", "rerun")


@dataclass(frozen=True)
class Check:
    """A name for the summary and the command behind it."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """Some folders of tests and how they are run."""

    name: str
    folders: tuple[str, ...]
    options: tuple[str, ...] = ()


# A file's tests stay in one process: they share a world, and each process starts PostgreSQL and Redis once.
# The slow folders come first, so that neither process is left alone with a long file at the end.
TWO_PROCESSES = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
PARTS = (
    Part("tests", ("integration", "contract", "architecture", "unit"), TWO_PROCESSES),
    Part("e2e", ("e2e",)),
)
CHECKS = (
    Check("services", ("scripts/test_services.sh",)),
    Check("lint", (f"{BIN}/ruff", "check", ".")),
    Check("format", (f"{BIN}/ruff", "format", "--check", ".")),
    Check("types", (f"{BIN}/mypy",)),
    Check("layers", (f"{BIN}/lint-imports", "--no-logo")),
    Check("security", (f"{BIN}/bandit", "-q", "-c", "pyproject.toml", "-r", ".")),
    Check("links", (sys.executable, "scripts/check_links.py")),
)


def run_quietly(check: Check) -> bool:
    """Run a check; its output goes to its log, and onto the screen where it failed."""
    print(f"{check.name:<10} ...", end="", flush=True)
    begun = time.monotonic()
    done = subprocess.run(
        check.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    (LOGS / f"{check.name}.log").write_text(done.stdout)
    print(f" {'passed' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - begun:.0f} s)", flush=True)
    if done.returncode != 0:
        lines = done.stdout.splitlines()
        print("\n".join(f"    {line}" for line in lines[-SHOWN_LINES:]))
        print(f"    all of it: build/logs/{check.name}.log", flush=True)
    return done.returncode == 0


def run_tests(part: Part) -> tuple[bool, str]:
    """Run a part with its output shown and kept; returns whether it passed and pytest's last line."""
    folders = [f"tests/{name}" for name in part.folders if any((ROOT / "tests" / name).rglob("test_*.py"))]
    words = ["-m", "pytest", "-m", "not long", "--durations=40", f"--junitxml={ROOT / 'build' / part.name}.xml"]
    process = subprocess.Popen(
        [sys.executable, *words, *part.options, *folders], cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    last = "pytest said nothing"
    with (LOGS / f"{part.name}.log").open("w") as log:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            log.write(line)
            last = line.strip("= \n") or last
    return process.wait() == 0, last


def add_up(lines: list[str], seconds: float) -> str:
    """The last lines of both parts as one of the same form."""
    totals = dict.fromkeys(RESULTS, 0)
    for line in lines:
        for count, word in re.findall(r"(\d+) ([a-z]+)", line.split(" in ")[0]):
            name = word if word in totals else word.removesuffix("s")
            totals[name] = totals.get(name, 0) + int(count)
    plural = {name: f"{name}s" for name in ("warning", "error") if totals[name] > 1}
    told = ", ".join(f"{count} {plural.get(name, name)}" for name, count in totals.items() if count)
    return f"{told or 'no tests ran'} in {seconds:.2f}s ({timedelta(seconds=int(seconds))})"


def main() -> int:
    """Run all, then say what passed; pytest's totals over both parts come last."""
    LOGS.mkdir(parents=True, exist_ok=True)
    results = {check.name: run_quietly(check) for check in CHECKS}
    lines, begun = [], time.monotonic()
    for part in PARTS:
        print(f"\nTests: {', '.join(part.folders)}", flush=True)
        results[part.name], last = run_tests(part)
        lines.append(last)
    seconds = time.monotonic() - begun
    failed = [name for name, passed in results.items() if not passed]
    print("\nSummary (logs: build/logs)")
    for name, passed in results.items():
        print(f"  {name:<10} {'passed' if passed else 'FAILED'}")
    print(f"{'Failed: ' + ', '.join(failed) if failed else 'All checks passed.'}")
    for part, line in zip(PARTS, lines, strict=True):
        print(f"  {part.name:<10} {line}")
    print(add_up(lines, seconds), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
