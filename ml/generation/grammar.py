"""From material to candidates: every frame that the brief can fill, with different facts, tails and buttons.

Far more than needed are written (at least 60 where the brief allows it); checks, ranking and diversity choose.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from domain.placements import PLACEMENTS, PlacementRules
from domain.quality import Placement
from ml.generation.briefs import Material
from ml.generation.checks import find_claim, fold, invented_names, invented_numbers, is_sound
from ml.generation.frames import SLOT, Frame, Sector, Tone, frames_for
from ml.generation.language import Kind, Phrase, capitalize, is_plural, lower_start, tokens

_FALLBACKS = ("Have a look.", "See for yourself.", "Take a look.", "Read more.", "See more.")
_SMALL = frozenset({"for", "of", "the", "a", "from", "price", "fans", "anyone", "interested", "in"})
_ROTATIONS = 4
_PER_FRAME = 12
_KINDS = {
    "verb": Kind.VERB, "verbs": Kind.THIRD_PERSON, "noun": Kind.NOUN, "adjective": Kind.ADJECTIVE,
}  # fmt: skip
_BUTTONS: dict[Sector, tuple[str, ...]] = {
    Sector.GOODS: ("Shop now", "Order now", "See details", "Get now", "View now", "Learn more"),
    Sector.SOFTWARE: ("Sign up", "Learn more", "View now", "More"),
    Sector.SERVICE: ("Book now", "Get quote", "Contact us", "Learn more", "More"),
    Sector.FINANCE: ("Learn more", "Sign up", "More"),
    Sector.CAUSE: ("Learn more", "View now", "More"),
    Sector.OTHER: ("Learn more", "See details", "View now", "Visit", "More"),
}


@dataclass(frozen=True)
class Candidate:
    """A written ad and what the ranker looks at."""

    frame: Frame
    headline: str
    text: str
    call_to_action: str
    facts: int
    """How many different facts of the brief it states, price and offer among them."""
    names_persona: bool
    names_product: bool

    @property
    def words(self) -> str:
        """Headline and text in one."""
        return f"{_ended(self.headline)} {self.text}"


@dataclass(frozen=True)
class Space:
    """How many characters headline and text may take."""

    headline: int
    text: int


def spaces(rules: PlacementRules) -> tuple[Space, Space]:
    """What is shown whole, and what the platform still accepts."""
    return (
        Space(rules.headline_limit.recommended, rules.text_limit.recommended),
        Space(rules.headline_limit.hard, rules.text_limit.hard),
    )


def write_candidates(material: Material, placement: Placement, wanted: int = 60) -> list[Candidate]:
    """Candidates for a placement, each checked. Beyond the recommended lengths it goes only where too few fit."""
    rules = PLACEMENTS[placement]
    short, hard = spaces(rules)
    material = with_fitting_name(material, short)
    found = list(_write(material, rules, placement, short))
    if len(found) < wanted and hard != short:
        seen = {(item.headline, item.text) for item in found}
        more = (item for item in _write(material, rules, placement, hard) if (item.headline, item.text) not in seen)
        found += list(islice(more, wanted - len(found)))
    return found


def with_fitting_name(material: Material, space: Space) -> Material:
    """The material with its product's name cut to whole words that a text has room for, which a note tells."""
    name, room = material.full_name, space.text - 2
    if len(name) <= room:
        return material
    kept = ""
    for word in name.split():
        if len(f"{kept} {word}".strip()) > room:
            break
        kept = f"{kept} {word}".strip()
    kept = kept.rstrip(" ,;:-–—&")
    words = f"“{kept}” is written instead" if kept else "it is left out"
    note = f"The product's name is longer than this placement's text may be ({space.text} characters); {words}."
    return replace(material, product=kept, notes=[*material.notes, note])


def _write(material: Material, rules: PlacementRules, placement: Placement, space: Space) -> Iterator[Candidate]:
    seen: set[tuple[str, str]] = set()
    is_fine = _checker(material)
    for frame in frames_for(placement):
        if frame.sectors and material.sector not in frame.sectors:
            continue
        for found in islice(_of_frame(frame, material, rules, space, is_fine), _PER_FRAME):
            if (found.headline, found.text) not in seen:
                seen.add((found.headline, found.text))
                yield found


def _of_frame(
    frame: Frame, material: Material, rules: PlacementRules, space: Space, is_fine: Callable[[str], bool]
) -> Iterator[Candidate]:
    for facts in _rotations(material.facts, frame):
        values = _values(material, facts)
        headline = fill(frame.headline, values)
        if headline is None or len(headline) > space.headline or not is_fine(headline):
            continue
        lines = [(fill(sentence, values), sentence) for sentence in frame.sentences]
        usable = [(_ended(line), sentence) for line, sentence in lines if line and is_fine(_ended(line))]
        for tail in _tails(material, f"{headline} {' '.join(line for line, _ in usable)}"):
            if not all(is_fine(line) for line in tail):
                continue
            text = _fit_text(usable, headline, tail, space.text, material)
            if text:
                yield _candidate(frame, material, facts, headline, text, rules)


def _ended(line: str) -> str:
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."


def _checker(material: Material) -> Callable[[str], bool]:
    """`is_allowed` for this material; sentences come back often, so answers are kept."""
    known: dict[str, bool] = {}

    def is_fine(line: str) -> bool:
        if line not in known:
            known[line] = is_allowed(line, material)
        return known[line]

    return is_fine


def is_allowed(text: str, material: Material) -> bool:
    """Whether nothing is in it that must not be: banned words, claims, invented numbers or names, broken writing."""
    return (
        is_sound(text)
        and not (material.avoids_exclamation and "!" in text)
        and material.banned.find(text) is None
        and find_claim(text, material.allowed, material.names) is None
        and not invented_numbers(text, material.source)
        and not invented_names(text, material.source)
    )


def _rotations(facts: list[Phrase], frame: Frame) -> Iterator[list[Phrase]]:
    """The facts in different orders; where the frame needs a kind, each of that kind comes first in turn."""
    typed = next((_KINDS[slot] for slot in _slots(frame) if slot in _KINDS), None)
    starts = [index for index, fact in enumerate(facts) if typed is None or fact.kind is typed]
    if not starts:
        if typed is None:
            yield []
        return
    for start in starts[:_ROTATIONS]:
        rest = facts[start + 1 :] + facts[:start]
        yield [facts[start], *rest]
        if len(rest) > 1:
            yield [facts[start], *reversed(rest)]


def _slots(frame: Frame) -> list[str]:
    return SLOT.findall(" ".join((frame.headline, *frame.sentences)))


def _tails(material: Material, said: str) -> list[tuple[str, ...]]:
    """Sentences that may follow: whom it is for where that is not said yet, the offer, the price; none as well."""
    folded = said.casefold()
    persona: list[str] = []
    if not any(word and word.casefold() in folded for word in (material.audience, *material.interests)):
        near = bool(material.tones & {Tone.FRIENDLY, Tone.PLAYFUL, Tone.WARM})
        persona += [f"For {material.audience}."] if material.audience else []
        start = "For fans of" if near else "For anyone interested in"
        persona += [f"{start} {interest}." for interest in material.interests[:3]]
    offers = [_ended(capitalize(material.offer))] if material.offer and material.offer.casefold() not in folded else []
    if material.price and material.price.casefold() not in folded:
        starts = material.price.startswith("from ")
        offers.append(f"{capitalize(material.price)}." if starts else f"Price: {material.price.removeprefix('for ')}.")
    tails: list[tuple[str, ...]] = [(line,) for line in (*persona, *offers)]
    tails += [(line, offer) for line in persona[:2] for offer in offers[:2]]
    return [*tails, ()]


def _candidate(
    frame: Frame, material: Material, facts: list[Phrase], headline: str, text: str, rules: PlacementRules
) -> Candidate:
    whole = f"{headline} {text}".casefold()
    called = (material.product or material.full_name).casefold()
    persona = [word for word in (material.audience, *material.interests) if word]
    price = material.price.removeprefix("for ")
    stated = [*(phrase.text for phrase in facts), material.offer, price, material.about]
    return Candidate(
        frame=frame,
        headline=headline,
        text=text,
        call_to_action=choose_button(material, rules, whole),
        facts=sum(1 for fact in stated if fact and fact.casefold() in whole),
        names_persona=any(word.casefold() in whole for word in persona),
        names_product=bool(material.product) and called in whole,
    )


def _values(material: Material, facts: list[Phrase]) -> dict[str, str]:
    values = {
        "product": material.product, "about": material.about, "price": material.price, "offer": material.offer,
        "audience": material.audience, "interest": material.interests[0] if material.interests else "",
        "people": material.audience if is_plural(material.audience) else "",
    }  # fmt: skip
    if facts:
        first = facts[0]
        # A rotation puts the fact that the frame's typed slot needs first.
        values |= {slot: first.inner for slot, kind in _KINDS.items() if first.kind is kind}
        if len(material.interests) > 1:
            turn = sum(map(ord, first.text)) % len(material.interests)
            values["interest"] = material.interests[turn]
    for number, fact in enumerate(facts[:3], start=1):
        values["fact" if number == 1 else f"fact{number}"] = fact.text
    return values


def fill(template: str, values: dict[str, str]) -> str | None:
    """The sentence with its slots filled, or None where one cannot be. What begins a sentence gets its capital."""
    parts: list[str] = []
    end = 0
    for match in SLOT.finditer(template):
        value = values.get(match.group(1), "")
        if not value:
            return None
        before = template[end : match.start()]
        parts.append(before)
        so_far = "".join(parts).rstrip()
        begins = not so_far or so_far.endswith((".", "?", "!"))
        after_colon = so_far.endswith(":") and match.group(1).startswith("fact")
        parts.append(capitalize(value) if begins else lower_start(value) if after_colon else value)
        end = match.end()
    text = "".join([*parts, template[end:]])
    # A fact that ends in its own mark keeps it instead of the frame's.
    return re.sub(r"([.!?…])\.$", r"\1", re.sub(r"([!?…])\.(?=\s|$)", r"\1", text))


def _fit_text(lines: list[tuple[str, str]], headline: str, tail: tuple[str, ...], room: int, material: Material) -> str:
    """The frame's sentences and the tail as far as there is room, what comes first kept; "" where nothing fits."""
    said = set(_content(headline))
    kept: list[tuple[str, str]] = []
    needed = sum(len(line) + 1 for line in tail)
    if needed - 1 > room or any(_content(line) <= said for line in tail):
        return ""
    for line, template in lines:
        size = sum(len(part) + 1 for part, _ in kept) + len(line) + needed
        names_again = SLOT.findall(template) == ["product"] and any(material.product in part for part, _ in kept)
        if size <= room and not names_again and not _content(line) <= said:
            kept.append((line, template))
            said |= _content(line)
    if not kept and not tail:
        kept = [(line, "") for line in _FALLBACKS if len(line) <= room][:1]
    # A call that closes the frame stays at the end, after whom it is for.
    closing = [kept.pop()[0]] if len(kept) > 1 and tail and not SLOT.search(kept[-1][1]) else []
    return " ".join([*(line for line, _ in kept), *tail, *closing])


@lru_cache(maxsize=4096)
def _content(line: str) -> frozenset[str]:
    """The words of a sentence that say something, for telling repetitions."""
    return frozenset(tokens(fold(line))) - _SMALL


def choose_button(material: Material, rules: PlacementRules, whole: str) -> str:
    """The platform's button that fits what is offered; "" where every one holds a banned word."""
    wanted = list(_BUTTONS[material.sector])
    if material.offer and fold(material.offer) in fold(whole):
        wanted.insert(0, "Get offer")
    if rules.placement is Placement.LINKEDIN_FEED and "Learn more" in wanted:
        wanted.insert(0, "Learn more")
    for label in (*[label for label in wanted if label in rules.cta], *_last_resort(rules)):
        if material.banned.find(label) is None:
            return label
    return ""


def _last_resort(rules: PlacementRules) -> tuple[str, ...]:
    neutral = ("Learn more", "More", "See details", "Visit", "View more", "View now")
    return tuple(label for label in neutral if label in rules.cta)
