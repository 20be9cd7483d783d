"""People of the register at the desk: search, card, a PESEL shown for a reason."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.db import db
from examportal.journal.models import JournalPayload
from examportal.register.rules import IdentityDocument
from tests.browser import Browser, Page
from tests.entrance.test_sign_in import activate
from tests.office.staff import Colleague
from tests.people import Person, enter, login_of

ANNA = Person()
JAN = Person("50021330853", "Łoś-Żuraw", "Jan", ("2-1",))
OKSANA = Person(
    last_name="Ковальчук",
    first_names="Оксана",
    numbers=("3-1",),
    document=IdentityDocument("paszport", "FE4600207", "UA", date(1979, 1, 10)),
)
NOBODY = "W ewidencji nie ma nikogo takiego."


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return somebody who keeps the register."""
    return Colleague(client, role=Role.REGISTRAR).set_up()


def come(app: Flask, role: Role) -> Browser:
    """Return the browser of somebody with another role."""
    return Colleague(Browser(app), f"{role}@example.pl", "Ktoś", role).set_up().browser


def search(browser: Browser, typed: str, status: int = 200) -> Page:
    """Look for somebody."""
    return browser.submit("/biuro/osoby", {"query": typed}, status)


def names(page: Page) -> list[str]:
    """Return who was found."""
    return [node.text for node in page.tree.all("th") if node.attrs.get("scope") == "row"]


def told(event: str) -> list[tuple[str, str | None, str]]:
    """Return what the journal has of an event: actor, subject, details."""
    db.session.rollback()
    rows = db.session.query(JournalPayload).filter_by(event=event).order_by(JournalPayload.seq)
    return [(row.actor, row.subject, row.details) for row in rows]


def test_what_only_one_person_has_leads_to_the_card(ewa: Colleague) -> None:
    anna, oksana = enter(ANNA), enter(OKSANA)
    for typed in (ANNA.pesel, " 440514 01359", "1-20457", "1–20456"):
        assert search(ewa.browser, typed, 303).location == f"/biuro/osoby/{anna}"
    assert search(ewa.browser, login_of(oksana), 303).location == f"/biuro/osoby/{oksana}"


def test_a_number_of_letters_alone_is_found_where_nobody_is_called_so(ewa: Colleague) -> None:
    lettered = enter(replace(ANNA, numbers=("ABC", "XYZ")))
    enter(replace(JAN, last_name="Abcki"))
    assert names(search(ewa.browser, "abc")) == ["Abcki Jan"]
    assert search(ewa.browser, "xyz", 303).location == f"/biuro/osoby/{lettered}"
    assert NOBODY in search(ewa.browser, "xyz/").text


def test_names_are_found_as_people_write_them(ewa: Colleague) -> None:
    for person in (ANNA, JAN, OKSANA):
        enter(person)
    assert names(search(ewa.browser, "los")) == ["Łoś Anna Maria", "Łoś-Żuraw Jan"]
    for typed in ("ŻURAW", "zur", "łoś jan", "jan los", "los-zuraw"):
        assert names(search(ewa.browser, typed)) == ["Łoś-Żuraw Jan"]
    assert names(search(ewa.browser, "КОВАЛЬ")) == ["Ковальчук Оксана"]
    for typed in ("oś", "raw", "%", "_", "los ewa", "44051401358", "'; --"):
        assert NOBODY in search(ewa.browser, typed).text


def test_a_list_shows_masked_pesels_numbers_and_accounts(ewa: Colleague, app: Flask) -> None:
    activate(Browser(app))
    enter(JAN)
    enter(OKSANA)
    page = search(ewa.browser, "Los")
    assert "******01359" in page.text
    assert ANNA.pesel not in page.source
    rows = [row.text for row in page.tree.all("tr")]
    assert "1-20456, 1-20457" in rows[1]
    assert rows[1].endswith("czynne")
    assert rows[2].endswith("nie ma")
    assert "login " in search(ewa.browser, "Ковальчук").text


def test_the_next_page_begins_where_the_last_one_ended(ewa: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examportal.office.people.AT_ONCE", 1)
    enter(ANNA)
    jan = enter(JAN)
    page = search(ewa.browser, "los")
    assert names(page) == ["Łoś Anna Maria"]
    assert "1 osoba na tej stronie; dalsze są na następnej" in page.text
    page = ewa.browser.submit(page, status=200, button="Następne osoby")
    assert names(page) == ["Łoś-Żuraw Jan"]
    assert "Następne osoby" not in page.text
    first = ewa.browser.get("/biuro/osoby?stan=nigdy")
    assert names(first) == ["Łoś Anna Maria"]
    (link,) = (node.attrs["href"] for node in first.tree.all("a") if node.text == "Następne osoby")
    assert names(ewa.browser.get(link)) == ["Łoś-Żuraw Jan"]
    for rubbish in ("x", "99999999999999", "-1"):
        ewa.browser.get(f"/biuro/osoby?stan=nigdy&po={rubbish}&zakres=xyz")
    assert jan


def test_an_empty_search_says_what_to_type(ewa: Colleague) -> None:
    assert "Wpisz PESEL, numer, nazwisko" in search(ewa.browser, " ", 422).errors()["query"]


def test_the_card_shows_who_it_is_and_names_nobody_in_its_title(ewa: Colleague) -> None:
    anna = enter(Person(email="anna@example.pl", removed={"1-20456": date(2024, 3, 1)}))
    page = ewa.browser.get(f"/biuro/osoby/{anna}")
    for shown in ("Łoś Anna Maria", "******01359", "14 maja 1944", "a***@example.pl", "według pliku z ewidencją"):
        assert shown in page.text
    assert "Łoś" not in page.title
    assert ANNA.pesel not in page.source
    assert "anna@example.pl" not in page.source
    assert "skreślenie: 1 marca 2024" in page.text
    ewa.browser.get("/biuro/osoby/999999", 404)


def test_a_pesel_is_shown_once_and_for_a_reason(ewa: Colleague) -> None:
    anna = enter(ANNA)
    card = f"/biuro/osoby/{anna}"
    assert "Wybierz powód" in ewa.browser.submit(card, {}, 422, button="Pokaż PESEL").errors()["reason"]
    assert told("pesel_revealed") == []
    page = ewa.browser.submit(card, {"reason": "caller"}, 200, button="Pokaż PESEL")
    assert ANNA.pesel in page.text
    assert ANNA.pesel not in ewa.browser.get(card).source
    assert told("pesel_revealed") == [(f"staff:{ewa.id}", f"examiner:{anna}", '{"reason":"caller"}')]
    token = page.value("csrf_token")
    ewa.browser.post("/biuro/osoby/999999/pokaz-pesel", {"reason": "caller", "csrf_token": token}, 404)


def test_who_may_look_may_not_all_do_the_same(app: Flask) -> None:
    anna = enter(ANNA)
    card = f"/biuro/osoby/{anna}"
    clerk, auditor = come(app, Role.CLERK), come(app, Role.AUDITOR)
    seen = clerk.get(card)
    assert "Pokaż PESEL" in seen.text
    assert "Skreśl" not in seen.text
    assert "Dodaj numer" not in seen.text
    seen = auditor.get(card)
    assert "Pokaż PESEL" not in seen.text
    token = seen.value("csrf_token")
    auditor.post(f"{card}/pokaz-pesel", {"reason": "caller", "csrf_token": token}, 403)
    for browser in (clerk, auditor):
        browser.get(f"{card}/numery/nowy", 403)


def test_somebody_without_pesel_has_a_login_and_a_masked_document(ewa: Colleague) -> None:
    oksana = enter(OKSANA)
    page = ewa.browser.get(f"/biuro/osoby/{oksana}")
    assert login_of(oksana) in page.text
    assert "paszport (UA) ******207" in page.text
    assert "Pokaż PESEL" not in page.text
