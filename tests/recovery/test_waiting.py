"""From the approval to the end of the waiting: notices, the veto, what comes between."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from examportal.accounts import queries as keys
from examportal.accounts.freezing import freeze
from examportal.accounts.staff.models import StaffMember
from examportal.accounts.suspensions import suspend
from examportal.core import clock
from examportal.core.errors import LinkExpired, LinkReplaced
from examportal.db import db, transaction
from examportal.jobs.models import Job
from examportal.journal.rules import NOBODY, Actor
from examportal.mail.service import withdraw
from examportal.recovery import access, deciding, queries, service, waiting
from examportal.recovery.rules import Obstacle, State
from examportal.register.models import Examiner
from examportal.register.rules import PersonalData
from examportal.sms.models import TextMessage
from tests.accounts.owners import EMAIL, owner, told
from tests.browser import Browser
from tests.letters import link_in, newest_link, posted, text_of
from tests.onboarding.steps import ANNA
from tests.people import Person, enter
from tests.recovery.cases import (
    NEW_EMAIL,
    a_day_later,
    announced,
    approved,
    deliver_notices,
    end_waiting,
    events,
    opened,
    proposed,
    running_proofs,
    state_of,
    token_of,
)


def test_every_address_and_phone_is_told_and_nothing_is_open_yet(app: Flask, two: tuple[Actor, Actor]) -> None:
    examiner_id = owner()
    case_id = opened(examiner_id)
    with transaction():
        examiner = db.session.get_one(Examiner, examiner_id)
        changed = PersonalData.from_document(examiner.unseal())._replace(email="anna.nowsza@rejestr.example.pl")
        examiner.seal(changed.to_document())
    links = approved(case_id, *two)
    told_to = {letter.recipient for letter in posted("recovery_notice")}
    assert told_to == {EMAIL, str(ANNA.email), "anna.nowsza@rejestr.example.pl"}
    (message,) = db.session.query(TextMessage).all()
    assert "/sprzeciw/" in message.unseal()["text"]
    assert message.unseal()["text"].isascii()
    assert len(set(links)) == 3
    assert state_of(case_id) is State.WAITING
    assert running_proofs() == []
    assert posted("recovery_access") == []


def test_without_a_gateway_no_message_goes_and_costs_are_guarded(app: Flask, two: tuple[Actor, Actor]) -> None:
    with told(app, sms_url=""):
        approved(opened(owner()), *two)
    assert db.session.query(TextMessage).count() == 0
    with told(app, sms_per_day=1):
        for pesel in ("50021330853", "52040880485"):
            other = owner(Person(pesel, "Lis", "Jan", (pesel[:3],)), f"{pesel}@example.pl")
            approved(opened(other), *two)
    assert db.session.query(TextMessage).count() == 1


def test_a_veto_stops_the_case_whenever_it_comes_before_the_end(client: Browser, two: tuple[Actor, Actor]) -> None:
    case_id = opened(owner())
    first, second = approved(case_id, *two)
    with a_day_later():
        end_waiting(case_id)
        link = newest_link("recovery_access")
        assert len(running_proofs()) == 1
        page = client.get(first)
        assert state_of(case_id) is State.WAITING  # a page that is only opened changes nothing
        assert client.submit(page, {}).location == "/sprzeciw/przyjety"
        assert client.get("/sprzeciw/przyjety").heading == "Dziękujemy, sprawa jest zatrzymana"
        assert state_of(case_id) is State.VETOED
        assert running_proofs() == []
        client.submit(page, {})  # pressed again
        assert client.get(second).heading == "Sprawa jest już zatrzymana"
        assert client.get(link, 410).heading == "Ten link już nie działa"
        with pytest.raises(LinkReplaced), transaction():
            access.set_password(token_of(link), "hash")
    assert events().count("case_vetoed") == 1
    assert "Sprawa" in text_of(posted("recovery_office")[0])
    client.get("/sprzeciw/x", 404)


def test_after_the_end_a_veto_says_what_to_do(client: Browser, two: tuple[Actor, Actor]) -> None:
    case_id = opened(owner())
    (first, *_) = approved(case_id, *two)
    with transaction():
        service.withdraw(case_id, "Znalazła hasło.", two[0])
    assert client.get(first, 410).heading == "Ta sprawa jest już zakończona"
    with pytest.raises(LinkExpired), transaction():
        waiting.veto(token_of(first))


def test_a_veto_counts_for_a_case_that_was_sent_back(two: tuple[Actor, Actor]) -> None:
    examiner_id = owner()
    case_id = opened(examiner_id)
    (first, *_) = approved(case_id, *two)
    with transaction():
        suspend(examiner_id, "objection", NOBODY)
    with a_day_later():
        end_waiting(case_id)
    assert state_of(case_id) is State.GATHERING
    with transaction():
        waiting.veto(token_of(first))
    assert state_of(case_id) is State.VETOED


def test_the_waiting_counts_from_when_notices_were_tried(two: tuple[Actor, Actor]) -> None:
    case_id = opened(owner())
    seen = proposed(case_id, two[0])
    with transaction():
        deciding.approve(case_id, seen, two[1])
    with transaction():
        waiting.announce(case_id)
    (one, _) = posted("recovery_notice")
    with transaction():
        withdraw(one.id, NOBODY)  # what somebody took back counts as tried
    with a_day_later():
        end_waiting(case_id)  # the worker stood still for a day
        assert queries.get_case(case_id).ready_at is None
        deliver_notices()
        with time_machine.travel(clock.now() + timedelta(hours=2)):
            end_waiting(case_id)
            assert queries.get_case(case_id).ready_at is None
        with a_day_later():
            end_waiting(case_id)
            assert queries.get_case(case_id).ready_at is not None


def test_a_clock_that_is_set_back_opens_nothing(two: tuple[Actor, Actor]) -> None:
    case_id = opened(owner())
    approved(case_id, *two)
    with time_machine.travel(clock.now() + timedelta(hours=23)):
        end_waiting(case_id)
    assert queries.get_case(case_id).ready_at is None
    (job,) = [job for job in db.session.query(Job).filter_by(kind=waiting.END) if job.finished_at is None]
    assert job.due_at >= clock.now() + timedelta(hours=23)
    with a_day_later():
        end_waiting(case_id)
        link = newest_link("recovery_access")
    with pytest.raises(LinkExpired):  # an hour back behind the end of the waiting
        access.check_link(queries.get_link(token_of(link)))


def test_what_was_done_is_not_done_again_by_a_worker_that_died(two: tuple[Actor, Actor]) -> None:
    case_id = opened(owner())
    approved(case_id, *two)
    assert announced(case_id) == []
    with a_day_later():
        end_waiting(case_id)
        end_waiting(case_id)
    assert len(posted("recovery_notice")) == 2
    assert len(posted("recovery_access")) == 1
    with transaction():
        service.refuse(case_id, "Wyszło na jaw, że to nie ona.", two[0])
    end_waiting(case_id)
    assert running_proofs() == []


def _suspend(examiner_id: int) -> None:
    suspend(examiner_id, "objection", NOBODY)


def _freeze(examiner_id: int) -> None:
    freeze(keys.get_account(examiner_id), NOBODY, told_at=clock.now())


def _join(examiner_id: int) -> None:
    db.session.get_one(Examiner, examiner_id).unified_into = (
        db.session.query(Examiner.id).order_by(Examiner.id.desc()).limit(1).scalar()
    )


def _withdraw(examiner_id: int) -> None:
    keys.get_account(examiner_id).activated_at = None


def _take_role(_examiner_id: int) -> None:
    db.session.execute(update(StaffMember).where(StaffMember.email == "jan@example.pl").values(role="auditor"))


@pytest.mark.parametrize(
    ("come_between", "obstacle", "waits"),
    [
        (_suspend, Obstacle.SUSPENDED, True),
        (_freeze, Obstacle.FROZEN, False),
        (_join, Obstacle.JOINED, True),
        (_withdraw, Obstacle.NO_ACCOUNT, False),
        (_take_role, Obstacle.HANDS_GONE, True),
    ],
)
def test_what_comes_between_sends_the_case_back(
    two: tuple[Actor, Actor], come_between: Callable[[int], None], obstacle: Obstacle, *, waits: bool
) -> None:
    enter(Person("50021330853", "Lis", "Jan", ("2-1",)))
    examiner_id = owner()
    case_id = opened(examiner_id)
    seen = proposed(case_id, two[0])
    with transaction():
        deciding.approve(case_id, seen, two[1])
    if waits:
        announced(case_id)
    with transaction():
        come_between(examiner_id)
    announced(case_id)
    with a_day_later():
        end_waiting(case_id)
    assert state_of(case_id) is State.GATHERING
    assert queries.get_case(case_id).obstacle == obstacle
    assert running_proofs() == []


def test_letters_name_no_secret_of_the_case(two: tuple[Actor, Actor]) -> None:
    case_id = opened(owner(), description="tajne")
    seen = proposed(case_id, two[0])
    with transaction():
        deciding.approve(case_id, seen, two[1])
    with transaction():
        waiting.announce(case_id)
    for letter in posted("recovery_notice"):
        assert NEW_EMAIL not in text_of(letter)
        assert "tajne" not in text_of(letter)
        assert link_in(text_of(letter)).startswith("/sprzeciw/")
