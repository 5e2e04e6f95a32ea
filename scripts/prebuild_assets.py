"""Collects what nginx serves from disk and compresses it once: the project's assets and bundles, and Dash's.

Usage: scripts/prebuild_assets.py FOLDER. Compressing plotly.js takes longer than answering a request may,
so it happens at image build, at the highest levels.
"""

import gzip
import importlib.util
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import brotli

from auth.bundles import PLACE, Bundle, make_bundle

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("dash", "dash_ag_grid", "dash_bootstrap_components")
SERVED = {".css", ".js", ".mjs", ".svg", ".png", ".ico", ".webp", ".woff", ".woff2"}
COMPRESSED = {".css", ".js", ".mjs", ".svg"}
# Below this the headers weigh more than what is saved.
MIN_BYTES = 256


def package_folder(name: str) -> Path:
    """Where a package lies, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is not installed; run this with the Python that has requirements/web.txt")
    return Path(spec.origin).parent


def copy_served(source: Path, target: Path) -> None:
    """Copy what a browser asks for in production, and nothing else, keeping the files' times."""
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.suffix in SERVED and not path.name.endswith(".dev.js"):
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)


def write_bundle(target: Path, bundle: Bundle) -> None:
    """Write one of our bundles where the application would answer with it."""
    path = target / PLACE / bundle.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bundle.content)


def compress(path: Path, quality: int) -> None:
    """Write `.gz` and `.br` beside a file where they are smaller."""
    data = path.read_bytes()
    if path.suffix not in COMPRESSED or len(data) < MIN_BYTES:
        return
    packed = {
        ".gz": gzip.compress(data, min(quality, 9), mtime=0),
        ".br": brotli.compress(data, mode=brotli.MODE_TEXT, quality=quality),
    }
    for suffix, content in packed.items():
        if len(content) < len(data):
            path.with_name(path.name + suffix).write_bytes(content)


def main(target: Path, quality: int = 11) -> None:
    """Build the whole folder anew and print what it weighs. A lower quality is for tests, which wait for it."""
    shutil.rmtree(target, ignore_errors=True)
    copy_served(ROOT / "assets", target / "assets")
    for kind in ("css", "js"):
        write_bundle(target, make_bundle(kind))
    for name in PACKAGES:
        copy_served(package_folder(name), target / "_dash-component-suites" / name)
    files = [path for path in sorted(target.rglob("*")) if path.is_file()]
    for path in files:
        compress(path, quality)
    for suffix in ("", ".gz", ".br"):
        sizes = [path.with_name(path.name + suffix) for path in files if path.suffix in COMPRESSED]
        total = sum(path.stat().st_size for path in sizes if path.exists())
        print(f"{suffix or 'plain':>6} {total / 1e6:8.2f} MB")
    print(f"{len(files)} files in {target}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
