"""Taking in what somebody without access tells, and finding out afterwards whom it is about."""

from collections.abc import Sequence
from dataclasses import replace

from examportal.jobs.service import enqueue
from examportal.journal.rules import NOBODY, WORKER
from examportal.recovery.attachments import service as attachments
from examportal.recovery.attachments.service import SealedFile
from examportal.recovery.queries import get_case, told_in
from examportal.recovery.rules import AlreadyOpen, CaseRequest, NotNow
from examportal.recovery.service import match, open_case
from examportal.register import queries as register

FIND_PERSON = "recovery.find_person"


def tell(told: CaseRequest, files: Sequence[SealedFile]) -> str:
    """Open a case with its files and return its number.

    Nobody is looked for here: whether there is such a person would show in how long that takes. The worker does it.
    """
    case = open_case(replace(told, claimed=""), NOBODY)
    case.seal(replace(told_in(case), claimed=told.claimed).to_document())
    attachments.keep(case, files, NOBODY)
    enqueue(FIND_PERSON, case.id)
    return case.number


def find_person(case_id: int) -> None:
    """Say whom a case is about when what was told is somebody's PESEL or number who has no open case yet."""
    case = get_case(case_id)
    claimed = told_in(case).claimed
    found = register.find_by_login_or_number(claimed) if claimed and case.examiner_id is None else None
    if found is None:
        return
    try:
        match(case_id, found.unified_into or found.id, WORKER)
    except (AlreadyOpen, NotNow):
        return  # the office has gone on meanwhile, or a case of this person is open: a clerk decides about this one
