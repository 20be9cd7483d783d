"""The waiting page tells what the servers have answered, and nothing that they have not."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs import service as jobs
from examportal.jobs.models import Job
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal.rules import NOBODY
from examportal.mail.models import OutgoingLetter
from examportal.mail.service import withdraw
from examportal.web.filters import moment
from tests.browser import Browser, Page
from tests.letters import newest_link, posted, settle_delivery
from tests.onboarding.steps import CHANGE, knock

PATH = "/rejestracja/poczta"
WATCHING = {"X-Watching": "1"}
LATER = timedelta(minutes=5)


def settle(outcome: Outcome) -> None:
    """Let the worker have tried to deliver the newest activation letter."""
    with transaction():
        settle_delivery(posted("activation")[-1].id, outcome)


def said(page: Page) -> str:
    """Return what the part says that looks by itself."""
    (part,) = (node for node in page.tree.walk() if "data-watch" in node.attrs)
    return part.text


def test_a_letter_that_waits_and_one_on_its_way(waiting: Browser) -> None:
    assert "czeka w kolejce" in said(waiting.get(PATH))
    with transaction():
        jobs.claim(9)
    assert "właśnie wysyłany" in said(waiting.get(PATH))


def test_an_accepted_letter_names_server_and_minute(waiting: Browser) -> None:
    settle(Outcome(Verdict.DONE, "accepted", None, 250, "OK", "mx.example.pl"))
    told = said(waiting.get(PATH))
    assert "Serwer poczty mx.example.pl przyjął list" in told
    assert moment(clock.now())[:16] in told
    assert "folderu Spam" in told


def test_a_letter_that_is_late_after_it_was_accepted(waiting: Browser) -> None:
    settle(Outcome(Verdict.DONE, "accepted", None, 250, "OK"))
    with transaction():
        db.session.execute(update(OutgoingLetter).values(delayed_at=clock.now()))
    assert "doręczenie się opóźnia" in said(waiting.get(PATH))


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome(Verdict.RETRY, "recipient_refused", LATER, 451, "4.7.1 Later", "mx.wp.pl"), "mx.wp.pl odłożył list"),
        (Outcome(Verdict.RETRY, "line_TimeoutError", LATER), "Nasz serwer poczty chwilowo nie odpowiada"),
        (Outcome(Verdict.RETRY, "relay_refused", LATER, 535, "5.7.8 No"), "nie udało się jeszcze wysłać"),
    ],
)
def test_a_letter_that_was_put_off_says_when_it_is_tried_again(waiting: Browser, outcome: Outcome, words: str) -> None:
    due = clock.now() + LATER
    with transaction():
        db.session.execute(update(Job).values(due_at=due))
    settle(outcome)
    told = said(waiting.get(PATH))
    assert words in told
    assert f"Następna próba: {moment(due)}" in told


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome(Verdict.GIVE_UP, "recipient_refused", None, 550, "5.1.1 No"), "w adresie jest literówka"),
        (Outcome(Verdict.GIVE_UP, "recipient_refused", None, 599, "5.9.9 No"), "Najczęściej w adresie jest pomyłka"),
        (Outcome(Verdict.GIVE_UP, "line_TimeoutError"), "nie udało się doręczyć mimo wielu prób"),
    ],
)
def test_what_will_not_arrive_asks_for_another_address_at_once(waiting: Browser, outcome: Outcome, words: str) -> None:
    settle(outcome)
    page = waiting.get(PATH)
    assert words in page.text
    assert "data-watch" not in page.source
    assert "Znajdź list" not in page.text
    assert next(node.text for node in page.tree.all("h2")) == "Podaj inny adres"
    assert page.form(CHANGE)


def test_a_bounce_asks_for_another_address_but_not_a_stranger(app: Flask, waiting: Browser) -> None:
    settle(Outcome(Verdict.DONE, "accepted", None, 250, "OK"))
    with transaction():
        db.session.execute(update(OutgoingLetter).values(bounced_at=clock.now(), bounce_status="5.2.2"))
    page = waiting.get(PATH)
    assert "List wrócił do nas niedoręczony." in page.text
    assert "Ta skrzynka jest pełna" in page.text
    assert page.form(CHANGE)
    stranger = Browser(app)
    knock(stranger)
    page = stranger.get(PATH)
    assert "Zacznij od nowa i podaj inny adres." in page.text
    assert CHANGE not in page.text
    assert "anna.los@example.pl" not in page.source


def test_a_letter_that_was_taken_back(waiting: Browser) -> None:
    with transaction():
        withdraw(posted("activation")[-1].id, NOBODY)
    assert "wycofaliśmy" in said(waiting.get(PATH))


def test_who_watches_is_told_without_words_that_there_is_another_page(waiting: Browser) -> None:
    assert waiting.get(PATH, headers=WATCHING).text == waiting.get(PATH).text
    elsewhere = Browser(waiting.app)
    elsewhere.submit(newest_link("activation"), {})
    waiting.get(PATH, 204, headers=WATCHING)
    answer = waiting.get(PATH, 303)
    assert "już aktywne" in waiting.follow(answer).text
    Browser(waiting.app).get(PATH, 204, headers=WATCHING)
