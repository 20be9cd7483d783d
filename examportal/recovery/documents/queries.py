"""Every select on the lists of documents."""

from collections.abc import Mapping

from sqlalchemy import select

from examportal.db import db
from examportal.recovery.documents.models import DocumentList
from examportal.recovery.documents.rules import DEFAULTS, Asker, read_list


def lists() -> Mapping[Asker, tuple[str, ...]]:
    """Return the lists in force: the portal's own, where the office has not worded another."""
    own = {Asker(row.asker): read_list(row.documents) for row in db.session.scalars(select(DocumentList))}
    return {asker: own.get(asker, documents) for asker, documents in DEFAULTS.items()}


def find_list(asker: Asker) -> DocumentList | None:
    """Find a list that the office has worded, locked until the end of the transaction."""
    query = select(DocumentList).where(DocumentList.asker == str(asker)).with_for_update()
    return db.session.scalar(query)
