"""What the page about the own keys is made of: sections, each with a template and a function that gives its facts.

A part of the keys that has something to show adds its line to SECTIONS and a template `accounts/_<name>.html`, which
finds what the function returned under `facts`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from examportal.accounts import own_steps, queries, rules
from examportal.accounts.devices import queries as devices
from examportal.accounts.phones import queries as phones
from examportal.accounts.presence import device_token, present
from examportal.accounts.service import examiner_actor
from examportal.accounts.steps import passkeys
from examportal.accounts.steps import queries as steps
from examportal.accounts.steps.rules import FEW_CODES, MOST_PASSKEYS, RECOVERY_CODES
from examportal.config import settings
from examportal.core import clock, tokens
from examportal.mail import queries as letters
from examportal.register import queries as register
from examportal.sms import service as sms

LAST_NOTICES = 5
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """One part of the page; `facts_of` takes the id of the examiner and asks the database, it writes nothing."""

    name: str
    facts_of: Callable[[int], Facts]

    @property
    def template(self) -> str:
        """Where the section is drawn."""
        return f"accounts/_{self.name}.html"


def password_facts(examiner_id: int) -> Facts:
    """Return since when the password is as it is."""
    return {"set_at": queries.get_account(examiner_id).password_set_at}


def login_number_facts(examiner_id: int) -> Facts:
    """Return what may be typed in place of the PESEL; None until the worker has given it."""
    return {"number": register.get_examiner(examiner_id).login_number}


def second_step_facts(examiner_id: int) -> Facts:
    """Return which second steps there are, and whether a browser could add a passkey here."""
    owner = own_steps.owner_of(examiner_id)
    keys = [(key, key.unseal()["name"]) for key in steps.all_passkeys(owner)]
    return {
        "app": steps.find_authenticator(owner),
        "keys": keys,
        "more_keys": passkeys.party() is not None and len(keys) < MOST_PASSKEYS,
        "left": steps.codes_left(owner),
        "of": RECOVERY_CODES,
        "few": FEW_CODES,
    }


@dataclass(frozen=True)
class SignedInBrowser:
    """One signed-in browser as its owner reads about it; `seen_at` is rough."""

    id: int
    browser: str
    started_at: datetime
    seen_at: datetime
    is_here: bool


def session_facts(examiner_id: int) -> Facts:
    """Return which browsers are signed in, this one first, and when they are signed out by themselves."""
    here = tokens.digest(present().token)
    running = queries.running_sessions(queries.get_account(examiner_id).id, clock.now())
    shown = [
        SignedInBrowser(one.id, one.browser, one.started_at, one.seen_at, is_here=one.token_digest == here)
        for one in running
    ]
    return {
        "sessions": sorted(shown, key=lambda one: not one.is_here),
        "idle_minutes": rules.IDLE_LIMIT.seconds // 60,
        "hours": rules.ABSOLUTE_LIMIT.seconds // 3600,
    }


@dataclass(frozen=True)
class TrustedDevice:
    """One device on which no code is asked for, as its owner reads about it."""

    id: int
    browser: str
    used_at: datetime
    until: datetime
    is_here: bool


def phone_facts(examiner_id: int) -> Facts:
    """Return whether codes may go to a phone, which one gets them, and whether a stronger step takes their place."""
    account = queries.get_account(examiner_id)
    return {
        "offered": sms.is_offered(),
        "number": phones.find_number(account.id),
        "strong": steps.has_app_or_passkey(rules.keys_of(account.id, examiner_id)),
    }


def device_facts(examiner_id: int) -> Facts:
    """Return on which devices no code is asked for, and when this installation asks."""
    here = tokens.digest(device_token() or "")
    known = devices.all_trusted(queries.get_account(examiner_id).id, clock.now())
    shown = [
        TrustedDevice(
            one.id,
            one.browser,
            one.last_used_at or one.first_seen_at,
            one.trusted_until,
            is_here=one.token_digest == here,
        )
        for one in known
        if one.trusted_until is not None
    ]
    return {"devices": shown, "mode": settings().login_code}


def notice_facts(examiner_id: int) -> Facts:
    """Return about which sign-ins the board writes, and the last notices."""
    told = letters.all_headed(str(examiner_actor(examiner_id)), LAST_NOTICES, "account_notice")
    return {"sign_ins": settings().sign_in_notices, "last": told}


SECTIONS: tuple[Section, ...] = (
    Section("password", password_facts),
    Section("login_number", login_number_facts),
    Section("second_step", second_step_facts),
    Section("phone", phone_facts),
    Section("devices", device_facts),
    Section("sessions", session_facts),
    Section("notices", notice_facts),
)
"""In the order of the page: password, login number, second step, phone, devices, sessions, notices."""


def sections_for(examiner_id: int) -> list[tuple[str, Facts]]:
    """Return each section's template with its facts."""
    return [(section.template, section.facts_of(examiner_id)) for section in SECTIONS]
