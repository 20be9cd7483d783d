"""What is forgotten by rule, what has gone without one, and the checks that the office asks for."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal import checks, queries, retention, service
from examportal.journal.models import JournalCheck, JournalPayload
from examportal.journal.rules import NOBODY, Actor, Asked, ChainBroken, Event, Fault
from tests.journal.conftest import Tamper
from tests.smtp import run_worker

OLD = timedelta(days=731)
EWA = Actor("staff", 1)


def write(count: int) -> None:
    with transaction():
        for _ in range(count):
            service.record(Event.SIGN_IN, NOBODY)


@pytest.fixture
def old_and_new(app: Flask) -> None:
    """Write five entries that are old enough, and two that are not."""
    with time_machine.travel(clock.now() - OLD):
        write(5)
    write(2)


def forget() -> None:
    retention.forget_old()
    db.session.rollback()


def fault() -> tuple[Fault, int]:
    with pytest.raises(ChainBroken) as caught:
        service.verify()
    return caught.value.fault, caught.value.seq


def last_check() -> JournalCheck:
    db.session.rollback()
    last = queries.find_last_check()
    assert last is not None
    return last


def test_what_is_old_goes_and_the_chain_holds(old_and_new: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "PAYLOADS", 3)
    forget()
    told = queries.search_entries(Asked(), None, 50)
    assert [(one.seq, one.event) for one in told] == [
        (9, "journal_forgotten"),
        (8, "journal_forgotten"),
        (7, "sign_in"),
        (6, "sign_in"),
    ]
    assert [one.details for one in told[:2]] == ['{"count":2,"days":730,"upto":5}', '{"count":3,"days":730,"upto":3}']
    walk = service.verify()
    assert (walk.reached.count, walk.removed) == (9, 5)
    forget()
    assert service.verify().reached.count == 9


def test_what_the_rule_said_is_forgotten_in_its_turn(old_and_new: None) -> None:
    forget()
    with time_machine.travel(clock.now() + OLD):
        forget()
    assert db.session.query(JournalPayload).count() == 1
    assert service.verify().removed == 8


def test_a_payload_that_went_without_the_rule_is_found(old_and_new: None, tamper: Tamper) -> None:
    forget()
    tamper("DELETE FROM journal_payload WHERE seq = 7")
    assert fault() == (Fault.PAYLOAD_GONE, 7)


def test_nobody_can_say_that_the_rule_did_it(old_and_new: None, tamper: Tamper) -> None:
    forget()
    tamper("DELETE FROM journal_payload WHERE seq = 7")
    tamper("UPDATE journal_payload SET details = :said WHERE seq = 8", said='{"upto":7}')
    assert fault() == (Fault.PAYLOAD_CHANGED, 8)


def test_a_payload_that_another_worker_has_removed_is_told_once(
    old_and_new: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget()
    answers = iter([[1, 2], []])
    monkeypatch.setattr(queries, "oldest_payloads", lambda *_: next(answers))
    forget()
    assert len(queries.search_entries(Asked(event=Event.JOURNAL_FORGOTTEN), None, 9)) == 1


def test_the_worker_checks_the_chain_and_notes_the_result(app: Flask, old_and_new: None) -> None:
    with transaction():
        checks.ask(EWA)
        checks.ask(EWA)  # while it waits, once is enough
    run_worker(app)
    last = last_check()
    assert (last.reached, last.fault, queries.find_open_check()) == (8, None, None)
    told = queries.search_entries(Asked(), None, 2)
    assert [(one.event, one.actor, one.result) for one in told] == [
        ("journal_checked", "worker", "done"),
        ("journal_check_asked", "staff:1", "done"),
    ]


def test_a_broken_chain_is_noted_with_its_entry(app: Flask, old_and_new: None, tamper: Tamper) -> None:
    tamper("UPDATE journal_payload SET actor = 'staff:9' WHERE seq = 4")
    with transaction():
        checks.ask(EWA)
    run_worker(app)
    assert (last_check().fault, last_check().fault_seq) == ("payload_changed", 4)
    assert queries.search_entries(Asked(event=Event.JOURNAL_CHECKED), None, 2)[0].result == "refused"


def test_a_long_chain_is_checked_in_stretches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 3)
    monkeypatch.setattr(checks, "STRETCH", timedelta())
    write(10)
    with transaction():
        checks.ask(EWA)
    reached = [check.reached for check in stretches(app)]
    assert reached == [0, 3, 6, 9, 11]
    assert last_check().fault is None


def stretches(app: Flask) -> list[JournalCheck]:
    """Let the worker do one stretch after the other; return the check as it was before each and at the end."""
    seen = []
    while (check := queries.find_open_check()) is not None:
        db.session.expunge(check)
        seen.append(check)
        checks.work(check.id)
        with transaction():
            checks.go_on(check.id, Outcome(Verdict.DONE))
    return [*seen, last_check()]


@pytest.mark.parametrize(
    ("verdict", "is_there"), [(Verdict.RETRY, True), (Verdict.GIVE_UP, False)], ids=["later", "never"]
)
def test_a_check_that_cannot_be_made_now(app: Flask, verdict: Verdict, is_there: bool) -> None:
    with transaction():
        checks.ask(EWA)
    check = queries.find_open_check()
    assert check is not None
    with transaction():
        checks.go_on(check.id, Outcome(verdict))
    assert (queries.find_open_check() is not None) is is_there


def test_a_worker_that_was_taken_for_dead_changes_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    write(3)
    with transaction():
        checks.ask(EWA)
    check = queries.find_open_check()
    assert check is not None
    walk_on: Callable[..., object] = service.walk_on

    def slowly(*args: object, **kwargs: object) -> object:
        result = walk_on(*args, **kwargs)
        db.session.rollback()
        monkeypatch.setattr(service, "walk_on", walk_on)
        checks.work(check_id)
        return result

    check_id = check.id
    monkeypatch.setattr(service, "walk_on", slowly)
    checks.work(check_id)
    assert len(queries.search_entries(Asked(event=Event.JOURNAL_CHECKED), None, 9)) == 1
    assert checks.work(check_id).verdict is Verdict.DONE
    assert checks.work(99).verdict is Verdict.DONE
