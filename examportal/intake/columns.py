"""Which column of a register file holds what: headers in any order and case, with or without diacritics."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from examportal.core.names import fold
from examportal.core.text import clean
from examportal.sheets.reader import Kind, Row


class Field(StrEnum):
    """What a column can hold."""

    PESEL = "pesel"
    REGISTRY_NUMBER = "registry_number"
    LAST_NAME = "last_name"
    FIRST_NAMES = "first_names"
    SCOPE = "scope"
    ENTERED_ON = "entered_on"
    REMOVED_ON = "removed_on"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    DOCUMENT_KIND = "document_kind"
    DOCUMENT_NUMBER = "document_number"
    DOCUMENT_COUNTRY = "document_country"
    BIRTH_DATE = "birth_date"


ROWS_LOOKED_AT = 10
"""Headers may stand below a title; they are looked for in this many rows that are not blank."""

NEEDED = (Field.REGISTRY_NUMBER, Field.LAST_NAME, Field.FIRST_NAMES, Field.SCOPE)
DOCUMENT = (Field.DOCUMENT_KIND, Field.DOCUMENT_NUMBER, Field.DOCUMENT_COUNTRY, Field.BIRTH_DATE)

# As `core.names.fold` leaves them: lower case, no diacritics, other signs as one space.
_SYNONYMS: Mapping[Field, tuple[str, ...]] = {
    Field.PESEL: ("pesel", "nr pesel", "numer pesel", "pesel egzaminatora", "nr pesel egzaminatora"),
    Field.REGISTRY_NUMBER: (
        "numer ewidencyjny", "nr ewidencyjny", "nr ewid", "numer ewid", "indywidualny numer ewidencyjny",
        "numer ewidencji", "nr ewidencji", "numer w ewidencji", "nr w ewidencji", "numer z ewidencji",
        "nr z ewidencji", "numer egzaminatora", "nr egzaminatora", "numer wpisu", "nr wpisu", "numer uprawnienia",
        "nr uprawnienia", "numer ewidencyjny egzaminatora", "nr ewidencyjny egzaminatora", "registry number",
    ),
    Field.LAST_NAME: ("nazwisko", "nazwisko egzaminatora", "surname", "last name", "family name"),
    Field.FIRST_NAMES: (
        "imiona", "imie", "imie imiona", "imiona egzaminatora", "imie egzaminatora", "imie i drugie imie",
        "first names", "first name", "given names", "given name",
    ),
    Field.SCOPE: (
        "zakres", "kod zakresu", "zakres kod", "zakres egzaminu", "zakres uprawnien", "zakres uprawnienia",
        "zakres egzaminowania", "kod uprawnienia", "scope", "scope code",
    ),
    Field.ENTERED_ON: (
        "data wpisu", "data wpisu do ewidencji", "wpis", "wpisany", "wpisano", "data wpisania", "entered on",
        "data nadania uprawnien", "data uzyskania uprawnien", "data uzyskania uprawnienia", "date of entry",
    ),
    Field.REMOVED_ON: (
        "data skreslenia", "data skreslenia z ewidencji", "data wykreslenia", "data wykreslenia z ewidencji",
        "skreslenie", "skreslony", "skreslono", "wykreslenie", "wykreslony", "wykreslono", "removed on",
        "date of removal",
    ),
    Field.EMAIL: (
        "e mail", "email", "mail", "adres e mail", "adres email", "adres mailowy", "poczta elektroniczna",
        "adres poczty elektronicznej", "adres poczty", "e mail egzaminatora", "email egzaminatora",
    ),
    Field.PHONE: (
        "telefon", "tel", "nr telefonu", "numer telefonu", "nr tel", "telefon kontaktowy", "telefon komorkowy",
        "komorka", "phone", "phone number",
    ),
    Field.POSTCODE: (
        "kod pocztowy", "kod poczt", "kod pocztowy zamieszkania", "kod pocztowy adres zamieszkania", "adres",
        "adres zamieszkania", "adres do korespondencji", "adres korespondencyjny", "adres egzaminatora", "postcode",
        "postal code", "zip code", "address", "home address",
    ),
    Field.DOCUMENT_KIND: (
        "rodzaj dokumentu", "typ dokumentu", "rodzaj dokumentu tozsamosci", "typ dokumentu tozsamosci", "rodzaj dok",
        "rodzaj dok tozsamosci", "rodzaj i nazwa dokumentu", "nazwa dokumentu", "nazwa dokumentu tozsamosci",
        "document kind", "document type", "type of document", "kind of document",
    ),
    Field.DOCUMENT_NUMBER: (
        "numer dokumentu", "nr dokumentu", "seria i numer dokumentu", "seria i nr dokumentu", "seria nr dokumentu",
        "seria numer dokumentu", "numer dokumentu tozsamosci", "nr dokumentu tozsamosci", "nr dok", "numer dok",
        "nr dok tozsamosci", "seria i numer dokumentu tozsamosci", "seria i nr dokumentu tozsamosci", "seria i numer",
        "numer i seria dokumentu", "document number", "document no", "number of document",
    ),
    Field.DOCUMENT_COUNTRY: (
        "kraj dokumentu", "kraj wydania dokumentu", "kraj wydania", "panstwo wydania dokumentu", "panstwo wydania",
        "panstwo dokumentu", "kraj dok", "kraj wydajacy", "panstwo wydajace", "panstwo wydajace dokument",
        "kraj wydania dokumentu tozsamosci", "kraj ktory wydal dokument", "panstwo ktore wydalo dokument",
        "kod kraju dokumentu", "document country", "country of issue", "issuing country",
    ),
    Field.BIRTH_DATE: (
        "data urodzenia", "data ur", "dataur", "urodzony", "urodzona", "urodzony a", "data urodzenia egzaminatora",
        "dzien urodzenia", "birth date", "date of birth", "birthdate", "born",
    ),
}  # fmt: skip
_FIELD_OF = {synonym: field for field, synonyms in _SYNONYMS.items() for synonym in synonyms}


class ColumnMissing(ValueError):  # noqa: N818 - the name of the finding, as the contract has it
    """No row of headers has all needed columns; `missing` are those that the best row lacks."""

    def __init__(self, missing: Sequence[Field]) -> None:
        super().__init__("column_missing: " + ", ".join(missing))
        self.missing = tuple(missing)


@dataclass(frozen=True)
class Columns:
    """Where the headers stand, and which column holds which field; `places` count from 0."""

    line: int
    places: Mapping[Field, int]
    headers: Mapping[Field, str]

    def cells(self, row: Row) -> dict[Field, str]:
        """Return the cells of a row by field; a row that ends early has blank cells."""
        return {field: row.cells[place] if place < len(row.cells) else "" for field, place in self.places.items()}

    def kinds(self, row: Row) -> dict[Field, Kind]:
        """Return by field which cells of a row were no text."""
        return {field: row.kinds[place] for field, place in self.places.items() if place in row.kinds}


def find_columns(rows: Iterable[Row]) -> Columns:
    """Find the row of headers among the first rows; raises ColumnMissing with what the best of them lacks."""
    fewest: list[Field] = list(NEEDED)
    fewest.append(Field.PESEL)
    for row in rows:
        columns = _read_headers(row)
        missing = _missing(columns)
        if not missing:
            return columns
        fewest = min(fewest, missing, key=len)
    raise ColumnMissing(fewest)


def likeliest_columns(rows: Sequence[Row]) -> Columns:
    """Return the columns of the likeliest row of headers, even when needed ones lack; there must be a row."""

    def merit(row: Row) -> tuple[int, int]:
        return -len(_missing(_read_headers(row))), sum(bool(clean(cell)) for cell in row.cells)

    return _read_headers(max(rows, key=merit))


def chosen_columns(row: Row, places: Mapping[Field, int]) -> Columns:
    """Return the columns as a person maps them, `row` being the headers; raises ColumnMissing."""
    headers = {field: clean(row.cells[place]) for field, place in places.items() if place < len(row.cells)}
    columns = Columns(row.line, {field: places[field] for field in headers}, headers)
    missing = _missing(columns)
    if missing:
        raise ColumnMissing(missing)
    return columns


def missing_fields(places: Collection[Field]) -> list[Field]:
    """Return the needed fields that no column holds."""
    missing = [field for field in NEEDED if field not in places]
    if Field.PESEL not in places and not set(places) >= set(DOCUMENT):
        missing.append(Field.PESEL)
    return missing


def shape_of(headers: Sequence[str]) -> str:
    """Return a digest of headers by which a file of the same shape is recognised: case and diacritics do not count."""
    return hashlib.sha256("\n".join(fold(clean(header)) for header in headers).encode()).hexdigest()


def _read_headers(row: Row) -> Columns:
    places: dict[Field, int] = {}
    for place, header in enumerate(row.cells):
        field = _FIELD_OF.get(fold(clean(header)))
        if field is not None:
            places.setdefault(field, place)
    return Columns(row.line, places, {field: clean(row.cells[place]) for field, place in places.items()})


def _missing(columns: Columns) -> list[Field]:
    return missing_fields(columns.places.keys())
