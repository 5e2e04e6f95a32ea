"""Writes the variants of a brief: material, candidates, ranking, a choice that differs, and why each was chosen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from domain.brand_profiles import BrandProfile
from domain.contracts import Contract
from domain.errors import AppError, ErrorCode
from domain.generation import GenerationInput, GenerationResult, Variant
from domain.model_registry import ModelUse
from ml.generation.bandit import FrameBandit, Outcome
from ml.generation.briefs import Material, read_brief
from ml.generation.diversity import choose_different, content_words, diversity, likeness
from ml.generation.grammar import is_allowed, write_candidates
from ml.generation.language import tokens
from ml.generation.ranking import DEFAULT_WEIGHTS, ExpectedRate, RatePredictor, Scored, TextRanker
from ml.registry import ModelFolder

PROVIDER = "offline"
_POOL = 90
_PER_FRAME = 4
_WEIGHT = 0.5
_SMALL_WORDS = frozenset({"the", "a", "of", "for", "and", "to"})
_STEP = 0.0001


class FrameOutcome(Contract):
    """What a frame brought at a placement, in the whole organization."""

    impressions: int
    clicks: int


class GenerationTask(Contract):
    """A brief, and what is known of the placement's frames by name."""

    brief: GenerationInput
    outcomes: dict[str, FrameOutcome] = Field(default_factory=dict)


class GenerationAnalyzer:
    """Generates ads without any provider, from frames; the same task gives the same ads."""

    def __init__(self, models: Mapping[str, ModelFolder | None]) -> None:
        folder = models.get("generation")
        stored: dict[str, Any] = folder.read_json("ranker.json") if folder is not None else {}
        self.version = folder.version if folder is not None else "built in"
        self.label = str(stored.get("label", "heuristic"))
        self.ranker = TextRanker(stored.get("weights", DEFAULT_WEIGHTS))

    def analyze(self, inputs: list[GenerationTask], predict: RatePredictor | None = None) -> list[GenerationResult]:
        """The variants of each brief, in strictly descending score (A21, A22).

        `predict` gives expected click rates. Where a model learned them from the organization's own ads, variants stand
        in their order, and the score is the rate held against the set's mean: 0.5 is the mean. Else the score is that
        of the words. Raises INVALID where a brief names nothing to advertise.
        """
        return [self._write(task, predict) for task in inputs]

    def _write(self, task: GenerationTask, predict: RatePredictor | None) -> GenerationResult:
        brief = task.brief
        material = read_brief(brief)
        placement = brief.persona.placement
        bandit = FrameBandit(
            {name: Outcome(row.impressions, row.clicks) for name, row in task.outcomes.items()}, brief.seed
        )
        candidates = write_candidates(material, placement)
        ranked = self.ranker.score(candidates, material, placement, bandit, brief.seed)
        chosen = _choose(ranked, material, brief.count)
        if len(chosen) < brief.count:
            raise AppError(
                ErrorCode.INVALID,
                "With these banned words and this placement's limits too few different ads can be written. "
                "Add benefits, shorten the product's name or ban fewer words.",
                fields=[{"field": "product", "reason": "too little is left to write with"}],
            )
        rates = predict([item.candidate.words for item in chosen], placement) if predict is not None else []
        use = self._use(has_rates=bool(rates) and all(rate is not None and rate.is_trained for rate in rates))
        variants = _in_order(chosen, rates, material, use)
        notes = [*material.notes, *_notes_of(material, brief, bandit)]
        return GenerationResult(
            variants=variants,
            diversity=diversity([f"{item.headline} {item.text}" for item in variants]),
            refused=material.refused,
            notes=list(dict.fromkeys(notes)),
            model=use,
        )

    def _use(self, *, has_rates: bool) -> ModelUse:
        note = (
            "Written from frames with the brief's own facts; ranked by rules over the words."
            if not has_rates
            else "Written from frames with the brief's own facts; ranked by the engagement model."
        )
        return ModelUse(
            name="generation", version=self.version, label="trained" if has_rates else self.label, note=note
        )


def _choose(ranked: Sequence[Scored], material: Material, count: int) -> list[Scored]:
    """The best that differ: one of a frame and of a headline, and where there are enough only what fits the persona."""
    named = [item for item in ranked if item.candidate.names_product or not material.product]
    speaking = [item for item in named if item.candidate.frame.tones & material.tones]
    fitting = [item for item in speaking if item.candidate.names_persona]
    pool = next((found for found in (fitting, speaking, named) if _kinds(found) >= count), list(ranked))
    pool = _few_of_each([item for item in pool if is_allowed(item.candidate.words, material)])[:_POOL]
    shared = frozenset(word.casefold() for word in tokens(material.full_name)) | _SMALL_WORDS
    found = [content_words(item.candidate.words, shared) for item in pool]
    likenesses = [
        [1.0 if _is_same(first, second) else likeness(left, right) for second, right in zip(pool, found, strict=True)]
        for first, left in zip(pool, found, strict=True)
    ]
    chosen = choose_different([item.score for item in pool], likenesses, count, _WEIGHT)
    return sorted((pool[index] for index in chosen), key=lambda item: -item.score)


def _kinds(pool: Sequence[Scored]) -> int:
    """How many different ads there are at least: of the frames and of the headlines the fewer."""
    return min(
        len({item.candidate.frame.name for item in pool}), len({item.candidate.headline.casefold() for item in pool})
    )


def _is_same(first: Scored, second: Scored) -> bool:
    left, right = first.candidate, second.candidate
    return left.frame.name == right.frame.name or left.headline.casefold() == right.headline.casefold()


def _few_of_each(ranked: Sequence[Scored]) -> list[Scored]:
    counts: Counter[str] = Counter()
    kept = []
    for item in ranked:
        counts[item.candidate.frame.name] += 1
        if counts[item.candidate.frame.name] <= _PER_FRAME:
            kept.append(item)
    return kept


def _in_order(
    chosen: Sequence[Scored], rates: Sequence[ExpectedRate | None], material: Material, use: ModelUse
) -> list[Variant]:
    """The variants, best first. Rates count only where every variant has one: half an order is none."""
    known = [rate for rate in rates if rate is not None]
    if len(known) < len(chosen):
        return _falling([_variant(item, item.score, None, material, use) for item in chosen])
    pairs = list(zip(chosen, known, strict=True))
    if not all(rate.is_trained for rate in known):
        # One rate for the place: it is told, and the words decide.
        return _falling([_variant(item, item.score, rate, material, use) for item, rate in pairs])
    mean = sum(rate.rate for rate in known) / len(known) or 1.0
    pairs.sort(key=lambda pair: (-pair[1].rate, -pair[0].score))
    return _falling([_variant(item, rate.rate / (rate.rate + mean), rate, material, use) for item, rate in pairs])


def _falling(variants: list[Variant]) -> list[Variant]:
    """The variants with scores that fall strictly: of two that are equal the later one gives way by a hair."""
    falling: list[Variant] = []
    for variant in variants:
        score = round(variant.score, 4)
        if falling and score >= falling[-1].score:
            score = round(falling[-1].score - _STEP, 4)
        falling.append(variant.model_copy(update={"score": score}))
    return falling


def _variant(item: Scored, score: float, rate: ExpectedRate | None, material: Material, use: ModelUse) -> Variant:
    found = item.candidate
    return Variant(
        headline=found.headline,
        text=found.text,
        call_to_action=found.call_to_action,
        score=score,
        predicted_engagement=rate.rate if rate is not None else None,
        engagement_low=rate.low if rate is not None else None,
        engagement_high=rate.high if rate is not None else None,
        frame=found.frame.name,
        why=explain(item, material),
        provider=PROVIDER,
        model=f"{use.name} {use.version}",
    )


def explain(item: Scored, material: Material) -> str:
    """Why an ad was chosen, in a sentence a person can check against it."""
    found, features = item.candidate, item.features
    told = [f"states {found.facts} fact{'' if found.facts == 1 else 's'} of the brief"] if found.facts else []
    if found.names_persona:
        told.append("names whom it is for")
    fitting = sorted(tone.value for tone in found.frame.tones & material.tones)
    if fitting:
        told.append(f"speaks in a {' and '.join(fitting)} tone")
    if features["ease"] >= 0.6:
        told.append("reads easily")
    if features["length"] >= 0.95:
        told.append("fills the space that is shown")
    if features["frame"] > 0.55:
        told.append("its pattern did well before")
    words = ", ".join(told) or "keeps to the brief and the placement's limits"
    return words[0].upper() + words[1:] + "."


def _notes_of(material: Material, brief: GenerationInput, bandit: FrameBandit) -> list[str]:
    notes = []
    brand = brief.brand or BrandProfile()
    if brief.product is None and brand.products:
        notes.append(f"The ads are for “{material.full_name}”, the first product of the brand profile.")
    if not material.facts and not material.offer and not material.about:
        notes.append("The brief holds no benefit that could be used, so the ads say little. Add what is true of it.")
    if bandit.has_data:
        notes.append("Patterns that did well at this placement before are preferred.")
    return notes
