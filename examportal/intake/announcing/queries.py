"""Every select about whom an import has to be told to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, exists, select

from examportal.accounts.models import Account
from examportal.accounts.queries import suspension_in_force
from examportal.db import db
from examportal.intake.announcing.models import ImportLetter
from examportal.mail.models import OutgoingLetter
from examportal.register.changes.models import StagedNumber
from examportal.register.models import Examiner, Qualification, Removal, Scope
from examportal.register.rules import Action


@dataclass(frozen=True)
class ToTell:
    """Somebody with an active account to which an import brought numbers: each with the label of its scope."""

    examiner_id: int
    name: str
    email: str
    numbers: list[tuple[str, str]] = field(default_factory=list)


def some_to_tell(import_id: int, change_set_id: int, day: date, count: int) -> list[ToTell]:
    """Return some people who were not told yet of numbers that are still theirs and in force, by their ids."""
    told = exists().where(ImportLetter.import_id == import_id, ImportLetter.examiner_id == StagedNumber.examiner_id)
    people = _brought(select(StagedNumber.examiner_id), change_set_id, day).where(~told).distinct()
    ids = people.order_by(StagedNumber.examiner_id).limit(count).scalar_subquery()
    columns = (Account.examiner_id, Examiner.first_names, Examiner.last_name, Account.email)
    query = _brought(select(*columns, StagedNumber.registry_number, Scope.label), change_set_id, day)
    query = query.join(Examiner, Examiner.id == StagedNumber.examiner_id)
    query = query.join(Scope, Scope.code == Qualification.scope_code)
    rows = db.session.execute(
        query.where(StagedNumber.examiner_id.in_(ids)).order_by(StagedNumber.examiner_id, StagedNumber.registry_number)
    )
    found: dict[int, ToTell] = {}
    for examiner_id, first_names, last_name, email, number, scope in rows:
        person = found.setdefault(examiner_id, ToTell(examiner_id, f"{first_names} {last_name}", email))
        person.numbers.append((number, scope))
    return list(found.values())


def told_among(import_id: int, examiner_ids: Sequence[int]) -> set[int]:
    """Return those of some people who were told of an import."""
    query = select(ImportLetter.examiner_id).where(ImportLetter.import_id == import_id)
    return set(db.session.scalars(query.where(ImportLetter.examiner_id.in_(examiner_ids))))


def letters_to_withdraw(import_id: int, undo_change_set_id: int) -> Sequence[int]:
    """Return the letters of an import that wait and name a number which an undo takes away, by their ids."""
    taken = select(StagedNumber.registry_number).where(
        StagedNumber.change_set_id == undo_change_set_id,
        _is_taken_from(ImportLetter.examiner_id),
    )
    query = select(OutgoingLetter.id).join(ImportLetter, ImportLetter.letter_id == OutgoingLetter.id)
    waiting = OutgoingLetter.accepted_at.is_(None) & OutgoingLetter.given_up_at.is_(None)
    return db.session.scalars(
        query.where(ImportLetter.import_id == import_id, waiting, taken.exists()).order_by(OutgoingLetter.id)
    ).all()


def _is_taken_from(examiner_id: Any) -> ColumnElement[bool]:
    out = (StagedNumber.action == str(Action.TAKE_OUT)) & (StagedNumber.examiner_id == examiner_id)
    back = (StagedNumber.action == str(Action.MOVE_BACK)) & (StagedNumber.from_examiner_id == examiner_id)
    return cast("ColumnElement[bool]", out | back)


def _brought(query: Any, change_set_id: int, day: date) -> Select[Any]:
    """Return a query restricted to numbers that an import brought to active accounts, and that are there still."""
    removed = exists().where(
        Removal.qualification_id == Qualification.id, Removal.restored_on.is_(None), Removal.removed_on <= day
    )
    same = (Qualification.id == StagedNumber.qualification_id) & (Qualification.examiner_id == StagedNumber.examiner_id)
    joined: Select[Any] = query.join(Qualification, same).join(Account, Account.examiner_id == StagedNumber.examiner_id)
    return joined.where(
        StagedNumber.change_set_id == change_set_id,
        StagedNumber.action.in_([str(Action.ENTER), str(Action.MOVE)]),
        Account.activated_at.is_not(None),
        ~suspension_in_force(Account.examiner_id),
        ~removed,
    )
