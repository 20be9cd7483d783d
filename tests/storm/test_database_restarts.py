"""PostgreSQL restarted, politely or as after a crash, while people walk all the way from the door to the account."""

import random
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from flask import Flask

from examportal.jobs.worker import THREADS
from tests import databases
from tests.conftest import ENVIRON
from tests.databases import Portals
from tests.smtp import relay_of
from tests.storm import audit
from tests.storm.conftest import Figures
from tests.storm.crowd import enter_crowd
from tests.storm.journey import REGISTERED, crowd_at
from tests.storm.postgres import RestartablePostgres
from tests.storm.processes import web, worker
from tests.storm.scale import FULL, times

RESTARTS = times(2, 20)
CROWD = times(400, 8000)
LOAD = 5
MODES = ("immediate", "fast")
CALM_SECONDS = (0.1, 1.0)


@pytest.fixture
def postgres() -> Iterator[RestartablePostgres]:
    """Return a server that nobody else uses."""
    server = RestartablePostgres()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def portal(postgres: RestartablePostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return the application on that server."""

    def address(name: str) -> str:
        return databases.new_postgres_database(postgres.url(), name)

    portals = Portals(tmp_path_factory.mktemp("restarted"), ENVIRON, address)
    app = portals.get("postgresql")
    with app.app_context():
        yield app
    portals.close()


def test_a_restarted_server(portal: Flask, postgres: RestartablePostgres, tmp_path: Path, figures: Figures) -> None:
    crowd = enter_crowd(CROWD)
    with relay_of(portal) as server:
        with worker(portal, tmp_path, server.url), web(portal, tmp_path, server.url) as served:
            with crowd_at(served.port, crowd, server) as tally:
                for number in range(RESTARTS):
                    tally.wait_for(REGISTERED, LOAD)
                    Event().wait(random.uniform(*CALM_SECONDS))  # noqa: S311 - chance is the point
                    postgres.restart(MODES[number % len(MODES)])
            faults = served.faults()
        found = audit.findings(portal, server, tally)
    figures(restarts=RESTARTS, **found.figures(), faults=len(faults))
    assert found.is_clean()
    assert faults == []
    # Each of the worker's hands may hold a letter that was taken while nobody could write it down.
    assert found.second_copies <= RESTARTS * THREADS
    assert found.second_copies <= RESTARTS or not FULL
    assert tally.sent_away > 0
