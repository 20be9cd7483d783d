"""The waiting page and the link in the letter."""

from datetime import timedelta

import pytest
import time_machine

from examportal.accounts.models import Account
from examportal.core import clock, tokens
from examportal.db import db, transaction
from examportal.onboarding.models import ActivationLink
from tests.browser import Browser
from tests.letters import link_in, newest_link, posted, text_of
from tests.onboarding.steps import AGAIN, ANNA, account
from tests.people import PASSWORD


def test_the_page_says_where_to_look(waiting: Browser) -> None:
    page = waiting.get("/rejestracja/poczta")
    letter = posted("activation")[0]
    for shown in ("anna.los@example.pl", letter.subject, "portal@oke.example.pl", "Link działa do"):
        assert shown in page.text


def test_with_a_registry_number_the_address_is_masked(waiting: Browser) -> None:
    answer = waiting.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[1]})
    page = waiting.follow(answer)
    assert "a***@example.pl" in page.text
    assert "anna.los@example.pl" not in page.source


def test_with_the_own_password_the_address_is_shown(waiting: Browser) -> None:
    answer = waiting.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    assert answer.location == "/rejestracja/poczta"
    assert "anna.los@example.pl" in waiting.follow(answer).text


def test_a_letter_can_be_sent_again_and_both_links_work(waiting: Browser) -> None:
    page = waiting.submit("/rejestracja/poczta", button=AGAIN)
    assert "znowu w drodze" in waiting.follow(page).text
    first, second = (link_in(text_of(letter)) for letter in posted("activation"))
    assert first != second
    assert waiting.get(second).heading == "Potwierdź swoje konto"
    waiting.submit(first, {})
    assert account().activated_at is not None


def test_a_button_pressed_too_late_sends_nothing(waiting: Browser) -> None:
    answer = waiting.post("/rejestracja/poczta/ponownie", {"csrf_token": "old"})
    assert "jeszcze raz" in waiting.follow(answer).text
    assert len(posted("activation")) == 1


def test_opening_a_link_changes_nothing(waiting: Browser) -> None:
    path = newest_link("activation")
    waiting.get(path)
    assert waiting.flask.head(path).status_code == 200
    assert account().activated_at is None


def test_the_button_activates_and_signs_nobody_in(waiting: Browser) -> None:
    path = newest_link("activation")
    answer = waiting.submit(path, {})
    assert answer.location == "/"
    assert "Konto jest aktywne" in waiting.follow(answer).text
    assert account().activated_at is not None
    assert waiting.get("/konto", 303).location == "/"


def test_a_second_click_says_so_kindly(waiting: Browser) -> None:
    path = newest_link("activation")
    page = waiting.get(path)
    waiting.submit(page, {})
    assert waiting.get(path).heading == "Konto jest już aktywne"
    again = waiting.submit(page, {}, 200)
    assert again.heading == "Konto jest już aktywne"
    assert again.errors() == {}
    assert waiting.post(path, {"csrf_token": "old"}, 200).errors() == {}


def test_links_live_on_another_device(waiting: Browser) -> None:
    other = Browser(waiting.app)
    other.submit(newest_link("activation"), {})
    assert account().activated_at is not None
    assert waiting.get("/rejestracja/poczta", 303).location == "/"


def test_an_expired_link_leads_to_a_new_letter(waiting: Browser) -> None:
    path, start = newest_link("activation"), clock.now()
    with time_machine.travel(start + timedelta(hours=72)):
        page = waiting.get(path, 410)
    with time_machine.travel(start + timedelta(hours=71)):  # the clock was set back
        waiting.get(path, 410)
    with time_machine.travel(start + timedelta(hours=72)):
        assert page.heading == "Ten link stracił ważność"
        token = waiting.get("/").value("csrf_token")
        waiting.post(path, {"csrf_token": token}, 410)
        assert account().activated_at is None
        answer = waiting.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
        waiting.submit(waiting.follow(answer), button=AGAIN)
        waiting.submit(newest_link("activation"), {})
        assert account().activated_at is not None


def test_a_link_for_another_address_is_replaced(waiting: Browser) -> None:
    path = newest_link("activation")
    with transaction():
        db.session.query(Account).one().email = "nowy@example.pl"
    assert waiting.get(path, 410).heading == "Ten link już nie działa"
    token = waiting.get("/").value("csrf_token")
    waiting.post(path, {"csrf_token": token}, 410)
    assert account().activated_at is None


@pytest.mark.parametrize("token", ["x", "k" * 43, "ż" * 50, "x" * 3000])
def test_an_unknown_link_is_told_apart(waiting: Browser, token: str) -> None:
    page = waiting.get(f"/aktywacja/{token}", 404)
    assert page.heading == "Nie znamy tego linku"
    csrf = waiting.get("/").value("csrf_token")
    waiting.post(f"/aktywacja/{token}", {"csrf_token": csrf}, 404)


def test_a_late_button_on_a_link_page_asks_again(waiting: Browser) -> None:
    path = newest_link("activation")
    page = waiting.post(path, {"csrf_token": "old"}, 422)
    assert page.errors()[""] == "Strona była otwarta zbyt długo. Naciśnij przycisk jeszcze raz."
    assert account().activated_at is None


def test_resending_after_activation_says_that_it_is_active(waiting: Browser) -> None:
    page = waiting.get("/rejestracja/poczta")
    Browser(waiting.app).submit(newest_link("activation"), {})
    answer = waiting.submit(page, button=AGAIN)
    assert "już aktywne" in waiting.follow(answer).text
    assert len(posted("activation")) == 1


def test_without_a_claim_nothing_is_sent(waiting: Browser) -> None:
    other = Browser(waiting.app)
    token = other.get("/").value("csrf_token")
    assert other.post("/rejestracja/poczta/ponownie", {"csrf_token": token}).location == "/"
    assert len(posted("activation")) == 1


def test_tokens_are_not_in_the_database(waiting: Browser) -> None:
    token = newest_link("activation").rsplit("/", 1)[1]
    link = db.session.query(ActivationLink).one()
    assert link.token_digest == tokens.digest(token)
    assert token not in str(link.__dict__)
