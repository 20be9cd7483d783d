"""Who somebody is, by hand: entering a person, correcting names and contact, the PESEL, and a number."""

import json
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.db import db
from examportal.register import queries
from examportal.register.entries.models import EntryChange, IdentityAlias
from examportal.register.entries.queries import former_identities
from tests.browser import Browser, Page
from tests.entrance.test_alike import SIGN_IN, answer
from tests.entrance.test_sign_in import activate
from tests.office.staff import Colleague
from tests.office.test_numbers import REMOVAL, path, row
from tests.office.test_people import ANNA, JAN, OKSANA, search, told
from tests.people import Person, enter, login_of

EWAS_PESEL = "52040880485"
NOBODYS_PESEL = "53102712377"
NEW = {
    "last_name": " Żak ",
    "first_names": "Ewa",
    "pesel": "520408 80485",
    "email": "ewa@example.pl",
    "phone": "601 234 567",
    "registry_number": "4-1",
    "scope": "MBI",
    "entered_on": "1.09.2024",
}
DOCUMENT = {
    "pesel": "",
    "document_kind": "Paszport",
    "document_number": "FE 4600207",
    "document_country": "Ukraina",
    "birth_date": "10.01.1979",
}


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return somebody who keeps the register."""
    return Colleague(client, role=Role.REGISTRAR).set_up()


def add(ewa: Colleague, answers: dict[str, str] | None = None, status: int = 303) -> Page:
    """Enter a person."""
    return ewa.browser.submit("/biuro/osoby/nowa", NEW | (answers or {}), status)


def give(ewa: Colleague, examiner_id: int, pesel: str, status: int = 303) -> Page:
    """Correct a PESEL."""
    return ewa.browser.submit(f"{path(examiner_id)}/pesel", {"pesel": pesel}, status)


def kept(event: str) -> list[dict[str, object]]:
    """Return what was sealed of changes, each before and after."""
    return [db.session.get_one(EntryChange, json.loads(details)["change"]).unseal() for _, _, details in told(event)]


def test_a_person_is_entered_and_found(ewa: Colleague) -> None:
    enter(ANNA)
    card = ewa.browser.follow(add(ewa))
    for shown in ("Osoba jest w ewidencji.", "Żak Ewa", "******80485", "8 kwietnia 1952", "e***@example.pl", "4-1"):
        assert shown in card.text
    assert search(ewa.browser, EWAS_PESEL, 303).location == card.url
    ((actor, _, details),) = told("person_entered")
    assert actor == f"staff:{ewa.id}"
    assert EWAS_PESEL not in details
    assert "Żak" not in details
    (change,) = kept("person_entered")
    assert change["before"] is None


def test_somebody_without_pesel_is_entered_by_a_document(ewa: Colleague) -> None:
    enter(ANNA)
    card = ewa.browser.follow(add(ewa, DOCUMENT))
    assert "Zamiast numeru PESEL ma login" in card.text
    assert "paszport (UA) ******207" in card.text
    assert login_of(int(card.url.rsplit("/", 1)[1])) in card.text
    again = add(ewa, DOCUMENT | {"document_number": "fe-4600207", "registry_number": "4-2"})
    assert again.location == card.url


def test_who_is_there_already_is_shown_instead(ewa: Colleague) -> None:
    anna = enter(ANNA)
    card = ewa.browser.follow(add(ewa, {"pesel": ANNA.pesel}))
    assert card.url == f"/biuro/osoby/{anna}"
    assert "Ta osoba jest już w ewidencji" in card.text
    assert "4-1" not in [node.text for node in card.tree.all("th")]


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({"pesel": ""}, ["pesel"]),
        ({"pesel": "5204088048"}, ["pesel"]),
        ({"pesel": "52040880486"}, ["pesel"]),
        ({"pesel": "22222222222"}, ["pesel"]),
        ({"last_name": "7", "first_names": ""}, ["last_name", "first_names"]),
        ({"email": "ewa@", "phone": "12"}, ["email", "phone"]),
        ({"registry_number": "1-20456"}, ["registry_number"]),
        ({"pesel": "", "document_kind": "paszport"}, ["document_number", "document_country", "birth_date"]),
        (DOCUMENT | {"document_kind": "7", "document_number": "x"}, ["document_kind", "document_number"]),
        (DOCUMENT | {"document_country": "Atlantyda", "birth_date": "1.1.79"}, ["document_country", "birth_date"]),
        (DOCUMENT | {"birth_date": "10.01.2024"}, ["birth_date"]),
    ],
)
def test_a_mistake_is_told_at_its_field(ewa: Colleague, answers: dict[str, str], fields: list[str]) -> None:
    enter(ANNA)
    assert list(add(ewa, answers, 422).errors()) == fields


def test_names_and_contact_are_corrected(ewa: Colleague) -> None:
    anna = enter(Person(email="anna@example.pl"))
    form = f"{path(anna)}/dane"
    assert "Nie ma czego zapisać" in ewa.browser.submit(form, {}, 422).errors()[""]
    card = ewa.browser.follow(ewa.browser.submit(form, {"last_name": "Łoś–Nowak", "email": "", "phone": "601234567"}))
    assert "Łoś-Nowak Anna Maria" in card.text
    assert "•••567" in card.text
    assert "anna@example.pl" not in card.text
    (change,) = kept("person_corrected")
    assert isinstance(change["before"], dict)
    assert (change["before"]["last_name"], change["before"]["email"]) == ("Łoś", "anna@example.pl")


def test_a_corrected_pesel_still_finds_the_person_and_opens_nothing(
    ewa: Colleague, app: Flask, hashes: list[str]
) -> None:
    anna = enter(ANNA)
    card = ewa.browser.follow(give(ewa, anna, EWAS_PESEL))
    assert "******80485" in card.text
    assert "8 kwietnia 1952" in card.text
    for typed in (ANNA.pesel, EWAS_PESEL):
        assert search(ewa.browser, typed, 303).location == card.url
    stranger = Browser(app)
    at_door = replace(SIGN_IN, typed={"password": ANNA.numbers[0]})
    former = answer(stranger, hashes, at_door, ANNA.pesel)
    assert former == answer(stranger, hashes, at_door, NOBODYS_PESEL)
    assert former.hashes == ("verify",)
    assert stranger.submit("/", {"login": EWAS_PESEL, "password": ANNA.numbers[0]}).location == "/rejestracja"
    (alias,) = db.session.query(IdentityAlias)
    assert (alias.examiner_id, alias.actor) == (anna, f"staff:{ewa.id}")
    ((_, _, details),) = told("pesel_corrected")
    assert ANNA.pesel not in details


def test_a_pesel_there_and_back_leaves_no_alias_of_what_counts(ewa: Colleague) -> None:
    anna = enter(ANNA)
    give(ewa, anna, EWAS_PESEL)
    give(ewa, anna, ANNA.pesel)
    assert [alias.identity_index for alias in db.session.query(IdentityAlias)] == [queries.pesel_index(EWAS_PESEL)]
    assert "Nie ma czego zapisać" in give(ewa, anna, ANNA.pesel, 422).errors()[""]


def test_a_pesel_of_somebody_else_is_a_question(ewa: Colleague) -> None:
    anna, jan = enter(ANNA), enter(JAN)
    page = give(ewa, anna, JAN.pesel, 422)
    assert page.errors() == {"pesel": "Ten PESEL ma w ewidencji inna osoba. Ustal, czyj jest."}
    assert f"/biuro/osoby/{jan}" in page.source


def test_two_people_who_were_mixed_up_are_put_right(ewa: Colleague) -> None:
    anna, jan = enter(ANNA), enter(JAN)
    give(ewa, anna, EWAS_PESEL)
    page = give(ewa, jan, ANNA.pesel, 422)
    assert "Ustal, czy to ta sama osoba" in page.errors()["pesel"]
    assert f"/biuro/osoby/{anna}" in page.source
    ewa.browser.submit(page, {"is_another": True})
    assert search(ewa.browser, ANNA.pesel, 303).location == path(jan)
    assert former_identities() == {queries.pesel_index(JAN.pesel): queries.pesel_index(ANNA.pesel)}
    asked = add(ewa, {"pesel": JAN.pesel}, 422)
    assert list(asked.errors()) == ["pesel"]
    assert ewa.browser.submit(asked, {"is_another": True}).location not in (path(anna), path(jan))
    assert former_identities() == {}


def test_whoever_had_no_pesel_gets_one_and_keeps_login_and_document(ewa: Colleague) -> None:
    oksana = enter(OKSANA)
    card = ewa.browser.follow(give(ewa, oksana, EWAS_PESEL))
    assert login_of(oksana) in card.text
    assert "paszport (UA)" in card.text
    assert "******80485" in card.text
    assert db.session.query(IdentityAlias).count() == 0


NEW_PASSPORT = {
    "document_kind": "paszport",
    "document_number": "GK-7700001",
    "document_country": "Ukraina",
    "birth_date": "11.01.1979",
}


PAPERS = {name: text for name, text in NEW_PASSPORT.items() if name != "birth_date"}


def test_a_new_document_is_found_by_files_and_so_is_the_old_one(ewa: Colleague) -> None:
    oksana = enter(OKSANA)
    page = ewa.browser.get(f"{path(oksana)}/dokument")
    assert [page.value(name) for name in NEW_PASSPORT] == ["paszport", "", "UA", "10.01.1979"]
    card = ewa.browser.follow(ewa.browser.submit(page, NEW_PASSPORT))
    assert "Dokument poprawiony." in card.text
    assert "******001" in card.text
    assert "11 stycznia 1979" in card.text
    index = queries.get_examiner(oksana).document_index
    assert OKSANA.document is not None
    assert former_identities() == {queries.identity_index(OKSANA.document): index}
    again = ewa.browser.submit(f"{path(oksana)}/dokument", NEW_PASSPORT, 422)
    assert "Nie ma czego zapisać" in again.errors()[""]
    old = add(ewa, DOCUMENT)
    assert old.location == path(oksana)
    ((_, _, details),) = told("document_corrected")
    assert "7700001" not in details
    back = {"document_number": "FE4600207", "birth_date": "10.01.1979"}
    ewa.browser.submit(f"{path(oksana)}/dokument", back)
    assert list(former_identities().values()) == [queries.identity_index(OKSANA.document)]


def test_a_document_of_somebody_else_is_a_question(ewa: Colleague) -> None:
    enter(OKSANA)
    other = ewa.browser.follow(add(ewa, DOCUMENT | NEW_PASSPORT)).url
    page = ewa.browser.submit(f"{other}/dokument", {"document_number": "FE4600207", "birth_date": "10.01.1979"}, 422)
    assert page.errors() == {"document_number": "Ten dokument ma w ewidencji inna osoba. Ustal, czyj jest."}


def test_whoever_has_a_pesel_keeps_its_birth_date_beside_a_document(ewa: Colleague) -> None:
    anna = enter(ANNA)
    assert "dokument</a>" not in ewa.browser.get(path(anna)).source
    card = ewa.browser.follow(ewa.browser.submit(f"{path(anna)}/dokument", PAPERS))
    assert "14 maja 1944" in card.text
    assert "Popraw dokument" in card.text
    assert ewa.browser.submit(f"{path(anna)}/dokument", {"document_number": "?"}, 422).errors().keys() == {
        "document_number"
    }


def test_an_active_account_keeps_its_document_until_there_is_a_proof(ewa: Colleague, app: Flask) -> None:
    activate(Browser(app))
    anna = queries.find_by_pesel(ANNA.pesel)
    assert anna is not None
    page = ewa.browser.submit(f"{path(anna.id)}/dokument", PAPERS, 422)
    assert "kodem autoryzującym" in page.errors()[""]


def test_an_active_account_keeps_its_pesel_until_there_is_a_proof(ewa: Colleague, app: Flask) -> None:
    activate(Browser(app))
    anna = queries.find_by_pesel(ANNA.pesel)
    assert anna is not None
    page = ewa.browser.get(f"{path(anna.id)}/pesel")
    assert "gdy potwierdzi, że to ona" in page.text
    assert "kodem autoryzującym" in give(ewa, anna.id, EWAS_PESEL, 422).errors()[""]
    assert queries.find_by_pesel(ANNA.pesel) is not None


def test_a_number_is_corrected_with_what_stands_of_its_removal(ewa: Colleague) -> None:
    anna = enter(Person(removed={"1-20457": date(2024, 3, 1)}))
    form = path(anna, "1-20456", "poprawka")
    assert "Nie ma czego zapisać" in ewa.browser.submit(form, {}, 422).errors()[""]
    card = ewa.browser.follow(ewa.browser.submit(form, {"scope": "E8P", "entered_on": "9.05.2020"}))
    assert "9 maja 2020" in row(card, "1-20456")
    assert "(E8P)" in row(card, "1-20456")
    removed = path(anna, "1-20457", "poprawka")
    early = ewa.browser.submit(removed, {"removed_on": "1.01.2020"}, 422)
    assert list(early.errors()) == ["removed_on"]
    card = ewa.browser.follow(ewa.browser.submit(removed, {"removed_on": "2.03.2024"}))
    assert "skreślenie: 2 marca 2024, według pliku z ewidencją" in row(card, "1-20457")
    card = ewa.browser.follow(ewa.browser.submit(removed, REMOVAL))
    assert "na wniosek egzaminatora, decyzja DK.12/2025" in row(card, "1-20457")


def test_who_comes_second_is_told_on_every_form(ewa: Colleague) -> None:
    anna = enter(Person(removed={"1-20457": date(2024, 3, 1)}))
    opened = [
        ewa.browser.get(f"{path(anna)}/dane"),
        ewa.browser.get(f"{path(anna)}/pesel"),
        ewa.browser.get(path(anna, "1-20456", "poprawka")),
    ]
    ewa.browser.submit(path(anna, "1-20456", "skreslenie"), REMOVAL)
    for page, answers in zip(opened, ({"last_name": "X"}, {"pesel": EWAS_PESEL}, {"scope": "E8P"}), strict=True):
        again = ewa.browser.submit(page, answers, 422)
        assert "Ktoś w tym czasie" in again.errors()[""]
        assert "na wniosek egzaminatora" in again.text
    ewa.browser.get("/biuro/osoby/999999/dane", 404)
