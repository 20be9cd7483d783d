"""Proofs, proposals, the second person, and who may not be it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from examportal.accounts.proofs import service as proofs
from examportal.accounts.staff.models import StaffMember, StaffSession
from examportal.accounts.staff.rules import Role
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import NOBODY, Actor
from examportal.recovery import deciding, queries, service
from examportal.recovery.models import RecoveryCase
from examportal.recovery.obstacles import Obstructed
from examportal.recovery.proving import service as proving
from examportal.recovery.proving.rules import ProofCode, ProofKind
from examportal.recovery.proving.service import AlreadyNoted, CodeNeeded, NoPhoneOnFile
from examportal.recovery.rules import (
    AddressMissing,
    Kind,
    NobodyElse,
    NobodyMatched,
    NotByHand,
    NotEnough,
    NotNow,
    NotYours,
    Obstacle,
    OthersThere,
    OwnCase,
    State,
)
from examportal.register.models import Examiner
from examportal.register.rules import PersonalData
from tests.accounts.owners import owner, told
from tests.letters import posted, text_of
from tests.onboarding.steps import ANNA
from tests.people import Person, enter
from tests.recovery.cases import NEW_EMAIL, STRANGER, member, opened, proposed, proved, stamp


@pytest.fixture
def olga(app: Flask) -> Actor:
    """Return a clerk."""
    return member()


@pytest.fixture
def jan(olga: Actor) -> Actor:
    """Return another clerk."""
    return member("jan@example.pl")


def state_of(case_id: int) -> State:
    db.session.rollback()
    return State(queries.get_case(case_id).state)


def propose(case_id: int, actor: Actor, email: str = NEW_EMAIL) -> None:
    with transaction():
        deciding.propose(case_id, email, actor, steps_lost=False)


def approve(case_id: int, actor: Actor, seen: str | None = None) -> None:
    with transaction():
        deciding.approve(case_id, stamp(case_id) if seen is None else seen, actor)


def note(case_id: int, code: str, actor: Actor) -> None:
    with transaction():
        proving.note(case_id, code, "zgadza się", actor)


def test_one_proposes_and_another_approves(olga: Actor, jan: Actor) -> None:
    case_id = opened(owner())
    proposed(case_id, olga)
    for who in (olga, jan):
        if who is olga:
            with pytest.raises(NotYours):
                approve(case_id, who)
        else:
            approve(case_id, who)
    assert state_of(case_id) is State.APPROVED
    with pytest.raises(NotNow):
        approve(case_id, jan)


def test_who_opened_does_not_approve_and_an_office_of_two_works(olga: Actor, jan: Actor) -> None:
    case_id = proved(opened(owner(), actor=olga), jan)
    with pytest.raises(NobodyElse):
        propose(case_id, jan)
    propose(case_id, olga)
    approve(case_id, jan)
    assert state_of(case_id) is State.APPROVED


def test_the_database_keeps_two_people_apart(olga: Actor, jan: Actor) -> None:
    case_id = opened(owner())
    proposed(case_id, olga)
    for values in ({"approved_by": olga.id}, {"approved_by": jan.id, "opened_by": jan.id}, {"state": "approved"}):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(update(RecoveryCase).values(**values))


def test_what_was_approved_is_what_was_seen(olga: Actor, jan: Actor) -> None:
    case_id = opened(owner())
    seen = proposed(case_id, olga)
    with transaction():
        deciding.take_back(case_id, olga)
    propose(case_id, olga, "inna.skrzynka@example.pl")
    with pytest.raises(NotNow):
        approve(case_id, jan, seen)
    approve(case_id, jan)


def test_too_little_is_not_proposed_and_what_is_taken_back_counts_no_more(olga: Actor) -> None:
    case_id = opened(owner())
    note(case_id, ProofCode.ANSWERS, olga)
    with pytest.raises(NotEnough):
        propose(case_id, olga)
    with pytest.raises(NotEnough), transaction():
        proving.tell_address(case_id, olga)
    with pytest.raises(AlreadyNoted):
        note(case_id, ProofCode.ANSWERS, olga)
    note(case_id, ProofCode.PAPERS, olga)
    with transaction():
        assert proving.tell_address(case_id, olga) == "anna.los@example.pl"
    (answers, _) = queries.proofs_of(case_id)
    with transaction():
        proving.take_back(case_id, answers.id, olga)
    with pytest.raises(NotNow), transaction():
        proving.take_back(case_id, answers.id, olga)
    with pytest.raises(NotEnough):
        propose(case_id, olga)
    note(case_id, ProofCode.ANSWERS, olga)
    assert "zgadza" not in str([one.sealed for one in queries.proofs_of(case_id)])


def test_proofs_need_somebody_whom_they_are_about(olga: Actor) -> None:
    with transaction():
        case_id = service.open_case(STRANGER, NOBODY).id
    for act in (
        lambda: proving.note(case_id, ProofCode.PAPERS, "x", olga),
        lambda: proving.show_phones(case_id, olga),
        lambda: proving.tell_address(case_id, olga),
    ):
        with pytest.raises(NobodyMatched), transaction():
            act()
    with pytest.raises(NotNow):
        propose(case_id, olga)
    with transaction():
        service.begin(case_id, olga, State.NEW)
    with pytest.raises(NobodyMatched):
        propose(case_id, olga)


def test_only_numbers_from_before_the_case_are_called_back(olga: Actor) -> None:
    case_id = opened(owner(), phone="+48602000111")
    with transaction():
        assert proving.show_phones(case_id, olga) == (("profile", "+48601234567"),)
    line = db.session.query(JournalPayload).filter_by(event="case_phone_shown").one()
    assert "601234567" not in line.details


def test_a_number_that_was_changed_for_the_case_is_not_called(olga: Actor) -> None:
    with transaction():
        case_id = service.open_case(STRANGER, NOBODY).id
        db.session.execute(update(RecoveryCase).values(opened_at=clock.now() - timedelta(hours=1)))
    examiner_id = owner()  # the profile is saved after the case was opened
    with transaction():
        examiner = db.session.get_one(Examiner, examiner_id)
        examiner.seal(PersonalData.from_document(examiner.unseal())._replace(phone="604 111 222").to_document())
    with transaction():
        service.match(case_id, examiner_id, olga)
    with transaction():
        assert proving.show_phones(case_id, olga) == (("register", "+48604111222"),)


def test_without_a_number_nobody_is_called_back(olga: Actor) -> None:
    case_id = opened(enter(Person()))
    for act in (
        lambda: proving.show_phones(case_id, olga),
        lambda: proving.note(case_id, ProofCode.CALL_BACK, "x", olga),
    ):
        with pytest.raises(NoPhoneOnFile), transaction():
            act()


def test_a_support_code_counts_only_where_it_was_shown(olga: Actor) -> None:
    examiner_id = owner()
    case_id, now = opened(examiner_id), clock.now()
    with transaction():
        session = StaffSession(
            member_id=olga.id, token_digest="x", started_at=now, seen_at=now, expires_at=now + timedelta(hours=8)
        )
        db.session.add(session)
        db.session.flush()
        here = replace(olga, session=session.id)
        db.session.flush()
    with pytest.raises(CodeNeeded):
        note(case_id, ProofCode.SUPPORT_CODE, here)
    with transaction():
        proofs.prove_by_code(examiner_id, "1", here, now + timedelta(hours=1))
    with pytest.raises(CodeNeeded):
        note(case_id, ProofCode.SUPPORT_CODE, olga)
    note(case_id, ProofCode.SUPPORT_CODE, here)


def test_kinds_that_are_out_of_use_are_not_noted(olga: Actor) -> None:
    case_id = opened(owner())
    with transaction():
        proving.save_kind(ProofKind(ProofCode.PAPERS, "Dokumenty", 2, in_use=False), olga)
        proving.save_kind(ProofKind("", "Notariusz", 3), olga)
    with transaction():
        proving.save_kind(ProofKind("", "Wizyta w szkole", 1), olga)
    with pytest.raises(NotNow):
        note(case_id, ProofCode.PAPERS, olga)
    note(case_id, "own_1", olga)
    assert proving.points(queries.get_case(case_id)) == 3
    assert [kind.code for kind in proving.kinds()][-2:] == ["own_1", "own_2"]


def test_the_own_case_is_for_others(olga: Actor, jan: Actor) -> None:
    case_id = proved(opened(owner()), olga)
    with pytest.raises(OwnCase):
        propose(case_id, olga, "olga@example.pl")
    with pytest.raises(OwnCase):
        propose(case_id, olga, "Olga@example.pl")
    with pytest.raises(NobodyElse):
        propose(case_id, olga, "jan@example.pl")
    member("iga@example.pl")
    propose(case_id, olga, "jan@example.pl")
    with pytest.raises(OwnCase):
        approve(case_id, jan)


def test_what_is_needed_for_a_proposal(olga: Actor, jan: Actor) -> None:
    case_id = proved(opened(owner()), olga)
    with pytest.raises(AddressMissing):
        propose(case_id, olga, "")
    none = proved(opened(enter(Person("50021330853", "Lis", "Jan", ("2-1",)))), olga)
    with pytest.raises(Obstructed) as found:
        propose(none, olga)
    assert found.value.obstacle is Obstacle.NO_ACCOUNT


def test_somebody_whose_role_is_gone_neither_counts_nor_approves_for_long(olga: Actor, jan: Actor) -> None:
    case_id = opened(owner())
    proposed(case_id, olga)
    with transaction():
        db.session.execute(update(StaffMember).where(StaffMember.id == olga.id).values(role=str(Role.AUDITOR)))
    with pytest.raises(Obstructed) as found:
        approve(case_id, jan)
    assert found.value.obstacle is Obstacle.HANDS_GONE


def test_who_is_alone_breaks_the_glass_and_somebody_looks_at_it(app: Flask, olga: Actor) -> None:
    case_id = opened(owner(), actor=olga)
    seen = proposed(case_id, olga)
    with transaction():
        deciding.approve_alone(case_id, "Dyżur świąteczny, egzamin jutro.", seen, olga)
    assert state_of(case_id) is State.APPROVED
    assert [one.recipient for one in posted("recovery_office")] == [app.extensions["settings"].board_email]
    assert "zatwierdziła jedna osoba" in text_of(posted("recovery_office")[0])
    assert db.session.query(JournalPayload).filter_by(event="case_approved_alone").count() == 1
    assert [case.id for case in queries.to_review(5)] == [case_id]
    with pytest.raises(NotYours), transaction():
        deciding.review(case_id, olga)
    jan = member("jan@example.pl", Role.ADMINISTRATOR)
    with transaction():
        deciding.review(case_id, jan)
    assert queries.to_review(5) == []
    with pytest.raises(NotNow), transaction():
        deciding.review(case_id, jan)


def test_nobody_breaks_the_glass_beside_others_unless_the_board_allows_it(app: Flask, olga: Actor, jan: Actor) -> None:
    case_id = opened(owner())
    seen = proposed(case_id, olga)
    with pytest.raises(OthersThere), transaction():
        deciding.approve_alone(case_id, "x", seen, olga)
    with told(app, recovery_break_glass="always"), transaction():
        deciding.approve_alone(case_id, "x", seen, olga)


def test_what_was_told_is_found_by_its_number_and_a_case_that_is_nobodys_stays(olga: Actor) -> None:
    case = queries.get_case(opened(owner(), kind=Kind.SECOND_STEP_LOST))
    assert queries.find_by_number(case.number) is case
    with pytest.raises(NotByHand), transaction():
        service.close(case.id, "x", olga)
    assert ANNA.pesel not in str(case.sealed)
