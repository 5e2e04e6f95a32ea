"""Our styles and scripts travel as one file of each kind: whole, in order, kept for good, compressed, also by nginx."""

import re
import shutil
from pathlib import Path

import brotli
import pytest

from auth.bundles import ASSETS, FOLDERS, PLACE, Bundle, make_bundle
from scripts import prebuild_assets
from tests.dash_client import DashClient
from tests.factories import Tenant
from tests.fixtures_app import sqlite_only

KINDS = ("css", "js")


def sources(kind: str) -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((ASSETS / folder).glob(f"*.{kind}"))]


def addresses(client: DashClient) -> list[str]:
    """What a first view asks for, in the order of the document."""
    text = client.get("/", headers={"Accept": "text/html"}).text
    return re.findall(r'<(?:script|link rel="stylesheet")[^>]*? (?:src|href)="([^"]+)"', text)


@sqlite_only
def test_the_document_names_each_bundle_once_and_none_of_its_files(dash_client: DashClient, tenant: Tenant) -> None:
    found = addresses(dash_client.sign_in(tenant.admin))
    own = [address for address in found if address.startswith("/assets/")]
    assert [address.partition("?")[0] for address in own] == [
        "/assets/on-demand/theme.js",
        make_bundle("css").address,
        make_bundle("js").address,
    ]
    # React and the rest come from Dash. Each further request of a first view needs a reason.
    assert len(found) <= 10
    assert [address for address in found if "dash_table" in address or "polyfill" in address] == []


@sqlite_only
def test_scripts_come_after_react_and_before_components(dash_client: DashClient, tenant: Tenant) -> None:
    found = addresses(dash_client.sign_in(tenant.admin))
    place = {
        name: next(n for n, address in enumerate(found) if name in address) for name in ("react@", "dash_renderer")
    }
    assert place["react@"] < found.index(make_bundle("js").address) < place["dash_renderer"]


@sqlite_only
@pytest.mark.parametrize("kind", KINDS)
def test_a_bundle_is_kept_for_good_and_comes_compressed(dash_client: DashClient, kind: str) -> None:
    made = make_bundle(kind)
    plain = dash_client.get(made.address)
    assert (plain.status_code, plain.mimetype, plain.data) == (200, made.mimetype, made.content)
    assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    packed = dash_client.get(made.address, headers={"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert brotli.decompress(packed.data) == made.content
    assert dash_client.get(made.address, headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304


@sqlite_only
@pytest.mark.parametrize("name", ["app-0000000000000000.js", "app.css", "x", "..%2f..%2fconfig.py", "charts.js"])
def test_no_other_name_is_a_bundle(dash_client: DashClient, name: str) -> None:
    assert dash_client.get(f"/{PLACE}/{name}").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_bundle_holds_every_file_whole_and_in_order(kind: str) -> None:
    text = make_bundle(kind).content.decode()
    places = [text.index(path.read_text()) for path in sources(kind)]
    assert len(places) > 10
    assert places == sorted(places)
    # What is not in a folder of the bundles would be loaded by nobody.
    assert {path.parent.name for path in ASSETS.rglob(f"*.{kind}")} == {
        *(p.parent.name for p in sources(kind)),
        "on-demand",
    }


def test_a_changed_file_gives_another_name(tmp_path: Path) -> None:
    assets = tmp_path / "assets"
    shutil.copytree(ASSETS, assets, ignore=shutil.ignore_patterns("on-demand"))
    before: dict[str, Bundle] = {kind: make_bundle(kind, assets) for kind in KINDS}
    assert before == {kind: make_bundle(kind) for kind in KINDS}
    (assets / "30-scripts" / "copy.js").write_text("window.changed = true;")
    assert make_bundle("js", assets).name != before["js"].name
    assert b"window.changed = true;" in make_bundle("js", assets).content
    assert make_bundle("css", assets) == before["css"]


def test_what_files_refer_to_is_found_from_the_bundle_as_well() -> None:
    for path in sources("css"):
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", path.read_text()):
            assert address.startswith("data:") or (ASSETS / "bundles" / address).resolve().is_file(), (path, address)
        assert not re.search(r"@import|@charset", path.read_text()), path
    for path in sources("js"):
        for address in re.findall(r'new URL\("([^"]+)", document\.currentScript', path.read_text()):
            assert (ASSETS / "bundles" / address).resolve().is_file(), (path, address)


@pytest.mark.parametrize("path", sources("css"), ids=lambda path: path.name)
def test_no_style_sheet_leaves_a_block_open_for_the_next(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'", "", path.read_text(), flags=re.DOTALL)
    assert text.count("{") == text.count("}")
    assert "/*" not in text


def test_nginx_gets_the_same_bundles_compressed(tmp_path: Path) -> None:
    target = tmp_path / "static"
    for kind in KINDS:
        made = make_bundle(kind)
        prebuild_assets.write_bundle(target, made)
        written = target / PLACE / made.name
        assert written.read_bytes() == made.content
        prebuild_assets.compress(written, 4)
        assert brotli.decompress(written.with_name(f"{made.name}.br").read_bytes()) == made.content
