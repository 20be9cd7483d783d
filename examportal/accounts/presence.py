"""Who is signed in on this browser: Flask-Login over our own session rows.

The cookie carries an opaque token and the moment of the last click; both are signed. The row decides whether the
session still runs, the moment whether it idled too long, so a page that is only read writes nothing.
"""

from typing import cast

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from examportal.accounts import queries, rules
from examportal.accounts.browsers import Running
from examportal.accounts.staff import presence as staff_presence
from examportal.config import settings
from examportal.core import clock
from examportal.core.browser_names import browser_name
from examportal.web.guard import is_watching

_SEEN = "seen"


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


def _load(token: str) -> SignedIn | None:
    if _seconds() - int(session.get(_SEEN, 0)) > rules.IDLE_LIMIT.total_seconds():
        return None
    presence = queries.find_presence(token, clock.now())
    return SignedIn(token, presence) if presence else None


def _note_click(response: Response) -> Response:
    user = g.get("_login_user")  # only when the request asked: a health check needs no look into the database
    if user is not None and user.is_authenticated and not is_watching():
        session[_SEEN] = _seconds()
    return response


def _seconds() -> int:
    return int(clock.now().timestamp())


def _device_cookie() -> str:
    return "__Host-device" if settings().secure_cookies else "device"
