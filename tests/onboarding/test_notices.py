"""Notices with "it was not me", the reminder, the last day of first sign-ins."""

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.accounts import suspensions
from examportal.accounts.models import Account, Suspension
from examportal.accounts.rules import OBJECTION_LIFETIME
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.models import Job
from examportal.journal.models import JournalPayload
from examportal.onboarding import service
from examportal.onboarding.models import ActivationLink
from tests.browser import Browser
from tests.letters import answer_password_requests, newest_link, posted, text_of
from tests.onboarding.steps import AGAIN, ANNA, CHANGE, NEW, OTHER, account, knock, start_again
from tests.people import ANSWERS, PASSWORD, Person, enter


def test_a_claim_tells_the_address_of_the_register_once_a_day(client: Browser) -> None:
    enter(ANNA)
    knock(client)
    knock(client)
    assert [letter.recipient for letter in posted("claim_notice")] == ["anna@rejestr.example.pl"]
    assert "To nie ja" in text_of(posted("claim_notice")[0])
    with time_machine.travel(clock.now() + timedelta(hours=24, seconds=1)):
        knock(client)
    assert len(posted("claim_notice")) == 2


def test_without_an_address_in_the_register_nobody_is_told(client: Browser) -> None:
    enter(Person())
    knock(client)
    assert posted("claim_notice") == []


def test_it_was_not_me_closes_the_registration_and_signs_nobody_in(waiting: Browser) -> None:
    path = newest_link("claim_notice")
    link = newest_link("activation")
    owner = Browser(waiting.app)
    assert owner.get(path).heading == "To nie Ty?"
    assert db.session.query(Suspension).count() == 0
    answer = owner.submit(path, {})
    assert "konto jest wstrzymane" in owner.follow(answer).heading
    assert owner.get("/konto", 303).location == "/"
    assert waiting.get("/rejestracja/poczta", 303).location == "/"
    assert waiting.get(link, 403).heading == "Zakładanie konta jest wstrzymane"
    token = waiting.get("/").value("csrf_token")
    waiting.post(link, {"csrf_token": token}, 403)
    assert account().activated_at is None
    for secret in (PASSWORD, ANNA.numbers[0]):
        assert knock(waiting, secret, 403) == "Twoje konto jest wstrzymane"
    assert owner.get(path, 410).heading == "Zgłoszenie już mamy"
    events = {row.event for row in db.session.query(JournalPayload)}
    assert {"objection", "suspension"} <= events


def test_it_was_not_me_ends_sessions_of_an_active_account(waiting: Browser) -> None:
    waiting.submit(newest_link("activation"), {})
    assert knock(waiting, PASSWORD) == "/konto"
    Browser(waiting.app).submit(newest_link("claim_notice"), {})
    assert waiting.get("/konto", 303).location == "/"
    assert knock(waiting, PASSWORD, 403) == "Twoje konto jest wstrzymane"
    waiting.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]}, 422)


def test_a_second_notice_about_a_closed_account_is_taken_too(waiting: Browser) -> None:
    waiting.submit("/rejestracja/poczta", {"email": OTHER}, button=CHANGE)
    owner = Browser(waiting.app)
    owner.submit(newest_link("claim_notice"), {})
    owner.submit(newest_link("address_replaced"), {})
    assert db.session.query(Suspension).count() == 1


def test_an_address_merely_typed_in_has_no_say_once_another_is_proved(waiting: Browser) -> None:
    waiting.submit("/rejestracja/poczta", {"email": OTHER}, button=CHANGE)
    stranger = Browser(waiting.app)
    page = stranger.get(newest_link("address_replaced"))
    waiting.submit(newest_link("activation"), {})
    assert stranger.submit(page, {}, 410).heading == "Ten link stracił ważność"
    assert db.session.query(Suspension).count() == 0


def test_after_a_restored_account_the_next_claim_is_told_again(waiting: Browser, runner: FlaskCliRunner) -> None:
    Browser(waiting.app).submit(newest_link("claim_notice"), {})
    runner.invoke(args=["accounts", "restore", ANNA.pesel])
    knock(waiting)
    assert len(posted("claim_notice")) == 2


def test_objection_links_end_and_unknown_ones_are_told_apart(waiting: Browser) -> None:
    path = newest_link("claim_notice")
    with time_machine.travel(clock.now() + OBJECTION_LIFETIME):
        assert waiting.get(path, 410).heading == "Ten link stracił ważność"
    assert waiting.get("/to-nie-ja/x", 404).heading == "Nie znamy tego linku"
    page = waiting.post(path, {"csrf_token": "old"}, 422)
    assert "zbyt długo" in page.errors()[""]
    assert db.session.query(Suspension).count() == 0


def test_a_password_link_does_not_open_a_closed_account(waiting: Browser) -> None:
    waiting.submit("/haslo", {"login": ANNA.pesel})
    answer_password_requests()
    Browser(waiting.app).submit(newest_link("claim_notice"), {})
    waiting.submit(newest_link("password_reset"), {"new_password": NEW, "repeat_password": NEW})
    assert account().activated_at is None
    assert knock(waiting, NEW, 403) == "Twoje konto jest wstrzymane"


def test_the_office_opens_a_closed_account_again(waiting: Browser, runner: FlaskCliRunner) -> None:
    Browser(waiting.app).submit(newest_link("claim_notice"), {})
    assert '"account": "suspended"' in runner.invoke(args=["register", "show", ANNA.pesel, "--json"]).output
    opened = runner.invoke(args=["accounts", "restore", "-"], input=f"{ANNA.numbers[0]}\n")
    assert (opened.exit_code, opened.output) == (0, "Konto jest znowu otwarte.\n")
    assert knock(waiting, PASSWORD) == "/rejestracja/poczta"
    assert runner.invoke(args=["accounts", "restore", ANNA.pesel]).exit_code == 1
    assert runner.invoke(args=["accounts", "restore", "9-99999"]).exit_code == 1


def reminder() -> Job:
    db.session.rollback()
    return db.session.query(Job).filter_by(kind=service.REMIND).order_by(Job.id.desc()).limit(1).one()


def remind() -> None:
    link_id = reminder().ref
    with transaction():
        service.remind(link_id)


def test_a_day_before_the_end_a_reminder_goes_out(waiting: Browser) -> None:
    link = db.session.query(ActivationLink).one()
    expires_at = link.expires_at
    assert reminder().due_at == expires_at - timedelta(hours=24)
    with time_machine.travel(expires_at - timedelta(hours=24)):
        remind()
        assert newest_link("activation_reminder") != newest_link("activation")
        newest = db.session.query(ActivationLink).order_by(ActivationLink.id.desc()).limit(1).one()
        assert newest.expires_at == expires_at
        assert db.session.query(Job).filter_by(kind=service.REMIND).count() == 1
        waiting.submit(newest_link("activation_reminder"), {})
    assert account().activated_at is not None


@pytest.mark.parametrize("since", ["activated", "replaced", "resent", "restarted", "suspended"])
def test_nobody_is_reminded_of_what_is_over(waiting: Browser, since: str) -> None:
    first = reminder().ref
    if since == "activated":
        waiting.submit(newest_link("activation"), {})
    elif since == "replaced":
        waiting.submit("/rejestracja/poczta", {"email": OTHER}, button=CHANGE)
    elif since == "resent":
        waiting.submit("/rejestracja/poczta", button=AGAIN)
    elif since == "restarted":
        start_again(waiting)
    else:
        Browser(waiting.app).submit(newest_link("claim_notice"), {})
    with transaction():
        service.remind(first)
    assert posted("activation_reminder") == []


@pytest.fixture
def closed(app: Flask) -> Iterator[None]:
    """Let first sign-ins end yesterday."""
    before = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(before, first_login_until=clock.today() - timedelta(days=1))
    yield
    app.extensions["settings"] = before


def test_after_the_last_day_a_first_sign_in_is_explained(client: Browser, closed: None) -> None:
    enter(ANNA)
    page = client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]}, 403)
    assert page.heading == "Pierwsze logowania są już zamknięte"
    assert client.get("/rejestracja", 303).location == "/"
    client.submit("/", {"login": ANNA.pesel, "password": "1-99999"}, 422)


@contextmanager
def objecting_right_now(app: Flask) -> Iterator[None]:
    """Object, but commit only when whatever is sent inside has had the time to reach the person's lock."""
    path = newest_link("claim_notice")
    locked = Event()

    def object_slowly() -> None:
        with app.app_context(), transaction():
            suspensions.object_to(path.rpartition("/")[2])
            db.session.flush()
            locked.set()
            Event().wait(0.5)

    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(object_slowly)
        assert locked.wait(5)
        yield
        ended.result()


def test_a_form_that_crosses_with_an_objection_is_not_saved(client: Browser) -> None:
    enter(ANNA)
    knock(client)
    page = client.get("/rejestracja")
    with objecting_right_now(client.app):
        assert client.submit(page, ANSWERS).location == "/"
    assert db.session.query(Account).count() == 0
    assert posted("activation") == []


def test_a_button_that_crosses_with_an_objection_does_nothing(waiting: Browser) -> None:
    page = waiting.get("/rejestracja/poczta")
    with objecting_right_now(waiting.app):
        assert waiting.submit(page, button=AGAIN).location == "/"
    assert len(posted("activation")) == 1
