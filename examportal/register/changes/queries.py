"""Every select on staged changes, and those that carry them over into the register."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, Table, Text, exists, func, literal, select
from sqlalchemy import cast as sql_cast

from examportal.db import Base, db
from examportal.register.changes.models import ChangeSet, RegisterEdition, StagedNumber, StagedPerson
from examportal.register.models import TELLS_OF_CHANGES, Examiner, Qualification, Removal
from examportal.register.rules import Action
from examportal.register.words.models import NameWord

EDITION_ID = 1
_NUMBERS_AT_A_TIME = 10_000
PERSON_COLUMNS = (
    "row_key", "last_name", "first_names", "pesel_index", "document_index", "login_number", "sealed",
)  # fmt: skip
"""The columns of a person that are staged as the register is to have them."""


def edition() -> int:
    """Return the register's edition; 0: nothing was ever changed."""
    query = select(RegisterEdition.edition).where(RegisterEdition.id == EDITION_ID)
    return db.session.scalar(query) or 0


def highest_ids() -> tuple[int, int]:
    """Return the highest ids that a person and a qualification of the register have, or had: none is given twice."""
    people = select(func.max(Examiner.id)).scalar_subquery()
    staged = select(func.max(StagedPerson.examiner_id)).scalar_subquery()
    numbers = select(func.max(Qualification.id)).scalar_subquery()
    row = db.session.execute(select(people, staged, numbers)).one()
    return max(row[0] or 0, row[1] or 0), row[2] or 0


def find_change_set_for_update(change_set_id: int) -> ChangeSet | None:
    """Find a change set, locked until the end of the transaction and read anew."""
    query = select(ChangeSet).where(ChangeSet.id == change_set_id).with_for_update()
    return db.session.scalar(query, execution_options={"populate_existing": True})


def all_left_over(before: datetime) -> Sequence[int]:
    """Return the change sets that were never applied and that nobody has worked on since a moment."""
    query = select(ChangeSet.id).where(ChangeSet.applied_at.is_(None), ChangeSet.touched_at < before)
    return db.session.scalars(query.order_by(ChangeSet.id)).all()


def lock_people(change_set_id: int) -> None:
    """Lock every person of the register whom a change set touches, in the order of their ids."""
    touched = select(StagedPerson.examiner_id).where(StagedPerson.change_set_id == change_set_id)
    touched_by_number = select(StagedNumber.examiner_id).where(StagedNumber.change_set_id == change_set_id)
    if db.session.get_bind().dialect.name == "sqlite":
        return  # the transaction has the only write lock there is
    losers = select(StagedNumber.from_examiner_id).where(
        StagedNumber.change_set_id == change_set_id, StagedNumber.from_examiner_id.is_not(None)
    )
    ids = touched.union(touched_by_number, losers)
    query = select(Examiner.id).where(Examiner.id.in_(ids)).order_by(Examiner.id).with_for_update()
    db.session.execute(select(func.count()).select_from(query.subquery())).one()


def people_to_enter(change_set_id: int, entered_at: datetime) -> Select[Any]:
    """Return the new people as rows of `examiner`: id, entered_at, then PERSON_COLUMNS."""
    columns = [getattr(StagedPerson, name) for name in PERSON_COLUMNS]
    moment = literal(entered_at, Examiner.entered_at.type)
    query: Any = select(StagedPerson.examiner_id, moment, *columns)
    return _of(query, StagedPerson, change_set_id, Action.ENTER).order_by(StagedPerson.id)


def some_without_words(change_set_id: int, after: int, limit: int) -> Sequence[int]:
    """Return some of the new people whose names have no words yet, by their ids, locked until the transaction ends."""
    own = _of(select(StagedPerson.examiner_id), StagedPerson, change_set_id, Action.ENTER)
    query = select(Examiner.id).where(Examiner.id.in_(own), Examiner.id > after)
    query = query.where(~exists().where(NameWord.examiner_id == Examiner.id))
    return db.session.scalars(query.order_by(Examiner.id).limit(limit).with_for_update()).all()


def some_entered_or_corrected(change_set_id: int, after: int, limit: int) -> Sequence[int]:
    """Return some of the people whom a change set has entered or corrected, by their ids."""
    kinds = (Action.ENTER, Action.CORRECT, Action.RENAME)
    query = _of(select(StagedPerson.examiner_id), StagedPerson, change_set_id, *kinds).distinct()
    query = query.where(StagedPerson.examiner_id > after).order_by(StagedPerson.examiner_id)
    return db.session.scalars(query.limit(limit)).all()


def people_with_other_names(change_set_id: int) -> Select[int]:
    """Return the ids of the people whose names may be other ones now."""
    return _of(select(StagedPerson.examiner_id), StagedPerson, change_set_id, Action.CORRECT, Action.RENAME)


def numbers_to_enter(change_set_id: int) -> Select[Any]:
    """Return the new numbers as rows of `qualification`: id, examiner_id, registry_number, scope_code, entered_on."""
    query = select(
        StagedNumber.qualification_id, StagedNumber.examiner_id, StagedNumber.registry_number,
        StagedNumber.scope_code, StagedNumber.entered_on,
    )  # fmt: skip
    return _of(query, StagedNumber, change_set_id, Action.ENTER).order_by(StagedNumber.id)


def removals_to_enter(change_set_id: int, ground: str, actor: str, recorded_at: datetime) -> Select[Any]:
    """Return new removals as rows of `removal`: qualification_id, removed_on, ground, actor, recorded_at."""
    moment = literal(recorded_at, Removal.recorded_at.type)
    text = (sql_cast(literal(value), Text) for value in (ground, actor))
    query = select(StagedNumber.qualification_id, StagedNumber.removed_on, *text, moment)
    new = StagedNumber.removed_on.is_not(None) & StagedNumber.was_removed_on.is_(None)
    to_enter = query.where(StagedNumber.change_set_id == change_set_id, new, StagedNumber.action != str(Action.REOPEN))
    return cast("Select[Any]", to_enter.order_by(StagedNumber.id))


def removed_no_more(change_set_id: int) -> Select[int]:
    """Return the ids of the numbers whose removal is taken back."""
    query = select(StagedNumber.qualification_id).where(
        StagedNumber.removed_on.is_(None), StagedNumber.was_removed_on.is_not(None)
    )
    return _of(query, StagedNumber, change_set_id, Action.CORRECT, Action.MOVE_BACK)


def numbers_to(action: Action, change_set_id: int) -> Select[int]:
    """Return the ids of the numbers with which one thing is done."""
    return _of(select(StagedNumber.qualification_id), StagedNumber, change_set_id, action)


def removals_to_reopen(change_set_id: int) -> Select[int]:
    """Return the ids of the removals that last again: of each number the last one."""
    numbers = numbers_to(Action.REOPEN, change_set_id)
    query = select(func.max(Removal.id)).where(Removal.qualification_id.in_(numbers))
    return query.group_by(Removal.qualification_id)


def people_without_account(change_set_id: int) -> tuple[Select[int], Select[int]]:
    """Return the ids of whoever gets another name, and of whoever loses a number: only while they have no account."""
    losers = cast("Select[int]", select(StagedNumber.from_examiner_id))
    return (
        _of(select(StagedPerson.examiner_id), StagedPerson, change_set_id, Action.RENAME),
        _of(losers, StagedNumber, change_set_id, Action.MOVE),
    )


def decided_numbers(change_set_id: int) -> Sequence[StagedNumber]:
    """Return the numbers that move or come back by somebody's decision, in the order of staging."""
    query = _of(select(StagedNumber), StagedNumber, change_set_id, Action.MOVE, Action.RESTORE)
    return db.session.scalars(query.order_by(StagedNumber.id)).all()


def renamed_people(change_set_id: int) -> Sequence[int]:
    """Return the ids of the people who get quite another name by somebody's decision, in the order of staging."""
    query = _of(select(StagedPerson.examiner_id), StagedPerson, change_set_id, Action.RENAME)
    return db.session.scalars(query.order_by(StagedPerson.id)).all()


def numbers_to_take_out(change_set_id: int) -> Select[int]:
    """Return the ids of the numbers that go."""
    return _of(select(StagedNumber.qualification_id), StagedNumber, change_set_id, Action.TAKE_OUT)


def people_to_take_out(change_set_id: int) -> Select[int]:
    """Return the ids of the people who go."""
    return _of(select(StagedPerson.examiner_id), StagedPerson, change_set_id, Action.TAKE_OUT)


def people_of(change_set_id: int) -> Sequence[int]:
    """Return the ids of everybody whom a change set touches, in their order."""
    people = select(StagedPerson.examiner_id).where(StagedPerson.change_set_id == change_set_id)
    numbers = select(StagedNumber.examiner_id).where(StagedNumber.change_set_id == change_set_id)
    return sorted(db.session.scalars(people.union(numbers)))


def staged_people(change_set_id: int, examiner_ids: Sequence[int]) -> Sequence[StagedPerson]:
    """Return what a change set does to some people, in the order of staging."""
    query = select(StagedPerson).where(
        StagedPerson.change_set_id == change_set_id, StagedPerson.examiner_id.in_(examiner_ids)
    )
    return db.session.scalars(query.order_by(StagedPerson.id)).all()


def staged_numbers(change_set_id: int, examiner_ids: Sequence[int]) -> Sequence[StagedNumber]:
    """Return what a change set does to the numbers of some people, in the order of staging."""
    query = select(StagedNumber).where(
        StagedNumber.change_set_id == change_set_id, StagedNumber.examiner_id.in_(examiner_ids)
    )
    return db.session.scalars(query.order_by(StagedNumber.id)).all()


def in_use_among(examiner_ids: Select[int]) -> bool:
    """Tell whether anything outside the register hangs on one of these people."""
    return any(db.session.scalar(select(exists(_users(table, column, examiner_ids)))) for table, column in _users_of())


def relied_on_among(examiner_ids: Select[int]) -> bool:
    """Tell whether one of these people has an account, or has begun one."""
    users = _users_of(only_relying=True)
    return any(db.session.scalar(select(exists(_users(table, column, examiner_ids)))) for table, column in users)


def in_use(examiner_ids: Sequence[int]) -> set[int]:
    """Return those of some people on whom anything outside the register hangs: an account, a claim, a suspension."""
    return _found_in(_users_of(), examiner_ids)


def relied_on(examiner_ids: Sequence[int]) -> set[int]:
    """Return those of some people who have an account, or have begun one."""
    return _found_in(_users_of(only_relying=True), examiner_ids)


def still_apart(examiner_ids: Collection[int]) -> set[int]:
    """Return those of some people who are in the register with a record of their own."""
    query = select(Examiner.id).where(Examiner.id.in_(examiner_ids), Examiner.unified_into.is_(None))
    return set(db.session.scalars(query))


def _found_in(users: Sequence[tuple[Table, str]], examiner_ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for table, column in users:
        query = select(table.c[column]).where(table.c[column].in_(examiner_ids)).distinct()
        found.update(db.session.scalars(query))
    return found


def numbers_in_force(scope_codes: Collection[str], day: date) -> Iterator[tuple[str, str, int]]:
    """Yield every number in force in some scopes with its scope and id, in the order of the ids, some at a time."""
    removed = exists().where(
        Removal.qualification_id == Qualification.id, Removal.restored_on.is_(None), Removal.removed_on <= day
    )
    columns = select(Qualification.registry_number, Qualification.scope_code, Qualification.id)
    query = columns.where(Qualification.scope_code.in_(scope_codes), ~removed).order_by(Qualification.id)
    last = 0
    while rows := db.session.execute(query.where(Qualification.id > last).limit(_NUMBERS_AT_A_TIME)).all():
        yield from ((row[0], row[1], row[2]) for row in rows)
        last = rows[-1][2]


def once_removed(registry_numbers: Sequence[str]) -> set[str]:
    """Return those of some normalised numbers that were removed at some time, whether or not they came back."""
    query = select(Qualification.registry_number).join(Qualification.removals)
    return set(db.session.scalars(query.where(Qualification.registry_number.in_(registry_numbers))))


def some_rows(table: Any, change_set_id: int, count: int) -> Select[int]:
    """Return the ids of some staged rows of a change set."""
    return cast("Select[int]", select(table.id).where(table.change_set_id == change_set_id).limit(count))


def stepping_over(table: Table) -> Select[Any]:
    """Return what sets PostgreSQL's sequence of a table behind the highest id in it."""
    sequence = func.pg_get_serial_sequence(table.name, "id")
    highest = select(func.max(table.c.id)).scalar_subquery()
    return select(func.setval(sequence, func.greatest(highest, func.nextval(sequence))))


def _users_of(*, only_relying: bool = False) -> list[tuple[Table, str]]:
    """Return every table that refers to a person, with the column that does: new ones are found too.

    `only_relying`: without the register itself and tables that only tell of changes.
    """
    own = {Qualification.__tablename__} | ({Examiner.__tablename__} if only_relying else set())
    return [
        (table, key.parent.name)
        for table in Base.metadata.sorted_tables
        if table.name not in own and not (only_relying and table.info.get(TELLS_OF_CHANGES))
        for key in table.foreign_keys
        if key.column.table.name == Examiner.__tablename__
    ]


def _users(table: Table, column: str, examiner_ids: Select[int]) -> Select[Any]:
    return select(literal(1)).select_from(table).where(table.c[column].in_(examiner_ids))


def _of(query: Any, table: Any, change_set_id: int, *actions: Action) -> Select[Any]:
    named = table.action.in_([str(action) for action in actions])
    return cast("Select[Any]", query.where(table.change_set_id == change_set_id, named))
