"""Codes of the second step: those of an authenticator app (TOTP, RFC 6238) and the recovery codes on paper."""

import hmac
import re
import secrets
from collections.abc import Iterator
from datetime import datetime

import pyotp

from examportal.core.text import squeeze

STEP_SECONDS = 30
WINDOW = 1
"""How many steps a phone's clock may be off, either way."""

# Without characters that are mistaken for another: 0 O, 1 I L, 5 S, 8 B, 2 Z, U V.
_ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
_GROUP = 4
_GROUPS = 3
_OF_APP = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """Return the secret of a new authenticator: 160 bits in base32."""
    return pyotp.random_base32()


def address_of(secret: str, account: str, issuer: str) -> str:
    """Return what the QR code says: the address by which apps take up a secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the step of the clock whose code this is, None when it is none of those around now."""
    totp, today = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    around = range(today - WINDOW, today + WINDOW + 1)
    # As bytes, since texts that are not ASCII cannot be compared that way.
    fitting = [step for step in around if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())]
    return max(fitting, default=None)


def is_of_app(code: str) -> bool:
    """Tell whether a read code is one of an app (6 digits), not one on paper."""
    return bool(_OF_APP.fullmatch(code))


def read(typed: str) -> str:
    """Return a typed code without spaces and dashes, in capitals."""
    return squeeze(typed).replace("-", "").upper()


def new_recovery_code() -> str:
    """Return a new recovery code such as `7KQ3-9MXD-4HTA` (54 bits)."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def in_groups(secret: str) -> str:
    """Return a secret in groups of four, as it is typed from a screen."""
    return " ".join(_groups(secret))


def _groups(text: str) -> Iterator[str]:
    yield from (text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
