"""The phone that gets codes: asked for, confirmed, changed, removed, each told by letter."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts import freezing, queries
from examportal.accounts.models import Account
from examportal.accounts.phones import queries as phones
from examportal.accounts.phones import service
from examportal.accounts.phones.models import ConfirmedPhone
from examportal.accounts.phones.rules import CODE_LIFETIME, TRIES, NothingAsked
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import WORKER
from tests.accounts.owners import owner, sign_in, told
from tests.accounts.phones.confirming import NUMBER, OTHER, PHONE, confirmed, messages, newest_sms_code
from tests.accounts.steps.keys import SECURITY
from tests.browser import Browser
from tests.letters import posted, text_of

CODE, REMOVAL = f"{PHONE}/kod", f"{PHONE}/usun"
A_WHILE = timedelta(minutes=1, seconds=1)


@pytest.fixture
def anna(client: Browser) -> Browser:
    """Return the browser of a signed-in examiner."""
    return sign_in(client, owner())


def anna_id() -> int:
    db.session.rollback()
    return db.session.query(Account).one().examiner_id


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_phone_counts_once_its_code_was_typed(anna: Browser) -> None:
    page = anna.get(PHONE)
    assert page.value("phone") == "+48 601 234 567"
    assert "słabszy" in page.text
    page = anna.follow(anna.submit(page))
    assert messages()[0]["number"] == NUMBER
    assert db.session.query(ConfirmedPhone).one().confirmed_at is None
    code = newest_sms_code()
    assert anna.submit(page, {"code": wrong(code)}, 422).errors()["code"].startswith("Ten kod nie pasuje")
    assert anna.submit(page, {"code": f"{code[:3]} {code[3:]}"}).location == SECURITY
    assert "+48 601 234 567" in anna.get(SECURITY).text
    assert "telefon do kodów SMS" in text_of(posted("account_notice")[-1])
    row = db.session.query(ConfirmedPhone).one()
    assert "601234567" not in str(row.sealed)
    events = [line.event for line in db.session.query(JournalPayload)]
    assert events.count("phone_confirmed") == 2
    assert "601234567" not in "".join(line.details for line in db.session.query(JournalPayload))


def test_only_mobile_phones_get_messages(anna: Browser) -> None:
    for typed, said in (("22 123 45 67", "komórkowego"), ("123", "istniejący"), ("+48 700 123 456", "numer")):
        assert said in anna.submit(PHONE, {"phone": typed}, 422).errors()["phone"]
    assert messages() == []


def test_the_next_code_has_a_cool_down_and_each_its_cost(anna: Browser, app: Flask) -> None:
    anna.submit(PHONE)
    assert int(anna.submit(PHONE, status=429).response.headers["Retry-After"]) <= 60
    with told(app, sms_per_person=2), time_machine.travel(clock.now() + A_WHILE):
        anna.submit(PHONE, status=429)
    assert len(messages()) == 1


def test_after_five_wrong_codes_one_begins_anew(anna: Browser) -> None:
    page = anna.follow(anna.submit(PHONE))
    code = newest_sms_code()
    for _ in range(TRIES):
        anna.submit(page, {"code": wrong(code)}, 422)
    assert "zacznij jeszcze raz" in anna.follow(anna.submit(page, {"code": code})).text
    assert db.session.query(ConfirmedPhone).one().confirmed_at is None


def test_a_code_ends_with_its_time_and_with_the_next(anna: Browser) -> None:
    assert anna.get(CODE, 303).location == SECURITY
    page = anna.follow(anna.submit(PHONE))
    first = newest_sms_code()
    with time_machine.travel(clock.now() + A_WHILE):
        assert "Wpisz kod z SMS-a" in anna.get(PHONE).text
        anna.submit(PHONE, {"phone": "602 345 678"})
        if newest_sms_code() != first:
            anna.submit(page, {"code": first}, 422)
        assert "6 cyfr" in anna.submit(page, {"code": "12"}, 422).errors()["code"]
    with time_machine.travel(clock.now() + A_WHILE + CODE_LIFETIME), transaction(), pytest.raises(NothingAsked):
        service.confirm(anna_id(), newest_sms_code(), "")


def test_another_phone_takes_the_place_and_is_removed(anna: Browser) -> None:
    who = anna_id()
    confirmed(who)
    confirmed(who, OTHER)
    assert db.session.query(ConfirmedPhone).filter_by(sealed=None).count() == 1
    page = anna.get(REMOVAL)
    assert "+48 602 345 678" in page.text
    anna.submit(page, button="Usuń telefon")
    assert phones.find_number(queries.get_account(who).id) is None
    assert anna.get(REMOVAL, 303).location == SECURITY
    with pytest.raises(NothingAsked), transaction():
        service.remove(who, "")


def test_what_a_stranger_may_have_added_ends_with_it_was_not_me(anna: Browser) -> None:
    who = anna_id()
    confirmed(who)
    with transaction():
        freezing.freeze(queries.get_account(who), WORKER, told_at=clock.now())
    assert phones.find_number(queries.get_account(who).id) is None
    with pytest.raises(NothingAsked), transaction():
        service.ask(who, NUMBER)


def test_without_a_gateway_there_is_no_such_page(anna: Browser, app: Flask) -> None:
    with told(app, sms_url=""):
        anna.get(PHONE, 404)
        assert "Kody SMS-em" not in anna.get(SECURITY).text
