"""Where the rows of a file wait while a plan is made: a nameless database on the disk that goes with the process.

It holds keyed digests of people and numbers to order and compare by, and sealed records; nothing personal in clear. A
file of a million rows takes disk here, not memory.
"""

import hashlib
import pickle
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from examportal.core.sealed import PassingCipher
from examportal.intake.rules.differences import Difference, Told
from examportal.intake.rules.plans import Change
from examportal.intake.rules.records import Entry, Judgement, Reading, Reason, Repair, RowWarning, State, Verdict
from examportal.register.rules import ByPesel, Identity, IdentityDocument, NumberEntry, PersonalData, PersonEntry

BATCH = 2000
"""Rows written at a time."""

_CACHE_KIB = 48 * 1024
_DIGEST_BYTES = 16
_KEY_BYTES = 32
_TABLES = """
    CREATE TABLE row (line INTEGER, person BLOB, number BLOB, counts INTEGER, repairs TEXT, warnings TEXT, entry BLOB);
    CREATE TABLE claimed (number BLOB PRIMARY KEY, counted INTEGER) WITHOUT ROWID;
    CREATE TABLE verdict (
        line INTEGER PRIMARY KEY, verdict INTEGER, reason INTEGER, repairs TEXT, warnings TEXT, counts INTEGER,
        differences BLOB
    );
    CREATE TABLE change (id INTEGER PRIMARY KEY, change BLOB);
    CREATE TABLE without_pesel (line INTEGER PRIMARY KEY, person BLOB);
"""
_PEOPLE = """
    SELECT person, line, repairs, warnings, entry, claimed.number IS NOT NULL, claimed.counted
    FROM row LEFT JOIN claimed ON claimed.number = row.number
    ORDER BY person, line
"""
_ENTRY_FIELDS = attrgetter(*(item.name for item in fields(Entry) if item.name != "identity"))
_PERSONAL_FIELDS = attrgetter(*(item.name for item in fields(PersonalData)))
_NUMBER_FIELDS = attrgetter(*(item.name for item in fields(NumberEntry)))
_VERDICTS = tuple(Verdict)
_REASONS = tuple(Reason)
_VERDICT_CODES = {verdict: code for code, verdict in enumerate(_VERDICTS)}
_REASON_CODES = {reason: code for code, reason in enumerate(_REASONS)}
_TOLD = tuple(Told)
_OF_A_PESEL = len(fields(ByPesel))


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of a person as it comes back: what it says, and whether its number is claimed by somebody else too."""

    reading: Reading
    claimed: bool
    claimed_by_counted: bool


class Spool:
    """The rows of one file, their verdicts, and the changes that they amount to."""

    def __init__(self) -> None:
        # One transaction without a journal, never committed: there is nothing to come back to.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{_CACHE_KIB}; BEGIN;" + _TABLES
        )
        self._cipher = PassingCipher()
        self._digest_key = secrets.token_bytes(_KEY_BYTES)

    def add_rows(self, rows: Iterable[tuple[Reading, Entry, bytes, bool]]) -> None:
        """Keep readable rows, each with the digest of its person and whether it counts."""
        self._write("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?)", map(self._row, rows))

    def add_judgements(self, judgements: Iterable[tuple[Judgement, list[Difference]]]) -> None:
        """Keep verdicts, each with what its row changes."""
        self._write("INSERT INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?)", map(self._verdict, judgements))

    def add_changes(self, changes: Iterable[Change]) -> None:
        """Keep what is to become of people."""
        self._write("INSERT INTO change (change) VALUES (?)", ((self._freeze(_flat(change)),) for change in changes))

    def add_without_pesel(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Keep which lines are of a person without PESEL, each with the digest of the person."""
        self._write("INSERT INTO without_pesel VALUES (?, ?)", rows)

    def without_pesel(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines of people without PESEL with the persons' digests, in the order of the file."""
        yield from self._database.execute("SELECT line, person FROM without_pesel ORDER BY line")

    def find_claims(self) -> None:
        """Find the numbers that two people claim, among all rows and among those that count."""
        self._database.execute(
            """
            INSERT INTO claimed SELECT number, 0 FROM row GROUP BY number HAVING min(person) <> max(person)
            """
        )
        self._database.execute(
            """
            UPDATE claimed SET counted = 1 WHERE number IN (
                SELECT number FROM row WHERE counts AND number IN (SELECT number FROM claimed)
                GROUP BY number HAVING min(person) <> max(person)
            )
            """
        )

    def people(self) -> Iterator[tuple[bytes, list[Waiting]]]:
        """Yield each person's digest and rows, in the order of the digests and, within one, of the file."""
        for person, rows in groupby(self._database.execute(_PEOPLE), key=itemgetter(0)):
            yield person, [self._waiting(row) for row in rows]

    def judgements(self) -> Iterator[tuple[Judgement, list[Difference]]]:
        """Yield the verdicts with what their rows change, in the order of the file."""
        for line, verdict, reason, repairs, warnings, counts, sealed in self._database.execute(
            "SELECT * FROM verdict ORDER BY line"
        ):
            judgement = Judgement(
                line,
                _VERDICTS[verdict],
                None if reason is None else _REASONS[reason],
                _split(repairs, Repair),
                _split(warnings, RowWarning),
                bool(counts),
            )
            yield (
                judgement,
                [Difference(_TOLD[told], *values) for told, *values in self._thaw(sealed)] if sealed else [],
            )

    def changes(self) -> Iterator[Change]:
        """Yield the changes in the order of the people's digests."""
        for (sealed,) in self._database.execute("SELECT change FROM change ORDER BY id"):
            yield _whole(*self._thaw(sealed))

    def has_number(self, registry_number: str) -> bool:
        """Tell whether a readable row of the file has this number."""
        found = self._database.execute("SELECT 1 FROM row WHERE number = ?", (self._number(registry_number),))
        return found.fetchone() is not None

    def index_numbers(self) -> None:
        """Make ready for many questions of `has_number`."""
        self._database.execute("CREATE INDEX IF NOT EXISTS by_number ON row (number)")

    def _write(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._database.executemany(statement, rows)

    def _row(self, waiting: tuple[Reading, Entry, bytes, bool]) -> tuple[Any, ...]:
        reading, entry, person, counts = waiting
        number = self._number(entry.registry_number)
        repairs, warnings = _joined(reading.repairs), _joined(reading.warnings)
        return (
            reading.line,
            person,
            number,
            counts,
            repairs,
            warnings,
            self._freeze((_flat_identity(entry.identity), *_ENTRY_FIELDS(entry))),
        )

    def _waiting(self, row: tuple[Any, ...]) -> Waiting:
        _, line, repairs, warnings, sealed, claimed, counted = row
        identity, *said = self._thaw(sealed)
        entry = Entry(_whole_identity(identity), *said)
        reading = Reading(line, entry, None, _split(repairs, Repair), _split(warnings, RowWarning))
        return Waiting(reading, bool(claimed), bool(counted))

    def _verdict(self, judged: tuple[Judgement, list[Difference]]) -> tuple[Any, ...]:
        judgement, changed = judged
        flat = [(_TOLD.index(one.told), one.old, one.new) for one in changed]
        return (
            judgement.line,
            _VERDICT_CODES[judgement.verdict],
            None if judgement.reason is None else _REASON_CODES[judgement.reason],
            _joined(judgement.repairs),
            _joined(judgement.warnings),
            judgement.counts,
            self._freeze(flat) if flat else None,
        )

    def _number(self, registry_number: str) -> bytes:
        return hashlib.blake2b(registry_number.encode(), digest_size=_DIGEST_BYTES, key=self._digest_key).digest()

    def _freeze(self, value: Any) -> bytes:
        return self._cipher.seal(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def _thaw(self, sealed: bytes) -> Any:
        return pickle.loads(self._cipher.open(sealed))  # noqa: S301 - opened, so it is what this very object has sealed


def _joined(words: tuple[Repair, ...] | tuple[RowWarning, ...]) -> str | None:
    return ",".join(words) if words else None


def _split(joined: str | None, word: Callable[[str], Any]) -> tuple[Any, ...]:
    return tuple(map(word, joined.split(","))) if joined else ()


def _flat_identity(identity: Identity) -> tuple[Any, ...]:
    if isinstance(identity, ByPesel):
        return identity.pesel, identity.birth_date
    return identity.kind, identity.number, identity.country, identity.birth_date


def _whole_identity(told: tuple[Any, ...]) -> Identity:
    return ByPesel(*told) if len(told) == _OF_A_PESEL else IdentityDocument(*told)


def _flat(change: Change) -> tuple[Any, ...]:
    """Return a change as tuples of plain values, which take a third of the time to write down."""
    return change.examiner_id, _flat_state(change.before), _flat_state(change.after)


def _flat_state(state: State) -> tuple[Any, ...]:
    person = state.person
    told = (person.last_name, person.first_names, _PERSONAL_FIELDS(person.personal)) if person else None
    return told, [_NUMBER_FIELDS(entry) for entry in state.numbers.values()]


def _whole(examiner_id: int | None, before: tuple[Any, ...], after: tuple[Any, ...]) -> Change:
    return Change(examiner_id, _whole_state(*before), _whole_state(*after))


def _whole_state(told: tuple[Any, ...] | None, numbers: list[tuple[Any, ...]]) -> State:
    person = PersonEntry(told[0], told[1], PersonalData(*told[2])) if told else None
    return State(person, {number[0]: NumberEntry(*number) for number in numbers})
