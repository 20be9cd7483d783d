"""The sign-in form: which way it leads, and what it tells whom."""

from datetime import date, timedelta

import argon2
import pytest
import time_machine
from flask import Flask

from examportal.accounts.models import Account, SignInSession
from examportal.accounts.rules import ABSOLUTE_LIMIT, IDLE_LIMIT
from examportal.core import clock
from examportal.db import db, transaction
from examportal.entrance.forms import REFUSED
from examportal.entrance.service import Credentials
from examportal.journal.models import JournalPayload
from tests.browser import Browser
from tests.letters import newest_link
from tests.people import ANSWERS, PASSWORD, Person, enter, remove_all

ANNA = Person()
JAN = Person("50021330853", "Kowalski", "Jan", ("2-00001",))


def activate(client: Browser, person: Person = ANNA) -> None:
    enter(person)
    client.submit("/", {"login": person.pesel, "password": person.numbers[0]})
    client.submit("/rejestracja", ANSWERS)
    client.submit(newest_link("activation"), {})


def sign_in(client: Browser, secret: str = PASSWORD, person: Person = ANNA, status: int = 303) -> str:
    answer = client.submit("/", {"login": person.pesel, "password": secret}, status)
    return answer.location if status == 303 else answer.errors().get("", "")


@pytest.mark.parametrize("number", ["1-20456", " 1\u201320457 ", "1 - 20456"])
def test_any_own_number_opens_the_profile_form(client: Browser, number: str) -> None:
    enter(ANNA)
    assert sign_in(client, number) == "/rejestracja"


@pytest.mark.parametrize("login", ["440514-01359", "440514 01359", "\u200b44051401359\u00a0"])
def test_a_pesel_may_be_pasted_with_anything_invisible(client: Browser, login: str) -> None:
    enter(ANNA)
    assert client.submit("/", {"login": login, "password": "1-20456"}).location == "/rejestracja"


@pytest.mark.parametrize(
    ("login", "secret"),
    [
        ("50021330853", "1-20456"),
        ("44051401359", "2-00001"),
        ("44051401359", "1-99999"),
        ("44051401359", "1-30000"),
        ("22222222222", "1-20456"),
        ("4405140135", "1-20456"),
        ("' OR 1=1 --", "1-20456"),
        ("x" * 150, "x" * 200),
        ("44051401359", PASSWORD),
    ],
)
def test_whatever_does_not_fit_gets_one_answer(client: Browser, login: str, secret: str) -> None:
    enter(Person(numbers=("1-20456", "1-30000"), removed={"1-30000": date(2024, 3, 1)}))
    enter(JAN)
    page = client.submit("/", {"login": login, "password": secret}, 422)
    assert page.errors() == {"": REFUSED}
    assert client.get("/rejestracja", 303).location == "/"


def test_a_removal_in_the_future_still_opens(client: Browser) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    enter(Person(numbers=("1-20456",), removed={"1-20456": tomorrow}))
    assert sign_in(client, "1-20456") == "/rejestracja"


def test_empty_fields_are_named(client: Browser) -> None:
    assert set(client.submit("/", {"login": "", "password": ""}, 422).errors()) == {"login", "password"}


def test_a_late_form_comes_back_with_its_answers(client: Browser) -> None:
    page = client.post("/", {"login": "44051401359", "password": "x", "csrf_token": "old"}, 422)
    assert "zbyt długo" in page.errors()[""]
    assert page.value("login") == "44051401359"


def test_an_active_account_opens_with_the_password_and_no_longer_with_a_number(client: Browser) -> None:
    activate(client)
    assert sign_in(client, "1-20456", status=422) == REFUSED
    assert sign_in(client, PASSWORD) == "/konto"
    assert client.get("/konto").heading == "Twoje konto"
    assert client.get("/", 303).location == "/konto"


def test_all_numbers_removed_is_told_after_the_right_password_only(client: Browser) -> None:
    activate(client)
    remove_all(ANNA)
    assert sign_in(client, "złe hasło", status=422) == REFUSED
    page = client.submit("/", {"login": ANNA.pesel, "password": PASSWORD}, 403)
    assert page.heading == "Twoje numery są skreślone z ewidencji"
    assert db.session.query(SignInSession).count() == 0


def test_a_removal_ends_a_running_session(client: Browser) -> None:
    activate(client)
    sign_in(client)
    remove_all(ANNA)
    assert client.get("/konto", 303).location == "/"


def test_signing_out_ends_the_session_on_the_server(client: Browser) -> None:
    activate(client)
    sign_in(client)
    cookie = client.flask.get_cookie("portal")
    assert cookie is not None
    answer = client.submit("/konto", button="Wyloguj się")
    assert "Wylogowaliśmy" in client.follow(answer).text
    client.flask.set_cookie("portal", cookie.value)
    assert client.get("/konto", 303).location == "/"
    assert db.session.query(SignInSession).one().ended_at is not None


def test_signing_in_again_ends_the_session_that_ran_in_this_browser(client: Browser) -> None:
    activate(client)
    sign_in(client)
    token = client.get("/konto").value("csrf_token")
    client.post("/", {"login": ANNA.pesel, "password": PASSWORD, "csrf_token": token})
    assert client.get("/konto").heading == "Twoje konto"
    db.session.rollback()
    assert db.session.query(SignInSession).filter_by(ended_at=None).count() == 1


def test_signing_out_needs_the_token(client: Browser) -> None:
    activate(client)
    sign_in(client)
    client.post("/wyloguj", {})
    assert client.get("/konto").heading == "Twoje konto"


def test_a_session_ends_when_idle(client: Browser) -> None:
    activate(client)
    sign_in(client)
    almost, over = IDLE_LIMIT - timedelta(seconds=5), IDLE_LIMIT + timedelta(seconds=5)
    start = clock.now()
    with time_machine.travel(start + almost):
        client.get("/konto")
    with time_machine.travel(start + almost + almost):
        client.get("/konto")
    with time_machine.travel(start + almost + almost + over):
        assert client.get("/konto", 303).location == "/"


def test_a_session_ends_however_busy(client: Browser) -> None:
    activate(client)
    sign_in(client)
    start, step = clock.now(), timedelta(minutes=20)
    for minutes in range(1, int(ABSOLUTE_LIMIT / step)):
        with time_machine.travel(start + minutes * step):
            client.get("/konto")
    with time_machine.travel(start + ABSOLUTE_LIMIT + timedelta(seconds=1)):
        assert client.get("/konto", 303).location == "/"


@pytest.mark.parametrize("who", ["unknown", "unclaimed", "pending", "active", "removed"])
@pytest.mark.parametrize("secret", ["not it", PASSWORD, "1-20456", "x" * 199])
def test_exactly_one_hash_whoever_comes(client: Browser, hashes: list[str], who: str, secret: str) -> None:
    if who in {"unclaimed", "pending"}:
        enter(ANNA)
    if who == "pending":
        client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
        client.submit("/rejestracja", ANSWERS)
    if who in {"active", "removed"}:
        activate(client)
    if who == "removed":
        remove_all(ANNA)
    page = client.get("/")
    hashes.clear()
    data = {"login": ANNA.pesel, "password": secret, "csrf_token": page.value("csrf_token")}
    client.flask.post("/", data=data)
    assert hashes == ["verify"]


def test_a_hash_with_old_parameters_is_renewed(client: Browser, app: Flask) -> None:
    activate(client)
    old = argon2.PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(PASSWORD)
    with transaction():
        db.session.query(Account).one().password_hash = old
    assert sign_in(client) == "/konto"
    db.session.rollback()
    assert db.session.query(Account).one().password_hash != old
    client.submit("/konto", button="Wyloguj się")
    assert sign_in(client) == "/konto"


def test_every_attempt_leaves_a_trace(client: Browser) -> None:
    activate(client)
    sign_in(client, "nope", status=422)
    client.submit("/", {"login": "22222222222", "password": "x"}, 422)
    sign_in(client)
    rows = db.session.query(JournalPayload).filter_by(event="sign_in").order_by(JournalPayload.seq)
    examiner = f"examiner:{db.session.query(Account).one().examiner_id}"
    assert [(row.actor, row.subject, row.result) for row in rows] == [
        ("nobody", examiner, "refused"),
        ("nobody", None, "refused"),
        (examiner, examiner, "done"),
    ]


def test_a_password_changed_while_comparing_does_not_count(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    activate(client)

    def verify(_stored: str | None, _password: str) -> bool:
        with transaction():
            db.session.query(Account).one().password_hash = "another"
        return True

    monkeypatch.setattr("examportal.entrance.service.passwords.verify", verify)
    monkeypatch.setattr("examportal.entrance.service.passwords.needs_rehash", lambda _stored: False)
    assert sign_in(client, status=422) == REFUSED


def test_credentials_do_not_show_themselves() -> None:
    assert repr(Credentials("44051401359", PASSWORD)) == "Credentials(…)"
