"""Which of Dash's own scripts browsers need not fetch."""

from dash import _dash_renderer, dash_table


def drop_polyfills() -> None:
    """Leave out what Dash sends for browsers of 2018. Of it the renderer uses one function, which our assets hold.

    Call it before the first request; twice is no harm.
    """
    for entry in _dash_renderer._js_dist_dependencies:  # noqa: SLF001  Dash offers no setting for it.
        for kind, paths in entry["relative_package_path"].items():
            entry["relative_package_path"][kind] = [path for path in paths if "polyfill" not in path]
        for kind, addresses in entry.get("external_url", {}).items():
            entry["external_url"][kind] = [address for address in addresses if "polyfill" not in address]


def drop_tables() -> None:
    """Leave out Dash's own table, which no page uses: ours are AG Grid's. As above, call it early."""
    for entry in dash_table._js_dist:  # type: ignore[attr-defined]  # noqa: SLF001  As above.
        if entry["relative_package_path"].endswith("/bundle.js"):
            entry["async"] = "lazy"
