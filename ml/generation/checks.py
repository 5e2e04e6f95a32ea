"""What a variant must not hold: banned words, claims that were not allowed, numbers and names that nobody gave.

Words are compared folded: case, accents, letters of other scripts that look alike, and digits in the place of letters
make no difference, and neither do simple inflections.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

_LOOKALIKES = str.maketrans(
    {
        "а": "a", "в": "b", "е": "e", "ё": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t",
        "у": "y", "х": "x", "і": "i", "ї": "i", "ј": "j", "ѕ": "s", "ԁ": "d", "ɡ": "g", "ո": "n", "ս": "u",
        "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u",
        "χ": "x", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ꜱ": "s", "ʀ": "r",
        "ɴ": "n", "ʟ": "l", "ꞵ": "b", "ꓲ": "i", "ɑ": "a", "ʏ": "y", "ʜ": "h", "ɪ": "i",
    }
)  # fmt: skip
_DIGITS_AS_LETTERS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})
_PIECE = re.compile(r"[^\W_]+|#|%|€|\$|£|&|\+|!|@")
_MIXED = re.compile(r"(?=[0-9@$]*[a-z])(?=[a-z]*[0-9@$])[a-z0-9@$]{3,}")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .\-_*·]){2,}[^\W\d_](?![^\W_])")
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")

CLAIMS: dict[str, str] = {
    "superlative": (
        r"(?:very )?(?:best|finest|greatest|fastest|cheapest|lowest|highest|safest|strongest|easiest|smartest|biggest|"
        r"largest|newest|healthiest|purest|quickest|simplest|cleanest|freshest|softest|toughest|coolest|softest)"
        r"(?!\s+(?:practice|before|friend))|"
        r"most (?:advanced|trusted|popular|affordable|reliable|powerful|beautiful|comfortable|effective|efficient|"
        r"accurate|innovative|complete|loved|secure|exclusive|natural|experienced|awarded|delicious|durable)|"
        r"number one|number 1|no\.? ?1\b|nr\.? ?1\b|# ?1\b|(?:market |world |industry )?"
        r"leading|leader|top[- ]rated|top[- ]quality|award[- ]winning|world[- ]class|world['’]s|unbeatable|unmatched|"
        r"unrivall?ed|ultimate|perfect|perfection|second to none|revolutionary|miracle|miraculous|first-class|"
        r"best[- ]?sell(?:er|ing)|favou?rite|premium quality|state[- ]of[- ]the[- ]art"
    ),
    "guarantee": (
        r"guarant(?:ee|ees|eed|y)|risk[- ]free|no risk|without risk|zero risk|money[- ]back|never fails?|always works|"
        r"100 ?(?:%|percent) (?:safe|secure|effective|success|satisfaction|reliable|risk|free|guaranteed|natural)|"
        r"satisfaction or|fool[- ]?proof|instant results?|proven(?: to)?|promise[sd]?"
    ),
    "health promise": (
        r"cures?|cured|curing|heals?|healed|healing|lose weight|weight loss|lose \d+ ?(?:kg|kilos?|pounds|lbs)|"
        r"anti[- ]?ag(?:e?)ing|detox|pain[- ]free|relieves?|clinically|doctor[- ]recommended|dermatologist|boosts? "
        r"(?:your )?(?:immun\w+|metabolism|testosterone)|treats? (?:\w+ )?(?:disease|pain|illness|anxiety|depression|"
        r"cancer|diabetes|acne)|prevents? (?:\w+ )?(?:disease|illness|cancer|colds?|infection)|rejuvenat\w+|"
        r"burns? fat|fat[- ]burning|side[- ]effects?|therapeutic|miracle cure|stress[- ]free|medically"
    ),
    "finance promise": (
        r"get rich|double your money|high returns?|passive income|financial freedom|easy money|fast cash|no credit "
        r"checks?|credit approval|instant approval|make money|earn money|(?<!non-)profits?|profitable|beat the market|"
        r"tax[- ]free|debt[- ]free|interest[- ]free|secure returns?|returns? of \d+|earn (?:up to )?[$€£]? ?\d+|"
        r"wealth|millionaires?"
    ),
    "free": (
        r"(?<![\w-])(?:for )?free(?!-range|-standing|lance)(?!\s+(?:of|from)\b)|at no (?:extra )?cost|no charge|"
        r"gratis|complimentary"
    ),
}
# What a product is without is a fact about it: "gluten free" offers nothing for free.
_FREE_OF = re.compile(
    r"\b(?:gluten|sugar|dairy|lactose|nut|hands|ad|bpa|plastic|fragrance|cruelty|alcohol|caffeine|fat|noise|smoke|paper)"
    r"[- ]free\b"
)
_CLAIMS = {kind: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) for kind, pattern in CLAIMS.items()}


@lru_cache(maxsize=20_000)
def fold(text: str, *, reads_digits: bool = True) -> str:
    """A text as it is compared: lower case, without accents and hidden characters, look-alikes as Latin letters.

    With `reads_digits` digits within words are read as the letters that they stand for: "fr33" is "free".
    """
    text = _HIDDEN.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_LOOKALIKES)
    text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    text = _SPACED.sub(lambda found: re.sub(r"[ .\-_*·]", "", found.group()), text)
    if not reads_digits:
        return text
    return _MIXED.sub(lambda found: found.group().translate(_DIGITS_AS_LETTERS), text)


def stem(word: str) -> str:
    """A word without its common English endings; crude, and the same for both sides of a comparison."""
    for ending, instead in (("ies", "y"), ("ied", "y"), ("iest", "y"), ("ier", "y"), ("ily", "y")):
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            return word[: -len(ending)] + instead
    for ending in ("ingly", "ings", "ing", "edly", "est", "ers", "ed", "es", "er", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiousl":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(piece) for piece in _PIECE.findall(re.sub(r"[’']s\b", "", fold(text))))


class BannedWords:
    """Banned words and phrases, ready to be looked for in many texts."""

    def __init__(self, banned: Iterable[str]) -> None:
        self._phrases = {word.strip(): _stems(word) for word in banned if _stems(word)}

    def find(self, text: str) -> str | None:
        """The first banned word in a text, as the brand profile spells it."""
        if not self._phrases:
            return None
        found = _stems(text)
        for word, phrase in self._phrases.items():
            size = len(phrase)
            if any(found[start : start + size] == phrase for start in range(len(found) - size + 1)):
                return word
        return None


def find_claim(text: str, allowed: Sequence[str] = (), names: Sequence[str] = ()) -> tuple[str, str] | None:
    """The first strong claim in a text as (kind, words), where no allowed claim and no name covers it.

    An allowed claim covers the words that it consists of; a product's name is a name, whatever words it is made of.
    """
    for reads_digits in (False, True):
        plain = _plain(text, reads_digits)
        for words in sorted((*allowed, *names), key=len, reverse=True):
            if words.strip():
                plain = re.sub(rf"(?<!\w){re.escape(_plain(words, reads_digits))}(?!\w)", " • ", plain)
        plain = _FREE_OF.sub(" • ", plain)
        for kind, pattern in _CLAIMS.items():
            found = pattern.search(plain)
            if found is not None:
                return kind, found.group().strip()
    return None


def _plain(text: str, reads_digits: bool) -> str:
    return " ".join(fold(text, reads_digits=reads_digits).split())


def numbers(text: str) -> frozenset[str]:
    """Every number in a text, as written."""
    return frozenset(_NUMBER.findall(text))


def invented_numbers(text: str, source: str) -> frozenset[str]:
    """Numbers of a text that its source does not hold."""
    return numbers(text) - numbers(source)


def invented_names(text: str, source: str) -> frozenset[str]:
    """Words with a capital letter that neither begin a sentence nor stand in the source."""
    known = {word.casefold() for word in _WORD.findall(source)}
    found = set()
    for match in _WORD.finditer(text):
        word, before = match.group(), text[: match.start()].rstrip(' "“(')
        begins = not before or before[-1] in ".!?:;…\n"
        if not begins and word[0].isupper() and word.casefold() not in known and word != "I":
            found.add(word)
    return frozenset(found)


_BROKEN = re.compile(r"  |[.,;:!?]{2,}|\s[.,;:!?]|[{}<>]|\bhttps?:|\bwww\.|^\s|\s$|\b(a|an|the|for|with) \1\b|[\n\t]")


def is_sound(text: str) -> bool:
    """Whether spacing and punctuation are in order, and no markup, template or address is left."""
    return bool(text) and _BROKEN.search(text.replace("...", "…")) is None
