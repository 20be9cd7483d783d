"""Pure rules of the second steps: whose they are, how long what is shown is shown, who may ask for passkeys."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from examportal.core.errors import Refusal
from examportal.journal.rules import Actor

SET_UP_LIFETIME = timedelta(minutes=30)
"""Finding, installing and learning an authenticator app takes longer than typing a code. What is shown on the way, the
secret and the recovery codes, is shown no longer: a page left open must not give it to whoever passes."""
RECOVERY_CODES = 10
CHALLENGE_LIFETIME = timedelta(minutes=5)
"""How long a browser may take over a passkey: finding the phone, or the key in a drawer."""
MOST_PASSKEYS = 10
LONGEST_KEY_NAME = 40
LONGEST_CREDENTIAL_ID = 1023
"""In bytes, by the standard (WebAuthn 3, 4)."""
FEW_CODES = 3
"""So few are left that it is time for a new set."""


class Kind(StrEnum):
    """What an owner is; the value names the column that points to it."""

    ACCOUNT = "account_id"
    MEMBER = "member_id"


@dataclass(frozen=True)
class Owner:
    """Whose steps they are: an examiner's account or somebody of the staff; `actor` is who acts in the journal."""

    kind: Kind
    id: int
    actor: Actor


class Use(StrEnum):
    """What becomes of a passkey that was shown."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    COPIED = "copied"


@dataclass(frozen=True)
class Party:
    """Who asks for passkeys, as browsers know it: `id` is the name of the host, `origin` where pages come from."""

    id: str
    origin: str


@dataclass(frozen=True)
class NewKey:
    """A passkey that an authenticator has just made; `credential_id` is in base64url."""

    credential_id: str
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownKey:
    """A passkey that somebody has shown, its signature being right."""

    credential_id: str
    sign_count: int
    user_verified: bool
    user_handle: bytes | None = None


class KeyTaken(Refusal):
    """This passkey is there already."""


class TooManyKeys(Refusal):
    """There are as many passkeys as one may have."""


class KeyUnknown(Refusal):
    """There is no such passkey, or it was removed."""


class NothingOffered(Refusal):
    """There is no authenticator to confirm or there are no codes to keep: done in another window, or too long ago."""


def is_fresh(shown_at: datetime, now: datetime) -> bool:
    """Tell whether a secret or recovery codes may still be shown and used."""
    return now < shown_at + SET_UP_LIFETIME


def party_of(base_url: str) -> Party | None:
    """Return who asks for passkeys under an address of the portal.

    None where browsers refuse to: without HTTPS (but on the own machine), or under a number instead of a name.
    """
    address = urlsplit(base_url.lower())
    host = address.hostname or ""
    if address.scheme != "https" and host != "localhost":
        return None
    if _is_number(host):
        return None
    port = "" if address.port in {None, {"https": 443, "http": 80}[address.scheme]} else f":{address.port}"
    return Party(host, f"{address.scheme}://{host}{port}")


def counter_goes_on(before: int, now: int) -> bool:
    """Tell whether a passkey's counter of signatures says that there is one key only.

    It grows with each use; most keys of today do not count and say 0 for ever. A step back means that two devices hold
    one key.
    """
    return now > before or now == before == 0


def adding(owner: Owner) -> str:
    """Return the purpose of a challenge with which an owner adds a passkey."""
    return f"add:{owner.kind}:{owner.id}"


def second_step(owner: Owner) -> str:
    """Return the purpose of a challenge with which an owner shows a passkey after the password."""
    return f"second_step:{owner.kind}:{owner.id}"


def whole_sign_in(kind: Kind) -> str:
    """Return the purpose of a challenge with which somebody, not known yet, signs in by a passkey alone."""
    return f"sign_in:{kind}"


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
