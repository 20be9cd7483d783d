"""Keys are changed only by whoever has shown the password a moment ago; nothing typed is lost over it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask, request

from examportal.accounts.reauthentication import after_proof
from examportal.accounts.rules import PROOF_LIFETIME, is_proved
from examportal.core import clock
from examportal.db import db
from examportal.journal.models import JournalPayload
from examportal.throttle.rules import PROOFS
from examportal.web.guard import examiners_only
from tests.accounts.active import account, active, sign_in
from tests.browser import Browser, Page
from tests.people import PASSWORD

GUARDED = "/haslo"  # any address that takes GET and POST: the view behind it is this test's own
ASKS = "/konto/potwierdz?dalej=/haslo"
SENT = {"email": "nowy@example.pl", "email_again": "nowy@example.pl", "new_password": "Zupełnie inne 1"}


@pytest.fixture
def late(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Return the browser of somebody who signed in more than five minutes ago."""
    client = active(app)
    sign_in(client)
    done = examiners_only(after_proof(lambda: ("", 204, {"X-Sent": ",".join(sorted(request.form))})))
    monkeypatch.setitem(app.view_functions, "entrance.forgotten", done)
    with time_machine.travel(clock.now() + PROOF_LIFETIME):
        yield client


def post(client: Browser, status: int, **answers: str) -> Page:
    token = client.get("/konto/bezpieczenstwo").value("csrf_token")
    return client.post(GUARDED, SENT | answers | {"csrf_token": token}, status)


def test_a_proof_is_fresh_for_five_minutes_and_never_comes_from_tomorrow() -> None:
    now = clock.now()
    assert is_proved(now - timedelta(minutes=4, seconds=59), now)
    assert not is_proved(now - timedelta(minutes=5), now)
    assert not is_proved(now + timedelta(seconds=90), now)


def test_after_a_sign_in_nobody_is_asked(late: Browser) -> None:
    with time_machine.travel(clock.now() - timedelta(minutes=1)):
        assert late.get(GUARDED, 204).status == 204


def test_the_password_leads_on_and_gives_the_session_another_token(late: Browser) -> None:
    assert late.get(GUARDED, 303).location == ASKS
    before = late.flask.get_cookie("portal")
    late.submit(ASKS, {"proof_password": "inne"}, 422)
    assert late.submit(ASKS, {"proof_password": PASSWORD}).location == GUARDED
    late.get(GUARDED, 204)
    assert late.get(ASKS, 303).location == GUARDED
    thief = Browser(late.app)
    assert before is not None
    thief.flask.set_cookie("portal", before.value)
    assert thief.get("/konto", 303).location == "/"
    told = db.session.query(JournalPayload.result).filter_by(event="proof_shown").order_by(JournalPayload.seq)
    assert [result for (result,) in told] == ["refused", "done"]


def test_what_was_sent_too_late_is_asked_for_the_password_and_goes_on(late: Browser) -> None:
    asked = post(late, 422)
    assert asked.heading == "Potwierdź, że to Ty"
    assert "nowy@example.pl" not in asked.source
    again = late.submit(asked, {"proof_password": "inne"}, 422)
    done = late.submit(again, {"proof_password": PASSWORD}, 204)
    assert done.response.headers["X-Sent"] == "csrf_token,email,email_again"


def test_without_its_token_nothing_is_kept(late: Browser) -> None:
    assert late.post(GUARDED, SENT).location == ASKS


def test_what_was_kept_opens_nowhere_else(late: Browser) -> None:
    asked = post(late, 422)
    broken = {"csrf_token": asked.value("csrf_token"), "kept": "t1.AAAA", "proof_password": PASSWORD}
    assert late.post(GUARDED, broken).location == GUARDED
    assert late.get(GUARDED, 303).location == ASKS


def test_a_form_that_stood_open_too_long_comes_back(late: Browser) -> None:
    asked = post(late, 422)
    old = {"csrf_token": "x", "kept": asked.value("kept"), "proof_password": PASSWORD}
    assert "otwarty zbyt długo" in late.post(GUARDED, old, 422).errors()[""]


def test_guessing_waits_and_keeps_nobody_from_the_door(late: Browser) -> None:
    for _ in range(PROOFS.allowed):
        late.submit(ASKS, {"proof_password": "inne"}, 422)
    assert int(late.submit(ASKS, {"proof_password": PASSWORD}, 429).response.headers["Retry-After"]) > 0
    assert sign_in(Browser(late.app)).location == "/konto"


def test_a_password_that_changed_meanwhile_proves_nothing(late: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examportal.accounts.reauthentication.verify", lambda *_: True)
    monkeypatch.setattr("examportal.accounts.sessions.queries.get_account_for_change", lambda _: account_with("other"))
    late.submit(ASKS, {"proof_password": PASSWORD}, 422)
    assert late.get(GUARDED, 303).location == ASKS


def account_with(password_hash: str) -> object:
    found = account()
    return type("Changed", (), {"id": found.id, "password_hash": password_hash})


FOREIGN = (
    *("https://evil.example/", "//evil.example/haslo", "/\\evil.example", "javascript:alert(1)", "/konto/../haslo"),
    *("/haslo/", "/wyloguj", "/biuro/", "/nie-ma", "\r\nSet-Cookie: a=b", "/haslo\x00", "%2F%2Fevil.example", ""),
)


def test_it_leads_nowhere_but_to_pages_behind_a_proof(late: Browser) -> None:
    with time_machine.travel(clock.now() - timedelta(minutes=1)):
        ways = {wanted: late.get("/konto/potwierdz", 303, query_string={"dalej": wanted}) for wanted in FOREIGN}
    assert {answer.location for answer in ways.values()} == {"/konto/bezpieczenstwo"}
