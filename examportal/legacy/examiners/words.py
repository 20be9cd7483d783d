"""Rows of the old service's examiners in words: what becomes of each, why, and what to do."""

from collections.abc import Mapping

from examportal.legacy.columns import ColumnsMissing
from examportal.legacy.examiners.reader import MOST_ROWS, Field
from examportal.legacy.examiners.rules import Note, Outcome, Step, StopReason
from examportal.sheets.reader import FileError, FileFault
from examportal.sheets.wording import FAULTS, fault_sentence

Unusable = FileError | ColumnsMissing
"""Why a file as a whole cannot be taken."""

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.INVITED: "zaproszenie",
    Outcome.PESEL_MISSING: "brak numeru PESEL",
    Outcome.PESEL_LENGTH: "PESEL nie ma 11 cyfr",
    Outcome.PESEL_CHECKSUM: "pomyłka w numerze PESEL",
    Outcome.PESEL_BIRTH_DATE: "data urodzenia w numerze PESEL",
    Outcome.NUMBER_MISSING: "brak numeru ewidencyjnego",
    Outcome.NOT_IN_REGISTER: "nie ma w ewidencji",
    Outcome.NUMBER_OF_ANOTHER: "numer innej osoby",
    Outcome.NUMBER_UNKNOWN: "numeru nie ma w ewidencji",
    Outcome.ALL_NUMBERS_REMOVED: "wszystkie numery skreślone",
    Outcome.SUSPENDED: "konto zawieszone",
    Outcome.ACTIVE: "ma już konto",
    Outcome.PENDING: "konto czeka na aktywację",
    Outcome.INVITED_BEFORE: "zaproszenie wysłane wcześniej",
    Outcome.ADDRESS_MISSING: "brak adresu e-mail",
    Outcome.ADDRESS_UNUSABLE: "adres e-mail z pomyłką",
    Outcome.TWICE: "ta sama osoba w innym wierszu",
}
SENTENCES: Mapping[Outcome, str] = {
    Outcome.INVITED: "Ta osoba jest w ewidencji i nie miała konta, więc jest na liście zaproszonych.",
    Outcome.PESEL_MISSING: (
        "W wierszu nie ma numeru PESEL. Kto go nie ma w ogóle, zakłada konto loginem od komisji, bez zaproszenia."
    ),
    Outcome.PESEL_LENGTH: "PESEL ma 11 cyfr, a w wierszu jest inaczej. Popraw go w pliku i wczytaj plik jeszcze raz.",
    Outcome.PESEL_CHECKSUM: "Taki PESEL nie istnieje: jedna z cyfr jest inna. Porównaj go z dokumentami.",
    Outcome.PESEL_BIRTH_DATE: "Data urodzenia w numerze PESEL nie może być datą egzaminatora. Porównaj z dokumentami.",
    Outcome.NUMBER_MISSING: "W wierszu nie ma numeru ewidencyjnego. Uzupełnij go w pliku i wczytaj plik jeszcze raz.",
    Outcome.NOT_IN_REGISTER: "W ewidencji nie ma osoby z tym numerem PESEL. Jeśli powinna być, najpierw ją wpisz.",
    Outcome.NUMBER_OF_ANOTHER: "Ten numer ewidencyjny ma w ewidencji inna osoba. Sprawdź, czyj jest ten wiersz.",
    Outcome.NUMBER_UNKNOWN: "Osoba jest w ewidencji, ale nie z tym numerem ewidencyjnym. Sprawdź numer.",
    Outcome.ALL_NUMBERS_REMOVED: "Wszystkie numery tej osoby są skreślone, więc nie założy konta.",
    Outcome.SUSPENDED: "Konto tej osoby jest zawieszone. Najpierw trzeba wyjaśnić dlaczego.",
    Outcome.ACTIVE: "Ta osoba ma już czynne konto.",
    Outcome.PENDING: "Ta osoba wypełniła już formularz. Brakuje aktywacji: list z linkiem można jej wysłać ponownie.",
    Outcome.INVITED_BEFORE: "Ta osoba dostała już zaproszenie. Drugiego nie wysyłamy.",
    Outcome.ADDRESS_MISSING: "W wierszu nie ma adresu e-mail. Ta osoba może założyć konto bez zaproszenia.",
    Outcome.ADDRESS_UNUSABLE: "Na ten adres nie da się wysłać listu. Popraw go w pliku i wczytaj plik jeszcze raz.",
    Outcome.TWICE: "Ta osoba jest też w innym wierszu, z późniejszym logowaniem albo wyżej: liczy się tamten.",
}
NOTES: Mapping[Note, str] = {
    Note.ADDRESS_DIFFERS: "zaproszenie na adres inny niż w ewidencji",
    Note.ADDRESS_SHARED: "zaproszenie na adres kilku osób",
}
NOTE_SENTENCES: Mapping[Note, str] = {
    Note.ADDRESS_DIFFERS: "W ewidencji jest inny adres; gdy ktoś zacznie zakładać konto, zawiadomimy też tamten.",
    Note.ADDRESS_SHARED: "Ten adres ma w pliku kilka osób; każdy list mówi, dla kogo jest.",
}
STEPS: Mapping[Step, str] = {
    Step.LISTED: "czeka na potwierdzenie",
    Step.SENDING: "zapraszanie w toku",
    Step.STOPPED: "zatrzymane",
    Step.ENDED: "zakończone",
}
STOPS: Mapping[StopReason, str] = {
    StopReason.BY_HAND: "Zatrzymał je pracownik.",
    StopReason.REFUSALS: "Zatrzymały się same, bo serwery poczty odrzuciły zbyt wiele listów.",
}
_HEADERS: Mapping[str, str] = {
    Field.PESEL: "PESEL",
    Field.EMAIL: "e-mail",
    Field.REGISTRY_NUMBER: "numer ewidencyjny",
    Field.LAST_SIGN_IN: "ostatnie logowanie",
}
_FILE_FAULTS: Mapping[FileFault, str] = {
    **FAULTS,
    FileFault.TOO_MANY_ROWS: f"Plik ma ponad {MOST_ROWS} wierszy. Podziel go na mniejsze.",
    FileFault.TWO_SHEETS_FIT: "Potrzebne kolumny są w kilku arkuszach tego pliku. Zostaw w nim jeden z nich.",
    FileFault.ENCODING_UNKNOWN: (
        "Nie wiadomo, w jakim kodowaniu są polskie litery. Zapisz plik w arkuszu jako „CSV UTF-8”."
    ),
}


def sentence(outcome: Outcome, note: Note | None) -> str:
    """Return what becomes of a row in words, with what somebody should know of it."""
    return SENTENCES[outcome] + (f" {NOTE_SENTENCES[note]}" if note and outcome is Outcome.INVITED else "")


def file_sentence(fault: Unusable) -> str:
    """Return in words why a file as a whole cannot be taken."""
    if isinstance(fault, FileError):
        return fault_sentence(fault, _FILE_FAULTS)
    names = ", ".join(f"„{_HEADERS[field]}”" for field in fault.missing)
    lack = f"kolumny {names}" if len(fault.missing) == 1 else f"kolumn: {names}"
    return f"W pliku brakuje {lack}. Nagłówki muszą stać w jednym z pierwszych wierszy."


def file_code(fault: Unusable) -> str:
    """Return the code of a fault of the whole file."""
    return str(fault.fault) if isinstance(fault, FileError) else "column_missing"
