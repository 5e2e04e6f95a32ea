"""What only REST knows: its error, its lists' paging, where to look for long work. All else is in `domain/`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import BeforeValidator, Field

from domain.contracts import Contract, Page

T = TypeVar("T")

MAX_PAGE_SIZE = 200
# Outside of these years a day is a slip of the keyboard, and arithmetic with it would leave the calendar.
Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2199, 12, 31))]
PageNumber = Annotated[int, Field(ge=1, le=100_000)]
PageSize = Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)]


def _split(value: object) -> object:
    """Several values of one parameter: repeated, or parted by commas."""
    if isinstance(value, list | tuple):
        return tuple(part.strip() for text in value for part in str(text).split(",") if part.strip())
    return value


Several = BeforeValidator(_split)


class ErrorAnswer(Contract):
    """Every error. `error_code` is from the registry in `domain/errors.py`."""

    error_code: int
    message: str
    details: dict[str, Any]
    request_id: str
    timestamp: datetime


class Paging(Contract):
    """Which part of a list."""

    page: PageNumber = 1
    page_size: PageSize = 50


class JobAccepted(Contract):
    """Long work has begun: ask `status_url` how far it is."""

    job_id: UUID
    status_url: str


def part_of(items: Sequence[T], paging: Paging) -> Page[T]:
    """One page of a list that is short enough to be whole in memory."""
    start = (paging.page - 1) * paging.page_size
    return Page(
        items=list(items[start : start + paging.page_size]),
        total=len(items),
        page=paging.page,
        page_size=paging.page_size,
    )


def job_accepted(job_id: UUID) -> JobAccepted:
    """Where to ask for a job."""
    return JobAccepted(job_id=job_id, status_url=f"/api/v1/jobs/{job_id}")
