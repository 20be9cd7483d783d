"""Reported changes at the desk: the list, files of it, names compared with documents, marks on the card."""

import dataclasses
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import COMMAND
from examportal.office.reported import listing
from examportal.profile.changes import queries, service
from examportal.profile.changes.models import ProfileChange
from examportal.profile.changes.rules import NoNameToCheck
from examportal.register.models import Examiner
from tests.accounts.owners import owner
from tests.browser import Browser
from tests.office.staff import Colleague
from tests.people import Person, enter
from tests.profile.reporting import CRACOW, report

CHANGES = "/biuro/zmiany"


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return somebody who corrects entries."""
    return Colleague(client, role=Role.REGISTRAR).set_up()


@pytest.fixture
def of_lodz(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the board be that of one voivodeship."""
    settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", dataclasses.replace(settings, board_voivodeships=("łódzkie",)))


def events() -> list[str]:
    db.session.rollback()
    return [line.event for line in db.session.query(JournalPayload).order_by(JournalPayload.seq)]


@pytest.mark.usefixtures("of_lodz")
def test_the_list_says_what_was_changed_and_what_is_left_to_do(ewa: Colleague) -> None:
    change = report(enter(Person()), last_name="Żuk", home_address=CRACOW)
    page = ewa.browser.get(CHANGES)
    assert "nazwisko i imiona, adres zamieszkania" in page.text
    assert "nazwisko do porównania z dokumentem, poza województwami komisji: adres zamieszkania" in page.text
    page = ewa.browser.get(f"{CHANGES}/{change}")
    for shown in ("Żuk Anna Maria", "Długa 1, 30-001 Kraków", "Kod jest tylko wskazówką"):
        assert shown in page.text


def test_a_phone_number_is_masked_on_the_page(ewa: Colleague) -> None:
    page = ewa.browser.get(f"{CHANGES}/{report(owner(), phone='+48601234999')}")
    assert "•••999" in page.text
    assert "234 999" not in page.source


def test_a_name_is_compared_with_a_document_once(ewa: Colleague) -> None:
    anna = enter(Person())
    path = f"{CHANGES}/{report(anna, last_name='Żuk')}"
    assert "czeka na porównanie z dokumentem" in ewa.browser.get(f"/biuro/osoby/{anna}").text
    page = ewa.browser.submit(path, {}, 422)
    assert "odpis aktu" in page.errors()["note"]
    ewa.browser.submit(page, {"note": "odpis aktu małżeństwa"})
    assert "odpis aktu małżeństwa" in ewa.browser.get(path).text
    card = ewa.browser.get(f"/biuro/osoby/{anna}")
    assert "czeka na porównanie" not in card.text
    assert "podaje: Żuk Anna Maria" in card.text
    again = ewa.browser.follow(ewa.browser.post(path, {"note": "x", "csrf_token": page.value("csrf_token")}))
    assert "nie ma już nazwiska" in again.text
    assert "małżeństwa" not in str(db.session.query(ProfileChange).one().sealed)
    assert events().count("name_checked") == 1


@pytest.mark.usefixtures("of_lodz")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files_have_what_was_and_is_and_are_noted(ewa: Colleague, kind: str) -> None:
    report(enter(Person()), last_name="=Żuk", home_address=CRACOW)
    page = ewa.browser.get(CHANGES)
    button = "Pobierz CSV" if kind == "csv" else "Pobierz skoroszyt (XLSX)"
    file = ewa.browser.submit(page, status=200, button=button).response.get_data()
    if kind == "csv":
        told = [line.split(";") for line in file.decode("utf-8-sig").splitlines()]
        assert told[1][7] == "'=Żuk Anna Maria"
    else:
        told = [[cell or "" for cell in row] for row in openpyxl.load_workbook(BytesIO(file)).active.values]
        assert told[1][7] == "=Żuk Anna Maria"
    assert [line[5] for line in told] == ["Co", "nazwisko i imiona", "adres zamieszkania"]
    assert told[2][6:] == ["Polna 12A/3, 90-001 Łódź", "Długa 1, 30-001 Kraków", "tak", "", "egzaminator"]
    assert told[1][2:5] == ["Łoś", "Anna Maria", "1-20456, 1-20457"]
    assert told[1][9] == "do sprawdzenia"
    assert events()[-1] == "changes_exported"


@pytest.fixture
def two(ewa: Colleague, monkeypatch: pytest.MonkeyPatch) -> int:
    """Let somebody have reported a subject two days ago and a name today, in pages and batches of one."""
    anna = enter(Person())
    with time_machine.travel(clock.now() - timedelta(days=2)):
        report(anna, subjects="chemia")
    report(anna, last_name="Żuk")
    monkeypatch.setattr(listing, "AT_ONCE", 1)
    monkeypatch.setattr(queries, "BATCH", 1)
    return anna


@pytest.mark.usefixtures("two")
def test_a_list_goes_on_from_page_to_page_and_its_file_has_all(ewa: Colleague) -> None:
    first = ewa.browser.get(CHANGES)
    assert "przedmioty" not in first.text
    (older,) = [link.attrs["href"] for link in first.tree.all("a") if link.text == "Starsze zgłoszenia"]
    assert "przedmioty" in ewa.browser.get(older).text
    file = ewa.browser.submit(CHANGES, status=200, button="Pobierz CSV").source
    assert "chemia" in file
    assert "Żuk" in file


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("asked", [{"since": f"{clock.today():%d.%m.%Y}"}, {"unchecked": True}])
def test_a_list_begins_on_a_day_or_has_names_alone(ewa: Colleague, asked: dict[str, str | bool]) -> None:
    page = ewa.browser.follow(ewa.browser.submit(CHANGES, asked))
    assert "Starsze zgłoszenia" not in page.text
    file = ewa.browser.submit(page, status=200, button="Pobierz CSV").source
    assert "chemia" not in file
    assert "Żuk" in file


def test_a_name_that_was_compared_says_so_in_the_list_and_its_file(ewa: Colleague, two: int) -> None:
    (one,) = queries.unchecked_of(two)
    db.session.rollback()
    with transaction():
        service.check_name(one.id, "dowód", COMMAND)
    assert "nazwisko porównane" in ewa.browser.get(CHANGES).text
    assert "sprawdzono" in ewa.browser.submit(CHANGES, status=200, button="Pobierz CSV").source


@pytest.mark.usefixtures("two")
def test_a_list_too_long_for_a_workbook_goes_out_as_csv(ewa: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_ROWS", 1)
    too_long = ewa.browser.submit(CHANGES, button="Pobierz skoroszyt (XLSX)")
    assert "pobierz ją jako CSV" in ewa.browser.follow(too_long).text
    ewa.browser.submit(CHANGES, {"since": "kiedyś"}, 422)


def test_what_is_not_there_is_said_so(ewa: Colleague) -> None:
    assert "Nie ma zgłoszeń" in ewa.browser.get(CHANGES).text
    ewa.browser.get(f"{CHANGES}/999", 404)
    token = ewa.browser.get(CHANGES).value("csrf_token")
    ewa.browser.post(f"{CHANGES}/999", {"note": "x", "csrf_token": token}, 404)
    assert ewa.browser.post(f"{CHANGES}/lista.csv").location == CHANGES
    no_name = report(enter(Person()), subjects="chemia")
    with pytest.raises(NoNameToCheck), transaction():
        service.check_name(no_name, "dowód", COMMAND)


def test_a_change_of_a_joined_record_stays_in_the_list(ewa: Colleague) -> None:
    anna, other = enter(Person()), enter(Person("50021330853", "Lis", "Ala", ("2-1",)))
    change = report(other, last_name="Żuk")
    with transaction():
        db.session.get_one(Examiner, other).unified_into = anna
    assert "karta dołączona do innej" in ewa.browser.get(CHANGES).text
    assert "karta dołączona do innej" in ewa.browser.get(f"{CHANGES}/{change}").text
    assert "Żuk" in ewa.browser.submit(CHANGES, status=200, button="Pobierz CSV").source
