"""One campaign. An unknown id and another organization's id get the same page as any address that leads nowhere."""

from uuid import UUID

import dash
from dash import ctx, html

from auth.identity import page_actor
from components.campaign_detail import campaign_frame
from components.states import not_found_page
from domain.errors import AppError, ErrorCode
from domain.permissions import Permission
from services import campaigns

# Last of all: its pattern also fits the pages that lie beside it.
dash.register_page(__name__, path_template="/campaigns/<campaign_id>", title="Campaign · AdVision", order="zz")


def layout(campaign_id: str = "", **_query: str) -> html.Div:
    """The page without figures, or the one for what is not there."""
    actor = page_actor()
    try:
        campaign = campaigns.get_campaign(actor, UUID(campaign_id))
    except ValueError:
        return not_found_page()
    except AppError as error:
        if error.code is not ErrorCode.NOT_FOUND:
            raise
        return not_found_page()
    return campaign_frame(
        campaign,
        ctx.inputs.get("_pages_location.search") or "",
        can_edit=actor.may(Permission.EDIT_CAMPAIGNS),
        can_delete=actor.may(Permission.DELETE_CAMPAIGNS),
    )
