"""The worker's part of a round: looking at people and posting letters, a few in each short transaction."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from examportal.accounts.staff.service.sessions import staff_actor
from examportal.core import clock
from examportal.db import release, transaction
from examportal.jobs.handlers import Handler
from examportal.jobs.rules import Outcome, Verdict
from examportal.office.finding.queries import ids_matching
from examportal.office.finding.rules import State, Wanted
from examportal.office.resends import queries, service
from examportal.office.resends.models import Resend
from examportal.office.resends.rules import Step, step_of

_LOOKED_AT_A_TIME = 1000
_AT_A_STRETCH = timedelta(minutes=1)
"""A round lets other work have the hand after this long, well within the lease of its job."""


def work(resend_id: int) -> Outcome:
    """Do what a round waits for; called outside any transaction. What is left is put down anew."""
    resend = queries.get(resend_id)
    step, actor = step_of(queries.facts(resend)), staff_actor(resend.member_id)
    if step is Step.LISTING:
        for some in _people_of(resend):
            with transaction():
                service.list_some(resend_id, some)
        with transaction():
            service.end_list(resend_id)
    else:
        release()
        end = clock.now() + _AT_A_STRETCH
        more = True
        while more and clock.now() < end:
            with transaction():
                more = service.post_some(resend_id, actor)
    return Outcome(Verdict.DONE)


def _people_of(resend: Resend) -> Iterator[Sequence[int]]:
    """Yield the ids of those whom a round is about and who were not looked at yet, in rising order."""
    told, after = resend.unseal(), resend.looked_until
    found = told["people"] if "people" in told else _matching(told)
    people = sorted({who for who in found if who > after})
    release()
    for start in range(0, len(people), _LOOKED_AT_A_TIME):
        yield people[start : start + _LOOKED_AT_A_TIME]


def _matching(told: Mapping[str, Any]) -> Iterator[int]:
    """Yield the ids of everybody who matches a filter, in the order of the search, which may be that of names."""
    state = State(told["state"]) if told["state"] else None
    for batch in ids_matching(Wanted(tuple(told["words"]), state, told["scope"], told.get("import"))):
        yield from batch


HANDLER = Handler(work, service.settle)
