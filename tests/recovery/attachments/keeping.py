"""Files in cases, for tests."""

from examportal.db import db, transaction
from examportal.journal.rules import NOBODY, Actor
from examportal.recovery.attachments import service
from examportal.recovery.attachments.models import CaseAttachment
from examportal.recovery.attachments.rules import Harmless, Kind

CONTENT = b"\xff\xd8\xff" + bytes(range(256)) * 600
"""Some parts, the last of them shorter."""


def file_of(content: bytes = CONTENT, name: str = "Dowód.JPG") -> service.SealedFile:
    return service.seal(name, Harmless(Kind.PICTURE, content, 1))


def kept(case_id: int, *files: service.SealedFile, actor: Actor = NOBODY) -> list[int]:
    """Keep files in a case and return their ids."""
    with transaction():
        service.add(case_id, files or (file_of(),), actor)
    return [row.id for row in rows() if row.case_id == case_id]


def rows() -> list[CaseAttachment]:
    db.session.rollback()
    return db.session.query(CaseAttachment).order_by(CaseAttachment.id).all()
