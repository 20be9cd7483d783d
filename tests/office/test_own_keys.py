"""One's own keys: each is changed only with the password shown again, and told by letter."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts.rules import SEEN_EVERY
from examportal.accounts.staff.models import StaffMember, StaffSession
from examportal.accounts.staff.rules import IDLE_LIMIT
from examportal.accounts.steps import rules
from examportal.core import clock
from examportal.db import db, transaction
from examportal.throttle.rules import PAIR, STAFF_CODE
from tests.browser import Browser
from tests.letters import posted, text_of
from tests.office.staff import Colleague, later

NEW = "pięć psów za płotem"
SAID_AGAIN = {"new_password": NEW, "repeat_password": NEW}
OWN = "/biuro/konto"
APP, CODES = "/biuro/konto/aplikacja", "/biuro/konto/kody-zapasowe"


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return an administrator at the desk."""
    return Colleague(client).set_up()


@pytest.fixture
def elsewhere(ewa: Colleague, app: Flask) -> Colleague:
    """Return the same person signed in on another device."""
    there = Colleague(Browser(app), secret=ewa.secret)
    there._used = ewa._used
    there.sign_in()
    ewa._used = there._used
    return there


def prove(ewa: Colleague, path: str) -> None:
    ewa.browser.follow(ewa.browser.submit(path, {"current_password": ewa.password}))


def test_another_password_signs_out_elsewhere_and_is_told(ewa: Colleague, elsewhere: Colleague) -> None:
    page = ewa.browser.submit("/biuro/konto/haslo", {"current_password": ewa.password} | SAID_AGAIN)
    assert "Nowe hasło zapisane." in ewa.browser.follow(page).text
    elsewhere.browser.get("/biuro/", 303)
    assert "zmieniono hasło" in text_of(posted("staff_keys_changed")[-1])
    ewa.sign_out()
    ewa.knock(422)
    ewa.knock(password=NEW)


def test_signed_in_browsers_are_listed_and_ended_one_by_one(ewa: Colleague, elsewhere: Colleague) -> None:
    page = ewa.browser.get(OWN)
    assert "Po 15 minutach bez kliknięcia i po 8 godzinach od zalogowania" in page.text
    assert len([item for item in page.tree.all("li") if "Zalogowana" in item.text]) == 2
    (form,) = [form for form in page.tree.all("form") if form.attrs["action"].startswith(f"{OWN}/przegladarki")]
    assert "zbyt długo" in ewa.browser.follow(ewa.browser.post(form.attrs["action"])).text
    pressed = {"csrf_token": page.value("csrf_token")}
    assert "Wylogowaliśmy tę" in ewa.browser.follow(ewa.browser.post(form.attrs["action"], pressed)).text
    assert "już wylogowana" in ewa.browser.follow(ewa.browser.post(form.attrs["action"], pressed)).text
    elsewhere.browser.get("/biuro/", 303)
    assert "/wyloguj" not in ewa.browser.get(OWN).source.partition("<main")[2]


def test_nobody_ends_a_session_of_somebody_else(ewa: Colleague, app: Flask) -> None:
    adam = Colleague(Browser(app), "adam@example.pl", "Adam Lis").set_up()
    theirs = db.session.query(StaffSession).filter_by(member_id=adam.id).one().id
    pressed = {"csrf_token": ewa.browser.get(OWN).value("csrf_token")}
    assert (
        "już wylogowana" in ewa.browser.follow(ewa.browser.post(f"{OWN}/przegladarki/{theirs}/wyloguj", pressed)).text
    )
    adam.browser.get("/biuro/")


def test_a_cookie_kept_aside_ends_with_the_clicks_of_its_session(ewa: Colleague) -> None:
    start = clock.now()
    kept = ewa.browser.flask.get_cookie("portal")
    assert kept is not None
    for minutes in (4, 10, 20):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            ewa.browser.get("/biuro/")
    db.session.rollback()
    seen = db.session.query(StaffSession).one().seen_at - start
    assert timedelta(minutes=19) < seen < timedelta(minutes=21)
    with transaction():
        db.session.query(StaffSession).one().seen_at = start - IDLE_LIMIT - SEEN_EVERY
    ewa.browser.flask.set_cookie("portal", kept.value)
    assert ewa.browser.get("/biuro/", 303).location.startswith("/biuro/logowanie")


def test_a_wrong_present_password_changes_nothing(ewa: Colleague) -> None:
    page = ewa.browser.submit("/biuro/konto/haslo", {"current_password": "nie to"} | SAID_AGAIN, 422)
    assert "obecne hasło" in page.errors()["current_password"]
    for path in (APP, CODES):
        assert "current_password" in ewa.browser.submit(path, {"current_password": "nie to"}, 422).errors()
        assert ewa.browser.get(f"{path}/{'nowa' if path == APP else 'nowe'}", 303).location == "/biuro/konto"
    assert posted("staff_keys_changed") == []


@pytest.mark.parametrize("path", ["/biuro/konto/haslo", APP])
def test_guessing_the_present_password_is_throttled(ewa: Colleague, path: str) -> None:
    answers = {"current_password": "nie to"} | (SAID_AGAIN if path.endswith("haslo") else {})
    for _ in range(PAIR.allowed):
        ewa.browser.submit(path, answers, 422)
    assert ewa.browser.submit(path, answers, 429).response.headers["Retry-After"]


def test_a_password_changed_elsewhere_while_comparing(ewa: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    def hashed(_password: str) -> str:
        with transaction():
            db.session.query(StaffMember).one().password_hash = "another"
        return "third"

    monkeypatch.setattr("examportal.office.routes.own_keys.hash_password", hashed)
    ewa.browser.submit("/biuro/konto/haslo", {"current_password": ewa.password} | SAID_AGAIN, 422)
    db.session.rollback()
    assert db.session.query(StaffMember).one().password_hash == "another"


def test_another_app_replaces_the_first(ewa: Colleague, elsewhere: Colleague) -> None:
    prove(ewa, APP)
    former = ewa.secret
    assert ewa.browser.get("/biuro/konto/aplikacja/qr.svg").response.mimetype == "image/svg+xml"
    ewa.browser.submit("/biuro/konto/aplikacja/nowa", {"code": "000000"}, 422)
    ewa.add_app("/biuro/konto/aplikacja/nowa")
    assert former != ewa.secret
    elsewhere.browser.get("/biuro/", 303)
    assert "zmieniono aplikację z kodami" in text_of(posted("staff_keys_changed")[-1])
    elsewhere.knock()
    with later(timedelta(minutes=2)):
        elsewhere.browser.submit("/biuro/kod", {"code": elsewhere.code()}, 422)
        elsewhere.browser.submit("/biuro/kod", {"code": ewa.code()})


def test_the_first_app_works_until_the_new_one_is_confirmed(ewa: Colleague) -> None:
    prove(ewa, APP)
    ewa.sign_out()
    assert ewa.sign_in().location == "/biuro/"


def test_wrong_codes_of_a_new_app_are_throttled(ewa: Colleague) -> None:
    prove(ewa, APP)
    for _ in range(STAFF_CODE.allowed):
        ewa.browser.submit("/biuro/konto/aplikacja/nowa", {"code": "000000"}, 422)
    page = ewa.browser.submit("/biuro/konto/aplikacja/nowa", {"code": "000000"}, 429)
    assert page.response.headers["Retry-After"]


def test_new_codes_replace_the_old_ones_once_they_are_kept(ewa: Colleague) -> None:
    old = ewa.recovery_codes
    prove(ewa, CODES)
    ewa.sign_out()
    ewa.knock()
    assert ewa.browser.submit("/biuro/kod", {"code": old[0]}).location == "/biuro/"
    prove(ewa, CODES)
    assert ewa.keep_codes("/biuro/konto/kody-zapasowe/nowe").location == "/biuro/konto"
    assert "zostało 10 z 10" in ewa.browser.get("/biuro/konto").text
    assert "nowe kody zapasowe" in text_of(posted("staff_keys_changed")[-1])
    ewa.sign_out()
    ewa.knock()
    ewa.browser.submit("/biuro/kod", {"code": old[1]}, 422)
    assert ewa.browser.submit("/biuro/kod", {"code": ewa.recovery_codes[1]}).location == "/biuro/"


@pytest.mark.parametrize(("path", "shown"), [(APP, "nowa"), (CODES, "nowe")])
def test_what_was_prepared_is_not_shown_for_ever(ewa: Colleague, path: str, shown: str) -> None:
    prove(ewa, path)
    start = timedelta(minutes=10)
    for minutes in range(1, 3):
        with later(minutes * start):
            ewa.browser.get(f"{path}/{shown}")
    with later(rules.SET_UP_LIFETIME + timedelta(seconds=5)):
        page = ewa.browser.follow(ewa.browser.get(f"{path}/{shown}", 303))
        assert "otwarta zbyt długo" in page.text
        prove(ewa, path)
        ewa.browser.get(f"{path}/{shown}")
