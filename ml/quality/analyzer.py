"""The analyzer of creative quality: measures picture and words, gives points, and says what to change."""

from collections.abc import Iterable, Mapping, Sequence

from domain.errors import AppError, ErrorCode
from domain.model_registry import ModelUse
from domain.placements import PlacementRules, get_rules
from domain.quality import ImageRegion, QualityResult
from ml.content import DecodedPicture, Pixels, decode_picture
from ml.quality.own import Array, OwnModel
from ml.quality.own_scores import score_by_own
from ml.quality.picture_features import PictureMeasures, measure_picture
from ml.quality.regions import list_covered
from ml.quality.rules import Rule
from ml.quality.scorer import list_measured, score
from ml.quality.suggestions import list_suggestions
from ml.quality.tasks import QualityTask
from ml.quality.text_features import TextMeasures, measure_text
from ml.quality.vision import embed, occlusion_map, open_encoder
from ml.registry import ModelFolder, find_shipped

RULES_FILE, OWN_FILE = "rules.json", "own.npz"
HEURISTIC = "heuristic"
NOT_VALIDATED = "Rules of craft with documented ranges. They were not compared with outcomes: a guide, no forecast."
NO_RATE = "No rate is predicted: that needs creatives of your own with impressions and clicks to learn from."
_MOST_REGIONS = 24


class QualityAnalyzer:
    """Scores ads by rules, or by a model of the organization's own outcomes where its version holds one.

    Parameters
    ----------
    models
        `quality` is the version that serves: its rules, and `own.npz` where outcomes were learned. None takes the
        shipped one.
    """

    def __init__(self, models: Mapping[str, ModelFolder | None]) -> None:
        folder = models.get("quality") or find_shipped("quality")
        if folder is None:
            raise AppError(ErrorCode.MODEL_MISSING)
        self._rules = [Rule.model_validate(entry) for entry in folder.read_json(RULES_FILE)["rules"]]
        own = folder.path(OWN_FILE)
        self._own = OwnModel.load(own) if own.is_file() else None
        needs_encoder = self._own is not None and self._own.needs_embedding
        self._encoder = open_encoder(models.get("vit-b-16")) if needs_encoder else None
        label = "trained" if self._own is not None else HEURISTIC
        note = self._own.note if self._own is not None else NOT_VALIDATED
        self._use = ModelUse(name=folder.name, version=folder.version, label=label, note=note)

    def analyze(self, inputs: Iterable[QualityTask]) -> list[QualityResult]:
        """One result for each ad, in order. Raises what `ml.content.decode_picture` raises for a broken picture."""
        return [self._one(task) for task in inputs]

    def _one(self, task: QualityTask) -> QualityResult:
        placement = get_rules(task.placement)
        # Not kept with the content: the pictures of a large batch would fill the memory.
        data = task.content.image if placement.shapes else None
        decoded = decode_picture(data) if data is not None else None
        picture = measure_picture(decoded) if decoded is not None else None
        text = measure_text(task.content.text)
        measured = list_measured(self._rules, picture, text, placement)
        scored = score(measured)
        result = QualityResult(
            quality_score=scored.score,
            predicted_engagement=None,
            engagement_note=NO_RATE,
            suggestions=list_suggestions(measured, scored, placement, picture),
            features=scored.features,
            regions=_regions(picture, placement) if picture is not None else [],
            notes=_notes(task, placement, picture, text),
            model=self._use,
        )
        return self._by_own(result, self._own, decoded) if self._own is not None else result

    def _by_own(self, result: QualityResult, own: OwnModel, picture: DecodedPicture | None) -> QualityResult:
        """By the own model, with a map of the picture where a network's embedding is among its inputs."""
        encoder = self._encoder
        if not own.needs_embedding or encoder is None:
            return score_by_own(result, own)
        if picture is None:
            return score_by_own(result, own, own.embedding_mean)
        values = {feature.code: feature.value for feature in result.features}

        def answer(pictures: Sequence[Pixels]) -> Array:
            return own.predict([values] * len(pictures), embed(encoder, picture, pictures))

        scored = score_by_own(result, own, embed(encoder, picture, [picture.pixels])[0])
        return scored.model_copy(update={"heat_map": occlusion_map(picture.pixels, answer)})


def _regions(picture: PictureMeasures, placement: PlacementRules) -> list[ImageRegion]:
    """The parts of the picture behind the features; strength is the part's share of what was measured."""
    lines, faces = picture.text_lines, picture.faces
    whole = sum(line.area for line in lines) or 1.0
    found = [line.region("text_share", line.area / whole) for line in lines]
    found += [face.region("faces", 1.0) for face in faces]
    if placement.safe_zone is not None:
        found += [box.region("safe_zone", share) for box, share in list_covered((*lines, *faces), placement.safe_zone)]
    if lines:
        found.append(min(lines, key=lambda line: line.height).region("legibility", 1.0))
    if picture.busiest is not None:
        found.append(picture.busiest.region("clutter", min(1.0, picture.clutter / 0.11)))
    return sorted(found, key=lambda region: -region.strength)[:_MOST_REGIONS]


def _notes(
    task: QualityTask, placement: PlacementRules, picture: PictureMeasures | None, text: TextMeasures
) -> list[str]:
    """What was left out of the score, and why."""
    notes = []
    if picture is None and task.content.image is not None:
        notes.append(f"{placement.label} shows no picture, so only the words are scored.")
    elif picture is None and placement.shapes:
        notes.append("Without a picture only the words are scored.")
    if picture is not None and picture.frames > 1:
        notes.append(f"The first of {picture.frames} frames is scored.")
    if picture is not None and picture.has_transparency:
        notes.append("Transparent parts are scored over white.")
    if picture is not None and not picture.text_lines:
        notes.append("No text was found on the picture. Script, tilted and very large letters are not recognised.")
    if text.words and not text.is_english:
        notes.append("Reading ease, calls to action and feeling are known for English only and are left out.")
    if text.was_cut:
        notes.append("Of a text this long only the first 20,000 characters are measured, but for its length.")
    notes.append(f"Text limits and shapes: {placement.source}.")
    return notes
