"""Browsers that are known, and trusted for a while: who is asked for a code where."""

from datetime import timedelta

import pytest
import time_machine

from examportal.accounts import suspensions
from examportal.accounts.devices import queries as devices
from examportal.accounts.devices.rules import TRUST_LIFETIME
from examportal.accounts.halfway import rules
from examportal.accounts.models import Account, KnownDevice
from examportal.accounts.service import set_password
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from examportal.register.queries import pesel_index
from examportal.throttle import rules as limits
from examportal.throttle import service as throttle
from examportal.throttle.service import Attempt
from tests.accounts.owners import knock, owner, told
from tests.browser import Browser
from tests.entrance.second_step.codes import codes_sent, newest_code, sign_in
from tests.letters import posted
from tests.onboarding.steps import ANNA
from tests.people import Person

BUTTON = "Usuń z listy urządzenie {}: {}"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
JAN = Person("50021330853", "Kowalski", "Jan", ("2-00001",))
A_WHILE = timedelta(minutes=1, seconds=1)


def test_a_device_that_is_not_to_be_asked_is_not_for_thirty_days(client: Browser, account: Account) -> None:
    client.flask.environ_base["HTTP_USER_AGENT"] = FIREFOX
    sign_in(client, remember=True)
    (device,) = devices.all_trusted(account.id, clock.now())
    assert device.browser == "Firefox, Windows"
    client.submit("/pomoc", button="Wyloguj się")
    assert knock(client).location == "/konto"
    assert len(codes_sent()) == 1
    with time_machine.travel(clock.now() + rules.KEPT_FOR * 5):
        assert knock(Browser(client.app)).location == "/kod"
        client.flask.delete_cookie("portal")
        assert knock(client).location == "/kod"


def test_a_trust_that_has_run_out_stays_so_when_the_clock_is_set_back(client: Browser, account: Account) -> None:
    sign_in(client, remember=True)
    client.submit("/pomoc", button="Wyloguj się")
    with time_machine.travel(clock.now() + TRUST_LIFETIME, tick=False) as traveller:
        assert knock(client).location == "/kod"
        client.flask.delete_cookie("portal")
        traveller.shift(timedelta(hours=-1))
        assert knock(client).location == "/kod"


def test_a_known_device_that_was_not_ticked_is_asked_again(client: Browser, account: Account) -> None:
    sign_in(client)
    client.submit("/pomoc", button="Wyloguj się")
    assert knock(client).location == "/kod"
    assert db.session.query(KnownDevice).count() == 1


def test_a_device_that_is_trusted_gets_a_new_token(client: Browser, account: Account) -> None:
    sign_in(client)
    first = client.flask.get_cookie("device")
    client.submit("/pomoc", button="Wyloguj się")
    sign_in(client, remember=True)
    second = client.flask.get_cookie("device")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    assert db.session.query(KnownDevice).count() == 1


def test_another_persons_device_is_asked(client: Browser, account: Account) -> None:
    sign_in(client, remember=True)
    theirs = client.flask.get_cookie("device")
    assert theirs is not None
    owner(JAN, "jan@example.pl")
    jan = Browser(client.app)
    jan.flask.set_cookie("device", theirs.value)
    assert knock(jan, person=JAN).location == "/kod"


@pytest.mark.parametrize("how", ["password", "objection"])
def test_trust_and_half_finished_sign_ins_end_with_the_password_and_an_objection(
    client: Browser, account: Account, how: str
) -> None:
    sign_in(client, remember=True)
    other = Browser(client.app)
    knock(other)
    with transaction():
        if how == "password":
            set_password(db.session.get_one(Account, account.id), account.password_hash)
        else:
            suspensions.suspend(account.examiner_id, suspensions.OBJECTION, COMMAND)
    assert devices.all_trusted(account.id, clock.now()) == []
    assert other.get("/kod", 303).location == "/"
    assert db.session.query(KnownDevice).one().ended_at is None


def test_wrong_codes_from_elsewhere_leave_the_owner_on_a_known_device_alone(client: Browser, account: Account) -> None:
    sign_in(client)
    client.submit("/pomoc", button="Wyloguj się")
    with transaction():
        for _ in range(limits.LOGIN_CODE_PERSON.allowed):
            throttle.count_event({limits.LOGIN_CODE_PERSON: str(account.id)})
    knock(client)
    code = newest_code()
    assert client.submit("/kod", {"code": code}).location == "/konto"
    stranger = Browser(client.app)
    knock(stranger)
    page = stranger.submit("/kod", {"code": newest_code()}, 429)
    wait = int(page.response.headers["Retry-After"])
    assert 0 < wait <= limits.LOGIN_CODE_PERSON.every.total_seconds()  # it heals, whatever anybody does


def test_the_owner_sees_the_devices_that_are_not_asked_and_strikes_them_off(client: Browser, account: Account) -> None:
    client.flask.environ_base["HTTP_USER_AGENT"] = FIREFOX
    sign_in(client, remember=True)
    other = Browser(client.app)
    sign_in(other, remember=True)
    page = client.get("/konto/bezpieczenstwo")
    assert "Firefox, Windows – z niej teraz korzystasz" in page.text
    here, there = devices.all_trusted(account.id, clock.now())[::-1]
    assert here.browser == "Firefox, Windows"
    strike = f"/konto/bezpieczenstwo/urzadzenia/{there.id}/usun"
    client.post(strike, {"csrf_token": "old"})
    assert len(devices.all_trusted(account.id, clock.now())) == 2
    assert "zapytamy tam o kod" in client.follow(client.submit(page, button=BUTTON.format(1, there.browser))).text
    token = client.get("/pomoc").value("csrf_token")
    assert "już usunięte" in client.follow(client.post(strike, {"csrf_token": token})).text
    other.submit("/pomoc", button="Wyloguj się")
    assert knock(other).location == "/kod"
    assert [one.id for one in devices.all_trusted(account.id, clock.now())] == [here.id]
    assert len(posted("account_notice")) == 3


def test_all_devices_are_struck_off_at_once(client: Browser, account: Account) -> None:
    sign_in(client, remember=True)
    sign_in(Browser(client.app), remember=True)
    client.submit("/konto/bezpieczenstwo", button="Usuń wszystkie (2)")
    assert devices.all_trusted(account.id, clock.now()) == []


def test_nobody_strikes_off_the_device_of_another(client: Browser, account: Account) -> None:
    sign_in(client, remember=True)
    (theirs,) = devices.all_trusted(account.id, clock.now())
    owner(JAN, "jan@example.pl")
    jan = Browser(client.app)
    with told(client.app, login_code="off"):
        knock(jan, person=JAN)
    token = jan.get("/konto/bezpieczenstwo").tree.all("input", name="csrf_token")[0].attrs["value"]
    jan.post(f"/konto/bezpieczenstwo/urzadzenia/{theirs.id}/usun", {"csrf_token": token})
    assert len(devices.all_trusted(account.id, clock.now())) == 1


@pytest.mark.parametrize("mode", ["off", "new_device", "always"])
def test_without_such_devices_the_page_says_when_a_code_is_asked_for(
    client: Browser, account: Account, mode: str
) -> None:
    sign_in(client)
    with told(client.app, login_code=mode):
        words = {"off": "nie wysyła teraz kodów", "new_device": "zawsze pytamy o kod", "always": "na każdym urządzeniu"}
        assert words[mode] in client.get("/konto/bezpieczenstwo").text


def test_an_hour_of_strangers_does_not_keep_the_owner_out_of_a_device_that_is_not_asked(
    client: Browser, account: Account
) -> None:
    sign_in(client, remember=True)
    client.submit("/pomoc", button="Wyloguj się")
    start, mark = clock.now(), pesel_index(ANNA.pesel)
    for number in range(120):
        with time_machine.travel(start + timedelta(seconds=30 * number), tick=False), transaction():
            throttle.count(Attempt(ANNA.pesel, f"198.51.100.{number}", whose=mark))
    with time_machine.travel(start + timedelta(minutes=59, seconds=50), tick=False):
        assert "Za dużo prób" in knock(Browser(client.app), status=429).text
        assert knock(client).location == "/konto"
