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
from examportal.accounts.browsers import Running
from examportal.accounts.staff import presence as staff_presence
from examportal.config import settings
from examportal.core import clock
from examportal.core.browser_names import browser_name
from examportal.db import transaction
from examportal.web.errors import FIRST_SERVER_ERROR
from examportal.web.guard import is_watching

_SEEN = "seen"
_TOKEN = "_user_id"  # noqa: S105 - where Flask-Login keeps what get_id() returns


class SignedIn(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
    """The examiner behind the current request."""

    def __init__(self, token: str, presence: queries.Presence) -> None:
        self.token = token
        self.account_id = presence.account_id
        self.examiner_id = presence.examiner_id
        self.proved_at = presence.proved_at
        self.seen_at = presence.seen_at

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
    """Give the browser a fresh cookie for a session that was just started."""
    session.clear()
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


def end() -> None:
    """Empty the browser's cookie."""
    logout_user()
    session.clear()


def running_here() -> Running:
    """Return what runs in this browser, an examiner's or the staff's."""
    return Running(present().token if current_user.is_authenticated else None, staff_presence.running_token())


def device_token() -> str | None:
    """Return the token of this browser when somebody has signed in with it before."""
    return request.cookies.get(_device_cookie())


def keep_device(response: Response, token: str) -> Response:
    """Let the browser be known the next time."""
    response.set_cookie(
        _device_cookie(),
        token,
        max_age=rules.DEVICE_LIFETIME,
        secure=settings().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


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


def _device_cookie() -> str:
    return "__Host-device" if settings().secure_cookies else "device"
