"""Uploads in words: headings, fields, what a button is about to do."""

from collections.abc import Mapping
from typing import Any

from examportal.intake import wording
from examportal.intake.columns import DOCUMENT, Field
from examportal.intake.rules.records import Choice, Reason, Repair, Verdict
from examportal.intake.uploads.rules import WAITING
from examportal.mail.rules import OTHER_PROVIDER
from examportal.web.filters import number, plural

FIELDS: Mapping[Field, str] = {
    Field.REGISTRY_NUMBER: "Numer ewidencyjny",
    Field.LAST_NAME: "Nazwisko",
    Field.FIRST_NAMES: "Imiona",
    Field.SCOPE: "Zakres",
    Field.ENTERED_ON: "Data wpisu",
    Field.REMOVED_ON: "Data skreślenia",
    Field.PESEL: "PESEL",
    Field.DOCUMENT_KIND: "Rodzaj dokumentu",
    Field.DOCUMENT_NUMBER: "Numer dokumentu",
    Field.DOCUMENT_COUNTRY: "Kraj dokumentu",
    Field.BIRTH_DATE: "Data urodzenia",
    Field.EMAIL: "E-mail",
    Field.PHONE: "Telefon",
    Field.POSTCODE: "Kod pocztowy",
}
"""Every field by the name that its column has in the template."""

HEADINGS: Mapping[str, str] = {
    **{str(verdict): words for verdict, words in wording.VERDICTS.items()},
    WAITING: "czeka na zgodę na naprawę",
    str(Choice.LEAVE_OUT): "pominięty decyzją",
    str(Choice.KEEP): "zostaje jak w ewidencji",
}
REPAIRS: Mapping[Repair, tuple[str, str, str]] = {
    Repair.ZERO_RESTORED: (
        "Dopisz zgubione zera na początku numeru PESEL w {} wierszu",
        "Dopisz zgubione zera na początku numeru PESEL w {} wierszach",
        "Dopisz zgubione zera na początku numeru PESEL w {} wierszach",
    ),
    Repair.SCIENTIFIC_EXPANDED: (
        "Zamień PESEL zapisany jak liczba (na przykład 8,5E+10) na 11 cyfr w {} wierszu",
        "Zamień PESEL zapisany jak liczba (na przykład 8,5E+10) na 11 cyfr w {} wierszach",
        "Zamień PESEL zapisany jak liczba (na przykład 8,5E+10) na 11 cyfr w {} wierszach",
    ),
}
_DAYS = (Field.ENTERED_ON, Field.REMOVED_ON)
_NAMES = (Field.LAST_NAME, Field.FIRST_NAMES)
WRONG_FIELDS: Mapping[Reason, tuple[Field, ...]] = {
    Reason.PESEL_MISSING: (Field.PESEL,),
    Reason.PESEL_LENGTH: (Field.PESEL,),
    Reason.PESEL_CHECKSUM: (Field.PESEL,),
    Reason.PESEL_BIRTH_DATE: (Field.PESEL, Field.BIRTH_DATE),
    Reason.PESEL_SCIENTIFIC: (Field.PESEL,),
    Reason.PESEL_OF_TWO_PEOPLE: _NAMES,
    Reason.NUMBER_MISSING: (Field.REGISTRY_NUMBER,),
    Reason.NUMBER_FORMAT: (Field.REGISTRY_NUMBER,),
    Reason.NUMBER_IS_DATE: (Field.REGISTRY_NUMBER,),
    Reason.NUMBER_CLAIMED_TWICE: (Field.REGISTRY_NUMBER,),
    Reason.NUMBER_OF_ANOTHER_PERSON: (Field.REGISTRY_NUMBER,),
    Reason.NUMBER_REMOVED_BEFORE: (Field.REMOVED_ON,),
    Reason.SAME_NUMBER_TWICE: (Field.REGISTRY_NUMBER,),
    Reason.NAME_MISSING: _NAMES,
    Reason.SCOPE_MISSING: (Field.SCOPE,),
    Reason.SCOPE_UNKNOWN: (Field.SCOPE,),
    Reason.DATE_INVALID: (*_DAYS, Field.BIRTH_DATE),
    Reason.DATE_ORDER: _DAYS,
    Reason.DOCUMENT_INCOMPLETE: DOCUMENT,
}
"""Where to look for what is wrong; a reason that is not here belongs to no one cell."""
_SHOWN_END = 5

ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16 (tekst Unicode z Excela)",
    "windows-1250": "Windows-1250 (polski Excel)",
    "iso-8859-2": "ISO-8859-2",
    "ibm852": "IBM852 (DOS)",
}
DELIMITERS: Mapping[str, str] = {";": "średnik ( ; )", ",": "przecinek ( , )", "\t": "tabulator", "|": "kreska ( | )"}


def counted(count: int, one: str, few: str, many: str) -> str:
    """Return a number with its word."""
    return f"{number(count)} {plural(count, one, few, many)}"


def rows(count: int) -> str:
    """Return a count of rows."""
    return counted(count, "wiersz", "wiersze", "wierszy")


def to_apply(plan: Mapping[str, Any]) -> list[str]:
    """Return what a merge of a plan does, one piece of text a kind; empty: nothing."""
    totals, found = plan["totals"], plan["consequences"]
    kinds = (
        (found["new_people"], "nowa osoba", "nowe osoby", "nowych osób"),
        (found["new_numbers"], "nowy numer", "nowe numery", "nowych numerów"),
        (found.get("moved_numbers", 0), "numer od innej osoby", "numery od innych osób", "numerów od innych osób"),
        (totals[Verdict.CORRECT], "zmiana danych", "zmiany danych", "zmian danych"),
        (totals[Verdict.REMOVE], "skreślenie", "skreślenia", "skreśleń"),
    )
    return [counted(count, *words) for count, *words in kinds if count]


def providers(found: Mapping[str, int]) -> str:
    """Return how many letters go to which provider, those with the most first: gmail.com 3, inne 1."""
    named = sorted(found.items(), key=lambda one: (one[0] == OTHER_PROVIDER, -one[1], one[0]))
    return ", ".join(f"{'inne' if name == OTHER_PROVIDER else name} {number(count)}" for name, count in named)


def repair(kind: Repair, count: int) -> str:
    """Return the question whether a kind of repair is accepted."""
    return plural(count, *REPAIRS[kind]).format(number(count))


def shown_cell(field: Field, cell: str) -> str:
    """Return a cell as it may be shown: of what identifies a person only the end."""
    text = cell.strip()
    if field not in (Field.PESEL, Field.DOCUMENT_NUMBER) or not text:
        return text
    return "*" * max(0, len(text) - _SHOWN_END) + text[-_SHOWN_END:] if len(text) > _SHOWN_END else "*" * len(text)
