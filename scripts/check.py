"""`make test`: runs every check, keeps each one's output under build/logs, ends with a summary and pytest's line.

A check that fails does not stop the others. The exit code is 0 only when all passed.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "logs"
BIN = Path(sys.executable).parent
TEST_FOLDERS = ("unit", "integration", "contract", "architecture", "e2e")
SHOWN_LINES = 40


@dataclass(frozen=True)
class Check:
    """A name for the summary and the command behind it."""

    name: str
    command: tuple[str, ...]


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


def run_tests() -> tuple[bool, str]:
    """Run pytest with its output shown and kept; returns whether it passed and its last line."""
    folders = [f"tests/{name}" for name in TEST_FOLDERS if any((ROOT / "tests" / name).rglob("test_*.py"))]
    words = ["-m", "pytest", "-m", "not long", "--durations=15", f"--junitxml={ROOT / 'build/junit.xml'}", *folders]
    process = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    last = "pytest said nothing"
    with (LOGS / "pytest.log").open("w") as log:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            log.write(line)
            last = line.strip() or last
    return process.wait() == 0, last


def main() -> int:
    """Run all, then say what passed; pytest's own line comes last."""
    LOGS.mkdir(parents=True, exist_ok=True)
    results = {check.name: run_quietly(check) for check in CHECKS}
    results["tests"], last = run_tests()
    failed = [name for name, passed in results.items() if not passed]
    print("\nSummary (logs: build/logs)")
    for name, passed in results.items():
        print(f"  {name:<10} {'passed' if passed else 'FAILED'}")
    print(f"{'Failed: ' + ', '.join(failed) if failed else 'All checks passed.'}")
    print(last, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
