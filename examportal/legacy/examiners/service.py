"""From a file of the old service's examiners to invitations: judged, listed, confirmed, posted, stopped."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, update

from examportal.accounts.invitations import service as invitations
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.config import settings
from examportal.core import clock, pesel
from examportal.core.errors import Refusal
from examportal.core.sealed import new_row_key
from examportal.db import among, db, insert_many, keyring, sealed_binding
from examportal.jobs.rules import Outcome as Ended
from examportal.jobs.rules import Verdict
from examportal.jobs.service import enqueue
from examportal.journal import service as journal
from examportal.journal.rules import COMMAND, Actor, Event
from examportal.legacy.examiners import queries, rules
from examportal.legacy.examiners.models import OldExaminerFile, OldExaminerRow
from examportal.legacy.examiners.reader import ExaminersFile
from examportal.legacy.examiners.rules import Judged, Outcome, Step, StopReason, step_of
from examportal.mail.pacing import service as pacing
from examportal.mail.pacing.rules import allowances, must_stop
from examportal.mail.rules import domain_of
from examportal.register import queries as register

INVITE = "legacy.invite_examiners"
"""The kind of job that carries the invitations of a file on."""
PAUSE = timedelta(seconds=2)
"""How long it waits when letters must not go any faster."""
KEPT_FOR = timedelta(days=90)
"""How long the rows of a file can be read."""
_JUDGED_AT_A_TIME = 500
_POSTED_AT_A_TIME = 50
_FORGOTTEN_AT_A_TIME = 1000


class NotNow(Refusal):
    """The invitations have moved on, in another window or by the worker: look at them again."""


class OtherList(Refusal):
    """What was decided about the rows is not what was shown."""


def judge(file: ExaminersFile) -> list[Judged]:
    """Return what becomes of each row; asks the register for some rows at a time and writes nothing."""
    found: list[Judged] = []
    for place in range(0, len(file.rows), _JUDGED_AT_A_TIME):
        rows = file.rows[place : place + _JUDGED_AT_A_TIME]
        people = queries.people_of(rows)
        holders = register.holders([row.registry_number for row in rows if row.registry_number])
        found += [rules.judge(row, people.get(row.pesel), holders.get(row.registry_number)) for row in rows]
    return rules.settle(found)


def digest_of(judged: Sequence[Judged]) -> str:
    """Return what whoever confirms has seen: SHA-256 over every row's line, outcome, person and address."""
    told = [[one.row.line, str(one.outcome), one.examiner_id, one.row.email] for one in judged]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def start(name: str, member_id: int | None) -> OldExaminerFile:
    """Begin a list; until `end_list` it is nothing."""
    file = OldExaminerFile(member_id=member_id, read_at=clock.now())
    file.seal({"name": name})
    db.session.add(file)
    db.session.flush()
    return file


def sealed_row(file_id: int, one: Judged) -> dict[str, Any]:
    """Return a row as it is stored; costs time, so it is done before the transaction that stores it."""
    row_key = new_row_key()
    told = {
        "pesel": pesel.mask(one.row.pesel) if one.row.pesel else "",
        "email": one.row.email or one.row.typed,
        "number": one.row.registry_number,
        "last_sign_in": one.row.last_sign_in.isoformat() if one.row.last_sign_in else None,
    }
    binding = sealed_binding(OldExaminerRow.__tablename__, row_key)
    return {
        "file_id": file_id,
        "line": one.row.line,
        "outcome": str(one.outcome),
        "note": str(one.note) if one.note else None,
        "examiner_id": one.examiner_id,
        "provider": domain_of(one.row.email) if one.row.email and one.outcome is Outcome.INVITED else "",
        "row_key": row_key,
        "sealed": keyring().seal(json.dumps(told, ensure_ascii=False), binding),
    }


def add_rows(rows: Sequence[dict[str, Any]]) -> None:
    """Store some rows of a list."""
    insert_many(cast("Table", OldExaminerRow.__table__), rows)


def end_list(file_id: int, judged: Sequence[Judged], actor: Actor) -> None:
    """Note that all rows are there."""
    file = queries.get_for_change(file_id)
    file.rows, file.digest, file.listed_at = len(judged), digest_of(judged), clock.now()
    _record(Event.OLD_EXAMINERS_READ, file, actor)


def order(file_id: int, digest: str, actor: Actor) -> None:
    """Have everybody invited who was shown; once is enough. Raises OtherList, NotNow (nobody is left to be invited)."""
    file = queries.get_for_change(file_id)
    if file.digest != digest:
        raise OtherList
    if step_of(queries.facts(file)) is not Step.LISTED:
        return
    if not queries.waiting_by_provider(file_id):
        raise NotNow
    file.ordered_at = file.counted_from = clock.now()
    _go(Event.OLD_EXAMINERS_CONFIRMED, file, actor)


def stop(file_id: int, actor: Actor) -> None:
    """Post no more invitations of a file; raises NotNow when there is nothing to stop."""
    file = queries.get_for_change(file_id)
    if step_of(queries.facts(file)) is not Step.SENDING:
        raise NotNow
    file.stopped_at, file.stop_reason = clock.now(), str(StopReason.BY_HAND)
    _record(Event.OLD_EXAMINERS_STOPPED, file, actor, reason=str(StopReason.BY_HAND))


def go_on(file_id: int, actor: Actor) -> None:
    """Go on after a stop; what servers refused so far stops it no more. Raises NotNow."""
    file = queries.get_for_change(file_id)
    if step_of(queries.facts(file)) is not Step.STOPPED:
        raise NotNow
    file.stopped_at = file.stop_reason = None
    file.counted_from = clock.now()
    _go(Event.OLD_EXAMINERS_CONFIRMED, file, actor)


def post_some(file_id: int) -> bool:
    """Post some invitations of a file, as many as may go now; False when none may.

    Whoever has come to an account since the list was made, was invited by another file, or has lost the last number is
    left out now, and the list says so.
    """
    file = queries.get_for_change(file_id)
    if step_of(queries.facts(file)) is not Step.SENDING:
        return False
    actor = actor_of(file)
    found = queries.answers(file_id, file.counted_from or file.read_at)
    if must_stop(found, percent=settings().resend_stop_percent):
        file.stopped_at, file.stop_reason = clock.now(), str(StopReason.REFUSALS)
        _record(Event.OLD_EXAMINERS_STOPPED, file, actor, reason=str(StopReason.REFUSALS))
        return False
    chosen = _allowed(file_id)
    if chosen:
        _post(chosen, actor)
        return True
    if not queries.waiting_by_provider(file_id):
        file.ended_at = clock.now()
    return False


def settle(file_id: int, ended: Ended) -> None:
    """End a piece of work; what is left comes round soon, for letters go no faster than servers take them."""
    if ended.verdict is Verdict.RETRY:
        return
    with suppress(queries.FileUnknown):
        if step_of(queries.facts(queries.get(file_id))) is Step.SENDING:
            enqueue(INVITE, file_id, due_at=clock.now() + PAUSE)


def forget_some() -> bool:
    """Wipe what some rows of old files hold about people; False when there are no more."""
    ids = queries.some_older(clock.now() - KEPT_FOR, _FORGOTTEN_AT_A_TIME)
    db.session.execute(update(OldExaminerRow).where(among(OldExaminerRow.id, ids)).values(sealed=None))
    return bool(ids)


def actor_of(file: OldExaminerFile) -> Actor:
    """Return who brought a file."""
    return COMMAND if file.member_id is None else staff_actor(file.member_id)


def _go(event: Event, file: OldExaminerFile, actor: Actor) -> None:
    _record(event, file, actor)
    enqueue(INVITE, file.id)


def _record(event: Event, file: OldExaminerFile, actor: Actor, **details: Any) -> None:
    journal.record(event, actor, subject=f"old_examiners:{file.id}", lines=file.rows, **details)


def _allowed(file_id: int) -> list[OldExaminerRow]:
    """Return whom to invite now."""
    may = allowances(queries.waiting_by_provider(file_id), queries.in_flight(file_id))
    chosen: list[OldExaminerRow] = []
    for provider, count in may.items():
        room = _POSTED_AT_A_TIME - len(chosen)
        if room > 0:
            chosen += queries.some_waiting(file_id, provider, min(count, room))
    return chosen


def _post(chosen: Sequence[OldExaminerRow], actor: Actor) -> None:
    by_person = {one.examiner_id or 0: one for one in chosen}
    for examiner_id in sorted(by_person):
        register.find_for_change(examiner_id)
    found = queries.look_at(list(by_person))
    for examiner_id, one in by_person.items():
        one.outcome = str(rules.why_not_now(found.get(examiner_id)) or Outcome.INVITED)
    included = [(who, one) for who, one in sorted(by_person.items()) if one.outcome == Outcome.INVITED]
    moments = pacing.reserve(Counter(one.provider for _, one in included))
    for who, one in included:
        email = str(one.unseal()["email"])
        one.letter_id = invitations.invite(who, email, actor, due_at=moments[one.provider].pop(0)).letter_id
