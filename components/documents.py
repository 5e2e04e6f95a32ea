"""The HTML page around the app: theme before the first paint, a skeleton until the app runs, no inline script."""

from html import escape

_PAGE = """<!doctype html>
<html lang="en" data-bs-theme="light">
<head>
{%metas%}
<meta name="color-scheme" content="light dark">
<meta name="advision-grid" content="@grid@">
<title>{%title%}</title>
<script src="@theme@"></script>
{%favicon%}
{%css%}
</head>
<body>
<noscript><p class="notice notice-warn">AdVision needs JavaScript. The REST API works without it.</p></noscript>
{%app_entry%}
<div class="boot" aria-hidden="true"><div class="boot-side"></div><div class="boot-main">
<span class="skeleton skeleton-value"></span><span class="skeleton skeleton-chart"></span></div></div>
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""


def index_page(theme_src: str, grid_src: str) -> str:
    """Dash's `index_string`. `theme_src`: address of on-demand/theme.js, `grid_src`: `grids.grid_script_path()`."""
    return _PAGE.replace("@theme@", escape(theme_src, quote=True)).replace("@grid@", escape(grid_src, quote=True))
