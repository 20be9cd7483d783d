"""Limits, waits and decisions, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examportal.throttle import rules
from examportal.throttle.rules import ADDRESS, ADDRESS_WATCHED, EVERYBODY, PAIR, PERSON, Admit, Level, Limit, Refuse

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOTHING = timedelta()
SECOND = timedelta(seconds=1)

limits = st.builds(
    Limit,
    kind=st.just("some"),
    allowed=st.integers(1, 40),
    per=st.timedeltas(min_value=SECOND, max_value=timedelta(days=3)),
)
gaps = st.lists(st.timedeltas(min_value=NOTHING, max_value=timedelta(hours=8)), max_size=30)


class Vessel:
    """The counter of one limit, kept as the database keeps it."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.empty_at = NOON

    def ask(self, now: datetime) -> rules.Decision:
        """Count one attempt."""
        level = Level(self.limit, max(self.empty_at, now) + self.limit.every)
        decision = rules.decide([level], now)
        if not rules.poured_back([level], decision, now):
            self.empty_at = level.empty_at
        return decision


def level(limit: Limit, measures: int) -> Level:
    """Return a counter with this many measures in it at noon."""
    return Level(limit, NOON + measures * limit.every)


def after(vessel: Vessel, gaps: list[timedelta]) -> datetime:
    """Ask after each gap; return the moment of the last try."""
    now = NOON
    for gap in gaps:
        now += gap
        vessel.ask(now)
    return now


@given(limits, gaps)
def test_nobody_waits_longer_than_one_measure_and_the_wait_is_honest(limit: Limit, gaps: list[timedelta]) -> None:
    vessel = Vessel(limit)
    now = after(vessel, gaps)
    answer = vessel.ask(now)
    while isinstance(answer, Admit):
        answer = vessel.ask(now)
    assert NOTHING < answer.retry_after <= limit.every
    if answer.retry_after > SECOND:
        assert isinstance(vessel.ask(now + answer.retry_after - SECOND), Refuse)
    assert isinstance(vessel.ask(now + answer.retry_after), Admit)


@given(limits, gaps)
def test_after_a_rest_everything_is_as_at_first(limit: Limit, gaps: list[timedelta]) -> None:
    vessel = Vessel(limit)
    rested = after(vessel, gaps) + limit.reach
    answers = [vessel.ask(rested) for _ in range(limit.allowed + 1)]
    assert [isinstance(answer, Admit) for answer in answers] == [True] * limit.allowed + [False]


@given(limits, gaps)
def test_no_stretch_of_time_sees_more_than_the_limit_says(limit: Limit, gaps: list[timedelta]) -> None:
    vessel, now, admitted = Vessel(limit), NOON, []
    for gap in gaps:
        now += gap
        admitted += [now for _ in range(3) if isinstance(vessel.ask(now), Admit)]
    for first in admitted:
        assert len([moment for moment in admitted if first <= moment < first + limit.every]) <= limit.allowed
        assert len([moment for moment in admitted if first <= moment < first + limit.reach]) < 2 * limit.allowed


@pytest.mark.parametrize(
    ("limit", "most", "stretch"),
    [(rules.LETTERS, 5, timedelta(days=1)), (rules.PASSWORD_LETTERS, 3, timedelta(hours=1))],
)
def test_some_limits_hold_for_any_day_or_hour(limit: Limit, most: int, stretch: timedelta) -> None:
    assert (limit.allowed, limit.every) == (most, stretch)


def test_every_kind_has_a_name_of_its_own_that_fits_its_column() -> None:
    named = [value for value in vars(rules).values() if isinstance(value, Limit)]
    assert len({limit.kind for limit in named}) == len(named)
    assert max(len(limit.kind) for limit in named) <= 24


def test_a_known_device_counts_only_itself() -> None:
    assert set(rules.limits_of(known_device=True)).isdisjoint(rules.limits_of(known_device=False))
    assert {limit.kind for limit in rules.limits_of(known_device=True)} == {"device", "device_slow"}


def test_what_is_not_full_admits_and_keeps_its_measure() -> None:
    levels = [level(PAIR, 5), level(PERSON, 20), level(ADDRESS, 100), level(ADDRESS_WATCHED, 20), level(EVERYBODY, 600)]
    assert rules.decide(levels, NOON) == Admit()
    assert rules.poured_back(levels, Admit(), NOON) == []
    assert not rules.alarmed(levels, NOON)


def test_the_longest_wait_counts_and_nothing_is_kept() -> None:
    levels = [level(PAIR, 6), level(PERSON, 22), level(ADDRESS, 3)]
    refusal = rules.decide(levels, NOON)
    assert refusal == Refuse("person", 2 * PERSON.every)
    assert rules.poured_back(levels, refusal, NOON) == [PAIR, PERSON, ADDRESS]


def test_what_only_watches_does_not_refuse_and_does_not_overflow() -> None:
    levels = [level(ADDRESS, 30), level(ADDRESS_WATCHED, 21), level(EVERYBODY, 600)]
    assert rules.decide(levels, NOON) == Admit()
    assert rules.poured_back(levels, Admit(), NOON) == [ADDRESS_WATCHED]


def test_an_alarm_turns_only_against_addresses_that_were_wrong_often() -> None:
    alarm = level(EVERYBODY, 601)
    wrong_often, quiet = [level(ADDRESS_WATCHED, 21), alarm], [level(ADDRESS_WATCHED, 20), alarm]
    assert rules.alarmed(quiet, NOON)
    assert rules.decide(wrong_often, NOON) == Refuse("address_watched", ADDRESS_WATCHED.every)
    assert rules.decide(quiet, NOON) == Admit()
    assert rules.poured_back(quiet, Admit(), NOON) == [EVERYBODY]


def test_a_right_answer_empties_only_the_pair_and_the_device() -> None:
    emptied = [
        limit.kind
        for known in (True, False)
        for limit in rules.limits_of(known_device=known)
        if rules.returned(limit) == limit.reach
    ]
    assert emptied == ["device", "device_slow", "pair", "pair_slow"]
    assert rules.returned(ADDRESS) == ADDRESS.every == timedelta(seconds=36)


@pytest.mark.parametrize(
    ("wait", "seconds"), [(1, 1), (999_999, 1), (1_000_000, 1), (1_000_001, 2), (180_000_000, 180)]
)
def test_seconds_are_rounded_up(wait: int, seconds: int) -> None:
    assert Refuse("pair", timedelta(microseconds=wait)).seconds == seconds


@pytest.mark.parametrize(
    ("given_address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0DB8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", rules.UNKNOWN_ADDRESS),
        (None, rules.UNKNOWN_ADDRESS),
        ("192.0.2.300", rules.UNKNOWN_ADDRESS),
        ("192.0.2.7, 10.0.0.1", rules.UNKNOWN_ADDRESS),
    ],
)
def test_what_counts_as_one_address(given_address: str | None, key: str) -> None:
    assert rules.address_key(given_address) == key


@given(st.one_of(st.text(), st.ip_addresses().map(str)))
def test_an_address_is_read_whatever_it_is(raw: str) -> None:
    key = rules.address_key(raw)
    assert key == rules.UNKNOWN_ADDRESS or rules.address_key(key.removesuffix("/64")) == key
