"""Mails that were kept instead of sent, as far as they are one organization's own.

The folder holds the mails of all organizations, so a mail is shown only where the link in it belongs to the asker's.
"""

import re
from itertools import chain

from domain.actors import Actor
from domain.permissions import Permission
from integrations.mail.outbox import OutboxMail, OutboxMailer
from services import directory
from services.container import container
from services.units import reading

_LINK = re.compile(r"/(invite|reset)/([A-Za-z0-9_-]{16,200})")
_KINDS = {"invite": "invitation", "reset": "reset"}


def is_kept(actor: Actor) -> bool:
    """Whether this installation keeps mails in a folder instead of sending them. Needs MANAGE_MEMBERS."""
    actor.require(Permission.MANAGE_MEMBERS)
    return isinstance(container().mailer, OutboxMailer)


def list_outbox(actor: Actor, limit: int = 50) -> list[OutboxMail]:
    """Kept mails of the organization whose link still works, newest first. Needs MANAGE_MEMBERS.

    Reset links are left out in production: whoever reads one could sign in as the other person.
    """
    actor.require(Permission.MANAGE_MEMBERS)
    mailer = container().mailer
    if not isinstance(mailer, OutboxMailer):
        return []
    kinds = {"invite"} if container().settings.environment == "production" else set(_KINDS)
    return [mail for mail in mailer.list_mails(limit=500) if _is_own(actor, mail, kinds)][:limit]


def _is_own(actor: Actor, mail: OutboxMail, kinds: set[str]) -> bool:
    links = list(chain(_LINK.findall(mail.text), _LINK.findall(mail.html)))
    if not links or any(kind not in kinds for kind, _ in links):
        return False
    with reading(None) as session:
        found = [directory.find_entry(session, _KINDS[kind], directory.hash_key(token)) for kind, token in links]
    return all(entry is not None and entry[0] == actor.organization_id for entry in found)
