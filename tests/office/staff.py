"""People of the staff for tests: each has a browser, and a phone with an authenticator app."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from datetime import timedelta

import pyotp
import time_machine
from flask import session

from examportal.accounts import presence as examiners
from examportal.accounts.passwords import hash_password
from examportal.accounts.staff import presence, queries
from examportal.accounts.staff.rules import Role, keys_of
from examportal.accounts.staff.service import members, sign_in
from examportal.accounts.steps import apps, recovery
from examportal.core import clock
from examportal.db import transaction
from examportal.journal.rules import COMMAND
from tests import databases
from tests.browser import Browser, Page
from tests.letters import newest_link

PASSWORD = "cztery koty na płocie"


@dataclass
class Colleague:
    """Somebody of the staff with browser, password and phone."""

    browser: Browser
    email: str = "ewa.nowak@example.pl"
    name: str = "Ewa Nowak"
    role: Role = Role.ADMINISTRATOR
    password: str = PASSWORD
    secret: str = ""
    recovery_codes: list[str] = field(default_factory=list)
    _used: int = 0

    @property
    def id(self) -> int:
        """The id of the row."""
        member = queries.find_by_email(self.email)
        assert member is not None
        return member.id

    def invite(self) -> str:
        """Be invited; return the path of the link."""
        with transaction():
            members.invite_or_remind(self.email, self.name, self.role, COMMAND)
        return newest_link("staff_invitation")

    def set_password(self, link: str) -> Page:
        """Open the link and choose a password."""
        return self.browser.submit(link, {"new_password": self.password, "repeat_password": self.password})

    def add_app(self, path: str = "/biuro/aplikacja") -> Page:
        """Take up the secret that is shown and confirm it."""
        page = self.browser.get(path)
        self._used = 0
        self.secret = page.tree.all("code", id="klucz")[0].text.replace(" ", "")
        return self.browser.submit(page, {"code": self.code()})

    def keep_codes(self, path: str = "/biuro/kody-zapasowe") -> Page:
        """Write the recovery codes down."""
        page = self.browser.get(path)
        self.recovery_codes = [item.text for item in page.tree.all("li") if item.all("code")]
        return self.browser.submit(page, {}, button="Mam je zapisane")

    def set_up(self) -> "Colleague":
        """Come in for the first time as the pages lead, but by the services behind them: far quicker."""
        token = self.invite().rpartition("/")[2]
        hashed = hash_password(self.password)
        with transaction():
            half = str(sign_in.set_password_by_link(token, hashed).token)
        me, self._used = keys_of(self.id), 0
        self.secret = apps.offered_secret(me)
        with transaction():
            assert sign_in.confirm_first_authenticator(half, self.code())
        self.recovery_codes = recovery.shown(me)
        Context().run(self._begin, half)
        databases.forget()
        return self

    def _begin(self, half: str) -> None:
        """Complete the set-up where a request would: in a context of its own, with the browser's cookies."""
        with self.browser.flask.session_transaction() as cookie, self.browser.app.test_request_context():
            session.update(cookie)
            former = examiners.running_here()
            with transaction():
                begun = sign_in.finish_set_up(half, former)
            presence.begin(begun)
            cookie.clear()
            cookie.update(session)

    def code(self) -> str:
        """Return what the app shows, or will show next when that was used already."""
        self._used = max(int(clock.now().timestamp()) // 30, self._used + 1)
        return pyotp.TOTP(self.secret).generate_otp(self._used)

    def knock(self, status: int = 303, **typed: str) -> Page:
        """Show the password."""
        return self.browser.submit("/biuro/logowanie", {"email": self.email, "password": self.password} | typed, status)

    def sign_in(self) -> Page:
        """Show the password and a code that was not used yet."""
        return self.browser.submit(self.browser.follow(self.knock()), {"code": self.code()})

    def sign_out(self) -> None:
        """Leave."""
        self.browser.submit("/biuro/", button="Wyloguj się")


@contextmanager
def later(by: timedelta) -> Iterator[None]:
    """Let some time have passed."""
    with time_machine.travel(clock.now() + by):
        yield
