"""What the card shows beside the register's record: diagnosis, acts, letters, sign-ins, notes, what happened."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from examportal.accounts import queries as keys
from examportal.accounts.models import SignInSession
from examportal.accounts.rules import state_of
from examportal.accounts.staff.presence import OnDutyHere
from examportal.accounts.staff.queries import names_of
from examportal.accounts.staff.rules import Permission, staff_ids
from examportal.accounts.support_codes import service as support
from examportal.core import clock
from examportal.intake.disputes.models import ImportDispute
from examportal.intake.disputes.queries import open_about
from examportal.intake.rules.records import Judgement, Reason, Verdict
from examportal.intake.wording import sentence
from examportal.journal import queries as journal
from examportal.journal.models import JournalPayload
from examportal.mail import queries as letters
from examportal.mail.words import KINDS
from examportal.office import words
from examportal.office.diagnosis.facts import door_marks, why_person
from examportal.office.happenings import event_words, party_words, why_words
from examportal.office.helping import queries, service
from examportal.office.helping.forms import ContactForm, NoteForm, SupportCodeForm
from examportal.office.helping.models import PersonNote
from examportal.office.helping.rules import Act, acts_for
from examportal.office.people_forms import RevealForm
from examportal.recovery.queries import find_open
from examportal.register import queries as register
from examportal.throttle import service as throttle
from examportal.web.forms import PortalForm

PROMISES_AT_ONCE = 50
EVENTS_ON_CARD, EVENTS_ON_PAGE, LETTERS_ON_CARD, SIGN_INS_ON_CARD = 8, 50, 8, 5


@dataclass(frozen=True)
class Happening:
    """One line of what happened to a person, in words."""

    seq: int
    at: datetime
    what: str
    why: str
    who: str
    refused: bool


@dataclass(frozen=True)
class Timeline:
    """Some of what happened, newest first; `before` leads to what came earlier, None when there is no more."""

    lines: Sequence[Happening]
    before: int | None


@dataclass(frozen=True)
class Note:
    """A note as the card shows it."""

    id: int
    examiner_id: int
    text: str
    author: str
    row: PersonNote


@dataclass(frozen=True)
class Promise:
    """A promise as the start page shows it."""

    examiner_id: int
    person: str
    text: str
    due_on: date


def case_of(examiner_id: int, here: OnDutyHere, form: PortalForm) -> dict[str, Any]:
    """Return what the card's template needs; `form` takes the place of the one of its kind."""
    may_help = here.may(Permission.HELP_PEOPLE)
    return {
        "diagnosis": why_person(examiner_id),
        "confirmed": support.confirmed(examiner_id, here.actor),
        "acts": _acts(examiner_id) if may_help else [],
        "masked_contact": service.contact_of(register.get_examiner(examiner_id)),
        "letters": letters.all_about(_subject(examiner_id), LETTERS_ON_CARD),
        "sign_ins": _sign_ins(examiner_id),
        "notes": _notes(examiner_id),
        "disputes": [(one, _dispute_words(one)) for one in open_about(examiner_id)],
        "told": timeline(examiner_id, None, EVENTS_ON_CARD),
        "states": words.ACCOUNTS,
        "grounds": words.GROUNDS,
        "letter_words": KINDS,
        "letter_states": words.LETTER_STATES,
        "now": clock.now(),
        "may_help": may_help,
        "may_handle": here.may(Permission.HANDLE_CASES),
        "open_case": find_open(examiner_id),
        "may_change": here.may(Permission.CORRECT_REGISTER),
        **_forms(form),
    }


def _dispute_words(dispute: ImportDispute) -> str:
    return sentence(Judgement(dispute.line, Verdict.CONFLICT, Reason(dispute.reason)))


def open_promises() -> list[Promise]:
    """Return the promises that nobody has kept yet, the one that is due first at the top."""
    return [
        Promise(note.examiner_id, f"{person.first_names} {person.last_name}", note.unseal().get("text", ""), due_on)
        for note, person in queries.open_promises(PROMISES_AT_ONCE)
        if (due_on := note.due_on)
    ]


def timeline(examiner_id: int, before: int | None, limit: int = EVENTS_ON_PAGE) -> Timeline:
    """Return what happened to a person, newest first, at most `limit`; with `before` what came earlier than that."""
    told = journal.entries_about(_subject(examiner_id), limit + 1, before=before)
    lines = _told(told[:limit])
    return Timeline(lines, lines[-1].seq if len(told) > limit else None)


def _told(told: Sequence[JournalPayload]) -> list[Happening]:
    names = names_of(staff_ids(line.actor for line in told))
    return [
        Happening(
            line.seq,
            line.recorded_at,
            event_words(line.event),
            why_words(json.loads(line.details)),
            "ta osoba" if line.actor == line.subject else party_words(line.actor, names),
            refused=line.result == "refused",
        )
        for line in told
    ]


def _forms(form: PortalForm) -> dict[str, PortalForm]:
    kinds = {
        "reveal_form": RevealForm,
        "contact_form": ContactForm,
        "note_form": NoteForm,
        "code_form": SupportCodeForm,
    }
    return {name: form if isinstance(form, kind) else kind(formdata=None) for name, kind in kinds.items()}


def _acts(examiner_id: int) -> Sequence[Act]:
    account = keys.find_account(examiner_id)
    waits = throttle.waits(door_marks(register.get_examiner(examiner_id)), clock.now())
    suspended = keys.is_suspended(examiner_id)
    return acts_for(state_of(keys.key_facts(account)), suspended=suspended, throttled=bool(waits))


def _sign_ins(examiner_id: int) -> Sequence[SignInSession]:
    return queries.sign_ins(examiner_id, SIGN_INS_ON_CARD)


def _notes(examiner_id: int) -> list[Note]:
    rows = queries.notes_about(examiner_id)
    names = names_of(staff_ids(row.author for row in rows))
    return [
        Note(row.id, row.examiner_id, row.unseal().get("text", ""), party_words(row.author, names), row) for row in rows
    ]


def _subject(examiner_id: int) -> str:
    return f"examiner:{examiner_id}"
