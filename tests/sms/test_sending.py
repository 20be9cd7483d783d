"""From the sealed row to the gateway by the worker: state, wiping, what is told of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal import queries as journal
from examportal.journal.models import JournalPayload
from examportal.journal.rules import NOBODY
from examportal.sms import rules, service
from examportal.sms.models import TextMessage
from tests.accounts.owners import told
from tests.sms.smsapi import SENT, SmsApi, fault, gateway_of
from tests.smtp import run_worker

NUMBER, TEXT = "+48601234567", "Kod logowania: 123 456"
USEFUL = timedelta(minutes=10)


@pytest.fixture
def gateway(app: Flask) -> Iterator[SmsApi]:
    """Return the gateway that the application's messages go to."""
    with gateway_of(app) as found:
        yield found


def post() -> None:
    with transaction():
        until = clock.now() + USEFUL
        service.post(NUMBER, TEXT, actor=NOBODY, about="examiner:12", useful_until=until)


def only() -> TextMessage:
    db.session.rollback()
    return db.session.query(TextMessage).one()


def heard() -> list[str]:
    return [entry.event for entry in journal.entries_about("examiner:12", 9)]


def test_a_message_waits_sealed_goes_and_is_wiped(
    app: Flask, gateway: SmsApi, capsys: pytest.CaptureFixture[str]
) -> None:
    assert service.is_offered()
    post()
    waiting = only()
    assert waiting.unseal() == {"number": NUMBER, "text": TEXT}
    assert "601234567" not in str(waiting.sealed)
    mark = waiting.row_key
    run_worker(app)
    assert [(one["message"], one["idx"]) for one in gateway.got] == [(TEXT, mark)]
    ended = only()
    assert (ended.accepted_at is not None, ended.sealed, ended.given_up_at) == (True, None, None)
    assert sorted(heard()) == ["sms_accepted", "sms_posted"]
    written = "".join(line.details for line in db.session.query(JournalPayload)) + "".join(capsys.readouterr())
    assert "601234567" not in written
    assert "123 456" not in written


def test_a_gateway_that_is_away_is_asked_again_soon(app: Flask, gateway: SmsApi) -> None:
    post()
    gateway.answer = fault(201, 500)
    run_worker(app)
    assert (only().reason, only().sealed is None) == ("http_500", False)
    gateway.answer = SENT
    with time_machine.travel(clock.now() + rules.AGAIN_AFTER + timedelta(seconds=1)):
        run_worker(app)
    assert len(gateway.got) == 2
    assert only().accepted_at is not None


def test_what_is_refused_or_too_late_is_given_up_and_wiped(app: Flask, gateway: SmsApi) -> None:
    post()
    gateway.answer = fault(103)
    run_worker(app)
    refused = only()
    assert (refused.reason, refused.sealed, refused.given_up_at is not None) == ("smsapi_103", None, True)
    assert "sms_given_up" in heard()
    assert service.send(refused.id) == Outcome(Verdict.DONE, "ended_before")
    with transaction():
        service.settle(refused.id, Outcome(Verdict.DONE))
    assert only().accepted_at is None


def test_a_code_never_comes_after_its_time(app: Flask, gateway: SmsApi) -> None:
    post()
    with time_machine.travel(clock.now() + USEFUL):
        run_worker(app)
    assert (only().reason, gateway.got) == ("too_late", [])


def test_without_a_gateway_nothing_goes(app: Flask) -> None:
    with told(app, sms_url=""):
        assert not service.is_offered()
        post()
        run_worker(app)
        assert only().reason == "no_gateway"
