"""Keeping answers, and letting go of them."""

from dataclasses import asdict

from sqlalchemy import delete

from examportal.accounts.drafts.models import Draft
from examportal.accounts.drafts.rules import DRAFT_LIFETIME, Kept
from examportal.core import clock, tokens
from examportal.db import db


def keep(examiner_id: int, what: Kept) -> str:
    """Keep what was typed into a form that came too late; return the token for the cookie of that browser."""
    token = tokens.issue()
    draft = Draft(examiner_id=examiner_id, token_digest=tokens.digest(token), expires_at=clock.now() + DRAFT_LIFETIME)
    draft.seal(asdict(what))
    db.session.add(draft)
    return token


def drop(token: str) -> None:
    """Delete the answers of a token; nothing happens when there are none any more."""
    db.session.execute(delete(Draft).where(Draft.token_digest == tokens.digest(token)))


def drop_all(examiner_id: int) -> None:
    """Delete every answer that waits for a person."""
    db.session.execute(delete(Draft).where(Draft.examiner_id == examiner_id))


def forget_old() -> None:
    """Delete answers that waited long enough."""
    db.session.execute(delete(Draft).where(Draft.expires_at <= clock.now()))
