"""What the desk may do for somebody, and why. Plain Python."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from examportal.accounts.rules import AccountState
from examportal.core.errors import Refusal

PAUSE = timedelta(minutes=1)
"""The same act on the same person within this time is one act: a second click, or two clerks at once."""


class Act(StrEnum):
    """What the desk may do for a person."""

    RESEND_ACTIVATION = "resend_activation"
    CORRECT_ADDRESS = "correct_address"
    SEND_PASSWORD_LINK = "send_password_link"  # noqa: S105 - the name of an act
    LIFT_THROTTLE = "lift_throttle"
    END_SESSIONS = "end_sessions"
    SUSPEND = "suspend"
    RESTORE = "restore"


class AddressReason(StrEnum):
    """Why an address is corrected before activation."""

    TYPO = "typo"
    OTHER_MAILBOX = "other_mailbox"
    REFUSED = "refused"


class SuspensionReason(StrEnum):
    """Why the office closes somebody's way in."""

    OWN_WISH = "own_wish"
    STRANGER = "stranger"
    CLARIFICATION = "clarification"


class RestorationReason(StrEnum):
    """Why the office opens it again."""

    SETTLED = "settled"
    MISTAKE = "mistake"


class AlreadyDone(Refusal):
    """Somebody of the staff did just this a moment ago, `at`; nothing was done now."""

    def __init__(self, at: datetime) -> None:
        super().__init__("already done")
        self.at = at


class AddressChangedMeanwhile(Refusal):
    """The address is not the one that the clerk saw."""


class SameAddress(Refusal):
    """The address that was typed is the one that is kept."""


def acts_for(state: AccountState, *, suspended: bool, throttled: bool) -> Sequence[Act]:
    """Return what may be done for a person; `state` is that of the account below a suspension."""
    if suspended:
        return [Act.RESTORE]
    acts = {
        AccountState.PENDING: [Act.RESEND_ACTIVATION, Act.CORRECT_ADDRESS, Act.SEND_PASSWORD_LINK],
        AccountState.ACTIVE: [Act.SEND_PASSWORD_LINK, Act.END_SESSIONS],
    }.get(state, [])
    return [*acts, *([Act.LIFT_THROTTLE] if throttled else []), Act.SUSPEND]
