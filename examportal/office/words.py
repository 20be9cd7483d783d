"""What the office calls things."""

from examportal.accounts.rules import AccountState
from examportal.accounts.staff.rules import MemberState, Permission, Role
from examportal.mail.rules import LetterState
from examportal.office.finding.rules import State
from examportal.profile.unifying.rules import Basis, Doubt
from examportal.register.entries.rules import RevealReason
from examportal.register.service import GROUND_FILE

ROLES = {
    Role.ADMINISTRATOR: "administrator",
    Role.REGISTRAR: "pracownik ewidencji",
    Role.CLERK: "pracownik pomocy",
    Role.AUDITOR: "audytor",
}
DUTIES = {
    Role.ADMINISTRATOR: "wszystko, także zapraszanie i wstrzymywanie pracowników",
    Role.REGISTRAR: "wczytuje pliki z ewidencją, poprawia wpisy, pomaga egzaminatorom",
    Role.CLERK: "pomaga egzaminatorom",
    Role.AUDITOR: "czyta dziennik zdarzeń",
}
PERMISSIONS = {
    Permission.SEE_PEOPLE: "Oglądanie osób, ich wpisów i kont",
    Permission.HELP_PEOPLE: "Pomaganie egzaminatorom",
    Permission.HANDLE_CASES: "Sprawy o odzyskanie dostępu: dowody, propozycje, zatwierdzanie",
    Permission.CORRECT_REGISTER: "Poprawianie wpisów w ewidencji",
    Permission.LOAD_REGISTER: "Wczytywanie plików z ewidencją",
    Permission.READ_JOURNAL: "Czytanie dziennika zdarzeń",
    Permission.MANAGE_LETTERS: "Wstrzymywanie wysyłki listów i objaśnianie odpowiedzi serwerów",
    Permission.EDIT_LETTERS: "Zmienianie treści listów",
    Permission.EDIT_TERMS: "Pisanie i publikowanie regulaminu",
    Permission.MOVE_ACCOUNTS: "Przenoszenie kont z dawnego serwisu",
    Permission.MANAGE_STAFF: "Zapraszanie pracowników i zmiana ich uprawnień",
}
ROLE_CHOICES = tuple((role.value, f"{ROLES[role]} – {DUTIES[role]}") for role in Role)
STATES = {MemberState.INVITED: "zaproszenie", MemberState.ACTIVE: "czynne", MemberState.SUSPENDED: "wstrzymane"}
ACCOUNTS = {
    AccountState.NONE: "nie ma",
    AccountState.PENDING: "czeka na aktywację",
    AccountState.ACTIVE: "czynne",
    AccountState.SUSPENDED: "zawieszone",
}
GROUNDS = {GROUND_FILE: "według pliku z ewidencją"}
GROUND_NAMES = {words: ground for ground, words in GROUNDS.items()}
UNIFY_CHOICES = (
    ("", "Wybierz z listy"),
    (Basis.DOCUMENTS.value, "dokumenty tej osoby: zgadza się PESEL lub dowód, paszport albo decyzja"),
    (Basis.SPOKEN.value, "rozmowa z tą osobą, po sprawdzeniu, że to ona"),
    (Basis.FILE.value, "wyjaśniona pomyłka w pliku lub we wpisie"),
)
DOUBTS = {
    Doubt.NAMES: "Nazwiska lub imiona są różne.",
    Doubt.BIRTH_DATES: "Daty urodzenia są różne.",
    Doubt.PESELS: "Obie karty mają numer PESEL. Jeden z nich musi być pomyłką: sprawdź, czy zostaje właściwy.",
}
FOUND_STATES = {
    State.NEVER_CLAIMED: "jeszcze bez konta",
    State.PENDING: "konto czeka na aktywację",
    State.LETTER_UNREACHED: "ostatni list nie doszedł",
    State.ACTIVE: "konto czynne",
    State.THROTTLED: "za dużo nieudanych prób",
    State.SUSPENDED: "konto zawieszone",
    State.ALL_NUMBERS_REMOVED: "wszystkie numery skreślone",
    State.CONFLICT: "wiersz pliku pominięty jako sprzeczny",
    State.NEVER_CAME: "ani razu się nie logowali",
    State.FORM_NOT_SAVED: "zaczęli, ale nie zapisali formularza",
    State.LETTER_ON_ITS_WAY: "list z linkiem jest w drodze",
    State.LETTER_FAILED: "list z linkiem nie dotarł",
    State.LINK_WAITS: "list dotarł, link czeka na kliknięcie",
    State.LINK_EXPIRED: "link stracił ważność",
    State.NOT_BACK: "konto czynne, jeszcze bez logowania",
    State.SUSPENDED_IN_SEASON: "konto zawieszone, numer czynny",
}
STATE_CHOICES = (("", "każdy"), *((state.value, words) for state, words in FOUND_STATES.items()))
LETTER_STATES = {
    LetterState.QUEUED: "czeka na wysłanie",
    LetterState.BEING_SENT: "jest właśnie wysyłany",
    LetterState.ACCEPTED: "przyjęty przez serwer",
    LetterState.DEFERRED: "odłożony, spróbujemy znowu",
    LetterState.REFUSED: "odrzucony",
    LetterState.BOUNCED: "wrócił jako niedoręczony",
    LetterState.GAVE_UP: "nie udało się go wysłać",
    LetterState.WITHDRAWN: "wycofany",
}
REVEAL_CHOICES = (
    ("", "Wybierz z listy"),
    (RevealReason.CALLER.value, "sprawdzenie, kto dzwoni lub pisze"),
    (RevealReason.PAPERS.value, "porównanie z dokumentami lub decyzją"),
    (RevealReason.CONTRACT.value, "umowa lub rozliczenie"),
    (RevealReason.CORRECTION.value, "wyjaśnienie pomyłki w ewidencji"),
)
