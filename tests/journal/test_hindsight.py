"""A clock that was set back brings nothing to life."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.core import clock
from examportal.db import transaction
from examportal.journal import hindsight
from examportal.journal.hindsight import SET_BACK_AT_MOST
from examportal.journal.rules import COMMAND, Event
from examportal.journal.service import record

HOUR = timedelta(hours=1)


def record_something() -> None:
    with transaction():
        record(Event.SIGN_IN, COMMAND)


def test_it_is_now_as_long_as_the_clock_goes_forward(app: Flask) -> None:
    record_something()
    with time_machine.travel(clock.now() + HOUR, tick=False):
        assert hindsight.latest() == clock.now()


def test_what_this_process_has_known_stays(app: Flask) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        known = hindsight.latest()
        traveller.shift(-HOUR)
        assert [hindsight.latest(), hindsight.latest()] == [known, known]
        traveller.shift(2 * HOUR)
        assert hindsight.latest() == clock.now()


def test_what_any_process_has_recorded_stays(app: Flask) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        recorded = clock.now()
        record_something()
        traveller.shift(-HOUR)
        record_something()  # the last entry is not the latest now
        assert hindsight.latest() == recorded


@pytest.mark.parametrize("by_record", [True, False])
def test_a_clock_that_was_wrong_for_a_year_is_not_believed(app: Flask, *, by_record: bool) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        traveller.shift(SET_BACK_AT_MOST + HOUR)
        if by_record:
            record_something()
        else:
            hindsight.latest()
        traveller.shift(-SET_BACK_AT_MOST - HOUR)
        assert hindsight.latest() == clock.now()
