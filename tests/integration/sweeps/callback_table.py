"""AUTHZ for every callback and page: who may, and a call that works. One without a line here fails the sweep.

A callback is named by its function and its first output. Of a pattern (one of many alike buttons) the value is the
key of the button that is pressed. The names in `BROWSER` run in the browser and have no code here.
"""

from typing import Any

from domain.permissions import Role
from tests.integration.sweeps.comment_table import COMMENTS
from tests.integration.sweeps.entries import ADMIN, ANALYST, VIEWER, Entry, Own
from tests.integration.sweeps.route_table import NEW_PASSWORD
from tests.integration.sweeps.studio_table import STUDIO

_SEARCH = "?from=2026-09-01&to=2026-09-30"
_DAY = "2026-09-15"


def call(least: Role, values: dict[str, Any] | None = None, *, edits: bool = False, trigger: str = "") -> Entry:
    return Entry(least, values or {}, edits, trigger=trigger)


def _views(owner: str) -> dict[str, Entry]:
    views = f"{owner}-views.children"
    return {
        f"show_views > {views}": call(VIEWER),
        f"save_view > {views}": call(
            VIEWER,
            {
                f"{owner}-view-save.n_clicks": 1,
                f"{owner}-view-name.value": "Mine",
                f"{owner}-view-shared.value": True,
                f"{owner}-place.search": _SEARCH,
            },
            edits=True,
        ),
        f"delete_view > {views}": call(VIEWER, {f"{owner}-view-gone.data": Own("saved_views")}, edits=True),
    }


def _notes(owner: str, campaign: dict[str, Any]) -> dict[str, Entry]:
    return {
        f"add_note > {owner}-note-dialog.data-open": call(
            ANALYST,
            {
                f"{owner}-note-save.n_clicks": 1,
                f"{owner}-note-date.date": _DAY,
                f"{owner}-note-text.value": "Sale",
                **campaign,
            },
            edits=True,
        ),
        f"delete_note > {owner}-note-removal-dialog.data-open": call(
            ANALYST,
            {f"{owner}-note-removal-confirm.n_clicks": 1, f"{owner}-note-removal-chosen.data": Own("annotations")},
            edits=True,
        ),
    }


def _forms(owner: str, chosen: dict[str, Any], after: str) -> dict[str, Entry]:
    form, removal = f"{owner}-form", f"{owner}-removal"
    filled = {
        f"{form}-save.n_clicks": 1,
        f"{form}-chosen.data": Own("campaigns"),
        f"{form}-name.value": "Taken",
        f"{form}-platform.value": "meta",
        f"{form}-status.value": "active",
        f"{form}-start_date.date": "2026-09-01",
        f"{form}-budget.value": 12.5,
        f"{form}-currency.value": "USD",
    }
    return {
        # Reads only; what is saved is asked for then.
        f"open_form > {form}-dialog.data-open": call(VIEWER, {f"{owner}-edit.n_clicks": 1, **chosen}),
        f"save_form > {form}-dialog.data-open": call(ANALYST, filled, edits=True),
        f"ask_before_deleting > {removal}-dialog.data-open": call(VIEWER, {f"{owner}-delete.n_clicks": 1, **chosen}),
        f"delete_chosen > {removal}-dialog.data-open": call(
            ADMIN,
            {
                f"{removal}-confirm.n_clicks": 1,
                f"{removal}-word.value": "delete",
                f"{removal}-chosen.data": [Own("campaigns")],
            },
            edits=True,
        ),
        **({after: call(VIEWER)} if after else {}),
    }


_CHOSEN = {"campaign-chosen.data": Own("campaigns")}
_ROWS = {"campaigns-grid.selectedRows": [{"id": Own("campaigns")}]}
_OVERVIEW = {
    "show_overview > overview-presets.children": call(VIEWER, {"overview-place.search": _SEARCH}),
    **_views("overview"),
    **_notes("overview", {}),
}
_CAMPAIGN = {
    "show_campaign > campaign-presets.children": call(VIEWER, {"campaign-place.search": _SEARCH, **_CHOSEN}),
    "show_status > campaign-status.children": call(VIEWER, _CHOSEN),
    "change_status > campaign-renewed.data": call(
        ANALYST, {"campaign-status.n_clicks": "ended", **_CHOSEN}, edits=True
    ),
    **_views("campaign"),
    **_notes("campaign", _CHOSEN),
    **_forms("campaign", _CHOSEN, ""),
}
_CAMPAIGNS = {
    "show_filters > campaigns-presets.children": call(VIEWER, {"campaigns-place.search": _SEARCH}),
    "show_rows > campaigns-grid.getRowsResponse": call(
        VIEWER,
        {
            "campaigns-grid.getRowsRequest": {"startRow": 0, "endRow": 100, "sortModel": [{"colId": "name"}]},
            "campaigns-place.search": "?q=Campaign",
        },
    ),
    "change_status > campaigns-renewed.data": call(
        ANALYST, {"campaigns-pause.n_clicks": 1, **_ROWS}, edits=True, trigger="campaigns-pause.n_clicks"
    ),
    **_views("campaigns"),
    **_forms("campaigns", _ROWS, ""),
}
_DETAIL = {"creative-detail-chosen.data": Own("creatives")}
_CREATIVES = {
    "keep_address > creatives-location.search": call(
        VIEWER,
        {
            "creatives-location.search": "?q=Banner",
            "creatives-q.value": "Banner",
            "creatives-sort.value": "newest",
            "creatives-campaign.value": Own("campaigns"),
            "creatives-tags.value": ["autumn"],
            "creatives-emotion.value": "joy",
            "creatives-score.value": "0-50",
            **_DETAIL,
        },
    ),
    "show_creatives > creatives-results.children": call(
        VIEWER, {"creatives-location.search": "?q=Banner", "creatives-results.data-view": "?q=Other"}
    ),
    "show_choices > creatives-filters.hidden": call(VIEWER),
    "show_creative > creative-detail-dialog-title.children": call(
        VIEWER, {"creatives-open.n_clicks": Own("creatives")}
    ),
    "save_creative > creative-detail-dialog.data-open": call(
        ANALYST,
        {
            "creative-detail-save.n_clicks": 1,
            "creative-detail-name.value": "Taken",
            "creative-detail-ad_text.value": "Taken",
            "creative-detail-tags.value": "one, two",
            "creative-detail-campaign_id.value": Own("campaigns"),
            **_DETAIL,
        },
        edits=True,
    ),
    "show_deletion > creative-deletion-dialog-body.children": call(
        VIEWER, {"creative-deletion-dialog.data-open": "true", **_DETAIL}
    ),
    "delete_creative > creative-deletion-dialog.data-open": call(
        ANALYST, {"creative-deletion-confirm.n_clicks": 1, **_DETAIL}, edits=True
    ),
    "set_upload_fields > creative-upload-upload.data-fields": call(
        VIEWER, {"creative-upload-campaign_id.value": Own("campaigns"), "creative-upload-tags.value": "one"}
    ),
    "follow_upload > creatives-changed.data": call(VIEWER, {"creative-upload-upload-answer.data": {"ok": True}}),
}
_ASKED = {"import-asked.data": {"file": Own("uploads"), "options": {"source": "auto"}}}
_USED = {
    "import-used.data": {
        "options": {"currency": "USD", "platform": "meta"}, "remembered": {}, "keys": {"0": "Day"}, "ready": True,
        "drawn": {"map": {"0": "date"}, "answers": {}, "period": [None, None]},
    }
}  # fmt: skip
_IMPORT = {
    "ask_with_changes > import-asked.data": call(
        ANALYST,
        {
            "import-update.n_clicks": 1,
            "import-choices.data": {"map": {"0": "date"}, "answers": {}, "period": [None, None]},
            **_USED,
            **_ASKED,
        },
    ),
    "read_as_another > import-asked.data": call(ANALYST, {"import-read-as.n_clicks": "meta", **_ASKED}),
    "read_again > import-asked.data": call(ANALYST, {"import-again.n_clicks": 1, **_ASKED}),
    "show_stopped > import-problem.children": call(VIEWER, {"import-stop.n_clicks": 1, **_USED}),
    "start_import > import-place.search": call(ANALYST, {"import-start.n_clicks": 1, **_USED, **_ASKED}, edits=True),
    "show_waiting > import-waiting.children": call(ANALYST, {"import-arrived.data": 1}),
    "remove_file > import-waiting.children": call(ANALYST, {"import-remove.n_clicks": Own("uploads")}, edits=True),
    "remove_checked_file > import-place.search": call(ANALYST, {"import-drop.n_clicks": 1, **_ASKED}, edits=True),
    "try_sample > import-place.search": call(ANALYST, {"import-sample.n_clicks": "meta"}, edits=True),
    "show_progress > import-run.children": call(
        VIEWER, {"import-tick.n_intervals": 1, "import-run-id.data": Own("import_jobs"), "import-history-page.data": 1}
    ),
    # Whoever started a job may stop it; each role's own one is tried.
    "cancel_import > import-run.children": call(ANALYST, {"import-cancel.n_clicks": Own("import_jobs")}, edits=True),
    "ask_before_undoing > import-undo-dialog.data-open": call(
        ADMIN, {"import-history-undo.n_clicks": Own("import_batches")}
    ),
    "show_undoing > import-history-rows.children": call(VIEWER, {"import-history-tick.n_intervals": 1}),
    "keep_import > import-history-rows.children": call(
        ADMIN, {"import-history-keep.n_clicks": Own("import_jobs")}, edits=True
    ),
    "undo_import > import-undo-dialog.data-open": call(
        ADMIN, {"import-undo-confirm.n_clicks": 1, "import-undo-chosen.data": Own("import_batches")}, edits=True
    ),
}
_PEOPLE = {
    "show_members > settings-members-rows.children": call(ADMIN),
    "show_invitations > settings-invitation-rows.children": call(ADMIN),
    "show_member_form > settings-member-dialog.data-open": call(
        ADMIN, {"settings-members-change.n_clicks": Own("users")}
    ),
    "change_member > settings-member-dialog.data-open": call(
        ADMIN,
        {
            "settings-member-save.n_clicks": 1,
            "settings-member-chosen.data": {"id": Own("users"), "active": True},
            "settings-member-role.value": "viewer",
        },
        edits=True,
    ),
    "invite_member > settings-invite-email.value": call(
        ADMIN,
        {
            "settings-invite-save.n_clicks": 1,
            "settings-invite-email.value": "guest@example.com",
            "settings-invite-role.value": "viewer",
        },
        edits=True,
    ),
    "ask_before_revoking > settings-invitation-dialog.data-open": call(
        ADMIN, {"settings-members-revoke.n_clicks": Own("invitations")}
    ),
    "revoke_invitation > settings-invitation-dialog.data-open": call(
        ADMIN,
        {"settings-invitation-confirm.n_clicks": 1, "settings-invitation-chosen.data": Own("invitations")},
        edits=True,
    ),
}
_KEYS = {
    "show_keys > settings-keys-rows.children": call(ADMIN),
    "create_key > settings-new-key-name.value": call(
        ADMIN,
        {
            "settings-new-key-save.n_clicks": 1,
            "settings-new-key-name.value": "Sweep",
            "settings-new-key-scopes.value": ["read"],
            "settings-new-key-life.value": "30",
        },
        edits=True,
    ),
    "ask_before_revoking > settings-old-key-dialog.data-open": call(
        ADMIN, {"settings-keys-revoke.n_clicks": Own("api_keys")}
    ),
    "revoke_key > settings-old-key-dialog.data-open": call(
        ADMIN, {"settings-old-key-confirm.n_clicks": 1, "settings-old-key-chosen.data": Own("api_keys")}, edits=True
    ),
}
_RECORDS = {
    "show_entries > settings-audit-rows.children": call(
        ADMIN, {"settings-audit-q.value": "made", "settings-audit-dates.start_date": "2026-01-01"}
    ),
    "clear_filters > settings-audit-q.value": call(VIEWER),
    "save_entries > settings-audit-file.data": call(
        ADMIN, {"settings-audit-export.n_clicks": 1, "settings-audit-q.value": "made"}, edits=True
    ),
    "show_jobs > settings-jobs-rows.children": call(ADMIN, {"settings-jobs-status.value": "queued"}),
    "cancel_job > settings-jobs-renewed.data": call(
        ANALYST, {"settings-jobs-cancel.n_clicks": Own("jobs")}, edits=True
    ),
    "show_mails > settings-outbox-rows.children": call(ADMIN),
}
_OWN = {
    "save_organization > settings-organization-name.value": call(
        ADMIN,
        {
            "settings-organization-save.n_clicks": 1,
            "settings-organization-name.value": "Other",
            "settings-organization-currency.value": "EUR",
            "settings-organization-time_zone.value": "UTC",
        },
        edits=True,
    ),
    "add_product > settings-brand-products.children": call(ANALYST, {"settings-brand-add.n_clicks": 1}),
    "remove_product > settings-brand-products.children": call(ANALYST, {"settings-brand-remove.n_clicks": "0"}),
    "save_brand > settings-brand-name.value": call(
        ANALYST,
        {
            "settings-brand-save.n_clicks": 1,
            "settings-brand-name.value": "Other",
            "settings-brand-voice.value": "calm",
            "settings-brand-name[p1].id": {"key": "p1"},
            **{
                f"settings-brand-{name}[p1].value": f"Warm {name}"
                for name in ("name", "description", "benefits", "price", "offer")
            },
        },
        edits=True,
    ),
    "remove_example > settings-example-place.href": call(ADMIN, {"settings-example-confirm.n_clicks": 1}, edits=True),
    "save_name > settings-profile-full_name.value": call(
        VIEWER, {"settings-profile-save.n_clicks": 1, "settings-profile-full_name.value": "Other Name"}, edits=True
    ),
    "change_password > settings-password-current.value": Entry(
        VIEWER,
        {
            "settings-password-save.n_clicks": 1,
            "settings-password-current.value": Own("password"),
            "settings-password-password.value": NEW_PASSWORD,
        },
        edits=True,
        costs=True,
    ),
    "show_sessions > settings-sessions-rows.children": call(VIEWER),
    "end_session > settings-sessions-renewed.data": call(
        VIEWER, {"settings-sessions-end.n_clicks": Own("sessions")}, edits=True
    ),
    "end_other_sessions > settings-other-sessions-dialog.data-open": call(
        VIEWER, {"settings-other-sessions-confirm.n_clicks": 1}, edits=True
    ),
}
CALLBACKS: dict[str, Entry] = {
    **_OVERVIEW, **_CAMPAIGN, **_CAMPAIGNS, **_CREATIVES, **COMMENTS, **STUDIO, **_IMPORT, **_PEOPLE, **_KEYS,
    **_RECORDS, **_OWN,
}  # fmt: skip
# These have tests of their own: Dash's page router is swept by PAGES, the preview runs in another process, and
# `cancel_call` only passes on what Dash has signed.
ELSEWHERE = {
    "update > _pages_content.children",
    "show_preview > import-preview.children",
    "cancel_call > import-stop.id",
}

PAGES: dict[str, Entry] = {
    "pages.overview": Entry(VIEWER, {"path": "/", "query": {"platform": "meta"}}),
    "pages.campaigns": Entry(VIEWER, {"path": "/campaigns", "query": {"q": "Campaign", "platform": "meta"}}),
    "pages.campaign_detail": Entry(VIEWER, {"path": "/campaigns/", "id": Own("campaigns"), "query": {"compare": "x"}}),
    "pages.imports": Entry(
        ANALYST,
        {"path": "/campaigns/import", "query": {"file": Own("uploads"), "import": Own("import_jobs"), "page": "1"}},
    ),
    "pages.creatives": Entry(
        VIEWER,
        {
            "path": "/creatives",
            "query": {"q": "Banner", "campaign": Own("campaigns"), "creative": Own("creatives"), "page": "1"},
        },
    ),
    "pages.studio": Entry(
        VIEWER,
        {"path": "/studio", "query": {"mode": "compare", "job": Own("studio_runs"), "other": Own("creatives")}},
    ),
    "pages.not_found_404": Entry(VIEWER, {"path": "/nowhere", "query": {"q": "x"}}),
    "pages.settings_api_keys": Entry(ADMIN, {"path": "/settings/api-keys", "query": {"q": "x"}}),
    "pages.settings_audit_log": Entry(
        ADMIN, {"path": "/settings/audit-log", "query": {"q": "made", "action": "x", "date_from": "2026-01-01"}}
    ),
    "pages.settings_jobs": Entry(ADMIN, {"path": "/settings/jobs", "query": {"status": "queued"}}),
    "pages.settings_brand": Entry(VIEWER, {"path": "/settings/brand", "query": {"q": "x"}}),
    "pages.settings_members": Entry(ADMIN, {"path": "/settings/members", "query": {"q": "x"}}),
    "pages.settings_organization": Entry(ADMIN, {"path": "/settings/organization", "query": {"q": "x"}}),
    "pages.settings_outbox": Entry(ADMIN, {"path": "/settings/outbox", "query": {"q": "x"}}),
    "pages.settings_profile": Entry(VIEWER, {"path": "/settings/profile", "query": {"q": "x"}}),
    "pages.settings_sessions": Entry(VIEWER, {"path": "/settings/sessions", "query": {"q": "x"}}),
}
