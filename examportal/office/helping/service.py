"""What the desk does for one person; each act leaves a journal line, and a second click within a minute does nothing.

Every act locks the person first and looks then whether it was done: of two clerks at once one acts, and the other is
told when it was done. Raises AlreadyDone for that, `register.entries.queries.PersonUnknown`, and what is said in place.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest

from examportal.accounts import guarded, suspensions
from examportal.accounts import queries as keys
from examportal.accounts import service as accounts
from examportal.accounts.addresses import service as addresses
from examportal.accounts.addresses.models import EmailChange
from examportal.accounts.proofs.rules import GuardedAct
from examportal.core import clock
from examportal.db import db, keyring
from examportal.journal import queries as journal
from examportal.journal.rules import Actor, Event
from examportal.office.diagnosis.facts import door_marks
from examportal.office.helping import queries
from examportal.office.helping.models import PersonNote
from examportal.office.helping.rules import (
    PAUSE,
    AddressChangedMeanwhile,
    AddressReason,
    AlreadyDone,
    RestorationReason,
    SameAddress,
    SuspensionReason,
)
from examportal.onboarding import service as onboarding
from examportal.onboarding.service import PostedLink
from examportal.profile import queries as profiles
from examportal.register import queries as register
from examportal.register.entries import service as entries
from examportal.register.entries.queries import PersonUnknown
from examportal.register.entries.rules import RevealReason
from examportal.register.models import Examiner
from examportal.register.rules import PersonalData
from examportal.throttle import service as throttle


@dataclass(frozen=True)
class Contact:
    """Every address and phone number of a person: the register's, the account's, the profile's."""

    register_email: str | None
    register_phone: str | None
    account_email: str | None
    profile_phone: str | None


def resend_activation(examiner_id: int, actor: Actor) -> PostedLink:
    """Post another activation letter; raises LinkUsed, LinkReplaced or Suspended."""
    _once(examiner_id, Event.ACTIVATION_LETTER_RESENT)
    return onboarding.resend_for(examiner_id, actor)


def correct_address(examiner_id: int, seen: str, email: str, reason: AddressReason, actor: Actor) -> PostedLink:
    """Send the activation letter to another address; `seen` is the `address_stamp` of the one on the page.

    Raises SameAddress, AddressChangedMeanwhile, or what `onboarding.service.correct_address` raises.
    """
    _lock(examiner_id)
    now = queries.find_email(examiner_id)
    last = journal.last_by_staff(_subject(examiner_id), Event.ADDRESS_CHANGED, clock.now() - PAUSE)
    if last is not None and now == email:
        raise AlreadyDone(last)
    if now == email:
        raise SameAddress
    if now is not None and not compare_digest(address_stamp(now), seen):
        raise AddressChangedMeanwhile
    return onboarding.correct_address(examiner_id, email, str(reason), actor)


def send_password_link(examiner_id: int, actor: Actor) -> tuple[str, datetime]:
    """Post a letter with a link to a new password; raises `accounts.service.NoAccount` or Suspended."""
    _once(examiner_id, Event.PASSWORD_LINK_ISSUED)
    return accounts.send_password_link(examiner_id, actor)


def lift_throttle(examiner_id: int, actor: Actor) -> int:
    """Let the person try again at once; return how many waits that ended. Counters of addresses stay."""
    person = _once(examiner_id, Event.THROTTLE_LIFTED)
    marks = door_marks(person)
    ended = len(throttle.waits(marks, clock.now()))
    throttle.lift(marks)
    accounts.record_for(Event.THROTTLE_LIFTED, examiner_id, actor, count=ended)
    return ended


def end_sessions(examiner_id: int, actor: Actor) -> int:
    """Sign the person out everywhere; return from how many browsers. Raises `accounts.service.NoAccount`."""
    _once(examiner_id, Event.SESSIONS_ENDED)
    return accounts.end_sessions_of(examiner_id, actor)


def suspend(examiner_id: int, reason: SuspensionReason, actor: Actor) -> None:
    """Close the person's way in; who is suspended already stays so."""
    _lock(examiner_id)
    known = keys.find_suspension(examiner_id)
    if known is not None:
        raise AlreadyDone(known.suspended_at)
    suspensions.suspend(examiner_id, str(reason), actor)


def restore(examiner_id: int, reason: RestorationReason, actor: Actor) -> None:
    """Open the person's way in again; raises `accounts.suspensions.NotSuspended`."""
    _lock(examiner_id)
    last = journal.last_by_staff(_subject(examiner_id), Event.SUSPENSION_LIFTED, clock.now() - PAUSE)
    if last is not None and keys.find_suspension(examiner_id) is None:
        raise AlreadyDone(last)
    suspensions.restore(examiner_id, actor, reason=str(reason))


def write_note(examiner_id: int, words: str, due_on: date | None, actor: Actor) -> None:
    """Keep a note about a person; with a day it is a promise."""
    _lock(examiner_id)
    now = clock.now()
    for known in queries.written_since(examiner_id, str(actor), now - PAUSE):
        if (known.unseal()["text"], known.due_on) == (words, due_on):
            raise AlreadyDone(known.written_at)
    note = PersonNote(examiner_id=examiner_id, author=str(actor), written_at=now, due_on=due_on)
    note.seal({"text": words})
    db.session.add(note)
    db.session.flush()
    promised = due_on.isoformat() if due_on else None
    accounts.record_for(Event.NOTE_WRITTEN, examiner_id, actor, note=note.id, promised_for=promised)


def keep_promise(examiner_id: int, note_id: int, actor: Actor) -> None:
    """Say that a promise was kept; raises `queries.NoteUnknown`."""
    promise = queries.get_promise_for_change(examiner_id, note_id)
    if promise.done_at is not None:
        raise AlreadyDone(promise.done_at)
    promise.done_at, promise.done_by = clock.now(), str(actor)
    accounts.record_for(Event.PROMISE_KEPT, examiner_id, actor, note=note_id)


def ask_for_email(examiner_id: int, email: str, actor: Actor) -> EmailChange:
    """Write with a link to another address for an active account; raises what `accounts.guarded.ask_for_email` does."""
    _lock(examiner_id)
    last = journal.last_by_staff(_subject(examiner_id), Event.EMAIL_CHANGE_ASKED, clock.now() - PAUSE)
    account = keys.find_account(examiner_id)
    asked = addresses.waiting(account) if account else None
    if last is not None and asked is not None and asked.email == email:
        raise AlreadyDone(last)
    return guarded.ask_for_email(examiner_id, email, actor)


def end_second_steps(examiner_id: int, actor: Actor) -> None:
    """End the second steps of an active account; raises what `accounts.guarded.end_second_steps` raises."""
    _once(examiner_id, Event.SECOND_STEPS_ENDED)
    guarded.end_second_steps(examiner_id, actor)


def reveal_contact(examiner_id: int, reason: RevealReason, actor: Actor, *, told: bool) -> Contact:
    """Return addresses and phone numbers in clear, and note who looked and why.

    `told`: the caller is to hear them, so the caller must be the owner: raises `accounts.guarded.ProofNeeded`.
    """
    _check_may_be_told(examiner_id, actor, told=told)
    contact = contact_of(_lock(examiner_id))
    to_caller = {"told": True} if told else {}
    accounts.record_for(Event.CONTACT_REVEALED, examiner_id, actor, reason=str(reason), **to_caller)
    return contact


def reveal_pesel(examiner_id: int, reason: RevealReason, actor: Actor, *, told: bool) -> str | None:
    """Return a PESEL in clear, None when there is none, and note who looked and why; `told` as in `reveal_contact`."""
    _check_may_be_told(examiner_id, actor, told=told)
    return entries.reveal_pesel(examiner_id, reason, actor)


def contact_of(person: Examiner) -> Contact:
    """Return every address and phone number of a person; pages mask them."""
    personal = PersonalData.from_document(person.unseal())
    row = profiles.find_row(person.id)
    phone = row.unseal().get("phone") if row else None
    return Contact(personal.email, personal.phone, queries.find_email(person.id), phone)


def address_stamp(email: str) -> str:
    """Return what tells one address from another without showing it."""
    return keyring().blind_index("address_stamp", email)


def _check_may_be_told(examiner_id: int, actor: Actor, *, told: bool) -> None:
    if told:
        guarded.check_proof(examiner_id, GuardedAct.DISCLOSURE, actor)


def _subject(examiner_id: int) -> str:
    return str(accounts.examiner_actor(examiner_id))


def _lock(examiner_id: int) -> Examiner:
    person = register.find_for_change(examiner_id)
    if person is None or person.unified_into is not None:
        raise PersonUnknown
    return person


def _once(examiner_id: int, event: Event) -> Examiner:
    """Lock the person; raises AlreadyDone when somebody of the staff did this a moment ago."""
    person = _lock(examiner_id)
    last = journal.last_by_staff(_subject(examiner_id), event, clock.now() - PAUSE)
    if last is not None:
        raise AlreadyDone(last)
    return person
