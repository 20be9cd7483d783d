"""A form sent after its time: the answers wait for whoever typed them, and for nobody else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from examportal.accounts.drafts import service
from examportal.accounts.drafts.models import Draft
from examportal.accounts.drafts.rules import DRAFT_LIFETIME
from examportal.core import clock
from examportal.db import db, transaction
from examportal.onboarding.rules import CLAIM_LIFETIME
from examportal.throttle.rules import DRAFTS
from tests.browser import Browser
from tests.onboarding.steps import ANNA, knock
from tests.people import ANSWERS, Person, enter

JAN = Person("50021330853", "Kowalski", "Jan", ("2-00001",))
ELSEWHERE = {"mailing_same": False, "mailing_city": "Kraków"}


@pytest.fixture
def late(client: Browser) -> Iterator[Browser]:
    """Return a browser whose form was sent after its time."""
    enter(ANNA)
    knock(client)
    page = client.get("/rejestracja")
    with time_machine.travel(clock.now() + CLAIM_LIFETIME + timedelta(seconds=1)):
        answer = client.submit(page, ANSWERS | ELSEWHERE)
        assert "Twoje odpowiedzi czekają" in client.follow(answer).text
        yield client


def test_the_answers_wait_and_only_the_password_is_asked_again(late: Browser) -> None:
    knock(late)
    page = late.get("/rejestracja")
    assert (page.value("email"), page.value("home_street"), page.value("mailing_city")) == (
        "anna.los@example.pl", "Polna", "Kraków",
    )  # fmt: skip
    assert page.value("new_password") == ""
    page = late.submit(page, {"mailing_building": "1", "mailing_postcode": "30001"}, 422)
    assert set(page.errors()) == {"new_password", "repeat_password"}
    late.submit(page, {name: ANSWERS[name] for name in ("new_password", "repeat_password")})
    assert db.session.query(Draft).count() == 0


def test_they_are_sealed_and_without_passwords(late: Browser) -> None:
    draft = db.session.query(Draft).one()
    assert "Polna" not in str(draft.sealed)
    assert not {"new_password", "repeat_password", "csrf_token"} & set(draft.unseal()["answers"])
    assert draft.unseal()["answers"]["home_street"] == "Polna"


def test_another_browser_and_another_person_see_nothing(late: Browser) -> None:
    other = Browser(late.app)
    knock(other)
    assert other.get("/rejestracja").value("email") == ""
    enter(JAN)
    late.submit("/", {"login": JAN.pesel, "password": JAN.numbers[0]})
    assert late.get("/rejestracja").value("email") == ""


def test_they_do_not_wait_for_ever(late: Browser) -> None:
    with transaction():
        service.forget_old()
    assert db.session.query(Draft).count() == 1
    with time_machine.travel(clock.now() + DRAFT_LIFETIME):
        knock(late)
        assert late.get("/rejestracja").value("email") == ""
        with transaction():
            service.forget_old()
    db.session.rollback()
    assert db.session.query(Draft).count() == 0


def test_a_late_form_that_is_sent_again_and_again_does_not_fill_the_disk(client: Browser) -> None:
    enter(ANNA)
    knock(client)
    ticket = client.flask.get_cookie("portal")
    assert ticket is not None
    with time_machine.travel(clock.now() + CLAIM_LIFETIME + timedelta(seconds=1)):
        for _ in range(DRAFTS.allowed + 2):
            client.flask.set_cookie("portal", ticket.value)
            assert client.post("/rejestracja", {"subjects": "biologia"}).location == "/"
    assert db.session.query(Draft).count() == DRAFTS.allowed


def test_a_form_without_any_claim_keeps_nothing(client: Browser) -> None:
    assert client.post("/rejestracja", {"email": "x@example.pl"}).location == "/"
    assert db.session.query(Draft).count() == 0


def test_the_form_says_how_long_one_has(client: Browser) -> None:
    enter(ANNA)
    knock(client)
    page = client.get("/rejestracja")
    assert "Masz czas do" in page.text
    warning = next(node for node in page.tree.all("p") if "data-shown-after" in node.attrs)
    assert 6590 <= int(warning.attrs["data-shown-after"]) <= 6600
