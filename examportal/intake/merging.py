"""A merge from end to end: plan → stage in short batches → apply in one transaction.

It has many transactions and opens them itself, so it is called outside any: by commands, jobs and whoever shows
progress. Until the last of them commits nothing of the register has changed; after a crash the leftovers are swept by
a later merge or by the worker.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import release, transaction
from examportal.intake import raw_rows, service
from examportal.intake.collecting import collecting_seldom
from examportal.intake.disputes import service as disputes
from examportal.intake.planning import Plan, batches
from examportal.intake.reader import RegisterFile
from examportal.intake.rules.plans import Change
from examportal.intake.rules.records import Repair
from examportal.journal.rules import Actor
from examportal.register.changes import staging
from examportal.register.changes.applying import RegisterChanged
from examportal.register.changes.staging import Stage
from examportal.register.rules import Action, NumberStep, PersonStep

ATTEMPTS = 3
"""How often a merge plans anew when somebody else has changed the register meanwhile."""
PEOPLE = 1000
"""People staged in one transaction."""
LEFT_OVER_AFTER = timedelta(hours=1)
"""A staging that nobody has worked on for so long is left over from a process that died."""


def merge(
    file: RegisterFile, actor: Actor, *, accepted: frozenset[Repair] = frozenset(), skip_conflicts: bool = False
) -> tuple[Plan, int]:
    """Bring a file into the register; return the plan that was applied and the import's id.

    Invalid rows and rows whose repair is not accepted are left out. Raises FileError; ConflictsUndecided when rows are
    in conflict and `skip_conflicts` does not say to leave them out; RegisterChanged when somebody else was faster
    every time. Then nothing is changed.
    """
    for _ in range(ATTEMPTS):
        release()
        made = service.plan(file, accepted)
        if made.undecided and not skip_conflicts:
            raise service.ConflictsUndecided(made)
        with suppress(RegisterChanged):
            return made, apply_plan(file, made, actor)
    raise RegisterChanged


@collecting_seldom()
def apply_plan(file: RegisterFile, plan: Plan, actor: Actor, *, also: Callable[[int], None] | None = None) -> int:
    """Apply exactly this plan and return the import's id; raises RegisterChanged, then the plan is to be made anew.

    `also` is done with the id in the transaction that applies; a Refusal of its own takes everything back.
    """
    sweep()
    with transaction():
        import_id, stage = service.begin(file, plan, actor)
    for changes in batches(plan.changes(), PEOPLE):
        _stage(stage, changes)
    raw_rows.keep(plan, import_id, stage.change_set_id)
    disputes.keep(plan, import_id, stage.change_set_id)
    try:
        with transaction():
            if also is not None:
                also(import_id)
            service.finish(import_id, plan.edition, actor)
            disputes.settle(plan.settled, import_id)
    except Refusal:
        clear(stage.change_set_id)
        raise
    return import_id


def sweep() -> None:
    """Clear away what is left of merges that died."""
    release()
    for change_set_id in staging.left_over(clock.now() - LEFT_OVER_AFTER):
        clear(change_set_id)


def clear(change_set_id: int) -> None:
    """Give a change set up and delete what was staged for it."""
    with transaction():
        staging.give_up(change_set_id)
    more = True
    while more:
        with transaction():
            more = service.forget(change_set_id)


def _stage(stage: Stage, changes: Sequence[Change]) -> None:
    rows = staging.prepare(stage, *_steps(stage, changes))
    with transaction():
        staging.stage(stage.change_set_id, rows)


def _steps(stage: Stage, changes: Sequence[Change]) -> tuple[list[PersonStep], list[NumberStep]]:
    """Return what changes do to people, and to their numbers."""
    people: list[PersonStep] = []
    numbers: list[NumberStep] = []
    for change in changes:
        examiner_id, before, after, *_ = change
        if examiner_id is None and after.person:
            examiner_id = stage.draw_person()
            people.append(PersonStep(Action.ENTER, examiner_id, None, after.person))
        elif examiner_id is not None and change.corrected_person:
            action = Action.RENAME if change.renamed else Action.CORRECT
            people.append(PersonStep(action, examiner_id, before.person, change.corrected_person))
        if examiner_id is not None:
            numbers += [NumberStep(Action.ENTER, examiner_id, None, number) for number in change.new_numbers]
            numbers += _later_steps(change, examiner_id) if before.numbers or change.moved_from else ()
    return people, numbers


def _later_steps(change: Change, examiner_id: int) -> Iterator[NumberStep]:
    """Yield what becomes of numbers that the register has already, this person's or another's."""
    for number in change.moved_numbers:
        from_id, was = change.moved_from[number.registry_number]
        yield NumberStep(Action.MOVE, examiner_id, was, number, from_id)
    for number in change.corrected_numbers:
        was = change.before.numbers[number.registry_number]
        comes_back = was.removed_on is not None and number.removed_on is None
        yield NumberStep(Action.RESTORE if comes_back else Action.CORRECT, examiner_id, was, number)
