"""Every select on the invitations to a first sign-in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from examportal.accounts.invitations import rules
from examportal.accounts.invitations.models import AccountInvitation
from examportal.accounts.invitations.rules import InvitationFacts, InvitationState
from examportal.accounts.queries import account_state
from examportal.core import tokens
from examportal.db import among, db
from examportal.register.queries import has_active_number


def find(token: str) -> AccountInvitation | None:
    """Find an invitation by its token."""
    return db.session.scalar(select(AccountInvitation).where(AccountInvitation.token_digest == tokens.digest(token)))


def state_of(invitation: AccountInvitation | None, now: datetime) -> InvitationState:
    """Return the answer of an invitation's link."""
    if invitation is None:
        return InvitationState.UNKNOWN
    examiner_id = invitation.examiner_id
    facts = InvitationFacts(invitation.expires_at, account_state(examiner_id), has_active_number(examiner_id))
    return rules.state_of(facts, now)


def find_valid(token: str, examiner_id: int, now: datetime) -> AccountInvitation | None:
    """Find the invitation of a token when it is this person's and still leads to an account."""
    found = find(token)
    if found is None or found.examiner_id != examiner_id:
        return None
    return found if state_of(found, now) is InvitationState.VALID else None


def invited_among(examiner_ids: Sequence[int]) -> set[int]:
    """Return those of some people who were invited before; ask for a thousand at a time."""
    asked = among(AccountInvitation.examiner_id, examiner_ids)
    return set(db.session.scalars(select(AccountInvitation.examiner_id).where(asked)))
