"""A mail as it goes over the wire: text with an HTML alternative, and headers that nothing can be added to."""

import re
import unicodedata
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, make_msgid, parseaddr

from domain.errors import invalid
from domain.ports import Mail
from integrations.wrong_settings import WrongSettingError

# One address and nothing else: no list, no comment, no display name, no quoted part.
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@<>()\[\],;:\"\\]{1,253}")
# RFC 5322 stops a line at 998 characters; a subject that is longer than this is cut by every reader.
_MAX_SUBJECT = 250


def parse_sender(sender: str) -> Address:
    """The sender of all mails, from "Name <address>". Raises WrongSettingError naming MAIL_FROM."""
    name, address = parseaddr(sender)
    if _has_control(sender) or len(getaddresses([sender])) != 1 or not _ADDRESS.fullmatch(address):
        raise WrongSettingError("MAIL_FROM", "expected an address such as AdVision <no-reply@example.com>")
    return Address(display_name=name, addr_spec=_with_plain_domain(address))


def build_message(mail: Mail, sender: Address) -> EmailMessage:
    """The message, ready to be sent or written. Raises INVALID where `to` is not exactly one address."""
    if _has_control(mail.to) or not _ADDRESS.fullmatch(mail.to):
        raise invalid("to", "is not one mail address")
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = sender
        message["To"] = Address(addr_spec=_with_plain_domain(mail.to))
    except (ValueError, MessageError) as error:
        raise invalid("to", "is not one mail address") from error
    # A subject may hold what a user typed, such as a campaign's name: it becomes one line instead of failing.
    message["Subject"] = _one_line(mail.subject)[:_MAX_SUBJECT]
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=sender.domain)
    # Keeps holiday notices from answering.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_encodable(mail.text))
    if mail.html:
        message.add_alternative(_encodable(mail.html), subtype="html")
    return message


def _has_control(text: str) -> bool:
    return any(unicodedata.category(char)[0] == "C" or char in "\u2028\u2029" for char in text)


def _one_line(text: str) -> str:
    kept = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    return " ".join(kept.split())


def _encodable(text: str) -> str:
    """The text without lone surrogates, which no encoding of mail can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _with_plain_domain(address: str) -> str:
    """The address with its domain in the ASCII form that every server takes."""
    user, _, domain = address.rpartition("@")
    try:
        return f"{user}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address
