"""What the link of an invitation opens. Plain Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from examportal.accounts.rules import AccountState

LIFETIME = timedelta(days=30)
"""Long, for the link alone opens nothing: PESEL and registry number are asked for as always."""


class InvitationState(StrEnum):
    """The answers of an invitation's link, each with one next step."""

    VALID = "valid"
    HAS_ACCOUNT = "has_account"
    EXPIRED = "expired"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class InvitationFacts:
    """What the rules need of an invitation: how its person stands, and whether a number of theirs is in force."""

    expires_at: datetime
    account: AccountState
    has_number: bool


def state_of(invitation: InvitationFacts | None, now: datetime) -> InvitationState:
    """Return the answer of a link."""
    if invitation is None:
        return InvitationState.UNKNOWN
    if invitation.account is AccountState.SUSPENDED or not invitation.has_number:
        return InvitationState.CLOSED
    if invitation.account is not AccountState.NONE:
        return InvitationState.HAS_ACCOUNT
    return InvitationState.EXPIRED if now >= invitation.expires_at else InvitationState.VALID
