"""Planning and merging register files. A merge makes its own plan: what was shown before may have grown old."""

import re
from collections.abc import Sequence
from typing import Any, BinaryIO

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db
from examportal.intake import queries
from examportal.intake.cells import Yardstick
from examportal.intake.models import ImportFile
from examportal.intake.planning import BATCH, Plan, batches, make_plan
from examportal.intake.reader import RegisterFile, read_register
from examportal.intake.rules.plans import Change
from examportal.intake.rules.records import Repair
from examportal.journal.rules import Actor, Event
from examportal.journal.service import record
from examportal.register import queries as register_queries
from examportal.register import service as register


class ConflictsUndecided(Refusal):
    """Rows are in conflict and nobody said to leave them out; `plan` names them. Nothing was written."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("conflicts are undecided")
        self.plan = plan


def open_file(
    source: bytes | BinaryIO,
    *,
    min_age: int,
    number_pattern: re.Pattern[str],
    sheet: str | None = None,
    encoding: str | None = None,
) -> RegisterFile:
    """Read a register file and judge each cell by the board's settings and scopes.

    `sheet` and `encoding` overrule what would be found. Raises FileError when it is no table, ColumnMissing when a
    needed column is not there, SheetUnknown when no sheet has that name.
    """
    scopes = {code: entry.active for code, entry in register_queries.scopes_by_code().items()}
    yardstick = Yardstick(clock.today(), min_age, number_pattern, scopes)
    return read_register(source, yardstick, sheet=sheet, encoding=encoding)


def plan(file: RegisterFile, accepted: frozenset[Repair] = frozenset()) -> Plan:
    """Compare a file with the register as it is now; nothing is written. Raises FileError."""
    return make_plan(file, accepted)


def merge(
    file: RegisterFile, actor: Actor, *, accepted: frozenset[Repair] = frozenset(), skip_conflicts: bool = False
) -> tuple[Plan, int]:
    """Bring a file into the register, inside the caller's transaction; return the plan applied and the import's id.

    Invalid rows and rows whose repair is not accepted are left out. Raises ConflictsUndecided, before anything is
    written, when rows are in conflict and `skip_conflicts` does not say to leave them out.
    """
    queries.take_turn()
    made = plan(file, accepted)
    if made.undecided and not skip_conflicts:
        raise ConflictsUndecided(made)
    for changes in batches(made.changes(), BATCH):
        _apply(changes, actor)
    imported = ImportFile(sha256=file.digest, actor=str(actor), totals=dict(made.totals))
    db.session.add(imported)
    db.session.flush()
    totals: dict[str, Any] = {**made.totals}
    record(Event.REGISTER_MERGED, actor, subject=f"import:{imported.id}", **totals)
    return made, imported.id


def _apply(changes: Sequence[Change], actor: Actor) -> None:
    new = [change for change in changes if change.examiner_id is None]
    ids = register.enter_people([change.after.person for change in new if change.after.person])
    numbers = [
        (examiner_id, entry) for change, examiner_id in zip(new, ids, strict=True) for entry in change.new_numbers
    ]
    known = [(change.examiner_id, change) for change in changes if change.examiner_id is not None]
    numbers += [(examiner_id, entry) for examiner_id, change in known for entry in change.new_numbers]
    register.correct_people([(i, change.corrected_person) for i, change in known if change.corrected_person])
    register.correct_numbers([entry for _, change in known for entry in change.corrected_numbers])
    register.remove([entry for _, change in known for entry in change.removed_numbers], actor)
    register.enter_numbers(numbers, actor)
