"""Writes docs/errors.md from `domain/errors.py`: `python -m scripts.write_errors_doc`. A test compares the two."""

from pathlib import Path

from domain.errors import ERRORS, ErrorCode

TARGET = Path(__file__).resolve().parent.parent / "docs" / "errors.md"
_GROUPS = {
    1: "identity",
    2: "the request",
    4: "what it is about",
    5: "our faults",
    6: "credits",
    7: "imports",
    8: "files",
}
_INTRO = """\
# Errors

Every error that a person or a program can meet has a code here; the registry is `domain/errors.py`. REST answers all
of them alike:

```json
{"error_code": 4001, "message": "There is nothing here.", "details": {}, "request_id": "...", "timestamp": "..."}
```

The message may say more than the words below, `details` may name fields
(`{"fields": [{"field": "email", "reason": "..."}]}`), and `request_id` finds the request in the logs. What is missing
and what belongs to another organization are answered alike, by 4001. *Again* marks errors after which the same request
may succeed later.

This page is written by `python -m scripts.write_errors_doc`.
"""


def render() -> str:
    """The page's text."""
    parts = [_INTRO]
    for group, name in _GROUPS.items():
        parts += [f"\n## {group}xxx: {name}\n", "\n| Code | Name | Status | Words | Again |\n|---|---|---|---|---|\n"]
        parts += [_row(code) for code in ErrorCode if code // 1000 == group]
    return "".join(parts)


def _row(code: ErrorCode) -> str:
    kind = ERRORS[code]
    return f"| {int(code)} | `{code.name}` | {kind.status} | {kind.message} | {'yes' if kind.retryable else ''} |\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
    print(TARGET)
