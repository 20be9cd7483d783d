"""Sessions end by themselves, by their owner and by whatever time does to a clock; none comes back."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts import sessions
from examportal.accounts.models import SignInSession
from examportal.accounts.rules import ABSOLUTE_LIMIT, IDLE_LIMIT, SEEN_EVERY, has_idled, is_due
from examportal.core import clock
from examportal.db import db, transaction
from tests.accounts.active import account, active, sign_in
from tests.browser import Browser

PAGE = "/konto/bezpieczenstwo"
MINUTE = timedelta(minutes=1)


def rows() -> list[SignInSession]:
    db.session.rollback()
    return db.session.query(SignInSession).order_by(SignInSession.id).all()


def twin(client: Browser) -> Browser:
    """Return a browser with a copy of this one's cookies."""
    other = Browser(client.app)
    for name in ("portal", "device"):
        cookie = client.flask.get_cookie(name)
        assert cookie is not None
        other.flask.set_cookie(name, cookie.value)
    return other


@pytest.mark.parametrize(
    ("since", "idled"),
    [(timedelta(), False), (IDLE_LIMIT, False), (IDLE_LIMIT + MINUTE, True), (-MINUTE, False), (-3 * MINUTE, True)],
)
def test_a_session_idles_out_and_believes_no_click_from_the_future(since: timedelta, *, idled: bool) -> None:
    assert has_idled(since) is idled


def test_a_click_is_written_down_now_and_then() -> None:
    now = clock.now()
    assert not is_due(now, now)
    assert is_due(now - SEEN_EVERY, now)
    assert is_due(now + MINUTE, now)
    assert not is_due(None, now)


def test_clicks_keep_a_session_and_are_seldom_written_down(app: Flask) -> None:
    client, start = active(app), clock.now()
    sign_in(client)
    (before,) = [row.seen_at for row in rows()]
    with time_machine.travel(start + 3 * MINUTE):
        client.get(PAGE)
    assert [row.seen_at for row in rows()] == [before]
    with time_machine.travel(start + 29 * MINUTE):
        client.get("/konto", headers={"X-Watching": "1"})
        assert [row.seen_at for row in rows()] == [before]
        client.get(PAGE)
    (written,) = [row.seen_at for row in rows()]
    assert start + 28 * MINUTE < written
    with time_machine.travel(start + 58 * MINUTE):
        client.get(PAGE)


def test_a_cookie_that_was_kept_aside_does_not_outlive_the_session(app: Flask) -> None:
    client, start = active(app), clock.now()
    sign_in(client)
    thief = twin(client)
    with time_machine.travel(start + 32 * MINUTE):
        assert client.get("/konto", 303).location == "/"  # idle, and let go of for good
        assert [row.ended_at is not None for row in rows()] == [True]
    with time_machine.travel(start + 5 * MINUTE):  # as if the clock had been set back, too
        assert thief.get("/konto", 303).location == "/"
        assert "portal" in str(thief.flask.get_cookie("portal"))


def test_a_row_alone_ends_a_session_whose_clicks_nobody_wrote_down(app: Flask) -> None:
    client, start = active(app), clock.now()
    sign_in(client)
    with transaction():
        for row in db.session.query(SignInSession):
            row.seen_at = start - IDLE_LIMIT - SEEN_EVERY - MINUTE
    assert client.get("/konto", 303).location == "/"


@pytest.mark.parametrize(("off", "answer"), [(90, 200), (-90, 303)])
def test_a_clock_a_little_off_costs_a_sign_in_at_most(app: Flask, off: int, answer: int) -> None:
    client, start = active(app), clock.now()
    sign_in(client)
    with time_machine.travel(start + timedelta(seconds=off)):
        client.get("/konto", answer)  # a cookie that was signed in the future is not believed
        assert sign_in(Browser(app)).location == "/konto"


def test_an_hour_backwards_revives_nothing_and_locks_nobody_out(app: Flask) -> None:
    client, start = active(app), clock.now()
    sign_in(client)
    with time_machine.travel(start - timedelta(hours=1)):
        assert client.get("/konto", 303).location == "/"
        assert sign_in(client).location == "/konto"
        client.get(PAGE)


def test_twelve_hours_are_the_end_however_busy(app: Flask) -> None:
    client, start = active(app), clock.now()
    sign_in(client)
    step = timedelta(minutes=25)
    for number in range(1, ABSOLUTE_LIMIT // step + 1):
        with time_machine.travel(start + number * step):
            client.get("/sesja")
    with time_machine.travel(start + ABSOLUTE_LIMIT + MINUTE):
        assert client.get("/konto", 303).location == "/"


def test_a_session_that_was_signed_out_is_not_replayed(app: Flask) -> None:
    client = active(app)
    sign_in(client)
    thief = twin(client)
    answer = client.submit("/konto", button="Wyloguj się")
    assert answer.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert thief.get("/konto", 303).location == "/"
    assert client.flask.get_cookie("device") is not None


def test_a_session_that_was_planted_before_the_sign_in_is_left_behind(app: Flask) -> None:
    planted = active(app)
    planted.get("/")
    victim = Browser(app)
    cookie = planted.flask.get_cookie("portal")
    assert cookie is not None
    victim.flask.set_cookie("portal", cookie.value)
    sign_in(victim)
    assert planted.get("/konto", 303).location == "/"


def test_the_owner_sees_the_browsers_and_ends_them(app: Flask) -> None:
    here = active(app)
    here.flask.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/1 Firefox/132.0"
    sign_in(here)
    others = [Browser(app) for _ in range(3)]
    for other in others:
        sign_in(other)
    page = here.get(PAGE)
    listed = [item.text for item in page.tree.all("li") if "Zalogowana" in item.text]
    assert len(listed) == 4
    assert listed[0].startswith("Firefox, Windows – z niej teraz korzystasz")
    first = rows()[1].id
    ending = f"{PAGE}/przegladarki/{first}/wyloguj"
    token = {"csrf_token": page.value("csrf_token")}
    assert "wylogowaliśmy tę" in here.follow(here.post(ending, token)).text.lower()
    assert "była już wylogowana" in here.follow(here.post(ending, token)).text
    assert others[0].get("/konto", 303).location == "/"
    answer = here.submit(PAGE, button="Wyloguj wszystkie inne (2)")
    assert "Wylogowaliśmy 2 inne przeglądarki." in here.follow(answer).text
    assert [other.get("/konto", 303).location for other in others[1:]] == ["/", "/"]
    all_others = f"{PAGE}/przegladarki/wyloguj-inne"
    assert "Żadna inna" in here.follow(here.post(all_others, token)).text
    for path in (ending, all_others):
        assert "zbyt długo" in here.follow(here.post(path)).text


def test_nobody_ends_the_session_of_somebody_else(app: Flask) -> None:
    client = active(app)
    sign_in(client)
    anna, (row,) = account().examiner_id, rows()
    with transaction():
        assert sessions.end_one(anna, row.account_id + 1, row.id) == 0
    client.get(PAGE)


def test_a_page_that_stands_open_asks_how_long_without_prolonging_it(app: Flask) -> None:
    client, start = active(app), clock.now()
    watching = {"X-Watching": "1"}
    assert client.get("/sesja").response.json == {"seconds": 0}
    sign_in(client)
    with time_machine.travel(start + 28 * MINUTE, tick=False):
        left = (client.get("/sesja", headers=watching).response.json or {})["seconds"]
        assert 118 <= left <= 122
        assert client.get("/sesja", headers=watching).response.json == {"seconds": left}
        assert client.get("/sesja").response.json == {"seconds": 1800}
        assert client.get("/sesja", headers=watching).response.json == {"seconds": 1800}
