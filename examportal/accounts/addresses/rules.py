"""When the link of an address on its way still works. Plain Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from examportal.core import errors

LINK_LIFETIME = timedelta(hours=72)


class SameAddress(errors.Refusal):
    """The account has this address already."""


@dataclass(frozen=True)
class ChangeFacts:
    """What the rules need of a link.

    `is_newest`: none was sent for the account later; `from_present`: the account still has the address that this one is
    to replace; `password_set_at` and `frozen` are the account's.
    """

    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None
    is_newest: bool
    from_present: bool
    password_set_at: datetime
    frozen: bool
    suspended: bool


def check(link: ChangeFacts, now: datetime) -> None:
    """Let a link through, or raise the LinkUsed, LinkReplaced, Suspended or LinkExpired that it is.

    A password set since, and "it was not me", end what was on its way: somebody else may have sent it.
    """
    if link.used_at is not None:
        raise errors.LinkUsed
    overtaken = link.frozen or link.issued_at < link.password_set_at
    if overtaken or not link.is_newest or not link.from_present:
        raise errors.LinkReplaced
    if link.suspended:
        raise errors.Suspended
    if now >= link.expires_at:
        raise errors.LinkExpired
