"""Where the rows of a file wait while a plan is made: a nameless database on the disk that goes with the process.

It holds sealed records only; nothing personal in clear. A file of a million rows takes disk here, not memory: records
lie in drawers, so that one drawer at a time, put into order, gives all records in order. A drawer is written down some
hundred records at a time, which makes sealing and writing a tenth of what they cost for each record alone.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, cast

from examportal.core.sealed import PassingCipher
from examportal.intake.drawers import Drawers, Record
from examportal.intake.rules.deciding import Asked
from examportal.intake.rules.differences import Difference, Told
from examportal.intake.rules.plans import Change
from examportal.intake.rules.records import (
    Claims,
    Disputed,
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
from examportal.sheets.reader import Block

DRAWERS = 64
"""Drawers for the people of a file: each of a million rows about as many people has 16,000 of them."""
LINES = 8192
"""Lines whose verdicts lie in one drawer."""

_CACHE_KIB = 48 * 1024
_VERDICTS = tuple(Verdict)
_REASONS = tuple(Reason)
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
        self._disputed = Drawers(database, cipher, "disputed")
        self._asked = Drawers(database, cipher, "asked")
        self._blocks = Drawers(database, cipher, "block", together=1)  # each is some hundred rows already
        self._known = Drawers(database, cipher, "known")
        self._findings: list[tuple[Any, ...]] = []
        self._finding_codes: dict[tuple[Any, ...], int] = {}

    def add_block(self, block: Block) -> None:
        """Keep some rows as they stood in the file."""
        if block.rows:
            self._blocks.put([(0, (block.rows[0].line, block.rows[-1].line, block.written))])

    def blocks(self) -> Iterator[tuple[int, int, str]]:
        """Yield the rows as they stood, some at a time: first line, last line, text of the block."""
        for records in self._blocks.take(0):
            yield from cast("list[tuple[int, int, str]]", records)

    def add_rows(self, rows: Iterable[tuple[Reading, Entry, bytes, bool]]) -> None:
        """Keep readable rows, each with the digest of its person and whether it counts."""
        told = list(rows)
        # The first byte of the digest: drawer by drawer, people come in the order of their digests.
        self._rows.put(
            [(person[0] * DRAWERS // 256, _flat_row(person, reading, entry)) for reading, entry, person, _ in told]
        )
        self._numbers.put([_claim(entry.registry_number, person, counts) for _, entry, person, counts in told])

    def add_judgements(self, judgements: Iterable[tuple[Judgement, list[Difference]]]) -> None:
        """Keep verdicts, each with what its row changes."""
        self._verdicts.put([(one.line // LINES, self._flat_verdict(one, changed)) for one, changed in judgements])

    def add_changes(self, changes: Iterable[Change]) -> None:
        """Keep what is to become of people."""
        self._changes.put([(0, _flat(change)) for change in changes])

    def add_disputed(self, rows: Iterable[Disputed]) -> None:
        """Keep which rows a merge leaves open."""
        self._disputed.put((0, (line, _REASON_CODES[reason], *whom)) for line, reason, *whom in rows)

    def disputed(self) -> Iterator[Disputed]:
        """Yield the rows that a merge leaves open, in the order of the file."""
        for line, reason, *whom in _in_order(self._disputed):
            yield Disputed(line, _REASONS[reason], *whom)

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
        for _, _, asked in _in_order(self._asked, key=itemgetter(0, 1)):
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
            yield person, list(map(_reading, records))

    def judgements(self) -> Iterator[tuple[Judgement, list[Difference]]]:
        """Yield the verdicts with what their rows change, in the order of the file."""
        findings = self._findings
        for line, finding, *changed in _in_order(self._verdicts):
            judgement = Judgement(line, *findings[finding])
            yield judgement, [Difference(_TOLD[told], old, new) for told, old, new in changed]

    def changes(self) -> Iterator[Change]:
        """Yield the changes in the order of the people's digests."""
        for records in self._changes.take(0):
            for record in records:
                yield _whole(record)

    def _flat_verdict(self, judgement: Judgement, changed: list[Difference]) -> Record:
        """Return a verdict with all but its line as a number: files of any size have some dozens of such findings."""
        line, *_ = judgement
        finding = judgement[1:]
        code = self._finding_codes.get(finding)
        if code is None:
            code = self._finding_codes[finding] = len(self._findings)
            self._findings.append(finding)
        if not changed:
            return line, code
        return line, code, *((_TOLD.index(one.told), one.old, one.new) for one in changed)


def _in_order(drawers: Drawers, key: Callable[[Record], Any] = itemgetter(0)) -> Iterator[Record]:
    """Yield all records drawer by drawer, in each in the order of what they begin with, equals as they came."""
    for drawer in drawers.numbers():
        yield from sorted(chain.from_iterable(drawers.take(drawer)), key=key)


def _claim(number: str, person: bytes, counts: bool) -> tuple[int, Record]:
    return hash(number) % DRAWERS, (number, person, counts)  # equal ones meet in one drawer


def _flat_row(person: bytes, reading: Reading, entry: Entry) -> Record:
    identity, number, last_name, first_names, scope_code, entered_on, removed_on, email, phone = entry
    days = _number(entered_on), _number(removed_on)
    said = (number, last_name, first_names, scope_code, *days, email, phone)
    return person, reading.line, _joined(reading.repairs), _joined(reading.warnings), _flat_identity(identity), *said


def _reading(record: Record) -> Reading:
    _, line, repairs, warnings, identity, number, last_name, first_names, scope, entered_on, *others = record
    removed_on, *contact = others
    days = _day(entered_on), _day(removed_on)
    entry = Entry(_whole_identity(identity), number, last_name, first_names, scope, *days, *contact)
    if repairs is None and warnings is None:
        return Reading(line, entry)
    return Reading(line, entry, None, _split(repairs, Repair), _split(warnings, RowWarning))


def _number(day: date | None) -> int | None:
    """Return a day as a number: pickled as it is it would cost as much as all the rest of a record."""
    return day.toordinal() if day else None


def _day(number: int | None) -> date | None:
    return date.fromordinal(number) if number else None


def _joined(words: tuple[Repair, ...] | tuple[RowWarning, ...] | tuple[Reason, ...]) -> str | None:
    return ",".join(words) if words else None


def _split(joined: str | None, word: Callable[[str], Any]) -> tuple[Any, ...]:
    return tuple(map(word, joined.split(","))) if joined else ()


def _flat_identity(identity: Identity) -> Record:
    if isinstance(identity, ByPesel):
        return identity.pesel, identity.birth_date.toordinal()
    return _flat_document(identity)


def _flat_document(document: IdentityDocument) -> Record:
    return document.kind, document.number, document.country, document.birth_date.toordinal()


def _whole_identity(told: Record) -> Identity:
    if len(told) == _OF_A_PESEL:
        return ByPesel(told[0], date.fromordinal(told[1]))
    return _whole_document(*told)


def _whole_document(kind: str, number: str, country: str, born: int) -> IdentityDocument:
    return IdentityDocument(kind, number, country, date.fromordinal(born))


def _flat(change: Change) -> Record:
    """Return a change as tuples of plain values, which take a third of the time to write down."""
    examiner_id, before, after, renamed, moved_from = change
    return examiner_id, _flat_state(before), _flat_state(after), renamed, dict(moved_from) or None


def _flat_state(state: State) -> Record | None:
    person, known = state
    numbers = [
        (number, scope, _number(entered), _number(removed)) for number, scope, entered, removed in known.values()
    ]
    if person is None:
        return (None, numbers) if numbers else None
    last_name, first_names, (pesel, born, email, phone, papers) = person
    document = _flat_document(papers) if papers else None
    return (last_name, first_names, pesel, _number(born), email, phone, document), numbers


def _whole(record: Record) -> Change:
    examiner_id, before, after, *decided = record
    renamed, moved_from = decided
    states = _whole_state(before), _whole_state(after)
    return Change(examiner_id, *states, renamed, moved_from) if moved_from else Change(examiner_id, *states, renamed)


def _whole_state(told: Record | None) -> State:
    if told is None:
        return State()
    person, numbers = told
    known = {
        number: NumberEntry(number, scope, _day(entered), _day(removed)) for number, scope, entered, removed in numbers
    }
    if person is None:
        return State(None, known)
    last_name, first_names, pesel, born, email, phone, papers = person
    document = _whole_document(*papers) if papers else None
    return State(PersonEntry(last_name, first_names, PersonalData(pesel, _day(born), email, phone, document)), known)
