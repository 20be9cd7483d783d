"""Somebody with an active account, for tests of the keys."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from examportal.accounts.models import Account, SignInSession
from examportal.accounts.rules import PROOF_LIFETIME
from examportal.core import clock
from examportal.db import db, transaction
from tests.accounts import owners
from tests.accounts.owners import owner
from tests.browser import Browser, Page
from tests.letters import newest_link
from tests.people import ANSWERS, PASSWORD, Person, enter

ANNA = Person(email="anna@rejestr.example.pl")
RIGHT = {"login": ANNA.pesel, "password": PASSWORD}


def active(app: Flask) -> Browser:
    """Return a browser of Anna, whose account is active; nobody is signed in."""
    enter(ANNA)
    client = Browser(app)
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    client.submit("/rejestracja", ANSWERS)
    client.submit(newest_link("activation"), {})
    return client


def sign_in(client: Browser, password: str = PASSWORD, status: int = 303) -> Page:
    """Sign Anna in."""
    return client.submit("/", RIGHT | {"password": password}, status)


def account() -> Account:
    """Return the one account as it is now."""
    db.session.rollback()
    return db.session.query(Account).one()


def with_setting(app: Flask, monkeypatch: pytest.MonkeyPatch, **settings: object) -> None:
    """Have the portal run with other settings for the rest of a test."""
    changed = replace(app.extensions["settings"], **settings)
    monkeypatch.setitem(app.extensions, "settings", changed)


def in_two_browsers(browser: Browser) -> None:
    """Somebody signed in here and elsewhere, who has not shown the password for some minutes."""
    who = owner()
    for one in (Browser(browser.app), browser):
        owners.sign_in(one, who)
    with transaction():
        db.session.execute(update(SignInSession).values(proved_at=clock.now() - PROOF_LIFETIME))
