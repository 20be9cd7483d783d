"""Inviting somebody who is in the register and has no account, and what the link of the letter is good for."""

from datetime import datetime

from examportal.accounts import letters
from examportal.accounts.invitations import queries
from examportal.accounts.invitations.models import AccountInvitation
from examportal.accounts.invitations.rules import LIFETIME
from examportal.accounts.service import examiner_actor, record_for
from examportal.core import clock, tokens
from examportal.db import db
from examportal.journal.rules import Actor, Event
from examportal.mail import service as post_office
from examportal.register import queries as register


def invite(examiner_id: int, email: str, actor: Actor, *, due_at: datetime | None = None) -> AccountInvitation:
    """Post the letter that invites somebody to the portal, once in a life: the database refuses a second row.

    The caller holds the person's row and has looked that there is neither account nor invitation.
    """
    now = clock.now()
    token, expires_at = tokens.issue(), now + LIFETIME
    letter = letters.examiner_invitation(email, register.person_name(examiner_id), token, expires_at)
    record_for(Event.EXAMINER_INVITED, examiner_id, actor)
    outgoing = post_office.post(letter, actor=actor, about=str(examiner_actor(examiner_id)), due_at=due_at)
    invitation = AccountInvitation(
        examiner_id=examiner_id,
        email=email,
        token_digest=tokens.digest(token),
        letter_id=outgoing.id,
        issued_at=now,
        expires_at=expires_at,
    )
    db.session.add(invitation)
    db.session.flush()
    return invitation


def find_proof(token: str | None, examiner_id: int, email: str) -> AccountInvitation | None:
    """Find the invitation by which this browser has shown that it reads this address in this person's name.

    Ask before the account is opened and behind the person's lock: with an account the link leads nowhere any more.
    """
    found = queries.find_valid(token, examiner_id, clock.now()) if token else None
    return found if found is not None and found.email.lower() == email.lower() else None
