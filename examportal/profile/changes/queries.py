"""Every select on reported changes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, func, select

from examportal.db import db, release
from examportal.profile.changes.models import ProfileChange
from examportal.profile.changes.rules import Reported
from examportal.profile.rules import ProfileData

BATCH = 500
Row = TypeVar("Row")


class ChangeUnknown(LookupError):  # noqa: N818 - the name of the finding
    """There is no such change, or it is somebody else's."""


def get_own(change_id: int, examiner_id: int) -> Reported:
    """Return a person's own change; raises ChangeUnknown."""
    row = db.session.get(ProfileChange, change_id)
    if row is None or row.examiner_id != examiner_id:
        raise ChangeUnknown
    return opened(row)


def get_change(change_id: int) -> Reported:
    """Return a change for the office; raises ChangeUnknown."""
    row = db.session.get(ProfileChange, change_id)
    if row is None:
        raise ChangeUnknown
    return opened(row)


def get_row_for_change(change_id: int) -> ProfileChange:
    """Return the row locked, as it is behind the lock; raises ChangeUnknown."""
    query = select(ProfileChange).where(ProfileChange.id == change_id).with_for_update()
    row = db.session.scalar(query, execution_options={"populate_existing": True})
    if row is None:
        raise ChangeUnknown
    return row


def own_changes(examiner_id: int, before: int | None, limit: int) -> list[Reported]:
    """Return a person's changes, the last first; with `before` those that came earlier than that one."""
    own = select(ProfileChange).where(ProfileChange.examiner_id == examiner_id)
    return _opened(own.order_by(ProfileChange.id.desc()).limit(limit), before)


def changes_since(since: datetime | None, before: int | None, limit: int, *, unchecked: bool = False) -> list[Reported]:
    """Return changes from a moment on, the last first; `unchecked`: those whose name waits for a document."""
    query = select(ProfileChange).order_by(ProfileChange.id.desc()).limit(limit)
    return _opened(_chosen(query, since, unchecked=unchecked), before)


def unchecked_of(examiner_id: int) -> list[Reported]:
    """Return the changes of a person's name that wait for a document, the last first."""
    waiting = _chosen(select(ProfileChange), None, unchecked=True).where(ProfileChange.examiner_id == examiner_id)
    return _opened(waiting.order_by(ProfileChange.id.desc()), None)


def are_more_than(most: int, since: datetime | None, *, unchecked: bool = False) -> bool:
    """Tell whether there are more changes from a moment on; counts no further."""
    some = _chosen(select(ProfileChange.id), since, unchecked=unchecked).limit(most + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) > most


def batches_since(since: datetime | None, *, unchecked: bool = False) -> Iterator[list[Reported]]:
    """Yield all changes from a moment on, the first of them first, a batch at a time; keeps nothing open between."""
    last = 0
    while True:
        query = _chosen(select(ProfileChange), since, unchecked=unchecked).where(ProfileChange.id > last)
        batch = _opened(query.order_by(ProfileChange.id).limit(BATCH), None)
        if not batch:
            return
        yield batch
        last = batch[-1].id
        db.session.expunge_all()
        release()


def opened(row: ProfileChange) -> Reported:
    """Return a row with what is sealed in it."""
    told = row.unseal()
    before, after = ProfileData.from_document(told["before"]), ProfileData.from_document(told["after"])
    by_office = told.get("by_office", False)  # documents of before do not tell
    head = row.id, row.examiner_id, row.made_at
    return Reported(*head, before, after, row.renames, row.checked_at, told.get("note", ""), by_office=by_office)


def _chosen(query: Select[Row], since: datetime | None, *, unchecked: bool) -> Select[Row]:
    if since is not None:
        query = query.where(ProfileChange.made_at >= since)
    if unchecked:
        query = query.where(ProfileChange.renames, ProfileChange.checked_at.is_(None))
    return query


def _opened(query: Select[ProfileChange], before: int | None) -> list[Reported]:
    if before is not None:
        query = query.where(ProfileChange.id < before)
    rows: Sequence[ProfileChange] = db.session.scalars(query).all()
    return [opened(row) for row in rows]
