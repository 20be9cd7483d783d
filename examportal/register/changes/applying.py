"""Applying a change set: a dozen statements over whole tables, in one short transaction."""

from typing import Any, cast

from sqlalchemy import CursorResult, Table, case, delete, insert, update

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db
from examportal.jobs import service as jobs
from examportal.journal.rules import Actor
from examportal.register.changes import queries
from examportal.register.changes.models import StagedNumber, StagedPerson
from examportal.register.changes.wording import WRITE_WORDS
from examportal.register.marks import service as marks
from examportal.register.models import Examiner, Qualification, Removal
from examportal.register.rules import Action
from examportal.register.service import GROUND_FILE, raise_edition
from examportal.register.words import service as words


class RegisterChanged(Refusal):
    """The register is not as it was when the changes were planned: they have to be planned anew."""


def apply(change_set_id: int, edition: int, actor: Actor) -> None:
    """Make all changes of a set that was planned on an edition, inside the caller's transaction.

    Raises RegisterChanged. People are locked before the edition, as everybody does who changes one of them.
    """
    changes = queries.find_change_set_for_update(change_set_id)
    if changes is None or changes.given_up_at or changes.applied_at:
        raise RegisterChanged
    queries.lock_people(change_set_id)
    if raise_edition() != edition + 1 or queries.in_use_among(queries.people_to_take_out(change_set_id)):
        raise RegisterChanged
    if any(queries.relied_on_among(people) for people in queries.people_without_account(change_set_id)):
        raise RegisterChanged
    _move(change_set_id, Action.MOVE_BACK)  # first, so that nothing hangs on whom is taken out
    _take_out(change_set_id)
    _correct(change_set_id)
    _enter(change_set_id, actor)
    _move(change_set_id, Action.MOVE)  # last, so that whoever gets the number is there
    _end_removals(change_set_id)
    words.correct(queries.people_with_other_names(change_set_id))
    jobs.enqueue(WRITE_WORDS, change_set_id)  # later: they would hold this transaction up most
    changes.applied_at = clock.now()
    db.session.flush()
    db.session.expire_all()


def _take_out(change_set_id: int) -> None:
    numbers, people = queries.numbers_to_take_out(change_set_id), queries.people_to_take_out(change_set_id)
    _execute(delete(Removal).where(Removal.qualification_id.in_(numbers)))
    _execute(delete(Qualification).where(Qualification.id.in_(numbers)))
    words.take_out(people)
    marks.take_out(people)
    _execute(delete(Examiner).where(Examiner.id.in_(people)))


def _correct(change_set_id: int) -> None:
    corrected = StagedPerson.action.in_([str(Action.CORRECT), str(Action.RENAME)])
    person = (StagedPerson.change_set_id == change_set_id) & corrected
    _execute(
        update(Examiner)
        .where(Examiner.id == StagedPerson.examiner_id, person)
        .values(last_name=StagedPerson.last_name, first_names=StagedPerson.first_names, sealed=StagedPerson.sealed)
    )
    in_place = [str(action) for action in (Action.CORRECT, Action.RESTORE, Action.REOPEN)]
    number = (StagedNumber.change_set_id == change_set_id) & StagedNumber.action.in_(in_place)
    _execute(
        update(Qualification)
        .where(Qualification.id == StagedNumber.qualification_id, number)
        .values(scope_code=StagedNumber.scope_code, entered_on=StagedNumber.entered_on)
    )
    in_force = (Removal.qualification_id == StagedNumber.qualification_id) & Removal.restored_on.is_(None)
    other_day = StagedNumber.removed_on != StagedNumber.was_removed_on
    _execute(update(Removal).where(in_force, number, other_day).values(removed_on=StagedNumber.removed_on))
    back = queries.removed_no_more(change_set_id)
    _execute(delete(Removal).where(Removal.qualification_id.in_(back), Removal.restored_on.is_(None)))


def _move(change_set_id: int, action: Action) -> None:
    moved = (StagedNumber.change_set_id == change_set_id) & (StagedNumber.action == str(action))
    told = ("examiner_id", "scope_code", "entered_on")
    values = {name: getattr(StagedNumber, name) for name in told}
    _execute(update(Qualification).where(Qualification.id == StagedNumber.qualification_id, moved).values(values))


def _end_removals(change_set_id: int) -> None:
    """End the removals of numbers that come back: today, and one decided for a later day on that very day."""
    today = clock.today()
    back = Removal.qualification_id.in_(queries.numbers_to(Action.RESTORE, change_set_id))
    on = case((Removal.removed_on > today, Removal.removed_on), else_=today)
    _execute(update(Removal).where(back, Removal.restored_on.is_(None)).values(restored_on=on))
    again = queries.removals_to_reopen(change_set_id)
    _execute(update(Removal).where(Removal.id.in_(again)).values(restored_on=None))


def _enter(change_set_id: int, actor: Actor) -> None:
    now = clock.now()
    people = ["id", "entered_at", *queries.PERSON_COLUMNS]
    entered = _execute(insert(_table(Examiner)).from_select(people, queries.people_to_enter(change_set_id, now)))
    numbers = ["id", "examiner_id", "registry_number", "scope_code", "entered_on"]
    numbered = _execute(insert(_table(Qualification)).from_select(numbers, queries.numbers_to_enter(change_set_id)))
    removals = ["qualification_id", "removed_on", "ground", "actor", "recorded_at"]
    rows = queries.removals_to_enter(change_set_id, GROUND_FILE, str(actor), now)
    _execute(insert(_table(Removal)).from_select(removals, rows))
    if entered:
        _step_over(Examiner)
    if numbered:
        _step_over(Qualification)


def _step_over(model: type[Examiner | Qualification]) -> None:
    """Let PostgreSQL give out no id that was drawn here; SQLite looks at the table itself."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(queries.stepping_over(_table(model)))


def _table(model: Any) -> Table:
    return cast("Table", model.__table__)


def _execute(statement: Any) -> int:
    done = db.session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", done).rowcount
