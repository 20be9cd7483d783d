"""What a proof is good for, for whom it holds, and when it does. Plain Python."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypedDict

from examportal.core.errors import Refusal
from examportal.journal.rules import Actor


class GuardedAct(StrEnum):
    """What somebody else than the signed-in owner may ask for; the name is stored with the proof."""

    EMAIL = "email"
    PHONE = "phone"
    PESEL = "pesel"
    DOCUMENT = "document"
    SECOND_STEP = "second_step"
    UNIFY = "unify"
    DISCLOSURE = "disclosure"


ALWAYS_GUARDED = frozenset(GuardedAct) - {GuardedAct.PHONE, GuardedAct.DISCLOSURE}
"""What an installation cannot do without: with any of these a stranger would take the account over."""
EVERY_ACT = frozenset(GuardedAct)


class Source(StrEnum):
    """Where a proof was shown."""

    SUPPORT_CODE = "support_code"
    RECOVERY_CASE = "recovery_case"


class Basis(StrEnum):
    """On what a proof rests: the owner's own code, a second clerk, or one clerk alone in an emergency."""

    SUPPORT_CODE = "support_code"
    SECOND_CLERK = "second_clerk"
    BREAK_GLASS = "break_glass"


class Approval(TypedDict):
    """How a proof of a case came about, and when it holds: from `valid_from` until before `valid_until`."""

    proposed_by: Actor
    approved_by: Actor
    basis: Basis
    valid_from: datetime
    valid_until: datetime


class OwnProposal(Refusal):
    """Somebody approves what they proposed themselves."""


@dataclass(frozen=True)
class ProofFacts:
    """What the rules need of a proof.

    `session_id` is the staff session that it is bound to, None where it holds for whoever may do the act;
    `session_runs` tells whether that session still does, `is_open` whether anybody may sign in to the account.
    """

    source: Source
    acts: AbstractSet[str]
    valid_from: datetime
    valid_until: datetime
    ended_at: datetime | None
    session_id: int | None
    session_runs: bool
    is_open: bool


def is_guarded(act: GuardedAct, needed_for: Collection[str]) -> bool:
    """Tell whether an act on an active account needs a proof; `needed_for` is the setting PROOF_NEEDED_FOR."""
    return act in ALWAYS_GUARDED or act in needed_for


def holds(proof: ProofFacts, act: GuardedAct, actor: Actor, now: datetime) -> bool:
    """Tell whether a proof lets an actor do an act now.

    A code proves who is on the phone with one clerk, so it holds in that clerk's session alone, and not for an account
    that is closed: whoever could sign in when the code was made may be the stranger because of whom it was closed.
    """
    in_time = proof.ended_at is None and proof.valid_from <= now < proof.valid_until
    if not in_time or act not in proof.acts:
        return False
    if proof.source is Source.RECOVERY_CASE:
        return True
    return proof.is_open and proof.session_runs and proof.session_id == actor.session


def check_approval(approval: Approval) -> None:
    """Let a case's proof be; raises OwnProposal when nobody else has looked, unless the glass was broken for it."""
    if approval["basis"] is not Basis.BREAK_GLASS and approval["proposed_by"] == approval["approved_by"]:
        raise OwnProposal


def acts_text(acts: Collection[GuardedAct]) -> str:
    """Return acts as a proof keeps them."""
    return ",".join(sorted(acts))


def acts_in(text: str) -> frozenset[str]:
    """Return the acts that a proof names; one that the portal no longer knows opens nothing."""
    return frozenset(text.split(","))
