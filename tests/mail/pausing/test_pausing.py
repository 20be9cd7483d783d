"""A pause holds letters where they are: no attempt, no lost time, and the others go on."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs import service as jobs
from examportal.jobs.models import Job
from examportal.jobs.rules import GIVE_UP_AFTER, Outcome, Verdict
from examportal.journal import queries as journal
from examportal.journal.rules import Actor
from examportal.mail import delivery, queries
from examportal.mail.pausing import service
from examportal.mail.pausing.queries import ALL, all_in_force
from examportal.mail.pausing.service import AlreadyPaused, NotPaused
from examportal.mail.queries import DELIVER
from examportal.mail.rules import LetterState
from examportal.mail.service import post
from tests.letters import settle_delivery
from tests.mail.conftest import activation, posted
from tests.smtp import CatchingServer, run_worker

EWA = Actor("staff", 3)


def pause(provider: str = ALL) -> int:
    with transaction():
        return service.pause(provider, "próba", EWA).id


def resume(pause_id: int) -> None:
    with transaction():
        service.resume(pause_id, EWA)


def recipients(relay: CatchingServer) -> list[str]:
    return sorted(str(message["To"]) for message in relay.messages)


def job_of(letter_id: int) -> Job:
    db.session.rollback()
    return db.session.scalars(select(Job).where(Job.kind == DELIVER, Job.ref == letter_id)).one()


@pytest.mark.parametrize("provider", ["wp.pl", ALL])
def test_letters_wait_until_sending_is_resumed(app: Flask, relay: CatchingServer, provider: str) -> None:
    letters = [posted(activation(recipient)).id for recipient in ("a@wp.pl", "b@o2.pl", "c@wp.pl")]
    pause_id = pause(provider)
    run_worker(app)
    assert recipients(relay) == ([] if provider == ALL else ["b@o2.pl"])
    held = [letter for letter in letters if job_of(letter).hold == f"pause:{pause_id}"]
    assert len(held) == (3 if provider == ALL else 2)
    record = queries.get_record(held[0])
    assert (record.state, record.facts.hold, record.facts.attempted_at) == (
        LetterState.QUEUED,
        f"pause:{pause_id}",
        None,
    )
    assert {job_of(letter).attempts for letter in held} == {0}
    run_worker(app)
    assert len(relay.messages) == 3 - len(held)
    resume(pause_id)
    run_worker(app)
    assert recipients(relay) == ["a@wp.pl", "b@o2.pl", "c@wp.pl"]
    assert {job_of(letter).attempts for letter in held} == {1}


def test_others_of_the_same_provider_are_held_together(app: Flask, relay: CatchingServer) -> None:
    letters = [posted(activation(f"person{number}@wp.pl")).id for number in range(5)]
    later = posted(activation("later@wp.pl")).id
    with transaction():
        db.session.execute(update(Job).where(Job.ref == later).values(due_at=clock.now() + timedelta(hours=1)))
    pause_id = pause("wp.pl")
    with transaction():
        (claimed,) = jobs.claim(1)
    outcome = delivery.deliver(claimed.ref)
    assert outcome == Outcome(Verdict.HOLD, f"pause:{pause_id}")
    with transaction():
        jobs.settle(claimed, outcome)
        settle_delivery(claimed.ref, outcome)
    assert {job_of(letter).hold for letter in letters} == {f"pause:{pause_id}"}
    assert job_of(later).hold is None  # its time comes later, and so does the look at the pause


def test_a_pause_takes_no_time_from_a_letter(app: Flask, relay: CatchingServer) -> None:
    letter_id = posted(activation("a@wp.pl")).id
    pause_id = pause()
    run_worker(app)
    with transaction():
        db.session.execute(update(Job).values(first_due_at=clock.now() - 2 * GIVE_UP_AFTER, attempts=9))
    resume(pause_id)
    relay.manners["RCPT"] = "451 4.7.1 Later"
    run_worker(app)
    assert queries.get_record(letter_id).state is LetterState.DEFERRED


def test_a_pause_that_ends_while_a_worker_holds_a_letter_keeps_none(app: Flask, relay: CatchingServer) -> None:
    letter_id = posted().id
    pause_id = pause()
    with transaction():
        (claimed,) = jobs.claim(1)
    outcome = delivery.deliver(letter_id)
    resume(pause_id)
    with transaction():
        jobs.settle(claimed, outcome)
        settle_delivery(letter_id, outcome)
    assert job_of(letter_id).hold is None
    run_worker(app)
    assert len(relay.messages) == 1


def test_many_are_let_go_some_at_a_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = [posted().id for _ in range(5)]
    with transaction():
        db.session.execute(update(Job).values(hold="pause:7"))
    monkeypatch.setattr(service, "TOGETHER", 2)
    assert service.let_go(7) == Outcome(Verdict.DONE)
    assert {job_of(letter).hold for letter in letters} == {None}


def test_pausing_twice_and_resuming_twice_are_said(app: Flask) -> None:
    first, second = pause("wp.pl"), pause()
    with pytest.raises(AlreadyPaused):
        pause("wp.pl")
    assert [one.id for one in all_in_force()] == [second, first]
    resume(first)
    with pytest.raises(NotPaused):
        resume(first)
    assert pause("wp.pl") != first
    told = [link.payload for link in journal.links(99) if link.payload]
    assert [entry.event for entry in told] == ["sending_paused"] * 2 + ["sending_resumed", "sending_paused"]
    assert told[0].details == '{"provider":"wp.pl"}'  # the reason is what somebody typed, and stays in its row


def test_what_somebody_waits_for_before_the_screen_passes_a_pause(app: Flask, relay: CatchingServer) -> None:
    pause()
    late, soon = (clock.now() + timedelta(minutes=minutes) for minutes in (-1, 10))
    with transaction():
        post(activation("a@wp.pl"))
        post(activation("b@wp.pl"), useful_until=soon)
        too_late = post(activation("c@wp.pl"), useful_until=late).id
    run_worker(app)
    assert recipients(relay) == ["b@wp.pl"]
    assert queries.get_record(too_late).state is LetterState.GAVE_UP
