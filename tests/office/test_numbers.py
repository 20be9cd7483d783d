"""Numbers by hand: adding one, removing it by a decision, giving it back."""

import json

import pytest
from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.db import db
from examportal.register.entries.models import EntryChange
from examportal.register.models import Qualification
from examportal.register.queries import find_by_pesel
from tests.browser import Browser, Page
from tests.entrance.test_sign_in import activate
from tests.letters import posted, text_of
from tests.office.staff import Colleague
from tests.office.test_people import ANNA, JAN, told
from tests.people import PASSWORD, enter

NEW = {"registry_number": "1–30 001", "scope": "E8P", "entered_on": "1.09.2024"}
REMOVAL = {"removed_on": "01.03.2025", "ground": "na wniosek egzaminatora", "decision_number": "DK.12/2025"}


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return somebody who keeps the register."""
    return Colleague(client, role=Role.REGISTRAR).set_up()


def path(examiner_id: int, number: str = "", act: str = "") -> str:
    """Return the address of a card, or of an act on one of its numbers."""
    db.session.rollback()
    found = db.session.query(Qualification).filter_by(registry_number=number).one_or_none()
    return f"/biuro/osoby/{examiner_id}" + (f"/numery/{found.id}/{act}" if found else "")


def add(ewa: Colleague, examiner_id: int, status: int = 303, **answers: str) -> Page:
    """Add a number."""
    return ewa.browser.submit(f"{path(examiner_id)}/numery/nowy", NEW | answers, status)


def row(page: Page, number: str) -> str:
    """Return what a card says of a number."""
    return next(row.text for row in page.tree.all("tr") if number in row.text)


def test_a_number_is_added_removed_and_given_back(ewa: Colleague) -> None:
    anna = enter(ANNA)
    card = ewa.browser.follow(add(ewa, anna))
    assert "Numer 1-30001 jest w ewidencji." in card.text
    assert "1 września 2024" in row(card, "1-30001")
    away = path(anna, "1-30001", "skreslenie")
    card = ewa.browser.follow(ewa.browser.submit(away, REMOVAL))
    assert "Numer 1-30001 jest skreślony od dnia 01.03.2025." in card.text
    assert "skreślenie: 1 marca 2025, na wniosek egzaminatora, decyzja DK.12/2025" in row(card, "1-30001")
    assert ewa.browser.submit(away, REMOVAL, 422).errors() == {"": "Ten numer jest już skreślony."}
    back = path(anna, "1-30001", "przywrocenie")
    card = ewa.browser.follow(ewa.browser.submit(back, {"restored_on": "2.04.2025"}))
    assert "poprzednie skreślenie: 1 marca 2025" in row(card, "1-30001")
    assert "przywrócenie: 2 kwietnia 2025" in row(card, "1-30001")
    assert ewa.browser.submit(back, {"restored_on": "2.04.2025"}, 422).errors() == {"": "Ten numer nie jest skreślony."}
    for event, value in (("entered", "E8P"), ("removed", "DK.12/2025"), ("restored", "2025-04-02")):
        ((actor, subject, details),) = told(f"number_{event}")
        assert (actor, subject) == (f"staff:{ewa.id}", f"examiner:{anna}")
        assert value in db.session.get_one(EntryChange, json.loads(details)["change"]).unseal()["after"].values()


def test_the_examiner_sees_a_number_added_by_hand(ewa: Colleague, app: Flask) -> None:
    client = Browser(app)
    activate(client)
    found = find_by_pesel(ANNA.pesel)
    assert found is not None
    add(ewa, found.id)
    (letter,) = posted("number_added")
    assert letter.about == f"examiner:{found.id}"
    assert "- 1-30001: Egzamin ósmoklasisty" in text_of(letter)
    page = client.follow(client.submit("/", {"login": ANNA.pesel, "password": PASSWORD}))
    assert "1-30001" in page.text


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"registry_number": ""}, "registry_number"),
        ({"registry_number": "1*2"}, "registry_number"),
        ({"registry_number": "1" * 31}, "registry_number"),
        ({"scope": ""}, "scope"),
        ({"scope": "NIC"}, "scope"),
        ({"entered_on": "1.09.24"}, "entered_on"),
        ({"entered_on": "31.02.2024"}, "entered_on"),
    ],
)
def test_a_mistyped_number_is_asked_for_again(ewa: Colleague, answers: dict[str, str], field: str) -> None:
    assert list(add(ewa, enter(ANNA), 422, **answers).errors()) == [field]


def test_a_number_of_somebody_else_names_whose_it_is(ewa: Colleague) -> None:
    anna, jan = enter(ANNA), enter(JAN)
    page = add(ewa, anna, 422, registry_number="2-1")
    assert page.errors() == {"registry_number": "Ten numer ma w ewidencji inna osoba. Ustal, czyj jest."}
    assert f"/biuro/osoby/{jan}" in page.source
    assert JAN.pesel[-5:] not in page.text
    assert "już ten numer" in add(ewa, anna, 422, registry_number="1-20456").errors()["registry_number"]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"removed_on": "07.05.2020"}, "removed_on"),
        ({"removed_on": ""}, "removed_on"),
        ({"ground": ""}, "ground"),
        ({"ground": "x" * 201}, "ground"),
        ({"decision_number": "x" * 61}, "decision_number"),
    ],
)
def test_a_removal_needs_its_facts(ewa: Colleague, answers: dict[str, str], field: str) -> None:
    anna = enter(ANNA)
    page = ewa.browser.submit(path(anna, "1-20456", "skreslenie"), REMOVAL | answers, 422)
    assert list(page.errors()) == [field]


def test_days_follow_each_other(ewa: Colleague) -> None:
    anna = enter(ANNA)
    away, back = path(anna, "1-20456", "skreslenie"), path(anna, "1-20456", "przywrocenie")
    ewa.browser.submit(away, REMOVAL)
    for day, word in (("28.02.2025", "przed dniem skreślenia"), ("1.01.2099", "późniejsza niż dziś")):
        assert word in ewa.browser.submit(back, {"restored_on": day}, 422).errors()["restored_on"]
    ewa.browser.submit(back, {"restored_on": "2.04.2025"})
    page = ewa.browser.submit(away, REMOVAL | {"removed_on": "1.04.2025"}, 422)
    assert "nie może być wcześniejsze niż przywrócenie" in page.errors()["removed_on"]
    ewa.browser.submit(away, REMOVAL | {"removed_on": "1.01.2090"})
    card = ewa.browser.get(path(anna))
    assert row(card, "1-20456").count("czynny") == 1  # until the day
    ewa.browser.submit(back, {"restored_on": "1.01.2090"})  # called off
    assert "2090" in row(ewa.browser.get(path(anna)), "1-20456")


def test_a_number_is_only_touched_on_the_card_of_its_holder(ewa: Colleague) -> None:
    anna, jan = enter(ANNA), enter(JAN)
    for act in ("skreslenie", "przywrocenie"):
        ewa.browser.get(path(anna, "1-20456", act).replace(f"/{anna}/", f"/{jan}/"), 404)
        ewa.browser.get(f"/biuro/osoby/{anna}/numery/999999/{act}", 404)
    assert "skreślenie:" not in ewa.browser.get(path(anna)).text
    ewa.browser.get("/biuro/osoby/999999/numery/nowy", 404)


def test_who_comes_second_sees_what_the_first_has_done_and_loses_nothing(ewa: Colleague) -> None:
    anna = enter(ANNA)
    opened = ewa.browser.get(f"{path(anna)}/numery/nowy")
    ewa.browser.submit(path(anna, "1-20456", "skreslenie"), REMOVAL)
    page = ewa.browser.submit(opened, NEW, 422)
    assert "Ktoś w tym czasie zmienił dane tej osoby." in page.errors()[""]
    assert "na wniosek egzaminatora" in page.text
    assert page.value("registry_number") == "1-30001"
    assert page.value("scope") == "E8P"
    assert "1-30001" in ewa.browser.follow(ewa.browser.submit(page)).text
