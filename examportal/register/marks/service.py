"""Keeping the marks by which people are found, inside the caller's transaction."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, delete

from examportal.db import among, db, insert_many
from examportal.register.marks import queries
from examportal.register.marks.models import ExaminerMark


def write(examiner_ids: Sequence[int]) -> None:
    """Write down anew the marks of some people, new or corrected; ask for a thousand at a time."""
    rows = [{"digest": digest, "examiner_id": who} for digest, who in queries.marks_of(examiner_ids)]
    _forget(among(ExaminerMark.examiner_id, examiner_ids))
    insert_many(cast("Table", ExaminerMark.__table__), rows)


def take_out(whom: Any) -> None:
    """Forget the marks of people who are taken out of the register; `whom` is a select of their ids."""
    _forget(ExaminerMark.examiner_id.in_(whom))


def _forget(whose: Any) -> None:
    db.session.execute(delete(ExaminerMark).where(whose), execution_options={"synchronize_session": False})
