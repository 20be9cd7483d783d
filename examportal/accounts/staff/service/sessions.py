"""Sessions and half sign-ins of the staff: beginning and ending them."""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, update

from examportal.accounts.staff import queries, rules
from examportal.accounts.staff.models import HalfSignIn, StaffMember, StaffSession
from examportal.core import clock, tokens
from examportal.db import db
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event, Result


def staff_actor(member_id: int) -> Actor:
    """Return somebody of the staff as the one who acts."""
    return rules.keys_of(member_id).actor


def start(member: StaffMember) -> str:
    """Sign somebody in and return the token for the cookie."""
    now = clock.now()
    token = tokens.issue()
    db.session.add(
        StaffSession(
            member_id=member.id,
            token_digest=tokens.digest(token),
            started_at=now,
            seen_at=now,
            expires_at=now + rules.ABSOLUTE_LIMIT,
        )
    )
    record(Event.SIGN_IN, member.id)
    return token


def start_half(member: StaffMember, lifetime: timedelta) -> str:
    """Let a browser on to the second step, and no other one: return the token for its cookie."""
    end_halves(member.id)
    now = clock.now()
    token = tokens.issue()
    db.session.add(
        HalfSignIn(member_id=member.id, token_digest=tokens.digest(token), started_at=now, expires_at=now + lifetime)
    )
    return token


def end(token: str) -> None:
    """Sign one browser out; nothing happens when it is signed out already."""
    on_duty = queries.find_on_duty(token, clock.now())
    if on_duty is None:
        return
    this_one = StaffSession.token_digest == tokens.digest(token)
    db.session.execute(update(StaffSession).where(this_one).values(ended_at=clock.now()))
    record(Event.SIGN_OUT, on_duty.member_id)


def note_seen(token: str, browser: str) -> None:
    """Write down that there was a click, and in which browser; nothing happens when the session has ended meanwhile."""
    running = (StaffSession.token_digest == tokens.digest(token)) & StaffSession.ended_at.is_(None)
    db.session.execute(update(StaffSession).where(running).values(seen_at=clock.now(), browser=browser))


def end_one(member_id: int, session_id: int) -> int:
    """Sign out one browser of somebody and return how many that were: 0 when it was no longer signed in."""
    running = [one.id for one in queries.running_sessions(member_id, clock.now()) if one.id == session_id]
    ended = update(StaffSession).where(StaffSession.id.in_(running), StaffSession.ended_at.is_(None))
    count = cast("CursorResult[Any]", db.session.execute(ended.values(ended_at=clock.now()))).rowcount
    if count:
        me = staff_actor(member_id)
        journal.record(Event.SESSIONS_ENDED, me, subject=str(me), count=count)
    return count


def end_all(member_id: int, actor: Actor, *, but: str | None = None) -> None:
    """Sign every browser of somebody out, half signed-in ones too; `but` is the token of the one that stays."""
    end_halves(member_id)
    running = (StaffSession.member_id == member_id) & StaffSession.ended_at.is_(None)
    if but is not None:
        running &= StaffSession.token_digest != tokens.digest(but)
    ended = db.session.execute(update(StaffSession).where(running).values(ended_at=clock.now()))
    count = cast("CursorResult[Any]", ended).rowcount
    journal.record(Event.SESSIONS_ENDED, actor, subject=str(staff_actor(member_id)), count=count)


def end_halves(member_id: int) -> None:
    """End what was begun and not finished."""
    running = (HalfSignIn.member_id == member_id) & HalfSignIn.ended_at.is_(None)
    db.session.execute(update(HalfSignIn).where(running).values(ended_at=clock.now()))


def record(event: Event, member_id: int) -> None:
    """Record what somebody did with the own keys."""
    me = staff_actor(member_id)
    journal.record(event, me, subject=str(me), result=Result.DONE)
