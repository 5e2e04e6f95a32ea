"""What processes may load, and the arrows between packages."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(code: str, home: Path) -> str:
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
        "ADVISION_HOME": str(home),
        "ADVISION_ENV": "test",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


def test_importing_the_app_builds_nothing(tmp_path):
    home = tmp_path / "home"
    assert run(f"import app, pathlib; print(pathlib.Path({str(home)!r}).exists())", home) == "False"


def test_domain_needs_no_framework(tmp_path):
    code = (
        "import sys, pkgutil, importlib, domain;"
        "[importlib.import_module('domain.' + found.name) for found in pkgutil.iter_modules(domain.__path__)];"
        "print([name for name in ('flask', 'dash', 'sqlalchemy', 'celery', 'pandas', 'plotly') if name in sys.modules])"
    )
    assert run(code, tmp_path) == "[]"


def test_layers_point_one_way_down():
    """The import linter's contracts, as CI runs them."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
