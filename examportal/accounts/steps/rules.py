"""Pure rules of the second steps: whose they are, how long what is shown is shown, how few codes are few."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from examportal.core.errors import Refusal
from examportal.journal.rules import Actor

SET_UP_LIFETIME = timedelta(minutes=30)
"""Finding, installing and learning an authenticator app takes longer than typing a code. What is shown on the way, the
secret and the recovery codes, is shown no longer: a page left open must not give it to whoever passes."""
RECOVERY_CODES = 10
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


class NothingOffered(Refusal):
    """There is no authenticator to confirm or there are no codes to keep: done in another window, or too long ago."""


def is_fresh(shown_at: datetime, now: datetime) -> bool:
    """Tell whether a secret or recovery codes may still be shown and used."""
    return now < shown_at + SET_UP_LIFETIME
