"""From a brief to material: what of it may be used, how it may be used, and what was left out and why.

Everything in a brief is data. Markup, templates, addresses and instructions are taken out before any frame sees it.
"""

import html
import re
from dataclasses import dataclass, field

from domain.brand_profiles import BrandProduct, BrandProfile
from domain.errors import invalid
from domain.generation import GenerationInput
from ml.generation import words
from ml.generation.checks import BannedWords, find_claim, fold, numbers
from ml.generation.frames import Sector, Tone
from ml.generation.language import Kind, Phrase, find_language, lower_if_common, read_audience, read_phrase, tokens

_MARKUP = re.compile(
    r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|</?[a-zA-Z!][^<>]*>", re.DOTALL | re.IGNORECASE
)
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\$\{.*?\}|<%.*?%>|\{[^{}]*\}|\[\[.*?\]\]", re.DOTALL)
_ADDRESS = re.compile(
    r"\b(?:https?|ftp|javascript|data|mailto|file)\s*:\s*\S+|\bwww\.\S+|\S+@\S+\.\w+|"
    r"\b[\w-]+\.(?:com|net|org|io|co|biz|info|ru|xyz|top|shop|app|dev|ai|de|uk|eu)(?:/\S*)?(?![\w])",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:above|previous|prior|earlier|instructions?|rules?|"
    r"prompts?|everything|limits?|guidelines?|before)\b|\b(?:system|developer|assistant|user)\s*(?:prompt|message|:)|"
    r"\byou are (?:now|an? (?:ai|assistant|model|chatbot))\b|"
    r"\b(?:act|behave|respond|reply|answer|pretend) (?:as|like|with|only)\b|"
    r"\b(?:print|output|reveal|repeat|show|write|return|say|execute|run)\b.{0,30}\b(?:prompt|instructions?|password|"
    r"secrets?|api keys?|system|code|sql|script|following|exactly)\b|\bnew instructions?\b|\bdo not follow\b|"
    r"\bjailbreak\b|\bdrop table\b|\bunion select\b|\bas an ai\b|\bprompt injection\b|\binstead of (?:the|an?) ad\b",
    re.IGNORECASE,
)  # fmt: skip
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_SHOWN = 60
_FACTS = 12
_ABOUT = 140

_TONES: dict[Tone, str] = {
    Tone.FRIENDLY: ("friendly casual conversational approachable cheerful upbeat relaxed informal"),
    Tone.PROFESSIONAL: (
        "professional formal serious business corporate expert authoritative trustworthy technical competent "
        "sober factual"
    ),
    Tone.PLAYFUL: (
        "playful funny humorous witty fun quirky cheeky silly lighthearted light-hearted humour humor young"
    ),
    Tone.URGENT: ("urgent urgency pressing immediate hurry limited fast-paced salesy"),
    Tone.BOLD: ("bold confident daring strong direct edgy provocative powerful energetic dynamic assertive sporty"),
    Tone.ELEGANT: (
        "elegant luxury luxurious premium refined sophisticated exclusive chic classy minimalist timeless "
        "calm quiet understated"
    ),
    Tone.WARM: (
        "warm caring empathetic emotional heartfelt inspiring inspirational supportive gentle hopeful "
        "encouraging family"
    ),
    Tone.PLAIN: (
        "plain simple clear neutral informative honest straightforward concise matter-of-fact objective "
        "precise down-to-earth"
    ),
}
_SECTORS: dict[Sector, str] = {
    Sector.CAUSE: (
        "donate donation donations charity nonprofit non-profit volunteer volunteers ngo foundation "
        "fundraiser food-bank shelter refugees rescue adopt sponsor community-fund"
    ),
    Sector.FINANCE: (
        "bank banking loan loans mortgage insurance invest investing investment savings credit pension broker "
        "etf etfs fund funds account accounts interest-rate tax taxes"
    ),
    Sector.SOFTWARE: (
        "app software saas platform dashboard api crm automation cloud tool plugin integration invoicing "
        "analytics workflow workflows online-tool template templates data inbox"
    ),
    Sector.SERVICE: (
        "repair repairs plumbing plumber cleaning salon hair haircut therapy coaching lessons course courses "
        "training class classes workshop dentist clinic doctor studio restaurant hotel rooms appointment "
        "appointments delivery-service catering moving electrician garden-care consulting agency "
        "physiotherapy massage guide tours"
    ),
    Sector.GOODS: (
        "shoes shoe shirt jacket socks bag backpack coffee tea mug lamp chair table sofa bike bottle wool "
        "cotton leather soap skincare cream snack chocolate grinder machine headphones phone watch ring book "
        "toy wine bread honey handmade waterproof washable dress jeans mattress pillow knife pan candle plant "
        "plants kettle"
    ),
}


@dataclass
class Material:
    """What frames may use, what checks compare with, and what a person is told."""

    product: str
    full_name: str
    facts: list[Phrase] = field(default_factory=list)
    about: str = ""
    price: str = ""
    offer: str = ""
    audience: str = ""
    interests: list[str] = field(default_factory=list)
    tones: frozenset[Tone] = frozenset()
    sector: Sector = Sector.OTHER
    avoids_exclamation: bool = False
    banned: BannedWords = field(default_factory=lambda: BannedWords(()))
    allowed: tuple[str, ...] = ()
    source: str = ""
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """Names in which strong words are no claims."""
        return (self.full_name, self.product)


def check_brief(brief: GenerationInput) -> BrandProduct:
    """The product that the ad is for. Raises INVALID where there is none, or where its own name must not appear."""
    brand = brief.brand or BrandProfile()
    product = brief.product or (brand.products[0] if brand.products else None)
    if product is None:
        raise invalid("product", "say what the ad is for, or add a product to the brand profile")
    name = clean(product.name)[0]
    if not re.search(r"[^\W_]", name):
        raise invalid("product.name", "after taking out markup and instructions nothing is left of the name")
    banned = BannedWords(brand.banned_words).find(name)
    if banned is not None:
        raise invalid("product.name", f"the name holds “{banned}”, which the brand profile bans; change one of the two")
    return product


def read_brief(brief: GenerationInput) -> Material:
    """The material of a brief. Raises INVALID as `check_brief` does."""
    product = check_brief(brief)
    brand = brief.brand or BrandProfile()
    name = clean(product.name)[0]
    material = Material(product=name, full_name=name, banned=BannedWords(brand.banned_words))
    material.source = _source_of(brief, product, brand)
    _note_changed_name(material, product.name)
    _read_claims(material, brand)
    names = frozenset(word.casefold() for text in (name, brand.name) for word in tokens(text))
    _read_facts(material, product, names)
    _read_persona(material, brief)
    material.sector = find_sector(" ".join([name, product.description, *product.benefits]))
    _read_voice(material, brief.persona.tone, brand.voice)
    _note_language(material, brief, product)
    return material


def _source_of(brief: GenerationInput, product: BrandProduct, brand: BrandProfile) -> str:
    persona = brief.persona
    parts = [product.name, product.description, *product.benefits, product.price, product.offer]
    return "\n".join([*parts, persona.audience, *persona.interests, brand.name, *brand.allowed_claims])


def clean(text: str) -> tuple[str, list[str]]:
    """A text without what is no wording, on one line, and the kinds of things that were taken out.

    An instruction takes its sentence with it: what is left of one says nothing about a product.
    """
    removed: list[str] = []
    text = _HIDDEN.sub("", html.unescape(html.unescape(text)))
    for kind, pattern in (("markup", _MARKUP), ("a template", _TEMPLATE), ("an address", _ADDRESS)):
        text, count = pattern.subn(" ", text)
        if count:
            removed.append(kind)
    text = re.sub(r"[<>{}\[\]`|\\^~=]+", " ", text)
    sentences = re.split(r"(?<=[.!?])\s+|[\n\r\t]+|\s+[-–—]+\s+", text)
    kept = [sentence for sentence in sentences if not _INSTRUCTION.search(fold(sentence))]
    if len(kept) < len(sentences):
        removed.append("an instruction")
        text = " ".join(kept)
    text = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))
    return re.sub(r"([!?.,;:])[!?.,;:]+", r"\1", text).strip(' ,;:-–—*•"“”'), removed


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _admit(material: Material, label: str, text: str, *, numeric: bool = True) -> str:
    """The usable part of one text of the brief, or "" with the reason among what was refused."""
    if not text.strip():
        return ""
    found, removed = clean(text)
    quoted = f"{label} “{_shorten(text)}”"
    if removed:
        rest = "the rest is used" if found else "nothing of it is used"
        material.refused.append(f"{quoted} holds {' and '.join(removed)}, which was taken out; {rest}.")
    if not found or not re.search(r"[^\W_]", found):
        return ""
    banned = material.banned.find(found)
    if banned is not None:
        material.refused.append(f"{quoted} holds the banned word “{banned}” and is not used.")
        return ""
    claim = find_claim(found, material.allowed, material.names)
    if claim is not None:
        material.refused.append(
            f"{quoted} is not used: “{claim[1]}” is a strong claim ({claim[0]}) that is not among the allowed claims."
        )
        return ""
    if numeric and not numbers(found) <= numbers(material.source):
        return ""
    return found


def _note_changed_name(material: Material, written: str) -> None:
    _, removed = clean(written)
    if removed:
        material.refused.append(f"Product “{_shorten(written)}” holds {' and '.join(removed)}, which was taken out.")
    claim = find_claim(material.product)
    if claim is not None:
        material.notes.append(f"The product's name holds “{claim[1]}”. It is used as a name, not as a claim.")


def _read_claims(material: Material, brand: BrandProfile) -> None:
    allowed = []
    for text in brand.allowed_claims:
        banned = material.banned.find(text)
        if banned is not None:
            material.notes.append(
                f"The allowed claim “{_shorten(text)}” holds the banned word “{banned}”. The ban wins: it is not made."
            )
        elif text.strip() and not clean(text)[1]:
            allowed.append(text.strip())
    material.allowed = tuple(allowed)


def _read_facts(material: Material, product: BrandProduct, names: frozenset[str]) -> None:
    seen: set[str] = set()
    for text in product.benefits:
        found = _admit(material, "Benefit", text)
        if found and fold(found) not in seen and not _is_foreign(material, "Benefit", text):
            seen.add(fold(found))
            material.facts.append(read_phrase(found, names))
    material.facts = material.facts[:_FACTS]
    material.offer = _admit(material, "Offer", product.offer).rstrip(".")
    material.price = _read_price(_admit(material, "Price", product.price).rstrip("."))
    if product.description.strip():
        first = re.split(r"(?<=[.!?])\s+|\n", product.description.strip())[0]
        found = _admit(material, "Description", first)
        usable = found and len(found) <= _ABOUT and not _is_foreign(material, "Description", first)
        material.about = found if usable and find_kind_of_sentence(found) else ""
        if usable and not material.about and len(found) <= _ABOUT and fold(found) not in seen:
            material.facts.append(read_phrase(found, names))


def find_kind_of_sentence(text: str) -> bool:
    """Whether a description's first sentence is a whole one: it has a verb and some length."""
    found = [word.casefold() for word in tokens(text)]
    return len(found) >= 4 and any(
        word in words.SAFE_THIRD_PERSON or word in ("helps", "lets", "gives") for word in found
    )


def _read_price(text: str) -> str:
    """The price as it follows the product's name: "for €49", "from €12"; "" where it holds no number."""
    if not numbers(text):
        return ""
    starts = re.match(r"(?:from|for|at|only|just|under|ab|starting at|starting from)\b", text, re.IGNORECASE)
    if starts is None:
        return f"for {text}"
    rest = text[starts.end() :].strip()
    return (
        f"from {rest}" if starts.group().casefold() in ("from", "ab", "starting at", "starting from") else f"for {rest}"
    )


def _read_persona(material: Material, brief: GenerationInput) -> None:
    persona = brief.persona
    audience = _admit(material, "Audience", persona.audience)
    personal = next((word for word in tokens(audience) if word.casefold() in words.PERSONAL), None)
    if audience and (personal or re.search(r"\d", audience)):
        what = f"“{personal}”" if personal else "ages or other figures"
        material.notes.append(f"The words do not name the audience: ad platforms refuse ads that tell readers {what}.")
        audience = ""
    if audience and not _is_foreign(material, "Audience", audience):
        found = read_audience(re.split(r"[.;:\n]", audience)[0])
        material.audience = found if len(found.split()) <= 8 and len(found) <= 60 else ""
        if not material.audience:
            material.notes.append("The audience is too long to be named in an ad; frames that speak to “you” are used.")
    for text in persona.interests:
        found = _admit(material, "Interest", text)
        is_short = bool(found) and len(found.split()) <= 4
        is_personal = any(word.casefold() in words.PERSONAL for word in tokens(found))
        # A word of the product's own name tells nobody that the ad is meant for them.
        if is_short and not is_personal and fold(found) not in fold(material.product):
            material.interests.append(lower_if_common(found))


def find_tones(text: str) -> frozenset[Tone]:
    """The tones that a text in words asks for."""
    found = set(re.findall(r"[a-z]+(?:-[a-z]+)*", fold(text)))
    return frozenset(tone for tone, names in _TONES.items() if found & set(names.split()))


def _read_voice(material: Material, tone: str, voice: str) -> None:
    material.tones = find_tones(tone)
    if tone.strip() and not material.tones:
        material.notes.append(f"The tone “{_shorten(tone)}” is not one that the frames know; a neutral one is used.")
    material.tones = material.tones or find_tones(voice) or frozenset({Tone.FRIENDLY, Tone.PLAIN})
    material.avoids_exclamation = bool(re.search(r"no exclamation|without exclamation", fold(voice)))


def find_sector(text: str) -> Sector:
    """What is offered: the sector with the most of its words in the text, OTHER without any."""
    found = re.findall(r"[a-z]+(?:-[a-z]+)*", fold(text))
    hits = {sector: sum(word in names.split() for word in found) for sector, names in _SECTORS.items()}
    best = max(hits, key=lambda sector: hits[sector])
    return best if hits[best] else Sector.OTHER


def _is_foreign(material: Material, label: str, text: str) -> bool:
    language = find_language(text)
    if language is not None:
        material.refused.append(
            f"{label} “{_shorten(text)}” is in {language} and is not used: ads are written in English only."
        )
    return language is not None


def _note_language(material: Material, brief: GenerationInput, product: BrandProduct) -> None:
    told = " ".join([product.description, *product.benefits, product.offer, brief.persona.audience])
    if find_language(told) or any("English only" in line for line in material.refused):
        material.notes.append("Text is written in English only. Facts in another language are left out.")


def usable(phrases: list[Phrase], kind: Kind) -> list[Phrase]:
    """The facts of a kind."""
    return [phrase for phrase in phrases if phrase.kind is kind]
