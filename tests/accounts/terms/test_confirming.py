"""Confirming the terms: who is asked when, and what stands between a sign-in and the account."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts.models import Acknowledgement
from examportal.accounts.terms import service
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from tests.accounts.owners import owner
from tests.accounts.terms.publishing import BODY, CHANGES, published
from tests.browser import Browser
from tests.onboarding.steps import knock
from tests.people import PASSWORD

GATE = "/regulamin/potwierdzenie"
BUTTON = "Potwierdzam regulamin"


@pytest.fixture
def anna(client: Browser) -> Browser:
    """Return the browser of somebody who has an active account, before signing in."""
    owner()
    return client


def confirmed() -> list[str]:
    """Return the versions that were confirmed."""
    return [one.version for one in db.session.query(Acknowledgement).filter_by(document="terms").order_by("id")]


def test_without_terms_nobody_is_asked(anna: Browser) -> None:
    assert knock(anna, PASSWORD) == "/konto"
    page = anna.get("/konto")
    assert "Wersja" not in page.text
    assert anna.get(GATE, 303).location == "/konto"
    assert "nic nie trzeba potwierdzać" in anna.get("/regulamin").text
    anna.get("/regulamin/1", 404)


def test_the_first_sign_in_leads_over_the_terms_to_the_page_that_was_wanted(anna: Browser) -> None:
    published()
    knock(anna, PASSWORD)
    assert anna.get("/konto", 303).location == GATE
    assert anna.get("/konto/historia?strona=2", 303).location == GATE
    page = anna.get(GATE)
    assert page.tree.all("main")[0].all("li")[0].text == "hasła nie wolno nikomu podawać"
    assert "się zmienił" not in page.text
    done = anna.submit(page, button=BUTTON)
    assert done.location == "/konto/historia"
    assert confirmed() == ["1"]
    text = anna.get("/konto").text
    assert "Wersja 1 – potwierdzona" in text
    assert "regulamin jest potwierdzony" in text


def test_a_comma_asks_nobody_and_a_material_change_everybody(anna: Browser) -> None:
    published()
    knock(anna, PASSWORD)
    anna.submit(GATE, button=BUTTON)
    published(BODY + ",", is_material=False)
    assert "Twoje konto" in anna.get("/konto").text
    published(BODY + "\n\n# § 2", CHANGES)
    assert anna.get("/konto", 303).location == GATE
    page = anna.get(GATE)
    assert CHANGES in page.text
    assert "się zmienił" in page.text
    anna.submit(page, button=BUTTON)
    assert confirmed() == ["1", "3"]
    told = anna.get("/konto").text
    assert told.index("Wersja 3 – potwierdzona") < told.index("Wersja 1 – potwierdzona")


def test_who_comes_after_the_comma_confirms_the_newest_text(anna: Browser) -> None:
    published(is_material=False)  # the first is material whatever was said
    published(BODY + ",", is_material=False)
    knock(anna, PASSWORD)
    assert "Regulamin, wersja 2" in anna.get(GATE).text
    anna.submit(GATE, button=BUTTON)
    assert confirmed() == ["2"]
    assert "Twoje konto" in anna.get("/konto").text


def test_a_change_asks_from_its_day_on(anna: Browser) -> None:
    published()
    knock(anna, PASSWORD)
    anna.submit(GATE, button=BUTTON)
    published(BODY + " ", in_days=3)
    assert "Twoje konto" in anna.get("/konto").text
    assert "wersja 2" in anna.get("/regulamin").text
    assert "Będzie obowiązywać od" in anna.get("/regulamin/2").text
    with time_machine.travel(clock.now() + timedelta(days=3)):
        knock(anna, PASSWORD)
        assert anna.get("/konto", 303).location == GATE
        assert "już nie obowiązuje" in anna.get("/regulamin/1").text


def test_what_was_shown_is_what_is_confirmed(anna: Browser) -> None:
    published()
    knock(anna, PASSWORD)
    shown = anna.get(GATE)
    published("Zupełnie inny regulamin", CHANGES)
    late = anna.submit(shown, status=422, button=BUTTON)
    assert "się zmienił" in late.errors()[""]
    assert "Zupełnie inny" in late.text
    assert confirmed() == []
    for odd in ("", "x", "99", "9" * 40, "-1"):
        anna.post(GATE, {"csrf_token": late.value("csrf_token"), "version": odd}, 422)
    anna.submit(late, button=BUTTON)
    assert confirmed() == ["2"]


def test_a_minor_change_while_reading_takes_nothing_away(anna: Browser) -> None:
    published()
    knock(anna, PASSWORD)
    shown = anna.get(GATE)
    published(BODY + ".", is_material=False)
    assert anna.submit(shown, button=BUTTON).location == "/konto"
    assert confirmed() == ["1"]
    assert anna.submit(shown, button=BUTTON).location == "/konto"


def test_a_form_meets_the_gate_and_says_so_but_whoever_leaves_may(app: Flask, anna: Browser) -> None:
    published()
    knock(anna, PASSWORD)
    assert anna.get("/konto", 303).location == GATE
    token = anna.get(GATE).value("csrf_token")
    assert anna.post("/wyloguj", {"csrf_token": token}).location == "/"
    anna.get(GATE, 303)
    assert confirmed() == []
    assert Browser(app).get("/regulamin").text.count("Konto jest osobiste.") == 1


def test_a_version_that_was_taken_back_asks_nobody(anna: Browser) -> None:
    number = published(in_days=2)
    with transaction():
        service.withdraw(number, COMMAND)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        knock(anna, PASSWORD)
        assert "Twoje konto" in anna.get("/konto").text
        anna.get("/regulamin/1", 404)
        assert published(is_material=False) == 2
        assert anna.get("/konto", 303).location == GATE
        with pytest.raises(service.InForceAlready), transaction():
            service.withdraw(2, COMMAND)
