"""Passkeys of the staff: in place of the code, in place of everything, and never for anybody else."""

from datetime import timedelta

import pytest
from flask import Flask

from examportal.accounts.staff.rules import Role, keys_of
from examportal.accounts.staff.service import members
from examportal.accounts.steps import passkeys
from examportal.accounts.steps.asking import NO_KEY
from examportal.accounts.steps.rules import MOST_PASSKEYS, NewKey
from examportal.db import transaction
from examportal.journal.rules import COMMAND
from examportal.throttle.rules import PASSKEY_ASKERS, STAFF_CODE, Limit
from tests.accounts.active import with_setting
from tests.accounts.steps.keys import options_on
from tests.accounts.steps.softkey import SoftKey
from tests.browser import Browser, Page
from tests.letters import posted, text_of
from tests.office.staff import Colleague

KEYS, NEW = "/biuro/konto/klucze", "/biuro/konto/klucze/nowy"
STEP, ALONE = "/biuro/kod/klucz", "/biuro/klucz-dostepu"
USE, WHOLE = "Użyj klucza dostępu", "Zaloguj się kluczem dostępu"


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return an administrator at the desk."""
    return Colleague(client).set_up()


def add(ewa: Colleague, key: SoftKey, name: str = "telefon", status: int = 303) -> Page:
    page = ewa.browser.follow(ewa.browser.submit(KEYS, {"current_password": ewa.password}))
    return ewa.browser.submit(page, {"name": name, "credential": key.make(options_on(page))}, status)


def alone(browser: Browser, key: SoftKey, status: int = 303) -> Page:
    page = browser.follow(browser.submit("/biuro/logowanie", button=WHOLE))
    return browser.submit(page, {"credential": key.show(options_on(page))}, status)


def as_step(ewa: Colleague, key: SoftKey, status: int = 303) -> Page:
    ewa.knock()
    page = ewa.browser.follow(ewa.browser.submit("/biuro/kod", button=USE))
    return ewa.browser.submit(page, {"credential": key.show(options_on(page))}, status)


def told() -> str:
    return text_of(posted("staff_keys_changed")[-1])


def test_a_key_takes_the_place_of_the_code_and_of_everything(ewa: Colleague) -> None:
    key = SoftKey()
    assert add(ewa, key, "klucz USB").location == "/biuro/konto"
    assert "dodano klucz dostępu" in told()
    assert "klucz USB: dodany" in ewa.browser.get("/biuro/konto").text
    ewa.sign_out()
    assert as_step(ewa, key).location == "/biuro/"
    ewa.sign_out()
    assert alone(ewa.browser, key).location == "/biuro/"
    assert ewa.browser.get(ALONE, 303).location == "/biuro/"


def test_a_key_without_pin_or_finger_is_a_second_step_only(ewa: Colleague) -> None:
    key = SoftKey(verifies=False)
    add(ewa, key)
    ewa.sign_out()
    assert "Nie możemy przyjąć" in alone(ewa.browser, key, 422).errors()[""]
    assert as_step(ewa, key).location == "/biuro/"


def test_a_removed_key_opens_nothing(ewa: Colleague) -> None:
    key = SoftKey()
    add(ewa, key)
    (link,) = [one.attrs["href"] for one in ewa.browser.get("/biuro/konto").tree.all("a") if "usuń" in one.text]
    ewa.browser.submit(link, {"current_password": "nie to"}, 422)
    assert ewa.browser.submit(link, {"current_password": ewa.password}).location == "/biuro/konto"
    assert "usunięto klucz dostępu" in told()
    ewa.browser.get(link, 404)
    ewa.sign_out()
    alone(ewa.browser, key, 422)
    ewa.knock()
    assert USE not in [button.text for button in ewa.browser.get("/biuro/kod").tree.all("button")]


def test_a_copied_key_is_refused_and_told(ewa: Colleague) -> None:
    key = SoftKey(count=50)
    add(ewa, key)
    ewa.sign_out()
    key.count = 3
    alone(ewa.browser, key, 422)
    assert "wygląda na kopię" in told()


@pytest.mark.parametrize("state", ["suspended", "keys_taken_back"])
def test_whoever_may_not_come_in_does_not_by_a_key(ewa: Colleague, app: Flask, state: str) -> None:
    key = SoftKey()
    add(ewa, key)
    Colleague(Browser(app), "adam@example.pl", "Adam Lis").set_up()
    with transaction():
        (members.suspend if state == "suspended" else members.take_keys_back)(ewa.id, COMMAND)
    assert alone(ewa.browser, key, 422).errors() == {"": NO_KEY}


def test_a_key_of_a_colleague_is_no_second_step(ewa: Colleague, app: Flask) -> None:
    adam, key = Colleague(Browser(app), "adam@example.pl", "Adam Lis", Role.CLERK).set_up(), SoftKey()
    add(adam, key)
    add(ewa, SoftKey())
    ewa.sign_out()
    assert as_step(ewa, key, 422).errors()
    assert ewa.browser.get("/biuro/", 303).location == "/biuro/logowanie"


def test_wrong_keys_are_throttled_like_codes(ewa: Colleague) -> None:
    add(ewa, SoftKey())
    ewa.sign_out()
    ewa.knock()
    for _ in range(STAFF_CODE.allowed):
        page = ewa.browser.follow(ewa.browser.submit("/biuro/kod", button=USE))
        ewa.browser.submit(page, {"credential": "{}"}, 422)
    page = ewa.browser.follow(ewa.browser.submit("/biuro/kod", button=USE))
    assert ewa.browser.submit(page, {"credential": "{}"}, 429).response.headers["Retry-After"]


def test_wrong_ways_to_add_a_key(ewa: Colleague) -> None:
    assert "current_password" in ewa.browser.submit(KEYS, {"current_password": "nie to"}, 422).errors()
    key = SoftKey()
    add(ewa, key)
    assert "już dodany" in add(ewa, key, status=422).errors()[""]
    page = ewa.browser.follow(ewa.browser.submit(KEYS, {"current_password": ewa.password}))
    page = ewa.browser.submit(page, {"name": "laptop", "credential": "{}"}, 422)
    assert page.value("name") == "laptop"
    with transaction():
        for number in range(MOST_PASSKEYS - 1):
            passkeys.add(keys_of(ewa.id), NewKey(f"k{number}", b"", 0), "klucz")
    answers = {"name": "laptop", "credential": SoftKey().make(options_on(page))}
    assert "ile można mieć" in ewa.browser.submit(page, answers, 422).errors()[""]


def test_challenges_are_throttled(ewa: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "examportal.accounts.steps.asking.PASSKEY_ASKERS", Limit(PASSKEY_ASKERS.kind, 1, timedelta(hours=1))
    )
    ewa.browser.submit(KEYS, {"current_password": ewa.password})
    assert "Za dużo prób" in ewa.browser.submit(KEYS, {"current_password": ewa.password}, 429).text
    ewa.sign_out()
    page = ewa.browser.submit("/biuro/logowanie", button=WHOLE)
    assert "Za dużo prób" in ewa.browser.follow(page).text


def test_a_button_that_stood_too_long_asks_for_nothing(ewa: Colleague) -> None:
    ewa.sign_out()
    assert ewa.browser.post(f"{ALONE}/pytanie", {"csrf_token": "x"}).location == "/biuro/logowanie"
    assert "Spróbuj jeszcze raz" in ewa.browser.get(ALONE).text


def test_where_browsers_know_no_passkeys_none_is_offered(
    app: Flask, ewa: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_setting(app, monkeypatch, base_url="http://127.0.0.1:8000")
    assert "Dodaj klucz" not in ewa.browser.get("/biuro/konto").text
    ewa.sign_out()
    assert WHOLE not in ewa.browser.get("/biuro/logowanie").text
