"""The worker's part of an upload: making the plan, merging it, deleting what is forgotten.

Each act may be broken off at any moment and is then begun anew; what was merged is noted in the very transaction that
merges, so that it is never merged twice.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from functools import partial
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO

from examportal.accounts.staff.service.sessions import staff_actor
from examportal.config import settings
from examportal.db import release, transaction
from examportal.intake import merging, wording
from examportal.intake import service as intake
from examportal.intake.columns import ColumnMissing
from examportal.intake.lacking import queries as lacking_queries
from examportal.intake.lacking import service as lacking
from examportal.intake.planning import Judged, Plan, batches
from examportal.intake.reader import RegisterFile, read_sample
from examportal.intake.rules.deciding import Asked
from examportal.intake.rules.plans import Change
from examportal.intake.rules.records import State
from examportal.intake.uploads import choosing, conflicts, queries, rules, service
from examportal.intake.uploads.choosing import choices_of
from examportal.intake.uploads.rules import PART_BYTES, Step
from examportal.intake.uploads.service import NotNow, Order
from examportal.jobs.rules import Outcome, Verdict
from examportal.register.changes.applying import RegisterChanged
from examportal.sheets.reader import FileError, Row

ROWS_AT_A_TIME = 1000


def work(upload_id: int) -> Outcome:
    """Do what an upload waits for; called outside any transaction."""
    step = queries.step_at(upload_id)
    release()
    act = _ACTS.get(step) if step else None
    if act is not None:
        act(upload_id)
    return Outcome(Verdict.DONE)


def look(upload_id: int) -> None:
    """Look how an upload is to be read, or note why it cannot be."""
    order = _take(upload_id, Step.LOOKING)
    if order is None:
        return
    with _refusing(order):
        sample = read_sample(_source(order), choices_of(order.choices))
        with transaction():
            choosing.keep_sample(order, sample)


def make_plan(upload_id: int) -> None:
    """Make the plan of an upload, or note why its file cannot be read."""
    order = _take(upload_id, Step.PLANNING)
    if order is None:
        return
    with _refusing(order):
        file = open_file(order)
        _show(order, file, _planned(order, file), merge_was_wanted=False)


def merge(upload_id: int) -> None:
    """Apply exactly the plan that was shown; when it has become another one, show that instead.

    Raises RegisterChanged when somebody else changes the register all the time.
    """
    order = _take(upload_id, Step.MERGING)
    if order is None:
        return
    with _refusing(order), suppress(NotNow):
        _merge(order, open_file(order))


def delete(upload_id: int) -> None:
    """Delete what is left of an upload."""
    more = True
    while more:
        with transaction():
            more = service.forget_old_rows(upload_id, _ALL_PLANS)
    more = True
    while more:
        with transaction():
            more = service.forget_parts(upload_id)


_ALL_PLANS = 2**31 - 1
_ACTS: Mapping[Step, Callable[[int], None]] = {
    Step.LOOKING: look,
    Step.PLANNING: make_plan,
    Step.MERGING: merge,
    Step.GONE: delete,
}


def plan_digest(plan: Plan) -> str:
    """Return what stands for everything that a plan says of the rows and does to the register."""
    digest = hashlib.sha256()
    for judged in plan.judgements():
        digest.update(repr(judged).encode())
    for change in plan.changes():
        digest.update(repr(_told(change)).encode())
    return digest.hexdigest()


def _take(upload_id: int, step: Step) -> Order | None:
    with transaction():
        return service.take_order(upload_id, step)


class _refusing:  # noqa: N801 - a context manager that reads as a word
    """Note why a file cannot be read, whether that shows at its start or in the middle of its rows."""

    def __init__(self, order: Order) -> None:
        self._order = order

    def __enter__(self) -> None:
        return

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> bool:
        if not isinstance(fault, FileError | ColumnMissing):
            return False
        with transaction():
            service.refuse(self._order, wording.file_code(fault), wording.file_sentence(fault))
        return True


def _merge(order: Order, file: RegisterFile) -> None:
    for _ in range(merging.ATTEMPTS):
        plan = _planned(order, file)
        if plan_digest(plan) != order.plan_digest:
            _show(order, file, plan, merge_was_wanted=True)
            return
        with suppress(RegisterChanged):
            actor = staff_actor(order.member_id)
            merging.apply_plan(file, plan, actor, also=partial(service.note_merged, order))
            return
    raise RegisterChanged


def open_file(order: Order) -> RegisterFile:
    """Open the file of an upload as it was said to be read; raises FileError, ColumnMissing, SheetUnknown."""
    current = settings()
    return intake.open_file(
        _source(order),
        min_age=current.min_age,
        number_pattern=current.registry_number_pattern,
        voivodeships=current.board_voivodeships,
        choices=choices_of(order.choices),
    )


def _source(order: Order) -> BinaryIO:
    return BufferedReader(_Parts(order), PART_BYTES)


def _planned(order: Order, file: RegisterFile) -> Plan:
    release()
    return intake.plan(file, rules.read_repairs(order.accepted), queries.decisions(order.upload_id))


def _show(order: Order, file: RegisterFile, plan: Plan, *, merge_was_wanted: bool) -> None:
    """Write all rows of a plan down, then the plan itself."""
    repairs, headings, in_conflict = Counter[str](), Counter[str](), 0
    asked = conflicts.by_line(plan.spool.asked())
    with closing(file.rows()) as rows:
        below = (row for row in rows if row.line > file.columns.line)
        for batch in batches(zip(below, plan.judgements(), strict=True), ROWS_AT_A_TIME):
            headings.update(rules.shown_under(judgement) for _, (judgement, _) in batch)
            repairs.update(str(repair) for _, (judgement, _) in batch for repair in judgement.repairs)
            sealed = [_row(order, file, row, judged, asked(judged[0].line)) for row, judged in batch]
            in_conflict += sum(row["asked"] for row in sealed)
            with transaction():
                service.keep_rows(order, sealed)
    numbers, people = _keep_lacking(order, plan)
    summary = {
        "lacking": numbers,
        "people_lacking": people,
        "totals": dict(plan.totals),
        "consequences": asdict(plan.consequences),
        "undecided": plan.undecided,
        "asked": in_conflict,
        "repairs": dict(repairs),
        "shown_under": dict(headings),
        "rows": plan.rows,
        "encoding": file.sheet.encoding,
        "delimiter": file.sheet.delimiter,
    }
    digest = plan_digest(plan)
    with transaction():
        service.keep_plan(order, digest, summary, merge_was_wanted=merge_was_wanted)
    more = True
    while more:
        with transaction():
            more = service.forget_old_rows(order.upload_id, order.number)


def _keep_lacking(order: Order, plan: Plan) -> tuple[int, int]:
    """Write down whom the file lacks; return how many numbers and people that is."""
    for numbers in batches(plan.lacking(), ROWS_AT_A_TIME):
        with transaction():
            lacking.keep(order.upload_id, order.number, numbers)
    return lacking_queries.count(order.upload_id, order.number)


def _row(order: Order, file: RegisterFile, row: Row, judged: Judged, asked: Sequence[Asked]) -> dict[str, Any]:
    """Return a row of the file with its verdict, and with both sides of its conflicts, sealed."""
    judgement, _ = judged
    document: dict[str, Any] = {
        "cells": {str(field): cell for field, cell in file.columns.cells(row).items()},
        "message": wording.sentence(*judged),
    }
    if asked:
        document["asked"] = [conflicts.document(one) for one in asked]
    return {
        "upload_id": order.upload_id,
        "plan_number": order.number,
        "line": judgement.line,
        "shown_under": rules.shown_under(judgement),
        "reason": str(judgement.reason) if judgement.reason else None,
        "asked": bool(asked),
        **service.seal_row(order, judgement.line, json.dumps(document, ensure_ascii=False)),
    }


def _told(change: Change) -> tuple[Any, ...]:
    return change.examiner_id, _state(change.before), _state(change.after), change.renamed, change.moved_from


def _state(state: State) -> tuple[Any, ...]:
    person = state.person
    told = (person.last_name, person.first_names, person.personal.to_document()) if person else None
    return told, sorted(state.numbers.items())


class _Parts(RawIOBase):
    """The bytes of an upload as a stream; one part at a time is opened."""

    def __init__(self, order: Order) -> None:
        super().__init__()
        self._opened = service.open_parts(order)
        self._rest = b""

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give some bytes, 0 at the end."""
        self._rest = self._rest or next(self._opened, b"")
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count
