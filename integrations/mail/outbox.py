"""Mail written to a folder instead of being sent, so that a person without a mail server finds it in the app."""

import os
import uuid
from collections.abc import Collection
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import structlog

from domain.contracts import Contract
from domain.errors import AppError, ErrorCode
from domain.ports import Mail
from integrations.mail.messages import build_message, parse_sender

log = structlog.get_logger(__name__)

# The folder is for reading what was just sent; older mails give way.
_MAX_KEPT = 500


class OutboxMail(Contract):
    """A mail that was written. `html` comes from us but holds users' words: show it in a sandboxed frame only."""

    id: str
    to: str
    subject: str
    text: str
    html: str
    sent_at: datetime


class OutboxMailer:
    """A `Mailer` that writes one .eml file for each mail, newest names last."""

    def __init__(self, folder: Path, sender: str, *, max_kept: int = _MAX_KEPT) -> None:
        self._folder = folder
        self._sender = parse_sender(sender)
        self._max_kept = max_kept

    def send(self, mail: Mail) -> None:
        """Write the message. Raises UPSTREAM where it cannot be written, INVALID for a wrong address."""
        content = build_message(mail, self._sender).as_bytes()
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{uuid.uuid4().hex[:8]}.eml"
        draft = self._folder / f".{name}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Reset links are in here: nobody but the app's own user may read them.
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
            draft.replace(self._folder / name)
            self._drop_oldest()
        except OSError as error:
            log.warning("mail_failed", error=type(error).__name__, errno=error.errno)
            draft.unlink(missing_ok=True)
            raise AppError(ErrorCode.UPSTREAM, "The mail could not be written to the outbox folder.") from error

    def list_mails(self, to: Collection[str] | None = None, limit: int = 50) -> list[OutboxMail]:
        """The newest mails first; with `to`, only those to these addresses.

        The folder holds the mails of all organizations: a page for one of them must pass its members.
        """
        wanted = None if to is None else {address.casefold() for address in to}
        found: list[OutboxMail] = []
        for path in reversed(self._files()):
            if len(found) >= limit:
                break
            mail = _read(path)
            if mail and (wanted is None or mail.to.casefold() in wanted):
                found.append(mail)
        return found

    def _files(self) -> list[Path]:
        return sorted(path for path in self._folder.glob("*.eml") if not path.name.startswith("."))

    def _drop_oldest(self) -> None:
        for path in self._files()[: -self._max_kept]:
            path.unlink(missing_ok=True)


def _read(path: Path) -> OutboxMail | None:
    """The mail in a file, or None for a file that is none of ours."""
    try:
        message = message_from_bytes(path.read_bytes(), EmailMessage, policy=SMTP)
        sent_at = datetime.strptime(path.name.split("-")[0], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
        return OutboxMail(
            id=path.stem,
            to=str(message["To"] or ""),
            subject=str(message["Subject"] or ""),
            text=_body(message, "plain"),
            html=_body(message, "html"),
            sent_at=sent_at,
        )
    except (OSError, ValueError, LookupError, MessageError):
        return None


def _body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    return str(part.get_content()) if part else ""
