"""Texts as the model reads them: without mark-up, links and control characters, emojis as words."""

import html
import re
import unicodedata

MOST_CHARACTERS = 8_000
"""Characters that are looked at: the model reads some 128 words, and mark-up around them takes room."""
_HIDDEN = re.compile(r"<(script|style)\b.{0,4000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<!--.{0,400}?-->|</?[a-zA-Z][^<>]{0,400}>", re.DOTALL)
_LINK = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}|[{<\[](?:link|url)[}>\]]", re.IGNORECASE
)
_NAME = re.compile(r"(?<!\w)@\w{1,64}|\[NAME\]")
_SHARED = re.compile(r"^\s*RT\s+(?:someone\s*)?:?\s*")
_TAGGED = re.compile(r"#(\w{1,100})")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|_+|(?<=[a-zA-Z])(?=\d)")
_LONG_LETTER = re.compile(r"([^\W\d_])\1{2,}")
_LONG_MARK = re.compile(r"([^\w\s])\1{3,}")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "`": "'", "´": "'"})
# Names that say less than people mean by the picture.
_EMOJI_WORDS = {"❤": "red heart", "♥": "red heart", "👍": "thumbs up", "👎": "thumbs down", "💯": "hundred percent"}


def clean(text: str) -> str:
    """The text without what carries no tone: tags, links, control characters; names and handles are «someone».

    An emoji becomes its Unicode name, once for each run of it; stretched letters and marks are shortened.
    """
    text = html.unescape(text[:MOST_CHARACTERS])
    text = _TAG.sub(" ", _HIDDEN.sub(" ", text))
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    text = _NAME.sub("someone", _LINK.sub(" ", text)).replace("[RELIGION]", "religion")
    text = _TAGGED.sub(lambda tag: _HUMP.sub(" ", tag[1]), _SHARED.sub("", text))
    text = _LONG_MARK.sub(r"\1\1\1", _LONG_LETTER.sub(r"\1\1", _spell(text)))
    return " ".join(text.split())


def without_symbols(text: str) -> str:
    """The text's beginning without emojis and the like, to see what else there is."""
    return "".join(" " if unicodedata.category(sign) == "So" else sign for sign in text[:MOST_CHARACTERS])


def _spell(text: str) -> str:
    """Symbols as words, control and invisible characters as nothing."""
    if text.isascii() and text.isprintable():
        return text
    written: list[str] = []
    last = ""
    for sign in text:
        word = _word_of(sign)
        if word != sign and word == last and word.strip():
            continue
        written.append(word)
        if word:
            last = word
    return "".join(written)


def _word_of(sign: str) -> str:
    if sign.isascii():
        return sign if sign.isprintable() else " "
    category = unicodedata.category(sign)
    if category == "So":
        return f" {_EMOJI_WORDS.get(sign) or unicodedata.name(sign, '').lower()} "
    # Variation selectors, joiners, skin tones and surrogates only change how their neighbour looks.
    if category in {"Cf", "Sk", "Cs", "Co", "Cn"} or sign == "\ufe0f":
        return ""
    return " " if category[0] in "ZC" else sign
