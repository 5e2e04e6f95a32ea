"""Reading a table of comments: which column holds what, each row checked, every bad cell named with how to mend it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path

from data.formats._cells import Bad, is_null, one_line
from data.formats._dates import FIRST_YEAR, LAST_YEAR, Moment, column_order, parse_moment
from data.formats._format import squash
from data.formats._rows import RawBatch, read_batches
from data.formats._tables import Table, find_table
from domain.comments import MAX_COMMENT, MAX_COMMENT_ROWS, MAX_WEIGHT
from domain.creatives import without_controls
from domain.errors import AppError, ErrorCode
from domain.imports import RowProblem

CREATIVE, TEXT, DATE, LIKES, WEIGHT, AUTHOR = "creative", "text", "date", "likes", "weight", "author"
NAMES: dict[str, tuple[str, ...]] = {
    CREATIVE: (
        "creative id", "creative", "creative name", "ad id", "ad name", "ad", "ad ref", "post id", "post", "anzeige",
    ),
    TEXT: ("comment", "comment text", "text", "message", "content", "body", "review", "kommentar"),
    DATE: (
        "date", "written at", "created at", "created time", "created", "comment date", "published at", "posted at",
        "timestamp", "time", "datum",
    ),
    LIKES: ("likes", "like count", "comment likes", "reactions", "upvotes", "score"),
    WEIGHT: ("weight",),
    AUTHOR: ("author", "author name", "user", "user name", "commenter", "from", "name"),
}  # fmt: skip
"""Names of each column, the surest first."""
_BATCH_ROWS = 2_000
_WHOLE = re.compile(r"(?a:(\d{1,15})(?:\.0{1,2})?|(\d{1,3}(?:,\d{3}){1,4})|(\d{1,3}(?:\.\d{3}){1,4}))")
_ORDERS = {"dmy": "day first, as in 31.12.2026", "mdy": "month first, as in 12/31/2026"}


@dataclass(frozen=True)
class CommentRow:
    """One valid row. `creative` is what the file calls the creative, "" where it has no such column."""

    line: int
    creative: str
    text: str
    written_at: datetime
    weight: int
    author: str


@dataclass
class CommentBatch:
    """Some rows of the file in its order."""

    rows: list[CommentRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    total: int = 0
    """Rows that are not blank."""


@dataclass(frozen=True)
class CommentPlan:
    """How the file will be read."""

    table: Table
    columns: dict[str, int]
    date_order: str

    def name_of(self, column: str) -> str:
        """What the file calls a column."""
        return self.table.keys[self.columns[column]] if column in self.columns else ""


def plan_comments(path: Path, *, needs_creative: bool, date_order: str | None = None) -> CommentPlan:
    """Find the columns.

    Raises IMPORT_NEEDS_INPUT where one is missing, or where days and months cannot be told apart, and whatever the
    finding of a table raises.
    """
    table = find_table(path, [name for names in NAMES.values() for name in names])
    columns = _find_columns(table)
    needed = {TEXT: "comment", DATE: "date"} | ({CREATIVE: "creative id"} if needs_creative else {})
    missing = [name for column, name in needed.items() if column not in columns]
    if missing:
        names = " and ".join(f"“{name}”" for name in missing)
        raise AppError(
            ErrorCode.IMPORT_NEEDS_INPUT,
            f"No column named {names} was found. Name the columns creative id, comment, date, likes and author.",
            questions=[{"field": name, "prompt": f"Which column holds the {name}?", "choices": list(table.keys)}
                       for name in missing],
        )  # fmt: skip
    return CommentPlan(table, columns, date_order or _decide_order(table, columns[DATE]))


def read_comments(path: Path, plan: CommentPlan) -> Iterator[CommentBatch]:
    """The rows below the header, a few thousand at a time. Raises FILE_TOO_LARGE beyond MAX_COMMENT_ROWS."""
    seen = 0
    for raw in read_batches(path, plan.table.layout, _BATCH_ROWS):
        batch = _read(raw, plan)
        seen += batch.total
        if seen > MAX_COMMENT_ROWS:
            raise AppError(
                ErrorCode.FILE_TOO_LARGE,
                f"The file has more than {MAX_COMMENT_ROWS:,} comments. Split it into several files.",
            )
        yield batch


def _find_columns(table: Table) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, name in enumerate(table.names):
        places.setdefault(squash(name), place)
    found: dict[str, int] = {}
    for column, names in NAMES.items():
        for name in names:
            place = places.get(squash(name), -1)
            if place >= 0 and place not in found.values():
                found[column] = place
                break
    return found


def _decide_order(table: Table, place: int) -> str:
    order = column_order(row[place] for row in table.sample.rows if place < len(row))
    if order == "?":
        raise AppError(
            ErrorCode.IMPORT_NEEDS_INPUT,
            f"The dates in “{table.keys[place]}” may be written day first or month first. "
            "Say which by date_order, or write them as YYYY-MM-DD.",
            questions=[{"field": "date_order", "prompt": "How are the dates written?", "choices": list(_ORDERS)}],
        )
    return order or "dmy"


def _read(raw: RawBatch, plan: CommentPlan) -> CommentBatch:
    batch = CommentBatch(problems=[problem for problem in raw.broken if problem.line > plan.table.header_line])
    batch.total = len(batch.problems)
    for line, cells in zip(raw.lines, raw.rows, strict=True):
        if line <= plan.table.header_line or not any(cell.strip() for cell in cells):
            continue
        batch.total += 1
        found = _read_row(line, cells, plan)
        if isinstance(found, CommentRow):
            batch.rows.append(found)
        else:
            batch.problems += found
    return batch


def _read_row(line: int, cells: list[str], plan: CommentPlan) -> CommentRow | list[RowProblem]:
    problems: list[RowProblem] = []

    def read(column: str) -> str:
        place = plan.columns.get(column, len(cells))
        return cells[place] if place < len(cells) else ""

    def refuse(column: str, bad: Bad) -> None:
        problems.append(
            RowProblem(line=line, column=plan.name_of(column), value=read(column)[:500], reason=bad.reason, fix=bad.fix)
        )

    width = len(plan.table.names)
    if any(cell.strip() for cell in cells[width:]):
        bad = Bad(
            f"The row has {len(cells)} cells, the header {width}.", "Put texts with separators in quotation marks."
        )
        problems.append(RowProblem(line=line, column="", value=cells[-1][:500], reason=bad.reason, fix=bad.fix))
    creative = one_line(read(CREATIVE))
    if CREATIVE in plan.columns and is_null(creative):
        refuse(CREATIVE, Bad("The creative is missing.", "Write the creative’s id, or its ad’s id or name."))
    text = _text(read(TEXT))
    if isinstance(text, Bad):
        refuse(TEXT, text)
    moment = read_time(read(DATE), plan.date_order)
    if isinstance(moment, Bad):
        refuse(DATE, moment)
    weighed = LIKES if LIKES in plan.columns and WEIGHT not in plan.columns else WEIGHT
    weight = _weight(read(weighed), likes=weighed == LIKES)
    if isinstance(weight, Bad):
        refuse(weighed, weight)
    if problems or isinstance(text, Bad) or isinstance(moment, Bad) or isinstance(weight, Bad):
        return problems
    return CommentRow(line, creative, text, moment, weight, one_line(read(AUTHOR))[:500])


def _text(cell: str) -> str | Bad:
    text = str(without_controls(cell)).strip()
    if not text:
        return Bad("The comment is empty.", "Write the comment’s text, or leave the row out.")
    if len(text) > MAX_COMMENT:
        return Bad(f"The comment has {len(text):,} characters; {MAX_COMMENT:,} is the limit.", "Shorten it.")
    return text


def read_time(cell: str, order: str) -> datetime | Bad:
    """When a comment was written, in UTC; a time without a zone counts as UTC, a day without a time as midnight."""
    text = one_line(cell)
    try:
        exact = datetime.fromisoformat(text) if len(text) > 10 else None
    except ValueError:
        exact = None
    if exact is not None and FIRST_YEAR <= exact.year <= LAST_YEAR:
        return exact.replace(tzinfo=UTC) if exact.tzinfo is None else exact.astimezone(UTC)
    found = parse_moment(text, order)
    if found is None:
        return Bad("The date is missing.", "Write the day as YYYY-MM-DD.")
    if isinstance(found, Moment):
        return datetime.combine(found.day, time(found.hour or 0), tzinfo=UTC)
    return found


def _weight(cell: str, *, likes: bool) -> int | Bad:
    text = one_line(cell)
    if is_null(text):
        return 1
    lowest = 0 if likes else 1
    found = _WHOLE.fullmatch(text)
    number = int((found[1] or found[2] or found[3]).replace(",", "").replace(".", "")) if found else -1
    if not lowest <= number <= MAX_WEIGHT:
        kind = "a number of likes" if likes else "a weight"
        return Bad(f"This is not {kind} from {lowest} to {MAX_WEIGHT:,}.", "Write a whole number, or leave it empty.")
    return number + 1 if likes else number
