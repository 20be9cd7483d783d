"""Whatever may lead to a session asks for the second step that was added, and nothing leads into a closed account."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from examportal.accounts import freezing, suspensions
from examportal.accounts import queries as keys
from examportal.accounts.addresses import service as addresses
from examportal.accounts.models import Account, SignInSession
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from tests.accounts.owners import knock, sign_in
from tests.accounts.steps.keys import add_app, add_key, options_on
from tests.accounts.steps.owners import Phone
from tests.accounts.steps.softkey import SoftKey
from tests.browser import Browser, Page
from tests.letters import answer_password_requests, newest_link
from tests.onboarding.steps import ANNA
from tests.people import PASSWORD, remove_all

NEW = "Trzy wrony pod lasem 4"
A_WHILE = timedelta(days=2)


@dataclass(frozen=True)
class Anna:
    """Somebody with an app and a passkey, signed in nowhere, in a browser that was trusted before they were added."""

    examiner_id: int
    browser: Browser
    phone: Phone
    key: SoftKey


@pytest.fixture
def anna(client: Browser, account: Account) -> Anna:
    """Return Anna, of a portal that asks for a code on new devices."""
    sign_in(client, account.examiner_id)
    phone, key = add_app(client), SoftKey()
    add_key(client, key)
    client.submit("/konto", button="Wyloguj się")
    return Anna(account.examiner_id, client, phone, key)


def sessions() -> int:
    """Return how many sessions run."""
    db.session.rollback()
    return db.session.query(SignInSession).filter_by(ended_at=None).count()


def by_key_alone(anna: Anna, status: int) -> Page:
    page = anna.browser.follow(anna.browser.submit("/", button="Zaloguj się kluczem dostępu"))
    return anna.browser.submit(page, {"credential": anna.key.show(options_on(page))}, status)


def with_a_new_password(anna: Anna) -> None:
    """Set a new password by the link of a letter, in a browser of nobody's."""
    stranger = Browser(anna.browser.app)
    stranger.submit("/haslo", {"login": ANNA.pesel})
    answer_password_requests()
    stranger.submit(newest_link("password_reset"), {"new_password": NEW, "repeat_password": NEW})
    assert stranger.get("/konto", 303).location == "/"


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_password_old_or_new_asks_for_the_step(anna: Anna, *, forgotten: bool) -> None:
    if forgotten:
        with_a_new_password(anna)
    assert knock(anna.browser, NEW if forgotten else PASSWORD).location == "/kod"
    assert anna.browser.get("/konto", 303).location == "/"
    anna.browser.submit("/kod", {"code": "000000"}, 422)
    assert sessions() == 0
    assert anna.browser.submit("/kod", {"code": anna.phone.code()}).location == "/konto"


def test_the_link_of_another_address_signs_nobody_in(anna: Anna) -> None:
    with transaction():
        addresses.ask(anna.examiner_id, "nowa@example.pl")
    stranger = Browser(anna.browser.app)
    assert stranger.submit(newest_link("email_change")).location == "/"
    assert sessions() == 0


@pytest.mark.parametrize("state", ["suspended", "frozen", "all_removed"])
def test_no_way_leads_into_a_closed_account(anna: Anna, state: str) -> None:
    if state == "all_removed":
        remove_all(ANNA)
    with transaction():
        if state == "suspended":
            suspensions.suspend(anna.examiner_id, suspensions.OBJECTION, COMMAND)
        if state == "frozen":  # told of later than the steps were added, so that they stay
            freezing.freeze(keys.get_account(anna.examiner_id), COMMAND, told_at=clock.now() + A_WHILE)
    knock(anna.browser, PASSWORD, 403)
    by_key_alone(anna, 422)
    if state != "frozen":  # there the new password is what opens it again, up to the second step
        with_a_new_password(anna)
        knock(anna.browser, NEW, 403)
    assert sessions() == 0


def test_a_passkey_alone_opens_what_is_open(anna: Anna) -> None:
    assert by_key_alone(anna, 303).location == "/konto"
    assert sessions() == 1
