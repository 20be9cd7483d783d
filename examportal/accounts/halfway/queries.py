"""Every select on half-finished sign-ins and their codes."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from examportal.accounts.halfway import rules
from examportal.accounts.halfway.models import HalfwaySignIn, LoginCode
from examportal.core import tokens
from examportal.db import db

_AFRESH = {"populate_existing": True}


def find_running(token: str, now: datetime) -> HalfwaySignIn | None:
    """Find the half-finished sign-in of a token that still runs, read anew."""
    return db.session.scalar(select(HalfwaySignIn).where(runs(token, now)), execution_options=_AFRESH)


def runs(token: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition that the half-finished sign-in of a token still runs."""
    return and_(
        HalfwaySignIn.token_digest == tokens.digest(token),
        HalfwaySignIn.ended_at.is_(None),
        HalfwaySignIn.started_at <= now + rules.SKEW,
        HalfwaySignIn.expires_at > now,
    )


def newest_code(halfway_id: int) -> LoginCode | None:
    """Return the code that was sent last."""
    query = select(LoginCode).where(LoginCode.halfway_id == halfway_id).order_by(LoginCode.id.desc())
    return db.session.scalar(query.limit(1))


def find_exhausted_since(account_id: int, moment: datetime, *, but: int | None = None) -> datetime | None:
    """Return when somebody last began a sign-in since a moment and used up all tries for the code, if anybody did.

    `but` is the id of a half-finished sign-in that does not count.
    """
    query = select(HalfwaySignIn.started_at).where(
        HalfwaySignIn.account_id == account_id,
        HalfwaySignIn.started_at >= moment,
        HalfwaySignIn.tries >= rules.TRIES,
        HalfwaySignIn.passed_at.is_(None),
        HalfwaySignIn.id != (but or 0),
    )
    return db.session.scalar(query.order_by(HalfwaySignIn.started_at.desc()).limit(1))
