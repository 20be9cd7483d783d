"""Questions about answers that wait."""

from datetime import datetime

from sqlalchemy import select

from examportal.accounts.drafts.models import Draft
from examportal.accounts.drafts.rules import Kept
from examportal.accounts.models import Account, SignInSession
from examportal.core import tokens
from examportal.db import db


def find_kept(token: str, examiner_id: int, now: datetime) -> Kept | None:
    """Open the answers that wait under a token for this person."""
    draft = db.session.scalar(
        select(Draft).where(
            Draft.token_digest == tokens.digest(token), Draft.examiner_id == examiner_id, Draft.expires_at > now
        )
    )
    return Kept(**draft.unseal()) if draft else None


def find_owner(token: str, since: datetime) -> int | None:
    """Find whose session a token was of, whether it runs or not, when it was used since a moment."""
    query = select(Account.examiner_id).join(SignInSession, SignInSession.account_id == Account.id)
    return db.session.scalar(
        query.where(SignInSession.token_digest == tokens.digest(token), SignInSession.seen_at > since)
    )
