"""From the outbox to the relay by the worker: state, attempts, wiping, crashes."""

import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from examportal.core import clock
from examportal.core.sealed import Keyring, SealBroken
from examportal.db import db, transaction
from examportal.jobs.models import Job
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal import queries as journal
from examportal.journal.rules import NOBODY
from examportal.mail import delivery, service
from examportal.mail.models import OutgoingLetter
from examportal.mail.queries import DELIVER
from tests.forks import flask, settings_of, started
from tests.letters import settle_delivery
from tests.mail.conftest import activation, posted
from tests.smtp import HANG, CatchingServer, run_worker


def only_letter() -> OutgoingLetter:
    db.session.rollback()
    return db.session.scalars(select(OutgoingLetter)).one()


def only_job() -> Job:
    return db.session.scalars(select(Job).where(Job.kind == DELIVER)).one()


def make_due() -> None:
    """Let the pause and the lease of every job be over."""
    past = clock.now() - timedelta(seconds=1)
    with transaction():
        db.session.execute(update(Job).values(due_at=past))
        db.session.execute(update(Job).where(Job.lease_until.is_not(None)).values(lease_until=past))


def told(subject: str) -> list[str]:
    return [entry.event for entry in journal.entries_about(subject, 9)]


def test_a_posted_letter_waits_sealed(app: Flask) -> None:
    letter = activation()
    waiting = posted(letter, about="examiner:12")
    assert waiting.unseal() == {"text": letter.text, "html": letter.html}
    assert "aktywacja" not in str(waiting.sealed)
    assert told("examiner:12") == ["letter_posted"]
    assert (only_job().kind, only_job().ref) == (DELIVER, waiting.id)


def test_what_is_rolled_back_is_never_sent(app: Flask, relay: CatchingServer) -> None:
    def fail() -> None:
        with transaction():
            service.post(activation())
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    run_worker(app)
    assert relay.seen == []


def test_an_accepted_letter_is_wiped(app: Flask, relay: CatchingServer) -> None:
    waiting = posted()
    run_worker(app)
    letter = only_letter()
    assert letter.accepted_at is not None
    assert (letter.sealed, letter.unseal(), letter.reply_code) == (None, {}, 250)
    assert [attempt.verdict for attempt in letter.attempts] == ["done"]
    assert relay.messages[0]["Message-ID"] == letter.message_id
    assert relay.messages[0]["To"] == "zaneta.los@example.pl"
    assert only_job().finished_at is not None
    assert told(f"letter:{waiting.id}") == ["letter_accepted", "letter_posted"]


def test_a_busy_server_is_asked_again_under_the_same_message_id(app: Flask, relay: CatchingServer) -> None:
    posted()
    relay.manners["DATA"] = "451 4.7.1 Try later, zaneta.los@example.pl"
    run_worker(app)
    letter = only_letter()
    assert (letter.accepted_at, letter.reply_code, letter.reply_text) == (None, 451, "4.7.1 Try later, …")
    assert letter.sealed is not None
    assert only_job().last_error == "message_refused"
    assert timedelta(seconds=50) < only_job().due_at - clock.now() < timedelta(seconds=80)
    relay.manners.clear()
    make_due()
    run_worker(app)
    assert [attempt.verdict for attempt in only_letter().attempts] == ["retry", "done"]
    assert relay.seen[0]["Message-ID"] == relay.messages[0]["Message-ID"]
    assert relay.seen[0]["Date"] == relay.messages[0]["Date"]


def test_a_refused_letter_is_given_up_and_wiped(app: Flask, relay: CatchingServer) -> None:
    waiting = posted(about="examiner:12")
    relay.manners["RCPT"] = "550 5.1.1 No such user"
    run_worker(app)
    letter = only_letter()
    assert letter.given_up_at is not None
    assert (letter.sealed, letter.reply_code) == (None, 550)
    assert only_job().given_up_at is not None
    entry = journal.entries_about("examiner:12", 1)[0]
    assert (entry.event, entry.details) == (
        "letter_given_up",
        f'{{"kind":"activation","number":"{waiting.number}","reason":"recipient_refused"}}',
    )


def test_after_three_days_a_letter_is_given_up(app: Flask, relay: CatchingServer) -> None:
    posted()
    relay.manners["RCPT"] = "451 4.7.1 Later"
    with transaction():
        db.session.execute(update(Job).values(first_due_at=clock.now() - timedelta(hours=73), attempts=9))
    run_worker(app)
    letter = only_letter()
    assert (letter.given_up_at is not None, letter.sealed, only_job().last_error) == (True, None, "recipient_refused")


def test_a_letter_that_cannot_be_written_is_given_up_without_a_conversation(app: Flask, relay: CatchingServer) -> None:
    posted(activation("jan@example.pl\r\nBcc: all@example.pl"))
    run_worker(app)
    assert only_letter().given_up_at is not None
    assert relay.recipients == []


def test_a_lost_key_gives_no_letter_up(app: Flask, relay: CatchingServer, monkeypatch: pytest.MonkeyPatch) -> None:
    posted()
    other = Keyring(app.extensions["settings"].data_keys, b"x" * 32)
    other._ciphers = {}
    monkeypatch.setitem(app.extensions, "keyring", other)
    run_worker(app)
    assert only_letter().given_up_at is None
    assert only_job().last_error == f"fault_{SealBroken.__name__}"


def test_a_letter_that_has_ended_is_left_alone(app: Flask, relay: CatchingServer) -> None:
    waiting = posted()
    run_worker(app)
    assert delivery.deliver(waiting.id) == Outcome(Verdict.DONE, "ended_before")
    with transaction():
        settle_delivery(waiting.id, Outcome(Verdict.GIVE_UP, "late"))
    assert len(relay.messages) == len(only_letter().attempts) == 1
    assert only_letter().given_up_at is None


def test_one_recipient_who_hangs_does_not_stop_the_others(app: Flask, relay: CatchingServer) -> None:
    for number in range(3):
        posted(activation(f"person{number}@example.pl"))
    relay.manners["RCPT"] = HANG
    arrived = Event()

    def let_go() -> None:
        wait_until(lambda: len(relay.recipients) == 3)
        relay.manners.clear()
        arrived.set()

    helper = Thread(target=let_go)
    helper.start()
    run_worker(app)
    helper.join(20)
    assert arrived.is_set()
    assert len(relay.messages) == 3


def test_a_letter_whose_acceptance_alone_was_written_down_is_not_sent_again(app: Flask, relay: CatchingServer) -> None:
    waiting = posted()
    accepted = Outcome(Verdict.DONE, "accepted", code=250, note="2.0.0 OK")
    service.write_down_acceptance(waiting.id, accepted)
    run_worker(app)
    letter = only_letter()
    assert relay.recipients == []
    assert [attempt.verdict for attempt in letter.attempts] == ["done"]
    assert letter.accepted_at == letter.attempts[0].attempted_at
    assert (letter.server, letter.reply_code, letter.reply_text) == ("127.0.0.1", 250, "2.0.0 OK")
    assert told(f"letter:{waiting.id}") == ["letter_accepted", "letter_posted"]


def test_what_was_asked_long_ago_is_asked_again(
    app: Flask, relay: CatchingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = posted()
    send = delivery.prepare([waiting.id])[waiting.id]
    with transaction():
        assert service.withdraw(waiting.id, NOBODY)
    monkeypatch.setattr(delivery, "FRESH_SECONDS", -1.0)
    assert send() == Outcome(Verdict.DONE, "ended_before")
    assert relay.recipients == []


def test_an_acceptance_that_cannot_be_written_down_is_left_to_the_settling(
    app: Flask, relay: CatchingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("INSERT", {}, LookupError())

    waiting = posted()
    monkeypatch.setattr(delivery, "write_down_acceptance", refuse)
    monkeypatch.setattr(delivery, "LEASE", timedelta())
    run_worker(app)
    assert (len(relay.messages), only_letter().accepted_at is not None) == (1, True)
    assert [attempt.letter_id for attempt in only_letter().attempts] == [waiting.id]


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(2000):
        if condition():
            return
        Event().wait(0.01)
    pytest.fail("it did not happen within 20 s")


def worker(app: Flask, relay: CatchingServer, folder: Path, *options: str) -> AbstractContextManager[ForkServerProcess]:
    environ = settings_of(app, folder, EXAMPORTAL_SMTP_URL=relay.url)
    return started(flask, "worker", *options, environ=environ, out=folder / "worker.log")


def test_kill_9_in_the_middle_loses_nothing(app: Flask, relay: CatchingServer, tmp_path: Path) -> None:
    posted()
    relay.manners["DATA"] = HANG
    with worker(app, relay, tmp_path) as first:
        wait_until(lambda: len(relay.seen) == 1)
        first.kill()
        first.join(20)
        assert first.exitcode == -signal.SIGKILL
    assert only_letter().accepted_at is None
    assert only_job().lease_until is not None
    relay.manners.clear()
    run_worker(app)
    assert only_letter().accepted_at is None  # the lease of the dead worker still holds
    make_due()
    with worker(app, relay, tmp_path, "--once") as second:
        second.join(60)
        assert second.exitcode == 0
    assert only_letter().accepted_at is not None
    assert only_job().finished_at is not None
    assert only_job().attempts == 2
    assert {message["Message-ID"] for message in relay.seen} == {only_letter().message_id}
