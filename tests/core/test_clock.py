"""One clock: UTC inside, Warsaw outside."""

from datetime import UTC, date, datetime

import time_machine

from examportal.core import clock


def test_the_day_turns_at_midnight_in_warsaw() -> None:
    with time_machine.travel(datetime(2026, 11, 21, 23, 30, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
        assert clock.today() == date(2026, 11, 22)


def test_summer_time_is_two_hours_ahead() -> None:
    assert clock.in_warsaw(datetime(2026, 7, 1, 10, 0, tzinfo=UTC)).hour == 12
