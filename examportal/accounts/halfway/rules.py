"""Pure rules of the second step: when it is asked for, what a code looks like, how long anything counts."""

import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from examportal.core.text import squeeze

HALF_LIFETIME = timedelta(minutes=10)
LONGEST_HALF = timedelta(minutes=30)
"""However many codes are asked for: then the password comes first again."""
CODE_LIFETIME = timedelta(minutes=10)
TRIES = 5
SKEW = timedelta(seconds=90)
"""How far the clocks of two servers may be apart; what claims to begin later than that was not written by a clock that
is right now, so it does not count: a clock set back by an hour revives nothing."""
KEPT_FOR = timedelta(days=7)
"""How long the record of a half-finished sign-in is kept: the help desk may be asked about it."""
LATELY = timedelta(hours=24)

_DIGITS = 6
_CODE = re.compile(rf"[0-9]{{{_DIGITS}}}")


class Mode(StrEnum):
    """When a code is asked for: the setting LOGIN_CODE."""

    OFF = "off"
    NEW_DEVICE = "new_device"
    ALWAYS = "always"


class Method(StrEnum):
    """A way to take the second step."""

    EMAIL = "email"
    SMS = "sms"
    APP = "app"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


SENT = frozenset({Method.EMAIL, Method.SMS})
"""The methods by which a code is sent."""


class Step(StrEnum):
    """What came of a code."""

    REFUSED = "refused"
    EXHAUSTED = "exhausted"
    PASSED = "passed"


def is_wanted(mode: Mode, *, trusted: bool, has_stronger: bool) -> bool:
    """Tell whether a second step is asked for after the right password.

    `trusted`: the owner has said that this browser is not to be asked. Whoever has added a stronger step is asked for
    it on every other device, whatever the board has set.
    """
    if mode is Mode.ALWAYS:
        return True
    return not trusted and (mode is Mode.NEW_DEVICE or has_stronger)


def may_be_trusted(mode: Mode) -> bool:
    """Tell whether it helps to say that a browser is not to be asked."""
    return mode is not Mode.ALWAYS


def ends_at(started_at: datetime, code_ends_at: datetime) -> datetime:
    """Return when a half-finished sign-in ends for which a code is sent: with the code, but not after LONGEST_HALF."""
    return min(code_ends_at, started_at + LONGEST_HALF)


def new_code() -> str:
    """Return a new code of six digits."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"


def read_code(typed: str) -> str | None:
    """Return a typed code without spaces and dashes, None when it has not the shape of one."""
    code = squeeze(typed).replace("-", "")
    return code if _CODE.fullmatch(code) else None


def in_groups(code: str) -> str:
    """Return a code as it is read: `123 456`."""
    return f"{code[: _DIGITS // 2]} {code[_DIGITS // 2 :]}"
