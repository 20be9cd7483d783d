"""What an examiner reads about the own account: each sign-in, and what the office has looked at or done."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from examportal.accounts.service import examiner_actor
from examportal.accounts.staff.rules import Role
from examportal.config import settings
from examportal.journal.models import JournalPayload
from examportal.journal.queries import entries_about
from examportal.journal.rules import Event, Result
from examportal.mail import queries as letters
from examportal.mail.queries import Headed
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
    Event.CORRECTION_ACCEPTED: "odpowiedź na Twoje zgłoszenie: poprawione w ewidencji",
    Event.CORRECTION_REFUSED: "odpowiedź na Twoje zgłoszenie: bez poprawki",
    Event.CASE_OPENED: "otwarcie sprawy o odzyskanie dostępu",
    Event.CASE_MATCHED: "wskazanie, że sprawa o odzyskanie dostępu dotyczy Ciebie",
    Event.CASE_PHONE_SHOWN: "odczytanie numeru telefonu, żeby do Ciebie oddzwonić",
    Event.CASE_ADDRESS_TOLD: "podanie zamaskowanego adresu e-mail konta osobie, która się wykazała",
    Event.ATTACHMENTS_ADDED: "dodanie plików do sprawy o odzyskanie dostępu",
    Event.ATTACHMENT_TAKEN: "pobranie pliku ze sprawy o odzyskanie dostępu",
    Event.CASE_APPROVED: "zatwierdzenie sprawy o odzyskanie dostępu",
    Event.CASE_APPROVED_ALONE: "zatwierdzenie sprawy o odzyskanie dostępu bez drugiej osoby",
    Event.CASE_REFUSED: "odmowa w sprawie o odzyskanie dostępu",
    Event.CASE_WITHDRAWN: "wycofanie sprawy o odzyskanie dostępu",
    Event.CASE_DONE: "zakończenie sprawy o odzyskanie dostępu",
    Event.RECORDS_UNIFIED: "połączenie dwóch kart w ewidencji",
    Event.RECORDS_PARTED: "rozłączenie kart w ewidencji",
    Event.NUMBER_ENTERED: "nowy numer ewidencyjny",
    Event.NUMBER_CORRECTED: "poprawka numeru ewidencyjnego",
    Event.NUMBER_REMOVED: "skreślenie numeru ewidencyjnego",
    Event.NUMBER_RESTORED: "przywrócenie numeru ewidencyjnego",
    Event.EMAIL_CHANGE_ASKED: "wysłanie linku do zmiany adresu e-mail, na Twoją prośbę",
    Event.PROFILE_CHANGED: "zmiana Twojego telefonu, na Twoją prośbę",
    Event.SECOND_STEPS_ENDED: "usunięcie drugiego kroku logowania, na Twoją prośbę",
    Event.SUPPORT_CODE_ACCEPTED: "przyjęcie Twojego kodu autoryzującego",
    Event.SUPPORT_CODE_REFUSED: "wpisanie niewłaściwego kodu autoryzującego do Twojego konta",
    Event.ACTIVATION_LETTER_RESENT: "ponowne wysłanie listu aktywacyjnego",
    Event.ADDRESS_CHANGED: "poprawka adresu e-mail przed aktywacją",
    Event.PASSWORD_LINK_ISSUED: "wysłanie linku do nowego hasła",
    Event.THROTTLE_LIFTED: "zgoda na próby logowania od razu",
    Event.SESSIONS_ENDED: "wylogowanie ze wszystkich urządzeń",
    Event.SUSPENSION: "zawieszenie konta",
    Event.SUSPENSION_LIFTED: "przywrócenie konta",
}
"""What of the office's work is told; all of it stands in the journal."""
OWN = {
    (Event.PASSWORD_CHANGED, Result.DONE): "nowe hasło",
    (Event.PASSWORD_CHANGED, Result.REFUSED): "próba zmiany hasła ze złym hasłem",
    (Event.PROOF_SHOWN, Result.REFUSED): "próba potwierdzenia ze złym hasłem",
    (Event.SECOND_STEP, Result.REFUSED): "próba ze złym kodem albo kluczem dostępu",
    (Event.SESSIONS_ENDED, Result.DONE): "wylogowanie z innych przeglądarek",
    (Event.OBJECTION, Result.DONE): "naciśnięcie „to nie ja” w liście",
    (Event.ACCOUNT_FROZEN, Result.DONE): "zatrzymanie konta do czasu nowego hasła",
    (Event.ACCOUNT_UNFROZEN, Result.DONE): "konto znowu działa z nowym hasłem",
    (Event.EMAIL_CHANGE_ASKED, Result.DONE): "prośba o zmianę adresu e-mail",
    (Event.EMAIL_CHANGED, Result.DONE): "nowy adres e-mail",
    (Event.AUTHENTICATOR_SET, Result.DONE): "nowa aplikacja z kodami",
    (Event.AUTHENTICATOR_REMOVED, Result.DONE): "usunięcie aplikacji z kodami",
    (Event.PASSKEY_ADDED, Result.DONE): "nowy klucz dostępu",
    (Event.PASSKEY_REMOVED, Result.DONE): "usunięcie klucza dostępu",
    (Event.PHONE_CONFIRMED, Result.DONE): "telefon do kodów SMS",
    (Event.PHONE_CONFIRMED, Result.REFUSED): "próba potwierdzenia telefonu ze złym kodem",
    (Event.PHONE_REMOVED, Result.DONE): "usunięcie telefonu do kodów SMS",
    (Event.SUPPORT_CODE_MADE, Result.DONE): "nowy kod autoryzujący",
    (Event.SUPPORT_CODE_ENDED, Result.DONE): "zakończenie kodu autoryzującego",
    (Event.RECOVERY_CODES_KEPT, Result.DONE): "nowe kody zapasowe",
    (Event.RECOVERY_CODE_USED, Result.DONE): "użycie kodu zapasowego",
    (Event.RECOVERY_CODES_ENDED, Result.DONE): "unieważnienie kodów zapasowych",
    (Event.DEVICE_TRUSTED, Result.DONE): "zgoda na logowanie bez kodu na urządzeniu",
    (Event.DEVICES_ENDED, Result.DONE): "usunięcie urządzeń, na których nie pytamy o kod",
    (Event.PROFILE_CHANGED, Result.DONE): "zmiana danych zgłoszona komisji",
    (Event.COPY_TAKEN, Result.DONE): "otwarcie albo pobranie kopii wszystkich danych",
}
"""What is told of the acts on one's own keys, by how they ended; a proof that was right is no news. Whatever the owner
is told of by letter is among it."""
_ROLES = {
    Role.ADMINISTRATOR: "administrator portalu",
    Role.REGISTRAR: "pracownik ewidencji",
    Role.CLERK: "pracownik pomocy",
    Role.AUDITOR: "audytor",
}


@dataclass(frozen=True)
class SignIn:
    """One try to sign in with this person's data; what is not known of it, of older ones say, is None."""

    at: datetime
    succeeded: bool
    browser: str | None = None
    new_device: bool | None = None


@dataclass(frozen=True)
class OwnAct:
    """Something that was done to the keys from within the account, or by a letter's link."""

    at: datetime
    what: str


@dataclass(frozen=True)
class Deed:
    """Something that somebody of the office did."""

    at: datetime
    what: str
    who: str


def sign_ins(examiner_id: int) -> list[SignIn]:
    """Return the last tries to sign in, newest first: MOST that succeeded and MOST that failed."""
    return [_sign_in(line) for line in _told(examiner_id, {how: [Event.SIGN_IN] for how in Result})]


def own_acts(examiner_id: int) -> list[OwnAct]:
    """Return what was done last to the keys of the account, and refused, newest first; not by the office."""
    told = _told(examiner_id, {how: [event for event, ended in OWN if ended is how] for how in Result})
    words = [(line, OWN[Event(line.event), Result(line.result)]) for line in told]
    return [OwnAct(line.recorded_at, what) for line, what in words if not line.actor.startswith("staff:")]


def letters_sent(examiner_id: int) -> list[Headed]:
    """Return the last letters that were written to this person, newest first."""
    return letters.all_headed(str(examiner_actor(examiner_id)), MOST)


def deeds(examiner_id: int) -> list[Deed]:
    """Return what the office did last, newest first; by role, or by name where the board has set HISTORY_NAMES."""
    subject = str(examiner_actor(examiner_id))
    told = entries_about(subject, MOST, events=list(OFFICE), actors="staff")
    names = office_names([_id(line) for line in told])
    return [Deed(line.recorded_at, OFFICE[Event(line.event)], names[_id(line)]) for line in told]


def _told(examiner_id: int, events: Mapping[Result, Sequence[Event]]) -> list[JournalPayload]:
    """Return what is told of a person, newest first, MOST of each result.

    Of each: nobody shall push what was done out of sight by failing at something often enough.
    """
    subject = str(examiner_actor(examiner_id))
    each = [entries_about(subject, MOST, events=which, result=how) for how, which in events.items()]
    return sorted(chain.from_iterable(each), key=lambda line: line.seq, reverse=True)


def _sign_in(line: JournalPayload) -> SignIn:
    details = json.loads(line.details)
    return SignIn(line.recorded_at, line.result == Result.DONE, details.get("browser"), details.get("new_device"))


def office_names(member_ids: Sequence[int]) -> dict[int, str]:
    """Return what an examiner reads of some of the staff: the role, or the name where the board has set that."""
    members = staff_by_id(sorted(set(member_ids)))
    by_name = settings().history_names
    return {one.id: one.name if by_name else _ROLES[Role(one.role)] for one in members}


def _id(line: JournalPayload) -> int:
    return int(line.actor.partition(":")[2])
