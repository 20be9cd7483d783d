"""From the office's file to the account and out again, without a browser: every part is the real one."""

import re
from dataclasses import dataclass

import pytest

from examportal.core.clock import today
from tests import html
from tests.browser import Browser, Page
from tests.people import ANSWERS, PASSWORD
from tests.walks.office import Office, Post, link, page, plain

PESEL = "44051401359"
FIRST, SECOND, LATER = "1-20456", "1-20457", "1-30001"
NEW_PASSWORD = "Drugie hasło na 100%"


def row(number: str, removed: str = "") -> str:
    """Return a line of the office's file."""
    return f"{PESEL};{number};Łoś;Anna Maria;MBI;08.05.2020;{removed};;"


def words(text: str) -> list[str]:
    """Return the words of a letter, links among them, without the punctuation between them."""
    return re.findall(r"[\w/:?=&@.-]*\w", text)


def words_of(form: html.Node) -> list[str]:
    """Return the words that a person reads in a letter's HTML."""
    (body,) = form.all("body")
    return [word for text in texts(body) for word in words(text)]


def texts(node: html.Node) -> list[str]:
    """Return the pieces of text inside an element, one a piece: an element ends a word."""
    return [text for item in node.inside for text in ([item] if isinstance(item, str) else texts(item))]


@dataclass(frozen=True)
class Anna:
    """The examiner with her browser; she walks, the office and the post do their part."""

    browser: Browser
    office: Office
    post: Post

    def sign_in(self, secret: str, status: int = 303) -> Page:
        """Try the door with her PESEL."""
        return self.browser.submit("/", {"login": PESEL, "password": secret}, status)

    def register(self) -> Page:
        """Come in with the second of her numbers, fill the form in and arrive at the waiting page."""
        form = self.browser.follow(self.sign_in(SECOND))
        assert "Wszystkie te numery (2) będą w jednym koncie." in form.text
        return self.browser.follow(self.browser.submit(form, ANSWERS))

    def activate(self) -> Page:
        """Take the link out of the letter that the post brings, and press its button on another device."""
        phone = Browser(self.browser.app)
        return phone.follow(phone.submit(link(self.post.deliver()), button="Aktywuj konto"))

    def account(self, password: str) -> Page:
        """Sign in and open the account."""
        answer = self.sign_in(password)
        assert answer.location == "/konto"
        return self.browser.follow(answer)


@pytest.fixture
def anna(client: Browser, office: Office, post: Post) -> Anna:
    """Return Anna, whom the office has just brought in with two numbers."""
    merged = office.merge(row(FIRST), row(SECOND))
    assert [line["verdict"] for line in merged["rows"]] == ["new_person", "new_number"]
    return Anna(client, office, post)


@pytest.fixture
def active(anna: Anna) -> Anna:
    """Return Anna with her account active, signed out."""
    anna.register()
    anna.activate()
    return anna


def test_first_sign_in_to_account(anna: Anna) -> None:
    assert anna.office.show(FIRST)["account"] == "none"
    waiting = anna.register()
    assert (waiting.heading, waiting.url) == ("Sprawdź pocztę", "/rejestracja/poczta")
    assert anna.office.show(FIRST)["account"] == "pending"
    assert anna.sign_in(PASSWORD).location == "/rejestracja/poczta"
    assert "Konto jest aktywne" in anna.activate().text
    assert anna.office.show(FIRST)["account"] == "active"
    account = anna.account(PASSWORD)
    assert FIRST in account.text
    assert SECOND in account.text
    assert "Liczba wpisów" in anna.office.says("journal", "verify")


def test_the_letter_says_the_same_in_both_forms(anna: Anna) -> None:
    waiting = anna.register()
    letter = anna.post.deliver()
    assert letter["To"] == ANSWERS["email"]
    assert f"„{letter['Subject']}”" in waiting.text
    assert link(letter).startswith("/aktywacja/")
    assert words(plain(letter)) == words_of(page(letter))
    assert "Anna Maria Łoś" in plain(letter)
    assert PESEL not in letter.as_string() + plain(letter)


def test_after_activation_no_number_opens_the_door(active: Anna) -> None:
    for number in (FIRST, SECOND):
        refused = active.sign_in(number, 422)
        stranger = active.browser.submit("/", {"login": "22222222222", "password": number}, 422)
        assert refused.errors() == stranger.errors()
    assert active.browser.get("/konto", 303).location == "/"


def test_a_number_of_a_later_file_joins_the_account(active: Anna) -> None:
    assert LATER not in active.account(PASSWORD).text
    merged = active.office.merge(row(FIRST), row(SECOND), row(LATER))
    assert [line["verdict"] for line in merged["rows"]] == ["unchanged", "unchanged", "new_number"]
    assert merged["consequences"]["numbers_on_existing_accounts"] == 1
    account = active.browser.get("/konto")
    for number in (FIRST, SECOND, LATER):
        assert number in account.text
    assert len(active.office.show(LATER)["numbers"]) == 3
    Browser(active.browser.app).submit("/", {"login": PESEL, "password": LATER}, 422)


def test_without_any_number_left_the_account_stays_shut(active: Anna) -> None:
    active.account(PASSWORD)
    day = f"{today():%d.%m.%Y}"
    merged = active.office.merge(row(FIRST, day), row(SECOND, day))
    assert merged["consequences"]["people_losing_last_number"] == 1
    assert active.browser.get("/konto", 303).location == "/"
    told = active.sign_in(PASSWORD, 403)
    assert told.heading == "Twoje numery są skreślone z ewidencji"
    for secret in ("Złe hasło na 100%", FIRST):
        assert "skreślone" not in active.sign_in(secret, 422).text
    assert {number["active"] for number in active.office.show(PESEL)["numbers"]} == {False}
    assert "Liczba wpisów" in active.office.says("journal", "verify")


def test_one_number_left_is_enough(active: Anna) -> None:
    active.office.merge(row(FIRST, f"{today():%d.%m.%Y}"), row(SECOND))
    assert "skreślony" in active.account(PASSWORD).text


def test_a_forgotten_password_by_the_real_letter(active: Anna) -> None:
    active.account(PASSWORD)
    other = Browser(active.browser.app)
    sent = other.follow(other.submit("/haslo", {"login": PESEL}))
    assert sent.heading == "Sprawdź pocztę"
    letter = active.post.deliver()
    assert words(plain(letter)) == words_of(page(letter))
    path = link(letter)
    other.submit(path, {"new_password": NEW_PASSWORD, "repeat_password": NEW_PASSWORD})
    assert active.browser.get("/konto", 303).location == "/"  # signed out where she was signed in
    active.sign_in(PASSWORD, 422)
    assert SECOND in active.account(NEW_PASSWORD).text
    assert other.get(path, 410).heading == "Ten link był już użyty"
    assert "Liczba wpisów" in active.office.says("journal", "verify")


def test_a_stranger_who_forgot_gets_no_letter(active: Anna) -> None:
    stranger = Browser(active.browser.app)
    stranger.submit("/haslo", {"login": "22222222222"})
    active.office.says("worker", "--once")
    kinds = {str(letter["Subject"]) for letter in active.post.server.seen}
    assert "Portal egzaminatora: ustaw nowe hasło" not in kinds
