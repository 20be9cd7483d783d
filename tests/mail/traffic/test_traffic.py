"""The numbers that the office sees of letters."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs import service as jobs
from examportal.jobs.models import Job
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal.rules import NOBODY
from examportal.mail import queries, service
from examportal.mail.models import OutgoingLetter
from examportal.mail.traffic.queries import ProviderTraffic, queue, traffic_since
from tests.letters import settle_delivery
from tests.mail.conftest import activation, posted

ACCEPTED = Outcome(Verdict.DONE, "accepted", code=250)
REFUSED = Outcome(Verdict.GIVE_UP, "recipient_refused", code=550)
GAVE_UP = Outcome(Verdict.GIVE_UP, "recipient_refused", code=451)
DEFERRED = Outcome(Verdict.RETRY, "recipient_refused", code=451)
WEEK = timedelta(days=7)


def ended(recipient: str, outcome: Outcome) -> int:
    letter_id = posted(activation(recipient)).id
    with transaction():
        settle_delivery(letter_id, outcome)
    return letter_id


def test_what_waits_is_counted(app: Flask) -> None:
    assert (queue(clock.now()).waiting, queue(clock.now()).oldest) == (0, None)
    oldest = posted(activation("a@wp.pl")).posted_at
    posted(activation("b@wp.pl"))
    ended("c@o2.pl", DEFERRED)
    ended("d@o2.pl", ACCEPTED)
    with transaction():
        jobs.claim(1)
        last = db.session.scalars(select(Job.id).order_by(Job.id.desc()).limit(1)).one()
        db.session.execute(update(Job).where(Job.id == last).values(hold="pause:1"))
    found = queue(clock.now())
    assert (found.queued, found.deferred, found.being_sent, found.held) == (2, 1, 1, 1)
    assert (found.waiting, found.oldest, found.by_provider) == (3, oldest, {"wp.pl": 2, "o2.pl": 1})


def test_what_became_of_letters_is_counted_by_provider(app: Flask) -> None:
    for outcome in (ACCEPTED, ACCEPTED, REFUSED, GAVE_UP):
        ended("a@wp.pl", outcome)
    old = ended("a@o2.pl", ACCEPTED)
    bounced = ended("b@o2.pl", ACCEPTED)
    withdrawn = posted(activation("c@o2.pl")).id
    with transaction():
        service.withdraw(withdrawn, NOBODY)
        db.session.execute(
            update(OutgoingLetter).where(OutgoingLetter.id == old).values(accepted_at=clock.now() - 2 * WEEK)
        )
        db.session.execute(update(OutgoingLetter).where(OutgoingLetter.id == bounced).values(bounced_at=clock.now()))
    wp, o2, onet = traffic_since(clock.now() - WEEK, {"onet.pl": 1})
    assert wp == ProviderTraffic("wp.pl", 2, 0, 1, 1, 0)
    assert o2 == ProviderTraffic("o2.pl", 1, 1, 0, 0, 0)
    assert onet == ProviderTraffic("onet.pl", 0, 0, 0, 0, 1)
    assert [one.failed_share for one in (wp, o2, onet)] == [0.5, 1.0, 0.0]


def test_failures_of_late_come_newest_first_and_once(app: Flask) -> None:
    first, second = ended("a@wp.pl", REFUSED), ended("b@wp.pl", ACCEPTED)
    ended("c@wp.pl", ACCEPTED)
    with transaction():
        gone = db.session.get_one(OutgoingLetter, second)
        gone.bounced_at = clock.now()
        both = db.session.get_one(OutgoingLetter, first)
        both.bounced_at = clock.now() + timedelta(seconds=1)
    found = queries.late_failures(clock.now() - WEEK, 9)
    assert [one.id for one in found] == [first, second]
    assert [one.id for one in queries.late_failures(clock.now() - WEEK, 1)] == [first]
    assert queries.late_failures(clock.now() + WEEK, 9) == []
    assert queries.get_record(first).ended_badly_at == both.bounced_at
