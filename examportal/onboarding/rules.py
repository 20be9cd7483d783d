"""Pure rules of the staircase."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

CLAIM_LIFETIME = timedelta(hours=2)
WARNING_BEFORE = timedelta(minutes=10)
REMINDER_BEFORE = timedelta(hours=24)


@dataclass(frozen=True, order=True)
class Broken:
    """A rule that an answer has broken: the field and what is asked of it."""

    field: str
    rule: str

    def __str__(self) -> str:
        """Return the form that a cookie keeps."""
        return f"{self.field}:{self.rule}"


class Proof(StrEnum):
    """What a browser has shown on the way to an account.

    PESEL and registry number are knowledge that colleagues have too, so they show nothing of the contact data.
    """

    REGISTRY_NUMBER = "registry_number"
    OWN_PASSWORD = "own_password"  # noqa: S105 - the name of a proof


class LinkState(StrEnum):
    """The answers of an activation link, each with one next step."""

    VALID = "valid"
    ALREADY_ACTIVE = "already_active"
    EXPIRED = "expired"
    REPLACED = "replaced"
    SUSPENDED = "suspended"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class LinkFacts:
    """What the rules need of an activation link."""

    expires_at: datetime
    account_is_active: bool
    is_current: bool
    suspended: bool


def link_state(link: LinkFacts | None, now: datetime) -> LinkState:
    """Return the answer of a link: any unexpired one for the current address works, whatever order letters came in."""
    if link is None:
        return LinkState.UNKNOWN
    if link.suspended:
        return LinkState.SUSPENDED
    if link.account_is_active:
        return LinkState.ALREADY_ACTIVE
    if not link.is_current:
        return LinkState.REPLACED
    return LinkState.EXPIRED if now >= link.expires_at else LinkState.VALID


def first_login_is_open(last_day: date | None, today: date) -> bool:
    """Tell whether first sign-ins are still taken; the board may set a last day."""
    return last_day is None or today <= last_day


def reminder_due(issued_at: datetime, expires_at: datetime) -> datetime | None:
    """Return when to remind of a link that nobody has used; None when it does not live long enough for that."""
    due = expires_at - REMINDER_BEFORE
    return due if due > issued_at else None
