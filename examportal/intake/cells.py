"""The cells of one row → an entry, or the first fault that makes the row invalid.

Order of judging: PESEL → number → names → scope → dates → document; wherever it comes to a formula without a value,
that is the fault. The document is looked at only where there is no PESEL. Traces of spreadsheets (apostrophe, `="…"`,
`.0`, odd spaces and dashes) are put right silently; a PESEL that lost its zeros or became 8,5E+10 is repaired only when
nothing of it is lost and the result is the PESEL of a plausible examiner.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

from examportal.core import pesel as pesels
from examportal.core.countries import POLAND
from examportal.core.pesel import PeselError
from examportal.core.regions import lies_outside, postcode_in
from examportal.intake.columns import DOCUMENT, Field
from examportal.intake.contacts import read_email, read_phone
from examportal.intake.rules.records import Entry, Reading, Reason, Repair, RowWarning
from examportal.intake.traces import plain, whole
from examportal.register.rules import (
    ByPesel,
    IdentityDocument,
    is_registry_number,
    normalise_number,
    normalise_scope,
    read_document,
)
from examportal.sheets.reader import Kind

MAX_NAME = 100
MAX_NUMBER = 30
OLD_ENTRY_YEARS = 10
"""An entry this old in a scope that is no longer examined is history, and nobody needs a warning about it."""

_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]+))?E\+?([0-9]{1,3})", re.IGNORECASE)
_WITHOUT_ZEROS = re.compile(r"[0-9]{9,10}")
_DAY_FIRST = re.compile(r"([0-9]{1,2}) ?([./-]) ?([0-9]{1,2}) ?\2 ?([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([./-])([0-9]{1,2})\2([0-9]{1,2})")
_AFTER_DATE = re.compile(r"(?: ?r\.?|[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.0+)?)?)$")
_MONTHS = "sty|lut|mar|kwi|maj|cze|lip|sie|wrz|paź|lis|gru|jan|feb|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE_WITH_MONTH = re.compile(
    rf"(?:[0-9]{{1,2}}[.-])?(?:{_MONTHS})[.-]?[0-9]{{2,4}}|[0-9]{{1,2}}[.-](?:{_MONTHS})", re.IGNORECASE
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
# A day as Excel stores it, which shows in cells that are not formatted as dates: the number of days since its epoch.
_SERIAL_DAY = re.compile(r"([1-9][0-9]{4})(?:[.,][0-9]+)?")
_EPOCH = date(1899, 12, 30)
_HYPHENS = re.compile(r" ?[\u2010-\u2015\u2212\ufe58\ufe63\uff0d-] ?")


@dataclass(frozen=True)
class Yardstick:
    """What rows are measured by: the day, the board's settings and its scopes (code → whether it is examined)."""

    today: date
    min_age: int
    number_pattern: re.Pattern[str]
    scopes: Mapping[str, bool]
    voivodeships: tuple[str, ...] = ()

    def is_outside(self, address: str) -> bool:
        """Tell whether a postcode, or an address with one, surely lies in none of the board's voivodeships."""
        return lies_outside(postcode_in(plain(address)), POLAND, self.voivodeships)


class _Unusable(Exception):  # noqa: N818 - ends the reading of one row, never leaves this module
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row by field, and which of them were no text in their file."""

    texts: Mapping[Field, str]
    kinds: Mapping[Field, Kind] = field(default_factory=dict)

    def needed(self, name: Field) -> str:
        """Return a cell on which the row depends; a column that is not there is blank."""
        if self.kinds.get(name) is Kind.NO_VALUE:
            raise _Unusable(Reason.FORMULA_WITHOUT_VALUE)
        return self.texts.get(name, "")

    def optional(self, name: Field) -> str:
        """Return a cell that never stops a row."""
        return self.texts.get(name, "")


def read_row(line: int, cells: Cells, yardstick: Yardstick) -> Reading:
    """Judge the cells of a row; never raises."""
    try:
        by_pesel, repairs = _read_pesel(cells, yardstick)
        number = _read_number(cells, yardstick)
        last_name, first_names = _read_name(cells.needed(Field.LAST_NAME)), _read_name(cells.needed(Field.FIRST_NAMES))
        scope = _read_scope(cells.needed(Field.SCOPE), yardstick)
        entered_on, removed_on = _read_days(cells)
        identity = by_pesel or _read_document(cells, yardstick)
    except _Unusable as fault:
        return Reading(line, None, fault.reason)
    email, phone = read_email(cells.optional(Field.EMAIL)), read_phone(cells.optional(Field.PHONE))
    entry = Entry(
        identity=identity,
        registry_number=number,
        last_name=last_name,
        first_names=first_names,
        scope_code=scope,
        entered_on=entered_on,
        removed_on=removed_on,
        email=email,
        phone=phone,
    )
    return Reading(line, entry, repairs=repairs, warnings=_warnings(entry, cells, yardstick))


def read_date(text: str) -> date | None:
    """Read a date as offices write it (8.05.2022, 2022-05-08, with or without an hour); None when it is none."""
    bare = _AFTER_DATE.sub("", text)
    if day_first := _DAY_FIRST.fullmatch(bare):
        day, _, month, year = day_first.groups()
    elif year_first := _YEAR_FIRST.fullmatch(bare):
        year, _, month, day = year_first.groups()
    else:
        return None
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    with suppress(ValueError):
        return date(int(year), int(month), int(day))
    return None


def read_day(text: str) -> date | None:
    """Read a date where nothing but a date can stand, so that Excel's number of a day is one too."""
    serial = _SERIAL_DAY.fullmatch(text)
    day = _EPOCH + timedelta(days=int(serial[1])) if serial else read_date(text)
    return day if day and day.year <= _LAST_YEAR else None


def _read_pesel(cells: Cells, yardstick: Yardstick) -> tuple[ByPesel | None, tuple[Repair, ...]]:
    """Return who the PESEL says it is; None when there is none, but anything of a document."""
    text, repairs = whole(pesels.normalise(plain(cells.needed(Field.PESEL)))), []
    if not text and any(_says_something(cells, name) for name in DOCUMENT):
        return None, ()
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific:
        text = _expanded(scientific[1] + (scientific[2] or ""), int(scientific[3]))
        repairs.append(Repair.SCIENTIFIC_EXPANDED)
    if _WITHOUT_ZEROS.fullmatch(text):
        with suppress(PeselError):
            padded = pesels.read(text.zfill(11), today=yardstick.today, min_age=yardstick.min_age)
            return ByPesel(padded.digits, padded.birth_date), (*repairs, Repair.ZERO_RESTORED)
    try:
        found = pesels.read(text, today=yardstick.today, min_age=yardstick.min_age)
    except PeselError as fault:
        raise _Unusable(Reason(fault.fault.value)) from None
    return ByPesel(found.digits, found.birth_date), tuple(repairs)


def _read_document(cells: Cells, yardstick: Yardstick) -> IdentityDocument:
    kind, number, country, born = (plain(cells.needed(name)) for name in DOCUMENT)
    if not (kind and number and country and born):
        raise _Unusable(Reason.DOCUMENT_INCOMPLETE)
    birth_date = read_day(born)
    if birth_date is None:
        raise _Unusable(Reason.DATE_INVALID)
    document = read_document(kind, whole(number), country, birth_date)
    if document is None:
        raise _Unusable(Reason.DOCUMENT_INCOMPLETE)
    if not pesels.is_plausible_birth(birth_date, today=yardstick.today, min_age=yardstick.min_age):
        raise _Unusable(Reason.PESEL_BIRTH_DATE)
    return document


def _expanded(digits: str, exponent: int) -> str:
    """Return the digits of a number in scientific notation, when it shows every one of them."""
    if len(digits) != exponent + 1:
        raise _Unusable(Reason.PESEL_SCIENTIFIC)
    return digits


def _read_number(cells: Cells, yardstick: Yardstick) -> str:
    text = plain(cells.needed(Field.REGISTRY_NUMBER))
    number = whole(normalise_number(text))
    if not number:
        raise _Unusable(Reason.NUMBER_MISSING)
    is_date = cells.kinds.get(Field.REGISTRY_NUMBER) is Kind.DATE
    if is_date or read_date(text) or _DATE_WITH_MONTH.fullmatch(number):
        raise _Unusable(Reason.NUMBER_IS_DATE)
    if len(number) > MAX_NUMBER or not is_registry_number(number, yardstick.number_pattern):
        raise _Unusable(Reason.NUMBER_FORMAT)
    return number


def read_name(cell: str) -> str | None:
    """Read a name, with plain hyphens and apostrophes; None for a formula, a number or a sign alone."""
    name = _HYPHENS.sub("-", plain(cell)).replace("’", "'")
    if name.startswith("=") or len(name) > MAX_NAME or not any(c.isalpha() for c in name):
        return None
    return name


def _read_name(cell: str) -> str:
    name = read_name(cell)
    if name is None:
        raise _Unusable(Reason.NAME_MISSING)
    return name


def _read_scope(cell: str, yardstick: Yardstick) -> str:
    code = normalise_scope(plain(cell))
    if not code:
        raise _Unusable(Reason.SCOPE_MISSING)
    if code not in yardstick.scopes:
        raise _Unusable(Reason.SCOPE_UNKNOWN)
    return code


def _read_days(cells: Cells) -> tuple[date | None, date | None]:
    """Return the days of entry and removal."""
    entered_on = _read_day(cells.needed(Field.ENTERED_ON))
    removed_on = _read_day(cells.needed(Field.REMOVED_ON))
    if entered_on and removed_on and removed_on < entered_on:
        raise _Unusable(Reason.DATE_ORDER)
    return entered_on, removed_on


def _read_day(cell: str) -> date | None:
    text = plain(cell)
    if not text:
        return None
    day = read_day(text)
    if day is None:
        raise _Unusable(Reason.DATE_INVALID)
    return day


def _warnings(entry: Entry, cells: Cells, yardstick: Yardstick) -> tuple[RowWarning, ...]:
    birth = plain(cells.optional(Field.BIRTH_DATE))
    fresh = entry.entered_on is None or entry.entered_on.year > yardstick.today.year - OLD_ENTRY_YEARS
    found = {
        RowWarning.EMAIL_IGNORED: entry.email is None and _says_something(cells, Field.EMAIL),
        RowWarning.PHONE_IGNORED: entry.phone is None and _says_something(cells, Field.PHONE),
        RowWarning.NUMBER_FROM_NUMERIC_CELL: cells.kinds.get(Field.REGISTRY_NUMBER) is Kind.NUMBER,
        RowWarning.BIRTH_DATE_DIFFERS: birth != "" and read_day(birth) != entry.identity.birth_date,
        RowWarning.SCOPE_INACTIVE: fresh and not yardstick.scopes[entry.scope_code],
        RowWarning.OUTSIDE_REGION: yardstick.is_outside(cells.optional(Field.POSTCODE)),
    }
    return tuple(warning for warning, holds in found.items() if holds)


def _says_something(cells: Cells, name: Field) -> bool:
    return plain(cells.optional(name)) != "" or cells.kinds.get(name) is Kind.NO_VALUE
