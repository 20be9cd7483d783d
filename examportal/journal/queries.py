"""Every select() of the journal."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, func, literal, select

from examportal.db import ask, db
from examportal.journal.models import JournalCheck, JournalEntry, JournalHead, JournalPayload
from examportal.journal.rules import Asked, Checkpoint, Event, Link, Payload, Result, Told, upto_in

BATCH = 1000
HEAD_ID = 1
SKEW = timedelta(days=1)
"""How far the clocks of the portal's machines may ever have been apart, or one of them set back."""
_TOLD = (
    JournalPayload.seq,
    JournalPayload.recorded_at,
    JournalPayload.event,
    JournalPayload.actor,
    JournalPayload.subject,
    JournalPayload.result,
    JournalPayload.details,
)
_HEADS = cast("Table", JournalHead.__table__).c
# Of the table, not of the class: everything that is recorded asks, and nothing but the three values is wanted.
_HEAD_FOR_UPDATE = select(_HEADS.count, _HEADS.digest, _HEADS.seal).where(_HEADS.id == HEAD_ID).with_for_update()


def find_head_for_update() -> tuple[Checkpoint, str] | None:
    """Return what the head keeps and its seal, locked until the transaction ends; None before the very first entry."""
    row = ask(_HEAD_FOR_UPDATE, {}).one_or_none()
    return (Checkpoint(row[0], row[1]), row[2]) if row else None


def find_last_entry() -> JournalEntry | None:
    """Return the entry with the highest number."""
    return db.session.scalar(select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(1))


def latest_of_newest() -> datetime | None:
    """Return the latest moment of the BATCH newest entries; after a clock was set back it is not that of the last."""
    newest = select(JournalPayload.recorded_at).order_by(JournalPayload.seq.desc()).limit(BATCH).subquery()
    latest: datetime | None = db.session.scalar(select(func.max(newest.c.recorded_at)))
    return latest


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


def links(upto: int, after: int | None = None) -> Iterator[Link]:
    """Yield the chain in the order of its numbers, none above `upto`, from behind `after` on, in batches of BATCH."""
    while batch := _batch(after, upto):
        yield from batch
        after = batch[-1].seq


def entries_about(
    subject: str,
    limit: int,
    *,
    before: int | None = None,
    events: Sequence[Event] | None = None,
    actors: str | None = None,
    result: Result | None = None,
) -> list[JournalPayload]:
    """Return what is told about a subject (`examiner:12`), newest first, at most `limit`.

    With `before` what came before the entry of that number; with `events` only these, with `actors` only what that kind
    of actor did, with `result` only what ended so.
    """
    query = select(JournalPayload).where(JournalPayload.subject == subject)
    if before is not None:
        query = query.where(JournalPayload.seq < before)
    if events is not None:
        query = query.where(JournalPayload.event.in_([str(event) for event in events]))
    if actors is not None:
        query = query.where(JournalPayload.actor.startswith(f"{actors}:"))
    if result is not None:
        query = query.where(JournalPayload.result == str(result))
    return list(db.session.scalars(query.order_by(JournalPayload.seq.desc()).limit(limit)))


def last_by_staff(subject: str, event: Event, since: datetime) -> datetime | None:
    """Return when somebody of the staff did this about a subject the last time since a moment."""
    return db.session.scalar(
        select(func.max(JournalPayload.recorded_at)).where(
            JournalPayload.subject == subject,
            JournalPayload.event == str(event),
            JournalPayload.recorded_at >= since,
            JournalPayload.result == str(Result.DONE),
            JournalPayload.actor.startswith("staff:"),
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


def search_entries(asked: Asked, before: int | None, limit: int) -> list[Told]:
    """Return what is told of what is asked, newest first, at most `limit`; `before` is the number of the last seen."""
    query = select(*_TOLD).where(*_asked(asked)).order_by(JournalPayload.seq.desc()).limit(limit)
    rows = db.session.execute(query if before is None else query.where(JournalPayload.seq < before))
    return [Told(*row) for row in rows]


def are_more_than(asked: Asked, number: int) -> bool:
    """Tell whether more entries than this tell of what is asked."""
    query = select(JournalPayload.seq).where(*_asked(asked)).order_by(JournalPayload.seq.desc()).offset(number).limit(1)
    return db.session.scalar(query) is not None


def forgotten_upto() -> int:
    """Return the last entry whose payload was removed by the retention rule, as its own last entry says; 0 before it.

    Whoever forges that entry is found by the verification like everybody else.
    """
    query = select(JournalPayload.details).where(JournalPayload.event == str(Event.JOURNAL_FORGOTTEN))
    details = db.session.scalar(query.order_by(JournalPayload.seq.desc()).limit(1))
    return upto_in(details) if details else 0


def oldest_payloads(before: datetime, limit: int) -> list[int]:
    """Return the numbers of the oldest payloads, at most `limit`, up to the first that is not older than a moment."""
    query = select(JournalPayload.seq, JournalPayload.recorded_at).order_by(JournalPayload.seq).limit(limit)
    old = takewhile(lambda row: row[1] < before, db.session.execute(query))
    return [row[0] for row in old]


def find_check_for_change(check_id: int) -> JournalCheck | None:
    """Return a verification that somebody asked for, locked."""
    query = select(JournalCheck).where(JournalCheck.id == check_id).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def find_open_check() -> JournalCheck | None:
    """Return the verification that waits or runs."""
    return db.session.scalar(select(JournalCheck).where(JournalCheck.ended_at.is_(None)).limit(1))


def find_last_check() -> JournalCheck | None:
    """Return the verification that ended last."""
    ended = select(JournalCheck).where(JournalCheck.ended_at.is_not(None))
    return db.session.scalar(ended.order_by(JournalCheck.id.desc()).limit(1))


def _asked(asked: Asked) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.subjects:
        conditions.append(JournalPayload.subject.in_(asked.subjects))
        # A person has few entries: keep SQLite, which does not count, from taking the index of actor or event instead.
        actor, event = JournalPayload.actor.concat(""), JournalPayload.event.concat("")
    else:
        actor, event = JournalPayload.actor.expression, JournalPayload.event.expression
    if asked.actor is not None:
        conditions.append(actor == asked.actor)
    if asked.event is not None:
        conditions.append(event == asked.event)
    if asked.since is not None:
        conditions += [JournalPayload.recorded_at >= asked.since, JournalPayload.seq >= _first_at(asked.since - SKEW)]
    if asked.until is not None:
        conditions += [JournalPayload.recorded_at < asked.until, JournalPayload.seq < _first_at(asked.until + SKEW)]
    return conditions


def _first_at(moment: datetime) -> int:
    """Return the first number at which the journal has come to a moment, without an index on the time: by halving.

    Numbers are given in the order of time, but for clocks that differ: what is asked is widened by SKEW.
    """
    # Asked one by one: for both at once SQLite reads the whole table.
    low = db.session.scalar(select(func.min(JournalPayload.seq))) or 0
    high = (db.session.scalar(select(func.max(JournalPayload.seq))) or -1) + 1
    while low < high:
        middle = (low + high) // 2
        next_one = select(JournalPayload.seq, JournalPayload.recorded_at).where(JournalPayload.seq >= middle)
        seq, recorded_at = db.session.execute(next_one.order_by(JournalPayload.seq).limit(1)).one()
        if recorded_at < moment:
            low = seq + 1
        else:
            high = middle
    return int(low)


def _batch(after: int | None, upto: int) -> list[Link]:
    theirs = JournalPayload.seq == JournalEntry.seq
    if after is not None:  # or PostgreSQL walks the payloads from the first on for every batch
        theirs = and_(theirs, JournalPayload.seq > after)
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
        .join_from(JournalEntry, JournalPayload, theirs, isouter=True)
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
