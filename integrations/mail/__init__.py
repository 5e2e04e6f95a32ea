"""Mail."""

from pathlib import Path
from domain.ports import Mail, Mailer


class _Out:
    def __init__(self, folder):
        self.folder = folder

    def send(self, mail: Mail) -> None:
        (self.folder / "mail.eml").write_text(mail.text)


def open_mailer(*, smtp_url: str | None, sender: str, outbox: Path) -> Mailer:
    return _Out(outbox)
