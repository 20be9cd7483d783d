"""What is asked about disputes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from examportal.db import among, db
from examportal.intake.disputes.models import ImportDispute
from examportal.intake.models import ImportFile
from examportal.register.changes.models import StagedPerson
from examportal.register.rules import Action


def is_open(dispute: Any) -> list[ColumnElement[bool]]:
    """Return the conditions under which a dispute, or an alias of one, counts."""
    merged = select(ImportFile.id).where(ImportFile.merged_at.is_not(None), ImportFile.undone_at.is_(None))
    undone = select(ImportFile.id).where(ImportFile.undone_at.is_not(None))
    return [dispute.import_id.in_(merged), or_(dispute.settled_in.is_(None), dispute.settled_in.in_(undone))]


def open_about(examiner_id: int) -> Sequence[ImportDispute]:
    """Return the disputes about a person, the newest import first."""
    query = select(ImportDispute).where(ImportDispute.examiner_id == examiner_id, *is_open(ImportDispute))
    return db.session.scalars(query.order_by(ImportDispute.import_id.desc(), ImportDispute.line)).all()


def disputed_among(examiner_ids: Sequence[int]) -> set[int]:
    """Return those of some people about whom there is a dispute."""
    query = select(ImportDispute.examiner_id).where(among(ImportDispute.examiner_id, examiner_ids))
    return set(db.session.scalars(query.where(*is_open(ImportDispute))))


def is_any_open() -> bool:
    """Tell whether there is any dispute at all."""
    return db.session.scalar(select(ImportDispute.id).where(*is_open(ImportDispute)).limit(1)) is not None


def entered_by(change_set_id: int, indexes: Sequence[str]) -> dict[str, int]:
    """Return those of some people, by their blind indexes, whom a change set is to enter: index → id."""
    found: dict[str, int] = {}
    for column in (StagedPerson.pesel_index, StagedPerson.document_index):
        query = select(column, StagedPerson.examiner_id).where(among(column, indexes))
        own = (StagedPerson.change_set_id == change_set_id) & (StagedPerson.action == str(Action.ENTER))
        found |= {index: examiner_id for index, examiner_id in db.session.execute(query.where(own)) if index}
    return found
