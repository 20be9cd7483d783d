"""What the desk asks about notes, sign-ins and what happened to a person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from examportal.accounts.models import Account, SignInSession
from examportal.db import db
from examportal.office.helping.models import PersonNote
from examportal.register.models import Examiner


class NoteUnknown(LookupError):  # noqa: N818 - the name of the finding
    """There is no such note about this person."""


def notes_about(examiner_id: int) -> Sequence[PersonNote]:
    """Return the notes about a person, also those about records joined to this one, newest first."""
    joined = select(Examiner.id).where(Examiner.unified_into == examiner_id)
    about = or_(PersonNote.examiner_id == examiner_id, PersonNote.examiner_id.in_(joined))
    return db.session.scalars(select(PersonNote).where(about).order_by(PersonNote.id.desc())).all()


def get_promise_for_change(examiner_id: int, note_id: int) -> PersonNote:
    """Return a promise about a person, locked until the end of the transaction; raises NoteUnknown."""
    own = (PersonNote.id == note_id) & (PersonNote.examiner_id == examiner_id) & PersonNote.due_on.is_not(None)
    query = select(PersonNote).where(own).with_for_update()
    found = db.session.scalar(query, execution_options={"populate_existing": True})
    if found is None:
        raise NoteUnknown
    return found


def open_promises(limit: int) -> Sequence[tuple[PersonNote, Examiner]]:
    """Return the promises that nobody has kept yet, each with its person; the one that is due first comes first."""
    query = select(PersonNote, Examiner).join(Examiner, Examiner.id == PersonNote.examiner_id)
    is_open = PersonNote.due_on.is_not(None), PersonNote.done_at.is_(None)
    rows = db.session.execute(query.where(*is_open).order_by(PersonNote.due_on, PersonNote.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


def sign_ins(examiner_id: int, limit: int) -> Sequence[SignInSession]:
    """Return the last times that somebody signed in to a person's account, newest first."""
    query = select(SignInSession).join(Account, Account.id == SignInSession.account_id)
    own = query.where(Account.examiner_id == examiner_id)
    return db.session.scalars(own.order_by(SignInSession.id.desc()).limit(limit)).all()


def find_email(examiner_id: int) -> str | None:
    """Find the address of an account that counts."""
    query = select(Account.email).where(Account.examiner_id == examiner_id, Account.withdrawn_at.is_(None))
    return db.session.scalar(query)


def written_since(examiner_id: int, author: str, moment: datetime) -> Sequence[PersonNote]:
    """Return what somebody wrote about a person since a moment."""
    own = (PersonNote.examiner_id == examiner_id) & (PersonNote.author == author)
    return db.session.scalars(select(PersonNote).where(own, PersonNote.written_at >= moment)).all()
