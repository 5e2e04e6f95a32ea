"""AUTHZ for the panels of comments and the gallery's scoring. One table for each owner of a panel."""

from tests.integration.sweeps.entries import ANALYST, VIEWER, Entry, Own


def _panel(owner: str, table: str) -> dict[str, Entry]:
    subject = {f"{owner}-subject.data-subject": Own(table)}
    return {
        f"show_comments > {owner}-mood.children": Entry(VIEWER, {**subject, f"{owner}-filter.value": "joy"}),
        f"read_comments > {owner}-renewed.data": Entry(ANALYST, {f"{owner}-run.n_clicks": 1, **subject}, True),
        f"stop_reading > {owner}-renewed.data": Entry(ANALYST, {f"{owner}-stop.n_clicks": Own("import_jobs")}, True),
        # A sweep can only press, and a press chooses no emotion; tests/integration/comments choose one.
        f"label_comment > {owner}-renewed.data": Entry(ANALYST, {f"{owner}-label.value": Own("comments")}),
        f"follow_comments > {owner}-import-answer.children": Entry(
            VIEWER, {f"{owner}-import-upload-answer.data": {"ok": False, "body": {}}}
        ),
        f"set_date_order > {owner}-import-upload.data-url": Entry(
            VIEWER, {f"{owner}-import-order.value": "dmy", f"{owner}-import-creative.data-creative": Own("creatives")}
        ),
    }


COMMENTS: dict[str, Entry] = {
    **_panel("creative-comments", "creatives"),
    **_panel("campaign-comments", "campaigns"),
    "show_analysis > creatives-analysis.children": Entry(VIEWER, {"creatives-analysis-tick.n_intervals": 1}),
    "analyze_all > creatives-analysis.children": Entry(ANALYST, {"creatives-analyze.n_clicks": 1}, True),
    "stop_analysis > creatives-analysis.children": Entry(
        ANALYST, {"creatives-stop.n_clicks": Own("import_jobs")}, True
    ),
}
