"""The project's own styles and scripts as one file of each kind: a first view asks for two files and not for thirty.

Made from assets/ when the application starts, so a changed file counts from the next start on. nginx serves the same
two from disk (scripts/prebuild_assets.py); without it auth/compression.py compresses them like files.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask, Response, abort, request

ASSETS = Path(__file__).resolve().parent.parent / "assets"
# In the order in which browsers get them; what lies in other folders of assets/ is asked for by its own name.
FOLDERS = ("10-vendor", "20-styles", "30-scripts")
# As deep as the folders above: addresses in style sheets and scripts are relative to their own.
PLACE = "assets/bundles"
YEAR = timedelta(days=365)
_MIMETYPES = {"css": "text/css", "js": "text/javascript"}
_FORMS = {
    "css": "/* {name} */\n{text}\n",
    # What goes wrong in one script must not keep the next ones from running, as if each had its own tag.
    "js": "/* {name} */\ntry {{\n{text}\n}} catch (error) {{ reportError(error); }}\n",
}


@dataclass(frozen=True)
class Bundle:
    """One file whose name changes with its content, so that browsers may keep it for good."""

    name: str
    mimetype: str
    content: bytes

    @property
    def address(self) -> str:
        """Where browsers ask for it."""
        return f"/{PLACE}/{self.name}"


def make_bundle(kind: str, assets: Path = ASSETS) -> Bundle:
    """All files of a kind, "css" or "js", one after the other."""
    paths = [path for folder in FOLDERS for path in sorted((assets / folder).glob(f"*.{kind}"))]
    parts = [_FORMS[kind].format(name=path.relative_to(assets).as_posix(), text=path.read_text()) for path in paths]
    content = "".join(parts).encode()
    digest = hashlib.sha256(content).hexdigest()[:16]
    return Bundle(f"app-{digest}.{kind}", _MIMETYPES[kind], content)


def init_bundles(server: Flask, bundles: tuple[Bundle, ...]) -> None:
    """Answer with the bundles. A name of another release is not found: its content is gone."""
    files = {bundle.name: bundle for bundle in bundles}

    @server.get(f"/{PLACE}/<name>")
    def bundle(name: str) -> Response:
        found = files.get(name) or abort(404)
        response = Response(found.content, mimetype=found.mimetype)
        response.cache_control.public = True
        response.cache_control.max_age = int(YEAR.total_seconds())
        response.cache_control.immutable = True
        response.set_etag(found.name)
        response.make_conditional(request)
        return response
