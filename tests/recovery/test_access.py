"""What a case opens at its end: the link to a new password, or the desk's own change."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from examportal.accounts import guarded
from examportal.accounts import queries as keys
from examportal.accounts.devices.keeping import ThisBrowser, recognise
from examportal.accounts.freezing import freeze
from examportal.accounts.guarded import ProofNeeded
from examportal.accounts.models import SignInSession
from examportal.accounts.proofs.rules import GuardedAct
from examportal.accounts.rules import keys_of
from examportal.accounts.staff.models import StaffMember
from examportal.accounts.steps import queries as steps
from examportal.core import clock
from examportal.core.errors import LinkExpired, LinkReplaced, LinkUnknown, LinkUsed
from examportal.db import db, transaction
from examportal.journal.rules import NOBODY, Actor
from examportal.recovery import access, service, waiting
from examportal.recovery.obstacles import Obstructed
from examportal.recovery.rules import Kind, NotByHand, NotNow, State
from examportal.register.entries.queries import get_record
from examportal.register.entries.service import Seen
from examportal.register.rules import ByPesel
from tests.accounts.owners import EMAIL, owner, sign_in
from tests.accounts.steps.owners import with_app
from tests.browser import Browser
from tests.letters import newest_link, posted
from tests.recovery.cases import (
    NEW_EMAIL,
    a_day_later,
    approved,
    end_waiting,
    events,
    opened,
    running_proofs,
    state_of,
    token_of,
)

NEW_PASSWORD = "Zupełnie nowe hasło 7!"
ANSWERS = {"new_password": NEW_PASSWORD, "repeat_password": NEW_PASSWORD}


def _freeze(examiner_id: int) -> None:
    freeze(keys.get_account(examiner_id), NOBODY, told_at=clock.now())


def _take_role(_examiner_id: int) -> None:
    db.session.execute(update(StaffMember).where(StaffMember.email == "jan@example.pl").values(role="auditor"))


@pytest.mark.parametrize("steps_lost", [False, True])
def test_the_person_sets_a_password_and_nobody_else_knows_it(
    app: Flask, client: Browser, two: tuple[Actor, Actor], *, steps_lost: bool
) -> None:
    examiner_id = owner()
    mine = keys_of(keys.get_account(examiner_id).id, examiner_id)
    with_app(mine)
    sign_in(Browser(app), examiner_id)
    with transaction():
        recognise(mine.id, ThisBrowser(None, "Firefox"), None)
    case_id = opened(examiner_id)
    approved(case_id, *two, steps_lost=steps_lost)
    with a_day_later():
        end_waiting(case_id)
        assert [letter.recipient for letter in posted("recovery_access")] == [NEW_EMAIL]
        link = newest_link("recovery_access")
        assert ("przestanie działać" in client.get(link).text) is steps_lost
        assert client.submit(link, {"new_password": "krótkie", "repeat_password": "krótkie"}, 422).errors()
        assert client.submit(link, ANSWERS).location == "/"
        assert client.get(link, 410).heading == "Nowe hasło jest już ustawione"
    assert keys.get_account(examiner_id).email == NEW_EMAIL
    assert state_of(case_id) is State.DONE
    assert (steps.find_authenticator(mine) is None) is steps_lost
    assert db.session.query(SignInSession).filter_by(ended_at=None).count() == 0
    assert running_proofs() == []
    assert {letter.recipient for letter in posted("account_notice")} == {EMAIL, NEW_EMAIL}
    assert {"case_opened", "case_approved", "case_waits", "case_ready", "proof_used", "case_done"} <= set(events())


def test_a_lost_second_step_needs_no_other_address(client: Browser, two: tuple[Actor, Actor]) -> None:
    examiner_id = owner()
    with_app(keys_of(keys.get_account(examiner_id).id, examiner_id))
    case_id = opened(examiner_id, Kind.SECOND_STEP_LOST, new_email="")
    approved(case_id, *two, email="")
    with a_day_later():
        end_waiting(case_id)
        assert [letter.recipient for letter in posted("recovery_access")] == [EMAIL]
        client.submit(newest_link("recovery_access"), ANSWERS)
    assert keys.get_account(examiner_id).email == EMAIL
    assert steps.find_authenticator(keys_of(keys.get_account(examiner_id).id, examiner_id)) is None


@pytest.mark.parametrize("come_between", [_freeze, _take_role])
def test_what_comes_between_closes_the_link(two: tuple[Actor, Actor], come_between: Callable[[int], None]) -> None:
    examiner_id = owner()
    case_id = opened(examiner_id)
    approved(case_id, *two)
    with a_day_later():
        end_waiting(case_id)
        link = newest_link("recovery_access")
        with transaction():
            come_between(examiner_id)
        with pytest.raises(Obstructed), transaction():
            access.set_password(token_of(link), "hash")
        with pytest.raises(Obstructed), transaction():
            waiting.open_again(case_id, two[0])
    assert keys.get_account(examiner_id).email == EMAIL


def test_a_link_that_was_not_used_in_time_is_sent_again(two: tuple[Actor, Actor]) -> None:
    case_id = opened(owner())
    approved(case_id, *two)
    with pytest.raises(NotNow), transaction():
        waiting.open_again(case_id, two[0])
    with a_day_later():
        end_waiting(case_id)
        old = token_of(newest_link("recovery_access"))
        with time_machine.travel(clock.now() + timedelta(hours=73)):
            with pytest.raises(LinkExpired), transaction():
                access.set_password(old, "hash")
            with transaction():
                waiting.open_again(case_id, two[0])
            with pytest.raises(LinkReplaced), transaction():
                access.set_password(old, "hash")
            new = token_of(newest_link("recovery_access"))
            with transaction():
                access.set_password(new, "hash")
            with pytest.raises(LinkUsed), transaction():
                access.set_password(new, "hash")
    with pytest.raises(LinkUnknown), transaction():
        access.set_password("x", "hash")


def test_a_wrong_pesel_is_corrected_at_the_desk_after_the_waiting(two: tuple[Actor, Actor]) -> None:
    examiner_id = owner()
    case_id = opened(examiner_id, Kind.PESEL_WRONG)
    right = ByPesel("52040880485", date(1952, 4, 8))
    approved(case_id, *two)

    def correct() -> None:
        with transaction():
            seen = Seen(examiner_id, get_record(examiner_id).stamp)
            guarded.correct_pesel(seen, right, two[0])

    with pytest.raises(ProofNeeded):
        correct()
    with pytest.raises(NotByHand), transaction():
        service.close(case_id, "x", two[0])
    with a_day_later():
        end_waiting(case_id)
        correct()
        with pytest.raises(ProofNeeded), transaction():
            guarded.check_proof(examiner_id, GuardedAct.EMAIL, two[0])
        with transaction():
            service.close(case_id, "PESEL poprawiony.", two[0])
        with pytest.raises(ProofNeeded):
            correct()
    assert posted("recovery_access") == []
    assert state_of(case_id) is State.DONE
