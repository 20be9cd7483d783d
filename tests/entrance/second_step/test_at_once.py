"""One code, used 32 times at the same moment: one session."""

from collections import Counter
from functools import partial

from flask import Flask

from examportal.accounts.halfway.models import HalfwaySignIn
from examportal.accounts.halfway.rules import TRIES
from examportal.accounts.models import SignInSession
from examportal.db import db
from examportal.journal.service import verify
from tests.accounts.owners import knock, owner, told
from tests.browser import Browser, Page
from tests.entrance.second_step.codes import another, newest_code
from tests.storm.at_once import at_once

MANY = 32


def thieves(app: Flask) -> tuple[list[Browser], Page]:
    """Return browsers that all hold one half-finished sign-in, and its page."""
    browsers = [Browser(app) for _ in range(MANY)]
    knock(browsers[0])
    for name in ("halfway", "portal"):
        cookie = browsers[0].flask.get_cookie(name)
        assert cookie is not None
        for browser in browsers:
            browser.flask.set_cookie(name, cookie.value)
    return browsers, browsers[0].get("/kod")


def send(browser: Browser, page: Page, code: str) -> str:
    form = {"code": code, "csrf_token": page.value("csrf_token")}
    answer = browser.flask.post("/kod", data=form)
    return answer.headers.get("Location", str(answer.status_code))


def test_one_code_opens_one_session(app: Flask) -> None:
    owner()
    with told(app, login_code="new_device"):
        browsers, page = thieves(app)
        code = newest_code()
        sent = Counter(at_once([partial(send, browser, page, code) for browser in browsers]))
    assert sent["/konto"] == 1
    assert set(sent) <= {"/konto", "/", "429"}
    assert db.session.query(SignInSession).count() == 1
    verify()


def test_wrong_codes_at_once_are_tried_no_more_than_five_times(app: Flask) -> None:
    owner()
    with told(app, login_code="new_device"):
        browsers, page = thieves(app)
        wrong = another(newest_code())
        sent = Counter(at_once([partial(send, browser, page, wrong) for browser in browsers]))
    assert sent["422"] <= TRIES
    half = db.session.query(HalfwaySignIn).one()
    assert half.tries == TRIES
    assert half.ended_at is not None
