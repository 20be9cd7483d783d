"""Every select() of the journal."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select

from examportal.db import db
from examportal.journal.models import JournalEntry, JournalHead, JournalPayload
from examportal.journal.rules import Event, Link, Payload

BATCH = 1000
HEAD_ID = 1
_HEAD_FOR_UPDATE = (
    select(JournalHead).where(JournalHead.id == HEAD_ID).with_for_update().execution_options(populate_existing=True)
)


def find_head_for_update() -> JournalHead | None:
    """Return the head, locked until the transaction ends and as it is now; None before the very first entry."""
    return db.session.scalar(_HEAD_FOR_UPDATE)


def find_last_entry() -> JournalEntry | None:
    """Return the entry with the highest number."""
    return db.session.scalar(select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(1))


def find_head_and_highest() -> tuple[JournalHead | None, int]:
    """Return the head and the highest number, both of one moment: one statement reads them."""
    highest = select(func.coalesce(func.max(JournalEntry.seq), 0)).scalar_subquery()
    one = select(literal(HEAD_ID).label("id")).subquery("one")
    row = db.session.execute(
        select(JournalHead, highest)
        .select_from(one)
        .join(JournalHead, JournalHead.id == one.c.id, isouter=True)
        .execution_options(populate_existing=True)
    ).one()
    return row[0], row[1]


def links(upto: int) -> Iterator[Link]:
    """Yield the chain in the order of its numbers, none above `upto`, in batches of BATCH."""
    after: int | None = None
    while batch := _batch(after, upto):
        yield from batch
        after = batch[-1].seq


def entries_about(subject: str, limit: int) -> list[JournalPayload]:
    """Return what is told about a subject (`examiner:12`), newest first, at most `limit`."""
    return list(
        db.session.scalars(
            select(JournalPayload)
            .where(JournalPayload.subject == subject)
            .order_by(JournalPayload.seq.desc())
            .limit(limit)
        )
    )


def subjects(asked: Sequence[str], *, since: datetime | None = None, events: Sequence[Event] | None = None) -> set[str]:
    """Return those of some subjects of which anything is told, or one of some events since a moment."""
    query = select(JournalPayload.subject).where(JournalPayload.subject.in_(asked)).distinct()
    if since is not None:
        query = query.where(JournalPayload.recorded_at >= since)
    if events is not None:
        query = query.where(JournalPayload.event.in_([str(event) for event in events]))
    return {subject for subject in db.session.scalars(query) if subject}


def _batch(after: int | None, upto: int) -> list[Link]:
    query = (
        select(
            JournalEntry.seq,
            JournalEntry.previous_digest,
            JournalEntry.payload_digest,
            JournalEntry.digest,
            JournalPayload.recorded_at,
            JournalPayload.event,
            JournalPayload.actor,
            JournalPayload.subject,
            JournalPayload.result,
            JournalPayload.details,
            JournalPayload.salt,
        )
        .join_from(JournalEntry, JournalPayload, JournalPayload.seq == JournalEntry.seq, isouter=True)
        .where(JournalEntry.seq <= upto)
        .order_by(JournalEntry.seq)
        .limit(BATCH)
    )
    rows = db.session.execute(query if after is None else query.where(JournalEntry.seq > after))
    return [
        Link(row.seq, row.previous_digest, row.payload_digest, row.digest, None if row.salt is None else _payload(row))
        for row in rows
    ]


def _payload(row: Any) -> Payload:
    return Payload(row.recorded_at, row.event, row.actor, row.subject, row.result, row.details, row.salt)
