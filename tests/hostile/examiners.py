"""Examiners on their way through the portal, each where the forms are that nobody else meets."""

from datetime import timedelta

from sqlalchemy import update

from examportal.accounts import queries as keys
from examportal.accounts.addresses import service as addresses
from examportal.accounts.devices import keeping
from examportal.accounts.devices.keeping import ThisBrowser
from examportal.accounts.halfway import service as second_step
from examportal.accounts.halfway.rules import Method
from examportal.accounts.phones import service as phones
from examportal.accounts.support_codes import service as support
from examportal.core import clock
from examportal.db import db, transaction
from examportal.profile.models import Profile
from tests.accounts.owners import owner, sign_in
from tests.accounts.phones.confirming import OTHER, confirmed
from tests.accounts.steps.keys import SECURITY, add_app, add_key
from tests.accounts.steps.softkey import SoftKey
from tests.accounts.terms.publishing import published
from tests.browser import Browser
from tests.letters import answer_password_requests, newest_link
from tests.onboarding.steps import ANNA, knock
from tests.people import ANSWERS, PASSWORD, enter


def stranger(browser: Browser) -> None:
    """Somebody whom the portal has never seen."""
    enter(ANNA)
    browser.get("/")


def claimed(browser: Browser) -> None:
    """Somebody with the profile form in front."""
    stranger(browser)
    knock(browser)


def waiting(browser: Browser) -> None:
    """Somebody who waits for the letter."""
    claimed(browser)
    browser.submit("/rejestracja", ANSWERS)


def signed_in(browser: Browser) -> None:
    """Somebody at the own account, with a report that waits."""
    waiting(browser)
    browser.submit(newest_link("activation"))
    knock(browser, PASSWORD)
    browser.submit("/konto/poprawki/brak-numeru/zgloszenie", {"proposed": "9-777"})


def asked(browser: Browser) -> None:
    """Somebody who has to confirm the terms before anything else."""
    sign_in(browser, owner())
    published()


def at_the_stronger_step(browser: Browser) -> None:
    """Somebody who has shown the password, has an app and a passkey, and is asked for the passkey."""
    signed_in(browser)
    add_app(browser)
    add_key(browser, SoftKey())
    browser.submit("/konto", button="Wyloguj się")
    knock(browser, PASSWORD)
    browser.submit("/kod", button="Użyj klucza dostępu")


def with_a_passkey(browser: Browser) -> None:
    """Somebody who is asked for a passkey and nothing else."""
    browser.submit("/", button="Zaloguj się kluczem dostępu")


def with_second_steps(browser: Browser) -> None:
    """Somebody with an app and a passkey, with another app, other codes and a challenge on offer."""
    signed_in(browser)
    add_app(browser)
    add_key(browser, SoftKey())
    for button in ("Przejdź na inną aplikację lub telefon", "Dodaj klucz dostępu"):
        browser.submit(SECURITY, button=button)


def with_a_phone(browser: Browser) -> None:
    """Somebody who gets codes by SMS, has another phone that waits for its code and a code for the help desk."""
    who = owner()
    confirmed(who)
    with transaction():
        phones.ask(who, OTHER)
        support.make(who)
        for name in ("Firefox na Windows", "Chrome na Androidzie"):
            keeping.recognise(keys.get_account(who).id, ThisBrowser(None, name, trusted=True), None)
    sign_in(browser, who)


def moving(browser: Browser) -> None:
    """Somebody who has asked for another e-mail address, and has not looked at the contact data for long."""
    who = owner()
    with transaction():
        db.session.execute(update(Profile).values(saved_at=clock.now() - timedelta(days=400)))
        addresses.ask(who, "anna.nowa@example.pl")
    sign_in(browser, who)


def forgetful(browser: Browser) -> None:
    """Somebody who was signed in, and has a link for a new password in the mailbox."""
    signed_in(browser)
    browser.submit("/konto", button="Wyloguj się")
    browser.submit("/haslo", {"login": ANNA.pesel})
    answer_password_requests()


def halfway(browser: Browser) -> None:
    """Somebody who has typed the password and waits for the code."""
    account = keys.get_account(owner(ANNA))
    with transaction():
        token = second_step.begin(account, None)
        second_step.send_code(token, Method.EMAIL)
    browser.flask.set_cookie("halfway", token)
