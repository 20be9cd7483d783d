"""People with an active account, made by the services of each room: quicker than climbing the staircase each time."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, session

from examportal.accounts import presence, queries
from examportal.accounts import service as accounts
from examportal.accounts.passwords import hash_password
from examportal.db import db, transaction
from examportal.profile import service as profiles
from examportal.profile.rules import Address, EmploymentKind, ProfileData
from tests.browser import Browser, Page
from tests.onboarding.steps import ANNA
from tests.people import PASSWORD, Person, enter

HOME = Address("Polna", "12A", "3", "00-950", "Łódź", "PL")
DATA = ProfileData("Anna Maria", "Łoś", "Biłgoraj", "+48601234567", HOME, None, EmploymentKind.NONE, None, "")
EMAIL = "anna.los@example.pl"


def owner(person: Person = ANNA, email: str = EMAIL) -> int:
    """Put a person with an active account into the register and return the id."""
    examiner_id = enter(person)
    hashed = hash_password(PASSWORD)
    with transaction():
        account = accounts.open_account(examiner_id, email, hashed)
        profiles.save(examiner_id, DATA)
        accounts.activate(account)
    return examiner_id


def sign_in(client: Browser, examiner_id: int) -> Browser:
    """Let a browser carry a fresh session of somebody, as a sign-in gives it one."""
    account = queries.get_account(examiner_id)
    with transaction():
        token = accounts.start_session(account)
    with client.app.test_request_context():
        presence.begin(token, queries.Presence(account.id, examiner_id))
        kept = dict(session)
    with client.flask.session_transaction() as cookie:
        cookie.clear()
        cookie.update(kept)
    return client


def knock(browser: Browser, secret: str = PASSWORD, status: int = 303, person: Person = ANNA) -> Page:
    """Type PESEL and password."""
    return browser.submit("/", {"login": person.pesel, "password": secret}, status)


@contextmanager
def told(app: Flask, **values: Any) -> Iterator[None]:
    """Let the application have other settings for a while."""
    before = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(before, **values)
    try:
        yield
    finally:
        app.extensions["settings"] = before
        db.session.rollback()
