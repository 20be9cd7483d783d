"""What happens to a round of activation letters: ordered, listed, tried, sent, stopped. The worker's part: `work`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table

from examportal.config import settings
from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db, insert_many
from examportal.jobs.rules import Outcome, Verdict
from examportal.jobs.service import enqueue
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event
from examportal.mail.pacing import service as pacing
from examportal.mail.pacing.rules import allowances, must_stop
from examportal.office.resends import queries
from examportal.office.resends.models import Resend, ResendRecipient
from examportal.office.resends.rules import (
    TRIAL,
    WORK,
    Step,
    StopReason,
    exclusion_of,
    step_of,
)
from examportal.onboarding import service as onboarding
from examportal.register import queries as register

WORK_ON = "office.work_on_resend"
"""The kind of job that carries a round on."""
PAUSE = timedelta(seconds=2)
"""How long a round waits when its letters must not go any faster."""
_POSTED_AT_A_TIME = 50


class NotNow(Refusal):
    """The round has moved on, in another window or by the worker: look at it again."""


class NobodyChosen(Refusal):
    """Nobody was chosen."""


def order(whom: Mapping[str, Any], member_id: int, actor: Actor) -> Resend:
    """Begin a round about chosen people (`people`: ids), or all whom a search finds.

    Such a search is told by `words`, `state`, `scope` and `import`. Raises NobodyChosen.
    """
    if not any(whom.values()):
        raise NobodyChosen
    resend = Resend(member_id=member_id, ordered_at=clock.now())
    resend.seal(dict(whom))
    db.session.add(resend)
    db.session.flush()
    _record(Event.RESEND_ORDERED, resend, actor)
    enqueue(WORK_ON, resend.id)
    return resend


def order_trial(resend_id: int, people: int, actor: Actor) -> None:
    """Have the first letters posted; `people` is how many get one in the end, as shown. Raises NotNow."""
    resend = _standing_at(resend_id, Step.LISTED, people)
    resend.trial_ordered_at = resend.counted_from = clock.now()
    _go(Event.RESEND_CONFIRMED, resend, actor)


def order_rest(resend_id: int, people: int, actor: Actor) -> None:
    """Have the other letters posted; `people` is how many are left, as shown. Raises NotNow."""
    resend = _standing_at(resend_id, Step.TRIED, people)
    resend.rest_ordered_at = clock.now()
    _go(Event.RESEND_CONFIRMED, resend, actor)


def stop(resend_id: int, actor: Actor) -> None:
    """Post no more letters of a round, not even the rest of a trial; raises NotNow when there is nothing to stop."""
    resend = queries.get_for_change(resend_id)
    if _step(resend) not in (Step.TRIAL, Step.SENDING):
        raise NotNow
    resend.stopped_at, resend.stop_reason = clock.now(), str(StopReason.BY_HAND)
    _record(Event.RESEND_STOPPED, resend, actor, reason=str(StopReason.BY_HAND))


def go_on(resend_id: int, people: int, actor: Actor) -> None:
    """Go on after a stop, with the rest; what servers refused so far stops it no more. Raises NotNow."""
    resend = _standing_at(resend_id, Step.STOPPED, people)
    resend.stopped_at = resend.stop_reason = None
    resend.counted_from = resend.rest_ordered_at = clock.now()
    resend.trial_ended_at = resend.trial_ended_at or resend.counted_from
    _go(Event.RESEND_CONFIRMED, resend, actor)


def list_some(resend_id: int, examiner_ids: Sequence[int]) -> None:
    """Note who of some people gets a letter and who does not; ids are higher than all that were looked at before."""
    resend = queries.get_for_change(resend_id)
    fresh = [who for who in examiner_ids if who > resend.looked_until]
    if not fresh or _step(resend) is not Step.LISTING:
        return
    now, found = clock.now(), queries.look_at(fresh)
    rows = []
    for place, who in enumerate(fresh, resend.people + 1):
        looked = found.get(who)
        why = exclusion_of(looked.facts if looked else None, now)
        rows.append(
            {
                "resend_id": resend_id,
                "place": place,
                "examiner_id": who,
                "provider": looked.provider if looked else "",
                "exclusion": str(why) if why else None,
            }
        )
    insert_many(cast("Table", ResendRecipient.__table__), rows)
    resend.looked_until, resend.people = fresh[-1], resend.people + len(fresh)


def end_list(resend_id: int) -> None:
    """Note that everybody was looked at; whom the round was about is not kept longer."""
    resend = queries.get_for_change(resend_id)
    if _step(resend) is Step.LISTING:
        resend.listed_at, resend.sealed = clock.now(), None


def post_some(resend_id: int, actor: Actor) -> bool:
    """Post some letters of a round, as many as may go now; False when none may.

    Whoever was activated, suspended or written to since the list was made is left out now.
    """
    resend = queries.get_for_change(resend_id)
    step = _step(resend)
    if step not in (Step.TRIAL, Step.SENDING):
        return False
    if _is_refused_too_often(resend):
        resend.stopped_at, resend.stop_reason = clock.now(), str(StopReason.REFUSALS)
        _record(Event.RESEND_STOPPED, resend, actor, reason=str(StopReason.REFUSALS))
        return False
    chosen = _first(resend) if step is Step.TRIAL else _allowed(resend)
    if chosen:
        _post(resend, chosen, actor)
        return True
    _end_step(resend, step)
    return False


def settle(resend_id: int, outcome: Outcome) -> None:
    """End a piece of work; what is left comes round soon, for letters go no faster than servers take them."""
    if outcome.verdict is Verdict.RETRY:
        return
    with suppress(queries.ResendUnknown):
        if _step(queries.get(resend_id)) in WORK:
            enqueue(WORK_ON, resend_id, due_at=clock.now() + PAUSE)


def _step(resend: Resend) -> Step:
    return step_of(queries.facts(resend))


def _standing_at(resend_id: int, step: Step, people: int) -> Resend:
    resend = queries.get_for_change(resend_id)
    if _step(resend) is not step or sum(queries.waiting_by_provider(resend_id).values()) != people or not people:
        raise NotNow
    return resend


def _go(event: Event, resend: Resend, actor: Actor) -> None:
    _record(event, resend, actor)
    enqueue(WORK_ON, resend.id)


def _record(event: Event, resend: Resend, actor: Actor, **details: Any) -> None:
    journal.record(event, actor, subject=f"resend:{resend.id}", people=resend.people, **details)


def _is_refused_too_often(resend: Resend) -> bool:
    found = queries.answers(resend.id, resend.counted_from or resend.ordered_at)
    return must_stop(found, percent=settings().resend_stop_percent)


def _first(resend: Resend) -> Sequence[ResendRecipient]:
    """Return whom the trial still has to reach."""
    return queries.first_waiting(resend.id, TRIAL - queries.count_written(resend.id))


def _allowed(resend: Resend) -> Sequence[ResendRecipient]:
    """Return whom to write to now."""
    may = allowances(queries.waiting_by_provider(resend.id), queries.in_flight(resend.id))
    chosen: list[ResendRecipient] = []
    for provider, count in may.items():
        room = _POSTED_AT_A_TIME - len(chosen)
        if room > 0:
            chosen += queries.some_waiting(resend.id, provider, min(count, room))
    return chosen


def _post(resend: Resend, chosen: Sequence[ResendRecipient], actor: Actor) -> None:
    by_person = {one.examiner_id: one for one in chosen}
    for examiner_id in sorted(by_person):
        register.find_for_change(examiner_id)
    now, found = clock.now(), queries.look_at(list(by_person))
    for examiner_id, one in by_person.items():
        looked = found.get(examiner_id)
        why = exclusion_of(looked.facts if looked else None, now)
        one.exclusion = str(why) if why else None
    included = [one for _, one in sorted(by_person.items()) if one.exclusion is None]
    moments = pacing.reserve(Counter(one.provider for one in included))
    for one in included:
        due_at = moments[one.provider].pop(0)
        one.letter_id = onboarding.resend_for(one.examiner_id, actor, due_at=due_at, resend=resend.id).letter_id


def _end_step(resend: Resend, step: Step) -> None:
    """Go over to what follows once nobody is left to be written to at this step."""
    left = sum(queries.waiting_by_provider(resend.id).values())
    if left == 0:
        resend.ended_at = clock.now()
    elif step is Step.TRIAL:
        resend.trial_ended_at = clock.now()
