"""A forgotten password: one answer for everybody, a letter for those who have an account."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from examportal.accounts.models import Account, PasswordRequest, PasswordReset
from examportal.config import settings
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.models import Job
from tests.accounts.owners import told
from tests.browser import Browser
from tests.letters import answer_password_requests, newest_link, posted, text_of
from tests.people import ANSWERS, PASSWORD, Person, enter, login_of

ANNA = Person()
NEW = "Nowe hasło na 100%"
TWICE = {"new_password": NEW, "repeat_password": NEW}


@pytest.fixture
def pending(client: Browser) -> Browser:
    """Return a browser of somebody whose letter is under way."""
    enter(ANNA)
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    client.submit("/rejestracja", ANSWERS)
    return client


@pytest.fixture
def active(pending: Browser) -> Browser:
    """Return a browser of somebody with an active account."""
    pending.submit(newest_link("activation"), {})
    return pending


def ask(client: Browser, login: str = ANNA.pesel, **more: str) -> str:
    answer = client.submit("/haslo", {"login": login} | more)
    page = client.follow(answer)
    answer_password_requests()
    return page.text


def test_everybody_gets_the_same_answer(active: Browser) -> None:
    enter(Person("50021330853", "Kowalski", "Jan", ("2-00001",)))
    answers = {ask(active, login) for login in (ANNA.pesel, "50021330853", "22222222222", "x" * 190, "' --")}
    assert len(answers) == 1
    assert len(posted("password_reset")) == 1
    assert db.session.query(PasswordRequest).count() == 0


@pytest.mark.parametrize("asked", [False, True])
def test_a_letter_goes_to_no_other_address_than_the_one_that_was_typed(active: Browser, asked: bool) -> None:
    with told(active.app, reset_asks_email=asked):
        another = ask(active, email="anna@example.pl")
        assert posted("password_reset") == []
        assert ask(active, email="50021330853@example.pl", login="50021330853") == another
        assert ask(active, email=" Anna.Los@EXAMPLE.pl") == another
        assert ask(active, email="anna.los@example.pl") == another
    assert [letter.recipient for letter in posted("password_reset")] == ["anna.los@example.pl"] * 2
    assert db.session.query(PasswordRequest).count() == 0


def test_capitals_of_the_account_s_own_address_do_not_matter_either(active: Browser) -> None:
    with transaction():
        db.session.query(Account).one().email = "Anna.LOS@example.pl"
    ask(active, email="anna.los@example.pl")
    assert [letter.recipient for letter in posted("password_reset")] == ["Anna.LOS@example.pl"]


def test_a_letter_to_whoever_has_a_login_number_goes_to_no_other_address_either(active: Browser) -> None:
    number = login_of(db.session.query(Account).one().examiner_id)
    ask(active, number, email="anna@example.pl")
    assert posted("password_reset") == []
    ask(active, number, email="anna.los@example.pl")
    assert len(posted("password_reset")) == 1


def test_a_typed_address_waits_sealed_and_is_in_no_job(active: Browser) -> None:
    active.submit("/haslo", {"login": ANNA.pesel, "email": "canary@example.pl"})
    request = db.session.query(PasswordRequest).one()
    assert request.unseal()["email"] == "canary@example.pl"
    assert "canary" not in str(request.sealed)
    assert "canary" not in str(db.session.execute(select(Job.__table__)).all())


def test_what_is_no_address_is_named_and_asks_for_nothing(active: Browser) -> None:
    page = active.submit("/haslo", {"login": ANNA.pesel, "email": "anna.los"}, 422)
    assert page.errors() == {"email": "Adres e-mail ma postać nazwa@domena.pl, bez polskich liter i spacji."}
    assert (page.value("login"), page.value("email")) == (ANNA.pesel, "anna.los")
    assert db.session.query(PasswordRequest).count() == 0


def test_the_address_is_asked_for_only_where_the_board_wants_it(active: Browser) -> None:
    assert "nieobowiązkowe" in active.get("/haslo").text
    active.submit("/haslo", {"login": ANNA.pesel, "email": " "})
    with told(active.app, reset_asks_email=True):
        assert "nieobowiązkowe" not in active.get("/haslo").text
        page = active.submit("/haslo", {"login": ANNA.pesel, "email": " "}, 422)
        assert page.errors() == {"email": "Wpisz adres e-mail zapisany w koncie."}
    assert db.session.query(PasswordRequest).count() == 1


def test_an_empty_pesel_is_named(client: Browser) -> None:
    assert set(client.submit("/haslo", {"login": " "}, 422).errors()) == {"login"}


def test_the_letter_goes_to_the_address_of_the_account(active: Browser) -> None:
    ask(active)
    letter = posted("password_reset")[0]
    assert letter.recipient == "anna.los@example.pl"
    assert "Anna Maria Łoś" in text_of(letter)
    assert "44051401359" not in text_of(letter)
    reset = db.session.query(PasswordReset).one()
    assert reset.expires_at - reset.issued_at == timedelta(minutes=60)


def test_the_link_sets_a_password_once_and_ends_all_sessions(active: Browser) -> None:
    active.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    ask(active)
    path = newest_link("password_reset")
    stranger = Browser(active.app)
    stranger.get(path)
    answer = stranger.submit(path, TWICE)
    assert "Nowe hasło zapisane" in stranger.follow(answer).text
    assert active.get("/konto", 303).location == "/"
    assert active.submit("/", {"login": ANNA.pesel, "password": NEW}).location == "/konto"
    assert stranger.get(path, 410).heading == "Ten link był już użyty"
    stranger.submit("/", {"login": ANNA.pesel, "password": PASSWORD}, 422)


def test_using_one_link_ends_the_others(active: Browser) -> None:
    ask(active)
    first = newest_link("password_reset")
    ask(active)
    active.submit(newest_link("password_reset"), TWICE)
    assert active.get(first, 410).heading == "Ten link był już użyty"


def test_a_link_used_meanwhile_is_refused_at_the_end_too(active: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(active)
    path = newest_link("password_reset")
    page = active.get(path)

    def slow(password: str) -> str:
        with transaction():
            db.session.query(PasswordReset).one().used_at = clock.now()
        return password

    monkeypatch.setattr("examportal.entrance.routes.hash_password", slow)
    assert active.submit(page, TWICE, 410).heading == "Ten link był już użyty"


def test_a_weak_password_does_not_use_the_link_up(active: Browser) -> None:
    ask(active)
    path = newest_link("password_reset")
    page = active.submit(path, {"new_password": "słabe", "repeat_password": "inne"}, 422)
    assert set(page.errors()) == {"new_password", "repeat_password"}
    active.submit(page, TWICE)


def test_a_password_built_from_what_is_stored_about_the_person_is_refused(active: Browser) -> None:
    ask(active)
    path = newest_link("password_reset")
    for own in ("Rower 44051401359!", "Rower 1-20457 czerwony!", "Moj Biały ŁOŚ 77!"):
        page = active.submit(path, {"new_password": own, "repeat_password": own}, 422)
        assert "numeru ewidencyjnego" in page.errors()["new_password"]


def test_without_classes_neither_page_nor_refusal_speaks_of_them(
    active: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(active)
    path = newest_link("password_reset")
    assert "wielką literę" in active.get(path).text
    monkeypatch.setitem(active.app.extensions, "settings", replace(settings(), password_classes=False))
    page = active.submit(path, {"new_password": "warszawa2026", "repeat_password": "warszawa2026"}, 422)
    assert "literę" not in page.text
    assert page.errors()["new_password"] == "To hasło łatwo odgadnąć – dodaj jeszcze jedno lub dwa słowa."
    twice = {"new_password": "zielony rower na dachu", "repeat_password": "zielony rower na dachu"}
    active.submit(page, twice)


def test_after_an_hour_the_link_is_over(active: Browser) -> None:
    ask(active)
    with time_machine.travel(clock.now() + timedelta(minutes=60)):
        assert active.get(newest_link("password_reset"), 410).heading == "Ten link stracił ważność"
    active.get(newest_link("password_reset"), 410)  # also when the clock was an hour ahead, or is set back


def test_a_link_to_a_former_address_is_over(active: Browser) -> None:
    ask(active)
    with transaction():
        db.session.query(Account).one().email = "nowy@example.pl"
    assert active.get(newest_link("password_reset"), 410).heading == "Ten link już nie działa"


@pytest.mark.parametrize("token", ["x", "k" * 43, "ż" * 300])
def test_an_unknown_link_is_told_apart(client: Browser, token: str) -> None:
    assert client.get(f"/haslo/{token}", 404).heading == "Nie znamy tego linku"


def test_whoever_forgets_before_activating_is_not_sent_in_circles(pending: Browser) -> None:
    ask(pending)
    answer = pending.submit(newest_link("password_reset"), TWICE)
    assert "a konto jest aktywne" in pending.follow(answer).text
    assert pending.submit("/", {"login": ANNA.pesel, "password": NEW}).location == "/konto"
    assert pending.flask.get(newest_link("activation")).status_code == 200
