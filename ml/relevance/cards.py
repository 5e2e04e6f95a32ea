"""The card that the application shows beside the relevance model, filled with what was measured."""

from typing import Any

from domain.model_registry import CardFigure, ModelCard
from ml.relevance.measuring import FIT, Row, choose

TARGETS = {"auc_mismatched": 0.98, "auc_near": 0.90, "matched_kept": 0.90, "mismatched_passed": 0.05}
_NAMES = {
    "auc_mismatched": "AUC, matched against mismatched contexts",
    "auc_near": "AUC, matched against near misses",
    "matched_kept": "Share of matched pairs that reach 0.6",
    "mismatched_passed": "Share of mismatched pairs that reach 0.6",
    "near_passed": "Share of near misses that reach 0.6",
}
_KINDS = {"all": "", "plain": " (ads that name their topic)", "slogan": " (slogans that do not)"}


def write_card(measured: dict[str, Any], rows: list[Row]) -> ModelCard:
    """The card for figures by encoder, kind of ad and name."""
    best = measured.get("minilm", measured["words"])
    verticals = len({row["vertical"] for row in rows})
    protocol = (
        f"{len(rows)} ads of {verticals} verticals in five folds over verticals: nothing of an ad's own was fitted. "
        "Each ad has two matched and two near-miss contexts; mismatched are all contexts of other verticals."
    )
    figures = [
        CardFigure(
            name=_NAMES[name] + suffix, value=best["folds"][kind][name],
            target=TARGETS.get(name) if kind == "all" else None, protocol=protocol,
            beside=_beside(measured, kind, name),
        )
        for kind, suffix in _KINDS.items() if kind in best["folds"]
        for name in _NAMES
    ]  # fmt: skip
    return ModelCard(
        name="relevance",
        title="Semantic relevance",
        predicts="The chance that an ad and a context (a sentence about an audience, or keywords) belong together.",
        method=(
            "Cosine of MiniLM sentence vectors, less the ad's mean cosine with the nearest of 100 reference contexts, "
            "through a logistic curve. Equal texts give 1. Without the encoder: equal words (TF-IDF). With CLIP "
            "ViT-B/32 pulled, the picture is compared too, and both chances are averaged in log odds."
        ),
        trained_on=(
            f"{len(choose(rows, FIT))} ads with matched contexts against contexts of other verticals, written for this "
            "project by one author, English. Near misses serve only to measure."
        ),
        figures=figures,
        limits=_LIMITS,
        sources=[
            "Reimers and Gurevych, Sentence-BERT, EMNLP 2019",
            "Conneau et al., Word translation without parallel data, ICLR 2018",
            "Platt, Probabilistic outputs for support vector machines, 1999",
        ],
    )


_LIMITS = [
    "It tells another topic apart well, and another need within a topic poorly: compare the two AUCs.",
    "Slogans that name nothing of their product are rated too low.",
    "English only. Claims, tone, price and whether the landing page fits are not looked at.",
    "The pairs were written by one author, so the figures are likely better than on ads from the field.",
    "The picture's curve comes from published ranges until one is fitted on labelled pictures.",
]


def _beside(measured: dict[str, Any], kind: str, name: str) -> dict[str, float]:
    """The same for equal words, for the bare cosine, and on the half of the ads that the shipped curve never saw."""
    found: dict[str, float] = {"equal words": measured["words"]["folds"][kind][name]}
    held = measured.get("minilm", measured["words"])["held out"].get(kind, {})
    if name in held:
        found["held-out half"] = held[name]
    if f"raw_{name}" in held:
        found["held-out half, raw cosine"] = held[f"raw_{name}"]
    return found
