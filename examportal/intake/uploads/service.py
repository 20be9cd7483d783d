"""What happens to an upload: received, planned, merged, thrown away. The worker's part is in `work`."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, update

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db, insert_many, keyring, sealed_binding
from examportal.intake.lacking.models import IntakeLacking
from examportal.intake.rules.records import Repair
from examportal.intake.uploads import queries
from examportal.intake.uploads.models import IntakeDecision, IntakeUpload, IntakeUploadPart, IntakeUploadRow
from examportal.intake.uploads.rules import LIFETIME, WORK, Step, step_of, write_repairs
from examportal.jobs.rules import Outcome, Verdict
from examportal.jobs.service import enqueue

WORK_ON = "intake.work_on_upload"
FAULT_OF_OURS = "not_finished"
_FORGOTTEN_AT_A_TIME = 256
_ROWS_FORGOTTEN_AT_A_TIME = 5000


class NotNow(Refusal):
    """The upload has moved on, in another window or by the worker: look at it again."""


class OtherPlan(Refusal):
    """The plan is not the one that was shown."""


class ConflictsLeft(Refusal):
    """Rows are in conflict and nobody said to leave them out."""


@dataclass(frozen=True)
class Order:
    """A plan that the worker is to make or to apply, as it was ordered."""

    upload_id: int
    member_id: int
    row_key: str
    number: int
    accepted: str
    plan_digest: str | None
    choices: Mapping[str, Any]


def start(member_id: int, name: str) -> IntakeUpload:
    """Begin an upload; until it is received it is nothing."""
    now = clock.now()
    upload = IntakeUpload(member_id=member_id, started_at=now, expires_at=now + LIFETIME)
    upload.seal({"name": name})
    db.session.add(upload)
    db.session.flush()
    return upload


def add_parts(upload_id: int, first: int, parts: Sequence[Mapping[str, str]]) -> None:
    """Keep some sealed parts, the first of them at a place."""
    rows = [{"upload_id": upload_id, "place": first + number, **part} for number, part in enumerate(parts)]
    insert_many(cast("Table", IntakeUploadPart.__table__), rows)


def receive(upload_id: int, sha256: str) -> None:
    """Note that all parts are there, and hand the file to the worker."""
    upload = queries.find_for_change(upload_id)
    if upload is None:
        raise queries.UploadUnknown
    upload.sha256 = sha256
    upload.received_at = clock.now()
    enqueue(WORK_ON, upload_id)


def accept_repairs(upload_id: int, member_id: int, accepted: frozenset[Repair]) -> None:
    """Agree to these kinds of repair and to no other ones; makes a new plan. Raises NotNow."""
    upload = standing_at(upload_id, member_id, Step.PLANNED)
    upload.accepted = write_repairs(accepted)
    want_plan(upload)


def want_plan(upload: IntakeUpload) -> None:
    """Have the worker make a plan anew."""
    upload.plan_wanted_at = clock.now()
    upload.fault = upload.replanned_at = None
    enqueue(WORK_ON, upload.id)


def want_merge(upload_id: int, member_id: int, plan_digest: str, *, skip_conflicts: bool) -> None:
    """Have the worker merge the plan that was shown; once is enough.

    Raises OtherPlan when it is another one by now, ConflictsLeft, NotNow.
    """
    upload = queries.get_own_for_change(upload_id, member_id)
    step = step_of(queries.facts(upload))
    if step in (Step.MERGING, Step.MERGED) and upload.plan_digest == plan_digest:
        return
    if step is not Step.PLANNED:
        raise NotNow
    if upload.plan_digest != plan_digest or upload.decided_at is not None:
        raise OtherPlan
    if (upload.plan or {})["undecided"] and not skip_conflicts:
        raise ConflictsLeft
    upload.merge_wanted_at = clock.now()
    upload.replanned_at = None
    enqueue(WORK_ON, upload.id)


def throw_away(upload_id: int, member_id: int) -> None:
    """Forget an upload; what it holds is deleted by the worker."""
    forget(queries.get_own_for_change(upload_id, member_id))


def forget(upload: IntakeUpload) -> None:
    """Have the worker delete what an upload holds."""
    upload.thrown_away_at = clock.now()
    enqueue(WORK_ON, upload.id)


def forget_expired() -> None:
    """Forget the uploads whose time is over."""
    for upload in queries.all_expired_for_change(clock.now()):
        forget(upload)


def take_order(upload_id: int, step: Step) -> Order | None:
    """Return what the worker is to do at a step, None when it is not that any more; a plan gets its number here."""
    upload = queries.find_for_change(upload_id)
    if upload is None or step_of(queries.facts(upload)) is not step:
        return None
    upload.plan_number += 1
    upload.rows_done = 0
    return order_of(upload)


def let_go(upload: IntakeUpload) -> IntakeUpload:
    """Return an upload that stays as it was read: an answer that is streamed outlives the session of its request."""
    db.session.expunge(upload)
    return upload


def order_of(upload: IntakeUpload) -> Order:
    """Return what was ordered last for an upload."""
    return Order(
        upload.id,
        upload.member_id,
        upload.row_key,
        upload.plan_number,
        upload.accepted,
        upload.plan_digest,
        upload.unseal().get("choices", {}),
    )


def still(order: Order) -> IntakeUpload | None:
    """Return the upload of an order, locked, while no other work on it was begun; None otherwise."""
    upload = queries.find_for_change(order.upload_id)
    return upload if upload is not None and upload.plan_number == order.number else None


def seal_row(order: Order, line: int, document: str) -> dict[str, str]:
    """Return the sealed columns of a row of a plan: bound to upload, plan and line."""
    key = _row_key(order.row_key, order.number, line)
    return {"row_key": key, "sealed": keyring().seal(document, _binding(IntakeUploadRow, key))}


def seal_part(row_key: str, place: int, content: bytes) -> dict[str, str]:
    """Return the sealed columns of a part of an upload: bound to upload and place."""
    key = _part_key(row_key, place)
    return {"row_key": key, "sealed": keyring().seal(b64encode(content).decode(), _binding(IntakeUploadPart, key))}


def open_parts(order: Order) -> Iterator[bytes]:
    """Yield the bytes of an upload, a part at a time."""
    for place, sealed in enumerate(queries.parts(order.upload_id)):
        key = _part_key(order.row_key, place)
        yield b64decode(keyring().open(sealed, _binding(IntakeUploadPart, key)))


def keep_rows(order: Order, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write some rows of a plan down, and how far it has come."""
    insert_many(cast("Table", IntakeUploadRow.__table__), rows)
    mine = (IntakeUpload.id == order.upload_id) & (IntakeUpload.plan_number == order.number)
    db.session.execute(update(IntakeUpload).where(mine).values(rows_done=IntakeUpload.rows_done + len(rows)))


def keep_plan(order: Order, digest: str, summary: Mapping[str, Any], *, merge_was_wanted: bool) -> None:
    """Show a plan whose rows are all there; nothing happens when a newer one was begun meanwhile."""
    upload = still(order)
    if upload is None:
        return
    upload.planned_at = clock.now()
    upload.replanned_at = upload.planned_at if merge_was_wanted else None
    upload.plan_wanted_at = upload.merge_wanted_at = upload.fault = upload.decided_at = None
    upload.plan_digest = digest
    upload.shown_number = order.number
    upload.plan = dict(summary)


def refuse(order: Order, code: str, message: str) -> None:
    """Note why the file cannot be read."""
    upload = still(order)
    if upload is None:
        return
    upload.fault = code
    upload.plan_wanted_at = upload.merge_wanted_at = None
    upload.seal(upload.unseal() | {"fault": message})


def note_merged(order: Order, import_id: int) -> None:
    """Note, in the transaction that applies the plan, that it is applied; raises NotNow when somebody else was faster.

    So a merge that was begun twice, by a worker that was only slow, is applied once.
    """
    upload = still(order)
    if upload is None or step_of(queries.facts(upload)) is not Step.MERGING:
        raise NotNow
    upload.merged_at = clock.now()
    upload.import_id = import_id


def forget_old_rows(upload_id: int, below: int) -> bool:
    """Delete some rows of plans with a lower number; False once there are none."""
    for table in (IntakeUploadRow, IntakeLacking):
        some = queries.some_rows(table, upload_id, below, _ROWS_FORGOTTEN_AT_A_TIME)
        if _deleted(delete(table).where(table.id.in_(some))):
            return True
    return False


def forget_parts(upload_id: int) -> bool:
    """Delete some parts; False once there are none, and then the upload itself is gone."""
    some = queries.some_parts(upload_id, _FORGOTTEN_AT_A_TIME)
    mine = IntakeUploadPart.upload_id == upload_id
    if _deleted(delete(IntakeUploadPart).where(mine, IntakeUploadPart.place.in_(some))):
        return True
    db.session.execute(delete(IntakeDecision).where(IntakeDecision.upload_id == upload_id))
    db.session.execute(delete(IntakeUpload).where(IntakeUpload.id == upload_id))
    return False


def go_on(upload_id: int, outcome: Outcome) -> None:
    """End a piece of work: what was ordered while it was being done is put down anew."""
    upload = queries.find_for_change(upload_id)
    if upload is None or outcome.verdict is Verdict.RETRY:
        return
    if outcome.verdict is Verdict.GIVE_UP:
        upload.fault = FAULT_OF_OURS
    if step_of(queries.facts(upload)) in WORK:
        enqueue(WORK_ON, upload_id)


def opened_rows(upload: IntakeUpload, rows: Iterable[queries.ShownRow]) -> Iterator[tuple[queries.ShownRow, str]]:
    """Yield rows with what was sealed of them, as JSON."""
    for row in rows:
        yield (
            row,
            keyring().open(
                row.sealed, _binding(IntakeUploadRow, _row_key(upload.row_key, upload.shown_number, row.line))
            ),
        )


def standing_at(upload_id: int, member_id: int, step: Step) -> IntakeUpload:
    """Return an upload of somebody, locked, where it is expected to stand; raises NotNow."""
    upload = queries.get_own_for_change(upload_id, member_id)
    if step_of(queries.facts(upload)) is not step:
        raise NotNow
    return upload


def _row_key(upload_key: str, number: int, line: int) -> str:
    return f"{upload_key[:14]}{number:08x}{line:010}"


def _part_key(upload_key: str, place: int) -> str:
    return f"{upload_key[:24]}{place:08}"


def _binding(table: type[IntakeUploadRow | IntakeUploadPart], row_key: str) -> str:
    return sealed_binding(table.__tablename__, row_key)


def _deleted(statement: Any) -> bool:
    return bool(cast("CursorResult[Any]", db.session.execute(statement)).rowcount)
