"""Every select on attachments."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select

from examportal.db import db
from examportal.recovery.attachments.models import CaseAttachment, CaseAttachmentPart
from examportal.recovery.models import RecoveryCase


class AttachmentUnknown(LookupError):  # noqa: N818 - the name of the finding
    """There is no such file in the case, or none any more."""


def all_of(case_id: int) -> Sequence[CaseAttachment]:
    """Return the files of a case, deleted ones too, in the order in which they came."""
    query = select(CaseAttachment).where(CaseAttachment.case_id == case_id)
    return db.session.scalars(query.order_by(CaseAttachment.id)).all()


def kept_of(case_id: int) -> Sequence[CaseAttachment]:
    """Return the files of a case that are still there, locked until the end of the transaction."""
    query = select(CaseAttachment).where(CaseAttachment.case_id == case_id, CaseAttachment.deleted_at.is_(None))
    return db.session.scalars(query.order_by(CaseAttachment.id).with_for_update()).all()


def get_kept(case_id: int, attachment_id: int) -> CaseAttachment:
    """Return a file of a case that is still there, locked so that it stays whole; raises AttachmentUnknown."""
    mine = CaseAttachment.id == attachment_id, CaseAttachment.case_id == case_id
    query = select(CaseAttachment).where(*mine, CaseAttachment.deleted_at.is_(None)).with_for_update()
    found = db.session.scalar(query)
    if found is None:
        raise AttachmentUnknown
    return found


def parts_of(attachment_id: int) -> Sequence[str]:
    """Return the sealed parts of a file in their order."""
    mine = CaseAttachmentPart.attachment_id == attachment_id
    return db.session.scalars(select(CaseAttachmentPart.sealed).where(mine).order_by(CaseAttachmentPart.place)).all()


def cases_to_empty(before: datetime, limit: int) -> Sequence[RecoveryCase]:
    """Return some cases with files that ended before a moment, or were opened before it about nobody that is known."""
    has_files = select(CaseAttachment.id).where(
        CaseAttachment.case_id == RecoveryCase.id, CaseAttachment.deleted_at.is_(None)
    )
    about_nobody = and_(RecoveryCase.examiner_id.is_(None), RecoveryCase.opened_at < before)
    query = select(RecoveryCase).where(has_files.exists(), or_(RecoveryCase.ended_at < before, about_nobody))
    return db.session.scalars(query.order_by(RecoveryCase.id).limit(limit)).all()
