"""AUTHZ for the studio's callbacks: those of each ad on the page, of written variants, and of saving."""

from tests.integration.sweeps.entries import ANALYST, VIEWER, Entry, Own

_RUN = {"studio-run.data": Own("studio_runs")}
_TYPED = {"headline": "Ready?", "text": "Buy now", "call_to_action": "Shop now"}


def _slot(slot: str) -> dict[str, Entry]:
    owner = f"studio-{slot}"
    run, picture = (f'{{"key":"{slot}","type":"studio-{name}"}}.data' for name in ("run", "picture"))
    ad = {
        f"studio-picture[{slot}].data": {"creative": Own("creatives")},
        f"{owner}-text.value": "Other words",
        f"{owner}-placement.value": "meta_feed",
    }
    press = f"{owner}-press.n_clicks"
    return {
        f"score_ad > {run}": Entry(
            ANALYST, {press: "score", **ad, **_RUN, f"{owner}-context.value": "running"}, edits=True
        ),
        f"rescore_ad > {run}": Entry(
            ANALYST, {"studio-typed.data": "Other words", **ad, **_RUN, f"{owner}-context.value": "shoes"}, edits=True
        ),
        f"show_scores > {owner}-quality.children": Entry(VIEWER, {**_RUN, "studio-address.data": "score"}),
        f"show_picture > {owner}-previews.children": Entry(VIEWER, {**ad, "studio-address.data": "score"}),
        f"pick_creative > {owner}-text.value": Entry(VIEWER, {f"{owner}-creative.value": Own("creatives")}),
        f"take_picture > {picture}": Entry(
            VIEWER, {f"{owner}-upload-answer.data": {"ok": True, "body": {"id": Own("drafts")}}}
        ),
        f"remove_picture > {picture}": Entry(VIEWER, {press: "remove"}),
        f"take_context > {owner}-context.value": Entry(VIEWER, {f"{owner}-better.n_clicks": "running"}),
        f"stop_scoring > {owner}-problem.children": Entry(
            ANALYST, {f"{owner}-stop.n_clicks": Own("studio_runs")}, edits=True
        ),
    }


STUDIO: dict[str, Entry] = {
    **_slot("a"),
    **_slot("b"),
    "write_variants > studio-write-run.data": Entry(
        ANALYST,
        {
            "studio-write-press.n_clicks": "start",
            "studio-write-audience.value": "Beginners",
            "studio-write-product.value": "Shoe",
            "studio-write-placement.value": "meta_feed",
            "studio-write-run.data": Own("studio_writings"),
        },
        edits=True,
    ),
    "show_variants > studio-write-view.children": Entry(VIEWER, {"studio-write-run.data": Own("studio_writings")}),
    "stop_writing > studio-write-problem.children": Entry(
        ANALYST, {"studio-write-stop.n_clicks": Own("studio_writings")}, edits=True
    ),
    'score_variant > {"key":["MATCH"],"type":"studio-variant-run"}.data': Entry(
        ANALYST,
        {
            "studio-variant-typed.data": _TYPED,
            "studio-variant-run.data": Own("studio_runs"),
            "studio-picture[write].data": {"picture": Own("drafts")},
        },
        edits=True,
    ),
    'show_variant_scores > {"key":["MATCH"],"type":"studio-variant-scores"}.children': Entry(
        VIEWER, {"studio-variant-run.data": Own("studio_runs")}
    ),
    'take_variants_picture > {"key":"write","type":"studio-picture"}.data': Entry(
        VIEWER, {"studio-write-upload-answer.data": {"ok": True, "body": {"id": Own("drafts")}}}
    ),
    "save_ad > studio-saving-dialog.data-open": Entry(
        ANALYST,
        {
            "studio-saving-confirm.n_clicks": 1,
            "studio-saving-name.value": "Taken",
            "studio-saving-ad.data": "a",
            "studio-picture[a].data": {"creative": Own("creatives")},
            "studio-typed[a].data": "Words",
        },
        edits=True,
    ),
}
