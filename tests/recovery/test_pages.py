"""The pages of a case at the desk: what they show, what their buttons do, and what they say when nothing is done."""

import pytest
from flask import Flask

from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.rules import Role
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import NOBODY
from examportal.recovery import deciding, queries, service
from examportal.recovery.rules import State
from tests.accounts.owners import owner, sign_in
from tests.browser import Browser, Page
from tests.letters import newest_link
from tests.office.staff import Colleague
from tests.people import Person, enter
from tests.recovery.cases import (
    NEW_EMAIL,
    STRANGER,
    announced,
    approved,
    clerk,
    member,
    opened,
    proposed,
    proved,
    waited,
)


@pytest.fixture
def olga(app: Flask) -> Browser:
    """Return the browser of a clerk."""
    return clerk(app).browser


def state_of(case_id: int) -> State:
    db.session.rollback()
    return State(queries.get_case(case_id).state)


def button(page: Page, words: str) -> bool:
    return words in [one.text for one in page.tree.all("button")]


def test_two_clerks_at_their_desks(app: Flask, olga: Browser) -> None:
    examiner_id, jan = owner(), clerk(app, "jan@example.pl", "Jan Lis", Role.REGISTRAR).browser
    case_id = opened(examiner_id, phone="+48602000111")
    where = f"/biuro/sprawy/{case_id}"
    dialled = olga.submit(where, button="Pokaż numer do oddzwonienia", status=200)
    assert "+48 601 234 567" in dialled.text
    assert "+48 601 234 567" not in olga.get(where).text
    olga.submit(where, {"proof": "call_back", "words": "Oddzwoniłam."}, button="Zapisz dowód")
    page = olga.follow(olga.submit(where, {"proof": "answers", "words": "Numer i szkoła."}, button="Zapisz dowód"))
    assert "Punkty: 3 z 3 potrzebnych – wystarczy" in page.text
    assert "a***@example.pl" in olga.submit(where, button="Pokaż zamaskowany adres do podania", status=200).text
    page = olga.follow(olga.submit(where, button="Zaproponuj zatwierdzenie"))
    assert "Zatwierdzi ją ktoś, kto jej nie otwierał i nie proponował." in page.text
    assert "zatwierdzona, wysyłamy zawiadomienia" in jan.follow(jan.submit(where, button="Zatwierdź")).text
    announced(case_id)
    assert "Zawiadomienia z linkiem do sprzeciwu" in jan.get(where).text
    waited(case_id)
    assert "Link do nowego hasła wysłany" in jan.get(where).text
    old = newest_link("recovery_access")
    jan.submit(where, button="Wyślij nowy link")
    assert newest_link("recovery_access") != old
    history = sign_in(Browser(app), examiner_id).get("/konto/historia")
    assert "zatwierdzenie sprawy o odzyskanie dostępu" in history.text
    assert "odczytanie numeru telefonu, żeby do Ciebie oddzwonić" in history.text
    assert "koniec oczekiwania w sprawie" in olga.get(f"/biuro/osoby/{examiner_id}/historia").text


def test_who_is_alone_is_asked_why(app: Flask) -> None:
    one = clerk(app)
    olga, case_id = one.browser, opened(owner())
    where = f"/biuro/sprawy/{case_id}"
    proposed(case_id, staff_actor(one.id))
    assert olga.submit(where, {}, 422, button="Zatwierdź bez drugiej osoby").errors() == {"reason": "Napisz dlaczego."}
    late = olga.get(where)
    page = olga.follow(olga.submit(late, {"reason": "Jutro egzamin."}, button="Zatwierdź bez drugiej osoby"))
    assert "Jutro egzamin." in page.text
    assert "Do obejrzenia przez kogoś innego" in page.text
    listed = olga.get("/biuro/sprawy")
    assert "Do obejrzenia: zatwierdzone przez jedną osobę" in listed.text
    ewa = Colleague(Browser(app), "ewa.nowak@example.pl").set_up()
    journal = ewa.browser.get("/biuro/dziennik")
    assert [row for row in journal.tree.all("tr") if "alarming" in row.classes]
    page = ewa.browser.follow(ewa.browser.submit(where, button="Obejrzałem(-am) tę sprawę"))
    assert "Obejrzał(a): Ewa Nowak" in page.text
    assert "Do obejrzenia" not in olga.get("/biuro/sprawy").text


def test_a_page_that_others_have_overtaken_says_so(app: Flask, olga: Browser) -> None:
    case_id, jan = opened(owner()), member("jan@example.pl")
    where = f"/biuro/sprawy/{case_id}"
    proposed(case_id, jan)
    stale = olga.get(where)
    with transaction():
        deciding.take_back(case_id, jan)
    assert "Ktoś w tym czasie zmienił tę sprawę" in olga.follow(olga.submit(stale, button="Zatwierdź")).text
    page = olga.get(where)
    assert "proszę" not in page.text
    olga.submit(page, button="Skreśl dowód: Dokument tożsamości okazany w komisji")
    for act in ("Skreśl dowód: Dokument tożsamości okazany w komisji", "Zaproponuj zatwierdzenie"):
        assert "Niczego nie zapisaliśmy" in olga.follow(olga.submit(page, button=act)).text
    assert "za mało punktów" in olga.follow(olga.submit(page, button="Pokaż zamaskowany adres do podania")).text
    with transaction():
        service.withdraw(case_id, "x", jan)
    assert "Ktoś w tym czasie" in olga.follow(olga.submit(page, button="Pokaż numer do oddzwonienia")).text


def test_what_stands_in_the_way_is_said(app: Flask, olga: Browser) -> None:
    jan, iga = member("jan@example.pl"), member("iga@example.pl")
    case_id = opened(owner())
    where = f"/biuro/sprawy/{case_id}"
    approved(case_id, jan, iga)
    _suspend_member(iga.id)
    waited(case_id)
    assert "nie zajmuje się już sprawami" in olga.get(where).text
    assert state_of(case_id) is State.GATHERING


def _suspend_member(member_id: int | None) -> None:
    with transaction():
        db.session.get_one(StaffMember, member_id).activated_at = None


def test_buttons_that_come_too_late_or_for_nobody(app: Flask, olga: Browser) -> None:
    case_id = proved(opened(owner()), member("jan@example.pl"))
    where = f"/biuro/sprawy/{case_id}"
    for act in ("telefon", "adres", "cofniecie"):
        assert olga.post(f"{where}/{act}", {}).location == where
    page = olga.get(where)
    token = page.form("Zapisz dowód").all("input", name="csrf_token")[0].attrs["value"]
    for act in (
        "telefon",
        "adres",
        "dowody",
        "dowody/1/skreslenie",
        "propozycja",
        "zatwierdzenie",
        "ponownie",
        "przeglad",
    ):
        answers = {"csrf_token": token, "proof": "papers", "words": "x", "address": NEW_EMAIL}
        olga.post(f"/biuro/sprawy/99/{act}", answers, 404)
    assert olga.post(f"{where}/zatwierdzenie", {}, 422).errors()[""]
    assert olga.post(f"{where}/przeglad", {"csrf_token": token}).location == where


def test_the_office_words_its_list_of_proofs(app: Flask) -> None:
    ewa = Colleague(Browser(app), "ewa.nowak@example.pl").set_up().browser
    page = ewa.follow(ewa.submit("/biuro/sprawy/dowody/call_back", {"points": "1"}))
    assert "Lista dowodów jest zmieniona" in page.text
    ewa.submit("/biuro/sprawy/dowody/nowy", {"label": "Wizyta u notariusza", "points": "3", "in_use": True})
    page = ewa.get("/biuro/sprawy/dowody")
    assert "Wizyta u notariusza" in page.text
    ewa.get("/biuro/sprawy/dowody/own_1")
    ewa.get("/biuro/sprawy/dowody/nic", 404)
    assert db.session.query(JournalPayload).filter_by(event="proof_kinds_changed").count() == 2
    clerk(app).browser.get("/biuro/sprawy/dowody", 403)


def test_a_case_of_a_joined_record_and_one_of_no_phone(app: Flask, olga: Browser) -> None:
    with transaction():
        case = service.open_case(STRANGER, NOBODY)
    olga.submit(f"/biuro/sprawy/{case.id}", {"query": "1-20456"}, 422, button="Wskaż osobę")
    enter(Person())
    page = olga.follow(olga.submit(f"/biuro/sprawy/{case.id}", {"query": "1-20456"}, button="Wskaż osobę"))
    assert "oddzwonić się nie da" in page.text
    assert "nie ma czynnego konta" in page.text
