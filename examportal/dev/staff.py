"""Staff who do not exist, one of each role, with keys that everybody may know: to try the office without waiting."""

from dataclasses import dataclass, field

import pyotp

from examportal.accounts.passwords import hash_password
from examportal.accounts.staff import queries
from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.rules import Role, keys_of
from examportal.accounts.steps import apps, codes, recovery
from examportal.accounts.steps import queries as steps
from examportal.core import clock
from examportal.db import db, transaction

PASSWORD = "biuro tylko na próbę"  # noqa: S105 - known to everybody, and only where `flask dev` works
PEOPLE = {
    Role.ADMINISTRATOR: "Alicja Przykładowa",
    Role.REGISTRAR: "Roman Ewidencjusz",
    Role.CLERK: "Kalina Pomocna",
    Role.AUDITOR: "Aurelia Zapisek",
}


@dataclass(frozen=True)
class Example:
    """Somebody to try: `secret` goes into an authenticator app."""

    email: str
    name: str
    role: Role
    secret: str = field(repr=False)


def is_wanted() -> bool:
    """Tell whether there is no staff at all."""
    return not queries.is_anybody_there()


def load() -> None:
    """Take the invented staff in, their keys complete; opens its own transaction, after the slow hash."""
    password_hash = hash_password(PASSWORD)
    with transaction():
        for role, name in PEOPLE.items():
            _enter(role, name, password_hash)


def examples() -> list[Example]:
    """Return those of the invented staff whose keys are complete."""
    found = []
    for role, name in PEOPLE.items():
        secret = secret_of(_address(role))
        if secret is not None:
            found.append(Example(_address(role), name, role, secret))
    return found


def secret_of(email: str) -> str | None:
    """Return the secret of somebody's authenticator, None when there is none."""
    member = queries.find_by_email(email)
    authenticator = steps.find_authenticator(keys_of(member.id)) if member else None
    return str(authenticator.unseal()["secret"]) if authenticator else None


def code_of(secret: str) -> str:
    """Return what an authenticator app would show now."""
    return pyotp.TOTP(secret).at(clock.now())


def _enter(role: Role, name: str, password_hash: str) -> None:
    now = clock.now()
    member = StaffMember(
        email=_address(role),
        name=name,
        role=role,
        password_hash=password_hash,
        password_set_at=now,
        invited_at=now,
        activated_at=now,
    )
    db.session.add(member)
    db.session.flush()
    owner = keys_of(member.id)
    apps.offer(owner)
    secret = apps.offered_secret(owner)
    # With the code of the step before, so that the present one is still good for a first sign-in.
    before = int(now.timestamp()) // codes.STEP_SECONDS - 1
    apps.confirm(owner, pyotp.TOTP(secret).generate_otp(before))
    recovery.issue(owner)
    recovery.keep(owner)


def _address(role: Role) -> str:
    return f"{role}@example.pl"
