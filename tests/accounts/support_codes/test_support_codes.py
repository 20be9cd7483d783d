"""The support code from both sides: the owner's page, the clerk's card, and everything that ends it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from examportal.accounts import freezing, guarded, queries, suspensions
from examportal.accounts import service as accounts
from examportal.accounts.models import SignInSession
from examportal.accounts.proofs.models import Proof
from examportal.accounts.proofs.rules import GuardedAct
from examportal.accounts.rules import PROOF_LIFETIME
from examportal.accounts.staff.rules import Role
from examportal.accounts.support_codes import keeping, service
from examportal.accounts.support_codes.models import SupportCode
from examportal.accounts.support_codes.rules import CODE_LIFETIME, WayInClosed
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import NOBODY, Event
from examportal.throttle.rules import SUPPORT_CODE_PERSON, SUPPORT_CODES
from tests.accounts.owners import owner, sign_in
from tests.accounts.proofs.test_proofs import clerk
from tests.browser import Browser, Page
from tests.office.staff import Colleague, later
from tests.people import PASSWORD, Person

CODE = "/konto/kod-autoryzujacy"
USES = f"{CODE}/uzycia"
JAN = Person("59031301836", "Żuraw", "Jan", ("2-1",))


@pytest.fixture
def anna(app: Flask) -> int:
    """Return somebody with an active account."""
    return owner()


@pytest.fixture
def at_home(app: Flask, anna: int) -> Browser:
    """Return the browser of the owner, signed in a moment ago."""
    return sign_in(Browser(app), anna)


@pytest.fixture
def olga(app: Flask) -> Colleague:
    """Return somebody of the help desk."""
    return Colleague(Browser(app), role=Role.CLERK).set_up()


def make(at_home: Browser, button: str = "Utwórz kod") -> str:
    """Make a code on its page and return the digits."""
    page = at_home.follow(at_home.submit(CODE, button=button))
    return page.tree.all("code", id="kod")[0].text


def tell(olga: Colleague, anna: int, code: str, status: int = 303) -> Page:
    """Let the clerk type what the caller tells."""
    path = f"/biuro/osoby/{anna}"
    page = olga.browser.get(path)
    return olga.browser.submit(page, {"support_code": code}, status, button="Sprawdź kod")


def spoken(page: Page) -> str:
    """Return the two words of a page."""
    (words,) = all_spoken(page)
    assert re.fullmatch(r"\w+ \w+", words)
    return words


def all_spoken(page: Page) -> list[str]:
    """Return the words of every use on a page, the last one first."""
    return [node.text for node in page.tree.all("p") if "address-large" in node.classes]


def events(*wanted: Event) -> list[tuple[str, str, str]]:
    """Return event, actor and result of some lines of the journal, oldest first."""
    db.session.rollback()
    lines = db.session.query(JournalPayload).order_by(JournalPayload.seq)
    return [(one.event, one.actor.partition(":")[0], one.result) for one in lines if one.event in wanted]


def test_both_see_the_same_two_words(at_home: Browser, olga: Colleague, anna: int) -> None:
    assert "Nie masz teraz żadnego kodu" in at_home.get(USES).text
    code = make(at_home)
    assert re.fullmatch(r"\d{3} \d{3}", code)
    assert "Nikt z komisji jeszcze nie wpisał" in at_home.get(CODE).text
    card = olga.browser.follow(tell(olga, anna, code))
    assert "Potwierdzono, że dzwoni właściciel konta" in card.text
    for path in (CODE, USES):
        seen = at_home.get(path)
        assert spoken(seen) == spoken(card)
        assert "pracownik pomocy z komisji" in seen.text
    assert code not in at_home.get(USES).text
    assert "przyjęcie Twojego kodu autoryzującego" in at_home.get("/konto/historia").text
    told = events(Event.SUPPORT_CODE_MADE, Event.SUPPORT_CODE_ACCEPTED)
    assert told == [("support_code_made", "examiner", "done"), ("support_code_accepted", "staff", "done")]


def test_a_second_clerk_sees_other_words_and_the_first_can_be_asked_again(
    app: Flask, at_home: Browser, olga: Colleague, anna: int
) -> None:
    code = make(at_home)
    first = spoken(olga.browser.follow(tell(olga, anna, code)))
    adam = Colleague(Browser(app), "adam@example.pl", "Adam Lis", Role.CLERK).set_up()
    assert "Potwierdzono" not in adam.browser.get(f"/biuro/osoby/{anna}").text
    second = spoken(adam.browser.follow(tell(adam, anna, code.replace(" ", "-"))))
    assert first != second
    assert all_spoken(at_home.get(USES)) == [second, first]
    olga.sign_out()
    olga.sign_in()
    assert "Potwierdzono" not in olga.browser.get(f"/biuro/osoby/{anna}").text


def test_a_code_typed_twice_is_one_use(app: Flask, anna: int) -> None:
    olga = clerk()
    with transaction():
        row, digits = service.make(anna)
    assert service.find_fitting(anna, digits) == row.id
    with transaction():
        first = service.accept(anna, row.id, olga)
    with transaction():
        assert service.accept(anna, row.id, olga) == first
    assert len(service.uses_of(row)) == 1


def test_a_wrong_code_is_noted_and_ends_nothing(at_home: Browser, olga: Colleague, anna: int) -> None:
    code = make(at_home)
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**6:06}"
    for typed, said in (("12345", "6 cyfr"), ("", "Wpisz 6 cyfr"), (wrong, "nie pasuje")):
        assert said in tell(olga, anna, typed, 422).errors()["support_code"]
    assert "wpisanie niewłaściwego kodu" in at_home.get("/konto/historia").text
    assert events(Event.SUPPORT_CODE_REFUSED) == [("support_code_refused", "staff", "refused")]
    tell(olga, anna, code)


def test_wrong_codes_are_limited_for_the_person_and_never_for_the_owner(
    at_home: Browser, olga: Colleague, anna: int
) -> None:
    for _ in range(SUPPORT_CODE_PERSON.allowed):
        assert "nie pasuje" in tell(olga, anna, "000000", 422).errors()["support_code"]
    code = make(at_home)
    assert "Za dużo prób" in tell(olga, anna, code, 422).errors()["support_code"]
    jan = owner(JAN, "jan@example.pl")
    assert "nie pasuje" in tell(olga, jan, "000000", 422).errors()["support_code"]
    assert at_home.get(CODE).tree.all("code", id="kod")[0].text == code
    with later(SUPPORT_CODE_PERSON.every - timedelta(minutes=50)):
        assert "Za dużo prób" in tell(olga, anna, code, 422).errors()["support_code"]


def test_right_codes_use_up_nobodys_chances(at_home: Browser, olga: Colleague, anna: int) -> None:
    for _ in range(SUPPORT_CODE_PERSON.allowed - 1):
        tell(olga, anna, "000000", 422)
    code = make(at_home)
    tell(olga, anna, code)
    olga.sign_out()
    olga.sign_in()
    assert tell(olga, anna, code).location == f"/biuro/osoby/{anna}"


def test_a_new_code_takes_the_place_of_the_old_one(at_home: Browser, olga: Colleague, anna: int) -> None:
    old = make(at_home)
    tell(olga, anna, old)
    new = make(at_home, "Utwórz nowy kod")
    assert "Potwierdzono" not in olga.browser.get(f"/biuro/osoby/{anna}").text
    if new != old:
        tell(olga, anna, old, 422)
    tell(olga, anna, new)


def test_its_owner_ends_it_by_a_button(at_home: Browser, olga: Colleague, anna: int) -> None:
    code = make(at_home)
    tell(olga, anna, code)
    seen = at_home.get(USES)
    page = at_home.follow(at_home.submit(seen, button="Zakończ kod"))
    assert "Ten kod już nie działa" in page.text
    assert "Zakończ kod" not in page.text
    assert "Potwierdzono" not in olga.browser.get(f"/biuro/osoby/{anna}").text
    assert "zakończenie kodu autoryzującego" in at_home.get("/konto/historia").text
    tell(olga, anna, code, 422)
    assert "już wcześniej nie działał" in at_home.follow(at_home.submit(seen, button="Zakończ kod")).text
    assert "Naciśnij" in at_home.follow(at_home.post(f"{CODE}/zakoncz", {"csrf_token": "x"})).text


def test_the_page_asks_for_the_password_first_and_its_uses_do_not(at_home: Browser, anna: int) -> None:
    make(at_home)
    with transaction():
        db.session.execute(update(SignInSession).values(proved_at=clock.now() - PROOF_LIFETIME))
    asked = at_home.follow(at_home.get(CODE, 303))
    assert at_home.get(USES).status == 200
    shown = at_home.follow(at_home.submit(asked, {"proof_password": PASSWORD}))
    assert shown.tree.all("code", id="kod")


def test_another_browser_of_the_owner_does_not_show_the_digits(app: Flask, at_home: Browser, anna: int) -> None:
    make(at_home)
    elsewhere = sign_in(Browser(app), anna).get(CODE)
    assert not elsewhere.tree.all("code", id="kod")
    assert "w której powstał" in elsewhere.text


def test_too_many_codes_wait(at_home: Browser) -> None:
    make(at_home)
    for _ in range(SUPPORT_CODES.allowed - 1):
        at_home.submit(CODE, button="Utwórz nowy kod")
    assert "Za dużo prób" in at_home.submit(CODE, status=429, button="Utwórz nowy kod").text


def _hour(_anna: int) -> None:
    """Let its time be over."""
    with transaction():
        for table, begins, ends in ((SupportCode, "made_at", "expires_at"), (Proof, "valid_from", "valid_until")):
            db.session.execute(update(table).values({begins: clock.now() - CODE_LIFETIME, ends: clock.now()}))


def suspensions_lifted(anna: int) -> None:
    """Open what was closed; codes of before do not come back."""
    if queries.is_suspended(anna):
        suspensions.restore(anna, NOBODY)
    queries.get_account(anna).frozen_at = None


def _suspend(anna: int) -> None:
    with transaction():
        suspensions.suspend(anna, "test", NOBODY)


def _freeze(anna: int) -> None:
    with transaction():
        freezing.freeze(queries.get_account(anna), NOBODY, told_at=clock.now())


def _password(anna: int) -> None:
    with transaction():
        accounts.set_password(queries.get_account(anna), "another hash")


@pytest.mark.parametrize("end", [_hour, _suspend, _freeze, _password])
def test_what_ends_a_code(app: Flask, anna: int, end: Callable[[int], None]) -> None:
    olga = clerk()
    with transaction():
        row, digits = service.make(anna)
    with transaction():
        service.accept(anna, row.id, olga)
    assert not guarded.is_closed(anna, GuardedAct.EMAIL, olga)
    end(anna)
    db.session.rollback()
    assert service.find_fitting(anna, digits) is None
    assert guarded.is_closed(anna, GuardedAct.EMAIL, olga)
    assert service.confirmed(anna, olga) is None
    with pytest.raises(WayInClosed), transaction():
        service.accept(anna, row.id, olga)
    with transaction():
        suspensions_lifted(anna)
    assert service.confirmed(anna, olga) is None


def test_a_code_that_was_over_stays_so_when_the_clock_is_set_back(app: Flask, anna: int) -> None:
    with transaction():
        _, digits = service.make(anna)
    with time_machine.travel(clock.now() + CODE_LIFETIME, tick=False) as traveller:
        assert service.find_fitting(anna, digits) is None
        traveller.shift(-CODE_LIFETIME / 2)
        assert service.find_fitting(anna, digits) is None


def test_nobody_without_an_open_account_has_one(app: Flask, anna: int) -> None:
    _suspend(anna)
    with pytest.raises(WayInClosed), transaction():
        service.make(anna)
    with transaction():
        assert keeping.end_of(queries.get_account(anna)) is False
