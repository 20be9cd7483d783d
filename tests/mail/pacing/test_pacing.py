"""Many letters to one provider go at an even pace; a single one is never kept waiting."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.models import Job
from examportal.mail import service
from examportal.mail.pacing import rules
from examportal.mail.pacing.service import reserve
from tests.mail.conftest import activation

NOW = datetime(2026, 11, 23, 10, 31, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def test_slots_are_even_and_begin_where_others_ended() -> None:
    assert rules.slots(3, 60, None, NOW) == [NOW, NOW + SECOND, NOW + 2 * SECOND]
    assert rules.slots(2, 60, NOW + MINUTE, NOW) == [NOW + MINUTE, NOW + MINUTE + SECOND]
    assert rules.slots(1, 60, NOW - MINUTE, NOW) == [NOW]
    assert rules.slots(2, 0, NOW + MINUTE, NOW) == [NOW, NOW]
    assert rules.next_free([NOW, NOW + SECOND], 30) == NOW + 3 * SECOND


@pytest.fixture
def paced(app: Flask) -> Iterator[Flask]:
    """Return the application with a rate of 60 letters a minute."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, provider_rate=60)
    yield app
    app.extensions["settings"] = before


def reserved(**wanted: int) -> dict[str, list[datetime]]:
    with transaction():
        return reserve(wanted)


def test_each_provider_has_its_own_pace(paced: Flask) -> None:
    first = reserved(wp=3, onet=1, nobody=0)
    assert first["wp"][2] - first["wp"][0] == 2 * SECOND
    assert "nobody" not in first
    second = reserved(wp=1, onet=1, interia=1)
    assert second["wp"][0] == first["wp"][2] + SECOND
    assert second["onet"][0] >= first["onet"][0] + SECOND
    assert second["interia"][0] < second["wp"][0]


def test_without_a_rate_all_may_go_at_once(app: Flask) -> None:
    before = clock.now()
    assert all(before <= moment <= clock.now() for moment in reserved(wp=2)["wp"])


def test_a_letter_of_many_waits_for_its_moment(paced: Flask) -> None:
    (_, later) = reserved(wp=2)["wp"]
    with transaction():
        service.post(activation(), due_at=later)
    assert db.session.scalars(select(Job)).one().due_at == later
