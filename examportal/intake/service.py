"""Planning register files, and the two ends of a merge; what lies between them is in `merging`."""

import re
from typing import Any, BinaryIO

from sqlalchemy import delete

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db
from examportal.intake import queries
from examportal.intake.announcing.service import order_letters, withdraw_letters
from examportal.intake.cells import Yardstick
from examportal.intake.contests import Decisions
from examportal.intake.disputes.models import ImportDispute
from examportal.intake.models import ImportFile, ImportRows
from examportal.intake.planning import Plan, make_plan
from examportal.intake.reader import AS_FOUND, Choices, RegisterFile, read_register
from examportal.intake.rules.records import Repair
from examportal.journal.rules import Actor, Event
from examportal.journal.service import record
from examportal.register import queries as register
from examportal.register.changes import queries as changes
from examportal.register.changes import staging
from examportal.register.changes.applying import apply
from examportal.register.changes.staging import Stage


class ConflictsUndecided(Refusal):
    """Rows are in conflict and nobody said to leave them out; `plan` names them. Nothing was written."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("conflicts are undecided")
        self.plan = plan


class AlreadyUndone(Refusal):
    """The import was taken back before."""


FIRST_STEPS = (Event.CLAIM, Event.REGISTRATION_SAVED, Event.ACTIVATION)
"""What a person does with a number that is there: afterwards it is no mistake of a file any more."""


def open_file(
    source: bytes | BinaryIO,
    *,
    min_age: int,
    number_pattern: re.Pattern[str],
    voivodeships: tuple[str, ...] = (),
    choices: Choices = AS_FOUND,
) -> RegisterFile:
    """Look at a register file, whose cells will be judged by the board's settings and scopes.

    `choices` overrule what would be found. Raises FileError when it is no table, ColumnMissing when a
    needed column is not there, SheetUnknown when no sheet has that name.
    """
    yardstick = Yardstick(clock.today(), min_age, number_pattern, _scopes(), voivodeships)
    return read_register(source, yardstick, choices)


def plan(file: RegisterFile, accepted: frozenset[Repair] = frozenset(), decisions: Decisions | None = None) -> Plan:
    """Compare a file with the register as it is now; nothing is written. Raises FileError.

    Without `decisions`, not even none, no conflict is looked at more closely.
    """
    return make_plan(file, accepted, _scopes, decisions)


def begin(file: RegisterFile, made: Plan, actor: Actor) -> tuple[int, Stage]:
    """Note that a file is on its way; return the id of the import and where its changes are to be staged."""
    stage = staging.open_stage(actor)
    imported = ImportFile(
        sha256=file.digest, actor=str(actor), totals=dict(made.totals), change_set_id=stage.change_set_id
    )
    db.session.add(imported)
    db.session.flush()
    return imported.id, stage


def finish(import_id: int, edition: int, actor: Actor) -> None:
    """Apply all that was staged for an import; raises RegisterChanged when the plan has grown old meanwhile."""
    imported = queries.get_import_for_change(import_id)
    totals: dict[str, Any] = {**imported.totals}
    apply(imported.change_set_id or 0, edition, actor)
    imported.merged_at = clock.now()
    order_letters(import_id)
    record(Event.REGISTER_MERGED, actor, subject=f"import:{import_id}", **totals)
    _record_decisions(import_id, imported.change_set_id or 0, actor)


def _record_decisions(import_id: int, change_set_id: int, actor: Actor) -> None:
    """Say of each person whom somebody's decision has touched who decided; of a number that moves, whose it was."""
    for number in changes.decided_numbers(change_set_id):
        told: dict[str, Any] = {"qualification": number.qualification_id, "decided_in_import": import_id}
        if number.from_examiner_id is None:
            record(Event.NUMBER_RESTORED, actor, subject=f"examiner:{number.examiner_id}", **told)
        else:
            whose = f"examiner:{number.from_examiner_id}"
            record(Event.NUMBER_MOVED, actor, subject=whose, to=number.examiner_id, **told)
    for examiner_id in changes.renamed_people(change_set_id):
        record(Event.PERSON_CORRECTED, actor, subject=f"examiner:{examiner_id}", decided_in_import=import_id)


def finish_undo(import_id: int, change_set_id: int, edition: int, actor: Actor, totals: dict[str, Any]) -> None:
    """Apply what was staged to take an import back; raises RegisterChanged, AlreadyUndone."""
    imported = queries.get_import_for_change(import_id)
    if imported.undone_at is not None:
        raise AlreadyUndone
    apply(change_set_id, edition, actor)
    imported.undone_at, imported.undone_by = clock.now(), str(actor)
    imported.undo_change_set_id = change_set_id
    withdraw_letters(import_id, change_set_id, actor)
    record(Event.REGISTER_MERGE_UNDONE, actor, subject=f"import:{import_id}", **totals)


def forget(change_set_id: int) -> bool:
    """Delete some of what was staged and given up, with the import that it was for; False once nothing is left."""
    unsynchronised = {"synchronize_session": False}
    db.session.execute(
        delete(ImportRows).where(queries.rows_only_staged(change_set_id)), execution_options=unsynchronised
    )
    disputes = delete(ImportDispute).where(queries.disputes_only_staged(change_set_id))
    db.session.execute(disputes, execution_options=unsynchronised)
    db.session.execute(delete(ImportFile).where(queries.only_staged(change_set_id)))
    return staging.clear(change_set_id)


def _scopes() -> dict[str, bool]:
    return {code: entry.active for code, entry in register.scopes_by_code().items()}
