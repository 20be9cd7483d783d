"""Cases for tests: what people tell, and who of the office hears it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import time_machine
from flask import Flask

from examportal.accounts.proofs.models import Proof
from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.rules import Role
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal.models import JournalPayload
from examportal.journal.rules import NOBODY, Actor
from examportal.mail.models import DeliveryAttempt
from examportal.mail.service import settle_deliveries, write_down_acceptance
from examportal.recovery import deciding, queries, service, waiting
from examportal.recovery.proving import service as proving
from examportal.recovery.proving.rules import ProofCode
from examportal.recovery.rules import CaseRequest, Kind, State, Way
from tests.browser import Browser
from tests.letters import link_in, posted, text_of
from tests.office.staff import Colleague

NEW_EMAIL = "nowa.anna@example.pl"
SPOKEN: dict[str, Any] = {
    "kind": "mailbox_dead",
    "way": "phone",
    "new_email": NEW_EMAIL,
    "phone": "602 000 111",
    "description": "Skrzynki w szkole już nie ma.",
}
"""What a clerk types when somebody calls."""
STRANGER = CaseRequest(
    kind=Kind.MAILBOX_DEAD, way=Way.PUBLIC, claimed="0", name="Anna Łoś", new_email=NEW_EMAIL, phone="+48602000111"
)


def clerk(app: Flask, email: str = "olga@example.pl", name: str = "Olga Zając", role: Role = Role.CLERK) -> Colleague:
    """Return somebody of the office who is signed in."""
    return Colleague(Browser(app), email, name, role).set_up()


def opened(examiner_id: int, kind: Kind = Kind.MAILBOX_DEAD, actor: Actor = NOBODY, **told: Any) -> int:
    """Open a case of somebody and return its id."""
    request = CaseRequest(kind=kind, way=Way.PUBLIC, examiner_id=examiner_id, **{"new_email": NEW_EMAIL} | told)
    with transaction():
        return service.open_case(request, actor).id


def member(email: str = "olga@example.pl", role: Role = Role.CLERK) -> Actor:
    """Put somebody of the office down without the road in, for tests without a browser."""
    now = clock.now()
    with transaction():
        one = StaffMember(email=email, name=email, role=role, password_hash="x", invited_at=now, activated_at=now)
        db.session.add(one)
        db.session.flush()
        return staff_actor(one.id)


def proved(case_id: int, actor: Actor) -> int:
    """Note proofs that are enough."""
    with transaction():
        proving.note(case_id, ProofCode.IDENTITY_SEEN, "dowód osobisty, zgodny", actor)
    return case_id


def proposed(case_id: int, actor: Actor, email: str = NEW_EMAIL, *, steps_lost: bool = False) -> str:
    """Prove and propose; return the stamp of the proposal."""
    proved(case_id, actor)
    with transaction():
        deciding.propose(case_id, email, actor, steps_lost=steps_lost)
    return stamp(case_id)


def stamp(case_id: int) -> str:
    """Return the stamp of the proposal as it is now."""
    return deciding.stamp_of(queries.get_case(case_id))


def approved(case_id: int, one: Actor, other: Actor, email: str = NEW_EMAIL, *, steps_lost: bool = False) -> list[str]:
    """Bring a case to where the waiting runs, with every notice delivered; return the links of veto."""
    seen = proposed(case_id, one, email, steps_lost=steps_lost)
    with transaction():
        deciding.approve(case_id, seen, other)
    return announced(case_id)


def announced(case_id: int) -> list[str]:
    """Do what the worker does after an approval."""
    with transaction():
        waiting.announce(case_id)
    return deliver_notices()


def deliver_notices() -> list[str]:
    """Let a server take every notice that waits; return the paths of their links, which are wiped with the delivery."""
    waits = [
        letter for letter in posted("recovery_notice") if letter.accepted_at is None and letter.given_up_at is None
    ]
    paths = [link_in(text_of(letter)) for letter in waits]
    for letter in waits:
        write_down_acceptance(letter.id, Outcome(Verdict.DONE))
        with transaction():
            settle_deliveries({letter.id: Outcome(Verdict.DONE)})
    return paths


def end_waiting(case_id: int) -> None:
    """Do what the worker does when the time of a waiting is over."""
    with transaction():
        waiting.end_waiting(case_id)


@contextmanager
def a_day_later() -> Iterator[None]:
    """Let the waiting be over."""
    with time_machine.travel(clock.now() + timedelta(hours=24, seconds=2)):
        yield


def waited(case_id: int) -> None:
    """Let a case have been approved, and its notices delivered, a day ago; then do what the worker does."""
    before = timedelta(hours=25)
    with transaction():
        for attempt in db.session.query(DeliveryAttempt):
            attempt.attempted_at -= before
        case = queries.get_case(case_id)
        case.wait_until = clock.now() - timedelta(hours=1)
    end_waiting(case_id)


def token_of(path: str) -> str:
    """Return the token at the end of a link."""
    return path.rpartition("/")[2]


def state_of(case_id: int) -> State:
    """Return how far a case has come."""
    db.session.rollback()
    return State(queries.get_case(case_id).state)


def running_proofs() -> list[Proof]:
    """Return the proofs that have not ended."""
    db.session.rollback()
    return [proof for proof in db.session.query(Proof) if proof.ended_at is None]


def events() -> list[str]:
    """Return what the journal tells of, in its order."""
    return [line.event for line in db.session.query(JournalPayload).order_by(JournalPayload.seq)]
