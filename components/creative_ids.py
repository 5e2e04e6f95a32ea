"""Ids of the creative gallery's parts, derived from their owners."""

from components import ids

GALLERY = "creatives"
DETAIL = "creative-detail"
DELETION = "creative-deletion"
UPLOAD = "creative-upload"

LOCATION = ids.part(GALLERY, "location")
FILTERS = ids.part(GALLERY, "filters")
RESULTS = ids.part(GALLERY, "results")
CHANGED = ids.part(GALLERY, "changed")
"""A store that counts up when creatives were changed, so that the gallery is drawn anew."""
CHOSEN = ids.part(DETAIL, "chosen")
"""A store with the id of the creative whose details are open."""
TITLE = ids.part(DETAIL, "dialog-title")
BODY = ids.part(DETAIL, "dialog-body")
SAVE = ids.part(DETAIL, "save")
ANALYZE = ids.part(GALLERY, "analyze")
ANALYSIS = ids.part(GALLERY, "analysis")
"""How far the scoring of all creatives is."""
ANALYSIS_TICK = ids.part(GALLERY, "analysis-tick")
UPLOAD_URL = "/internal/creatives/upload"


def download_path(creative_id: object) -> str:
    """Where the original is downloaded."""
    return f"/internal/creatives/{creative_id}/download"
