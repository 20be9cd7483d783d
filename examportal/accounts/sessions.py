"""Signed-in browsers of an account: seen, proved once more, ended."""

from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, update

from examportal.accounts import queries
from examportal.accounts.models import SignInSession
from examportal.accounts.service import record_own
from examportal.core import clock, tokens
from examportal.db import db
from examportal.journal.rules import Event, Result
from examportal.register import queries as register


def renew(token: str) -> str:
    """Give a session another token, which the caller's browser must carry on with; the former one opens nothing."""
    fresh = tokens.issue()
    queries.get_session(token).token_digest = tokens.digest(fresh)
    db.session.flush()
    return fresh


def prove(token: str, *, stored: str | None) -> str | None:
    """Note in a session that its password was shown, or (`stored` None) its second step, and return the new token.

    `stored` is the hash that the password fitted; None comes back when it is no longer the account's, or the session
    has ended meanwhile.
    """
    now = clock.now()
    here = queries.find_presence(token, now)
    if here is None:
        return None
    register.get_for_change(here.examiner_id)
    account = queries.get_account_for_change(here.account_id)
    if stored is not None and account.password_hash != stored:
        return None
    queries.get_session(token).proved_at = now
    record_own(Event.PROOF_SHOWN, here.examiner_id)
    return renew(token)


def note_refused_proof(examiner_id: int) -> None:
    """Leave a trace of a wrong password in a running session."""
    record_own(Event.PROOF_SHOWN, examiner_id, result=Result.REFUSED)


def note_seen(token: str) -> None:
    """Write down that there was a click; nothing happens when the session has ended meanwhile."""
    db.session.execute(update(SignInSession).where(_runs(token)).values(seen_at=clock.now()))


def let_go(token: str) -> None:
    """End a session that has run out, idled or no longer counts: whatever the clock says later, it opens nothing."""
    db.session.execute(update(SignInSession).where(_runs(token)).values(ended_at=clock.now()))


def end_one(examiner_id: int, account_id: int, session_id: int) -> int:
    """Sign out one browser of an account and return how many that were: 0 when it was no longer signed in."""
    return _end(examiner_id, account_id, SignInSession.id == session_id)


def end_others(examiner_id: int, account_id: int, token: str) -> int:
    """Sign out every browser of an account but the one with this token, and return how many."""
    return _end(examiner_id, account_id, SignInSession.token_digest != tokens.digest(token))


def _end(examiner_id: int, account_id: int, which: ColumnElement[bool]) -> int:
    register.get_for_change(examiner_id)
    running = [one.id for one in queries.running_sessions(account_id, clock.now())]
    ended = update(SignInSession).where(SignInSession.id.in_(running), which).values(ended_at=clock.now())
    count = cast("CursorResult[Any]", db.session.execute(ended)).rowcount
    if count:
        record_own(Event.SESSIONS_ENDED, examiner_id, count=count)
    return count


def _runs(token: str) -> ColumnElement[bool]:
    return (SignInSession.token_digest == tokens.digest(token)) & SignInSession.ended_at.is_(None)
