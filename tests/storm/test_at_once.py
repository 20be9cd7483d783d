"""Many at the same moment: one of them does it, everybody else reads why not, and nobody sees an error page."""

from collections import Counter
from collections.abc import Iterable
from functools import partial

import pytest
from flask import Flask

from examportal.accounts import passwords
from examportal.accounts import service as accounts
from examportal.accounts.models import Account, Acknowledgement
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import Event
from examportal.journal.service import verify
from examportal.mail.models import OutgoingLetter
from examportal.onboarding.models import ActivationLink
from examportal.profile.models import Profile
from tests.browser import Answers, Browser, Page, check
from tests.letters import answer_password_requests, link_in, newest_link, posted, text_of
from tests.onboarding.steps import CHANGE, OTHER
from tests.people import ANSWERS, PASSWORD, Person, enter
from tests.storm.at_once import at_once
from tests.storm.conftest import Figures
from tests.storm.crowd import Walker, enter_crowd
from tests.storm.scale import times

MANY = 32
ROUNDS = times(4, 60)
NEW_PASSWORD = "Drugie hasło na 100%"
ANNA = Person()


def told(event: Event) -> int:
    """Return how often the journal tells of an event."""
    db.session.rollback()
    return db.session.query(JournalPayload).filter_by(event=str(event)).count()


def send(browser: Browser, page: Page, answers: Answers | None = None) -> Page:
    """Send the first form of a page whatever the answer will be; the answer is checked as any other."""
    data = dict(answers or {}) | {"csrf_token": page.value("csrf_token")}
    sent = Page(page.url, browser.flask.post(page.url, data=data, buffered=True))
    check(sent)
    return sent


def statuses(pages: Iterable[Page]) -> Counter[int]:
    return Counter(page.status for page in pages)


def knock(browser: Browser, pesel: str, number: str) -> None:
    browser.submit("/", {"login": pesel, "password": number})


def wait_for_letter(app: Flask, walker: Walker) -> Browser:
    """Return a browser of somebody who has just sent the form."""
    browser = Browser(app)
    knock(browser, walker.pesel, walker.number)
    browser.submit("/rejestracja", walker.answers)
    return browser


def forgotten_password(pesel: str) -> str:
    """Ask for a new password, not through the door, which counts how many ask from one address; return the link."""
    with transaction():
        accounts.ask_for_password(pesel)
    answer_password_requests()
    return newest_link("password_reset")


@pytest.fixture
def at_form(app: Flask) -> list[Browser]:
    """Return browsers that all stand before the same person's form."""
    enter(ANNA)
    browsers = [Browser(app) for _ in range(MANY)]
    for browser in browsers:
        knock(browser, ANNA.pesel, ANNA.numbers[0])
    return browsers


@pytest.fixture
def strangers(app: Flask) -> list[Browser]:
    """Return browsers that have only a link."""
    return [Browser(app) for _ in range(MANY)]


def saved_by(number: int) -> dict[str, str]:
    """Return what the browser of this number writes that the others do not."""
    password = f"{PASSWORD}-{number}"
    return {"email": f"anna{number}@example.pl", "new_password": password, "repeat_password": password}


def test_one_of_many_forms_is_saved_as_a_whole(at_form: list[Browser]) -> None:
    pages = [browser.get("/rejestracja") for browser in at_form]
    answers = [ANSWERS | saved_by(number) | {"home_unit": str(number)} for number in range(MANY)]
    sent = at_once(
        [partial(browser.submit, page, answer) for browser, page, answer in zip(at_form, pages, answers, strict=True)]
    )
    assert {page.location for page in sent} == {"/rejestracja/poczta"}
    account, profile = db.session.query(Account).one(), db.session.query(Profile).one()
    winner = int(profile.unseal()["home_address"]["unit"])
    kept = saved_by(winner)
    assert account.email == kept["email"]
    assert passwords.verify(account.password_hash, kept["new_password"])
    link, letter = db.session.query(ActivationLink).one(), db.session.query(OutgoingLetter).one()
    assert (link.email, link.letter_id, letter.recipient) == (kept["email"], letter.id, kept["email"])
    assert db.session.query(Acknowledgement).count() == told(Event.REGISTRATION_SAVED) == 1
    shown = [browser.get("/rejestracja/poczta").text for browser in at_form]
    assert [number for number, text in enumerate(shown) if kept["email"] in text] == [winner]
    verify()


def test_one_of_many_uses_of_a_link_activates(at_form: list[Browser], strangers: list[Browser]) -> None:
    at_form[0].submit("/rejestracja", ANSWERS)
    path = newest_link("activation")
    pages = [browser.get(path) for browser in strangers]
    sent = at_once([partial(send, browser, page) for browser, page in zip(strangers, pages, strict=True)])
    assert statuses(sent) == {303: 1, 200: MANY - 1}
    assert {page.heading for page in sent if page.status == 200} == {"Konto jest już aktywne"}
    assert told(Event.ACTIVATION) == 1
    verify()


def test_one_of_many_new_passwords_counts(at_form: list[Browser], strangers: list[Browser]) -> None:
    at_form[0].submit("/rejestracja", ANSWERS)
    path = forgotten_password(ANNA.pesel)
    pages = [browser.get(path) for browser in strangers]
    words = [saved_by(number) for number in range(MANY)]
    answers = [{name: value for name, value in each.items() if name != "email"} for each in words]
    sent = at_once(
        [partial(send, browser, page, answer) for browser, page, answer in zip(strangers, pages, answers, strict=True)]
    )
    assert statuses(sent) == {303: 1, 410: MANY - 1}
    assert {page.heading for page in sent if page.status == 410} == {"Ten link był już użyty"}
    (winner,) = [number for number, page in enumerate(sent) if page.status == 303]
    kept = db.session.query(Account).one().password_hash
    assert passwords.verify(kept, words[winner]["new_password"])
    assert told(Event.PASSWORD_CHANGED) == told(Event.ACTIVATION) == 1
    verify()


def test_activating_while_another_address_is_set(app: Flask, figures: Figures) -> None:
    ends = Counter(_activate_and_change(app, walker) for walker in enter_crowd(ROUNDS))
    figures(rounds=ROUNDS, **{end.replace(" ", "_"): count for end, count in ends.items()})
    assert told(Event.ACTIVATION) == ends["activated"]
    assert told(Event.ADDRESS_CHANGED) == ends["changed"]
    verify()


def _activate_and_change(app: Flask, walker: Walker) -> str:
    """Press the button of the link and set another address together; tell which of the two it was."""
    at_home, phone = wait_for_letter(app, walker), Browser(app)
    old = newest_link("activation")
    page, opened = at_home.get("/rejestracja/poczta"), phone.get(old)
    pressed, changed = at_once(
        [lambda: send(phone, opened), lambda: at_home.submit(page, {"email": OTHER}, button=CHANGE)]
    )
    account = _account_of(walker)
    if pressed.status == 303:
        assert (account.email, changed.location) == (walker.email, "/")
        assert "już aktywne" in at_home.follow(changed).text
        assert posted("activation")[-1].recipient == walker.email
        return "activated"
    _is_changed(phone, old, pressed, changed, account)
    return "changed"


def test_a_new_password_while_another_address_is_set(app: Flask, figures: Figures) -> None:
    ends = Counter(_reset_and_change(app, walker) for walker in enter_crowd(ROUNDS))
    figures(rounds=ROUNDS, **{end.replace(" ", "_"): count for end, count in ends.items()})
    assert told(Event.ACTIVATION) == told(Event.PASSWORD_CHANGED) == ends["reset"]
    assert told(Event.ADDRESS_CHANGED) == ends["changed"]
    verify()


def _reset_and_change(app: Flask, walker: Walker) -> str:
    """Use a password link, which activates too, and set another address together; tell which of the two it was."""
    at_home, phone = wait_for_letter(app, walker), Browser(app)
    old = forgotten_password(walker.pesel)
    page, opened = at_home.get("/rejestracja/poczta"), phone.get(old)
    words = {"new_password": NEW_PASSWORD, "repeat_password": NEW_PASSWORD}
    answered, changed = at_once(
        [lambda: send(phone, opened, words), lambda: at_home.submit(page, {"email": OTHER}, button=CHANGE)]
    )
    account = _account_of(walker)
    if answered.status == 303:
        assert (account.email, account.activated_at is not None, changed.location) == (walker.email, True, "/")
        return "reset"
    _is_changed(phone, old, answered, changed, account)
    return "changed"


def _is_changed(phone: Browser, old: str, refused: Page, changed: Page, account: Account) -> None:
    """Check that the other address counts, that the old link ended, and that the new one works."""
    assert (refused.status, phone.get(old, 410).status) == (410, 410)
    assert (account.email, account.activated_at, changed.location) == (OTHER, None, "/rejestracja/poczta")
    letter = posted("activation")[-1]
    assert letter.recipient == OTHER
    assert phone.get(link_in(text_of(letter))).heading == "Potwierdź swoje konto"


def test_a_new_password_while_the_form_is_begun_anew(app: Flask, figures: Figures) -> None:
    ends = Counter(_reset_and_start_again(app, walker) for walker in enter_crowd(ROUNDS))
    figures(rounds=ROUNDS, **{end.replace(" ", "_"): count for end, count in ends.items()})
    assert told(Event.PASSWORD_CHANGED) == ends["reset"]
    assert told(Event.REGISTRATION_RESTARTED) == ends["begun anew"]
    verify()


def _reset_and_start_again(app: Flask, walker: Walker) -> str:
    at_home, phone = wait_for_letter(app, walker), Browser(app)
    page, opened = at_home.get("/rejestracja/poczta"), phone.get(forgotten_password(walker.pesel))
    words = {"new_password": NEW_PASSWORD, "repeat_password": NEW_PASSWORD}
    answered, begun = at_once(
        [lambda: send(phone, opened, words), lambda: at_home.submit(page, button="Zacznij od nowa")]
    )
    account = _account_of(walker)
    if answered.status == 303:
        assert (account.activated_at is not None, account.withdrawn_at, begun.location) == (True, None, "/")
        return "reset"
    assert (answered.status, account.activated_at, begun.location) == (410, None, "/rejestracja")
    assert account.withdrawn_at is not None
    return "begun anew"


def _account_of(walker: Walker) -> Account:
    db.session.rollback()
    return db.session.query(Account).order_by(Account.id.desc()).limit(1).one()
