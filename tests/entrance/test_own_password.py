"""Changing one's own password while signed in."""

import pytest

from examportal.accounts.models import Account, SignInSession
from examportal.core import tokens
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import Event, Result
from examportal.throttle.rules import PROOFS
from tests.browser import Browser
from tests.letters import answer_password_requests, newest_link, posted, text_of
from tests.onboarding.steps import ANNA, NEW, knock
from tests.people import ANSWERS, PASSWORD, enter

PAGE = "/konto/haslo"
CHANGE = {"current_password": PASSWORD, "new_password": NEW, "repeat_password": NEW}


@pytest.fixture
def anna(client: Browser) -> Browser:
    """Return the browser of somebody signed in."""
    enter(ANNA)
    knock(client)
    client.submit("/rejestracja", ANSWERS)
    client.submit(newest_link("activation"))
    knock(client, PASSWORD)
    return client


def tried(event: Event) -> list[str]:
    """Return how the acts of a kind ended, in their order."""
    entries = db.session.query(JournalPayload).filter_by(event=event).order_by(JournalPayload.seq)
    return [entry.result for entry in entries]


def test_the_security_page_leads_here_and_the_rules_stand_above_the_fields(anna: Browser) -> None:
    assert PAGE in anna.get("/konto/bezpieczenstwo").source
    page = anna.get(PAGE)
    assert page.heading == "Zmień hasło"
    assert "wielką literę" in page.text
    assert "trudne do odgadnięcia" in page.text


def test_the_new_password_counts_here_and_at_the_door(anna: Browser) -> None:
    answer = anna.submit(PAGE, CHANGE)
    assert answer.location == "/konto/bezpieczenstwo"
    assert "Nowe hasło zapisane" in anna.follow(answer).text
    other = Browser(anna.app)
    assert knock(other, PASSWORD, 422) == "Zaloguj się"
    assert knock(other, NEW) == "/konto"


def test_this_browser_goes_on_under_another_identifier_and_all_others_are_signed_out(anna: Browser) -> None:
    other = Browser(anna.app)
    knock(other, PASSWORD)
    with anna.flask.session_transaction() as session:
        before = session["_user_id"]
    anna.submit(PAGE, CHANGE)
    with anna.flask.session_transaction() as session:
        after = session["_user_id"]
    assert before != after
    assert db.session.query(SignInSession).filter_by(token_digest=tokens.digest(before)).count() == 0
    anna.get("/konto")
    assert other.get("/konto", 303).location == "/"


def test_links_to_a_new_password_that_wait_are_void(anna: Browser) -> None:
    Browser(anna.app).submit("/haslo", {"login": ANNA.pesel})
    answer_password_requests()
    anna.submit(PAGE, CHANGE)
    assert Browser(anna.app).get(newest_link("password_reset"), 410).heading == "Ten link był już użyty"


def test_the_owner_is_told_by_letter_and_may_object(anna: Browser) -> None:
    anna.submit(PAGE, CHANGE)
    letter = posted("account_notice")[-1]
    assert letter.recipient == ANSWERS["email"]
    assert "/to-nie-ja/" in text_of(letter)


def test_a_wrong_present_password_changes_nothing_leaves_a_trace_and_is_counted(anna: Browser) -> None:
    wrong = CHANGE | {"current_password": "To nie jest to hasło 1"}
    for _ in range(PROOFS.allowed):
        assert set(anna.submit(PAGE, wrong, 422).errors()) == {"current_password"}
    assert tried(Event.PROOF_SHOWN) == [Result.REFUSED] * PROOFS.allowed
    assert "Za dużo prób" in anna.submit(PAGE, CHANGE, 429).text
    assert knock(Browser(anna.app), PASSWORD) == "/konto"


def test_hashes_are_one_for_a_wrong_password_and_none_for_a_weak_new_one(anna: Browser, hashes: list[str]) -> None:
    page = anna.get(PAGE)
    page = anna.submit(page, CHANGE | {"new_password": "Warszawa2026!", "repeat_password": "Warszawa2026!"}, 422)
    assert hashes == []
    anna.submit(page, CHANGE | {"current_password": "x" * 200}, 422)
    assert hashes == ["verify"]
    anna.submit(page, CHANGE)
    assert hashes == ["verify", "verify", "hash"]


def test_everything_missing_is_said_in_the_order_of_the_page(anna: Browser) -> None:
    assert list(anna.submit(PAGE, {}, 422).errors()) == ["current_password", "new_password", "repeat_password"]


def test_the_own_data_of_register_and_profile_will_not_do(anna: Browser) -> None:
    for own in ("Anna lubi rowery 1!", "Rower 1-20456 czerwony!", "Rower 14.05.1944 xy!"):
        page = anna.submit(PAGE, CHANGE | {"new_password": own, "repeat_password": own}, 422)
        assert "nie zawiera" in page.errors()["new_password"]


def test_a_password_changed_meanwhile_is_no_longer_the_present_one(
    anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_password: str) -> str:
        with transaction():
            db.session.query(Account).one().password_hash = "another"
        return "mine"

    page = anna.get(PAGE)
    monkeypatch.setattr("examportal.entrance.routes.hash_password", slow)
    assert set(anna.submit(page, CHANGE, 422).errors()) == {"current_password"}
    assert db.session.query(Account).one().password_hash == "another"


def test_strangers_are_led_to_the_door(client: Browser) -> None:
    assert client.get(PAGE, 303).location == "/"
