"""The worker's part: some letters at a time are composed outside any transaction, then posted in a short one."""

from examportal.accounts import letters
from examportal.core import clock
from examportal.db import release, transaction
from examportal.intake.announcing import queries, service
from examportal.intake.queries import find_import
from examportal.jobs.rules import Outcome, Verdict

PEOPLE = 50
"""People told in one transaction."""


def announce(import_id: int) -> Outcome:
    """Tell everybody of the numbers that an import brought to their accounts; what was undone is not told."""
    while (imported := find_import(import_id)) is not None and imported.undone_at is None:
        people = queries.some_to_tell(import_id, imported.change_set_id or 0, clock.today(), PEOPLE)
        release()
        if not people:
            break
        composed = [(one.examiner_id, letters.number_added(one.email, one.name, one.numbers)) for one in people]
        with transaction():
            service.post_letters(import_id, composed)
    return Outcome(Verdict.DONE)
