"""What others read of letters: where each stands, of one person and of many, without text and address."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs import service as jobs
from examportal.jobs.models import Job
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal.rules import NOBODY
from examportal.mail import queries, service
from examportal.mail.compose import compose
from examportal.mail.rules import LetterState
from tests.letters import settle_delivery
from tests.mail.conftest import FACTS, activation, posted

NOTICE = ("claim_notice",)


def state(letter_id: int) -> LetterState:
    db.session.rollback()
    return queries.get_record(letter_id).state


def settle(letter_id: int, outcome: Outcome) -> None:
    with transaction():
        settle_delivery(letter_id, outcome)


def test_a_letter_goes_from_state_to_state(app: Flask) -> None:
    letter_id = posted(activation("jan@WP.pl")).id
    assert state(letter_id) is LetterState.QUEUED
    with transaction():
        (claimed,) = jobs.claim(1)
    assert state(letter_id) is LetterState.BEING_SENT
    put_off = Outcome(Verdict.RETRY, "recipient_refused", timedelta(minutes=5), 451, "4.7.1 Later", "mx.wp.pl")
    with transaction():
        jobs.settle(claimed, put_off)
        settle_delivery(letter_id, put_off)
    assert state(letter_id) is LetterState.DEFERRED
    record = queries.get_record(letter_id)
    assert (record.provider, record.server, record.reply_text) == ("wp.pl", "mx.wp.pl", "4.7.1 Later")
    assert record.facts.due_at is not None
    assert record.facts.due_at > clock.now()
    settle(letter_id, Outcome(Verdict.DONE, "accepted", None, 250, "OK", "mx2.wp.pl"))
    assert state(letter_id) is LetterState.ACCEPTED
    assert queries.get_record(letter_id).server == "mx2.wp.pl"


def test_other_endings(app: Flask) -> None:
    refused, gave_up, withdrawn = (posted().id for _ in range(3))
    settle(refused, Outcome(Verdict.GIVE_UP, "recipient_refused", None, 550, "5.1.1 No"))
    settle(gave_up, Outcome(Verdict.GIVE_UP, "line_TimeoutError"))
    with transaction():
        assert service.withdraw(withdrawn, NOBODY)
    assert [state(one) for one in (refused, gave_up, withdrawn)] == ["refused", "gave_up", "withdrawn"]


def test_a_lease_that_ran_out_is_no_sending(app: Flask) -> None:
    letter_id = posted().id
    with transaction():
        jobs.claim(1)
        db.session.execute(update(Job).values(lease_until=clock.now() - timedelta(seconds=1)))
    assert state(letter_id) is LetterState.QUEUED


def test_letters_about_people_come_newest_first_and_newest_by_kind(app: Flask) -> None:
    notice = compose("claim_notice", "jan@example.pl", **FACTS)
    first, second, third = (posted(one, "examiner:1").id for one in (activation(), notice, activation()))
    fourth = posted(activation(), "examiner:2").id
    posted(activation(), "examiner:3")
    posted()
    assert [one.id for one in queries.all_about("examiner:1")] == [third, second, first]
    assert [one.id for one in queries.all_about("examiner:1", 1)] == [third]
    asked = ["examiner:1", "examiner:2", "examiner:9"]
    newest = queries.newest_about(asked, ("activation", "activation_reminder"))
    assert {who: one.id for who, one in newest.items()} == {"examiner:1": third, "examiner:2": fourth}
    assert {who: one.id for who, one in queries.newest_about(asked, NOTICE).items()} == {"examiner:1": second}
