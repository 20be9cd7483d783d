"""Figures of the season that are kept: counted by the worker, shown with their moment, counted anew when old."""

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.core import clock
from examportal.db import db, transaction
from examportal.office.season import queries, rules, service
from examportal.office.season.rules import summarise
from examportal.web.filters import moment
from tests.browser import Browser
from tests.office.staff import Colleague
from tests.office.test_season import ANNA, EVERYBODY, JAN, NOW, OLA, journey
from tests.people import enter
from tests.smtp import run_worker


@pytest.fixture
def iga(client: Browser) -> Colleague:
    """Return somebody at the desk who sees people and no more."""
    return Colleague(client, "iga@example.pl", "Iga Sowa", Role.AUDITOR).set_up()


def test_of_many_people_the_worker_counts_and_the_page_says_when(
    iga: Colleague, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("examportal.office.season.service.FEW", 1)
    enter(ANNA)
    enter(OLA)
    for _ in range(2):
        page = iga.browser.get("/biuro/sezon?zakres=MBI")
        assert "Liczymy" in page.text
        assert "Kroki" not in page.text
    run_worker(app)
    counted = clock.now()
    page = iga.browser.get("/biuro/sezon?zakres=MBI")
    assert f"Stan na {moment(counted)}" in page.text
    assert page.tree.all("tbody")[0].all("tr")[0].all("td")[0].text == "2"
    assert "od nowa" not in page.text
    enter(JAN)
    with time_machine.travel(counted + timedelta(minutes=11)):
        page = iga.browser.get("/biuro/sezon?zakres=MBI")
        assert "Właśnie liczymy od nowa" in page.text
        assert page.tree.all("tbody")[0].all("tr")[0].all("td")[0].text == "2"
        run_worker(app)
        page = iga.browser.get("/biuro/sezon?zakres=MBI")
        assert page.tree.all("tbody")[0].all("tr")[0].all("td")[0].text == "3"


def test_two_who_look_at_once_have_it_counted_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        service.want(EVERYBODY)
    kept = queries.get_figures_of(EVERYBODY).id
    db.session.rollback()
    monkeypatch.setattr("examportal.office.season.queries.find_figures", lambda _whose: None)
    with transaction():
        service.want(EVERYBODY)
    assert queries.get_figures_of(EVERYBODY).id == kept


def test_figures_come_back_from_their_document_as_they_were() -> None:
    season = summarise([journey(0, 10, 40), journey(0)], NOW)
    assert rules.from_document(json.loads(json.dumps(rules.to_document(season)))) == season
