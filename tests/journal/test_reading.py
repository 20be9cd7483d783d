"""Reading the journal: by person, actor, event and time; and page by page."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from examportal.core import clock
from examportal.db import transaction
from examportal.journal import queries, service
from examportal.journal.rules import NOBODY, WORKER, Actor, Asked, Event

EWA = Actor("staff", 1)


@pytest.fixture
def start(app: Flask) -> datetime:
    """Return the moment of the first of ten entries, one each day, the actors and events by turns."""
    begun = clock.now() - timedelta(days=20)
    for number in range(10):
        with time_machine.travel(begun + timedelta(days=number), tick=False), transaction():
            actor, event = ((EWA, Event.CLAIM), (WORKER, Event.SIGN_IN))[number % 2]
            service.record(event, actor, subject=f"examiner:{number % 3}", n=number)
    return begun


def found(asked: Asked, before: int | None = None, limit: int = 50) -> list[int]:
    return [told.seq for told in queries.search_entries(asked, before, limit)]


def test_each_question_and_all_of_them_together(start: datetime) -> None:
    assert found(Asked()) == list(range(10, 0, -1))
    assert found(Asked(actor=str(EWA))) == [9, 7, 5, 3, 1]
    assert found(Asked(event=Event.SIGN_IN)) == [10, 8, 6, 4, 2]
    assert found(Asked(subjects=("examiner:0", "examiner:1"))) == [10, 8, 7, 5, 4, 2, 1]
    both = Asked(("examiner:0",), str(EWA), Event.CLAIM, start + timedelta(days=1), start + timedelta(days=8))
    assert found(both) == [7]
    assert found(Asked(actor=str(NOBODY))) == []


@pytest.mark.parametrize("first", range(-2, 12, 3))
@pytest.mark.parametrize("days", [0, 1, 4, 30])
def test_a_stretch_of_time_has_its_first_moment_and_not_its_last(start: datetime, first: int, days: int) -> None:
    since, until = start + timedelta(days=first), start + timedelta(days=first + days)
    expected = [seq for seq in range(10, 0, -1) if since <= start + timedelta(days=seq - 1) < until]
    assert found(Asked(since=since, until=until)) == expected


def test_an_entry_of_a_clock_that_was_behind_is_found(start: datetime) -> None:
    with time_machine.travel(start + timedelta(days=8, hours=2), tick=False), transaction():
        service.record(Event.CLAIM, EWA)
    assert found(Asked(since=start + timedelta(days=8), until=start + timedelta(days=9))) == [11, 9]


def test_page_by_page(start: datetime) -> None:
    assert found(Asked(event=Event.SIGN_IN), None, 2) == [10, 8]
    assert found(Asked(event=Event.SIGN_IN), 8, 2) == [6, 4]
    assert queries.are_more_than(Asked(event=Event.SIGN_IN), 4)
    assert not queries.are_more_than(Asked(event=Event.SIGN_IN), 5)


def test_an_empty_journal_has_no_time(app: Flask) -> None:
    assert found(Asked(since=clock.now(), until=clock.now())) == []
