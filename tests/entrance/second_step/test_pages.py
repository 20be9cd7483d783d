"""`/kod`: the code after the password, where it is asked for, and what it tells whom."""

from datetime import timedelta

import time_machine
from flask import Flask

from examportal.accounts.devices import queries as devices
from examportal.accounts.halfway import halves, queries, rules, service
from examportal.accounts.halfway.models import HalfwaySignIn, LoginCode
from examportal.accounts.models import Account, KnownDevice, SignInSession
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.models import Job
from examportal.journal.models import JournalPayload
from examportal.mail.delivery import deliver
from examportal.mail.models import OutgoingLetter
from tests.accounts.owners import knock, owner, told
from tests.browser import Browser
from tests.entrance.second_step.codes import another, codes_sent, newest_code, refused
from tests.letters import link_in, posted, text_of
from tests.people import Person

REMEMBER = {"remember_device": True}
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
JAN = Person("50021330853", "Kowalski", "Jan", ("2-00001",))
A_WHILE = timedelta(minutes=1, seconds=1)


def test_a_new_device_is_asked_for_the_code_that_was_just_sent(client: Browser, account: Account) -> None:
    answer = knock(client)
    assert answer.location == "/kod"
    assert client.get("/konto", 303).location == "/"
    page = client.get("/kod")
    assert "a***@example.pl" in page.text
    assert "anna.los@" not in page.source
    code = newest_code()
    assert client.submit("/kod", {"code": f" {code[:3]}-{code[3:]} "}).location == "/konto"
    assert client.flask.get_cookie("halfway") is None
    assert client.get("/kod", 303).location == "/"
    assert db.session.query(SignInSession).count() == 1


def test_the_half_finished_sign_in_is_no_session_and_its_cookie_its_own(client: Browser, account: Account) -> None:
    knock(client)
    cookie = client.flask.get_cookie("halfway")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert db.session.query(SignInSession).count() == 0
    assert db.session.query(KnownDevice).count() == 0
    stored = db.session.query(HalfwaySignIn).one()
    assert stored.token_digest != cookie.value


def test_neither_code_nor_token_lie_in_the_database_in_clear(client: Browser, account: Account) -> None:
    knock(client)
    code = newest_code()
    assert db.session.query(LoginCode).one().code_digest != code
    letter = db.session.query(OutgoingLetter).filter_by(kind="login_code").one()
    assert code not in letter.subject
    told_in_journal = "".join(line.details for line in db.session.query(JournalPayload))
    assert code not in told_in_journal


def test_with_the_setting_off_nobody_is_asked(client: Browser, app: Flask) -> None:
    owner()
    assert knock(client).location == "/konto"
    assert codes_sent() == []


def test_with_always_the_code_is_sent_by_a_button_and_no_device_is_trusted(client: Browser, account: Account) -> None:
    with told(client.app, login_code="always"):
        assert knock(client).location == "/kod"
        assert codes_sent() == []
        page = client.get("/kod")
        assert not page.tree.all("input", name="code")
        assert client.post("/kod", {"code": "000000"}, 200).heading == "Kod logowania"
        assert client.submit(page, button="Wyślij kod").location == "/kod"
        page = client.get("/kod")
        assert not page.tree.all("input", name="remember_device")
        token = page.value("csrf_token")
        client.post("/kod", {"code": newest_code(), "remember_device": "y", "csrf_token": token})
        assert devices.all_trusted(account.id, clock.now()) == []


def test_wrong_late_used_and_foreign_codes_get_the_same_words(client: Browser, account: Account) -> None:
    knock(client)
    foreign, other = newest_code(), Browser(client.app)
    knock(other)
    own = newest_code()
    refused(other, another(own))
    if foreign != own:
        refused(other, foreign)
    with time_machine.travel(clock.now() + timedelta(minutes=9), tick=False):
        other.submit("/kod", button="Wyślij nowy kod")
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        refused(other, own)
        assert other.submit("/kod", {"code": newest_code()}).location == "/konto"


def test_a_code_works_once(client: Browser, account: Account) -> None:
    knock(client)
    half, code = client.flask.get_cookie("halfway"), newest_code()
    client.submit("/kod", {"code": code})
    assert half is not None
    thief = Browser(client.app)
    thief.flask.set_cookie("halfway", half.value)
    assert thief.get("/kod", 303).location == "/"


def test_a_code_sent_later_leaves_the_one_before_valid(client: Browser, account: Account) -> None:
    knock(client)
    first = newest_code()
    with time_machine.travel(clock.now() + A_WHILE):
        client.submit("/kod", button="Wyślij nowy kod")
        assert len(codes_sent()) == 2
        assert client.submit("/kod", {"code": first}).location == "/konto"


def test_the_next_code_has_a_cool_down(client: Browser, account: Account) -> None:
    knock(client)
    page = client.submit("/kod", status=429, button="Wyślij nowy kod")
    assert "Nowy możesz zamówić za" in page.text
    assert 0 < int(page.response.headers["Retry-After"]) <= 60
    assert len(codes_sent()) == 1


def test_after_five_wrong_codes_the_password_comes_first_again(client: Browser, account: Account) -> None:
    knock(client)
    code = newest_code()
    for _ in range(rules.TRIES - 1):
        refused(client, another(code))
    answer = client.submit("/kod", {"code": another(code)})
    assert answer.location == "/"
    assert "zaczynamy od nowa" in client.follow(answer).text
    assert client.get("/kod", 303).location == "/"
    assert queries.find_exhausted_since(account.id, clock.now() - rules.LATELY) is not None
    assert knock(client).location == "/kod"


def test_the_owner_is_told_once_a_day_that_somebody_has_the_password_and_no_code(
    client: Browser, account: Account
) -> None:
    for _ in range(2):
        knock(client)
        for _ in range(rules.TRIES - 1):
            refused(client, another(newest_code()))
        client.submit("/kod", {"code": another(newest_code())})
    (letter,) = posted("account_notice")
    assert letter.recipient == account.email
    assert letter.subject == "Portal egzaminatora: podano Twoje hasło i pięć razy zły kod"
    assert "ktoś może znać hasło" in text_of(letter)
    assert client.get(link_in(text_of(letter))).heading == "To nie Ty?"


def test_what_has_not_the_shape_of_a_code_costs_no_try(client: Browser, account: Account) -> None:
    knock(client)
    for typed in ("", "12345", "abcdef"):
        assert "code" in client.submit("/kod", {"code": typed}, 422).errors()
    assert db.session.query(HalfwaySignIn).one().tries == 0


def test_a_half_finished_sign_in_ends_after_ten_minutes(client: Browser, account: Account) -> None:
    knock(client)
    code = newest_code()
    page = client.get("/kod")
    for late in (timedelta(minutes=10), timedelta(minutes=20) - timedelta(hours=1)):
        with time_machine.travel(clock.now() + late):
            assert client.submit(page, {"code": code}, button="Zaloguj się").location == "/"
            client.flask.set_cookie("halfway", "x")
    assert db.session.query(SignInSession).count() == 0


def test_a_new_password_in_the_same_browser_ends_what_it_had_begun(client: Browser, account: Account) -> None:
    knock(client)
    first = client.flask.get_cookie("halfway")
    knock(client)
    assert first is not None
    assert queries.find_running(first.value, clock.now()) is None
    assert db.session.query(HalfwaySignIn).filter_by(ended_at=None).count() == 1


def test_a_stranger_with_the_password_cannot_end_what_the_owner_has_begun(client: Browser, account: Account) -> None:
    knock(client)
    code = newest_code()
    knock(Browser(client.app))
    assert client.submit("/kod", {"code": code}).location == "/konto"


def test_a_code_goes_before_a_hundred_other_letters_and_through_a_pause(client: Browser, account: Account) -> None:
    knock(client)
    letter = db.session.query(OutgoingLetter).filter_by(kind="login_code").one()
    job = db.session.query(Job).filter_by(ref=letter.id, finished_at=None).one()
    assert job.urgent_at is not None
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert deliver(letter.id).reason == "too_late"


def test_an_unknown_channel_sends_nothing(client: Browser, account: Account) -> None:
    knock(client)
    token = client.get("/kod").value("csrf_token")
    for channel in ("", "pigeon", "sms"):
        assert client.post("/kod/wyslij", {"channel": channel, "csrf_token": token}).location == "/kod"
    assert client.post("/kod/wyslij", {"channel": "email", "csrf_token": "old"}, 422).errors()
    assert len(codes_sent()) == 1


def test_old_records_are_forgotten_with_their_codes(client: Browser, account: Account) -> None:
    knock(client)
    with time_machine.travel(clock.now() + rules.KEPT_FOR + timedelta(days=1)), transaction():
        service.forget_old()
    assert db.session.query(HalfwaySignIn).count() == db.session.query(LoginCode).count() == 0


def test_nothing_is_counted_without_a_half_finished_sign_in(app: Flask) -> None:
    with transaction():
        assert halves.count_try("x") is None
