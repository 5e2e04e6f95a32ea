"""Text that people and files give, made fit to be stored."""

import unicodedata


def without_controls(value: object) -> object:
    """The text without control characters and halves of surrogate pairs, which databases cannot store."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs"))
