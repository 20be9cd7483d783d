"""A file of the old service → its accounts, each with its rights, and the rows that cannot be taken as they are.

Logins, sections and rights are compared as they are written, spaces at their ends aside: they decide about access, and
two that look alike are better seen as two than taken for one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from operator import itemgetter
from typing import BinaryIO

from examportal.core.names import fold
from examportal.core.text import clean
from examportal.legacy.columns import ACCOUNTS, Field, Headers
from examportal.legacy.rules import OldAccount, Right
from examportal.sheets.reader import Kind, Row, look_at

LONGEST = 200
"""Characters of a cell; no login, name or section is longer."""
MOST_SECTIONS, MOST_RIGHTS = 1000, 1000
"""A file with more is another kind of file."""


class Fault(StrEnum):
    """Why a row cannot be taken as it is, in the order in which a row is judged."""

    LOGIN_MISSING = "login_missing"
    VALUE_MISSING = "value_missing"
    TOO_LONG = "too_long"
    ROLE_UNKNOWN = "role_unknown"
    ROLE_DIFFERS = "role_differs"
    NAME_DIFFERS = "name_differs"
    EMAIL_DIFFERS = "email_differs"
    VIEW_UNREADABLE = "view_unreadable"
    EDIT_UNREADABLE = "edit_unreadable"
    EDIT_WITHOUT_VIEW = "edit_without_view"
    SECTION_MISSING = "section_missing"
    RIGHT_MISSING = "right_missing"
    OTHER_VALUES = "other_values"


_ROLES = {"administrator": True, "uzytkownik": False}
_ANSWERS = {"tak": True, "1": True, "x": True, "nie": False, "0": False, "": False}
_WRITTEN = {written: said for word, said in _ANSWERS.items() for written in (word, word.upper())}
_PLAIN = {
    (view, edit): (sees, edits)
    for view, sees in _WRITTEN.items()
    for edit, edits in _WRITTEN.items()
    if sees or not edits
}
_TRUTHS = {"PRAWDA": True, "FAŁSZ": False}


class TooVaried(ValueError):  # noqa: N818 - the name of the finding
    """There are more sections or rights than any old service had."""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a row; `other_line` is the earlier row that it contradicts."""

    line: int
    login: str
    fault: Fault
    other_line: int | None = None


@dataclass(frozen=True)
class AccountsFile:
    """What a file says: accounts by login, the sections that count, all rights by name, faulty rows by line.

    `outside` are sections that the file names and that do not count, because somebody has said which do.
    """

    digest: str
    sections: tuple[str, ...]
    outside: tuple[str, ...]
    rights: tuple[str, ...]
    accounts: tuple[OldAccount, ...]
    errors: tuple[RowError, ...]
    rows: int = 0


@dataclass(slots=True)
class _Draft:
    """An account while its rows are read; who is told by several rows is believed when all of them agree."""

    is_administrator: bool | None = None
    roles_agree: bool = True
    name: str = ""
    email: str = ""
    is_faulty: bool = False
    rights: dict[tuple[str, str], tuple[bool, bool, int]] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    """Login, name, address and role as the last row without a fault had them."""


def read_accounts(source: bytes | BinaryIO, sections: Sequence[str] = ()) -> AccountsFile:
    """Read a file; `sections` are all that count, none given: those of the file.

    Raises FileError, columns.ColumnsMissing, TooVaried.
    """
    file = look_at(source)
    sheet, headers = ACCOUNTS.choose_sheet(file.sheets)
    with closing(file.rows(sheet)) as rows:
        return collect(rows, headers, file.digest, sections)


def collect(rows: Iterable[Row], headers: Headers[Field], digest: str, sections: Sequence[str]) -> AccountsFile:
    """Return what the rows of a sheet say, those below the headers; raises TooVaried."""
    reading = _Reading(headers.places)
    for row in rows:
        if row.line > headers.line:
            reading.add(row)
    return reading.result(digest, sections)


class _Reading:
    """What the rows that were read so far say."""

    def __init__(self, places: Mapping[Field, int]) -> None:
        self._places = places
        self._drafts: dict[str, _Draft] = {}
        self._sections: set[str] = set()
        self._rights: set[str] = set()
        self._errors: list[RowError] = []
        self._rows = 0
        self._who = tuple(places[name] for name in (Field.LOGIN, Field.NAME, Field.EMAIL, Field.ROLE))
        self._cells_of_who = itemgetter(*self._who)
        self._cells_of_right = itemgetter(
            *(places[name] for name in (Field.SECTION, Field.RIGHT, Field.VIEW, Field.EDIT))
        )

    def add(self, row: Row) -> None:
        """Take in a row; the first fault found is the one that is told."""
        self._rows += 1
        if not row.kinds and self._is_plain(row):
            return
        cells = {
            name: clean(row.cells[place]) if place < len(row.cells) else "" for name, place in self._places.items()
        }
        login = cells[Field.LOGIN]
        if not login or len(login) > LONGEST:
            self._errors.append(RowError(row.line, "", Fault.TOO_LONG if login else Fault.LOGIN_MISSING))
            return
        kinds = {name: row.kinds[place] for name, place in self._places.items() if place in row.kinds}
        draft = self._drafts.setdefault(login, _Draft())
        faults = [
            *((fault, None) for fault in _unreadable(cells, kinds)),
            *((fault, None) for fault in _contradictions(draft, cells)),
            *self._rights_of(draft, row, cells, kinds),
        ]
        if faults:
            draft.is_faulty = True
            self._errors.append(RowError(row.line, login, *faults[0]))
        else:
            draft.told = tuple(row.cells[place] for place in self._who if place < len(row.cells))

    def result(self, digest: str, sections: Sequence[str]) -> AccountsFile:
        """Return everything, in an order that does not depend on that of the rows."""
        counted = tuple(sorted({*sections} if sections else self._sections))
        return AccountsFile(
            digest=digest,
            sections=counted,
            outside=tuple(sorted(self._sections.difference(counted))),
            rights=tuple(sorted(self._rights)),
            accounts=tuple(_account(login, self._drafts[login]) for login in sorted(self._drafts)),
            errors=tuple(self._errors),
            rows=self._rows,
        )

    def _is_plain(self, row: Row) -> bool:
        """Take in a row that says of a right what no row said before and everything else as the row before it did.

        Nearly all rows are such, and this takes a tenth of the time of looking at each cell; whatever is not plain at
        first sight, every fault included, is left to the rest of `add`, which is the law.
        """
        try:
            who = self._cells_of_who(row.cells)
            section, name, view, edit = self._cells_of_right(row.cells)
        except IndexError:
            return False  # the row ends early
        draft = self._drafts.get(who[0])
        if draft is None or draft.told != who or section not in self._sections or name not in self._rights:
            return False
        degree = _PLAIN.get((view, edit))
        if degree is None or (section, name) in draft.rights:
            return False
        draft.rights[section, name] = (*degree, row.line)
        return True

    def _rights_of(
        self, draft: _Draft, row: Row, cells: Mapping[Field, str], kinds: Mapping[Field, Kind]
    ) -> Iterator[tuple[Fault, int | None]]:
        """Keep the right that a row gives, and yield what is wrong with it."""
        section, name = cells[Field.SECTION], cells[Field.RIGHT]
        view, edit = (_answer(cells[one], kinds.get(one)) for one in (Field.VIEW, Field.EDIT))
        self._remember(section, name)
        faults = list(_faults_of_right(section, name, view, edit))
        yield from ((fault, None) for fault in faults)
        if faults or not (0 < len(section) <= LONGEST and 0 < len(name) <= LONGEST):
            return
        before = draft.rights.setdefault((section, name), (bool(view), bool(edit), row.line))
        if before[:2] != (view, edit):
            # The file says both; until somebody has looked, it gives what both rows give.
            draft.rights[section, name] = (before[0] and bool(view), before[1] and bool(edit), before[2])
            yield Fault.OTHER_VALUES, before[2]

    def _remember(self, section: str, name: str) -> None:
        if 0 < len(section) <= LONGEST:
            self._sections.add(section)
        if 0 < len(name) <= LONGEST:
            self._rights.add(name)
        if len(self._sections) > MOST_SECTIONS or len(self._rights) > MOST_RIGHTS:
            raise TooVaried


def _unreadable(cells: Mapping[Field, str], kinds: Mapping[Field, Kind]) -> Iterator[Fault]:
    if Kind.NO_VALUE in kinds.values():
        yield Fault.VALUE_MISSING
    if any(len(text) > LONGEST for text in cells.values()):
        yield Fault.TOO_LONG


def _contradictions(draft: _Draft, cells: Mapping[Field, str]) -> Iterator[Fault]:
    """Compare a row with those before it of the same login; a name or address left empty contradicts nothing."""
    is_administrator = _ROLES.get(fold(cells[Field.ROLE]))
    if is_administrator is None:
        yield Fault.ROLE_UNKNOWN
    elif draft.is_administrator is None:
        draft.is_administrator = is_administrator
    elif draft.is_administrator is not is_administrator:
        yield Fault.ROLE_DIFFERS
    # Nobody becomes an administrator by one row of several.
    draft.roles_agree = (
        draft.roles_agree and is_administrator is not None and draft.is_administrator is is_administrator
    )
    name, email = cells[Field.NAME][:LONGEST], cells[Field.EMAIL][:LONGEST].lower()
    if name and draft.name and name.casefold() != draft.name.casefold():
        yield Fault.NAME_DIFFERS
    if email and draft.email and email != draft.email:
        yield Fault.EMAIL_DIFFERS
    draft.name, draft.email = draft.name or name, draft.email or email


def _faults_of_right(section: str, name: str, view: bool | None, edit: bool | None) -> Iterator[Fault]:
    if view is None:
        yield Fault.VIEW_UNREADABLE
    if edit is None:
        yield Fault.EDIT_UNREADABLE
    if edit and view is False:
        yield Fault.EDIT_WITHOUT_VIEW
    if view and not section:
        yield Fault.SECTION_MISSING
    if view and not name:
        yield Fault.RIGHT_MISSING


def _answer(text: str, kind: Kind | None) -> bool | None:
    """Return yes or no, None when it is neither; a spreadsheet's own true and false are as good as 1 and 0."""
    return _TRUTHS.get(text) if kind is Kind.TRUTH else _ANSWERS.get(text.casefold())


def _account(login: str, draft: _Draft) -> OldAccount:
    rights = frozenset(Right(*place, view, edit) for place, (view, edit, _) in draft.rights.items())
    is_administrator = draft.roles_agree and draft.is_administrator is True
    return OldAccount(login, is_administrator, rights, draft.is_faulty, draft.name, draft.email)
