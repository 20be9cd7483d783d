"""Staging changes of the register, a batch a transaction, and sweeping away what will never be applied."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, update

from examportal.core import clock
from examportal.core.sealed import new_row_key
from examportal.db import db, insert_many, keyring, sealed_binding
from examportal.journal.rules import Actor
from examportal.register import login_numbers
from examportal.register import queries as register
from examportal.register.changes import queries
from examportal.register.changes.models import SEALED_BEFORE, ChangeSet, StagedNumber, StagedPerson
from examportal.register.opening import opened
from examportal.register.rules import Action, NumberEntry, NumberStep, PersonalData, PersonEntry, PersonStep
from examportal.register.service import person_writer

_PEOPLE, _NUMBERS = cast("Table", StagedPerson.__table__), cast("Table", StagedNumber.__table__)
_LEFT_OUT_AT_A_TIME = 5000
_NO_NUMBER = NumberEntry("", "")


@dataclass
class Stage:
    """A change set that is being filled, and the highest ids given so far."""

    change_set_id: int
    person_id: int
    qualification_id: int
    login_numbers: set[str] = field(default_factory=set)

    def draw_person(self) -> int:
        """Return the id of a person who is to be entered."""
        self.person_id += 1
        return self.person_id

    def draw_qualification(self) -> int:
        """Return the id of a number that is to be entered."""
        self.qualification_id += 1
        return self.qualification_id

    def draw_logins(self, count: int) -> Iterator[str]:
        """Return login numbers for people who are to be entered and have no PESEL; none is given twice."""
        drawn: list[str] = []
        while len(drawn) < count:
            drawn += [number for number in login_numbers.draw(count) if number not in self.login_numbers]
        self.login_numbers.update(drawn)
        return iter(drawn)


def open_stage(actor: Actor) -> Stage:
    """Begin a change set, inside the caller's transaction."""
    changes = ChangeSet(actor=str(actor))
    db.session.add(changes)
    db.session.flush()
    return Stage(changes.id, *queries.highest_ids())


@dataclass
class Rows:
    """Staged rows ready to be written."""

    people: list[dict[str, Any]]
    numbers: list[dict[str, Any]]


def prepare(stage: Stage, people: Sequence[PersonStep], numbers: Sequence[NumberStep]) -> Rows:
    """Seal some changes; takes its time, so it is done outside a transaction."""
    keys = register.row_keys([step.examiner_id for step in people if step.action is not Action.ENTER])
    known = [step.registry_number for step in numbers if step.action is not Action.ENTER]
    ids = register.qualification_ids(known) if known else {}
    without_pesel = [step for step in people if step.action is Action.ENTER and step.person.personal.pesel is None]
    logins = dict(
        zip((step.examiner_id for step in without_pesel), stage.draw_logins(len(without_pesel)), strict=False)
    )
    row_of = person_writer()
    return Rows(
        [
            {
                "change_set_id": stage.change_set_id,
                "action": step.action.value,
                "examiner_id": step.examiner_id,
                "login_number": logins.get(step.examiner_id),
                "before": _sealed_before(step.before, key) if step.before else None,
                **row_of(step.person, key),
            }
            for step in people
            for key in (keys.get(step.examiner_id) or new_row_key(),)
        ],
        [_number_row(stage, step, ids.get(step.registry_number)) for step in numbers],
    )


def stage(change_set_id: int, rows: Rows) -> None:
    """Write prepared changes down, inside the caller's transaction."""
    insert_many(_PEOPLE, rows.people)
    insert_many(_NUMBERS, rows.numbers)
    touch(change_set_id)


def touch(change_set_id: int) -> None:
    """Say that somebody is still at work on a change set, inside the caller's transaction."""
    db.session.execute(update(ChangeSet).where(ChangeSet.id == change_set_id).values(touched_at=clock.now()))


def steps_of(
    change_set_id: int, examiner_ids: Sequence[int]
) -> tuple[dict[int, list[PersonStep]], dict[int, list[NumberStep]]]:
    """Return what a change set does to some people and to their numbers, by the ids of the people."""
    people: dict[int, list[PersonStep]] = {}
    for person in queries.staged_people(change_set_id, examiner_ids):
        people.setdefault(person.examiner_id, []).append(_person_step(person))
    numbers: dict[int, list[NumberStep]] = {}
    for number in queries.staged_numbers(change_set_id, examiner_ids):
        numbers.setdefault(number.examiner_id, []).append(_number_step(number))
    return people, numbers


def give_up(change_set_id: int) -> None:
    """Decide that a change set will never be applied, inside the caller's transaction; `clear` takes its rows away."""
    found = queries.find_change_set_for_update(change_set_id)
    if found is not None and found.applied_at is None:
        found.given_up_at = clock.now()


def clear(change_set_id: int) -> bool:
    """Delete some rows of a change set that was given up; False once nothing is left of it."""
    for table in (StagedPerson, StagedNumber):
        some = queries.some_rows(table, change_set_id, _LEFT_OUT_AT_A_TIME)
        if db.session.execute(delete(table).where(table.id.in_(some))).rowcount:  # type: ignore[attr-defined]
            return True
    db.session.execute(delete(ChangeSet).where(ChangeSet.id == change_set_id, ChangeSet.given_up_at.is_not(None)))
    return False


def left_over(before: datetime) -> Sequence[int]:
    """Return the change sets of whoever died while staging: not applied, and not touched since a moment."""
    return queries.all_left_over(before)


def _number_row(stage: Stage, step: NumberStep, qualification_id: int | None) -> dict[str, Any]:
    action, examiner_id, before, (number, scope_code, entered_on, removed_on), from_id = step
    was = before or _NO_NUMBER
    return {
        "change_set_id": stage.change_set_id,
        "action": action.value,
        "qualification_id": qualification_id or stage.draw_qualification(),
        "examiner_id": examiner_id,
        "from_examiner_id": from_id,
        "registry_number": number,
        "was_scope_code": was.scope_code or None,
        "scope_code": scope_code,
        "was_entered_on": was.entered_on,
        "entered_on": entered_on,
        "was_removed_on": was.removed_on,
        "removed_on": removed_on,
    }


def _sealed_before(person: PersonEntry, row_key: str) -> str:
    names = {"last_name": person.last_name, "first_names": person.first_names}
    return keyring().seal(json.dumps(person.personal.to_document() | names, ensure_ascii=False), _binding(row_key))


def _binding(row_key: str) -> str:
    return sealed_binding(SEALED_BEFORE, row_key)


def _person_step(staged: StagedPerson) -> PersonStep:
    after = PersonEntry(staged.last_name, staged.first_names, opened(staged.row_key, staged.sealed))
    return PersonStep(Action(staged.action), staged.examiner_id, _opened_before(staged), after)


def _opened_before(staged: StagedPerson) -> PersonEntry | None:
    if staged.before is None:
        return None
    document = json.loads(keyring().open(staged.before, _binding(staged.row_key)))
    last_name, first_names = document.pop("last_name"), document.pop("first_names")
    return PersonEntry(last_name, first_names, PersonalData.from_document(document))


def _number_step(staged: StagedNumber) -> NumberStep:
    number = staged.registry_number
    before = None
    if staged.was_scope_code is not None:
        before = NumberEntry(number, staged.was_scope_code, staged.was_entered_on, staged.was_removed_on)
    after = NumberEntry(number, staged.scope_code, staged.entered_on, staged.removed_on)
    return NumberStep(Action(staged.action), staged.examiner_id, before, after, staged.from_examiner_id)
