"""Login numbers of everybody: given with the activation, told by letter, good at the door, told again."""

import re

import pytest
from flask import Flask

from examportal.accounts import logins, suspensions
from examportal.accounts import queries as keys
from examportal.accounts import service as accounts
from examportal.accounts.models import Account, LoginRequest
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import COMMAND, Event
from examportal.register import queries as register
from examportal.throttle.rules import LOGIN_LETTERS
from tests.browser import Browser
from tests.letters import answer_password_requests, newest_link, posted, text_of
from tests.onboarding.steps import ANNA, knock
from tests.people import ANSWERS, PASSWORD, Person, enter, login_of

PAGE = "/przypomnij-login"
JAN = Person("50021330853", "Kowalski", "Jan", ("2-00001",))


def register_one(app: Flask, person: Person = ANNA) -> int:
    """Enter somebody who fills in the form; return the id."""
    examiner_id = enter(person)
    client = Browser(app)
    client.submit("/", {"login": person.pesel, "password": person.numbers[0]})
    client.submit("/rejestracja", ANSWERS | {"first_names": person.first_names, "last_name": person.last_name})
    return examiner_id


def activated(app: Flask, person: Person = ANNA) -> int:
    """Enter somebody who activates the account; return the id."""
    examiner_id = register_one(app, person)
    Browser(app).submit(newest_link("activation"))
    return examiner_id


def ask(app: Flask, typed: str) -> str:
    """Ask, let the worker answer, and return what the page says."""
    client = Browser(app)
    said = client.follow(client.submit(PAGE, {"login": typed})).text
    for request in db.session.query(LoginRequest).all():
        with transaction():
            logins.answer(request.id)
    return said


def told() -> list[str]:
    """Return the login numbers in the letters that were posted."""
    return [re.findall(r"\b[1-9][0-9]{5}\b", text_of(letter))[0] for letter in posted("login_number")]


def test_it_comes_with_the_activation_and_a_letter(app: Flask) -> None:
    examiner_id = register_one(app)
    assert register.get_examiner(examiner_id).login_number is None
    assert posted("login_number") == []
    Browser(app).submit(newest_link("activation"))
    assert told() == [login_of(examiner_id)]
    (letter,) = posted("login_number")
    assert letter.recipient == ANSWERS["email"]
    assert ANNA.pesel not in text_of(letter)


def test_a_password_link_that_activates_brings_it_too(app: Flask) -> None:
    examiner_id = register_one(app)
    Browser(app).submit("/haslo", {"login": ANNA.pesel})
    answer_password_requests()
    Browser(app).submit(newest_link("password_reset"), {"new_password": PASSWORD, "repeat_password": PASSWORD})
    assert told() == [login_of(examiner_id)]


def test_it_signs_in_like_the_pesel_and_stands_on_the_own_pages(app: Flask) -> None:
    number = login_of(activated(app))
    client = Browser(app)
    answer = client.submit("/", {"login": f"{number[:3]} {number[3:]}", "password": PASSWORD})
    assert answer.location == "/konto"
    assert number in client.get("/konto").text
    assert number in client.get("/konto/bezpieczenstwo").text


def test_a_forgotten_password_is_answered_by_it(app: Flask) -> None:
    Browser(app).submit("/haslo", {"login": login_of(activated(app))})
    answer_password_requests()
    assert len(posted("password_reset")) == 1


def test_those_who_were_active_before_get_theirs_in_batches_without_letters(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [register_one(app), register_one(app, JAN)]
    with transaction():
        for examiner_id in people:
            accounts.activate(keys.get_account(examiner_id))
    client = Browser(app)
    knock(client, PASSWORD)
    assert "w ciągu doby" in client.get("/konto/bezpieczenstwo").text
    monkeypatch.setattr(logins, "TOGETHER", 1)
    logins.give_missing()
    logins.give_missing()
    assert len({login_of(examiner_id) for examiner_id in people}) == 2
    assert posted("login_number") == []
    given = db.session.query(JournalPayload).filter_by(event=Event.LOGIN_NUMBER_GIVEN)
    assert sorted(str(entry.subject) for entry in given) == sorted(f"examiner:{one}" for one in people)


@pytest.mark.parametrize("typed", [ANNA.pesel, "440 514-01359", "anna.los@example.pl", " Anna.Los@EXAMPLE.pl "])
def test_whoever_asks_gets_it_again_at_the_confirmed_address(app: Flask, typed: str) -> None:
    number = login_of(activated(app))
    ask(app, typed)
    assert told() == [number, number]
    assert db.session.query(LoginRequest).count() == 0


@pytest.mark.parametrize("kept", ["Anna.Los@example.pl", "ANNA.LOS@example.pl"])
def test_an_address_that_was_given_in_capitals_is_found(app: Flask, kept: str) -> None:
    number = login_of(activated(app))
    with transaction():
        db.session.query(Account).one().email = kept
    ask(app, "anna.los@example.pl")
    assert told() == [number, number]
    assert posted("login_number")[-1].recipient == kept


def test_who_was_activated_before_there_were_numbers_gets_one_by_asking(app: Flask) -> None:
    examiner_id = register_one(app)
    with transaction():
        accounts.activate(keys.get_account(examiner_id))
    ask(app, ANNA.pesel)
    assert told() == [login_of(examiner_id)]


def test_each_of_two_who_share_an_address_gets_an_own_letter(app: Flask) -> None:
    numbers = [login_of(activated(app)), login_of(activated(app, JAN))]
    ask(app, ANSWERS["email"])
    assert told() == [*numbers, *numbers]
    for person, letter in zip((ANNA, JAN), posted("login_number")[2:], strict=True):
        assert f"{person.first_names} {person.last_name}" in text_of(letter)


def test_nobody_else_is_written_to_and_all_read_the_same(app: Flask) -> None:
    pending = register_one(app)
    answers = {ask(app, typed) for typed in (ANNA.pesel, "22222222222", "nobody@example.pl", "x" * 3000, "' --")}
    assert len(answers) == 1
    Browser(app).submit(newest_link("activation"))
    with transaction():
        suspensions.suspend(pending, suspensions.OBJECTION, COMMAND)
    ask(app, ANNA.pesel)
    assert len(posted("login_number")) == 1


def test_too_many_requests_wait_and_an_empty_one_is_named(app: Flask) -> None:
    client = Browser(app)
    assert set(client.submit(PAGE, {"login": " "}, 422).errors()) == {"login"}
    for _ in range(LOGIN_LETTERS.allowed):
        client.submit(PAGE, {"login": "a@example.pl"})
    assert "Za dużo prób" in client.submit(PAGE, {"login": "A@EXAMPLE.pl"}, 429).text
