"""Owners of second steps for tests, one of each kind, with rows of their own and nothing else."""

from dataclasses import dataclass

import pyotp

from examportal.accounts.models import Account
from examportal.accounts.rules import keys_of as keys_of_account
from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.rules import Role, keys_of
from examportal.accounts.steps import apps, recovery
from examportal.accounts.steps.rules import Owner
from examportal.core import clock
from examportal.db import db, transaction
from tests.people import Person, enter


@dataclass
class Phone:
    """A phone with an authenticator app."""

    secret: str
    last_step: int

    def code(self) -> str:
        """Return what the app shows, or will show next when that was used already."""
        self.last_step = max(int(clock.now().timestamp()) // 30, self.last_step + 1)
        return self.of_step(self.last_step)

    def of_step(self, step: int) -> str:
        """Return the code of a step of the clock."""
        return pyotp.TOTP(self.secret).generate_otp(step)


def an_account() -> Owner:
    """Return the account of an examiner, active."""
    examiner_id, now = enter(Person()), clock.now()
    with transaction():
        account = Account(
            examiner_id=examiner_id,
            email="anna@example.pl",
            password_hash="",
            password_set_at=now,
            registered_at=now,
            activated_at=now,
        )
        db.session.add(account)
        db.session.flush()
        return keys_of_account(account.id, examiner_id)


def a_member() -> Owner:
    """Return somebody of the staff."""
    with transaction():
        member = StaffMember(email="ewa@example.pl", name="Ewa Nowak", role=Role.CLERK, invited_at=clock.now())
        db.session.add(member)
        db.session.flush()
        return keys_of(member.id)


OWNERS = (an_account, a_member)


def with_app(owner: Owner) -> Phone:
    """Give an owner an authenticator app; return the phone."""
    with transaction():
        apps.offer(owner)
        phone = Phone(apps.offered_secret(owner), int(clock.now().timestamp()) // 30 - 2)
        assert apps.confirm(owner, phone.of_step(phone.last_step + 1))
    return phone


def with_codes(owner: Owner) -> list[str]:
    """Give an owner recovery codes; return them."""
    with transaction():
        recovery.issue(owner)
        shown = recovery.shown(owner)
        recovery.keep(owner)
    return shown
