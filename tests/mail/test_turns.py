"""Of all letters of a worker one at a time is sent and not yet written down; whoever is slow holds nobody for long."""

from collections.abc import Callable
from threading import Event, Thread

import pytest

from examportal.mail import turns
from examportal.mail.turns import Turn, Turns
from tests.storm.processes import wait_until


def in_background(act: Callable[[], None]) -> Thread:
    thread = Thread(target=act)
    thread.start()
    return thread


def take_briefly(common: Turns, taken: Event) -> None:
    with Turn(common) as turn:
        turn.take()
        taken.set()


def test_the_next_one_waits_until_the_turn_is_given_back() -> None:
    common, taken = Turns(), Event()
    with Turn(common) as first:
        first.take()
        other = in_background(lambda: take_briefly(common, taken))
        assert not taken.wait(0.1)
    other.join(5)
    assert taken.is_set()


def test_whoever_is_slow_is_overtaken_and_gives_nothing_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.05)
    common = Turns()
    with Turn(common) as slow:
        slow.take()
        with Turn(common) as other:
            other.take()
            other.keep()
            slow.keep()
            common.give_back(slow)
            taken = Event()
            waiting = in_background(lambda: take_briefly(common, taken))
            assert not taken.wait(0.2)
        waiting.join(5)
    assert taken.is_set()


def test_a_turn_that_is_kept_is_waited_for_however_long_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.05)
    common, taken = Turns(), Event()
    with Turn(common) as first:
        first.take()
        first.keep()
        other = in_background(lambda: take_briefly(common, taken))
        assert not taken.wait(0.2)
    wait_until(taken.is_set)
    other.join(5)


def test_a_turn_that_was_never_taken_stops_nobody() -> None:
    common, taken = Turns(), Event()
    with Turn(common):
        take_briefly(common, taken)
    assert taken.is_set()
