"""Changes of single people and numbers by hand: one function a use case, inside the caller's transaction.

Each names what the clerk saw (a `Seen`): when the person is not like that any more, somebody else was there meanwhile.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, update

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db
from examportal.journal.rules import Actor, Event
from examportal.journal.service import record
from examportal.register import queries, service
from examportal.register.entries.models import EntryChange, IdentityAlias
from examportal.register.entries.queries import PersonUnknown, get_record
from examportal.register.entries.rules import (
    AlreadyRemoved,
    NothingChanged,
    NotRemoved,
    NumberCorrection,
    NumberRecord,
    PersonRecord,
    RemovalEntry,
    RevealReason,
    check_correction,
    check_removal,
    check_restoration,
)
from examportal.register.models import Examiner, Removal
from examportal.register.rules import ByPesel, IdentityDocument, NumberEntry, PersonalData, PersonEntry


@dataclass(frozen=True)
class Seen:
    """Whom somebody changes, and the stamp of what that person was like on the page."""

    examiner_id: int
    stamp: str


class ChangedMeanwhile(Refusal):
    """Somebody else changed the person since the page was opened. Nothing was changed now."""


class NumberUnknown(Refusal):
    """The person has no such number."""


class Held(Refusal):
    """The register has it already; `examiner_id` is whose it is."""

    def __init__(self, examiner_id: int) -> None:
        super().__init__("held")
        self.examiner_id = examiner_id


class NumberTaken(Held):
    """The number is somebody's, in force or removed."""


class PersonKnown(Held):
    """Somebody in the register has this PESEL or this document."""


class DocumentKnown(Held):
    """Somebody else in the register has this document, or had it before theirs was corrected."""


class FormerPesel(Held):
    """Somebody in the register had this PESEL before it was corrected: it may be the same person, or another one."""


def enter_person(person: PersonEntry, number: NumberEntry, actor: Actor, *, is_another: bool = False) -> int:
    """Enter a person with a first number; return the id.

    Raises PersonKnown, NumberTaken, or FormerPesel unless it is said that this `is_another` person.
    """
    service.raise_edition()
    _check_nobody_is(person.personal, is_another=is_another)
    _check_free(number.registry_number)
    (examiner_id,) = service.enter_people([person])
    service.enter_numbers([(examiner_id, number)], actor)
    after = facts_of(person) | {"number": _plain(number._asdict())}
    note_change(Event.PERSON_ENTERED, actor, examiner_id, (None, after), qualification=_id_of(number.registry_number))
    return examiner_id


def correct_person(seen: Seen, names: tuple[str, str], contact: tuple[str | None, str | None], actor: Actor) -> None:
    """Correct surname and given names, and the register's e-mail address and phone; None: there is none.

    Raises ChangedMeanwhile or NothingChanged.
    """
    before = lock_as_seen(seen).person
    after = PersonEntry(*names, before.personal._replace(email=contact[0], phone=contact[1]))
    if after == before:
        raise NothingChanged
    service.correct_people([(seen.examiner_id, after)])
    note_change(Event.PERSON_CORRECTED, actor, seen.examiner_id, (facts_of(before), facts_of(after)))


def correct_pesel(seen: Seen, pesel: ByPesel, actor: Actor, *, is_another: bool = False) -> None:
    """Correct a PESEL, or give one to whoever had none. The old one stays as an alias; the birth date follows.

    Called by `accounts.guarded` alone, which knows whether an active account stands in the way. Raises
    ChangedMeanwhile, NothingChanged, PersonKnown, or FormerPesel unless `is_another` says that this is not the person
    who had it before.
    """
    before = lock_as_seen(seen).person
    if before.personal.pesel == pesel.pesel:
        raise NothingChanged
    personal = before.personal._replace(pesel=pesel.pesel, birth_date=pesel.birth_date)
    _check_nobody_is(PersonalData(pesel=pesel.pesel), is_another=is_another, but=seen.examiner_id)
    after = before._replace(personal=personal)
    service.correct_people([(seen.examiner_id, after)])
    index = queries.pesel_index(pesel.pesel)
    db.session.execute(update(Examiner).where(Examiner.id == seen.examiner_id).values(pesel_index=index))
    former = queries.pesel_index(before.personal.pesel) if before.personal.pesel else None
    _keep_as_alias(seen.examiner_id, former, index, actor)
    note_change(Event.PESEL_CORRECTED, actor, seen.examiner_id, (facts_of(before), facts_of(after)))


def correct_document(seen: Seen, document: IdentityDocument, actor: Actor) -> None:
    """Correct an identity document, or give one to whoever had none; files find the person by the old one as well.

    Without PESEL the birth date follows. Called by `accounts.guarded` alone, as `correct_pesel`. Raises
    ChangedMeanwhile, NothingChanged or DocumentKnown.
    """
    before = lock_as_seen(seen).person
    if before.personal.document == document:
        raise NothingChanged
    index = queries.identity_index(document)
    _check_document_is_free(index, seen.examiner_id)
    born = before.personal.birth_date if before.personal.pesel else document.birth_date
    after = before._replace(personal=before.personal._replace(document=document, birth_date=born))
    service.correct_people([(seen.examiner_id, after)])
    former = queries.get_examiner(seen.examiner_id).document_index
    db.session.execute(update(Examiner).where(Examiner.id == seen.examiner_id).values(document_index=index))
    _keep_as_alias(seen.examiner_id, former if former != index else None, index, actor)
    note_change(Event.DOCUMENT_CORRECTED, actor, seen.examiner_id, (facts_of(before), facts_of(after)))


def correct_number(seen: Seen, qualification_id: int, correction: NumberCorrection, actor: Actor) -> None:
    """Correct scope and days of a number, and what stands of its removal.

    Raises ChangedMeanwhile, NumberUnknown, or what `rules.check_correction` raises.
    """
    number = _number(lock_as_seen(seen), qualification_id)
    check_correction(number, correction)
    removal, old = correction.removal, number.entry
    after = NumberEntry(
        old.registry_number, correction.scope_code, correction.entered_on, removal.removed_on if removal else None
    )
    service.correct_numbers([after])
    if removal is not None:
        told = {"ground": removal.ground, "decision_number": removal.decision_number}
        db.session.execute(update(Removal).where(_in_force(qualification_id)).values(told))
    both = _plain(old._asdict()), _plain(after._asdict())
    note_change(Event.NUMBER_CORRECTED, actor, seen.examiner_id, both, qualification=qualification_id)


def reveal_pesel(examiner_id: int, reason: RevealReason, actor: Actor) -> str | None:
    """Return a PESEL, and note who looked and why; None when the person has none. Raises PersonUnknown."""
    found = get_record(examiner_id)
    record(Event.PESEL_REVEALED, actor, subject=f"examiner:{examiner_id}", reason=str(reason))
    return found.person.personal.pesel


def add_number(seen: Seen, number: NumberEntry, actor: Actor) -> None:
    """Enter one more number of a person; raises ChangedMeanwhile or NumberTaken."""
    lock_as_seen(seen)
    _check_free(number.registry_number)
    service.enter_numbers([(seen.examiner_id, number)], actor)
    after = _plain(number._asdict())
    note_change(
        Event.NUMBER_ENTERED, actor, seen.examiner_id, (None, after), qualification=_id_of(number.registry_number)
    )


def remove_number(seen: Seen, qualification_id: int, removal: RemovalEntry, actor: Actor) -> None:
    """Remove a number on the day that a decision says.

    Raises ChangedMeanwhile, NumberUnknown, AlreadyRemoved, EarlierThanEntry or EarlierThanReturn.
    """
    number = _number(lock_as_seen(seen), qualification_id)
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
    after = _plain(asdict(removal))
    note_change(Event.NUMBER_REMOVED, actor, seen.examiner_id, (None, after), qualification=qualification_id)


def restore_number(seen: Seen, qualification_id: int, restored_on: date, actor: Actor) -> None:
    """End the removal of a number.

    Raises ChangedMeanwhile, NumberUnknown, NotRemoved, EarlierThanRemoval or NotYet.
    """
    number = _number(lock_as_seen(seen), qualification_id)
    if number.removal is None:
        raise NotRemoved
    check_restoration(number.removal, restored_on, clock.today())
    db.session.execute(update(Removal).where(_in_force(qualification_id)).values(restored_on=restored_on))
    both = _plain(asdict(number.removal)), {"restored_on": restored_on.isoformat()}
    note_change(Event.NUMBER_RESTORED, actor, seen.examiner_id, both, qualification=qualification_id)


def add_alias(examiner_id: int, index: str, actor: Actor) -> None:
    """Let a person be found by one more blind index, of a PESEL or document that is not theirs any more."""
    values = {"identity_index": index, "examiner_id": examiner_id, "actor": str(actor), "replaced_at": clock.now()}
    db.session.execute(insert(IdentityAlias).values(values))


def facts_of(person: PersonEntry) -> dict[str, Any]:
    """Return who somebody is as a document to seal."""
    return {"last_name": person.last_name, "first_names": person.first_names} | person.personal.to_document()


def note_change(event: Event, actor: Actor, examiner_id: int, values: tuple[Any, Any], **details: Any) -> None:
    """Keep what was and what is now sealed, and say in the journal who did what where it lies."""
    change = EntryChange(examiner_id=examiner_id, event=str(event), actor=str(actor))
    change.seal({"before": values[0], "after": values[1]})
    db.session.add(change)
    db.session.flush()
    record(event, actor, subject=f"examiner:{examiner_id}", change=change.id, **details)


def lock_as_seen(seen: Seen) -> PersonRecord:
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


def _check_nobody_is(personal: PersonalData, *, is_another: bool, but: int | None = None) -> None:
    """Raise PersonKnown or FormerPesel when these data lead to somebody, other than `but`."""
    pesel, document = personal.pesel, personal.document
    index = queries.pesel_index(pesel) if pesel else queries.identity_index(document) if document else ""
    known = queries.known_people([index]).get(index)
    if known is not None:
        raise PersonKnown(known.examiner_id)
    former = queries.find_by_former_identity(index) if not is_another else None
    if former is not None and former.id != but:
        raise FormerPesel(former.id) if pesel else PersonKnown(former.id)


def _check_document_is_free(index: str, examiner_id: int) -> None:
    known, former = queries.known_people([index]).get(index), queries.find_by_former_identity(index)
    for holder in (known.examiner_id if known else None, former.id if former else None):
        if holder is not None and holder != examiner_id:
            raise DocumentKnown(holder)


def _keep_as_alias(examiner_id: int, former: str | None, present: str, actor: Actor) -> None:
    """Keep the blind index that no longer counts as a way to find the person; the one that counts needs none."""
    own = IdentityAlias.examiner_id == examiner_id
    db.session.execute(delete(IdentityAlias).where(own, IdentityAlias.identity_index == present))
    if former is not None:
        add_alias(examiner_id, former, actor)


def _in_force(qualification_id: int) -> Any:
    return (Removal.qualification_id == qualification_id) & Removal.restored_on.is_(None)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
