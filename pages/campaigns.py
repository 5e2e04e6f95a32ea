"""All campaigns with their figures. Rows come by the grid's own requests; the address holds filters, order, columns."""

import dash
from dash import ctx, html

from auth.identity import page_actor
from components.campaign_list import campaign_list_frame
from domain.campaign_views import parse_campaign_view
from domain.permissions import Permission

dash.register_page(__name__, path="/campaigns", title="Campaigns · AdVision")


def layout(**_query: str) -> html.Div:
    """The page without rows."""
    actor = page_actor()
    search = ctx.inputs.get("_pages_location.search") or ""
    return campaign_list_frame(
        search,
        parse_campaign_view(search),
        can_edit=actor.may(Permission.EDIT_CAMPAIGNS),
        can_delete=actor.may(Permission.DELETE_CAMPAIGNS),
    )
