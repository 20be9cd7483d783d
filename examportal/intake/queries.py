"""Every select of the intake that the register and the accounts do not answer themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select

from examportal.accounts.models import Account
from examportal.db import db
from examportal.intake.disputes.models import ImportDispute
from examportal.intake.models import ImportFile, ImportRows
from examportal.register.changes.models import StagedPerson
from examportal.register.models import Examiner, Qualification
from examportal.register.rules import Action

STREAMED = 20
"""Sealed rows read at a time."""


@dataclass(frozen=True)
class GivenLogin:
    """Somebody without PESEL whom an import entered, with what they sign in with."""

    last_name: str
    first_names: str
    login_number: str
    registry_numbers: list[str] = field(default_factory=list)


def with_account(examiner_ids: Sequence[int]) -> set[int]:
    """Return those of some people who have an active account."""
    query = select(Account.examiner_id).where(Account.examiner_id.in_(examiner_ids), Account.activated_at.is_not(None))
    return set(db.session.scalars(query))


def all_imports() -> Sequence[ImportFile]:
    """Return every merged file, the newest first."""
    merged = select(ImportFile).where(ImportFile.merged_at.is_not(None))
    return db.session.scalars(merged.order_by(ImportFile.merged_at.desc(), ImportFile.id.desc())).all()


def find_import(import_id: int) -> ImportFile | None:
    """Find an import by its number, merged or not."""
    return db.session.get(ImportFile, import_id, populate_existing=True)


def get_import_for_change(import_id: int) -> ImportFile:
    """Return an import, locked until the end of the transaction and read anew."""
    query = select(ImportFile).where(ImportFile.id == import_id).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def find_merged(sha256: str) -> ImportFile | None:
    """Find the last merge of a file with this digest that was not undone."""
    query = select(ImportFile).where(
        ImportFile.sha256 == sha256, ImportFile.merged_at.is_not(None), ImportFile.undone_at.is_(None)
    )
    return db.session.scalar(query.order_by(ImportFile.merged_at.desc()).limit(1))


def only_staged(change_set_id: int) -> ColumnElement[bool]:
    """Return the condition "this import was staged with that change set, and never merged", for other statements."""
    return (ImportFile.change_set_id == change_set_id) & ImportFile.merged_at.is_(None)


def rows_only_staged(change_set_id: int) -> ColumnElement[bool]:
    """Return the condition "these rows belong to the import of `only_staged`", for other statements."""
    return ImportRows.import_id.in_(select(ImportFile.id).where(only_staged(change_set_id)))


def disputes_only_staged(change_set_id: int) -> ColumnElement[bool]:
    """Return the condition "these disputes belong to the import of `only_staged`", for other statements."""
    return ImportDispute.import_id.in_(select(ImportFile.id).where(only_staged(change_set_id)))


def all_rows(import_id: int) -> Iterator[ImportRows]:
    """Stream the kept rows of an import in the order of the file."""
    query = select(ImportRows).where(ImportRows.import_id == import_id).order_by(ImportRows.first_line)
    yield from db.session.scalars(query, execution_options={"yield_per": STREAMED})


def some_old_rows(before: datetime, count: int) -> Sequence[int]:
    """Return the ids of some kept rows of files that were merged before a moment."""
    query = select(ImportRows.id).join(ImportFile, ImportFile.id == ImportRows.import_id)
    return db.session.scalars(query.where(ImportFile.merged_at < before).limit(count)).all()


def given_logins(change_set_id: int, limit: int | None = None) -> list[GivenLogin]:
    """Return the people whom an import entered with a login number and who are in the register, in the file's order."""
    people = select(Examiner.id, Examiner.last_name, Examiner.first_names, Examiner.login_number)
    entered = _entered_with_login(change_set_id)
    rows = db.session.execute(people.where(Examiner.id.in_(entered)).order_by(Examiner.id).limit(limit)).all()
    found = {id_: GivenLogin(last, first, login) for id_, last, first, login in rows if login is not None}
    numbers = select(Qualification.examiner_id, Qualification.registry_number).where(
        Qualification.examiner_id.in_(entered)
    )
    for id_, number in db.session.execute(numbers.order_by(Qualification.id)):
        if id_ in found:
            found[id_].registry_numbers.append(number)
    return list(found.values())


def count_given_logins(change_set_id: int) -> int:
    """Return how many people `given_logins` finds without a limit."""
    people = select(func.count()).select_from(Examiner).where(Examiner.login_number.is_not(None))
    return db.session.scalar(people.where(Examiner.id.in_(_entered_with_login(change_set_id)))) or 0


def _entered_with_login(change_set_id: int) -> Select[int]:
    return select(StagedPerson.examiner_id).where(
        StagedPerson.change_set_id == change_set_id,
        StagedPerson.action == str(Action.ENTER),
        StagedPerson.login_number.is_not(None),
    )
