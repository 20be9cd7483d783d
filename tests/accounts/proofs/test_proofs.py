"""The choke point: who gets through with which proof, and what the database itself refuses."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from examportal.accounts import guarded
from examportal.accounts.guarded import ProofNeeded
from examportal.accounts.proofs import service
from examportal.accounts.proofs.models import Proof
from examportal.accounts.proofs.rules import Basis, GuardedAct, OwnProposal
from examportal.accounts.staff.models import StaffMember, StaffSession
from examportal.accounts.staff.rules import Role
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import COMMAND, Actor, Event
from tests.accounts.active import ANNA, with_setting
from tests.accounts.owners import owner
from tests.people import Person, enter

HOUR = timedelta(hours=1)
TWO = {"proposed_by": Actor("staff", 3), "approved_by": Actor("staff", 4), "basis": Basis.SECOND_CLERK}
COLUMNS = {
    "source": "recovery_case",
    "reference": "S-1",
    "acts": "email",
    "proposed_by": "staff:3",
    "approved_by": "staff:4",
    "basis": "second_clerk",
}


def clerk(email: str = "olga@example.pl") -> Actor:
    """Return somebody of the staff who is signed in."""
    now = clock.now()
    with transaction():
        member = StaffMember(email=email, name="Olga", role=str(Role.CLERK), invited_at=now)
        db.session.add(member)
        db.session.flush()
        there = StaffSession(
            member_id=member.id, token_digest=email, started_at=now, seen_at=now, expires_at=now + HOUR
        )
        db.session.add(there)
        db.session.flush()
        return Actor("staff", member.id, there.id)


def by_code(examiner_id: int, who: Actor) -> None:
    """Let somebody have typed the right code."""
    with transaction():
        service.prove_by_code(examiner_id, "1", who, clock.now() + HOUR)


def by_case(examiner_id: int, *acts: GuardedAct, **approval: Any) -> None:
    """Let a case have been approved."""
    now = clock.now()
    whole: Any = TWO | {"valid_from": now, "valid_until": now + HOUR} | approval
    with transaction():
        service.prove_by_case(examiner_id, "S-1", acts, **whole)


def passes(examiner_id: int, act: GuardedAct, who: Actor) -> bool:
    """Tell whether an act gets through; the page must have known it."""
    db.session.rollback()
    closed = guarded.is_closed(examiner_id, act, who)
    try:
        with transaction():
            guarded.check_proof(examiner_id, act, who)
    except ProofNeeded:
        assert closed
        return False
    assert not closed
    return True


def used() -> list[dict[str, Any]]:
    """Return what the journal tells of proofs that were used, oldest first."""
    db.session.rollback()
    lines = db.session.query(JournalPayload).filter_by(event=str(Event.PROOF_USED)).order_by(JournalPayload.seq)
    return [json.loads(line.details) | {"actor": line.actor, "subject": line.subject} for line in lines]


def test_a_person_without_active_account_needs_no_proof(app: Flask) -> None:
    anna = enter(ANNA)
    assert all(passes(anna, act, COMMAND) for act in GuardedAct)
    assert used() == []


def test_a_code_lets_one_clerk_through_in_one_session(app: Flask) -> None:
    anna = owner()
    olga, adam = clerk(), clerk("adam@example.pl")
    assert not any(passes(anna, act, olga) for act in GuardedAct)
    by_code(anna, olga)
    assert all(passes(anna, act, olga) for act in GuardedAct)
    assert not any(passes(anna, GuardedAct.PHONE, who) for who in (adam, COMMAND, Actor("staff", olga.id)))
    (first, *_) = used()
    told = {"act": "email", "basis": "support_code", "reference": "1", "subject": f"examiner:{anna}"}
    assert first | told | {"actor": str(olga)} == first
    with transaction():
        db.session.execute(update(StaffSession).where(StaffSession.id == olga.session).values(ended_at=clock.now()))
    assert not passes(anna, GuardedAct.PHONE, olga)


def test_what_codes_have_proved_ends_with_them(app: Flask) -> None:
    anna, olga = owner(), clerk()
    by_code(anna, olga)
    by_case(anna, GuardedAct.EMAIL)
    with transaction():
        service.end_by_code(anna)
    assert not passes(anna, GuardedAct.PHONE, olga)
    assert passes(anna, GuardedAct.EMAIL, olga)


def test_a_case_lets_through_what_it_names_until_it_is_vetoed(app: Flask) -> None:
    anna = owner()
    jan = enter(Person("59031301836", "Żuraw", "Jan", ("2-1",)))
    by_case(anna, GuardedAct.EMAIL, GuardedAct.SECOND_STEP)
    assert passes(anna, GuardedAct.EMAIL, COMMAND)
    assert not passes(anna, GuardedAct.PESEL, COMMAND)
    assert passes(jan, GuardedAct.PESEL, COMMAND)
    with transaction():
        service.end_of_case("S-2")
    assert passes(anna, GuardedAct.EMAIL, COMMAND)
    with transaction():
        service.end_of_case("S-1")
    assert not passes(anna, GuardedAct.EMAIL, COMMAND)


def test_a_case_that_waits_lets_nothing_through(app: Flask) -> None:
    anna = owner()
    by_case(anna, GuardedAct.EMAIL, valid_from=clock.now() + HOUR / 2)
    assert not passes(anna, GuardedAct.EMAIL, COMMAND)


def test_a_board_decides_on_phone_and_disclosure_alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = owner()
    with_setting(app, monkeypatch, proof_needed_for=("email",))
    assert [act for act in GuardedAct if passes(anna, act, COMMAND)] == [GuardedAct.PHONE, GuardedAct.DISCLOSURE]


def test_the_own_proposal_is_refused_by_the_rule(app: Flask) -> None:
    anna = owner()
    with pytest.raises(OwnProposal):
        by_case(anna, GuardedAct.EMAIL, approved_by=Actor("staff", 3))
    by_case(anna, GuardedAct.EMAIL, approved_by=Actor("staff", 3), basis=Basis.BREAK_GLASS)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"approved_by": "staff:3"}, "two_people"),
        ({"source": "hearsay"}, "known_source"),
        ({"basis": "hearsay"}, "known_basis"),
        ({"basis": "support_code"}, "basis_fits_source"),
        ({"source": "support_code", "basis": "support_code"}, "code_is_of_a_session"),
        ({"member_id": 1}, "session_is_of_a_member"),
        ({"valid_until": clock.now() - HOUR}, "has_a_time"),
    ],
)
def test_the_database_itself_refuses(app: Flask, changed: dict[str, Any], rule: str) -> None:
    anna, now = enter(ANNA), clock.now()
    clerk()
    whole = COLUMNS | {"examiner_id": anna, "made_at": now, "valid_from": now, "valid_until": now + HOUR}
    with pytest.raises(IntegrityError, match=rule), transaction():
        db.session.execute(insert(Proof).values(whole | changed))
    with transaction():
        db.session.execute(insert(Proof).values(whole | {"approved_by": "staff:3", "basis": "break_glass"}))
    assert db.session.query(Proof).count() == 1
