"""Every select of the intake that the register and the accounts do not answer themselves."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select

from examportal.accounts.models import Account
from examportal.db import db
from examportal.intake.models import ImportFile, ImportRows

STREAMED = 20
"""Sealed rows read at a time."""


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


def all_rows(import_id: int) -> Iterator[ImportRows]:
    """Stream the kept rows of an import in the order of the file."""
    query = select(ImportRows).where(ImportRows.import_id == import_id).order_by(ImportRows.first_line)
    yield from db.session.scalars(query, execution_options={"yield_per": STREAMED})


def some_old_rows(before: datetime, count: int) -> Sequence[int]:
    """Return the ids of some kept rows of files that were merged before a moment."""
    query = select(ImportRows.id).join(ImportFile, ImportFile.id == ImportRows.import_id)
    return db.session.scalars(query.where(ImportFile.merged_at < before).limit(count)).all()
