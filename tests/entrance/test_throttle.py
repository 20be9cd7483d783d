"""Who tries too often waits a while, and is told how long; the owner on a known device is not kept out."""

from datetime import timedelta

import pytest
import time_machine

from examportal.core import clock
from examportal.db import transaction
from examportal.throttle import rules, service
from tests.browser import Browser, Page
from tests.letters import answer_password_requests, newest_link, posted
from tests.people import ANSWERS, PASSWORD, Person, enter

ANNA = Person()
WRONG = {"login": ANNA.pesel, "password": "1-99999"}


def activate(client: Browser) -> None:
    enter(ANNA)
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    client.submit("/rejestracja", ANSWERS)
    client.submit(newest_link("activation"), {})


def sign_in(client: Browser, status: int = 303) -> str:
    answer = client.submit("/", {"login": ANNA.pesel, "password": PASSWORD}, status)
    return answer.location if status == 303 else answer.text


def test_after_some_wrong_tries_one_waits_and_is_told_how_long(client: Browser) -> None:
    enter(ANNA)
    for _ in range(rules.PAIR.allowed):
        client.submit("/", WRONG, 422)
    page = client.submit("/", WRONG, 429)
    assert "Spróbuj ponownie za 3 minuty" in page.errors()[""]
    wait = int(page.response.headers["Retry-After"])
    assert 0 < wait <= 180
    assert client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]}, 429).errors() == page.errors()
    with time_machine.travel(clock.now() + timedelta(seconds=wait)):
        assert client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]}).location == "/rejestracja"


def test_a_refusal_computes_no_hash(client: Browser, hashes: list[str]) -> None:
    for _ in range(rules.PAIR.allowed):
        client.submit("/", WRONG, 422)
    hashes.clear()
    client.submit("/", WRONG, 429)
    assert hashes == []


def test_strangers_and_examiners_wait_alike(client: Browser) -> None:
    enter(ANNA)
    pages = []
    for login in (ANNA.pesel, "50021330853"):
        for _ in range(rules.PAIR.allowed):
            client.submit("/", {"login": login, "password": "x"}, 422)
        pages.append(client.submit("/", {"login": login, "password": "x"}, 429))
    one, other = (page.source.replace(page.value("csrf_token"), "").replace(page.value("login"), "") for page in pages)
    assert one == other


def test_a_right_answer_wipes_the_slate(client: Browser) -> None:
    enter(ANNA)
    for _ in range(3):
        for _ in range(rules.PAIR.allowed - 1):
            client.submit("/", WRONG, 422)
        answer = client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
        assert answer.location == "/rejestracja"


def hammer(stranger: Browser, page: Page, address: int) -> int:
    """Try somebody's PESEL from one address more and return the status of the answer."""
    data = {**WRONG, "csrf_token": page.value("csrf_token")}
    here = {"REMOTE_ADDR": f"198.51.100.{address}"}
    return stranger.flask.post("/", data=data, environ_overrides=here).status_code


def test_strangers_do_not_keep_the_owner_out_of_a_known_device(client: Browser) -> None:
    """Not even those who hammer for an hour, from ever new addresses."""
    activate(client)
    assert sign_in(client) == "/konto"
    cookie = client.flask.get_cookie("device")
    assert cookie is not None
    assert cookie.http_only
    client.submit("/konto", button="Wyloguj się")
    stranger, start = Browser(client.app), clock.now()
    page = stranger.get("/")
    answers = [hammer(stranger, page, number) for number in range(rules.PERSON.allowed + 2)]
    assert answers[-1] == 429
    for minute in (20, 40, 60):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            assert [hammer(stranger, page, 100 + minute + number) for number in range(8)][-1] == 429
            assert "Za dużo prób" in sign_in(Browser(client.app), 429)
            assert sign_in(client) == "/konto"
            client.submit("/konto", button="Wyloguj się")


def test_a_device_is_remembered_once(client: Browser) -> None:
    activate(client)
    sign_in(client)
    first = client.flask.get_cookie("device")
    client.submit("/konto", button="Wyloguj się")
    sign_in(client)
    assert client.flask.get_cookie("device") == first


@pytest.mark.parametrize("token", ["x", "ż" * 50])
def test_an_invented_device_is_no_way_round(client: Browser, token: str) -> None:
    activate(client)
    for number in range(rules.PAIR.allowed + 1):
        client.flask.set_cookie("device", f"{token}{number}")
        page = client.get("/")
        data = {**WRONG, "csrf_token": page.value("csrf_token")}
        status = client.flask.post("/", data=data).status_code
    assert status == 429


def test_a_school_is_not_stopped_by_one_wrong_colleague(client: Browser) -> None:
    activate(client)
    wrong = Browser(client.app)
    for _ in range(30):
        page = wrong.get("/")
        wrong.flask.post("/", data={"login": "50021330853", "password": "x", "csrf_token": page.value("csrf_token")})
    assert sign_in(Browser(client.app)) == "/konto"


def test_letters_have_a_cool_down_and_a_limit(client: Browser) -> None:
    enter(ANNA)
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    client.submit("/rejestracja", ANSWERS)
    again = "Wyślij list jeszcze raz"
    with time_machine.travel(clock.now(), tick=False):
        client.submit("/rejestracja/poczta", button=again)
        page = client.submit("/rejestracja/poczta", status=429, button=again)
    assert "Następny możesz wysłać za minutę" in page.text
    assert 0 < int(page.response.headers["Retry-After"]) <= 60
    assert len(posted("activation")) == 2
    start = clock.now()
    for minutes in range(1, rules.LETTERS.allowed):
        with time_machine.travel(start + timedelta(minutes=2 * minutes)):
            client.submit("/rejestracja/poczta", button=again)
    with time_machine.travel(start + timedelta(minutes=30)):
        client.submit("/rejestracja/poczta", status=429, button=again)
    assert len(posted("activation")) == 1 + rules.LETTERS.allowed


def test_an_address_can_be_corrected_some_times_and_strangers_use_up_none(client: Browser) -> None:
    enter(ANNA)
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    client.submit("/rejestracja", ANSWERS)
    stranger = Browser(client.app)
    stranger.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    token = stranger.get("/rejestracja/poczta").value("csrf_token")
    for _ in range(rules.ADDRESS_CHANGES.allowed):
        stranger.post("/rejestracja/poczta/adres", {"email": "obcy@example.pl", "csrf_token": token})
    button = "Zmień adres i wyślij list"
    for number in range(rules.ADDRESS_CHANGES.allowed):
        client.submit("/rejestracja/poczta", {"email": f"anna{number}@example.pl"}, button=button)
    page = client.submit("/rejestracja/poczta", {"email": "anna9@example.pl"}, 429, button=button)
    assert page.value("email") == "anna9@example.pl"
    assert "za godzinę" in page.text


def test_one_mailbox_is_not_flooded_in_many_names(client: Browser) -> None:
    enter(ANNA)
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    with transaction():
        for _ in range(rules.LETTERS_TO.allowed):
            service.count_event({rules.LETTERS_TO: ANSWERS["email"]})
    page = client.submit("/rejestracja", ANSWERS, 422)
    assert "poszło już dużo listów" in page.errors()["email"]
    client.submit(page, ANSWERS | {"email": "anna.druga@example.pl"})
    change = {"email": ANSWERS["email"].upper()}
    page = client.submit("/rejestracja/poczta", change, 422, button="Zmień adres i wyślij list")
    assert "poszło już dużo listów" in page.errors()["email"]
    assert len(posted("activation")) == 1


def test_forgotten_passwords_are_counted_per_person_whoever_it_is(client: Browser) -> None:
    activate(client)
    answers = set()
    for login in (ANNA.pesel, "50021330853"):
        for _ in range(rules.PASSWORD_LETTERS.allowed):
            client.submit("/haslo", {"login": login})
        page = client.submit("/haslo", {"login": login}, 429)
        answers.add(page.errors()[""])
    assert answers == {"Za dużo prób. Spróbuj ponownie za godzinę."}
    answer_password_requests()
    assert len(posted("password_reset")) == rules.PASSWORD_LETTERS.allowed
