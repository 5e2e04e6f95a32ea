"""Whatever people type is shown as text: no markup, no link that runs code, no formula in what is exported."""

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from domain.analytics import AnnotationInput, SavedViewInput
from domain.campaigns import CampaignInput
from domain.creatives import CreativeInput
from domain.imports import ImportOptions
from domain.platforms import Platform
from services import annotations, campaigns, creatives, imports, members, organizations, saved_views, uploads
from services.container import Container
from tests.dash_client import PAGES, DashClient
from tests.factories import Tenant
from tests.fixtures_app import sqlite_only
from tests.form_browser import FormBrowser
from tests.integration.sweeps.callback_table import CALLBACKS
from tests.integration.sweeps.callback_table import PAGES as PAGE_TABLE
from tests.integration.sweeps.entries import filled
from tests.integration.sweeps.people import LogTap, Person
from tests.integration.sweeps.sweep import outputs_by_name
from tests.integration.sweeps.world import Side, picture, table

pytestmark = sqlite_only
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"
CORPUS = (
    MARKUP, "javascript:alert(1)", "[x](javascript:alert(1))", '" onmouseover="alert(1)', "{{7*7}}",
    "</title><svg/onload=1>", "data:text/html,<script>alert(1)</script>", "//evil.example.com",
    "jAvAsCrIpT&colon;alert(1)",
)  # fmt: skip
FORMULAS = ('=HYPERLINK("http://evil.example.com","x")', "+1+1", "-2+3", "@SUM(1)", "\t=1+1")
LINKS = ("href", "src", "action", "formAction", "xlinkHref", "srcDoc", "download")


@pytest.fixture
def side(core: Container, tenant: Tenant) -> Side:
    """An organization whose people type nothing but attacks."""
    found = Side(tenant, MARKUP)
    admin = tenant.admin
    organizations.update_organization(admin, MARKUP, "USD", "UTC")
    members.update_profile(admin, MARKUP)
    for words in (*CORPUS, *FORMULAS):
        made = campaigns.create_campaign(
            admin, CampaignInput(name=words, platform=Platform.META, objective=words, product_category=words)
        )
        details = CreativeInput(name=words.strip(), ad_text=words, tags=(words[:60],), campaign_id=made.id)
        shown = creatives.upload_creative(admin, picture("x"), f"{words}.png", details)
        annotations.create_annotation(admin, AnnotationInput(date="2026-09-03", text=words, campaign_id=made.id))
        annotations.create_annotation(admin, AnnotationInput(date="2026-09-04", text=words))
        for page in ("overview", "campaigns", "campaign"):
            saved_views.save_view(admin, SavedViewInput(page=page, name=words, query=words))
        found.shared |= {"campaigns": str(made.id), "creatives": str(shown.id)}
        upload = uploads.receive(admin, io.BytesIO(table(words)), f"{words}.csv")
        done = imports.import_upload(admin, upload.id, ImportOptions(platform=Platform.META, currency="USD"))
        found.shared["import_batches"] = str(done.import_id)
    found.shared["uploads"] = str(uploads.receive(admin, io.BytesIO(table(MARKUP)), f"{MARKUP}.csv").id)
    return found


@pytest.fixture
def admin(app: Flask, side: Side) -> Iterator[Person]:
    log = LogTap()
    yield Person(app, log, side, side.tenant.admin)
    log.close()


def trees(admin: Person, side: Side) -> Iterator[tuple[str, Any]]:
    """Every page, and the answer of every callback that only shows."""
    ids = defaultdict(str, side.shared)
    outputs = outputs_by_name(admin)
    for name, entry in PAGE_TABLE.items():
        values = filled(entry.values, ids)
        yield name, admin.open(values["path"] + values.get("id", ""))
    for name, entry in CALLBACKS.items():
        if not entry.edits:
            values = {
                key: "" if key.endswith((".search", "-q.value")) else value
                for key, value in filled(entry.values, ids).items()
            }
            yield name, admin.call(outputs[name], values, entry.trigger)


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def test_no_link_on_any_page_runs_code_or_leaves_the_site_by_somebodys_words(admin: Person, side: Side) -> None:
    seen, wrong = 0, []
    for name, answer in trees(admin, side):
        if answer.status == 204:
            continue
        assert answer.status == 200, f"{name}: {answer.body[:300]}"
        for node in nodes(json.loads(answer.body)):
            for place in LINKS:
                link = node.get(place)
                if not isinstance(link, str) or not link:
                    continue
                seen += 1
                text = "".join(letter for letter in link if ord(letter) > 32).casefold()
                # A bare word is the name of a grid's field.
                fits = text.isidentifier() or text.startswith(("/", "?", "#", "mailto:", "data:image/", "https://"))
                if not fits or text.startswith(("//", "/\\")) or "evil" in text.partition("?")[0]:
                    wrong.append(f"{name}: {place}={link}")
    assert wrong == []
    assert seen > 100


def test_no_component_takes_somebodys_words_for_markup(admin: Person, side: Side) -> None:
    shown = 0
    for name, answer in trees(admin, side):
        if answer.status == 204:
            continue
        for node in nodes(json.loads(answer.body)):
            assert "dangerouslySetInnerHTML" not in node, name
            assert not node.get("dangerously_allow_html"), name
            assert node.get("type") not in {"Markdown", "Iframe", "Script", "ObjectEl", "Embed"}, name
        shown += "alert(1)" in answer.body
    assert shown > 10, "the words must be on the pages, or this test shows nothing"


def test_server_made_pages_escape_somebodys_words(app: Flask, side: Side, dash_client: DashClient) -> None:
    from domain.accounts import InviteInput
    from services import invitations

    made = invitations.invite(side.tenant.admin, InviteInput(email="guest@example.com", role="viewer"))
    path = "/" + made.accept_url.split("/", 3)[3]
    text = FormBrowser(app).open(path).text
    assert "&lt;script&gt;" in text
    assert MARKUP not in text
    for path in ("/", "/campaigns", f"/campaigns/{side.shared['campaigns']}", f"/{MARKUP}", f"/login?next={MARKUP}"):
        for client in (FormBrowser(app), dash_client.sign_in(side.tenant.admin)):
            page = client.open(path) if isinstance(client, FormBrowser) else client.get(path)
            assert "<script>alert" not in page.text
            assert "<img src=x" not in page.text


EXPORTS = ("overview", "campaigns", "campaigns/{}")


@pytest.mark.parametrize("what", EXPORTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exports_hold_no_formula_of_somebody(dash_client: DashClient, side: Side, what: str, kind: str) -> None:
    path = f"/internal/exports/{what.format(side.shared['campaigns'])}.{kind}"
    table_names = ["", "campaigns", "ads", "annotations"] if kind == "csv" else [""]
    dash_client.sign_in(side.tenant.admin)
    answers = [dash_client.get(path, query_string={"table": name}) for name in table_names]
    good = [answer.get_data() for answer in answers if answer.status_code == 200]
    assert good
    for data in good:
        assert formulas_in(data) == []


def test_rejected_rows_and_the_audit_log_hold_no_formula_of_somebody(dash_client: DashClient, side: Side) -> None:
    dash_client.sign_in(side.tenant.admin)
    found = dash_client.get(f"/internal/imports/{side.shared['import_batches']}/rejects.csv").get_data()
    assert formulas_in(found) == []


def formulas_in(data: bytes) -> list[str]:
    """Cells that a spreadsheet would compute."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/" in name]
        return [sheet[:200] for sheet in sheets if "<f>" in sheet or "<hyperlink" in sheet]
    import csv

    rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    return [cell for row in rows for cell in row if cell[:1] in {"=", "+", "@", "\t"} or _is_minus_text(cell)]


def _is_minus_text(cell: str) -> bool:
    """A minus starts a number or a formula; a number is one."""
    if not cell.startswith("-"):
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return False


def test_the_page_router_is_the_one_that_the_table_means(dash_client: DashClient) -> None:
    assert PAGES in dash_client.load_callbacks()
