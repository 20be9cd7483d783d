"""When a failed attempt is tried again, and when it is given up."""

from datetime import timedelta

import pytest

from examportal.jobs import rules
from examportal.jobs.rules import Outcome, Verdict

RETRY = Outcome(Verdict.RETRY, "connection")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("attempt", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 120), (6, 240), (7, 480), (8, 1440), (99, 1440)]
)
def test_pauses_grow_up_to_a_day(attempt: int, minutes: int) -> None:
    assert rules.pause(attempt, 0) == timedelta(minutes=minutes)
    assert rules.pause(attempt, 1) == timedelta(minutes=minutes) * 1.2


@pytest.mark.parametrize(
    "outcome", [Outcome(Verdict.DONE), Outcome(Verdict.GIVE_UP, "refused"), Outcome(Verdict.HOLD, "x")]
)
def test_an_end_stays_an_end(outcome: Outcome) -> None:
    assert rules.judge(outcome, attempt=1, age=HOUR, jitter=0) == outcome


def test_a_retry_gets_the_usual_pause_or_the_one_it_asks_for() -> None:
    assert rules.judge(RETRY, attempt=2, age=HOUR, jitter=0).delay == timedelta(minutes=5)
    asked = Outcome(Verdict.RETRY, "busy", delay=timedelta(seconds=0))
    assert rules.judge(asked, attempt=2, age=HOUR, jitter=0) == asked


def test_the_last_try_is_made_when_the_time_runs_out() -> None:
    judged = rules.judge(RETRY, attempt=20, age=71 * HOUR, jitter=0)
    assert (judged.verdict, judged.delay) == (Verdict.RETRY, HOUR)
    assert rules.judge(RETRY, attempt=21, age=72 * HOUR, jitter=0) == Outcome(Verdict.GIVE_UP, "connection")


def test_a_worker_that_stood_still_for_days_does_not_use_up_the_time() -> None:
    assert rules.judge(RETRY, attempt=1, age=200 * HOUR, jitter=0).delay == timedelta(minutes=1)
    assert rules.judge(RETRY, attempt=5, age=200 * HOUR, jitter=0).verdict is Verdict.GIVE_UP


@pytest.mark.parametrize(("done", "claimed_ahead"), [(0, 4), (1, 4), (2, 8), (20, 80), (50, rules.FARTHEST_AHEAD)])
def test_the_more_is_done_the_more_is_claimed_ahead(done: int, claimed_ahead: int) -> None:
    assert rules.ahead(done, hands=4) == claimed_ahead
