"""Counting on a real database: who is refused, who is not, and what a right answer gives back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from examportal.db import db, transaction
from examportal.throttle import counters, rules, service
from examportal.throttle.models import ThrottleCounter
from examportal.throttle.rules import Admit, Decision, Limit, Refuse
from examportal.throttle.service import Attempt
from tests import databases

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
OWNER = "44051401359"
DEVICE = "d" * 64


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Return the clock, which stands at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def wrong(person: str = OWNER, address: str = "192.0.2.1", device: str | None = None) -> Decision:
    """Count an attempt that turns out wrong."""
    with transaction():
        return service.count(Attempt(person, address, device))


def right(person: str = OWNER, address: str = "192.0.2.1", device: str | None = None) -> Decision:
    """Count an attempt that turns out right."""
    decision = wrong(person, address, device)
    if isinstance(decision, Admit):
        with transaction():
            service.forgive(Attempt(person, address, device))
    return decision


def ask(*limits: Limit, key: str = "account:1") -> Decision:
    with transaction():
        return service.count_event(dict.fromkeys(limits, key))


def refused(decision: Decision) -> str | None:
    return decision.kind if isinstance(decision, Refuse) else None


def hammer(
    attempts: int, person: str = OWNER, address: str = "192.0.2.1", device: str | None = None
) -> set[str | None]:
    """Count many wrong attempts in one go, and say what happened to them."""
    with transaction():
        return {refused(service.count(Attempt(person, address, device))) for _ in range(attempts)}


def waits(clock: time_machine.Traveller, tries: int, device: str | None = None) -> list[float]:
    """Return the minutes waited before each try of somebody who comes back as soon as told."""
    waited = []
    for _ in range(tries):
        decision = wrong(device=device)
        minutes = decision.retry_after / MINUTE if isinstance(decision, Refuse) else 0
        clock.shift(timedelta(minutes=minutes))
        assert minutes == 0 or wrong(device=device) == Admit()
        waited.append(minutes)
    return waited


def test_waits_of_a_stranger_grow_up_to_an_hour(app: Flask, clock: time_machine.Traveller) -> None:
    assert waits(clock, 15) == [0] * 5 + [3] * 7 + [39, 60, 60]


def test_waits_on_a_known_device_are_shorter(app: Flask, clock: time_machine.Traveller) -> None:
    waited = waits(clock, 27, DEVICE)
    assert (waited[:10], waited[10], waited[-1]) == ([0] * 10, 1.5, 30)


def test_a_throttle_heals_by_itself(app: Flask, clock: time_machine.Traveller) -> None:
    assert hammer(50) == {None, "pair"}
    clock.shift(12 * HOUR)
    assert [refused(wrong()) for _ in range(6)] == [None] * 5 + ["pair"]


def test_one_stranger_does_not_stop_the_owner_elsewhere(app: Flask) -> None:
    hammer(60, address="198.51.100.9")
    assert right(address="192.0.2.1") == Admit()


def test_many_strangers_do_not_stop_the_owner_on_a_known_device(app: Flask) -> None:
    found = {refused(wrong(address=f"198.51.100.{number}")) for number in range(60)}
    assert found == {None, "person"}
    assert refused(wrong(address="192.0.2.1")) == "person"
    hammer(20, address="192.0.2.1")
    assert right(address="192.0.2.1", device=DEVICE) == Admit()


def test_two_people_on_one_device_do_not_stop_each_other(app: Flask) -> None:
    assert "device" in hammer(11, device=DEVICE)
    assert wrong("90090515836", device=DEVICE) == Admit()


def test_a_school_is_not_stopped_by_one_wrong_colleague(app: Flask, clock: time_machine.Traveller) -> None:
    answers = []
    for number in range(60):
        if number % 2:
            wrong("the colleague who is wrong 30 times")
        answers.append(right(f"colleague {number}"))
        clock.shift(10 * MINUTE / 60)
    assert answers == [Admit()] * 60


def test_trying_one_person_after_the_other_ends_at_the_address(app: Flask) -> None:
    found = [refused(wrong(f"person {number}")) for number in range(101)]
    assert found == [None] * 100 + ["address"]
    assert refused(wrong("another", "2001:db8::1")) is None


def test_addresses_of_one_network_are_one(app: Flask) -> None:
    for number in range(100):
        wrong(f"person {number}", f"2001:db8::{number:x}")
    assert refused(wrong("another", "2001:db8::ffff")) == "address"
    assert refused(wrong("another", "2001:db8:0:1::1")) is None


def test_a_right_answer_empties_the_own_pair(app: Flask) -> None:
    hammer(4)
    assert right() == Admit()
    assert [refused(wrong()) for _ in range(6)] == [None] * 5 + ["pair"]


def test_a_right_answer_gives_the_person_back_only_what_it_cost(app: Flask) -> None:
    for number in range(19):
        wrong(address=f"198.51.100.{number}")
    assert right(address="192.0.2.1") == Admit()
    assert refused(wrong(address="192.0.2.2")) is None
    assert refused(wrong(address="192.0.2.3")) == "person"


def test_signing_in_does_not_wash_an_address_clean(app: Flask) -> None:
    for number in range(33):
        hammer(3, f"person {number}")
        assert right("the attacker's own") == Admit()
    assert refused(wrong("person 33")) is None
    assert refused(right("the attacker's own")) == "address"


def test_a_refusal_costs_nothing(app: Flask, clock: time_machine.Traveller) -> None:
    hammer(5)
    before = levels()
    hammer(30)
    assert levels() == before


def test_an_alarm_is_told_rarely_and_turns_only_on_the_suspicious(app: Flask, clock: time_machine.Traveller) -> None:
    with structlog.testing.capture_logs() as lines:
        for number in range(200):
            hammer(3, f"person {number}", f"198.51.100.{number // 10}")
        assert lines == []
        for number in range(5):
            assert wrong(f"somebody {number}", "203.0.113.1") == Admit()
        assert refused(wrong("somebody", "198.51.100.3")) == "address_watched"
        assert [line["event"] for line in lines] == ["many_wrong_sign_ins"]
        assert "198.51" not in str(lines)
        assert "person" not in str(lines)
        clock.shift(10 * MINUTE)
        for number in range(51):
            hammer(2, f"person {number}", f"203.0.113.{100 + number}")
    assert len(lines) == 2
    clock.shift(6 * MINUTE)
    assert wrong("somebody", "198.51.100.3") == Admit()


def test_letters_have_a_cool_down_and_a_most_a_day(app: Flask, clock: time_machine.Traveller) -> None:
    assert ask(rules.LETTER_PAUSE, rules.LETTERS) == Admit()
    assert ask(rules.LETTER_PAUSE, rules.LETTERS) == Refuse("letter_pause", MINUTE)
    assert ask(rules.LETTER_PAUSE, rules.LETTERS, key="account:2") == Admit()
    for _ in range(4):
        clock.shift(MINUTE)
        assert ask(rules.LETTER_PAUSE, rules.LETTERS) == Admit()
    clock.shift(MINUTE)
    assert ask(rules.LETTER_PAUSE, rules.LETTERS) == Refuse("letters", timedelta(days=1) - 5 * MINUTE)
    assert ask(rules.LETTER_PAUSE) == Admit()


def test_one_question_may_concern_a_person_and_an_address(app: Flask) -> None:
    def forgotten(person: str) -> str | None:
        with transaction():
            return refused(
                service.count_event(
                    {rules.PASSWORD_LETTERS: person, rules.PASSWORD_ASKERS: rules.address_key("192.0.2.1")}
                )
            )

    assert [forgotten(OWNER) for _ in range(4)] == [None] * 3 + ["password_letters"]
    assert [forgotten(f"person {number}") for number in range(28)] == [None] * 27 + ["password_askers"]


def test_nothing_typed_stands_in_the_table(app: Flask) -> None:
    wrong()
    wrong(device=DEVICE)
    stored = str([(row.kind, row.digest) for row in db.session.scalars(select(ThrottleCounter))])
    assert stored.count("'pair'") == 1
    assert not [secret for secret in (OWNER, "192.0.2.1", DEVICE) if secret in stored]
    assert OWNER not in repr(Attempt(OWNER, "192.0.2.1"))


@pytest.mark.parametrize("person", ["", "\0", "\ud800", "9" * 1_000_000], ids=["empty", "null", "surrogate", "long"])
def test_anything_typed_can_be_counted(app: Flask, person: str) -> None:
    assert [refused(wrong(person, "rubbish")) for _ in range(6)] == [None] * 5 + ["pair"]


def test_whoever_is_named_the_statements_are_the_same(app: Flask) -> None:
    said: list[str] = []

    def listen(*args: object) -> None:
        said.append(str(args[2]))

    def statements(person: str) -> list[str]:
        said.clear()
        wrong(person)
        return list(said)

    with db.engine.connect():
        event.listen(db.engine, "before_cursor_execute", listen)
        hammer(3)
        seen, unseen, strange = statements(OWNER), statements("90090515836"), statements("9" * 40)
        event.remove(db.engine, "before_cursor_execute", listen)
    assert seen == unseen == strange
    assert len([statement for statement in seen if "throttle_counter" in statement]) == 1


def test_old_counters_are_purged_and_running_ones_stay(
    app: Flask, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PURGE_BATCH", 4)
    hammer(5)
    clock.shift(2 * HOUR)
    purged = []
    for _ in range(2):
        with transaction():
            purged.append(service.purge(NOON + 2 * HOUR))
    assert purged == [4, 2]
    assert list(levels()) == ["pair_slow"]


def test_a_clock_that_ran_ahead_for_a_while_stops_nobody_for_long(app: Flask, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(days=365))
    assert hammer(30) == {None, "pair"}
    clock.move_to(NOON)
    assert wrong() == Admit()


@given(
    tries=st.lists(st.tuples(st.timedeltas(timedelta(), 5 * MINUTE), st.booleans()), min_size=1, max_size=12),
    limit=st.builds(Limit, st.just("some"), st.integers(1, 4), st.timedeltas(timedelta(seconds=1), HOUR)),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_reckons_as_the_rules_say(app: Flask, tries: list[tuple[timedelta, bool]], limit: Limit) -> None:
    databases.empty()  # hypothesis tries many examples in one test
    empty_at = now = NOON
    with time_machine.travel(NOON, tick=False) as clock:
        for gap, forgiven in tries:
            clock.shift(gap)
            now += gap
            full = rules.Level(limit, max(empty_at, now) + limit.every)
            assert ask(limit) == rules.decide([full], now)
            empty_at = empty_at if full.overflows(now) else full.empty_at
            if forgiven and not full.overflows(now):
                with transaction():
                    counters.lower({limit: "account:1"}, rules.returned, now)
                empty_at -= limit.every


def levels() -> dict[str, int]:
    """Return how full each kind of counter is; with one person and one address there is one of a kind."""
    db.session.rollback()
    return {row.kind: row.empty_at for row in db.session.execute(select(ThrottleCounter.__table__)).all()}
