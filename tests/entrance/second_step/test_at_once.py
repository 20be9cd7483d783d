"""One code, used by 32 browsers at the same moment: one session."""

from collections import Counter
from functools import partial

import pytest
from flask import Flask

from examportal.accounts import queries
from examportal.accounts.halfway.models import HalfwaySignIn
from examportal.accounts.halfway.rules import TRIES
from examportal.accounts.models import SignInSession
from examportal.accounts.rules import keys_of
from examportal.db import db
from examportal.journal.service import verify
from tests.accounts.owners import knock, owner, told
from tests.accounts.steps.owners import with_app, with_codes
from tests.browser import Browser, Page
from tests.entrance.second_step.codes import another, newest_code
from tests.storm.at_once import at_once
from tests.storm.scale import times

MANY = 32
OWN_SIGN_INS = times(8, MANY)


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


def strangers(app: Flask, count: int) -> list[tuple[Browser, Page]]:
    """Return browsers with a half-finished sign-in each, and what they are asked."""
    browsers = [Browser(app) for _ in range(count)]
    for browser in browsers:
        knock(browser)
    return [(browser, browser.get("/kod")) for browser in browsers]


def send(browser: Browser, page: Page, code: str, address: str = "192.0.2.1") -> str:
    form = {"code": code, "csrf_token": page.value("csrf_token")}
    answer = browser.flask.post("/kod", data=form, environ_overrides={"REMOTE_ADDR": address})
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


@pytest.mark.parametrize("kind", ["app", "paper"])
def test_one_code_in_many_half_finished_sign_ins_opens_one_session(app: Flask, kind: str) -> None:
    examiner_id = owner()
    me = keys_of(queries.get_account(examiner_id).id, examiner_id)
    app_code = with_app(me).code
    code = app_code() if kind == "app" else with_codes(me)[0]
    knocking = strangers(app, OWN_SIGN_INS)
    db.session.rollback()
    acts = [partial(send, *asked, code, f"192.0.2.{number}") for number, asked in enumerate(knocking)]
    sent = Counter(at_once(acts))
    assert sent["/konto"] == 1
    assert set(sent) <= {"/konto", "422", "429"}
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
