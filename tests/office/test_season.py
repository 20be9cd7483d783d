"""The season page: figures of people at every step, by import and scope, its charts, and what the form refuses."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.accounts import suspensions
from examportal.accounts.rules import PasswordRule
from examportal.accounts.staff.rules import Role
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal.rules import COMMAND
from examportal.mail.models import OutgoingLetter
from examportal.office.finding.queries import ids_matching
from examportal.office.finding.rules import State, Wanted
from examportal.office.season import charts, queries, rules, words
from examportal.office.season.queries import Whose
from examportal.office.season.rules import Journey, Step, Stop, last_days, stop_of, summarise
from examportal.onboarding.forms import EMPTY, SHAPE, TOO_LONG
from examportal.onboarding.models import FormRefusal
from examportal.register.rules import NumberEntry
from examportal.register.service import enter_numbers
from tests.browser import Browser
from tests.letters import newest_link, settle_delivery
from tests.office.staff import Colleague
from tests.people import ANSWERS, PASSWORD, Person, enter, remove_all
from tests.walks.office import Office

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
S = int(NOW.timestamp())
ANNA, OLA = Person(), Person("50021330853", "Zima", "Ola", ("2-2",))
JAN = Person("52040880485", "Lis", "Jan", ("3-3",))


def journey(*times: int | None, **facts: bool | int) -> Journey:
    return Journey((*times, *[None] * (6 - len(times))), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("way", "stop"),
    [
        (journey(1), Stop.NEVER_CAME),
        (journey(1, 2), Stop.FORM_NOT_SAVED),
        (journey(1, 2, 3), Stop.LETTER_ON_ITS_WAY),
        (journey(1, 2, 3, letter_failed=True, link_ends=S + 1), Stop.LETTER_FAILED),
        (journey(1, 2, 3, 4, letter_accepted=True, link_ends=S + 1), Stop.LINK_WAITS),
        (journey(1, 2, 3, 4, letter_accepted=True, link_ends=S), Stop.LINK_EXPIRED),
        (journey(1, 2, 3, 4, 5), Stop.NOT_BACK),
        (journey(1, 2, 3, 4, 5, 6), None),
        (journey(1, 2, 3, 4, 5, 6, suspended=True), Stop.SUSPENDED),
    ],
)
def test_where_somebody_has_stopped(way: Journey, stop: Stop | None) -> None:
    assert stop_of(way, S) is stop


def test_the_figures_of_many() -> None:
    ways = [journey(0, 10, 40), journey(0, 20, 40), journey(0, 30), journey(0), journey(50, 40), journey(0, None, 9)]
    assert summarise([*ways, journey(0, 1, 2, 3, 4, 5)], NOW).stops == summarise(ways, NOW).stops
    season = summarise(ways, NOW)
    assert list(season.reached.values()) == [6, 5, 3, 0, 0, 0]
    assert season.people == 6
    assert season.medians[Step.CLAIMED] == timedelta(seconds=20)
    assert season.medians[Step.SAVED] == timedelta(
        seconds=20
    )  # of 20 and 30; the clock that ran back counts for nothing
    assert season.medians[Step.ACTIVATED] is None
    assert season.stops[Stop.FORM_NOT_SAVED] == 2
    assert sum(season.stops.values()) == 6


def test_nobody_at_all() -> None:
    assert set(summarise([], NOW).reached.values()) == {0}


def test_days_are_those_of_warsaw() -> None:
    late = int(datetime(2026, 11, 20, 23, 30, tzinfo=UTC).timestamp())
    season = summarise([journey(0, 0, late), journey(0, 0, late - 3600)], NOW)
    assert season.registrations == {date(2026, 11, 21): 1, date(2026, 11, 20): 1}
    assert last_days(season.registrations, date(2026, 11, 21), 3) == [
        (date(2026, 11, 19), 0),
        (date(2026, 11, 20), 1),
        (date(2026, 11, 21), 1),
    ]


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (timedelta(seconds=1), "1 sekunda"),
        (timedelta(seconds=119), "1 minuta"),
        (timedelta(minutes=119), "119 minut"),
        (timedelta(hours=2), "2 godziny"),
        (timedelta(hours=48), "2 dni"),
    ],
)
def test_how_long_something_took(time: timedelta, said: str) -> None:
    assert words.lasting(time) == said


def test_everything_has_its_words() -> None:
    assert set(words.STEPS) == set(words.ON_THE_CHART) == set(Step)
    assert set(words.STOPS) == set(words.LISTS) == set(Stop)
    assert set(words.RULES) == {EMPTY, TOO_LONG, SHAPE, *PasswordRule}


def accept_letters() -> None:
    """Let the mail server take what waits."""
    db.session.rollback()
    waiting = [letter.id for letter in db.session.query(OutgoingLetter).filter_by(accepted_at=None, given_up_at=None)]
    for letter_id in waiting:
        with transaction():
            settle_delivery(letter_id, Outcome(Verdict.DONE))


def register(app: Flask, person: Person) -> Browser:
    """Save somebody's form."""
    client = Browser(app)
    client.submit("/", {"login": person.pesel, "password": person.numbers[0]})
    client.submit("/rejestracja", ANSWERS | {"email": f"p{person.pesel[:4]}@example.pl"})
    return client


EVERYBODY = Whose()


def stops(whose: Whose = EVERYBODY) -> Counter[Stop | None]:
    """Count where people have stopped, and see that each number is that of its list."""
    db.session.rollback()
    found = Counter(stop_of(way, int(clock.now().timestamp())) for way in queries.journeys(whose))
    for stop, state in words.LISTS.items():
        listed = [one for batch in ids_matching(Wanted((), state, whose.scope, whose.import_id)) for one in batch]
        assert len(listed) == len(set(listed)) == found[stop]
    return found


def test_a_person_step_by_step(app: Flask) -> None:
    enter(ANNA)
    assert stops() == {Stop.NEVER_CAME: 1}
    Browser(app).submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    assert stops() == {Stop.FORM_NOT_SAVED: 1}
    client = register(app, ANNA)
    assert stops() == {Stop.LETTER_ON_ITS_WAY: 1}
    link = newest_link("activation")  # a letter that was taken is wiped
    accept_letters()
    assert stops() == {Stop.LINK_WAITS: 1}
    with time_machine.travel(clock.now() + timedelta(hours=73)):
        assert stops() == {Stop.LINK_EXPIRED: 1}
    client.submit(link)
    assert stops() == {Stop.NOT_BACK: 1}
    client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    (way,) = queries.journeys(Whose())
    assert [before <= after for before, after in zip(way.times, way.times[1:], strict=False)] == [True] * 5  # type: ignore[operator]
    assert stop_of(way, S) is None


def test_who_has_no_number_in_force_is_not_counted(app: Flask) -> None:
    enter(ANNA)
    remove_all(ANNA)
    assert stops() == {}
    enter(OLA)
    assert stops(Whose(scope="MBI")) == {Stop.NEVER_CAME: 1}
    assert stops(Whose(scope="E8P")) == {}


def test_a_list_has_whom_the_season_counts_and_nobody_else(app: Flask) -> None:
    anna, ola = enter(ANNA), enter(OLA)
    with transaction():
        enter_numbers([(ola, NumberEntry("2-3", "E8P", None, date(2024, 3, 1)))], COMMAND)
        for who in (anna, ola):
            suspensions.suspend(who, "clarification", COMMAND)
    remove_all(ANNA)
    assert stops() == stops(Whose(scope="MBI")) == {Stop.SUSPENDED: 1}
    assert stops(Whose(scope="E8P")) == {}
    with transaction():
        suspensions.restore(ola, COMMAND, reason="settled")
    assert stops() == stops(Whose(scope="MBI")) == {Stop.NEVER_CAME: 1}
    assert stops(Whose(scope="E8P")) == {}
    had = Wanted((), State.NEVER_CLAIMED, "E8P")
    assert [one for batch in ids_matching(had) for one in batch] == [ola]


def test_a_letter_that_failed(app: Flask) -> None:
    enter(ANNA)
    register(app, ANNA)
    with transaction():
        for letter in db.session.query(OutgoingLetter):
            letter.given_up_at, letter.sealed = clock.now(), None
    assert stops() == {Stop.LETTER_FAILED: 1}


@pytest.fixture
def office(runner: FlaskCliRunner, tmp_path: Path) -> Office:
    """Return an office whose scopes are loaded."""
    office = Office(runner, tmp_path)
    office.load_scopes()
    return office


@pytest.fixture
def iga(client: Browser) -> Colleague:
    """Return somebody at the desk who sees people and no more."""
    return Colleague(client, "iga@example.pl", "Iga Sowa", Role.AUDITOR).set_up()


def test_the_page_of_everybody_of_a_scope_and_of_an_import(iga: Colleague, app: Flask, office: Office) -> None:
    enter(OLA)
    imported = office.merge("44051401359;1-20456;Łoś;Anna Maria;MBI;;;;")
    register(app, ANNA)
    page = iga.browser.get("/biuro/sezon")
    steps = [row.all("td")[0].text for row in page.tree.all("tbody")[0].all("tr")]
    assert steps == ["2", "1", "1", "0", "0", "0"]
    assert page.tree.all("a", href="/biuro/osoby?stan=ani-razu")
    assert "Adres e-mail" not in page.text
    sent = iga.browser.submit(page, {"import_id": str(imported["import_id"]), "scope": "MBI"}, button="Pokaż")
    assert sent.location == f"/biuro/sezon?import={imported['import_id']}&zakres=MBI"
    page = iga.browser.follow(sent)
    assert page.tree.all("tbody")[0].all("tr")[0].all("td")[0].text == "1"
    assert "tylko z wybranego pliku" in page.text
    address = f"/biuro/osoby?stan=list-w-drodze&zakres=MBI&plik={imported['import_id']}"
    listed = iga.browser.get(page.tree.all("a", href=address)[0].attrs["href"])
    assert "Łoś Anna Maria" in listed.text


@pytest.mark.parametrize("address", ["?import=77", "?zakres=NIC", "/wykres/abc.svg"])
def test_an_address_of_nothing(iga: Colleague, address: str) -> None:
    assert "Nie ma takiej strony" in iga.browser.get(f"/biuro/sezon{address}", 404).text


def test_charts_show_the_figures_and_hold_no_script(iga: Colleague, app: Flask) -> None:
    enter(ANNA)
    register(app, ANNA)
    images = [image.attrs["src"] for image in iga.browser.get("/biuro/sezon").tree.all("img")]
    assert len(images) == 2
    for image in images:
        drawn = iga.browser.flask.get(image)
        assert (drawn.status_code, drawn.mimetype) == (200, "image/svg+xml")
        assert b"<script" not in drawn.data
    with app.test_request_context():
        chart = charts.funnel(["Pierwszy krok", "Drugi"], [1200, 7])
        assert charts.read(chart.token()) == chart
        text = charts.draw(chart).decode()
    assert "Pierwszy krok" in text
    assert "1\u00a0200" in text


def test_the_last_date_of_a_chart_is_not_cut_off(app: Flask) -> None:
    drawn = charts.draw(charts.days([(NOW.date() - timedelta(days=ago), ago) for ago in reversed(range(30))])).decode()
    moved = re.search(r"translate\((\d+)", drawn)
    date_at = re.search(r'<text x="([\d.]+)"[^>]*>21\.11<', drawn)
    assert moved
    assert date_at
    assert 480 - int(moved[1]) - float(date_at[1]) > len("21.11") * 10 / 2


def refusals() -> dict[tuple[str, str], int]:
    db.session.rollback()
    return {(one.field, one.rule): one.people for one in db.session.query(FormRefusal)}


def test_the_form_counts_what_it_refuses_once_a_browser_and_never_an_answer(iga: Colleague, app: Flask) -> None:
    enter(ANNA)
    enter(JAN)
    wrong = {"email": "anna@", "new_password": "krótkie", "home_postcode": "", "home_city": "x" * 300}
    for person in (ANNA, JAN):
        client = Browser(app)
        client.submit("/", {"login": person.pesel, "password": person.numbers[0]})
        for _ in range(2):
            client.submit("/rejestracja", ANSWERS | wrong, 422)
    assert refusals() == {
        ("email", "shape"): 2,
        ("new_password", "length"): 2,
        ("new_password", "upper"): 2,
        ("new_password", "digit"): 2,
        ("new_password", "special"): 2,
        ("new_password", "easy"): 2,
        ("repeat_password", "shape"): 2,
        ("home_postcode", "empty"): 2,
        ("home_city", "too_long"): 2,
    }
    rows = [row.text for row in iga.browser.get("/biuro/sezon").tree.all("tbody")[-1].all("tr")]
    assert any("Adres e-mail" in row and "inną postać" in row and "2" in row for row in rows)


def test_a_form_that_was_open_too_long_counts_nothing(app: Flask) -> None:
    enter(ANNA)
    client = Browser(app)
    client.submit("/", {"login": ANNA.pesel, "password": "1-20456"})
    client.submit("/rejestracja", ANSWERS | {"csrf_token": "old"}, 422)
    assert refusals() == {}
    assert rules.Season({Step.IMPORTED: 3}, {}, {}, {}).people == 3
