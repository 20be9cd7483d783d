"""Accounts of the old service in words: one Polish sentence a reason or a fault, saying what is so and what to do."""

from collections.abc import Mapping, Sequence

from examportal.accounts.staff.rules import read_address
from examportal.legacy.columns import ColumnsMissing, Field
from examportal.legacy.reader import LONGEST, Fault, RowError, TooVaried
from examportal.legacy.rules import Degree, Judged, Lacking, OldAccount, Reason, Verdict
from examportal.sheets.reader import FileError, FileFault
from examportal.sheets.wording import FAULTS, fault_sentence

Unusable = FileError | ColumnsMissing | TooVaried
"""Why a file as a whole cannot be taken."""

REASONS: Mapping[Reason, str] = {
    Reason.ADMINISTRATOR: "administrator",
    Reason.ROW_ERROR: "błąd w wierszach pliku",
    Reason.NO_RIGHTS: "brak uprawnień",
    Reason.ONE_SECTION: "uprawnienia tylko w jednej sekcji",
    Reason.DIFFERENT_RIGHTS: "różne uprawnienia w sekcjach",
    Reason.VIEW_ONLY: "sam podgląd",
    Reason.EQUAL_RIGHTS: "te same uprawnienia we wszystkich sekcjach",
}
_SENTENCES: Mapping[Reason, str] = {
    Reason.ADMINISTRATOR: "Administrator przechodzi zawsze.",
    Reason.ROW_ERROR: "W pliku są błędne wiersze tego konta, więc nie wiadomo, jakie ma uprawnienia.",
    Reason.NO_RIGHTS: "Konto nie ma żadnego uprawnienia.",
    Reason.ONE_SECTION: "Konto ma uprawnienia tylko w jednej sekcji, a sekcji jest więcej.",
    Reason.DIFFERENT_RIGHTS: "Konto ma w różnych sekcjach różne uprawnienia.",
    Reason.VIEW_ONLY: "Konto ma we wszystkich sekcjach te same uprawnienia, ale nic nie może edytować.",
    Reason.EQUAL_RIGHTS: "Konto ma we wszystkich sekcjach te same uprawnienia, w tym edycję.",
}
_WAYS: Mapping[Reason, str] = {
    Reason.ROW_ERROR: "Popraw te wiersze w pliku albo sprawdź uprawnienia konta na jego stronie.",
    Reason.NO_RIGHTS: (
        "Żeby przeszło, potrzebuje w każdej sekcji tych samych uprawnień, w tym przynajmniej jednego z podglądem i "
        "edycją."
    ),
    Reason.ONE_SECTION: "Żeby przeszło, potrzebuje w każdej sekcji tych samych uprawnień, w tym jednego z edycją.",
    Reason.DIFFERENT_RIGHTS: (
        "Żeby przeszło, potrzebuje w każdej sekcji tych samych uprawnień, w tym jednego z edycją; nadmiarowe można też "
        "odebrać."
    ),
    Reason.VIEW_ONLY: "Żeby przeszło, potrzebuje edycji przy jednym z nich, w każdej sekcji.",
}
_NO_ADDRESS = "Adres e-mail jest pusty albo nieczytelny, więc zaproszenie nie dojdzie."
_LINES_NAMED = 10

VERDICTS: Mapping[Verdict, str] = {Verdict.YES: "przechodzi", Verdict.NO: "nie przechodzi"}
TOO_MANY_ACCOUNTS = "W pliku jest za dużo kont, jak na pracowników komisji. Sprawdź, czy to właściwy plik."
DEGREES: Mapping[str, str] = {Degree.VIEW: "podgląd", Degree.EDIT: "edycja"}
_HELD = {"none": "brak", Degree.VIEW: "podgląd", Degree.EDIT: "podgląd i edycja"}
FAULT_SENTENCES: Mapping[Fault, str] = {
    Fault.LOGIN_MISSING: "Brakuje loginu.",
    Fault.VALUE_MISSING: "W wierszu jest formuła bez obliczonej wartości. Zapisz plik w arkuszu jeszcze raz.",
    Fault.TOO_LONG: f"W wierszu jest tekst dłuższy niż {LONGEST} znaków.",
    Fault.ROLE_UNKNOWN: "Rola jest inna niż „administrator” i „użytkownik”.",
    Fault.ROLE_DIFFERS: "Rola jest inna niż we wcześniejszym wierszu tego loginu.",
    Fault.NAME_DIFFERS: "Nazwa jest inna niż we wcześniejszym wierszu tego loginu: to mogą być dwie osoby.",
    Fault.EMAIL_DIFFERS: "Adres e-mail jest inny niż we wcześniejszym wierszu tego loginu: to mogą być dwie osoby.",
    Fault.VIEW_UNREADABLE: "W kolumnie „podglad” powinno być: tak, 1 albo x; nie, 0 albo nic.",
    Fault.EDIT_UNREADABLE: "W kolumnie „edycja” powinno być: tak, 1 albo x; nie, 0 albo nic.",
    Fault.EDIT_WITHOUT_VIEW: "Jest edycja bez podglądu.",
    Fault.SECTION_MISSING: "Brakuje sekcji, której dotyczy uprawnienie.",
    Fault.RIGHT_MISSING: "Brakuje nazwy uprawnienia.",
    Fault.OTHER_VALUES: "To samo uprawnienie w tej samej sekcji ma inne wartości",
}
_HEADERS: Mapping[str, str] = {
    Field.LOGIN: "login",
    Field.NAME: "nazwa",
    Field.EMAIL: "email",
    Field.ROLE: "rola",
    Field.SECTION: "sekcja",
    Field.RIGHT: "uprawnienie",
    Field.VIEW: "podglad",
    Field.EDIT: "edycja",
}
_FILE_FAULTS = {
    **FAULTS,
    FileFault.TWO_SHEETS_FIT: "Potrzebne kolumny są w kilku arkuszach tego pliku. Zostaw w nim jeden z nich.",
    FileFault.ENCODING_UNKNOWN: (
        "Nie wiadomo, w jakim kodowaniu są polskie litery. Zapisz plik w arkuszu jako „CSV UTF-8”."
    ),
}


def sentence(account: OldAccount, judged: Judged, lines: Sequence[int] = ()) -> str:
    """Return a verdict in words; `lines` are those of the account's faulty rows."""
    parts = [_SENTENCES[judged.reason]]
    if lines and judged.reason in (Reason.ROW_ERROR, Reason.ADMINISTRATOR):
        parts.append(_faulty(lines))
    parts += [way] if (way := _WAYS.get(judged.reason)) else []
    parts += [] if has_address(account) else [_NO_ADDRESS]
    return " ".join(parts)


def has_address(account: OldAccount) -> bool:
    """Tell whether a letter can go to an account."""
    return read_address(account.email) is not None


def lacking(one: Lacking) -> str:
    """Return one box that would have to be ticked, as scripts read it."""
    return f"{one.name} @ {one.section}: {one.degree}"


def lacking_sentence(one: Lacking) -> str:
    """Return the same for people."""
    return f"„{one.name}” w sekcji „{one.section}”: {DEGREES[one.degree]}"


def change_sentence(section: str, name: str, before: str, after: str) -> str:
    """Return in words how a right in a section differs; `before` and `after` as `rules.changes` has them."""
    return f"„{name}” w sekcji „{section}”: {_HELD[before]} → {_HELD[after]}"


def row_sentence(error: RowError) -> str:
    """Return in words what is wrong with a row."""
    told = FAULT_SENTENCES[error.fault]
    return f"{told} niż w wierszu {error.other_line}." if error.other_line is not None else told


def file_sentence(fault: Unusable) -> str:
    """Return in words why a file as a whole cannot be taken."""
    if isinstance(fault, FileError):
        return fault_sentence(fault, _FILE_FAULTS)
    if isinstance(fault, TooVaried):
        return (
            "W pliku jest za dużo różnych sekcji albo uprawnień, więc to nie jest wykaz kont. Sprawdź, czy kolumny "
            "stoją pod swoimi nagłówkami."
        )
    names = ", ".join(f"„{_HEADERS[field]}”" for field in fault.missing)
    lack = f"kolumny {names}" if len(fault.missing) == 1 else f"kolumn: {names}"
    return f"W pliku brakuje {lack}. Nagłówki muszą stać w jednym z pierwszych wierszy."


def file_code(fault: Unusable) -> str:
    """Return the code of a fault of the whole file."""
    if isinstance(fault, FileError):
        return str(fault.fault)
    return "too_varied" if isinstance(fault, TooVaried) else "column_missing"


def _faulty(lines: Sequence[int]) -> str:
    named = ", ".join(map(str, lines[:_LINES_NAMED])) + (" i dalsze" if len(lines) > _LINES_NAMED else "")
    return f"Błędny wiersz: {named}." if len(lines) == 1 else f"Błędne wiersze: {named}."
