"""Conflicts of an upload: kept with both sides as they are shown, and what a person decides about them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import delete

from examportal.accounts.staff.service.sessions import staff_actor
from examportal.core import clock
from examportal.core import pesel as pesels
from examportal.db import db
from examportal.intake.rules.deciding import Asked, Conflict, Holder, Place, may_be_taken, offered
from examportal.intake.rules.records import Choice, Entry, Reason
from examportal.intake.uploads import queries, service
from examportal.intake.uploads.models import IntakeDecision
from examportal.intake.uploads.rules import Step
from examportal.intake.uploads.service import OtherPlan
from examportal.journal.rules import Event
from examportal.journal.service import record
from examportal.register.rules import PersonalData


@dataclass(frozen=True)
class Answer:
    """What somebody chose about a conflict; None: not now. `digest` stands for what they saw."""

    place: Place
    digest: str
    choice: Choice | None


def by_line(conflicts: Iterable[Asked]) -> Callable[[int], Sequence[Asked]]:
    """Return what finds the conflicts of a line; both the conflicts and the questions come in the order of the file."""
    groups: Iterator[tuple[int, Iterator[Asked]]] = groupby(conflicts, key=lambda asked: asked.conflict.line)
    ahead: list[tuple[int, list[Asked]]] = []

    def of_line(line: int) -> Sequence[Asked]:
        if not ahead and (group := next(groups, None)) is not None:
            ahead.append((group[0], list(group[1])))
        return ahead.pop()[1] if ahead and ahead[0][0] == line else ()

    return of_line


def document(asked: Asked) -> dict[str, Any]:
    """Return a conflict as it is kept sealed beside its row: masked, since nobody needs more to decide."""
    conflict = asked.conflict
    holder = conflict.holder
    return {
        "reason": str(conflict.reason),
        "digest": asked.digest,
        "choice": str(asked.choice) if asked.choice else None,
        "is_void": asked.is_void,
        "offered": [str(choice) for choice in offered(conflict)],
        "is_guarded": not may_be_taken(conflict) and holder is not None and holder.has_account,
        "file": _of_entry(conflict.entry),
        "register": _of_holder(conflict, holder) if holder else None,
        "rivals": [_of_entry(entry) | {"line": line} for line, entry in conflict.rivals],
    }


def decide(upload_id: int, member_id: int, plan_digest: str, answers: Sequence[Answer]) -> int:
    """Keep what somebody decided about the plan that was shown; return how much of it is new.

    The plan is made anew only when somebody wants it. Raises NotNow, OtherPlan, UploadUnknown.
    """
    upload = service.standing_at(upload_id, member_id, Step.PLANNED)
    if upload.plan_digest != plan_digest:
        raise OtherPlan
    known = queries.decisions(upload_id)
    changed = [answer for answer in answers if _is_news(answer, known)]
    for answer in changed:
        _keep(upload_id, member_id, answer)
    if changed:
        upload.decided_at = clock.now()
        chosen = [str(answer.choice) for answer in changed]
        counts: dict[str, Any] = {str(choice): chosen.count(choice) for choice in Choice}
        lines = ",".join(str(answer.place[0]) for answer in changed)
        record(Event.CONFLICTS_DECIDED, staff_actor(member_id), subject=f"upload:{upload_id}", lines=lines, **counts)
    return len(changed)


def want_new_plan(upload_id: int, member_id: int) -> None:
    """Have the plan made with what was decided; raises NotNow, UploadUnknown."""
    service.want_plan(service.standing_at(upload_id, member_id, Step.PLANNED))


def _is_news(answer: Answer, known: Mapping[int, Mapping[Reason, Any]]) -> bool:
    line, reason = answer.place
    decision = known.get(line, {}).get(reason)
    if decision is None:
        return answer.choice is not None
    return (decision.choice, decision.digest) != (answer.choice, answer.digest)


def _keep(upload_id: int, member_id: int, answer: Answer) -> None:
    line, reason = answer.place
    of_row = (IntakeDecision.line == line) & (IntakeDecision.reason == str(reason))
    db.session.execute(delete(IntakeDecision).where(IntakeDecision.upload_id == upload_id, of_row))
    if answer.choice is not None:
        decision = IntakeDecision(upload_id=upload_id, line=line, reason=str(reason), digest=answer.digest)
        decision.choice, decision.member_id = str(answer.choice), member_id
        db.session.add(decision)


def _of_entry(entry: Entry) -> dict[str, Any]:
    return {
        "identity": entry.identity.masked,
        "last_name": entry.last_name,
        "first_names": entry.first_names,
        "registry_number": entry.registry_number,
        "scope": entry.scope_code,
        "entered_on": _day(entry.entered_on),
        "removed_on": _day(entry.removed_on),
    }


def _of_holder(conflict: Conflict, holder: Holder) -> dict[str, Any]:
    number = holder.number
    return {
        "identity": _masked(holder.person.personal),
        "last_name": holder.person.last_name,
        "first_names": holder.person.first_names,
        "registry_number": conflict.entry.registry_number if number else None,
        "scope": number.scope_code if number else None,
        "entered_on": _day(number.entered_on) if number else None,
        "removed_on": _day(number.removed_on) if number else None,
        "has_account": holder.has_account,
        "has_history": holder.has_history,
    }


def _masked(personal: PersonalData) -> str:
    if personal.pesel is not None:
        return pesels.mask(personal.pesel)
    return personal.document.masked if personal.document else ""


def _day(day: date | None) -> str | None:
    return f"{day:%d.%m.%Y}" if day else None
