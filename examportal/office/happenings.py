"""What happened, in Polish: the journal's events, results and actors as the office reads them."""

import json
from collections.abc import Mapping

from examportal.journal.rules import Detail, Event, Result

EVENTS: Mapping[Event, str] = {
    Event.SIGN_IN: "logowanie",
    Event.SIGN_OUT: "wylogowanie",
    Event.CLAIM: "pierwsze logowanie",
    Event.REGISTRATION_SAVED: "formularz zapisany",
    Event.ACTIVATION: "aktywacja konta",
    Event.ACTIVATION_LETTER_RESENT: "ponowny list z linkiem aktywacyjnym",
    Event.PASSWORD_RESET_ASKED: "prośba o nowe hasło",
    Event.PASSWORD_LINK_ISSUED: "link do nowego hasła",
    Event.PASSWORD_CHANGED: "zmiana hasła",
    Event.LOGIN_NUMBER_ASKED: "prośba o przypomnienie loginu",
    Event.LOGIN_NUMBER_GIVEN: "nadanie loginu do portalu",
    Event.REGISTRATION_RESTARTED: "rejestracja zaczęta od nowa",
    Event.ADDRESS_CHANGED: "zmiana adresu e-mail",
    Event.EMAIL_CHANGE_ASKED: "prośba o zmianę adresu e-mail konta",
    Event.EMAIL_CHANGED: "zmiana adresu e-mail konta",
    Event.COPY_TAKEN: "pobranie kopii własnych danych",
    Event.CONTACT_CONFIRMED: "potwierdzenie adresu e-mail i telefonu",
    Event.OBJECTION: "zgłoszenie „to nie ja”",
    Event.SUSPENSION: "zawieszenie konta",
    Event.SUSPENSION_LIFTED: "przywrócenie konta",
    Event.SESSIONS_ENDED: "zakończenie sesji",
    Event.PROOF_SHOWN: "ponowne podanie hasła",
    Event.SECOND_STEPS_ENDED: "usunięcie utraconego drugiego kroku",
    Event.SUPPORT_CODE_MADE: "nowy kod autoryzujący",
    Event.SUPPORT_CODE_ENDED: "kod autoryzujący zakończony przez właściciela",
    Event.SUPPORT_CODE_ACCEPTED: "kod autoryzujący przyjęty",
    Event.SUPPORT_CODE_REFUSED: "niewłaściwy kod autoryzujący",
    Event.PROOF_USED: "potwierdzenie właściciela konta pozwoliło na zmianę",
    Event.ACCOUNT_FROZEN: "zatrzymanie konta do czasu nowego hasła",
    Event.ACCOUNT_UNFROZEN: "konto znowu działa z nowym hasłem",
    Event.NOTICE_ACKNOWLEDGED: "zapoznanie się z dokumentem",
    Event.EXAMINER_INVITED: "zaproszenie do portalu",
    Event.INVITATION_USED: "konto założone z zaproszenia",
    Event.STAFF_INVITED: "zaproszenie pracownika",
    Event.STAFF_ROLE_CHANGED: "zmiana roli pracownika",
    Event.STAFF_PERMISSIONS_CHANGED: "zmiana uprawnień pracownika",
    Event.STAFF_KEYS_RESET: "odebranie kluczy pracownikowi",
    Event.PAGE_REFUSED: "próba wejścia na stronę bez uprawnienia",
    Event.FIRST_STEP: "hasło przyjęte, został drugi krok",
    Event.SECOND_STEP: "drugi krok logowania",
    Event.LOGIN_CODE_SENT: "wysłanie kodu logowania",
    Event.DEVICE_TRUSTED: "zgoda na logowanie bez kodu na tym urządzeniu",
    Event.DEVICES_ENDED: "usunięcie zapamiętanych urządzeń",
    Event.AUTHENTICATOR_SET: "nowa aplikacja z kodami",
    Event.RECOVERY_CODES_ISSUED: "nowe kody zapasowe",
    Event.RECOVERY_CODES_KEPT: "kody zapasowe zachowane",
    Event.RECOVERY_CODE_USED: "użycie kodu zapasowego",
    Event.PASSKEY_ADDED: "nowy klucz dostępu",
    Event.PASSKEY_USED: "użycie klucza dostępu",
    Event.PASSKEY_REMOVED: "usunięcie klucza dostępu",
    Event.AUTHENTICATOR_REMOVED: "usunięcie aplikacji z kodami",
    Event.RECOVERY_CODES_ENDED: "unieważnienie kodów zapasowych",
    Event.PHONE_CONFIRMED: "potwierdzenie telefonu do kodów SMS",
    Event.PHONE_REMOVED: "usunięcie telefonu do kodów SMS",
    Event.SCOPES_LOADED: "wczytanie słownika zakresów",
    Event.REGISTER_MERGED: "wczytanie pliku do ewidencji",
    Event.KEYS_ROTATED: "wymiana kluczy szyfrujących",
    Event.PERSON_ENTERED: "dopisanie osoby",
    Event.PERSON_CORRECTED: "poprawka danych osoby",
    Event.PESEL_CORRECTED: "poprawka numeru PESEL",
    Event.DOCUMENT_CORRECTED: "poprawka dokumentu tożsamości",
    Event.PESEL_REVEALED: "odsłonięcie numeru PESEL",
    Event.CONTACT_REVEALED: "odsłonięcie adresu e-mail i telefonu",
    Event.THROTTLE_LIFTED: "zgoda na próby logowania od razu",
    Event.NOTE_WRITTEN: "notatka biura",
    Event.PEOPLE_EXPORTED: "pobranie listy osób",
    Event.PROFILE_CHANGED: "zmiana danych zgłoszona przez egzaminatora",
    Event.NAME_CHECKED: "sprawdzenie dokumentu po zmianie nazwiska",
    Event.CHANGES_EXPORTED: "pobranie listy zgłoszonych zmian",
    Event.CORRECTION_REPORTED: "zgłoszenie błędu w ewidencji",
    Event.CORRECTION_WITHDRAWN: "wycofanie zgłoszenia błędu w ewidencji",
    Event.CORRECTION_ACCEPTED: "zgłoszenie błędu w ewidencji zamknięte jako poprawione",
    Event.CORRECTION_REFUSED: "odpowiedź na zgłoszenie błędu w ewidencji, bez poprawki",
    Event.PROMISE_KEPT: "obietnica biura spełniona",
    Event.CASE_OPENED: "otwarcie sprawy o odzyskanie dostępu",
    Event.CASE_MATCHED: "wskazanie, kogo dotyczy sprawa",
    Event.CASE_PROOF_NOTED: "zapisanie dowodu w sprawie",
    Event.CASE_PROOF_TAKEN_BACK: "skreślenie dowodu w sprawie",
    Event.CASE_PHONE_SHOWN: "odsłonięcie numeru do oddzwonienia w sprawie",
    Event.CASE_ADDRESS_TOLD: "podanie dzwoniącemu zamaskowanego adresu",
    Event.CASE_PROPOSED: "propozycja rozstrzygnięcia sprawy",
    Event.CASE_TAKEN_BACK: "cofnięcie propozycji w sprawie",
    Event.CASE_APPROVED: "zatwierdzenie sprawy przez drugą osobę",
    Event.CASE_APPROVED_ALONE: "zatwierdzenie sprawy bez drugiej osoby",
    Event.CASE_REVIEWED: "obejrzenie sprawy zatwierdzonej bez drugiej osoby",
    Event.CASE_WAITS: "zawiadomienia o sprawie wysłane, trwa oczekiwanie",
    Event.CASE_SENT_BACK: "powrót zatwierdzonej sprawy do zbierania dowodów",
    Event.CASE_READY: "koniec oczekiwania w sprawie",
    Event.CASE_VETOED: "sprzeciw w sprawie",
    Event.CASE_REFUSED: "odmowa w sprawie",
    Event.CASE_WITHDRAWN: "wycofanie sprawy",
    Event.CASE_DONE: "zakończenie sprawy",
    Event.CASES_FORGOTTEN: "usunięcie treści dawnych spraw",
    Event.ATTACHMENTS_ADDED: "dodanie plików do sprawy",
    Event.ATTACHMENT_TAKEN: "pobranie pliku sprawy",
    Event.ATTACHMENTS_DELETED: "usunięcie plików sprawy",
    Event.DOCUMENT_LIST_CHANGED: "zmiana listy dokumentów, które pomagają",
    Event.PROOF_KINDS_CHANGED: "zmiana listy dowodów",
    Event.RECORDS_UNIFIED: "połączenie dwóch kart",
    Event.RECORDS_PARTED: "rozłączenie kart",
    Event.NUMBER_ENTERED: "wpis numeru do ewidencji",
    Event.NUMBER_CORRECTED: "poprawka numeru ewidencyjnego",
    Event.NUMBER_REMOVED: "skreślenie numeru z ewidencji",
    Event.NUMBER_RESTORED: "przywrócenie skreślonego numeru",
    Event.NUMBER_MOVED: "przeniesienie numeru do innej osoby",
    Event.CONFLICTS_DECIDED: "rozstrzygnięcie konfliktów w pliku",
    Event.REGISTER_MERGE_UNDONE: "wycofanie wczytanego pliku",
    Event.OLD_ACCOUNTS_MOVED: "zgoda na przeniesienie kont dawnego serwisu",
    Event.OLD_ACCOUNT_MOVED: "przeniesienie konta dawnego serwisu",
    Event.OLD_RIGHT_LEADS_TO: "rola, którą daje uprawnienie dawnego serwisu",
    Event.OLD_OWNERS_TOLD: "listy do właścicieli kont dawnego serwisu",
    Event.OLD_EXAMINERS_READ: "wczytanie egzaminatorów dawnego serwisu",
    Event.OLD_EXAMINERS_CONFIRMED: "zgoda na zaproszenia dla egzaminatorów dawnego serwisu",
    Event.OLD_EXAMINERS_STOPPED: "zatrzymanie zaproszeń dla egzaminatorów dawnego serwisu",
    Event.TERMS_DRAFTED: "zapisanie projektu regulaminu",
    Event.TERMS_PUBLISHED: "publikacja regulaminu",
    Event.TERMS_WITHDRAWN: "cofnięcie publikacji regulaminu",
    Event.LETTER_TEXT_CHANGED: "zmiana treści listu",
    Event.OLD_FILE_BROUGHT: "przyjęcie pliku z kontami z dawnego serwisu",
    Event.OLD_RIGHTS_CHANGED: "zmiana uprawnień dawnego konta przed przeniesieniem",
    Event.OLD_RIGHTS_GIVEN_BACK: "przywrócenie uprawnień dawnego konta z pliku",
    Event.RESEND_ORDERED: "przygotowanie wysyłki listów aktywacyjnych",
    Event.RESEND_CONFIRMED: "zgoda na wysyłkę listów aktywacyjnych",
    Event.RESEND_STOPPED: "zatrzymanie wysyłki listów aktywacyjnych",
    Event.LETTER_POSTED: "list przygotowany do wysłania",
    Event.LETTER_ACCEPTED: "list przyjęty przez serwer pocztowy",
    Event.LETTER_GIVEN_UP: "listu nie udało się wysłać",
    Event.LETTER_WITHDRAWN: "list wycofany przed wysłaniem",
    Event.LETTER_BOUNCED: "list wrócił niedoręczony",
    Event.SMS_POSTED: "SMS przygotowany do wysłania",
    Event.SMS_ACCEPTED: "SMS przyjęty przez bramkę",
    Event.SMS_GIVEN_UP: "SMS-a nie udało się wysłać",
    Event.ADVICE_WORDED: "zmienione objaśnienie odpowiedzi serwera poczty",
    Event.SENDING_PAUSED: "wysyłanie listów wstrzymane",
    Event.SENDING_RESUMED: "wysyłanie listów wznowione",
    Event.JOURNAL_EXPORTED: "pobranie wpisów dziennika",
    Event.JOURNAL_CHECK_ASKED: "zlecenie sprawdzenia dziennika",
    Event.JOURNAL_CHECKED: "sprawdzenie dziennika",
    Event.JOURNAL_FORGOTTEN: "usunięcie treści starych wpisów",
}
ALARMING = frozenset({str(Event.CASE_APPROVED_ALONE)})
"""What somebody of the office has done alone where two belong."""
RESULTS: Mapping[Result, str] = {Result.DONE: "wykonano", Result.REFUSED: "odmowa"}
_KINDS = {
    "examiner": "egzaminator",
    "staff": "pracownik",
    "command": "polecenie administratora systemu",
    "worker": "portal",
    "nobody": "ktoś niezalogowany",
    "import": "wczytany plik",
    "upload": "plik w przygotowaniu",
    "letter": "list",
    "old_examiners": "plik egzaminatorów dawnego serwisu",
    "resend": "wysyłka listów",
    "letter_text": "treść listu",
    "case": "sprawa",
    "old_file": "plik z dawnymi kontami",
    "old_account": "dawne konto",
}
_UNKNOWN = "zdarzenie starszej wersji portalu"


_DETAILS = {
    "act": "czynność",
    "after": "jest",
    "asker": "kto się zgłasza",
    "attachment": "plik",
    "basis": "na podstawie",
    "before": "było",
    "browser": "przeglądarka",
    "change": "zgłoszenie nr",
    "changes": "co się zmieniło",
    "by": "kto",
    "case": "sprawa",
    "channel": "jak",
    "code": "kod",
    "count": "liczba",
    "days": "dni",
    "digests": "początki skrótów SHA-256",
    "document": "dokument",
    "entries": "wpisów",
    "entry": "wpis",
    "fault": "usterka",
    "files": "plików",
    "format": "plik",
    "ground": "podstawa",
    "kind": "rodzaj",
    "left": "zostało",
    "lines": "wierszy",
    "new_device": "nowe urządzenie",
    "material": "istotna zmiana",
    "number": "numer",
    "page": "strona",
    "parts": "co",
    "proof": "czym się wykazano",
    "reason": "powód",
    "reference": "numer kodu lub sprawy",
    "removed": "bez treści",
    "renames": "nowe nazwisko lub imię",
    "report": "zgłoszenie nr",
    "role": "rola",
    "sessions": "sesji",
    "settled": "błędne wiersze sprawdzone",
    "shown": "potwierdzenie",
    "since": "od",
    "until": "do",
    "told": "powiedziane rozmówcy",
    "upto": "do wpisu",
    "version": "wersja",
}
_VALUES = {True: "tak", False: "nie"}


def details_words(details: str) -> str:
    """Return the details of an entry, stored as JSON, on one line; codes stay as they are stored."""
    told = {name: value for name, value in json.loads(details).items() if value is not None}
    return ", ".join(f"{_DETAILS.get(name, name)}: {_plain(value)}" for name, value in told.items())


def _plain(value: Detail) -> str:
    return _VALUES[value] if isinstance(value, bool) else str(value)


def event_words(event: str) -> str:
    """Return what a stored event is called; an event that the portal no longer knows has words too."""
    return EVENTS[Event(event)] if event in set(Event) else _UNKNOWN


REASONS: Mapping[str, str] = {
    "caller": "sprawdzenie, kto dzwoni lub pisze",
    "papers": "porównanie z dokumentami lub decyzją",
    "contract": "umowa lub rozliczenie",
    "correction": "wyjaśnienie pomyłki w ewidencji",
    "typo": "literówka w adresie",
    "other_mailbox": "prośba o inną skrzynkę",
    "refused": "poczta odrzuca listy",
    "own_wish": "na prośbę tej osoby",
    "stranger": "podejrzenie, że z konta korzysta ktoś inny",
    "clarification": "do wyjaśnienia",
    "settled": "sprawa wyjaśniona",
    "mistake": "pomyłka",
    "objection": "zgłoszenie „to nie ja”",
    "registry_number": "numerem ewidencyjnym",
    "own_password": "własnym hasłem",
    "passkey": "kluczem dostępu",
    "passkey_copied": "klucz dostępu wygląda na kopię",
}
_COUNTED = {
    "count": "liczba: {}",
    "sessions": "zakończone sesje: {}",
    "number": "list {}",
    "case": "sprawa {}",
}


def why_words(details: Mapping[str, Detail]) -> str:
    """Return why it was done and how much it was, where the journal has that; other details stay in the journal."""
    told = [REASONS[str(details[name])] for name in ("reason", "ground", "proof") if details.get(name) in REASONS]
    told += [words.format(details[name]) for name, words in _COUNTED.items() if details.get(name) is not None]
    return ", ".join(told)


def result_words(result: str) -> str:
    """Return how it ended."""
    return RESULTS[Result(result)]


def party_words(party: str, staff_names: Mapping[int, str]) -> str:
    """Return who acted or whom it concerned: `staff:3` by name when `staff_names` has the id, others by kind and id.

    No examiner is ever named here: that is left to the page of the person.
    """
    kind, _, row_id = party.partition(":")
    name = staff_names.get(int(row_id)) if kind == "staff" and row_id.isdecimal() else None
    if name is not None:
        return name
    known = _KINDS.get(kind, kind)
    return f"{known} nr {row_id}" if row_id else known
