"""Another e-mail address, and the question whether address and phone are still right."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts import service as accounts
from examportal.accounts import suspensions
from examportal.accounts.addresses.rules import LINK_LIFETIME
from examportal.accounts.models import Account, Suspension
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from examportal.profile.models import Profile
from examportal.throttle.rules import EMAIL_CHANGES
from tests.accounts.owners import EMAIL, owner, sign_in
from tests.accounts.terms.publishing import published
from tests.browser import Browser, Page
from tests.letters import newest_link, posted, text_of
from tests.onboarding.steps import ANNA

FORM, CHECK = "/konto/dane/email", "/konto/kontakt"
NEW = "anna.nowa@example.pl"
SEND, CONFIRM = "Wyślij list z linkiem", "Potwierdzam nowy adres"


@pytest.fixture
def anna(client: Browser) -> Browser:
    """Return the browser of a signed-in examiner."""
    return sign_in(client, owner())


def ask(client: Browser, email: str = NEW, status: int = 303) -> Page:
    """Ask for another address."""
    return client.submit(FORM, {"email": email}, status, button=SEND)


def email_now() -> str:
    """Return the address that the account has."""
    db.session.rollback()
    return db.session.query(Account).one().email


def test_the_new_address_counts_once_its_link_is_confirmed(app: Flask, anna: Browser) -> None:
    page = anna.follow(ask(anna, " Anna.Nowa@EXAMPLE.pl "))
    assert "Anna.Nowa@example.pl" in page.text
    assert email_now() == EMAIL
    (told,) = posted("account_notice")
    assert told.recipient == EMAIL
    assert "poproszono o zmianę adresu" in text_of(told)
    link = newest_link("email_change")
    other_device = Browser(app)
    page = other_device.get(link)
    assert "A***@example.pl" in page.text
    assert "innej osoby" not in page.text
    assert email_now() == EMAIL
    done = other_device.submit(page, button=CONFIRM)
    assert done.location == "/"
    assert email_now() == "Anna.Nowa@example.pl"
    assert [one.recipient for one in posted("account_notice")[1:]] == ["Anna.Nowa@example.pl", EMAIL]
    assert "już potwierdzony" in other_device.get(link, 410).heading
    assert "Anna.Nowa@example.pl" in anna.get("/konto").text
    assert "Sprawdź nową skrzynkę" not in anna.get(FORM).text


def test_the_present_address_and_nonsense_are_refused_at_the_field(anna: Browser) -> None:
    assert "już adres Twojego konta" in ask(anna, EMAIL, 422).errors()["email"]
    assert "nazwa@domena.pl" in ask(anna, "anna@", 422).errors()["email"]
    assert posted("email_change") == []
    assert "gmail.com" in anna.follow(ask(anna, "anna@gmial.com")).text


def test_the_newest_link_wins_and_links_end(anna: Browser) -> None:
    ask(anna, "pierwszy@example.pl")
    first = newest_link("email_change")
    ask(anna)
    assert "już nie działa" in anna.get(first, 410).heading
    link = newest_link("email_change")
    with time_machine.travel(clock.now() + LINK_LIFETIME):
        assert "stracił ważność" in Browser(anna.app).get(link, 410).heading
    assert "Nie znamy" in anna.get("/adres/x", 404).heading
    anna.post(link, {}, 422)
    assert anna.submit(link, button=CONFIRM).location == "/konto"
    assert email_now() == NEW


def test_a_new_password_ends_what_somebody_else_may_have_sent(anna: Browser) -> None:
    ask(anna)
    shown = anna.get(newest_link("email_change"))
    with transaction():
        accounts.set_password(db.session.query(Account).one(), "another hash")
    assert "już nie działa" in anna.submit(shown, status=410, button=CONFIRM).heading
    assert email_now() == EMAIL


def test_it_was_not_me_ends_it_too(anna: Browser) -> None:
    ask(anna)
    Browser(anna.app).submit(newest_link("account_notice"), {})
    assert "już nie działa" in anna.get(newest_link("email_change"), 410).heading


def test_nothing_changes_while_the_way_in_is_closed(anna: Browser) -> None:
    ask(anna)
    with transaction():
        suspensions.suspend(db.session.query(Account).one().examiner_id, "stranger", COMMAND)
    page = anna.get(newest_link("email_change"), 410)
    assert "wstrzymane" in page.heading
    assert email_now() == EMAIL


def test_a_suspension_at_the_very_moment_of_asking_is_told(anna: Browser) -> None:
    page = anna.get(FORM)
    who = db.session.query(Account).one().examiner_id
    with transaction():
        db.session.add(Suspension(examiner_id=who, ground="x", actor="nobody", suspended_at=clock.now()))
    told = anna.submit(page, {"email": NEW}, 422, button=SEND)
    assert "wstrzymane" in told.errors()[""]
    assert posted("email_change") == []


def test_two_may_share_an_address_and_are_told_where_it_is_proved(anna: Browser) -> None:
    owner(replace(ANNA, pesel="50021330853", numbers=("2-1",)), NEW)
    assert "innej osoby" not in anna.follow(ask(anna)).text
    link = newest_link("email_change")
    assert "innej osoby" in anna.get(link).text
    anna.submit(link, button=CONFIRM)
    assert [one.email for one in db.session.query(Account)] == [NEW, NEW]


def test_letters_to_strangers_are_few(anna: Browser) -> None:
    for number in range(EMAIL_CHANGES.allowed):
        ask(anna, f"ktos{number}@example.pl")
    page = ask(anna, NEW, 429)
    assert "Spróbuj ponownie" in page.text
    assert page.value("email") == NEW
    assert len(posted("email_change")) == EMAIL_CHANGES.allowed


def test_only_who_has_just_shown_the_password_comes_here(anna: Browser) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert anna.get(FORM, 303).location.startswith("/konto/potwierdz")
    assert Browser(anna.app).get(FORM, 303).location == "/"


def test_who_has_not_looked_for_long_is_asked_once_a_sign_in(anna: Browser) -> None:
    who = db.session.query(Account).one().examiner_id
    with time_machine.travel(clock.now() + timedelta(days=179)):
        assert "Twoje konto" in sign_in(anna, who).get("/konto").text
    with time_machine.travel(clock.now() + timedelta(days=181)):
        assert sign_in(anna, who).get("/konto/historia", 303).location == CHECK
        page = anna.get(CHECK)
        assert EMAIL in page.text
        assert "601 234 567" in page.text
        assert anna.submit(page, button="Zapytaj później").location == "/konto/historia"
        assert "Twoje konto" in anna.get("/konto").text
        assert sign_in(anna, who).get("/konto", 303).location == CHECK
        token = anna.get(CHECK).value("csrf_token")
        assert anna.post(CHECK, {"csrf_token": token, "act": "tak"}).location == "/konto"
        assert "zostają bez zmian" in anna.get("/konto").text
        assert sign_in(anna, who).get("/konto").heading == "Twoje konto"
        anna.post(CHECK, {"act": "tak"}, 422)
    with time_machine.travel(clock.now() + timedelta(days=362)):
        assert sign_in(anna, who).get("/konto", 303).location == CHECK


def test_the_question_leads_to_a_change_which_answers_it(anna: Browser) -> None:
    who = db.session.query(Account).one().examiner_id
    with time_machine.travel(clock.now() + timedelta(days=200)):
        sign_in(anna, who).get("/konto", 303)
        (link,) = [one.attrs["href"] for one in anna.get(CHECK).tree.all("a") if "adres e-mail" in one.text]
        assert anna.get(link).heading == "Adres e-mail"
        ask(anna)
        anna.submit(newest_link("email_change"), button=CONFIRM)
        assert sign_in(anna, who).get("/konto").heading == "Twoje konto"


def test_terms_come_before_the_question_and_a_setting_switches_it_off(app: Flask, anna: Browser) -> None:
    who = db.session.query(Account).one().examiner_id
    published()
    with time_machine.travel(clock.now() + timedelta(days=200)):
        assert sign_in(anna, who).get("/konto", 303).location == "/regulamin/potwierdzenie"
        assert anna.submit("/regulamin/potwierdzenie").location == "/konto"
        assert anna.get("/konto", 303).location == CHECK
        before = app.extensions["settings"]
        app.extensions["settings"] = replace(before, contact_check_days=0)
        try:
            assert sign_in(anna, who).get("/konto").heading == "Twoje konto"
        finally:
            app.extensions["settings"] = before


def test_somebody_without_a_profile_is_not_asked(client: Browser) -> None:
    who = owner()
    with transaction():
        db.session.query(Profile).delete()
    sign_in(client, who)
    assert client.get("/konto/historia").heading == "Historia konta"
