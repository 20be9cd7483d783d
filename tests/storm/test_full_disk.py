"""A disk without a free byte: people are asked to come back, nothing is done by half, and nothing is sent twice."""

from pathlib import Path
from threading import Event

import pytest
from flask import Flask

from tests.browser import Browser
from tests.smtp import HANG, relay_of
from tests.storm import audit
from tests.storm.conftest import Figures
from tests.storm.crowd import enter_crowd
from tests.storm.journey import REGISTERED, SIGNED_IN, crowd_at
from tests.storm.processes import full_disk, wait_until, web, worker
from tests.storm.scale import times

TIMES_FULL = times(2, 20)
CROWD = times(400, 8000)
LOAD = 5
FULL_SECONDS = 0.3


@pytest.fixture(autouse=True)
def only_sqlite(database: str) -> None:
    """Leave PostgreSQL out: when it cannot write it stops itself, and test_database_restarts.py is about that."""
    if database != "sqlite":
        pytest.skip("a PostgreSQL that cannot write its log stops itself; restarts are tested beside")


def test_people_are_asked_to_come_back(app: Flask, tmp_path: Path, figures: Figures) -> None:
    crowd = enter_crowd(CROWD)
    with relay_of(app) as server:
        with worker(app, tmp_path, server.url) as hand, web(app, tmp_path, server.url) as portal:
            assert hand.pid is not None
            with crowd_at(portal.port, crowd, server) as tally:
                for _ in range(TIMES_FULL):
                    tally.wait_for(REGISTERED, LOAD)
                    with full_disk(hand.pid, *portal.serving()):
                        tally.wait_for_refusal()
                        Event().wait(FULL_SECONDS)
            faults = portal.faults()
        found = audit.findings(app, server, tally)
    figures(disk_full=TIMES_FULL, **found.figures(), faults=len(faults))
    assert found.is_clean()
    assert faults == []
    assert tally.total(SIGNED_IN) > 0


def test_a_letter_sent_meanwhile_is_written_down_later(app: Flask, tmp_path: Path) -> None:
    (walker,) = enter_crowd(1)
    browser = Browser(app)
    browser.submit("/", {"login": walker.pesel, "password": walker.number})
    browser.submit("/rejestracja", walker.answers)
    with relay_of(app) as server, worker(app, tmp_path, server.url) as hand:
        server.manners["DATA"] = HANG
        wait_until(lambda: len(server.seen) == 1)
        assert hand.pid is not None
        with full_disk(hand.pid):
            server.manners.clear()
            wait_until(lambda: len(server.messages) == 1)
            Event().wait(FULL_SECONDS)
            assert audit.waiting_recipients() == [walker.email]
        wait_until(lambda: audit.stuck() == 0)
        assert len(server.seen) == 1
