"""The intake in words: one Polish sentence a verdict, a fault or a warning, saying what is so and what to do."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.intake.columns import ColumnMissing, Field
from examportal.intake.rules.differences import Difference, Told
from examportal.intake.rules.records import Choice, Judgement, Reason, Repair, RowWarning, Verdict
from examportal.intake.rules.undoing import Finding, Group, Why
from examportal.intake.service import AlreadyUndone
from examportal.intake.undoing import ImportUnknown, NotRecorded
from examportal.register.changes.applying import RegisterChanged
from examportal.sheets.reader import FileError
from examportal.sheets.wording import fault_sentence

VERDICTS: Mapping[Verdict, str] = {
    Verdict.NEW_PERSON: "nowa osoba",
    Verdict.NEW_NUMBER: "nowy numer",
    Verdict.CORRECT: "zmiana danych",
    Verdict.UNCHANGED: "bez zmian",
    Verdict.REMOVE: "skreślenie",
    Verdict.DUPLICATE: "powtórzony wiersz",
    Verdict.CONFLICT: "do rozstrzygnięcia",
    Verdict.INVALID: "błędny wiersz",
}

_SENTENCES: Mapping[Verdict, str] = {
    Verdict.NEW_PERSON: "Nowa osoba z tym numerem.",
    Verdict.NEW_NUMBER: "Nowy numer osoby, która jest już w ewidencji albo we wcześniejszym wierszu.",
    Verdict.UNCHANGED: "W ewidencji jest już to samo.",
    Verdict.REMOVE: "Skreślenie numeru z ewidencji.",
    Verdict.DUPLICATE: "Ten sam wiersz jest w pliku wcześniej; ten nic nie zmienia.",
}

_REASONS: Mapping[Reason, str] = {
    Reason.PESEL_MISSING: (
        "Brakuje numeru PESEL. Jeśli ta osoba go nie ma, wpisz rodzaj, numer i kraj wydania dokumentu oraz datę "
        "urodzenia."
    ),
    Reason.PESEL_LENGTH: "PESEL musi mieć dokładnie 11 cyfr.",
    Reason.PESEL_CHECKSUM: "W numerze PESEL jest pomyłka: nie zgadza się cyfra kontrolna. Sprawdź go w dokumentach.",
    Reason.PESEL_BIRTH_DATE: (
        "Data urodzenia (z numeru PESEL, a bez niego z kolumny „Data urodzenia”) jest niemożliwa albo nie pasuje do "
        "egzaminatora."
    ),
    Reason.PESEL_SCIENTIFIC: (
        "Arkusz zapisał PESEL jak liczbę (na przykład 8,5E+10) i zgubił cyfry. Wpisz PESEL jeszcze raz jako tekst."
    ),
    Reason.NUMBER_MISSING: "Brakuje numeru ewidencyjnego.",
    Reason.NUMBER_FORMAT: "Numer ewidencyjny ma inną postać niż numery nadawane przez komisję.",
    Reason.NUMBER_IS_DATE: "Arkusz zamienił numer ewidencyjny na datę. Wpisz numer jeszcze raz jako tekst.",
    Reason.NAME_MISSING: "Brakuje nazwiska lub imion: muszą mieć litery i najwyżej 100 znaków.",
    Reason.SCOPE_MISSING: "Brakuje zakresu.",
    Reason.SCOPE_UNKNOWN: "Tego zakresu nie ma w słowniku zakresów. Popraw kod albo dodaj zakres do słownika.",
    Reason.DATE_INVALID: (
        "Data wpisu, skreślenia lub (bez numeru PESEL) urodzenia jest nieczytelna. Zapisz ją na przykład tak: "
        "01.09.2024."
    ),
    Reason.DATE_ORDER: "Data skreślenia jest wcześniejsza niż data wpisu.",
    Reason.DOCUMENT_INCOMPLETE: (
        "Bez numeru PESEL potrzebne są wszystkie dane dokumentu: rodzaj, numer, kraj wydania (nazwa albo kod, na "
        "przykład Ukraina lub UA) i data urodzenia. Uzupełnij je."
    ),
    Reason.FORMULA_WITHOUT_VALUE: (
        "W wierszu jest formuła bez wyniku. Otwórz plik w arkuszu, zapisz go i wczytaj jeszcze raz, albo wpisz wartość."
    ),
    Reason.NUMBER_CLAIMED_TWICE: "Ten sam numer ewidencyjny mają w pliku dwie osoby. Ustal, czyj jest.",
    Reason.NUMBER_OF_ANOTHER_PERSON: "Ten numer ewidencyjny należy w ewidencji do innej osoby. Ustal, czyj jest.",
    Reason.PESEL_OF_TWO_PEOPLE: (
        "Ten sam PESEL albo dokument ma gdzie indziej (w ewidencji lub w pliku) osoba o innym nazwisku i innych "
        "imionach."
    ),
    Reason.NUMBER_REMOVED_BEFORE: (
        "Numer jest skreślony z ewidencji, a w pliku nie ma daty skreślenia. Ustal, czy wraca do ewidencji."
    ),
    Reason.SAME_NUMBER_TWICE: "Ten numer tej osoby jest w pliku kilka razy z różnymi danymi. Zostaw jeden wiersz.",
    Reason.SURNAME_CHANGED: "Zmiana nazwiska.",
    Reason.FIRST_NAMES_CHANGED: "Zmiana imion.",
    Reason.SCOPE_CHANGED: "Zmiana zakresu.",
    Reason.DATES_CHANGED: "Zmiana daty wpisu lub skreślenia.",
    Reason.CONTACT_CHANGED: "Zmiana adresu e-mail lub telefonu.",
}

_DECIDED: Mapping[Choice, str] = {
    Choice.KEEP: "Rozstrzygnięto: zostaje tak, jak jest w ewidencji.",
    Choice.LEAVE_OUT: "Rozstrzygnięto: wiersz jest pominięty.",
}
_TAKEN: Mapping[Reason, str] = {
    Reason.NUMBER_CLAIMED_TWICE: "Rozstrzygnięto: z dwóch osób w pliku numer ma ta.",
    Reason.NUMBER_OF_ANOTHER_PERSON: "Rozstrzygnięto: numer przechodzi od osoby, która ma go teraz w ewidencji.",
    Reason.PESEL_OF_TWO_PEOPLE: "Rozstrzygnięto: ten PESEL albo dokument ma osoba z tego wiersza.",
    Reason.NUMBER_REMOVED_BEFORE: "Rozstrzygnięto: numer wraca do ewidencji.",
    Reason.SAME_NUMBER_TWICE: "Rozstrzygnięto: z wierszy z tym numerem liczy się ten.",
}

_REPAIRS: Mapping[Repair, str] = {
    Repair.ZERO_RESTORED: "Do numeru PESEL dopisano zgubione zera na początku.",
    Repair.SCIENTIFIC_EXPANDED: "PESEL zapisany jak liczba (na przykład 8,5E+10) zamieniono na 11 cyfr.",
}
_WAITS = "Wiersz wejdzie do ewidencji dopiero po zgodzie na tę naprawę."

_WARNINGS: Mapping[RowWarning, str] = {
    RowWarning.EMAIL_IGNORED: "Adres e-mail jest nieczytelny, więc się nie liczy.",
    RowWarning.PHONE_IGNORED: "Numer telefonu jest nieczytelny, więc się nie liczy.",
    RowWarning.NUMBER_FROM_NUMERIC_CELL: (
        "Numer ewidencyjny jest w arkuszu liczbą; jeśli miał zera na początku, arkusz je zgubił."
    ),
    RowWarning.BIRTH_DATE_DIFFERS: "Data urodzenia różni się od zapisanej w numerze PESEL; liczy się PESEL.",
    RowWarning.SCOPE_INACTIVE: "Z tego zakresu już się nie egzaminuje.",
    RowWarning.OUTSIDE_REGION: "Adres leży poza województwami komisji.",
    RowWarning.NUMBER_REMOVED_BEFORE: "Numer jest skreślony z ewidencji i takim pozostanie.",
    RowWarning.LATER_ROW_COUNTS: "Dalszy wiersz tej osoby podaje inne nazwisko, imiona lub kontakt; liczy się dalszy.",
    RowWarning.PESEL_WAS_CORRECTED: (
        "W pliku jest dawny PESEL tej osoby: w ewidencji został poprawiony i poprawiony zostaje. Popraw go w pliku."
    ),
}

_COLUMNS: Mapping[Field, str] = {
    Field.PESEL: "PESEL",
    Field.REGISTRY_NUMBER: "Numer ewidencyjny",
    Field.LAST_NAME: "Nazwisko",
    Field.FIRST_NAMES: "Imiona",
    Field.SCOPE: "Zakres",
}
_INSTEAD_OF_PESEL = (
    " Zamiast kolumny „PESEL” mogą być razem: „Rodzaj dokumentu”, „Numer dokumentu”, „Kraj dokumentu” i "
    "„Data urodzenia”."
)


_TOLD: Mapping[Told, str] = {
    Told.LAST_NAME: "Nazwisko",
    Told.FIRST_NAMES: "Imiona",
    Told.SCOPE: "Zakres",
    Told.ENTERED_ON: "Data wpisu",
    Told.REMOVED_ON: "Data skreślenia",
    Told.EMAIL: "E-mail",
    Told.PHONE: "Telefon",
}
_DAYS = (Told.ENTERED_ON, Told.REMOVED_ON)


def sentence(judgement: Judgement, changed: Sequence[Difference] = ()) -> str:
    """Return the verdict on a row in words, with everything that the clerk should know of it: old → new as well."""
    parts = [_REASONS[judgement.reason] if judgement.reason else _SENTENCES[judgement.verdict]]
    parts += [f"{_TOLD[one.told]}: {_shown(one.told, one.old)} → {_shown(one.told, one.new)}." for one in changed]
    parts += [_DECIDED[judgement.decided]] if judgement.decided else [_TAKEN[reason] for reason in judgement.taken]
    parts += [_REPAIRS[repair] for repair in judgement.repairs]
    if judgement.waiting:
        parts.append(_WAITS)
    parts += [_WARNINGS[warning] for warning in judgement.warnings]
    return " ".join(parts)


def _shown(told: Told, value: str | None) -> str:
    if value is None:
        return "brak"
    return f"{date.fromisoformat(value):%d.%m.%Y}" if told in _DAYS else f"„{value}”"


def file_sentence(fault: FileError | ColumnMissing) -> str:
    """Return in words why a file as a whole cannot be read."""
    if isinstance(fault, ColumnMissing):
        names = ", ".join(f"„{_COLUMNS[field]}”" for field in fault.missing)
        lacking = f"kolumny {names}" if len(fault.missing) == 1 else f"kolumn: {names}"
        instead = _INSTEAD_OF_PESEL if Field.PESEL in fault.missing else ""
        return f"W pliku brakuje {lacking}. Nagłówki muszą stać w jednym z pierwszych wierszy.{instead}"
    return fault_sentence(fault)


def file_code(fault: FileError | ColumnMissing) -> str:
    """Return the code of a fault of the whole file."""
    return "column_missing" if isinstance(fault, ColumnMissing) else str(fault.fault)


def moment(when: datetime) -> str:
    """Return a moment as people write it: 21.11.2026, 9:12."""
    there = clock.in_warsaw(when)
    return f"{there:%d.%m.%Y}, {there.hour}:{there:%M}"


def already_merged(import_id: int, when: datetime, actor: str) -> str:
    """Return in words that the same file was brought in before."""
    there = clock.in_warsaw(when)
    day = "dziś" if there.date() == clock.today() else f"{there:%d.%m.%Y}"
    kind, _, number = actor.partition(":")
    by = {"command": "poleceniem na serwerze", "staff": f"przez pracownika nr {number}"}.get(kind, f"przez {actor}")
    return f"Ten sam plik wczytano już {day} o {there.hour}:{there:%M} {by} (import nr {import_id})."


def counted(totals: Mapping[str, int]) -> str:
    """Return in words how many rows have which verdict."""
    named = [f"{VERDICTS[Verdict(name)]} {count}" for name, count in totals.items() if count]
    return ", ".join(named) or "żadnych danych"


_UNDO_REFUSED: Mapping[type[Refusal], str] = {
    ImportUnknown: "Nie ma importu o tym numerze. Numery pokazuje flask intake list.",
    AlreadyUndone: "Ten import został już wycofany. Drugi raz nic się nie zmienia.",
    NotRecorded: "Ten plik wczytano, zanim portal zaczął zapisywać, co import zmienia, więc nie da się go wycofać.",
    RegisterChanged: "Nic nie wycofano: ktoś inny właśnie zmienia ewidencję. Spróbuj jeszcze raz za chwilę.",
}
_WHY: Mapping[Why, str] = {
    Why.USED_SINCE: "zostaje, bo ta osoba już z tego skorzystała (ma konto albo zaczęła je zakładać)",
    Why.CHANGED_SINCE: "zostaje, bo ktoś to później zmienił",
    Why.MORE_NUMBERS_SINCE: "zostaje, bo ta osoba dostała później inne numery",
    Why.GONE: "nie da się wycofać: nie ma tego już w ewidencji",
}


def undo_refused(refusal: Refusal) -> str:
    """Return in words why an import is not taken back."""
    return _UNDO_REFUSED[type(refusal)]


def undo_summary(totals: Mapping[Group, int], *, undone: bool) -> str:
    """Return in words how much of an import is taken back."""
    counts = (
        f"{'Wycofano' if undone else 'Do wycofania'}: {totals[Group.TAKEN_BACK]}, zostaje: {totals[Group.KEPT]}, "
        f"nie da się wycofać: {totals[Group.CANNOT]}."
    )
    return counts if undone else f"{counts} Niczego jeszcze nie zmieniono."


def undo_sentence(finding: Finding) -> str:
    """Return in words why something stays when an import is taken back."""
    what = f"numer {finding.registry_number}" if finding.registry_number else "dane osoby"
    return f"{what}: {_WHY[finding.why]}." if finding.why else f"{what}: wycofane."
