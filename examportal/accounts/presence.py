"""Who is signed in on this browser: Flask-Login over our own session rows.

The cookie carries an opaque token and the moment of the last click; both are signed. The row decides whether the
session still runs, the moment whether it idled too long. Every few minutes the row learns of a click, so that a cookie
that was kept aside does not outlive the session by more than that; a page that is only read seldom writes anything.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import cast

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from examportal.accounts import queries, rules, sessions
from examportal.accounts.arriving import Arrival
from examportal.accounts.browsers import Running
from examportal.accounts.devices.keeping import ThisBrowser
from examportal.accounts.devices.rules import DEVICE_LIFETIME
from examportal.accounts.drafts import waiting
from examportal.accounts.halfway.rules import LONGEST_HALF
from examportal.accounts.staff import presence as staff_presence
from examportal.config import settings
from examportal.core import clock
from examportal.core.browser_names import browser_name
from examportal.db import transaction
from examportal.web.errors import FIRST_SERVER_ERROR
from examportal.web.guard import is_watching

_SEEN = "seen"
_TOKEN = "_user_id"  # noqa: S105 - where Flask-Login keeps what get_id() returns
_FORMER = "former"
_DEVICE, _HALFWAY = "device", "halfway"


class SignedIn(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
    """The examiner behind the current request."""

    def __init__(self, token: str, presence: queries.Presence) -> None:
        self.token = token
        self.account_id = presence.account_id
        self.examiner_id = presence.examiner_id
        self.proved_at = presence.proved_at
        self.seen_at = presence.seen_at
        self.owes_terms = presence.owes_terms

    def get_id(self) -> str:
        """Return what the cookie keeps."""
        return self.token


def init_app(app: Flask) -> None:
    """Teach Flask-Login our sessions."""
    manager = LoginManager(app)
    manager.session_protection = None  # rows and limits of our own; an address that changes on a train is no thief
    manager.user_loader(_load)
    app.after_request(_note_click)
    app.jinja_env.globals["examiner_idle_limit"] = rules.IDLE_LIMIT


def begin(token: str, presence: queries.Presence) -> None:
    """Give the browser a fresh cookie for a session that was just started; answers that wait stay within reach."""
    waiting.clear_session()
    session[_SEEN] = _seconds()
    login_user(SignedIn(token, presence))


def carry_on(token: str) -> None:
    """Give the browser the session's new token; what it holds besides stays, open forms of other windows too."""
    here = queries.find_presence(token, clock.now())
    if here is not None:
        login_user(SignedIn(token, here))


def browser() -> str:
    """Return what the owner of this browser calls it."""
    return browser_name(request.user_agent.string)


def let_in(arrival: Arrival) -> Response:
    """Give the browser the cookies of whoever has come in, and lead to the account, or to a form left unfinished."""
    begin(arrival.token, arrival.presence)
    answer = waiting.lead_back(arrival.presence.examiner_id, "profile.overview")
    return keep_device(answer, arrival.device) if arrival.device is not None else answer


def end() -> None:
    """Empty the browser's cookie."""
    logout_user()
    session.clear()


def running_here() -> Running:
    """Return what runs in this browser, an examiner's or the staff's."""
    return Running(present().token if current_user.is_authenticated else None, staff_presence.running_token())


def device_token() -> str | None:
    """Return the token of this browser when somebody has signed in with it before."""
    return request.cookies.get(_cookie(_DEVICE))


def this_browser(*, trusted: bool = False) -> ThisBrowser:
    """Return what is known of the browser of this request; `trusted` is what its owner has ticked."""
    return ThisBrowser(device_token(), browser(), trusted=trusted)


def keep_device(response: Response, token: str) -> Response:
    """Let the browser be known the next time."""
    return _keep(response, _DEVICE, token, DEVICE_LIFETIME)


def halfway_token() -> str | None:
    """Return the token of the half-finished sign-in that this browser carries."""
    return request.cookies.get(_cookie(_HALFWAY))


def keep_halfway(response: Response, token: str) -> Response:
    """Let the browser carry a half-finished sign-in, in a cookie of its own: it is no session."""
    return _keep(response, _HALFWAY, token, LONGEST_HALF)


def drop_halfway(response: Response) -> Response:
    """Take the half-finished sign-in away from the browser."""
    response.delete_cookie(_cookie(_HALFWAY), secure=settings().secure_cookies, httponly=True, samesite="Lax")
    return response


def former_token() -> str | None:
    """Return the token of the session that this browser had last and that no longer runs: it opens nothing."""
    return session.get(_TOKEN) or session.get(_FORMER)


def present() -> SignedIn:
    """Return the signed-in examiner; only for views signed @examiners_only."""
    return cast("SignedIn", current_user)


def full_time() -> int:
    """Return how many seconds a click lets a session live."""
    return int(rules.IDLE_LIMIT.total_seconds())


def seconds_left() -> int:
    """Return how long whoever is signed in stays so without another click."""
    return max(0, (rules.IDLE_LIMIT - _since_click()) // timedelta(seconds=1))


def _load(token: str) -> SignedIn | None:
    now = clock.now()
    presence = None if rules.has_idled(_since_click()) else queries.find_presence(token, now)
    return SignedIn(token, presence) if presence else None


def _since_click() -> timedelta:
    return timedelta(seconds=_seconds() - int(session.get(_SEEN, 0)))


def _note_click(response: Response) -> Response:
    """Move the moment of the last click on; let go of a session that the request came with and that no longer counts.

    What is written down waits for nothing: a database that is busy learns of the next click.
    """
    user = g.get("_login_user")  # only when the request asked: a health check needs no look into the database
    if user is None or response.status_code >= FIRST_SERVER_ERROR:
        return response
    if not user.is_authenticated:
        ended = session.pop(_TOKEN, None)
        if ended is not None:
            session[_FORMER] = ended
            _write_down(sessions.let_go, ended)
    elif not is_watching():
        session[_SEEN] = _seconds()
        if rules.is_due(user.seen_at, clock.now()):
            _write_down(sessions.note_seen, user.token)
    return response


def _write_down(what: Callable[[str], None], token: str) -> None:
    with suppress(SQLAlchemyError), transaction():
        what(token)


def _seconds() -> int:
    return int(clock.now().timestamp())


def _keep(response: Response, name: str, token: str, lifetime: timedelta) -> Response:
    response.set_cookie(
        _cookie(name), token, max_age=lifetime, secure=settings().secure_cookies, httponly=True, samesite="Lax"
    )
    return response


def _cookie(name: str) -> str:
    return f"__Host-{name}" if settings().secure_cookies else name
