"""Measures the generator: what it breaks over made-up briefs, how its ads differ, how fast, and the bandit's regret."""

import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from domain.errors import AppError
from domain.placements import PLACEMENTS
from ml.generation.analyzer import GenerationAnalyzer, GenerationTask
from ml.generation.bandit import FrameBandit, Outcome
from ml.generation.briefs import Material, read_brief
from ml.generation.checks import BannedWords, find_claim, invented_names, invented_numbers, is_sound
from ml.generation.sample_briefs import sample_brief
from ml.registry import ModelFolder

FindModel = Callable[[str], ModelFolder | None]


def evaluate(data: Path, find_model: FindModel) -> dict[str, Any]:
    """The figures of the model card with the serving version. `data` is not read: no outside data measures this."""
    del data
    return {**measure_grammar(range(1000), find_model), **measure_regret(0)}


def measure_grammar(seeds: Iterable[int], find_model: FindModel | None = None) -> dict[str, float]:
    """Share of broken variants, mean diversity, share of briefs refused, and the 95th percentile of seconds."""
    analyzer = GenerationAnalyzer({"generation": find_model("generation") if find_model is not None else None})
    broken = total = refused = 0
    spread: list[float] = []
    seconds: list[float] = []
    for seed in seeds:
        task = GenerationTask(brief=sample_brief(seed))
        start = time.perf_counter()
        try:
            result = analyzer.analyze([task])[0]
        except AppError:
            refused += 1
            continue
        seconds.append(time.perf_counter() - start)
        spread.append(result.diversity)
        total += len(result.variants)
        broken += sum(bool(faults_of(task, item.headline, item.text, item.call_to_action)) for item in result.variants)
    return {
        "broken": broken / max(total, 1),
        "variants": float(total),
        "diversity": round(sum(spread) / max(len(spread), 1), 4),
        "refused_briefs": refused / max(len(spread) + refused, 1),
        "seconds_p95": round(sorted(seconds)[int(0.95 * len(seconds))], 4) if seconds else 0.0,
    }


def faults_of(
    task: GenerationTask, headline: str, text: str, call_to_action: str, material: Material | None = None
) -> list[str]:
    """What is wrong with an ad for a brief: the checks again, beside the way by which it was written."""
    brief = task.brief
    material = material or read_brief(brief)
    rules = PLACEMENTS[brief.persona.placement]
    whole = f"{headline}\n{text}\n{call_to_action}"
    banned = BannedWords(brief.brand.banned_words if brief.brand else ())
    found = {
        "headline too long": len(headline) > rules.headline_limit.hard,
        "text too long": len(text) > rules.text_limit.hard,
        "button unknown": call_to_action not in (*rules.cta, ""),
        "banned word": banned.find(whole) is not None,
        "claim": find_claim(whole, material.allowed, material.names) is not None,
        "number": bool(invented_numbers(whole, material.source)),
        "name": any(invented_names(part, material.source) for part in (headline, text)),
        "writing": not is_sound(headline) or not is_sound(text),
    }
    return [name for name, is_so in found.items() if is_so]


def measure_regret(seed: int, rounds: int = 100, shown: int = 4, impressions: int = 500) -> dict[str, float]:
    """Clicks lost against always showing the best frames, by Thompson sampling and by uniform choice.

    Each round shows `shown` of 40 frames, whose true rates are drawn from a Beta distribution with mean 1 %. Given for
    each 1,000 impressions. Assumes rates that do not change; where taste drifts the gain is smaller.
    """
    draw = random.Random(seed)  # noqa: S311 - a simulation is no secret.  # nosec B311
    rates = {f"frame-{number}": draw.betavariate(4, 396) for number in range(40)}
    best = sum(sorted(rates.values())[-shown:])
    lost = {"thompson": 0.0, "uniform": 0.0}
    outcomes: dict[str, Outcome] = {}
    for step in range(rounds):
        bandit = FrameBandit(outcomes, seed * rounds + step)
        chosen = sorted(rates, key=bandit.draw, reverse=True)[:shown]
        by_chance = draw.sample(sorted(rates), shown)
        lost["thompson"] += (best - sum(rates[name] for name in chosen)) * impressions
        lost["uniform"] += (best - sum(rates[name] for name in by_chance)) * impressions
        for name in chosen:
            before = outcomes.get(name, Outcome(0, 0))
            clicks = _clicks(draw, impressions, rates[name])
            outcomes[name] = Outcome(before.impressions + impressions, before.clicks + clicks)
    per = rounds * shown * impressions / 1000
    return {f"regret_{name}": round(value / per, 3) for name, value in lost.items()}


def _clicks(draw: random.Random, impressions: int, rate: float) -> int:
    return sum(draw.random() < rate for _ in range(impressions))
