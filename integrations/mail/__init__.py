"""Mail: sent over SMTP where a server is set, else kept in a folder that the app shows."""

from pathlib import Path

from domain.ports import Mailer
from integrations.mail.outbox import OutboxMailer
from integrations.mail.smtp import SmtpMailer


def open_mailer(*, smtp_url: str | None, sender: str, outbox: Path) -> Mailer:
    """The mailer that the settings ask for. Raises WrongSettingError naming SMTP_URL or MAIL_FROM; sends nothing."""
    if smtp_url:
        return SmtpMailer(smtp_url, sender)
    return OutboxMailer(outbox, sender)
