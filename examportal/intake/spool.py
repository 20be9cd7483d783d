"""Where the rows of a file wait while a plan is made: a nameless database on the disk that goes with the process.

It holds sealed records only; nothing personal in clear. A file of a million rows takes disk here, not memory: records
lie in drawers, so that one drawer at a time, put into order, gives all records in order. A drawer is written down some
hundred records at a time, which makes sealing and writing a tenth of what they cost for each record alone.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from examportal.core.sealed import PassingCipher
from examportal.intake.drawers import Drawers, Record
from examportal.intake.rules.deciding import Asked
from examportal.intake.rules.differences import Difference, Told
from examportal.intake.rules.plans import Change
from examportal.intake.rules.records import (
    Choice,
    Claims,
    Entry,
    Judgement,
    Reading,
    Reason,
    Repair,
    RowWarning,
    State,
    Verdict,
)
from examportal.register.rules import ByPesel, Identity, IdentityDocument, NumberEntry, PersonalData, PersonEntry

DRAWERS = 64
"""Drawers for the people of a file: each of a million rows about as many people has 16,000 of them."""
LINES = 8192
"""Lines whose verdicts lie in one drawer."""

_CACHE_KIB = 48 * 1024
_VERDICTS = tuple(Verdict)
_REASONS = tuple(Reason)
_VERDICT_CODES = {verdict: code for code, verdict in enumerate(_VERDICTS)}
_REASON_CODES = {reason: code for code, reason in enumerate(_REASONS)}
_TOLD = tuple(Told)
_OF_A_PESEL = 2


class Spool:
    """The rows of one file, their verdicts, and the changes that they amount to."""

    def __init__(self) -> None:
        # One transaction without a journal, never committed: there is nothing to come back to.
        database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        database.executescript(
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{_CACHE_KIB}; BEGIN;"
            "CREATE TABLE record (id INTEGER PRIMARY KEY, name TEXT, drawer INTEGER, sealed BLOB);"
            "CREATE INDEX by_drawer ON record (name, drawer);"
        )
        cipher = PassingCipher()
        self._rows = Drawers(database, cipher, "row")
        self._numbers = Drawers(database, cipher, "number")
        self._verdicts = Drawers(database, cipher, "verdict")
        self._changes = Drawers(database, cipher, "change")
        self._without_pesel = Drawers(database, cipher, "without_pesel")
        self._asked = Drawers(database, cipher, "asked")
        self._known = Drawers(database, cipher, "known")

    def add_rows(self, rows: Iterable[tuple[Reading, Entry, bytes, bool]]) -> None:
        """Keep readable rows, each with the digest of its person and whether it counts."""
        told = list(rows)
        # The first byte of the digest: drawer by drawer, people come in the order of their digests.
        self._rows.put(
            (person[0] * DRAWERS // 256, _flat_row(person, reading, entry)) for reading, entry, person, _ in told
        )
        self._numbers.put(_claim(entry.registry_number, person, counts) for _, entry, person, counts in told)

    def add_judgements(self, judgements: Iterable[tuple[Judgement, list[Difference]]]) -> None:
        """Keep verdicts, each with what its row changes."""
        self._verdicts.put((one.line // LINES, _flat_verdict(one, changed)) for one, changed in judgements)

    def add_changes(self, changes: Iterable[Change]) -> None:
        """Keep what is to become of people."""
        self._changes.put((0, _flat(change)) for change in changes)

    def add_without_pesel(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Keep which lines are of a person without PESEL, each with the digest of the person."""
        self._without_pesel.put((line // LINES, (line, person)) for line, person in rows)

    def without_pesel(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines of people without PESEL with the persons' digests, in the order of the file."""
        yield from _in_order(self._without_pesel)

    def add_asked(self, conflicts: Iterable[Asked]) -> None:
        """Keep conflicts with all that is to be seen of them."""
        self._asked.put(
            (one.conflict.line // LINES, (one.conflict.line, _REASON_CODES[one.conflict.reason], one))
            for one in conflicts
        )

    def asked(self) -> Iterator[Asked]:
        """Yield the conflicts in the order of the file, those of one row in the order of their reasons."""
        for _, _, asked in _in_order(self._asked):
            yield asked

    def find_claims(self) -> Claims:
        """Find the numbers that two people claim, among all rows and among those that count."""
        by_counted, by_all = set[str](), set[str]()
        for drawer in self._numbers.numbers():
            counted: dict[str, bytes] = {}
            any_row: dict[str, bytes] = {}
            for records in self._numbers.take(drawer):
                for number, person, counts in records:
                    if any_row.setdefault(number, person) != person:
                        by_all.add(number)
                    if counts and counted.setdefault(number, person) != person:
                        by_counted.add(number)
        return Claims(frozenset(by_counted), frozenset(by_all))

    def add_known(self, numbers: Iterable[tuple[str, str, int]]) -> None:
        """Keep numbers that the register has: number, scope, id."""
        self._known.put((hash(known[0]) % DRAWERS, known) for known in numbers)

    def lacking(self) -> Iterator[tuple[str, str, int]]:
        """Yield those of the numbers that the register has which no readable row of the file has."""
        for drawer in self._known.numbers():
            said = {number for records in self._numbers.take(drawer) for number, _, _ in records}
            for records in self._known.take(drawer):
                yield from (known for known in records if known[0] not in said)

    def people(self) -> Iterator[tuple[bytes, list[Reading]]]:
        """Yield each person's digest and rows, in the order of the digests and, within one, of the file."""
        for person, records in groupby(_in_order(self._rows), key=itemgetter(0)):
            yield person, [_reading(*record) for record in records]

    def judgements(self) -> Iterator[tuple[Judgement, list[Difference]]]:
        """Yield the verdicts with what their rows change, in the order of the file."""
        for record in _in_order(self._verdicts):
            yield _judged(*record)

    def changes(self) -> Iterator[Change]:
        """Yield the changes in the order of the people's digests."""
        for records in self._changes.take(0):
            for record in records:
                yield _whole(*record)


def _in_order(drawers: Drawers) -> Iterator[Record]:
    """Yield all records in their order. No two begin alike, so nothing behind a line is ever compared."""
    for drawer in drawers.numbers():
        yield from sorted(record for records in drawers.take(drawer) for record in records)


def _claim(number: str, person: bytes, counts: bool) -> tuple[int, Record]:
    return hash(number) % DRAWERS, (number, person, counts)  # equal ones meet in one drawer


def _flat_row(person: bytes, reading: Reading, entry: Entry) -> Record:
    identity, number, last_name, first_names, scope_code, entered_on, removed_on, email, phone = entry
    days = _written(entered_on), _written(removed_on)
    said = (number, last_name, first_names, scope_code, *days, email, phone)
    return person, reading.line, _joined(reading.repairs), _joined(reading.warnings), _flat_identity(identity), said


def _reading(_person: bytes, line: int, repairs: str | None, warnings: str | None, *others: tuple[Any, ...]) -> Reading:
    identity, (number, last_name, first_names, scope_code, entered_on, removed_on, email, phone) = others
    days = _read(entered_on), _read(removed_on)
    entry = Entry(_whole_identity(identity), number, last_name, first_names, scope_code, *days, email, phone)
    return Reading(line, entry, None, _split(repairs, Repair), _split(warnings, RowWarning))


def _written(day: date | None) -> str | None:
    """Return a day as text: pickled as it is it would cost as much as all the rest of a record."""
    return day.isoformat() if day else None


def _read(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _flat_verdict(judgement: Judgement, changed: list[Difference]) -> Record:
    return (
        judgement.line,
        _VERDICT_CODES[judgement.verdict],
        None if judgement.reason is None else _REASON_CODES[judgement.reason],
        _joined(judgement.repairs),
        _joined(judgement.warnings),
        judgement.counts,
        judgement.decided,
        _joined(judgement.taken),
        [(_TOLD.index(one.told), one.old, one.new) for one in changed],
    )


def _judged(line: int, verdict: int, reason: int | None, *others: Any) -> tuple[Judgement, list[Difference]]:
    repairs, warnings, counts, decided, taken, changed = others
    judgement = Judgement(
        line,
        _VERDICTS[verdict],
        None if reason is None else _REASONS[reason],
        _split(repairs, Repair),
        _split(warnings, RowWarning),
        counts,
        Choice(decided) if decided else None,
        _split(taken, Reason),
    )
    return judgement, [Difference(_TOLD[told], old, new) for told, old, new in changed]


def _joined(words: tuple[Repair, ...] | tuple[RowWarning, ...] | tuple[Reason, ...]) -> str | None:
    return ",".join(words) if words else None


def _split(joined: str | None, word: Callable[[str], Any]) -> tuple[Any, ...]:
    return tuple(map(word, joined.split(","))) if joined else ()


def _flat_identity(identity: Identity) -> Record:
    if isinstance(identity, ByPesel):
        return identity.pesel, identity.birth_date.isoformat()
    return _flat_document(identity)


def _flat_document(document: IdentityDocument) -> Record:
    return document.kind, document.number, document.country, document.birth_date.isoformat()


def _whole_identity(told: Record) -> Identity:
    if len(told) == _OF_A_PESEL:
        return ByPesel(told[0], date.fromisoformat(told[1]))
    return _whole_document(*told)


def _whole_document(kind: str, number: str, country: str, born: str) -> IdentityDocument:
    return IdentityDocument(kind, number, country, date.fromisoformat(born))


def _flat(change: Change) -> tuple[Any, ...]:
    """Return a change as tuples of plain values, which take a third of the time to write down."""
    decided = change.renamed, change.moved_from
    return change.examiner_id, _flat_state(change.before), _flat_state(change.after), *decided


def _flat_state(state: State) -> Record:
    numbers = [
        (one.registry_number, one.scope_code, _written(one.entered_on), _written(one.removed_on))
        for one in state.numbers.values()
    ]
    if state.person is None:
        return None, numbers
    person, personal = state.person, state.person.personal
    document = _flat_document(personal.document) if personal.document else None
    contact = (personal.email, personal.phone)
    told = (person.last_name, person.first_names, personal.pesel, _written(personal.birth_date), *contact, document)
    return told, numbers


def _whole(examiner_id: int | None, *others: Any) -> Change:
    before, after, *decided = others
    return Change(examiner_id, _whole_state(*before), _whole_state(*after), *decided)


def _whole_state(told: Record | None, numbers: list[Record]) -> State:
    known = {one[0]: NumberEntry(one[0], one[1], _read(one[2]), _read(one[3])) for one in numbers}
    if told is None:
        return State(None, known)
    last_name, first_names, pesel, born, email, phone, papers = told
    document = _whole_document(*papers) if papers else None
    personal = PersonalData(pesel, _read(born), email, phone, document)
    return State(PersonEntry(last_name, first_names, personal), known)
