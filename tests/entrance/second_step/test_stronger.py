"""Whoever has added an app or a passkey is asked for it, and nothing weaker opens the account any more."""

import pytest
from flask import Flask

from examportal.accounts import suspensions
from examportal.accounts.halfway import rules, service
from examportal.accounts.halfway.rules import Method
from examportal.accounts.models import Account, SignInSession
from examportal.accounts.rules import keys_of
from examportal.accounts.steps import passkeys
from examportal.accounts.steps.rules import Owner
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from examportal.throttle import service as throttle
from examportal.throttle.rules import LOGIN_CODE
from tests.accounts.active import account, active, sign_in, with_setting
from tests.accounts.steps.keys import options_on
from tests.accounts.steps.owners import with_app, with_codes
from tests.accounts.steps.softkey import SoftKey
from tests.browser import Browser, Page
from tests.letters import posted, text_of

USE, WHOLE = "Użyj klucza dostępu", "Zaloguj się kluczem dostępu"


@pytest.fixture
def anna(app: Flask) -> Browser:
    """Return the browser of Anna, whose account is active; nobody is signed in."""
    return active(app)


def owner() -> Owner:
    found = account()
    return keys_of(found.id, found.examiner_id)


def with_key(name: str = "telefon") -> SoftKey:
    me, key = owner(), SoftKey()
    with transaction():
        token = passkeys.ask(f"add:account_id:{me.id}")
    made = passkeys.made_by(key.make(passkeys.options_to_add(me, "a", token) or ""), taken(token, me))
    assert made is not None
    with transaction():
        passkeys.add(me, made, name)
    return key


def taken(token: str, me: Owner) -> bytes | None:
    with transaction():
        return passkeys.take(token, f"add:account_id:{me.id}")


def alone(browser: Browser, key: SoftKey, status: int = 303) -> Page:
    page = browser.follow(browser.submit("/", button=WHOLE))
    return browser.submit(page, {"credential": key.show(options_on(page))}, status)


def as_step(browser: Browser, key: SoftKey, status: int = 303) -> Page:
    page = browser.follow(browser.submit("/kod", button=USE))
    return browser.submit(page, {"credential": key.show(options_on(page))}, status)


def too_often() -> None:
    """Use up what may be tried from this address."""
    counted = {LOGIN_CODE: f"{account().id} 127.0.0.1"}
    db.session.rollback()
    with transaction():
        for _ in range(LOGIN_CODE.allowed):
            throttle.count_event(counted)


def test_with_an_app_its_code_is_asked_for_whatever_the_board_has_set(anna: Browser) -> None:
    phone = with_app(owner())
    assert sign_in(anna).location == "/kod"
    assert anna.get("/konto", 303).location == "/"
    anna.submit("/kod", {"code": "000000"}, 422)
    code = phone.code()
    assert anna.submit("/kod", {"code": f" {code[:3]} {code[3:]}"}).location == "/konto"
    anna.submit("/konto", button="Wyloguj się")
    sign_in(anna)
    assert "nie pasuje" in anna.submit("/kod", {"code": code}, 422).errors()["code"]


def test_a_code_by_letter_is_no_longer_enough(app: Flask, anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    with_setting(app, monkeypatch, login_code="new_device")
    sign_in(anna)
    (letter,) = posted("login_code")
    code = next(line for line in text_of(letter).splitlines() if line.replace(" ", "").isdigit())
    token = anna.flask.get_cookie("halfway")
    assert token is not None
    with_app(owner())
    anna.submit("/kod", {"code": code}, 422)
    with transaction():
        outcome = service.pass_code(token.value, code.replace(" ", ""), None, None)  # type: ignore[arg-type]
    assert outcome.arrival is None
    form = anna.get("/kod").value("csrf_token")
    assert anna.post("/kod/wyslij", {"csrf_token": form, "channel": "email"}).location == "/kod"
    assert len(posted("login_code")) == 1


def test_the_methods_are_those_that_were_added(anna: Browser) -> None:
    def methods() -> tuple[Method, ...]:
        return service.methods_of(account())

    assert methods() == (Method.EMAIL,)
    with_key()
    assert methods() == (Method.PASSKEY,)
    with_app(owner())
    with_codes(owner())
    assert methods() == (Method.APP, Method.PASSKEY, Method.RECOVERY_CODE)


def test_a_recovery_code_works_once_tells_how_many_are_left_and_is_told_by_letter(anna: Browser) -> None:
    with_app(owner())
    paper = with_codes(owner())
    sign_in(anna)
    page = anna.follow(anna.submit("/kod", {"code": paper[0].lower()}))
    assert "Zostało: 9 z 10" in page.text
    assert "kodem zapasowym" in text_of(posted("account_notice")[-1])
    anna.submit("/konto", button="Wyloguj się")
    sign_in(anna)
    anna.submit("/kod", {"code": paper[0]}, 422)


def test_a_passkey_takes_the_place_of_the_code_and_of_everything(anna: Browser) -> None:
    key = with_key()
    sign_in(anna)
    assert as_step(anna, key).location == "/konto"
    anna.submit("/konto", button="Wyloguj się")
    assert alone(anna, key).location == "/konto"
    assert anna.get("/klucz-dostepu", 303).location == "/konto"


def test_a_passkey_without_pin_or_finger_is_a_second_step_only(anna: Browser) -> None:
    key = with_key()
    key.verifies = False
    assert "Nie możemy przyjąć" in alone(anna, key, 422).errors()[""]
    sign_in(anna)
    assert as_step(anna, key).location == "/konto"


def test_a_copied_passkey_is_refused_and_told(anna: Browser) -> None:
    key = with_key()
    key.count = 50
    alone(anna, key)
    anna.submit("/konto", button="Wyloguj się")
    key.count = 3
    alone(anna, key, 422)
    assert "wygląda na kopię" in text_of(posted("account_notice")[-1])


def test_whoever_may_not_come_in_does_not_by_a_passkey(anna: Browser) -> None:
    key, me = with_key(), account()
    with transaction():
        suspensions.suspend(me.examiner_id, "stranger", COMMAND)
    alone(anna, key, 422)
    with transaction():
        suspensions.restore(me.examiner_id, COMMAND)
    with transaction():
        found = db.session.get_one(Account, me.id)
        found.frozen_at = found.activated_at
    alone(anna, key, 422)
    assert db.session.query(SignInSession).count() == 0


def test_a_browser_that_is_not_to_be_asked_is_not_asked(anna: Browser) -> None:
    phone = with_app(owner())
    sign_in(anna)
    anna.submit("/kod", {"code": phone.code(), "remember_device": True})
    anna.submit("/konto", button="Wyloguj się")
    assert sign_in(anna).location == "/konto"
    assert sign_in(Browser(anna.app)).location == "/kod"


def test_wrong_codes_end_the_half_sign_in(anna: Browser) -> None:
    with_app(owner())
    sign_in(anna)
    for _ in range(rules.TRIES - 1):
        anna.submit("/kod", {"code": "000000"}, 422)
    assert anna.submit("/kod", {"code": "000000"}).location == "/"
    assert anna.get("/kod", 303).location == "/"
    sign_in(anna)
    too_often()
    anna.submit("/kod", {"code": "000000"}, 429)


def test_wrong_passkeys_count_as_wrong_codes(anna: Browser) -> None:
    with_key()
    sign_in(anna)
    for _ in range(rules.TRIES - 1):
        page = anna.follow(anna.submit("/kod", button=USE))
        anna.submit(page, {"credential": "{}"}, 422)
    page = anna.follow(anna.submit("/kod", button=USE))
    assert anna.submit(page, {"credential": "{}"}).location == "/"
    sign_in(anna)
    page = anna.follow(anna.submit("/kod", button=USE))
    too_often()
    assert anna.submit(page, {"credential": "{}"}, 429).response.headers["Retry-After"]


def test_without_a_passkey_its_pages_lead_back(anna: Browser) -> None:
    with_app(owner())
    sign_in(anna)
    assert anna.get("/kod/klucz", 303).location == "/"
    assert "Spróbuj jeszcze raz" in anna.get("/klucz-dostepu").text
    assert anna.post("/klucz-dostepu/pytanie", {"csrf_token": "x"}).location == "/"


def test_where_browsers_know_no_passkeys_none_is_offered(
    app: Flask, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_key()
    with_setting(app, monkeypatch, base_url="http://127.0.0.1:8000")
    assert WHOLE not in anna.get("/").text
    sign_in(anna)
    assert USE not in [button.text for button in anna.get("/kod").tree.all("button")]
