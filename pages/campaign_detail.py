"""One campaign. An unknown id and another organization's id get the same page as any address that leads nowhere."""

from typing import Any
from uuid import UUID

import dash
from dash import ctx, html

from auth.identity import page_actor
from components.analyzers import analyzers_panel
from components.campaign_detail import campaign_frame
from components.comment_import import import_dialog
from components.comments import IN_CAMPAIGN, comments_frame, import_owner
from components.states import not_found_page
from domain.actors import Actor
from domain.analyses import SubjectKind
from domain.errors import AppError, ErrorCode
from domain.permissions import Permission
from services import campaigns, predictions

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
        below=_intelligence(actor, campaign.id),
    )


def _intelligence(actor: Actor, campaign_id: UUID) -> list[Any]:
    """What analyzers and audiences say of it."""
    may_import = actor.may(Permission.IMPORT_DATA)
    may_run = actor.may(Permission.RUN_ANALYZERS)
    parts: list[Any] = [
        analyzers_panel(predictions.list_predictions(actor, SubjectKind.CAMPAIGN, campaign_id)),
        comments_frame(IN_CAMPAIGN, campaign_id, may_import=may_import, may_run=may_run),
    ]
    return [*parts, import_dialog(import_owner(IN_CAMPAIGN))] if may_import else parts
