"""Strangers learn nothing: whatever state an account is in, a wrong attempt looks and costs like one on nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from werkzeug.test import TestResponse

from examportal.accounts import freezing, queries, suspensions
from examportal.accounts.rules import keys_of
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from examportal.register.rules import IdentityDocument
from examportal.throttle import rules
from tests.accounts.owners import owner, told
from tests.accounts.steps.owners import with_app
from tests.browser import Browser
from tests.people import ANSWERS, Person, enter, login_of, remove_all

ANNA = Person()
OKSANA = Person(document=IdentityDocument("paszport", "FE4600207", "UA", date(1979, 1, 10)))
WITH_PESEL, WITHOUT_PESEL = "pesel", "login_number"
NOBODYS_PESEL = "50021330853"
WRONG_PASSWORD = "To nie jest to hasło 1"
WRONG_NUMBER = "9-99999"
TOO_LONG = "x" * 3000
STATES = ("unclaimed", "pending", "active", "second_step", "suspended", "frozen", "all_removed")
"""What a stranger must not tell from a person whom the register does not know; being throttled comes on top of each."""


@dataclass(frozen=True)
class Door:
    """A form that strangers may send with anybody's login; `allowed`: how often before they wait."""

    page: str
    typed: dict[str, str]
    allowed: int
    status: int
    hashes: tuple[str, ...]


SIGN_IN = Door("/", {"password": WRONG_PASSWORD}, rules.PAIR.allowed, 422, ("verify",))
FIRST_SIGN_IN = replace(SIGN_IN, typed={"password": WRONG_NUMBER})
FORGOTTEN = Door("/haslo", {}, rules.PASSWORD_LETTERS.allowed, 303, ())
FORGOTTEN_LOGIN = Door("/przypomnij-login", {}, rules.LOGIN_LETTERS.allowed, 303, ())
FORGOTTEN_WITH_ADDRESS = replace(FORGOTTEN, typed={"email": ANSWERS["email"]})
RESEND = Door("/rejestracja/poczta/ponownie", {}, 0, 303, ())
DOORS = (SIGN_IN, FIRST_SIGN_IN, FORGOTTEN, FORGOTTEN_WITH_ADDRESS, FORGOTTEN_LOGIN, RESEND)


@dataclass(frozen=True)
class Answer:
    """What can be seen and measured of an answer, without the token and what was typed."""

    status: int
    headers: tuple[str, ...]
    length: int
    words: str
    statements: tuple[str, ...]
    hashes: tuple[str, ...]


@contextmanager
def statements() -> Iterator[list[str]]:
    """Return a list that grows with each SQL statement."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def bring_into(state: str, client: Browser, kind: str = WITH_PESEL) -> tuple[str, str]:
    """Bring a person's account into a state; return the login, and one nobody has."""
    person = ANNA if kind == WITH_PESEL else OKSANA
    examiner_id = enter(person) if state in {"unclaimed", "pending"} else owner(person)
    ours = person.pesel if kind == WITH_PESEL else login_of(examiner_id)
    nobodys = NOBODYS_PESEL if kind == WITH_PESEL else "100001" if ours != "100001" else "100002"
    if state == "pending":
        client.submit("/", {"login": ours, "password": person.numbers[0]})
        client.submit("/rejestracja", ANSWERS)
    if state == "all_removed":
        remove_all(person)
    if state == "second_step":
        with_app(keys_of(queries.get_account(examiner_id).id, examiner_id))
    with transaction():
        if state == "suspended":
            suspensions.suspend(examiner_id, suspensions.OBJECTION, COMMAND)
        if state == "frozen":
            freezing.freeze(queries.get_account(examiner_id), COMMAND, told_at=clock.now())
    return ours, nobodys


def send(browser: Browser, token: str, door: Door, login: str) -> TestResponse:
    return browser.flask.post(door.page, data={"login": login, **door.typed, "csrf_token": token})


def answer(client: Browser, hashes: list[str], door: Door, login: str) -> Answer:
    """Send a form from a browser of its own and return what was seen of the answer."""
    stranger = Browser(client.app)
    token = stranger.get("/").value("csrf_token")
    hashes.clear()
    with statements() as asked:
        response = send(stranger, token, door, login)
    source = response.get_data(as_text=True)
    again = [line for line in source.splitlines() if 'name="csrf_token"' not in line]
    words = "\n".join(again).replace(login, "")
    headers = tuple(sorted(name for name, _ in response.headers))
    length = len(source) - source.count(login) * len(login)
    return Answer(response.status_code, headers, length, words, tuple(asked), tuple(hashes))


@pytest.mark.parametrize("kind", [WITH_PESEL, WITHOUT_PESEL])
@pytest.mark.parametrize("state", STATES)
def test_a_wrong_attempt_at_the_door_tells_nothing(client: Browser, hashes: list[str], state: str, kind: str) -> None:
    login, nobodys_login = bring_into(state, client, kind)
    for door in DOORS:
        ours = answer(client, hashes, door, login)
        assert (ours.status, ours.hashes) == (door.status, door.hashes)
        for nobodys in {nobodys_login, NOBODYS_PESEL}:
            assert ours == answer(client, hashes, door, nobodys)


@pytest.mark.parametrize("state", STATES)
def test_codes_tell_strangers_nothing(client: Browser, hashes: list[str], state: str) -> None:
    login, nobodys_login = bring_into(state, client)
    for mode in ("new_device", "always"):
        with told(client.app, login_code=mode):
            ours = answer(client, hashes, SIGN_IN, login)
            assert ours == answer(client, hashes, SIGN_IN, nobodys_login)
        assert (ours.status, ours.hashes) == (422, ("verify",))


@pytest.mark.parametrize("state", STATES)
def test_being_throttled_tells_nothing(client: Browser, hashes: list[str], state: str) -> None:
    login, nobodys_login = bring_into(state, client)
    stranger = Browser(client.app)
    token = stranger.get("/").value("csrf_token")
    for door in (SIGN_IN, FORGOTTEN, FORGOTTEN_LOGIN):
        for _ in range(door.allowed):
            assert {send(stranger, token, door, one).status_code for one in (login, nobodys_login)} == {door.status}
    for door in (SIGN_IN, FIRST_SIGN_IN, FORGOTTEN, FORGOTTEN_LOGIN):
        ours = answer(client, hashes, door, login)
        assert ours == answer(client, hashes, door, nobodys_login)
        assert (ours.status, ours.hashes) == (429, ())


def test_a_right_number_of_an_active_account_tells_nothing(client: Browser, hashes: list[str]) -> None:
    bring_into("active", client)
    ours = answer(client, hashes, replace(SIGN_IN, typed={"password": ANNA.numbers[0]}), ANNA.pesel)
    assert ours == answer(client, hashes, FIRST_SIGN_IN, NOBODYS_PESEL)


@pytest.mark.parametrize("state", ["unclaimed", "active"])
def test_what_is_too_long_for_anybody_tells_nothing(client: Browser, hashes: list[str], state: str) -> None:
    bring_into(state, client)
    secret = replace(SIGN_IN, typed={"password": TOO_LONG})
    assert answer(client, hashes, secret, ANNA.pesel) == answer(client, hashes, SIGN_IN, NOBODYS_PESEL)
    for door in (SIGN_IN, FORGOTTEN, FORGOTTEN_LOGIN):
        assert answer(client, hashes, door, TOO_LONG) == answer(client, hashes, door, NOBODYS_PESEL)
