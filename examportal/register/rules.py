"""What is true of registry numbers, of scopes and of a person's data in the register."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from examportal.core import pesel as pesels
from examportal.core.countries import read_country
from examportal.core.names import fold
from examportal.core.text import clean, squeeze

LOGIN_NUMBER_LENGTHS = range(6, 11)
"""Digits of a login number: six until those run out. A PESEL has eleven, so the two are never taken for each other."""
_LOGIN_NUMBER = re.compile(r"[1-9][0-9]{5,9}")
MAX_DOCUMENT_KIND = 60
_DOCUMENT_NUMBER = re.compile(r"(?=.*[0-9])[^\W_]{1,30}")
_BETWEEN = re.compile(r"[-/.]")
# Kinds of documents that offices write in several ways, as `fold` leaves them.
_KINDS = {
    "paszport": ("passport", "paszport zagraniczny", "paszport biometryczny", "nr paszportu"),
    "dowod osobisty": (
        "dowod", "dow osobisty", "dow os", "do", "dowod tozsamosci", "id", "id card", "identity card",
        "national identity card",
    ),
    "karta pobytu": ("karta stalego pobytu", "karta czasowego pobytu", "residence permit", "residence card"),
}  # fmt: skip
_SHOWN = {"dowod osobisty": "dowód osobisty"}
_KIND_OF = {synonym: kind for kind, synonyms in _KINDS.items() for synonym in synonyms}


# Tuples by name, as all records that a file makes a million of: a frozen dataclass takes three times as long.
class ByPesel(NamedTuple):
    """Somebody told from others by the PESEL (11 digits)."""

    pesel: str
    birth_date: date

    @property
    def kind_of_index(self) -> str:
        """The namespace of the blind index by which the person is found."""
        return "pesel"

    @property
    def key(self) -> str:
        """What is equal for one person only, among those who have a PESEL."""
        return self.pesel

    @property
    def masked(self) -> str:
        """The form for screens."""
        return pesels.mask(self.pesel)

    def __repr__(self) -> str:
        """Keep the person out of logs and tracebacks."""
        return "ByPesel(…)"


class IdentityDocument(NamedTuple):
    """Somebody without PESEL, told from others by an identity document and the birth date; see `read_document`.

    `kind` is folded, `number` in upper case without spaces and dashes, `country` the ISO code of two letters.
    """

    kind: str
    number: str
    country: str
    birth_date: date

    @property
    def kind_of_index(self) -> str:
        """The namespace of the blind index by which the person is found."""
        return "document"

    @property
    def key(self) -> str:
        """What is equal for one person only, among those who have no PESEL."""
        return f"{self.kind}|{self.number}|{self.country}|{self.birth_date.isoformat()}"

    @property
    def masked(self) -> str:
        """The form for screens: kind, country, and the last three signs of the number."""
        hidden = max(len(self.number) - 3, 0)
        return f"{_SHOWN.get(self.kind, self.kind)} ({self.country}) {'*' * hidden}{self.number[hidden:]}"

    def __repr__(self) -> str:
        """Keep the person out of logs and tracebacks."""
        return "IdentityDocument(…)"


Identity = ByPesel | IdentityDocument


def read_document(kind: str, number: str, country: str, birth_date: date) -> IdentityDocument | None:
    """Return the document that somebody has written down; None when kind, number or country cannot be what they say."""
    folded = fold(clean(kind))
    bare = _BETWEEN.sub("", squeeze(number)).upper()
    code = read_country(country)
    if code is None or not _DOCUMENT_NUMBER.fullmatch(bare):
        return None
    if len(folded) > MAX_DOCUMENT_KIND or not any(sign.isalpha() for sign in folded):
        return None
    return IdentityDocument(_KIND_OF.get(folded, folded), bare, code, birth_date)


class PersonalData(NamedTuple):
    """What the register seals about a person; contact data are the register's, not yet confirmed by anybody.

    `document` is that of a person who had no PESEL when the office entered them.
    """

    pesel: str | None = None
    birth_date: date | None = None
    email: str | None = None
    phone: str | None = None
    document: IdentityDocument | None = None

    def to_document(self) -> dict[str, Any]:
        """Return the JSON document to seal."""
        born, papers = self.birth_date, self.document
        return {
            "pesel": self.pesel,
            "birth_date": born.isoformat() if born else None,
            "email": self.email,
            "phone": self.phone,
        } | ({"document": [papers.kind, papers.number, papers.country]} if papers else {})

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "PersonalData":
        """Return the record of an unsealed document."""
        born = document.get("birth_date")
        birth_date = date.fromisoformat(born) if born else None
        papers = document.get("document")
        identity = IdentityDocument(papers[0], papers[1], papers[2], birth_date) if papers and birth_date else None
        return cls(document.get("pesel"), birth_date, document.get("email"), document.get("phone"), identity)

    @classmethod
    def of(cls, identity: Identity) -> "PersonalData":
        """Return what is known of a person of whom nothing but the identity is."""
        if isinstance(identity, ByPesel):
            return cls(pesel=identity.pesel, birth_date=identity.birth_date)
        return cls(birth_date=identity.birth_date, document=identity)


def is_login_number(login: str) -> bool:
    """Tell whether a login, normalised like a PESEL, has the form of a login number."""
    return _LOGIN_NUMBER.fullmatch(login) is not None


def normalise_number(raw: str) -> str:
    """Return the form in which registry numbers are stored and compared: no spaces, upper case, plain dashes."""
    return squeeze(raw).upper()


def is_registry_number(number: str, pattern: re.Pattern[str]) -> bool:
    """Tell whether a normalised number has the board's form."""
    return pattern.fullmatch(number) is not None


class PersonEntry(NamedTuple):
    """A person as the register is to have it."""

    last_name: str
    first_names: str
    personal: PersonalData


class NumberEntry(NamedTuple):
    """One qualification as the register is to have it; `removed_on` None means: in force."""

    registry_number: str
    scope_code: str
    entered_on: date | None = None
    removed_on: date | None = None

    def in_force(self, day: date) -> bool:
        """Tell whether the number opens the door on a day; a removal counts from its own day on."""
        return self.removed_on is None or self.removed_on > day


class KnownPerson(NamedTuple):
    """A person with all numbers as the register has them, for rules that compare."""

    examiner_id: int
    person: PersonEntry
    numbers: Mapping[str, NumberEntry]


class Action(StrEnum):
    """What is done to a person or a number of the register."""

    ENTER = "enter"
    CORRECT = "correct"
    TAKE_OUT = "take_out"
    """Undo an entry: as if it had never been made. Only for what nobody has used."""
    RENAME = "rename"
    """Correct a person to quite another name. Only for whom nobody has an account."""
    MOVE = "move"
    """Give a number to another person. Only while its holder has no account."""
    MOVE_BACK = "move_back"
    RESTORE = "restore"
    """Correct a number and end its removal, which stays on record; REOPEN takes that back, as MOVE_BACK a move."""
    REOPEN = "reopen"


class PersonStep(NamedTuple):
    """One staged change of a person: as they were (None: not in the register), and as they are to be, or were last."""

    action: Action
    examiner_id: int
    before: PersonEntry | None
    person: PersonEntry


class NumberStep(NamedTuple):
    """One staged change of a number as it was (None: not there) and is to be; one that moves has been `from_id`'s."""

    action: Action
    examiner_id: int
    before: NumberEntry | None
    number: NumberEntry
    from_id: int | None = None

    @property
    def registry_number(self) -> str:
        """The number itself, which no change ever changes."""
        return self.number.registry_number


@dataclass(frozen=True, slots=True)
class ScopeEntry:
    """One entry of the dictionary of scopes."""

    code: str
    label: str
    exam: str
    active: bool


class ScopeListFault(StrEnum):
    """Why a list of scopes is refused as a whole."""

    COLUMN_MISSING = "column_missing"
    CODE = "code"
    LABEL = "label"
    EXAM = "exam"
    ACTIVE = "active"
    TWICE = "twice"


class ScopeListError(ValueError):
    """The list of scopes cannot be loaded; `line` is the row as a spreadsheet shows it."""

    def __init__(self, fault: ScopeListFault, line: int) -> None:
        super().__init__(f"{fault} in line {line}")
        self.fault = fault
        self.line = line


SCOPE_COLUMNS = ("kod", "nazwa", "egzamin", "aktywny")
_YES_NO = {"1": True, "tak": True, "0": False, "nie": False}


def read_scopes(rows: Iterable[tuple[int, Sequence[str]]]) -> list[ScopeEntry]:
    """Read the dictionary of scopes from numbered rows, headers first; raises ScopeListError with the first fault."""
    numbered = iter(rows)
    line, headers = next(numbered, (1, ()))
    names = [clean(header).casefold() for header in headers]
    if not set(SCOPE_COLUMNS) <= set(names):
        raise ScopeListError(ScopeListFault.COLUMN_MISSING, line)
    places = [names.index(column) for column in SCOPE_COLUMNS]
    entries: dict[str, ScopeEntry] = {}
    for line, cells in numbered:
        padded = [clean(cell) for cell in cells] + [""] * len(names)
        entry = _read_scope(line, *(padded[place] for place in places))
        if entry.code in entries:
            raise ScopeListError(ScopeListFault.TWICE, line)
        entries[entry.code] = entry
    return list(entries.values())


def _read_scope(line: int, code: str, label: str, exam: str, active: str) -> ScopeEntry:
    code = normalise_scope(code)
    lengths = {ScopeListFault.CODE: (code, 30), ScopeListFault.LABEL: (label, 200), ScopeListFault.EXAM: (exam, 40)}
    for fault, (text, longest) in lengths.items():
        if not 0 < len(text) <= longest:
            raise ScopeListError(fault, line)
    if active.casefold() not in _YES_NO:
        raise ScopeListError(ScopeListFault.ACTIVE, line)
    return ScopeEntry(code, label, exam, _YES_NO[active.casefold()])


def normalise_scope(raw: str) -> str:
    """Return the form in which codes of scopes are stored and compared: no spaces, upper case."""
    return squeeze(raw).upper()
