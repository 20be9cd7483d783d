"""A mistyped address, and a form begun anew."""

from datetime import timedelta

import pytest
import time_machine

from examportal.accounts.models import Account, Acknowledgement
from examportal.core import clock
from examportal.db import db
from examportal.journal.queries import entries_about
from examportal.throttle.rules import RESTARTS
from tests.browser import Browser
from tests.letters import answer_password_requests, newest_link, posted
from tests.onboarding.steps import AGAIN, ANNA, CHANGE, NEW, OTHER, account, knock, start_again
from tests.people import ANSWERS, PASSWORD


def test_another_address_gets_the_letter_and_older_links_end(waiting: Browser) -> None:
    old = newest_link("activation")
    answer = waiting.submit("/rejestracja/poczta", {"email": OTHER}, button=CHANGE)
    page = waiting.follow(answer)
    assert OTHER in page.text
    assert "Adres zmieniony" in page.text
    assert posted("activation")[-1].recipient == OTHER
    assert waiting.get(old, 410).heading == "Ten link już nie działa"
    assert [letter.recipient for letter in posted("address_replaced")] == ["anna.los@example.pl"]
    waiting.submit(newest_link("activation"), {})
    assert account().email == OTHER


def test_back_at_the_first_address_its_links_work_again(waiting: Browser) -> None:
    old = newest_link("activation")
    for email in (OTHER, "anna.los@example.pl"):
        waiting.submit("/rejestracja/poczta", {"email": email}, button=CHANGE)
    waiting.submit(old, {})
    assert account().activated_at is not None


def test_the_same_address_is_a_plain_resend(waiting: Browser) -> None:
    waiting.submit("/rejestracja/poczta", {"email": "anna.los@example.pl"}, button=CHANGE)
    assert len(posted("activation")) == 2
    assert posted("address_replaced") == []


def test_a_wrong_address_is_named_at_its_field(waiting: Browser) -> None:
    page = waiting.submit("/rejestracja/poczta", {"email": "anna"}, 422, button=CHANGE)
    assert "nazwa@domena.pl" in page.errors()["email"]
    assert "anna.los@example.pl" in page.text
    assert len(posted("activation")) == 1


def test_pesel_and_number_do_not_bend_an_address(waiting: Browser) -> None:
    page = waiting.get("/rejestracja/poczta")
    stranger = Browser(waiting.app)
    knock(stranger)
    masked = stranger.get("/rejestracja/poczta")
    assert "Adres jest zły?" not in masked.text
    token = masked.value("csrf_token")
    answer = stranger.post("/rejestracja/poczta/adres", {"email": "obcy@example.pl", "csrf_token": token})
    assert "zacznij od nowa" in stranger.follow(answer).text
    assert account().email == "anna.los@example.pl"
    assert page.heading == "Sprawdź pocztę"


def test_starting_again_makes_everything_before_count_no_more(waiting: Browser) -> None:
    old = newest_link("activation")
    waiting.submit("/haslo", {"login": ANNA.pesel})
    answer_password_requests()
    reset = newest_link("password_reset")
    other = Browser(waiting.app)
    knock(other, PASSWORD)
    start_again(waiting)
    assert "Poprzednie hasło" in waiting.get("/rejestracja").text
    assert other.get("/rejestracja/poczta", 303).location == "/"
    other.submit("/", {"login": ANNA.pesel, "password": PASSWORD}, 422)
    assert waiting.get(old, 410).heading == "Ten link już nie działa"
    assert waiting.get(reset, 410).heading == "Ten link już nie działa"
    assert waiting.get("/rejestracja/poczta", 303).location == "/rejestracja"
    with time_machine.travel(clock.now() + timedelta(seconds=1)):
        waiting.submit("/rejestracja", ANSWERS | {"new_password": NEW, "repeat_password": NEW})
        assert waiting.get(old, 410).heading == "Ten link już nie działa"
        other.submit("/", {"login": ANNA.pesel, "password": PASSWORD}, 422)
        waiting.submit(newest_link("activation"), {})
        assert knock(other, NEW) == "/konto"
    assert db.session.query(Account).count() == 1


def test_whoever_knows_pesel_and_number_may_start_again_and_the_former_address_is_told(waiting: Browser) -> None:
    stranger = Browser(waiting.app)
    knock(stranger)
    start_again(stranger)
    assert [letter.recipient for letter in posted("address_replaced")] == ["anna.los@example.pl"]


def test_starting_again_and_again_writes_to_no_crowd_of_strangers(waiting: Browser) -> None:
    for number in range(RESTARTS.allowed):
        start_again(waiting)
        waiting.submit("/rejestracja", ANSWERS | {"email": f"stranger{number}@example.pl"})
    page = waiting.submit("/rejestracja/poczta", status=429, button="Zacznij od nowa")
    assert "Następny raz będzie to możliwe za 24 godziny" in page.text
    assert "Tego listu jeszcze nie wysłaliśmy" not in page.text
    assert int(page.response.headers["Retry-After"]) <= 24 * 3600
    assert len(posted("activation")) == 1 + RESTARTS.allowed
    assert account().withdrawn_at is None


def test_the_clause_is_acknowledged_anew_by_whoever_starts_again(waiting: Browser) -> None:
    start_again(waiting)
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        waiting.submit("/rejestracja", ANSWERS)
    said = db.session.query(Acknowledgement).one()
    assert said.acknowledged_at >= account().registered_at
    events = [entry.event for entry in entries_about(f"examiner:{account().examiner_id}", 99)]
    assert events.count("notice_acknowledged") == 2


def test_a_restarted_registration_gets_no_password_letter(waiting: Browser) -> None:
    start_again(waiting)
    waiting.submit("/haslo", {"login": ANNA.pesel})
    answer_password_requests()
    assert posted("password_reset") == []


def test_buttons_pressed_late_or_after_activation_change_nothing(waiting: Browser) -> None:
    page = waiting.get("/rejestracja/poczta")
    answer = waiting.post("/rejestracja/od-nowa", {"csrf_token": "old"})
    assert "zbyt długo" in waiting.follow(answer).text
    Browser(waiting.app).submit(newest_link("activation"), {})
    answer = waiting.submit(page, button="Zacznij od nowa")
    assert "już aktywne" in waiting.follow(answer).text
    assert account().withdrawn_at is None


def test_a_page_left_open_over_a_restart_leads_to_the_form(waiting: Browser) -> None:
    page = waiting.get("/rejestracja/poczta")
    start_again(waiting)
    assert waiting.submit(page, button=AGAIN).location == "/rejestracja"
    answer = waiting.submit(page, {"email": OTHER}, button=CHANGE)
    assert waiting.follow(answer, 303).location == "/rejestracja"
    assert len(posted("activation")) == 1


@pytest.mark.parametrize("path", ["/rejestracja/poczta/adres", "/rejestracja/od-nowa"])
def test_without_a_claim_nothing_happens(waiting: Browser, path: str) -> None:
    other = Browser(waiting.app)
    token = other.get("/").value("csrf_token")
    assert other.post(path, {"csrf_token": token, "email": OTHER}).location == "/"
    assert account().email == "anna.los@example.pl"
