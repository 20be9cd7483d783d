"""Changes of single people and numbers by hand: one function a use case, inside the caller's transaction.

Each names what the clerk saw (a `Seen`): when the person is not like that any more, somebody else was there meanwhile.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, update

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db
from examportal.journal.rules import Actor, Event
from examportal.journal.service import record
from examportal.register import queries, service
from examportal.register.entries.queries import PersonUnknown, get_record
from examportal.register.entries.rules import (
    AlreadyRemoved,
    NotRemoved,
    NumberRecord,
    PersonRecord,
    RemovalEntry,
    RevealReason,
    check_removal,
    check_restoration,
)
from examportal.register.models import Removal
from examportal.register.rules import NumberEntry


@dataclass(frozen=True)
class Seen:
    """Whom somebody changes, and the stamp of what that person was like on the page."""

    examiner_id: int
    stamp: str


class ChangedMeanwhile(Refusal):
    """Somebody else changed the person since the page was opened. Nothing was changed now."""


class NumberUnknown(Refusal):
    """The person has no such number."""


class NumberTaken(Refusal):
    """The number is in the register already; `examiner_id` holds it, in force or removed."""

    def __init__(self, examiner_id: int) -> None:
        super().__init__("number taken")
        self.examiner_id = examiner_id


def reveal_pesel(examiner_id: int, reason: RevealReason, actor: Actor) -> str | None:
    """Return a PESEL, and note who looked and why; None when the person has none. Raises PersonUnknown."""
    found = get_record(examiner_id)
    _note(Event.PESEL_REVEALED, actor, examiner_id, reason=str(reason))
    return found.person.personal.pesel


def add_number(seen: Seen, number: NumberEntry, actor: Actor) -> None:
    """Enter one more number of a person; raises ChangedMeanwhile or NumberTaken."""
    _locked(seen)
    _check_free(number.registry_number)
    service.enter_numbers([(seen.examiner_id, number)], actor)
    _note(Event.NUMBER_ENTERED, actor, seen.examiner_id, qualification=_id_of(number.registry_number))


def remove_number(seen: Seen, qualification_id: int, removal: RemovalEntry, actor: Actor) -> None:
    """Remove a number on the day that a decision says.

    Raises ChangedMeanwhile, NumberUnknown, AlreadyRemoved, EarlierThanEntry or EarlierThanReturn.
    """
    number = _number(_locked(seen), qualification_id)
    if number.removal is not None:
        raise AlreadyRemoved
    check_removal(number, removal.removed_on)
    values = {
        "qualification_id": qualification_id,
        "removed_on": removal.removed_on,
        "ground": removal.ground,
        "decision_number": removal.decision_number,
        "actor": str(actor),
        "recorded_at": clock.now(),
    }
    db.session.execute(insert(Removal).values(values))
    day = removal.removed_on.isoformat()
    _note(Event.NUMBER_REMOVED, actor, seen.examiner_id, qualification=qualification_id, removed_on=day)


def restore_number(seen: Seen, qualification_id: int, restored_on: date, actor: Actor) -> None:
    """End the removal of a number.

    Raises ChangedMeanwhile, NumberUnknown, NotRemoved, EarlierThanRemoval or NotYet.
    """
    number = _number(_locked(seen), qualification_id)
    if number.removal is None:
        raise NotRemoved
    check_restoration(number.removal, restored_on, clock.today())
    in_force = (Removal.qualification_id == qualification_id) & Removal.restored_on.is_(None)
    db.session.execute(update(Removal).where(in_force).values(restored_on=restored_on))
    day = restored_on.isoformat()
    _note(Event.NUMBER_RESTORED, actor, seen.examiner_id, qualification=qualification_id, restored_on=day)


def _locked(seen: Seen) -> PersonRecord:
    """Return a person behind the lock, just as they were seen; raises ChangedMeanwhile or PersonUnknown."""
    if queries.find_for_change(seen.examiner_id) is None:
        raise PersonUnknown
    service.raise_edition()  # from here on nobody else changes the register until this is done
    now = get_record(seen.examiner_id)
    if now.stamp != seen.stamp:
        raise ChangedMeanwhile
    return now


def _number(person: PersonRecord, qualification_id: int) -> NumberRecord:
    found = person.number(qualification_id)
    if found is None:
        raise NumberUnknown
    return found


def _check_free(registry_number: str) -> None:
    holder = queries.holders([registry_number]).get(registry_number)
    if holder is not None:
        raise NumberTaken(holder)


def _id_of(registry_number: str) -> int:
    return queries.qualification_ids([registry_number])[registry_number]


def _note(event: Event, actor: Actor, examiner_id: int, **details: Any) -> None:
    record(event, actor, subject=f"examiner:{examiner_id}", **details)
