"""Rows in conflict: what stands against them, and the plan of their people with what somebody has decided."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from operator import itemgetter
from typing import Any, NamedTuple

from examportal.core import clock
from examportal.db import keyring
from examportal.intake.rules import deciding
from examportal.intake.rules.comparing import is_another
from examportal.intake.rules.deciding import RIVALS_SHOWN, Asked, Conflict, Decision, Holder, Place
from examportal.intake.rules.judging import judge_person
from examportal.intake.rules.plainly import judge_plainly
from examportal.intake.rules.plans import Change, MovedFrom, loses_last_number
from examportal.intake.rules.records import (
    Choice,
    Claims,
    Disputed,
    Entry,
    PersonPlan,
    Question,
    Reading,
    Reason,
    State,
    Taken,
)
from examportal.intake.spool import Spool
from examportal.register import queries as register
from examportal.register.changes import queries as changes
from examportal.register.rules import KnownPerson

BATCH = 500
"""People, or numbers, asked for at a time."""

Decisions = Mapping[int, Mapping[Reason, Decision]]
"""What people decided about a file: line → reason → decision."""
CLAIMS_SHOWN = 2000
"""Numbers claimed by two whose other rows are shown beside each: more than anybody will decide about in one file."""
Row = tuple[int, Entry]


class Case(NamedTuple):
    """One person of a file with all that a verdict hangs on; `foreign` are numbers of others: number → whose."""

    digest: bytes
    rows: Sequence[Reading]
    known: KnownPerson | None
    claims: Claims
    foreign: Mapping[str, int]

    @property
    def before(self) -> State:
        """The person as the register has them."""
        return State(self.known.person, self.known.numbers) if self.known else State()

    def left_open(self, planned: PersonPlan) -> list[Disputed]:
        """Return the rows that a merge leaves out as conflicts, each with whose its number is."""
        own = self.known.examiner_id if self.known else None
        open_rows = {one.line: one.reason for one in planned.judgements if one.left_open and one.reason}
        return [
            Disputed(row.line, open_rows[row.line], self.digest, own, self.foreign.get(row.entry.registry_number))
            for row in (self.rows if open_rows else ())
            if row.entry and row.line in open_rows
        ]

    def judge(self, question: Question, taken: Taken | None = None) -> PersonPlan:
        """Judge all rows of the person."""
        asked = (self.rows, self.before, question, self.claims, self.foreign)
        return judge_person(*asked, taken) if taken else judge_plainly(*asked) or judge_person(*asked)


@dataclass(frozen=True)
class Court:
    """Where the conflicts of one file are settled by what people decided.

    `claimants` are rows of numbers that several people claim: number → digest of the person → rows;
    `claimed_for_two` lines that were decided for the file with one number for two people.
    """

    spool: Spool
    question: Question
    decisions: Decisions
    claimants: Mapping[str, Mapping[bytes, Sequence[Row]]]
    claimed_for_two: frozenset[int]

    @classmethod
    def of(cls, spool: Spool, question: Question, claims: Claims, decisions: Decisions) -> "Court":
        """Return the court of a file; goes through its rows once more when numbers are claimed by two."""
        shown = set(heapq.nsmallest(CLAIMS_SHOWN, claims.by_counted))
        taken = {line for line, of_row in decisions.items() if _takes_a_claimed_number(of_row)}
        claimants: dict[str, dict[bytes, list[Row]]] = {number: {} for number in shown}
        takers: dict[str, dict[bytes, list[int]]] = {}
        for person, line, entry in _rows_of(spool) if shown else ():
            if line in taken:
                takers.setdefault(entry.registry_number, {}).setdefault(person, []).append(line)
            if entry.registry_number in shown:
                _keep_first(claimants[entry.registry_number], person, (line, entry))
        contested = chain.from_iterable(lines.values() for lines in takers.values() if len(lines) > 1)
        return cls(spool, question, decisions, claimants, frozenset(chain.from_iterable(contested)))

    def settle(self, cases: Sequence[Case]) -> dict[bytes, tuple[PersonPlan, MovedFrom]]:
        """Judge people with rows in conflict, and keep in the spool what is to be seen of each conflict."""
        facts = _facts_of(cases)
        return {case.digest: self._settled(case, facts) for case in cases}

    def _settled(self, case: Case, facts: "_Facts") -> tuple[PersonPlan, MovedFrom]:
        sides = _Sides(case, facts, self.claimants)
        decisions: dict[Place, Decision] = {
            (line, reason): decision
            for line in sides.entries
            for reason, decision in self.decisions.get(line, {}).items()
        }
        decided = [sides.conflict(place) for place in decisions]
        choices = deciding.holding(decided, decisions, _digest_of, self.claimed_for_two)
        taken = deciding.taken_among(choices, decided)
        planned = deciding.settle(case.judge(self.question, taken), choices)
        places = {(one.line, one.reason) for one in planned.judgements if one.counts and one.reason in ASKED}
        self.spool.add_asked(
            Asked(conflict, _digest_of(conflict), choices.get(conflict.place), _is_void(conflict, decisions, choices))
            for conflict in map(sides.conflict, sorted(places | planned.passed))
        )
        return planned, {
            one.entry.registry_number: (one.holder.examiner_id, one.holder.number)
            for one in decided
            if one.place in planned.passed
            and one.entry.registry_number in taken.moved
            and one.holder
            and one.holder.number
        }


def count_losers(read_changes: Callable[[], Iterable[Change]]) -> int:
    """Return how many people lose their last number because a decision gives it to somebody else.

    Whoever loses it by the file already is not counted again.
    """
    lost: dict[int, set[str]] = {}
    for change in read_changes():
        for number, (examiner_id, _) in change.moved_from.items():
            lost.setdefault(examiner_id, set()).add(number)
    own = {change.examiner_id: change for change in read_changes() if change.examiner_id in lost}
    today, count = clock.today(), 0
    for person in _people(lost):
        change = own.get(person.examiner_id, Change(person.examiner_id, State(), State(None, person.numbers)))
        loses = loses_last_number(person.numbers, change.after.numbers, today, lost[person.examiner_id])
        count += loses and not change.loses_last_number(today)
    return count


ASKED = frozenset(
    {
        Reason.NUMBER_CLAIMED_TWICE,
        Reason.NUMBER_OF_ANOTHER_PERSON,
        Reason.PESEL_OF_TWO_PEOPLE,
        Reason.NUMBER_REMOVED_BEFORE,
        Reason.SAME_NUMBER_TWICE,
    }
)
"""The reasons about which a person is asked."""
_OF_A_NUMBER = (Reason.NUMBER_CLAIMED_TWICE, Reason.NUMBER_OF_ANOTHER_PERSON)


@dataclass
class _Facts:
    """What is asked of the register about the people of some cases."""

    holders: Mapping[int, KnownPerson]
    with_account: set[int]
    with_history: set[str]


@dataclass
class _Sides:
    """The sides of the conflicts of one person."""

    case: Case
    facts: _Facts
    claimants: Mapping[str, Mapping[bytes, Sequence[Row]]]

    @cached_property
    def entries(self) -> Mapping[int, Entry]:
        """What the rows say, by line."""
        return {row.line: row.entry for row in self.case.rows if row.entry is not None}

    def conflict(self, place: Place) -> Conflict:
        """Return what stands against a row of the person."""
        line, reason = place
        entry = self.entries[line]
        return Conflict(line, reason, entry, self._holder(entry, reason), self._rivals(line, entry, reason))

    def _holder(self, entry: Entry, reason: Reason) -> Holder | None:
        number = entry.registry_number
        foreign = self.case.foreign.get(number) if reason in _OF_A_NUMBER else None
        known = self.facts.holders[foreign] if foreign is not None else self.case.known
        if known is None or (reason is Reason.NUMBER_CLAIMED_TWICE and number not in known.numbers):
            return None
        has_account = known.examiner_id in self.facts.with_account
        has_history = number in self.facts.with_history
        return Holder(known.examiner_id, known.person, known.numbers.get(number), has_account, has_history)

    def _rivals(self, line: int, entry: Entry, reason: Reason) -> tuple[Row, ...]:
        if reason is Reason.NUMBER_CLAIMED_TWICE:
            of_number = self.claimants.get(entry.registry_number, {})
            others = (row for person, rows in of_number.items() if person != self.case.digest for row in rows)
            return tuple(sorted(others, key=itemgetter(0))[:RIVALS_SHOWN])
        if reason not in (Reason.PESEL_OF_TWO_PEOPLE, Reason.SAME_NUMBER_TWICE):
            return ()
        others = ((at, other) for at, other in self.entries.items() if at != line and other != entry)
        against = (
            (at, other)
            for at, other in others
            if (is_another(entry, other) if reason is Reason.PESEL_OF_TWO_PEOPLE else _same_number(entry, other))
        )
        return tuple(islice(against, RIVALS_SHOWN))


def _rows_of(spool: Spool) -> Iterator[tuple[bytes, int, Entry]]:
    return ((person, row.line, row.entry) for person, rows in spool.people() for row in rows if row.entry is not None)


def _keep_first(of_number: dict[bytes, list[Row]], person: bytes, row: Row) -> None:
    """Keep some rows of each of some people: enough to show beside any other row with the number."""
    if person in of_number or len(of_number) <= RIVALS_SHOWN:
        rows = of_number.setdefault(person, [])
        if len(rows) < RIVALS_SHOWN:
            rows.append(row)


def _facts_of(cases: Sequence[Case]) -> _Facts:
    others = {examiner_id for case in cases for examiner_id in case.foreign.values()}
    own = {case.known.examiner_id for case in cases if case.known}
    numbers = sorted({number for case in cases for number in case.foreign})
    return _Facts(
        {person.examiner_id: person for person in _people(others)},
        {one for some in _slices(sorted(others | own)) for one in changes.relied_on(some)},
        {one for some in _slices(numbers) for one in changes.once_removed(some)},
    )


def _people(examiner_ids: Iterable[int]) -> Iterator[KnownPerson]:
    for some in _slices(sorted(examiner_ids)):
        yield from register.known_by_id(some).values()


def _digest_of(conflict: Conflict) -> str:
    return keyring().blind_index("intake_decision", deciding.seen_text(conflict))


def _is_void(conflict: Conflict, decisions: Mapping[Place, Decision], choices: Mapping[Place, Choice]) -> bool:
    return conflict.place in decisions and conflict.place not in choices


def _takes_a_claimed_number(of_row: Mapping[Reason, Decision]) -> bool:
    decision = of_row.get(Reason.NUMBER_CLAIMED_TWICE)
    return decision is not None and decision.choice is Choice.TAKE


def _same_number(one: Entry, other: Entry) -> bool:
    return one.registry_number == other.registry_number


def _slices(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
