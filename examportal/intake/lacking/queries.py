"""Every select on the numbers that a file lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Select, func, select, tuple_

from examportal.db import db
from examportal.intake.lacking.models import IntakeLacking
from examportal.intake.uploads.models import IntakeUpload
from examportal.register.models import Examiner, Qualification

_AT_A_TIME = 1000


@dataclass(frozen=True)
class Lacking:
    """A number that a file lacks, as the register has it now."""

    registry_number: str
    last_name: str
    first_names: str
    scope_code: str
    entered_on: date | None


def count(upload_id: int, plan_number: int) -> tuple[int, int]:
    """Return how many numbers the file of a plan lacks, and how many people they belong to."""
    people = func.count(Qualification.examiner_id.distinct())
    query = select(func.count(), people).select_from(IntakeLacking)
    query = query.join(Qualification, Qualification.id == IntakeLacking.qualification_id)
    row = db.session.execute(_of(query, upload_id, plan_number)).one()
    return row[0], row[1]


def page_of_lacking(upload: IntakeUpload, offset: int, limit: int) -> list[Lacking]:
    """Return some of the numbers that the plan shown says are lacking, by scope and number."""
    return [Lacking(*row) for row in db.session.execute(_shown(upload).offset(offset).limit(limit))]


def every(upload: IntakeUpload) -> Iterator[Lacking]:
    """Yield all of them, some at a time."""
    last = ("", "")
    place = tuple_(IntakeLacking.scope_code, IntakeLacking.registry_number)
    while rows := db.session.execute(_shown(upload).where(place > last).limit(_AT_A_TIME)).all():
        yield from (Lacking(*row) for row in rows)
        last = (rows[-1][3], rows[-1][0])


def _shown(upload: IntakeUpload) -> Select[Any]:
    query = select(
        IntakeLacking.registry_number,
        Examiner.last_name,
        Examiner.first_names,
        IntakeLacking.scope_code,
        Qualification.entered_on,
    ).join(Qualification, Qualification.id == IntakeLacking.qualification_id)
    found = query.join(Examiner, Examiner.id == Qualification.examiner_id)
    ordered = found.order_by(IntakeLacking.scope_code, IntakeLacking.registry_number)
    return cast("Select[Any]", _of(ordered, upload.id, upload.shown_number))


def _of(query: Any, upload_id: int, plan_number: int) -> Any:
    return query.where(IntakeLacking.upload_id == upload_id, IntakeLacking.plan_number == plan_number)
