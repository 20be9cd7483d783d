"""Recording what happened, and checking that nobody changed the record."""

import hmac
import secrets
from dataclasses import replace
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, update
from sqlalchemy.exc import IntegrityError

from examportal.core import clock
from examportal.db import db, keyring, last_thing
from examportal.journal import queries, rules
from examportal.journal.models import JournalEntry, JournalHead, JournalPayload
from examportal.journal.rules import Actor, Checkpoint, Detail, Event, Head, Payload, Result, Walk

_SALT_BYTES = 16
_NOT_GENUINE = "broken"
# Into the tables, not through the mapper, which writes an entry without a subject by another statement than one with
# it; and put together once, since every act of everybody is recorded.
_NEW_ENTRIES = insert(cast("Table", JournalEntry.__table__))
_NEW_PAYLOADS = insert(cast("Table", JournalPayload.__table__))
_HEAD = cast("Table", JournalHead.__table__)
_MOVED_HEAD = update(_HEAD).where(_HEAD.c.id == queries.HEAD_ID)


def record(
    event: Event, actor: Actor, *, subject: str | None = None, result: Result = Result.DONE, **details: Detail
) -> None:
    """Add one entry to the chain as the last thing of the caller's transaction; `subject` is like `examiner:12`.

    Details never hold personal data. The whole chain is locked while an entry is added, so that is left to the end:
    two transactions that record in the middle would wait for each other's rows.
    """
    payload = Payload(
        recorded_at=clock.now(),
        event=str(event),
        actor=str(actor),
        subject=subject,
        result=str(result),
        details=rules.details_text(details),
        salt=secrets.token_hex(_SALT_BYTES),
    )
    last_thing(_append, payload)


def verify(expected: Checkpoint | None = None) -> Walk:
    """Walk the whole chain; raises rules.ChainBroken with the first entry that does not hold.

    `expected` is a checkpoint somebody noted outside the database.
    """
    return walk_on(Walk(), expected)[0]


def walk_on(walk: Walk, expected: Checkpoint | None = None, *, until: datetime | None = None) -> tuple[Walk, bool]:
    """Walk the chain from where a walk stands, no longer than until a moment; return also whether the end was reached.

    Raises rules.ChainBroken. Whoever goes on later must not have changed the checkpoint that was reached.
    """
    kept, highest = queries.find_head_and_highest()
    for link in queries.links(highest, walk.reached.count or None):
        if link.payload is None and link.seq > walk.forgotten_upto:
            # Asked now, not at the start: the retention rule may have been at work meanwhile.
            walk = replace(walk, forgotten_upto=queries.forgotten_upto())
        walk = rules.step(walk, link, expected)
        if until is not None and link.seq % queries.BATCH == 0 and clock.now() >= until:
            return walk, False
    rules.finish(walk, _head(kept), expected)
    return walk, True


def _head(kept: JournalHead | None) -> Head | None:
    if kept is None:
        return None
    checkpoint = Checkpoint(kept.count, kept.digest)
    return Head(checkpoint, genuine=hmac.compare_digest(kept.seal, _seal(checkpoint)))


def _append(payloads: list[Payload]) -> None:
    reached, seal = _locked_head()
    genuine = hmac.compare_digest(seal, _seal(reached))
    entries, kept = [], []
    for payload in payloads:
        link = rules.next_link(reached, payload)
        reached = Checkpoint(link.seq, link.digest)
        # Not asdict: it copies every value, which takes as long as all the rest.
        entries.append({key: value for key, value in vars(link).items() if key != "payload"})
        kept.append({"seq": link.seq} | vars(payload))
    db.session.execute(_NEW_ENTRIES, entries)
    db.session.execute(_NEW_PAYLOADS, kept)
    # A forged head is never sealed anew: the portal goes on working, and the forgery stays visible.
    seal = _seal(reached) if genuine else _NOT_GENUINE
    db.session.execute(_MOVED_HEAD, {"count": reached.count, "digest": reached.digest, "seal": seal})


def _locked_head() -> tuple[Checkpoint, str]:
    head = queries.find_head_for_update()
    if head is None:
        _make_head()
        head = queries.find_head_for_update()
    if head is None:  # pragma: no cover - somebody deletes the head at this very moment
        raise RuntimeError("the journal has no head")
    return head


def _make_head() -> None:
    """Make the one row; of two processes that write the very first entry, one makes it and the other waits for it."""
    last = queries.find_last_entry()
    start = Checkpoint(last.seq, last.digest) if last else Checkpoint()
    # Entries without a head mean that somebody deleted it: the new one must not look genuine.
    seal = _NOT_GENUINE if last else _seal(start)
    try:
        with db.session.begin_nested():
            values = {"id": queries.HEAD_ID, "count": start.count, "digest": start.digest, "seal": seal}
            db.session.execute(insert(JournalHead).values(values))
    except IntegrityError:
        pass  # the other process was first


def _seal(checkpoint: Checkpoint) -> str:
    return keyring().blind_index("journal_head", str(checkpoint))
