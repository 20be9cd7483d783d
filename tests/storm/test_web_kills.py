"""Web processes killed again and again while people walk all the way from the door to the account."""

import random
from pathlib import Path
from threading import Event

from flask import Flask

from tests.smtp import relay_of
from tests.storm import audit
from tests.storm.conftest import Figures
from tests.storm.crowd import enter_crowd
from tests.storm.journey import REGISTERED, crowd_at
from tests.storm.processes import web, worker
from tests.storm.scale import times

KILLS = times(5, 100)
CROWD = times(400, 8000)
LOAD = 10
CALM_SECONDS = (0.1, 1.2)


def test_what_people_were_told_is_there_and_whole(app: Flask, tmp_path: Path, figures: Figures) -> None:
    crowd = enter_crowd(CROWD)
    with relay_of(app) as server:
        with worker(app, tmp_path, server.url), web(app, tmp_path, server.url) as portal:
            with crowd_at(portal.port, crowd, server) as tally:
                tally.wait_for(REGISTERED, LOAD)
                for _ in range(KILLS):
                    Event().wait(random.uniform(*CALM_SECONDS))  # noqa: S311 - chance is the point
                    portal.kill_one()
            faults = portal.faults()
        found = audit.findings(app, server, tally)
    figures(kills=KILLS, **found.figures(), faults=len(faults))
    assert found.is_clean()
    assert faults == []
    assert (tally.sent_away, found.second_copies) == (0, 0)
    assert tally.lines_broken > 0
