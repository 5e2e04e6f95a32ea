"""What cells have in common: bad ones, empty words, text cleaning and remembering what was read before."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

NULLS = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "—",
        "–",
        "n/a",
        "na",
        "#n/a",
        "null",
        "none",
        "nan",
        "nil",
        "\\n",
        "(not set)",
        "not set",
        "not available",
    }
)
TEXT_LIMIT = 500
_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009\ufeff]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
_MEMORY = 20_000


@dataclass(frozen=True)
class Bad:
    """Why a cell cannot be read and how to mend it. A `warning` keeps `kept` as the value."""

    reason: str
    fix: str


def one_line(cell: str) -> str:
    """The cell with every kind of space reduced to single blanks, and the spreadsheet's ="text" unwrapped."""
    text = _SPACES.sub(" ", cell).strip()
    if text.startswith('="') and (wrapped := _TEXT_FORMULA.fullmatch(text)):
        return wrapped[1].strip()
    return text


def is_null(cell: str) -> bool:
    """Whether the cell says in some way that there is nothing."""
    return one_line(cell).casefold() in NULLS


def clean_text(cell: str) -> str:
    """A name as it is stored: trimmed, without control characters, at most TEXT_LIMIT long; empty words give ""."""
    text = cell.strip(" \t\r\n\u00a0\ufeff\u202f")
    if not text.isprintable():
        text = _CONTROLS.sub("", text)
    return "" if text.casefold() in NULLS else text[:TEXT_LIMIT]


def clean_id(cell: str) -> str:
    """An identifier: as `clean_text`, with the spreadsheet's ="123" unwrapped."""
    return clean_text(one_line(cell))


class Memory(dict[str, T], Generic[T]):
    """Reads each different cell once. `recall` maps a column at the speed of a dictionary."""

    def __init__(self, parse: Callable[[str], T]) -> None:
        super().__init__()
        self._parse = parse
        self.seen_bad = False

    def __missing__(self, cell: str) -> T:
        value = self._parse(cell)
        if value.__class__ is Bad:
            self.seen_bad = True
        self[cell] = value
        return value

    def recall(self, column: list[str]) -> list[T]:
        """The value of each cell."""
        if len(self) > _MEMORY:
            self.clear()
        return list(map(self.__getitem__, column))
