"""How long a support code works, and what comes of one. Plain Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from examportal.core.errors import Refusal

CODE_LIFETIME = timedelta(hours=1)


class WayInClosed(Refusal):
    """The account was closed meanwhile, so nobody can be let in by its code."""


@dataclass(frozen=True)
class Confirmed:
    """That a clerk talks to the owner of an account: until when it counts, and the words that both see."""

    until: datetime
    spoken: str


@dataclass(frozen=True)
class Use:
    """That somebody of the staff typed the right code: when, who (the id of the member), and the words of that talk."""

    at: datetime
    member_id: int
    spoken: str
