"""The records of half-finished sign-ins: beginning and ending them, counting what is tried."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, update

from examportal.accounts.halfway import queries, rules
from examportal.accounts.halfway.models import HalfwaySignIn
from examportal.core import clock, tokens
from examportal.db import db


def start(account_id: int) -> str:
    """Begin a half-finished sign-in and return the token for the browser's cookie."""
    now = clock.now()
    token = tokens.issue()
    half = HalfwaySignIn(account_id=account_id, token_digest=tokens.digest(token), started_at=now, tries=0)
    half.expires_at = now + rules.HALF_LIFETIME
    db.session.add(half)
    db.session.flush()
    return token


def end(token: str) -> None:
    """End the half-finished sign-in of one browser; nothing happens when it has ended already."""
    _end(HalfwaySignIn.token_digest == tokens.digest(token))


def end_of(account_id: int) -> None:
    """End every half-finished sign-in of an account: the password has changed, or the way in is closed."""
    _end(HalfwaySignIn.account_id == account_id)


def count_try(token: str) -> int | None:
    """Count a code before it is compared and return how many there were with it; None when no more may be tried.

    One statement, so that of any number at the same moment only as many count as there are tries. The caller commits.
    """
    may_try = queries.runs(token, clock.now()) & (HalfwaySignIn.tries < rules.TRIES)
    counted = update(HalfwaySignIn).where(may_try).values(tries=HalfwaySignIn.tries + 1)
    return db.session.scalar(counted.returning(HalfwaySignIn.tries), execution_options={"synchronize_session": False})


def forget_before(moment: datetime) -> int:
    """Delete the records, with their codes, of what was begun before a moment; return how many there were."""
    old = delete(HalfwaySignIn).where(HalfwaySignIn.started_at < moment)
    deleted = db.session.execute(old.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", deleted).rowcount


def _end(those: Any) -> None:
    ended = update(HalfwaySignIn).where(those, HalfwaySignIn.ended_at.is_(None)).values(ended_at=clock.now())
    db.session.execute(ended)
