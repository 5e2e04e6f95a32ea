"""Mail after the fact: a server that is down never undoes what was done; the failure is logged and retried once."""

import structlog

from domain.errors import AppError
from domain.ports import Mail
from services.container import container

log = structlog.get_logger("advision.mail")


def send_later(mail: Mail) -> bool:
    """Hand the mail over; False where it was not taken, which the log says without the address."""
    for _attempt in range(2):
        try:
            container().mailer.send(mail)
        except AppError as error:
            log.warning("mail_not_taken", error_code=int(error.code), subject=mail.subject)
        else:
            return True
    return False
