"""ADR 4: building the application, as every web process does, imports nothing of the analyzers' libraries."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Notes who asks for them, so that the test holds on a machine where they are not installed as well.
PROGRAM = """
import importlib.abc, sys
HEAVY = {"cv2", "fairlearn", "open_clip", "shap", "sklearn", "torch", "torch_geometric", "torchvision", "transformers"}
asked = set()
class Watch(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in HEAVY:
            asked.add(name)
        return None
sys.meta_path.insert(0, Watch())
import app
app.create_app()
print("built", *sorted(asked))
"""


def test_building_the_application_asks_for_no_heavy_library(tmp_path: Path):
    environment = {**os.environ, "ADVISION_HOME": str(tmp_path), "ADVISION_ENV": "development"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "built"
