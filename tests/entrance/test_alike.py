"""Strangers learn nothing: whatever state an account is in, a wrong attempt looks and costs like one on nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from examportal.accounts import suspensions
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from examportal.register.rules import IdentityDocument
from examportal.throttle import rules
from tests.accounts.owners import told
from tests.browser import Browser
from tests.letters import newest_link
from tests.people import ANSWERS, Person, enter, login_of, remove_all

ANNA = Person()
OKSANA = Person(document=IdentityDocument("paszport", "FE4600207", "UA", date(1979, 1, 10)))
WITH_PESEL, WITHOUT_PESEL = "pesel", "login_number"
NOBODYS_PESEL = "50021330853"
WRONG_PASSWORD = "To nie jest to hasło 1"
WRONG_NUMBER = "9-99999"
TOO_LONG = "x" * 3000
STATES = ("unclaimed", "pending", "active", "suspended", "all_removed", "too_long")
SIGN_IN, FORGOTTEN, FORGOTTEN_LOGIN = "/", "/haslo", "/przypomnij-login"


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
    """Bring a person's account into a state by the roads that lead there; return the login, and one nobody has."""
    examiner_id = enter(ANNA if kind == WITH_PESEL else OKSANA)
    ours = ANNA.pesel if kind == WITH_PESEL else login_of(examiner_id)
    nobodys = NOBODYS_PESEL if kind == WITH_PESEL else "100001" if ours != "100001" else "100002"
    if state == "unclaimed":
        return ours, nobodys
    client.submit("/", {"login": ours, "password": ANNA.numbers[0]})
    client.submit("/rejestracja", ANSWERS)
    if state == "pending":
        return ours, nobodys
    client.submit(newest_link("activation"), {})
    if state == "suspended":
        with transaction():
            suspensions.suspend(examiner_id, suspensions.OBJECTION, COMMAND)
    if state == "all_removed":
        remove_all(ANNA)
    return ours, nobodys


def answer(client: Browser, hashes: list[str], page: str, **typed: str) -> Answer:
    """Send a form from a browser of its own and return what was seen of the answer."""
    stranger = Browser(client.app)
    token = stranger.get(page).value("csrf_token")
    hashes.clear()
    with statements() as asked:
        response = stranger.flask.post(page, data={**typed, "csrf_token": token})
    source = response.get_data(as_text=True)
    again = [line for line in source.splitlines() if 'name="csrf_token"' not in line]
    words = "\n".join(again).replace(typed["login"], "")
    headers = tuple(sorted(name for name, _ in response.headers))
    length = len(source) - source.count(typed["login"]) * len(typed["login"])
    return Answer(response.status_code, headers, length, words, tuple(asked), tuple(hashes))


@pytest.mark.parametrize("kind", [WITH_PESEL, WITHOUT_PESEL])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("secret", [WRONG_PASSWORD, WRONG_NUMBER], ids=["sign_in", "first_sign_in"])
def test_a_wrong_attempt_at_the_door_tells_nothing(
    client: Browser, hashes: list[str], state: str, secret: str, kind: str
) -> None:
    login, nobodys_login = bring_into(state, client, kind)
    tried = TOO_LONG if state == "too_long" else secret
    ours = answer(client, hashes, SIGN_IN, login=login, password=tried)
    nobodys = answer(client, hashes, SIGN_IN, login=nobodys_login, password=secret)
    assert ours == nobodys
    assert ours == answer(client, hashes, SIGN_IN, login=NOBODYS_PESEL, password=secret)
    assert ours.status == 422
    assert ours.hashes == ("verify",)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("mode", ["new_device", "always"])
def test_codes_tell_strangers_nothing(client: Browser, hashes: list[str], state: str, mode: str) -> None:
    login, nobodys_login = bring_into(state, client)
    with told(client.app, login_code=mode):
        ours = answer(client, hashes, SIGN_IN, login=login, password=WRONG_PASSWORD)
        assert ours == answer(client, hashes, SIGN_IN, login=nobodys_login, password=WRONG_PASSWORD)
    assert (ours.status, ours.hashes) == (422, ("verify",))


def test_a_right_number_of_an_active_account_tells_nothing(client: Browser, hashes: list[str]) -> None:
    bring_into("active", client)
    ours = answer(client, hashes, SIGN_IN, login=ANNA.pesel, password=ANNA.numbers[0])
    assert ours == answer(client, hashes, SIGN_IN, login=NOBODYS_PESEL, password=WRONG_NUMBER)


def test_a_login_too_long_for_anybody_tells_nothing(client: Browser, hashes: list[str]) -> None:
    bring_into("unclaimed", client)
    for page, typed in ((SIGN_IN, {"password": WRONG_PASSWORD}), (FORGOTTEN, {})):
        too_long = answer(client, hashes, page, login=TOO_LONG, **typed)
        assert too_long == answer(client, hashes, page, login=NOBODYS_PESEL, **typed)


@pytest.mark.parametrize("kind", [WITH_PESEL, WITHOUT_PESEL])
@pytest.mark.parametrize("state", STATES)
def test_a_forgotten_password_tells_nothing(client: Browser, hashes: list[str], state: str, kind: str) -> None:
    login, nobodys_login = bring_into(state, client, kind)
    ours = answer(client, hashes, FORGOTTEN, login=login)
    assert ours == answer(client, hashes, FORGOTTEN, login=nobodys_login)
    assert ours == answer(client, hashes, FORGOTTEN, login=NOBODYS_PESEL)
    assert ours.status == 303
    assert ours.hashes == ()


@pytest.mark.parametrize("state", STATES)
def test_a_forgotten_login_tells_nothing(client: Browser, hashes: list[str], state: str) -> None:
    login, nobodys_login = bring_into(state, client)
    ours = answer(client, hashes, FORGOTTEN_LOGIN, login=login)
    assert ours == answer(client, hashes, FORGOTTEN_LOGIN, login=nobodys_login)
    assert ours == answer(client, hashes, FORGOTTEN_LOGIN, login=ANSWERS["email"])
    assert (ours.status, ours.hashes) == (303, ())


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("page", "allowed", "typed"),
    [
        (SIGN_IN, rules.PAIR.allowed, {"password": WRONG_PASSWORD}),
        (SIGN_IN, rules.PAIR.allowed, {"password": WRONG_NUMBER}),
        (FORGOTTEN, rules.PASSWORD_LETTERS.allowed, {}),
        (FORGOTTEN_LOGIN, rules.LOGIN_LETTERS.allowed, {}),
    ],
    ids=["sign_in", "first_sign_in", "forgotten", "forgotten_login"],
)
def test_being_throttled_tells_nothing(
    client: Browser, hashes: list[str], state: str, page: str, allowed: int, typed: dict[str, str]
) -> None:
    bring_into(state, client)
    for login in (ANNA.pesel, NOBODYS_PESEL):
        for _ in range(allowed):
            answer(client, hashes, page, login=login, **typed)
    ours = answer(client, hashes, page, login=ANNA.pesel, **typed)
    assert ours == answer(client, hashes, page, login=NOBODYS_PESEL, **typed)
    assert ours.status == 429
    assert ours.hashes == ()
