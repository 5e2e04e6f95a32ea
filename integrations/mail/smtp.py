"""Mail over SMTP. Errors never repeat the address of the server, the user or the password."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import structlog

from domain.errors import AppError, ErrorCode
from domain.ports import Mail
from integrations.mail.messages import build_message, parse_sender
from integrations.wrong_settings import WrongSettingError

log = structlog.get_logger(__name__)

_EXPECTED = "expected smtp://user:password@host:port or smtps://user:password@host:port"
_PORTS = {"smtp": 587, "smtps": 465}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class _Server:
    host: str
    port: int
    is_tls: bool
    user: str
    password: str = field(repr=False)


class SmtpMailer:
    """A `Mailer` that opens a connection for each mail.

    With smtp:// the connection is encrypted where the server offers it, and a password is only ever sent
    over an encrypted one (or to this machine); smtps:// is encrypted from the start.
    """

    def __init__(self, url: str, sender: str, *, timeout: float = 10.0, tls: ssl.SSLContext | None = None) -> None:
        self._server = _parse_url(url)
        self._sender = parse_sender(sender)
        self._timeout = timeout
        self._tls = tls or ssl.create_default_context()

    def send(self, mail: Mail) -> None:
        """Hand the message to the server. Raises UPSTREAM where it was not taken, INVALID for a wrong address."""
        message = build_message(mail, self._sender)
        try:
            with self._connection() as server:
                server.send_message(message)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            # The exception's own text may hold the address or what the server repeats of the sign-in.
            status = getattr(error, "smtp_code", None)
            log.warning("mail_failed", error=type(error).__name__, smtp_code=status)
            raise AppError(ErrorCode.UPSTREAM, "The mail server did not take the message.") from None

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        place = self._server
        if place.is_tls:
            opened: smtplib.SMTP = smtplib.SMTP_SSL(place.host, place.port, timeout=self._timeout, context=self._tls)
        else:
            opened = smtplib.SMTP(place.host, place.port, timeout=self._timeout)
        with opened as server:
            server.ehlo_or_helo_if_needed()
            is_private = place.is_tls
            if not is_private and server.has_extn("starttls"):
                server.starttls(context=self._tls)
                server.ehlo()
                is_private = True
            if place.user:
                if not is_private and place.host not in _LOOPBACK:
                    raise smtplib.SMTPNotSupportedError("a password is not sent over an open connection")
                server.login(place.user, place.password)
            yield server


def _parse_url(url: str) -> _Server:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise WrongSettingError("SMTP_URL", _EXPECTED) from None
    is_plain = parts.path in ("", "/") and not parts.query and not parts.fragment
    if parts.scheme not in _PORTS or not parts.hostname or not is_plain:
        raise WrongSettingError("SMTP_URL", _EXPECTED)
    return _Server(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        is_tls=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
