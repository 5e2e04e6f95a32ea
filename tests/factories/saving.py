"""Writing factories' rows through the application's own unit of work."""

from typing import Any
from uuid import UUID

from data.models import Base
from domain.actors import Actor
from services.units import writing


def save(owner: Actor | UUID, *rows: Base) -> Any:
    """Store the rows in the owner's organization, in this order; gives the row, or all of them."""
    with writing(owner) as session:
        for row in rows:
            session.add(row)
            session.flush()
    return rows[0] if len(rows) == 1 else rows
