"""Files of what a page shows, under the view of its address. Plain links with the session cookie fetch them."""

from uuid import UUID

from flask import Blueprint, Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from auth.identity import page_actor
from domain.campaign_views import parse_campaign_view
from domain.contracts import ExportFile
from domain.dashboard_views import parse_view
from domain.errors import not_found
from domain.files import attachment_header
from services import creatives, exports

routes = Blueprint("page_exports", __name__, url_prefix="/internal")


def init_page_exports(server: Flask) -> None:
    """Attach the routes."""
    server.register_blueprint(routes)


@routes.get("/exports/overview.<kind>")
def export_overview(kind: str) -> Response:
    """The overview's tables."""
    return _sent(exports.export_dashboard(page_actor(), parse_view(_search()), kind, request.args.get("table", "")))


@routes.get("/exports/campaigns.<kind>")
def export_campaigns(kind: str) -> Response:
    """The campaign list."""
    return _sent(exports.export_campaigns(page_actor(), parse_campaign_view(_search()), kind))


@routes.get("/exports/campaigns/<campaign_id>.<kind>")
def export_campaign(campaign_id: str, kind: str) -> Response:
    """One campaign's tables."""
    actor = page_actor()
    try:
        found = UUID(campaign_id)
    except ValueError:
        raise not_found() from None
    view, table = parse_view(_search()), request.args.get("table", "")
    return _sent(exports.export_campaign(actor, found, view, kind, table))


@routes.get("/creatives/<creative_id>/thumbnail")
def show_thumbnail(creative_id: str) -> AnyResponse:
    """Go on to a fresh link of a creative's small picture, so that a page that was open for long still shows it."""
    actor = page_actor()
    try:
        found = UUID(creative_id)
    except ValueError:
        raise not_found() from None
    return redirect(creatives.get_creative(actor, found).thumbnail_url)


def _search() -> str:
    return request.query_string.decode("utf-8", "replace")


def _sent(file: ExportFile) -> Response:
    headers = {"Content-Disposition": attachment_header(file.name)}
    return Response(file.content, mimetype=file.media_type.partition(";")[0], headers=headers)
