"""What an examiner reads about the own account: each sign-in, and what the office has looked at or done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from examportal.accounts.service import examiner_actor
from examportal.accounts.staff.rules import Role
from examportal.config import settings
from examportal.journal.models import JournalPayload
from examportal.journal.queries import entries_about
from examportal.journal.rules import Event, Result
from examportal.profile.queries import staff_by_id

MOST = 50
OFFICE = {
    Event.PESEL_REVEALED: "odczytanie pełnego numeru PESEL",
    Event.CONTACT_REVEALED: "odczytanie adresu e-mail i telefonu",
    Event.PERSON_ENTERED: "wpis do ewidencji",
    Event.PERSON_CORRECTED: "poprawka danych w ewidencji",
    Event.PESEL_CORRECTED: "poprawka numeru PESEL w ewidencji",
    Event.DOCUMENT_CORRECTED: "poprawka dokumentu w ewidencji",
    Event.NAME_CHECKED: "sprawdzenie dokumentu po zmianie nazwiska lub imienia",
    Event.RECORDS_UNIFIED: "połączenie dwóch kart w ewidencji",
    Event.RECORDS_PARTED: "rozłączenie kart w ewidencji",
    Event.NUMBER_ENTERED: "nowy numer ewidencyjny",
    Event.NUMBER_CORRECTED: "poprawka numeru ewidencyjnego",
    Event.NUMBER_REMOVED: "skreślenie numeru ewidencyjnego",
    Event.NUMBER_RESTORED: "przywrócenie numeru ewidencyjnego",
    Event.ACTIVATION_LETTER_RESENT: "ponowne wysłanie listu aktywacyjnego",
    Event.ADDRESS_CHANGED: "poprawka adresu e-mail przed aktywacją",
    Event.PASSWORD_LINK_ISSUED: "wysłanie linku do nowego hasła",
    Event.THROTTLE_LIFTED: "zgoda na próby logowania od razu",
    Event.SESSIONS_ENDED: "wylogowanie ze wszystkich urządzeń",
    Event.SUSPENSION: "zawieszenie konta",
    Event.SUSPENSION_LIFTED: "przywrócenie konta",
}
"""What of the office's work is told; all of it stands in the journal."""
_ROLES = {
    Role.ADMINISTRATOR: "administrator portalu",
    Role.REGISTRAR: "pracownik ewidencji",
    Role.CLERK: "pracownik pomocy",
    Role.AUDITOR: "audytor",
}


@dataclass(frozen=True)
class SignIn:
    """One try to sign in with this person's data."""

    at: datetime
    succeeded: bool


@dataclass(frozen=True)
class Deed:
    """Something that somebody of the office did."""

    at: datetime
    what: str
    who: str


def sign_ins(examiner_id: int) -> list[SignIn]:
    """Return the last tries to sign in, newest first."""
    told = entries_about(str(examiner_actor(examiner_id)), MOST, events=[Event.SIGN_IN])
    return [SignIn(line.recorded_at, line.result == Result.DONE) for line in told]


def deeds(examiner_id: int) -> list[Deed]:
    """Return what the office did last, newest first; by role, or by name where the board has set HISTORY_NAMES."""
    subject = str(examiner_actor(examiner_id))
    told = entries_about(subject, MOST, events=list(OFFICE), actors="staff")
    names = _names(told)
    return [Deed(line.recorded_at, OFFICE[Event(line.event)], names[_id(line)]) for line in told]


def _names(told: Sequence[JournalPayload]) -> dict[int, str]:
    members = staff_by_id(sorted({_id(line) for line in told}))
    by_name = settings().history_names
    return {one.id: one.name if by_name else _ROLES[Role(one.role)] for one in members}


def _id(line: JournalPayload) -> int:
    return int(line.actor.partition(":")[2])
