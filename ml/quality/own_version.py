"""A version of the model that was learned from an organization's own creatives: the rules, the regressor, the card."""

from collections.abc import Sequence
from pathlib import Path

from domain.model_registry import CardFigure, ModelCard
from ml.quality.analyzer import OWN_FILE
from ml.quality.own_training import OutcomeRow, OwnFit, fit_own
from ml.quality.train import NAME, make_card, write_rules
from ml.registry import ModelFolder, write_manifest

_PROTOCOL = "5 folds over campaigns, weighted squared error of the logarithm of clicks per impression; lower is better"


def learn(rows: Sequence[OutcomeRow], out: Path, version: str, seed: int = 0) -> tuple[OwnFit, ModelFolder | None]:
    """Learn from the rows and write the version to `out`; no version where the rules go on scoring.

    Raises NEEDS_MORE_DATA as `fit_own` does.
    """
    fit = fit_own(rows, seed=seed)
    if fit.model is None:
        return fit, None
    write_rules(out)
    fit.model.save(out / OWN_FILE)
    data = f"{fit.figures['rows']:.0f} own creatives of {fit.figures['campaigns']:.0f} campaigns"
    made = write_manifest(out, NAME, version, data=data, seed=seed, metrics=fit.figures, card=_card(fit))
    return fit, made


def _card(fit: OwnFit) -> ModelCard:
    figures = fit.figures
    return make_card().model_copy(
        update={
            "title": "Creative quality, learned from your creatives",
            "predicts": "Where an ad would stand among your own creatives, 0 to 100, and its clicks per impression.",
            "method": (
                "Boosted trees on the measured properties. What the properties are and how they are measured is as for "
                "the rules, whose points stay beside each of them."
            ),
            "trained_on": fit.note,
            "figures": [
                CardFigure(
                    name="Error on campaigns held out",
                    value=figures["own"],
                    target=min(figures["rules"], figures["mean"]),
                    protocol=_PROTOCOL,
                    beside={"rules": figures["rules"], "mean": figures["mean"]},
                ),
                CardFigure(
                    name="Rank correlation on campaigns held out", value=figures["spearman"], protocol=_PROTOCOL
                ),
            ],
            "limits": [
                "What went with high rates need not have caused them: audience, budget and season are not known to it.",
                "It knows ads like those it learned from; another product or platform is outside of that.",
                "A click is not a sale.",
            ],
        }
    )
