"""Files of a case: sealed, kept, handed out to the office, deleted after the decision."""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from sqlalchemy import Table, delete

from examportal.config import settings
from examportal.core import clock
from examportal.core.sealed import new_row_key
from examportal.db import db, insert_many, keyring, sealed_binding
from examportal.journal.rules import WORKER, Actor, Event
from examportal.recovery.attachments import queries
from examportal.recovery.attachments.models import CaseAttachment, CaseAttachmentPart
from examportal.recovery.attachments.rules import MOST_OF_A_CASE, PART_BYTES, Harmless, NoRoom, shown_name
from examportal.recovery.models import RecoveryCase
from examportal.recovery.queries import get_case, told_in
from examportal.recovery.rules import NotNow
from examportal.recovery.service import STAFF, check_hands, hold, record

_CASES_TOGETHER = 20
_OF_A_DIGEST = 16
"""Signs of each digest that the journal keeps: enough to tell one file from another."""


@dataclass(frozen=True)
class SealedFile:
    """A file on its way into the database."""

    name: str
    drawn: Harmless
    row_key: str
    parts: Sequence[Mapping[str, str]]


def seal(name: str | None, drawn: Harmless) -> SealedFile:
    """Seal a file that was drawn anew, part by part; outside any transaction, since it takes its time."""
    row_key = new_row_key()
    starts = range(0, len(drawn.content), PART_BYTES)
    parts = [
        _sealed_part(row_key, place, drawn.content[start : start + PART_BYTES]) for place, start in enumerate(starts)
    ]
    return SealedFile(shown_name(name, drawn.kind), drawn, row_key, parts)


def keep(case: RecoveryCase, files: Sequence[SealedFile], actor: Actor) -> None:
    """Keep files in a case that is held; raises NoRoom, and then none is kept."""
    if len(queries.all_of(case.id)) + len(files) > MOST_OF_A_CASE:
        raise NoRoom
    for file in files:
        _keep_one(case.id, file, actor.id if actor.kind == STAFF else None)
    if files:
        record(Event.ATTACHMENTS_ADDED, case, actor, files=len(files))


def add(case_id: int, files: Sequence[SealedFile], actor: Actor) -> None:
    """Add files to an open case; raises CaseUnknown, NotNow when it has ended or moved on, OwnCase, or NoRoom."""
    case = hold(case_id)
    check_hands(case, told_in(case), actor)
    if case.ended_at is not None:
        raise NotNow
    keep(case, files, actor)


def take_out(case_id: int, attachment_id: int, actor: Actor) -> tuple[CaseAttachment, bytes]:
    """Return a file and its bytes, and write down who took it; raises CaseUnknown or AttachmentUnknown."""
    case = get_case(case_id)
    attachment = queries.get_kept(case_id, attachment_id)
    content = b"".join(
        b64decode(keyring().open(sealed, _binding(_part_key(attachment.row_key, place))))
        for place, sealed in enumerate(queries.parts_of(attachment_id))
    )
    record(Event.ATTACHMENT_TAKEN, case, actor, attachment=attachment_id)
    return attachment, content


def delete_some() -> int:
    """Delete the files of some cases whose time is over, each case with a line that proves it; return how many cases.

    That is some days after a case ended. One about nobody that is known, which a stranger may have opened for the
    sake of its files, has as long from its start.
    """
    before = clock.now() - timedelta(days=settings().recovery_attachment_days)
    cases = queries.cases_to_empty(before, _CASES_TOGETHER)
    for case in cases:
        _empty(case)
    return len(cases)


def _keep_one(case_id: int, file: SealedFile, member_id: int | None) -> None:
    drawn = file.drawn
    row = CaseAttachment(case_id=case_id, kind=str(drawn.kind), pages=drawn.pages, size=len(drawn.content))
    row.sha256 = hashlib.sha256(drawn.content).hexdigest()
    row.added_at, row.added_by, row.row_key = clock.now(), member_id, file.row_key
    row.seal({"name": file.name})
    db.session.add(row)
    db.session.flush()
    parts = [{"attachment_id": row.id, "place": place, **part} for place, part in enumerate(file.parts)]
    insert_many(cast("Table", CaseAttachmentPart.__table__), parts)


def _empty(case: RecoveryCase) -> None:
    files = queries.kept_of(case.id)
    for file in files:
        db.session.execute(delete(CaseAttachmentPart).where(CaseAttachmentPart.attachment_id == file.id))
        file.sealed, file.deleted_at = None, clock.now()
    digests = ", ".join(file.sha256[:_OF_A_DIGEST] for file in files)
    record(Event.ATTACHMENTS_DELETED, case, WORKER, files=len(files), digests=digests)


def _sealed_part(row_key: str, place: int, content: bytes) -> dict[str, str]:
    key = _part_key(row_key, place)
    return {"row_key": key, "sealed": keyring().seal(b64encode(content).decode(), _binding(key))}


def _part_key(row_key: str, place: int) -> str:
    return f"{row_key[:24]}{place:08}"


def _binding(row_key: str) -> str:
    return sealed_binding(CaseAttachmentPart.__tablename__, row_key)
