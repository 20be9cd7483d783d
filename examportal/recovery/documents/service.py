"""Wording the lists of documents."""

from collections.abc import Mapping

from examportal.core import clock
from examportal.db import db
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event
from examportal.recovery.documents import queries
from examportal.recovery.documents.models import DocumentList
from examportal.recovery.documents.rules import Asker


def change(wanted: Mapping[Asker, tuple[str, ...]], actor: Actor, member_id: int) -> bool:
    """Put lists in force; return whether that changed anything, which alone is written down."""
    in_force = queries.lists()
    changed = {asker: documents for asker, documents in wanted.items() if in_force[asker] != documents}
    for asker, documents in changed.items():
        row = queries.find_list(asker)
        if row is None:
            row = DocumentList(asker=str(asker))
            db.session.add(row)
        row.documents = "\n".join(documents)
        row.changed_at, row.changed_by = clock.now(), member_id
    for asker in changed:
        journal.record(Event.DOCUMENT_LIST_CHANGED, actor, asker=str(asker), count=len(wanted[asker]))
    return bool(changed)
