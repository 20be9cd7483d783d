"""Planning and merging register files. A merge makes its own plan: what was shown before may have grown old."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, TypeVar

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db
from examportal.intake import queries
from examportal.intake.cells import Yardstick
from examportal.intake.models import ImportFile
from examportal.intake.reader import RegisterFile, read_register
from examportal.intake.rules.judging import find_claims, judge_invalid, judge_person
from examportal.intake.rules.plans import Change, Plan, find_consequences
from examportal.intake.rules.records import Question, Reading, Repair, State
from examportal.journal.rules import Actor, Event
from examportal.journal.service import record
from examportal.register import queries as register_queries
from examportal.register import service as register
from examportal.register.rules import Identity, KnownPerson

BATCH = 500
"""People, or numbers, asked for at a time."""

Item = TypeVar("Item")


class ConflictsUndecided(Refusal):
    """Rows are in conflict and nobody said to leave them out; `plan` names them. Nothing was written."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("conflicts are undecided")
        self.plan = plan


def open_file(
    source: bytes | BinaryIO,
    *,
    min_age: int,
    number_pattern: re.Pattern[str],
    sheet: str | None = None,
    encoding: str | None = None,
) -> RegisterFile:
    """Read a register file and judge each cell by the board's settings and scopes.

    `sheet` and `encoding` overrule what would be found. Raises FileError when it is no table, ColumnMissing when a
    needed column is not there, SheetUnknown when no sheet has that name.
    """
    scopes = {code: entry.active for code, entry in register_queries.scopes_by_code().items()}
    yardstick = Yardstick(clock.today(), min_age, number_pattern, scopes)
    return read_register(source, yardstick, sheet=sheet, encoding=encoding)


def plan(file: RegisterFile, accepted: frozenset[Repair] = frozenset()) -> Plan:
    """Compare a file with the register as it is now; nothing is written."""
    question = Question(file.tells_of_removals, accepted)
    claims = find_claims(file.readings, question)
    judgements = [judge_invalid(reading) for reading in file.readings if reading.entry is None]
    changes: list[Change] = []
    for people in _batches(list(_by_person(file.readings).items())):
        known, foreign = _look_up(dict(people))
        for identity, readings in people:
            person = known.get(identity)
            planned = judge_person(readings, _state(person), question, claims, foreign[identity])
            judgements.extend(planned.judgements)
            if planned.after != planned.before:
                changes.append(Change(person.examiner_id if person else None, planned.before, planned.after))
    judgements.sort(key=lambda judgement: judgement.line)
    return Plan(judgements, changes, find_consequences(changes, _with_account(changes), clock.today()))


def merge(
    file: RegisterFile, actor: Actor, *, accepted: frozenset[Repair] = frozenset(), skip_conflicts: bool = False
) -> tuple[Plan, int]:
    """Bring a file into the register, inside the caller's transaction; return the plan applied and the import's id.

    Invalid rows and rows whose repair is not accepted are left out. Raises ConflictsUndecided, before anything is
    written, when rows are in conflict and `skip_conflicts` does not say to leave them out.
    """
    queries.take_turn()
    made = plan(file, accepted)
    if made.undecided and not skip_conflicts:
        raise ConflictsUndecided(made)
    _apply(made.changes, actor)
    imported = ImportFile(sha256=file.digest, actor=str(actor), totals=made.totals)
    db.session.add(imported)
    db.session.flush()
    totals: dict[str, Any] = {**made.totals}
    record(Event.REGISTER_MERGED, actor, subject=f"import:{imported.id}", **totals)
    return made, imported.id


def _apply(changes: Sequence[Change], actor: Actor) -> None:
    new = [change for change in changes if change.examiner_id is None]
    ids = register.enter_people([change.after.person for change in new if change.after.person])
    numbers = [
        (examiner_id, entry) for change, examiner_id in zip(new, ids, strict=True) for entry in change.new_numbers
    ]
    known = [(change.examiner_id, change) for change in changes if change.examiner_id is not None]
    numbers += [(examiner_id, entry) for examiner_id, change in known for entry in change.new_numbers]
    register.correct_people([(i, change.corrected_person) for i, change in known if change.corrected_person])
    register.correct_numbers([entry for _, change in known for entry in change.corrected_numbers])
    register.remove([entry for _, change in known for entry in change.removed_numbers], actor)
    register.enter_numbers(numbers, actor)


def _by_person(readings: Sequence[Reading]) -> Mapping[Identity, list[Reading]]:
    people: dict[Identity, list[Reading]] = {}
    for reading in readings:
        if reading.entry is not None:
            people.setdefault(reading.entry.identity, []).append(reading)
    return people


def _look_up(
    people: Mapping[Identity, Sequence[Reading]],
) -> tuple[dict[Identity, KnownPerson], dict[Identity, frozenset[str]]]:
    """Return who of these people is known, and which of the numbers in their rows belong to somebody else."""
    index_of = {identity: register_queries.identity_index(identity) for identity in people}
    found = register_queries.known_people(list(index_of.values()))
    known = {identity: found[index] for identity, index in index_of.items() if index in found}
    numbers = {who: {r.entry.registry_number for r in readings if r.entry} for who, readings in people.items()}
    holders: dict[str, int] = {}
    for batch in _batches(sorted(set().union(*numbers.values()))):
        holders |= register_queries.holders(batch)
    foreign = {}
    for identity, own in numbers.items():
        person = known.get(identity)
        holder = person.examiner_id if person else None
        foreign[identity] = frozenset(number for number in own if holders.get(number, holder) != holder)
    return known, foreign


def _state(person: KnownPerson | None) -> State:
    return State(person.person, person.numbers) if person else State()


def _with_account(changes: Sequence[Change]) -> frozenset[int]:
    known = [change.examiner_id for change in changes if change.examiner_id is not None and change.new_numbers]
    return frozenset().union(*(queries.with_account(batch) for batch in _batches(known)))


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
