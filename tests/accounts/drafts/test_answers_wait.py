"""A form that comes after the session: its answers wait for the person whose session it was, and nothing is saved."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts.drafts.models import Draft
from examportal.accounts.drafts.rules import LATE_BY, LONGEST
from examportal.accounts.rules import IDLE_LIMIT
from examportal.core import clock
from examportal.db import db
from examportal.profile.queries import get_profile
from examportal.throttle.rules import DRAFTS
from tests.accounts.owners import knock, owner, sign_in
from tests.browser import Browser, Page
from tests.people import Person

DATA, EMAIL, REPORT = "/konto/dane", "/konto/dane/email", "/konto/poprawki/pesel/zgloszenie"
BACK = "odpowiedzi, których jeszcze nie zapisaliśmy"
WAIT = "odpowiedzi czekają"
MOVED = {"home_city": "Kraków", "home_street": "Długa"}
JAN = Person("50021330853", "Kowalski", "Jan", ("2-00001",))


@pytest.fixture
def anna(client: Browser) -> Browser:
    """Return the browser of somebody who is signed in."""
    return sign_in(client, owner())


@pytest.fixture
def page(anna: Browser) -> Iterator[Page]:
    """Return the form of the own data, half an hour after the last click."""
    opened = anna.get(DATA)
    with time_machine.travel(clock.now() + IDLE_LIMIT + timedelta(seconds=1)):
        yield opened


def waiting() -> int:
    db.session.rollback()
    return db.session.query(Draft).count()


@pytest.mark.parametrize(
    ("path", "answers"),
    [(DATA, MOVED), (EMAIL, {"email": "nowy@example.pl"}), (REPORT, {"proposed": "44051401359", "reason": "Dowód"})],
)
def test_after_the_sign_in_the_form_is_there_with_its_answers(
    anna: Browser, path: str, answers: dict[str, str]
) -> None:
    opened = anna.get(path)
    with time_machine.travel(clock.now() + IDLE_LIMIT + timedelta(seconds=1)):
        assert WAIT in anna.follow(anna.submit(opened, answers)).text
        came = knock(anna)
        assert came.location == path
        form = anna.follow(came)
        assert BACK in form.text
        assert {name: form.value(name) for name in answers} == answers
        assert anna.get("/konto").text.count(BACK) == 0
        anna.submit(form, dict.fromkeys(answers, ""), 422)
        assert BACK not in anna.get(path).text
    assert waiting() == 0


def test_nothing_is_saved_and_what_waits_is_sealed(anna: Browser, page: Page) -> None:
    anna.submit(page, MOVED)
    (draft,) = db.session.query(Draft).all()
    assert "Kraków" not in str(draft.sealed)
    assert "csrf_token" not in draft.unseal()["answers"]
    who = draft.examiner_id
    assert get_profile(who).home_address.city == "Łódź"
    done = anna.submit(anna.follow(knock(anna)), {})
    assert "zapisana" in anna.follow(done).text
    assert get_profile(who).home_address.city == "Kraków"


def test_a_page_that_looked_in_between_changes_nothing(anna: Browser, page: Page) -> None:
    anna.get("/konto", 303)
    assert WAIT in anna.follow(anna.submit(page, MOVED)).text


def test_another_person_and_another_browser_find_nothing(anna: Browser, page: Page, app: Flask) -> None:
    anna.submit(page, MOVED)
    other = Browser(app)
    assert knock(other).location == "/konto"
    assert other.get(DATA).value("home_city") == "Łódź"
    owner(JAN, "jan@example.pl")
    assert knock(anna, person=JAN).location == "/konto"
    with anna.flask.session_transaction() as cookie:
        assert "draft" not in cookie
    assert BACK not in anna.get(DATA).text


def test_of_two_late_forms_the_last_one_waits(anna: Browser, page: Page) -> None:
    anna.submit(page, {"home_city": "Gdynia"})
    anna.submit(page, MOVED)
    assert waiting() == 1
    assert anna.follow(knock(anna)).value("home_city") == "Kraków"


@pytest.mark.parametrize("odd", [{"csrf_token": "forged"}, {"csrf_token": ""}, {"subjects": "a" * (LONGEST + 1)}])
def test_what_is_forged_or_too_large_is_not_kept(anna: Browser, page: Page, odd: dict[str, str]) -> None:
    came = anna.follow(anna.submit(page, MOVED | odd))
    assert "Zaloguj się, aby otworzyć" in came.text
    assert waiting() == 0


def test_nothing_is_kept_for_a_browser_that_nobody_used_today(anna: Browser, page: Page) -> None:
    never = Browser(anna.app)
    token = never.get("/").value("csrf_token")
    never.post(DATA, MOVED | {"csrf_token": token})
    with time_machine.travel(clock.now() + LATE_BY - IDLE_LIMIT):
        anna.submit(page, MOVED)
    assert waiting() == 0


def test_who_does_it_again_and_again_is_not_listened_to(anna: Browser, page: Page) -> None:
    for _ in range(DRAFTS.allowed):
        anna.submit(page, MOVED)
    assert anna.follow(anna.submit(page, MOVED)).text.count(WAIT) == DRAFTS.allowed  # told each time but the last
    assert waiting() == 1


def test_a_form_that_meets_a_gate_comes_back_after_it(anna: Browser, app: Flask) -> None:
    opened = anna.get(DATA)
    before = app.extensions["gates"]
    app.extensions["gates"] = (lambda: "contact.check",)
    try:
        gate = anna.submit(opened, MOVED)
        assert gate.location == "/konto/kontakt"
        asked = anna.follow(gate)
        assert "wrócisz do niego ze swoimi odpowiedziami" in asked.text
    finally:
        app.extensions["gates"] = before
    back = anna.submit(asked, {})
    assert back.location == DATA
    assert anna.follow(back).value("home_city") == "Kraków"
