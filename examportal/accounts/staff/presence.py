"""Who of the staff is signed in on this browser.

As with examiners (`accounts.presence`), the cookie carries an opaque token and the moment of the last click, and the
row decides; it learns of a click every few minutes, so that a cookie kept aside ends soon, too. The keys in the cookie
are other ones, so that neither kind of session is ever taken for the other.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask import Flask, g, request, session
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from examportal.accounts.rules import has_idled, is_due
from examportal.accounts.staff import queries, rules
from examportal.accounts.staff.rules import Permission, Role
from examportal.accounts.staff.service import sessions
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.core import clock
from examportal.core.browser_names import browser_name
from examportal.db import transaction
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event, Result
from examportal.web.errors import FIRST_SERVER_ERROR
from examportal.web.guard import is_watching

_TOKEN, _SEEN, _HALF = "staff", "staff_seen", "staff_half"


class WentOut(StrEnum):
    """How time has signed somebody out."""

    IDLE = "idle"
    LONG = "long"


@dataclass(frozen=True)
class OnDutyHere:
    """Who of the staff is behind the current request."""

    token: str
    member_id: int
    name: str
    role: Role
    permissions: frozenset[Permission]
    session_id: int
    seen_at: datetime

    @property
    def actor(self) -> Actor:
        """Who acts, with the session in which it is done."""
        return Actor("staff", self.member_id, self.session_id)

    def may(self, permission: str | None) -> bool:
        """Tell whether they may open what asks for a permission; None is asked by what is open to all staff."""
        return permission is None or permission in self.permissions

    def __repr__(self) -> str:
        """Keep the token out of logs."""
        return f"OnDutyHere({self.member_id})"


def init_app(app: Flask) -> None:
    """Note each click of the staff, and what they were refused."""
    app.after_request(_note_click)
    app.after_request(_note_refused)


def begin(token: str) -> None:
    """Give the browser a fresh cookie for a session that was just started, and note which browser it is."""
    session.clear()
    _write_down(token)
    session[_TOKEN], session[_SEEN] = token, _seconds()


def begin_half(token: str) -> None:
    """Let the browser carry a half sign-in."""
    session[_HALF] = token


def half_token() -> str | None:
    """Return the token of the half sign-in that this browser carries."""
    return session.get(_HALF)


def end() -> None:
    """Empty the browser's cookie."""
    session.clear()
    g.pop("staff_here", None)


def find() -> OnDutyHere | None:
    """Find who is signed in, looked up once a request."""
    if "staff_here" not in g:
        g.staff_here = _look()
    found: OnDutyHere | None = g.staff_here
    return found


def present() -> OnDutyHere:
    """Return who is signed in; only for views signed @staff_only."""
    here = find()
    if here is None:
        raise LookupError("nobody of the staff is signed in")
    return here


def running_token() -> str | None:
    """Return the token of the session that runs in this browser, if any."""
    here = find()
    return here.token if here else None


def went_out() -> WentOut | None:
    """Tell whether time has signed this browser out since its last click."""
    token = session.get(_TOKEN)
    if token is None:
        return None
    if queries.has_run_out(token, clock.now()):
        return WentOut.LONG
    return WentOut.IDLE if _has_idled() else None


def _look() -> OnDutyHere | None:
    token = session.get(_TOKEN)
    if token is None or _has_idled():
        return None
    found = queries.find_on_duty(token, clock.now())
    if found is None:
        return None
    return OnDutyHere(
        token, found.member_id, found.name, found.role, found.permissions, found.session_id, found.seen_at
    )


def full_time() -> int:
    """Return how many seconds a click lets a session live."""
    return int(rules.IDLE_LIMIT.total_seconds())


def seconds_left() -> int:
    """Return how long whoever is signed in stays so without another click."""
    return max(0, (rules.IDLE_LIMIT - _since_click()) // timedelta(seconds=1))


def _has_idled() -> bool:
    return has_idled(_since_click(), rules.IDLE_LIMIT)


def _since_click() -> timedelta:
    return timedelta(seconds=_seconds() - int(session.get(_SEEN, 0)))


def _note_click(response: Response) -> Response:
    here: OnDutyHere | None = g.get("staff_here")
    if here is not None and _TOKEN in session and not is_watching():
        session[_SEEN] = _seconds()
        if is_due(here.seen_at, clock.now()) and response.status_code < FIRST_SERVER_ERROR:
            _write_down(here.token)
    return response


def _note_refused(response: Response) -> Response:
    """Leave a trace of a page that somebody may not open or an act that somebody may not do."""
    here: OnDutyHere | None = g.get("staff_here")
    if here is not None and response.status_code == Forbidden.code:
        me, page = staff_actor(here.member_id), request.endpoint
        with suppress(SQLAlchemyError), transaction():
            journal.record(Event.PAGE_REFUSED, me, subject=str(me), result=Result.REFUSED, page=page)
    return response


def _write_down(token: str) -> None:
    """Let the row know of a click; a database that is busy learns of the next one."""
    with suppress(SQLAlchemyError), transaction():
        sessions.note_seen(token, browser_name(request.user_agent.string))


def _seconds() -> int:
    return int(clock.now().timestamp())
