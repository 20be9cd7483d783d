"""What is asked about marks, and how they are made."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from examportal.db import among, db, keyring
from examportal.register.marks.models import ExaminerMark
from examportal.register.models import Examiner
from examportal.register.opening import opener
from examportal.register.queries import pesel_index


def email_mark(address: str) -> str:
    """Return the mark of an e-mail address, whatever its case."""
    return keyring().blind_index("email", address.casefold())


def phone_mark(phone: str) -> str:
    """Return the mark of a phone number (E.164)."""
    return keyring().blind_index("phone", phone)


def login_mark(login_number: str) -> str:
    """Return the mark of a login number: what attempts to sign in with it are counted under."""
    return pesel_index(login_number)


def people_with(digest: str, limit: int) -> Sequence[int]:
    """Return the ids of people who have a mark, in their order."""
    query = select(ExaminerMark.examiner_id).where(ExaminerMark.digest == digest)
    return db.session.scalars(query.order_by(ExaminerMark.examiner_id).limit(limit)).all()


def marks_of(examiner_ids: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Yield (mark, id) of some people as the register has them now, who are locked until the transaction ends."""
    open_one = opener()
    query = select(Examiner.id, Examiner.row_key, Examiner.sealed, Examiner.login_number)
    query = query.where(among(Examiner.id, examiner_ids)).order_by(Examiner.id).with_for_update()
    for examiner_id, row_key, sealed, login_number in _rows(query):
        personal = open_one(row_key, sealed)
        if personal.email:
            yield email_mark(personal.email), examiner_id
        if personal.phone:
            yield phone_mark(personal.phone), examiner_id
        if login_number:
            yield login_mark(login_number), examiner_id


def _rows(query: Any) -> Sequence[Any]:
    return db.session.execute(query).all()
