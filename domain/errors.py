"""Every error a person or a program can meet: one registry of codes, statuses and words.

Services raise `AppError` with a code from here; edges turn it into their own form (JSON, toast, line).
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class ErrorCode(IntEnum):
    """1xxx identity, 2xxx requests, 4xxx objects, 5xxx our own, 6xxx credits, 7xxx imports, 8xxx files, 9xxx models."""

    NOT_SIGNED_IN = 1001
    WRONG_CREDENTIALS = 1002
    LOCKED_OUT = 1003
    TOKEN_INVALID = 1004
    TOKEN_REUSED = 1005
    FORBIDDEN = 1006
    CSRF_FAILED = 1007
    SCOPE_MISSING = 1008
    REAUTHENTICATION_NEEDED = 1009
    INVITATION_INVALID = 1010
    RESET_INVALID = 1011
    UNREADABLE = 2001
    INVALID = 2002
    METHOD_NOT_ALLOWED = 2003
    UNSUPPORTED_MEDIA = 2004
    TOO_LARGE = 2005
    RATE_LIMITED = 2006
    IDEMPOTENCY_MISMATCH = 2007
    IDEMPOTENCY_IN_PROGRESS = 2008
    NOT_FOUND = 4001
    CONFLICT = 4002
    LAST_ADMIN = 4003
    ALREADY_MEMBER = 4004
    INTERNAL = 5001
    UPSTREAM = 5002
    UNAVAILABLE = 5003
    TIMED_OUT = 5004
    CREDITS_SHORT = 6011
    IMPORT_UNREADABLE = 7001
    IMPORT_EMPTY = 7002
    IMPORT_NOT_A_TABLE = 7003
    IMPORT_NEEDS_INPUT = 7004
    IMPORT_NO_VALID_ROW = 7005
    IMPORT_WRONG_SOURCE = 7006
    IMPORT_CANCELLED = 7007
    FILE_TYPE_REFUSED = 8001
    FILE_DAMAGED = 8002
    FILE_TOO_LARGE = 8003
    LINK_EXPIRED = 8004
    STORAGE_FULL = 8005
    MODEL_REFUSED = 9001
    MODEL_MISSING = 9002
    NEEDS_MORE_DATA = 9003
    MODEL_NOT_PULLED = 9004


@dataclass(frozen=True)
class ErrorKind:
    """What a code means: its HTTP status, its default words, and whether trying again may help."""

    status: int
    message: str
    retryable: bool = False


ERRORS: dict[ErrorCode, ErrorKind] = {
    ErrorCode.NOT_SIGNED_IN: ErrorKind(401, "Sign in to continue."),
    ErrorCode.WRONG_CREDENTIALS: ErrorKind(401, "The address or the password is not right."),
    ErrorCode.LOCKED_OUT: ErrorKind(429, "Too many failed sign-ins. Wait a little, or reset the password.", True),
    ErrorCode.TOKEN_INVALID: ErrorKind(401, "The token is not valid or has run out. Sign in again."),
    ErrorCode.TOKEN_REUSED: ErrorKind(401, "This refresh token was already used. Sign in again."),
    ErrorCode.FORBIDDEN: ErrorKind(403, "Your role does not allow this. Ask an admin of your organization."),
    ErrorCode.CSRF_FAILED: ErrorKind(403, "The page is out of date. Reload it and try again."),
    ErrorCode.SCOPE_MISSING: ErrorKind(403, "This API key was not given the scope for that."),
    ErrorCode.REAUTHENTICATION_NEEDED: ErrorKind(403, "Enter your password again to do this."),
    ErrorCode.INVITATION_INVALID: ErrorKind(
        422, "This invitation has been used, has expired or does not exist. Ask for a new one."
    ),
    ErrorCode.RESET_INVALID: ErrorKind(422, "This reset link has been used or has expired. Ask for a new one."),
    ErrorCode.UNREADABLE: ErrorKind(400, "The request could not be read."),
    ErrorCode.INVALID: ErrorKind(422, "Some values are not right."),
    ErrorCode.METHOD_NOT_ALLOWED: ErrorKind(405, "This address does not take that method."),
    ErrorCode.UNSUPPORTED_MEDIA: ErrorKind(415, "This address does not take that content type."),
    ErrorCode.TOO_LARGE: ErrorKind(413, "The request is too large."),
    ErrorCode.RATE_LIMITED: ErrorKind(429, "Too many requests. Wait a little and try again.", True),
    ErrorCode.IDEMPOTENCY_MISMATCH: ErrorKind(409, "This idempotency key was already used with another request."),
    ErrorCode.IDEMPOTENCY_IN_PROGRESS: ErrorKind(
        409, "The first request with this idempotency key is still running.", True
    ),
    ErrorCode.NOT_FOUND: ErrorKind(404, "There is nothing here."),
    ErrorCode.CONFLICT: ErrorKind(409, "This clashes with something that exists already."),
    ErrorCode.LAST_ADMIN: ErrorKind(409, "An organization needs at least one admin. Make someone else admin first."),
    ErrorCode.ALREADY_MEMBER: ErrorKind(409, "This address belongs to a member already."),
    ErrorCode.INTERNAL: ErrorKind(500, "Something went wrong on our side. The request id helps us find it.", True),
    ErrorCode.UPSTREAM: ErrorKind(502, "A service we depend on answered wrongly. Try again later.", True),
    ErrorCode.UNAVAILABLE: ErrorKind(503, "A part of the service is not available right now. Try again later.", True),
    ErrorCode.TIMED_OUT: ErrorKind(504, "This took too long and was stopped.", True),
    ErrorCode.CREDITS_SHORT: ErrorKind(402, "There are not enough credits for this."),
    ErrorCode.IMPORT_UNREADABLE: ErrorKind(422, "The file could not be read as a table."),
    ErrorCode.IMPORT_EMPTY: ErrorKind(422, "The file holds no data rows."),
    ErrorCode.IMPORT_NOT_A_TABLE: ErrorKind(422, "This is not a CSV, TSV or XLSX file."),
    ErrorCode.IMPORT_NEEDS_INPUT: ErrorKind(422, "The file lacks something that only you know."),
    ErrorCode.IMPORT_NO_VALID_ROW: ErrorKind(422, "No row of the file could be imported."),
    ErrorCode.IMPORT_WRONG_SOURCE: ErrorKind(422, "The file does not look like an export of the chosen platform."),
    ErrorCode.IMPORT_CANCELLED: ErrorKind(409, "The import was cancelled; nothing was changed."),
    ErrorCode.FILE_TYPE_REFUSED: ErrorKind(422, "This kind of file is not accepted."),
    ErrorCode.FILE_DAMAGED: ErrorKind(422, "The file is damaged or incomplete."),
    ErrorCode.FILE_TOO_LARGE: ErrorKind(413, "The file is too large."),
    ErrorCode.LINK_EXPIRED: ErrorKind(403, "This link has expired or was changed."),
    ErrorCode.STORAGE_FULL: ErrorKind(503, "There is no space left to store this. Nothing was changed.", True),
    ErrorCode.MODEL_REFUSED: ErrorKind(503, "A model's files are not what was registered, so it is not used."),
    ErrorCode.MODEL_MISSING: ErrorKind(503, "This needs a model that is not installed here."),
    ErrorCode.NEEDS_MORE_DATA: ErrorKind(422, "There is not enough data for this yet."),
    ErrorCode.MODEL_NOT_PULLED: ErrorKind(502, "The model could not be fetched. Nothing was changed."),
}


class AppError(Exception):
    """An error with a registered code. `details` go to the client: never put secrets or raw exceptions there."""

    def __init__(self, code: ErrorCode, message: str | None = None, **details: Any) -> None:
        self.code = code
        self.kind = ERRORS[code]
        self.message = message or self.kind.message
        self.details = details
        super().__init__(self.message)

    @property
    def status(self) -> int:
        """The HTTP status that fits."""
        return self.kind.status


def not_found() -> AppError:
    """The one answer for what is missing and for what belongs to another organization."""
    return AppError(ErrorCode.NOT_FOUND)


def forbidden() -> AppError:
    """The one answer for what the role does not allow."""
    return AppError(ErrorCode.FORBIDDEN)


def invalid(field: str, reason: str) -> AppError:
    """A single field that is understood but wrong; `details.fields` names it."""
    return AppError(ErrorCode.INVALID, f"{field}: {reason}", fields=[{"field": field, "reason": reason}])
