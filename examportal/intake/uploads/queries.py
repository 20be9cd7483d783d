"""Every select of the uploads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from examportal.core.errors import Refusal
from examportal.db import db
from examportal.intake.lacking.models import IntakeLacking
from examportal.intake.rules.deciding import Decision
from examportal.intake.rules.records import Choice, Reason
from examportal.intake.uploads.models import (
    IntakeDecision,
    IntakeMapping,
    IntakeUpload,
    IntakeUploadPart,
    IntakeUploadRow,
)
from examportal.intake.uploads.rules import Step, UploadFacts, step_of

_ROWS_AT_A_TIME = 1000
_AFRESH = {"populate_existing": True}


class UploadUnknown(Refusal):
    """There is no such upload, or it is somebody else's."""


@dataclass(frozen=True)
class ShownRow:
    """A row of a plan as it is stored; `sealed` opens with the upload."""

    line: int
    shown_under: str
    reason: str | None
    sealed: str


def get_own(upload_id: int, member_id: int) -> IntakeUpload:
    """Return an upload of somebody; raises UploadUnknown."""
    upload = db.session.scalar(_own(upload_id, member_id))
    if upload is None:
        raise UploadUnknown
    return upload


def get_own_for_change(upload_id: int, member_id: int) -> IntakeUpload:
    """Return an upload of somebody, locked until the end of the transaction and read anew; raises UploadUnknown."""
    upload = db.session.scalar(_own(upload_id, member_id).with_for_update(), execution_options=_AFRESH)
    if upload is None:
        raise UploadUnknown
    return upload


def find_for_change(upload_id: int) -> IntakeUpload | None:
    """Find an upload, locked until the end of the transaction and read anew."""
    query = select(IntakeUpload).where(IntakeUpload.id == upload_id).with_for_update()
    return db.session.scalar(query, execution_options=_AFRESH)


def step_at(upload_id: int) -> Step | None:
    """Return where an upload stands, None when there is none."""
    upload = db.session.scalar(select(IntakeUpload).where(IntakeUpload.id == upload_id), execution_options=_AFRESH)
    return step_of(facts(upload)) if upload else None


def all_open(member_id: int) -> Sequence[IntakeUpload]:
    """Return the uploads of somebody that were not merged or thrown away, the newest first."""
    query = select(IntakeUpload).where(
        IntakeUpload.member_id == member_id,
        IntakeUpload.received_at.is_not(None),
        IntakeUpload.merged_at.is_(None),
        IntakeUpload.thrown_away_at.is_(None),
    )
    return db.session.scalars(query.order_by(IntakeUpload.id.desc())).all()


def all_expired_for_change(now: datetime) -> Sequence[IntakeUpload]:
    """Return the uploads whose time is over, locked, in the order of their ids."""
    query = select(IntakeUpload).where(IntakeUpload.expires_at <= now).order_by(IntakeUpload.id)
    return db.session.scalars(query.with_for_update()).all()


def parts(upload_id: int) -> Iterator[str]:
    """Yield the sealed parts of an upload in their order, one query each."""
    place = 0
    while (part := _part(upload_id, place)) is not None:
        yield part
        place += 1


def page_of_rows(upload: IntakeUpload, heading: str | None, offset: int, limit: int) -> list[ShownRow]:
    """Return some rows of the plan that is shown, those under one heading or all, in the order of the file."""
    query = _rows(upload).order_by(IntakeUploadRow.line).offset(offset).limit(limit)
    if heading is not None:
        query = query.where(IntakeUploadRow.shown_under == heading)
    return [ShownRow(*row) for row in db.session.execute(query)]


def page_of_asked(upload: IntakeUpload, offset: int, limit: int) -> list[ShownRow]:
    """Return some rows of the plan that is shown about which a person is asked, in the order of the file."""
    asked = _rows(upload).where(IntakeUploadRow.asked).order_by(IntakeUploadRow.line)
    return [ShownRow(*row) for row in db.session.execute(asked.offset(offset).limit(limit))]


def count_asked(upload: IntakeUpload) -> int:
    """Return how many rows of the plan that is shown a person is asked about."""
    query = (
        select(func.count())
        .select_from(IntakeUploadRow)
        .where(
            IntakeUploadRow.upload_id == upload.id,
            IntakeUploadRow.plan_number == upload.shown_number,
            IntakeUploadRow.asked,
        )
    )
    return db.session.scalar(query) or 0


def decisions(upload_id: int) -> dict[int, dict[Reason, Decision]]:
    """Return what was decided about the rows of an upload: line → reason → decision."""
    query = select(IntakeDecision.line, IntakeDecision.reason, IntakeDecision.choice, IntakeDecision.digest)
    found: dict[int, dict[Reason, Decision]] = {}
    for line, reason, choice, digest in db.session.execute(query.where(IntakeDecision.upload_id == upload_id)):
        found.setdefault(line, {})[Reason(reason)] = Decision(Choice(choice), digest)
    return found


def all_rows(upload: IntakeUpload) -> Iterator[ShownRow]:
    """Yield every row of the plan that is shown in the order of the file, some at a time."""
    line = 0
    while rows := db.session.execute(
        _rows(upload).where(IntakeUploadRow.line > line).order_by(IntakeUploadRow.line).limit(_ROWS_AT_A_TIME)
    ).all():
        yield from (ShownRow(*row) for row in rows)
        line = rows[-1][0]


def some_parts(upload_id: int, count: int) -> Select[int]:
    """Return the places of some parts of an upload."""
    query = select(IntakeUploadPart.place).where(IntakeUploadPart.upload_id == upload_id)
    return query.limit(count)


def some_rows(
    table: type[IntakeUploadRow] | type[IntakeLacking], upload_id: int, below: int, count: int
) -> Select[int]:
    """Return the ids of some rows of plans with a lower number."""
    query = select(table.id).where(table.upload_id == upload_id, table.plan_number < below)
    return query.limit(count)


def find_mapping(shape: str) -> IntakeMapping | None:
    """Find how somebody mapped the columns of files of a shape."""
    return db.session.scalar(select(IntakeMapping).where(IntakeMapping.shape == shape))


def facts(upload: IntakeUpload) -> UploadFacts:
    """Return what the rules need of an upload."""
    return UploadFacts(
        upload.received_at,
        upload.looked_at,
        upload.fault,
        upload.plan_wanted_at,
        upload.planned_at,
        upload.merge_wanted_at,
        upload.merged_at,
        upload.thrown_away_at,
    )


def _own(upload_id: int, member_id: int) -> Select[IntakeUpload]:
    return select(IntakeUpload).where(
        IntakeUpload.id == upload_id, IntakeUpload.member_id == member_id, IntakeUpload.thrown_away_at.is_(None)
    )


def _part(upload_id: int, place: int) -> str | None:
    query = select(IntakeUploadPart.sealed).where(
        IntakeUploadPart.upload_id == upload_id, IntakeUploadPart.place == place
    )
    return db.session.scalar(query)


def _rows(upload: IntakeUpload) -> Select[int, str, str | None, str]:
    return select(
        IntakeUploadRow.line, IntakeUploadRow.shown_under, IntakeUploadRow.reason, IntakeUploadRow.sealed
    ).where(IntakeUploadRow.upload_id == upload.id, IntakeUploadRow.plan_number == upload.shown_number)
