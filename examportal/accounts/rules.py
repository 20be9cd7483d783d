"""Pure rules of the keys: which password will do, what state an account is in, whether a link still works."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from examportal.accounts.steps.rules import Kind, Owner
from examportal.core import errors
from examportal.journal.rules import Actor

MIN_PASSWORD = 12
MAX_PASSWORD = 256
IDLE_LIMIT = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=12)
PROOF_LIFETIME = timedelta(minutes=5)
"""How long a session may change keys after password or second step were shown in it."""
SEEN_EVERY = timedelta(minutes=5)
"""How often a click of a session is written down at most: a page that is only read seldom writes anything."""
CLOCK_DRIFT = timedelta(minutes=2)
"""How far the clocks of two machines may differ; a click that comes from later than this is not believed."""
OBJECTION_LIFETIME = timedelta(days=30)
STRANGER_FOR = timedelta(days=1)
"""How long before a notice whoever it tells of may have been at work in the account."""
NOTICE_PAUSE = timedelta(hours=24)

# The information clause (RODO art. 13): raise version and day with every change of its text; a test watches over it.
PRIVACY_NOTICE = "privacy_notice"
PRIVACY_NOTICE_VERSION = "2026-11-22"
PRIVACY_NOTICE_SINCE = date(2026, 11, 22)


class AccountState(StrEnum):
    """How far a person has come."""

    NONE = "none"
    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class PasswordRule(StrEnum):
    """What a password must have; listed before typing and named when missing."""

    LENGTH = "length"
    UPPER = "upper"
    LOWER = "lower"
    DIGIT = "digit"
    SPECIAL = "special"
    OWN = "own"
    COMMON = "common"
    EASY = "easy"


WEIGHED_RULES = (PasswordRule.OWN, PasswordRule.COMMON, PasswordRule.EASY)
"""What only the server can tell; `accounts.choosing` weighs it."""
_SHAPE_WITHOUT_CLASSES = (PasswordRule.LENGTH,)


class Consequence(StrEnum):
    """What "it was not me" does to an account: it waits for a new password, or for the board."""

    FROZEN = "frozen"
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class KeyFacts:
    """What the rules need of an account."""

    activated_at: datetime | None
    withdrawn: bool = False


@dataclass(frozen=True)
class ResetFacts:
    """What the rules need of a password link."""

    expires_at: datetime
    used_at: datetime | None
    is_current: bool


@dataclass(frozen=True)
class ObjectionFacts:
    """What the rules need of an "it was not me" link."""

    expires_at: datetime
    used_at: datetime | None
    overtaken: bool = False


def keys_of(account_id: int, examiner_id: int) -> Owner:
    """Return an examiner's account as the owner of second steps."""
    return Owner(Kind.ACCOUNT, account_id, Actor("examiner", examiner_id))


def state_of(account: KeyFacts | None, *, suspended: bool = False) -> AccountState:
    """Return the state of an account, or of a person without one; a suspension covers whatever is below it."""
    if suspended:
        return AccountState.SUSPENDED
    if account is None or account.withdrawn:
        return AccountState.NONE
    return AccountState.ACTIVE if account.activated_at else AccountState.PENDING


def password_rules(*, classes: bool) -> list[PasswordRule]:
    """Return the rules in force, in the order in which they are listed."""
    return [rule for rule in PasswordRule if classes or rule in (*_SHAPE_WITHOUT_CLASSES, *WEIGHED_RULES)]


def broken_password_rules(password: str, *, classes: bool, shortest: int = MIN_PASSWORD) -> list[PasswordRule]:
    """Return the rules of shape that a password does not keep. Letters are of any language; a space is special."""
    kept = {
        PasswordRule.LENGTH: shortest <= len(password) <= MAX_PASSWORD,
        PasswordRule.UPPER: any(c.isupper() for c in password),
        PasswordRule.LOWER: any(c.islower() for c in password),
        PasswordRule.DIGIT: any(c.isdecimal() for c in password),
        PasswordRule.SPECIAL: any(not c.isalnum() for c in password),
    }
    return [rule for rule in password_rules(classes=classes) if not kept.get(rule, True)]


def is_proved(proved_at: datetime, now: datetime) -> bool:
    """Tell whether a proof is fresh; one that comes from a clock that ran ahead is none."""
    return timedelta() <= now - proved_at < PROOF_LIFETIME


def has_idled(since_click: timedelta, limit: timedelta = IDLE_LIMIT) -> bool:
    """Tell whether a session has ended for want of clicks.

    A last click in the future ends it too: after a clock was set back nothing shall live that had ended before.
    """
    return not -CLOCK_DRIFT <= since_click <= limit


def is_due(seen_at: datetime | None, now: datetime) -> bool:
    """Tell whether a click is worth writing down."""
    return seen_at is not None and not timedelta() <= now - seen_at < SEEN_EVERY


def check_reset(link: ResetFacts, now: datetime) -> None:
    """Let a password link through, or raise the LinkUsed, LinkReplaced or LinkExpired that it is."""
    if link.used_at is not None:
        raise errors.LinkUsed
    if not link.is_current:
        raise errors.LinkReplaced
    if now >= link.expires_at:
        raise errors.LinkExpired


def fits_address(own: str, typed: str) -> bool:
    """Tell whether a typed address is the own one, whatever of it is in capitals; no address typed fits any."""
    return typed.lower() in {"", own.lower()}


def consequence_of(notice: str | None, *, to_current_address: bool) -> Consequence:
    """Return what an "it was not me" link does.

    Whoever reads the address that an active account has may have a new password anyway, so that is what helps. Who
    reads another address, one the account had before or one of the register, contradicts the present one: which of the
    two is the owner's only the board can find out.
    """
    return Consequence.FROZEN if notice is not None and to_current_address else Consequence.SUSPENDED


def check_objection(link: ObjectionFacts, now: datetime) -> None:
    """Let an "it was not me" link through, or raise LinkUsed or LinkExpired (also when activation has overtaken it)."""
    if link.used_at is not None:
        raise errors.LinkUsed
    if link.overtaken or now >= link.expires_at:
        raise errors.LinkExpired
