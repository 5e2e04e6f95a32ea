"""The HTML page around the app: theme before the first paint, a skeleton until the app runs, no inline script."""

import hashlib
from html import escape
from pathlib import Path

from components.grids import defer_grid_script, grid_script_path
from components.scripts import drop_polyfills, drop_tables

_ASSETS = Path(__file__).resolve().parent.parent / "assets"
_PAGE = """<!DOCTYPE html>
<html lang="en" data-bs-theme="light">
<head>
{%metas%}
<meta name="color-scheme" content="light dark">
<meta name="advision-grid" content="@grid@">
<title>{%title%}</title>
<script src="@theme@"></script>
<link rel="preload" href="@font@" as="font" type="font/woff2" crossorigin>
{%favicon%}
{%css%}
</head>
<body>
<noscript><p class="notice notice-warn">AdVision needs JavaScript. Without it, the REST API still works.</p></noscript>
{%app_entry%}
<div class="boot" aria-hidden="true"><div class="boot-side"></div><div class="boot-main">
<span class="skeleton skeleton-value"></span><span class="skeleton skeleton-chart"></span></div></div>
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""


def index_string(prefix: str = "/") -> str:
    """Dash's document. `prefix` is the path that the app is served under.

    The document names the grid library for when a page needs it, so Dash is told here to leave it out of the head.
    """
    defer_grid_script()
    drop_polyfills()
    drop_tables()
    places = {
        "@theme@": asset_path("on-demand/theme.js", prefix),
        # The style sheet names the font without a fingerprint; the preload must name it the same way to be used.
        "@font@": f"{prefix}assets/10-vendor/inter-latin.woff2",
        "@grid@": grid_script_path(prefix),
    }
    page = _PAGE
    for place, address in places.items():
        page = page.replace(place, escape(address, quote=True))
    return page


def asset_path(name: str, prefix: str = "/") -> str:
    """The address of an asset that Dash does not load by itself, changing with its content so that it may be kept."""
    digest = hashlib.sha256((_ASSETS / name).read_bytes()).hexdigest()[:12]
    return f"{prefix}assets/{name}?m={digest}"
