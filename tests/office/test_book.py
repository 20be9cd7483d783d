"""The journal as the auditor reads it: questions, answers, files, checks."""

import csv
import io
import json
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts.staff.rules import MAY, Permission, Role
from examportal.accounts.staff.service import members
from examportal.core.clock import WARSAW
from examportal.db import db, transaction
from examportal.journal import service
from examportal.journal.models import JournalPayload
from examportal.journal.rules import COMMAND, NOBODY, Actor, Event, Result
from examportal.office import book
from examportal.office.book import Question, QuestionUnreadable
from examportal.office.happenings import details_words
from tests.browser import Browser, Page
from tests.office.staff import Colleague
from tests.people import Person, enter
from tests.smtp import run_worker

BOOK = "/biuro/dziennik"
AT = datetime(2026, 10, 25, 1, 30, tzinfo=WARSAW)
"""In the hour that comes twice, of the day that has 25 of them."""


@pytest.fixture
def iga(client: Browser) -> Colleague:
    """Return an auditor at the desk."""
    return Colleague(client, "iga@example.pl", "Iga Sowa", Role.AUDITOR).set_up()


def write(event: Event, actor: Actor = NOBODY, **facts: str) -> None:
    with transaction():
        service.record(event, actor, **facts)  # type: ignore[arg-type]


def events(page: Page) -> list[str]:
    return [row.all("th")[0].text for row in page.tree.all("tbody")[0].all("tr")] if page.tree.all("tbody") else []


def ask(iga: Colleague, **answers: str) -> Page:
    return iga.browser.follow(iga.browser.submit(BOOK, answers, button="Pokaż wpisy"))


def test_a_person_is_found_by_number_and_stands_in_the_address_by_id(iga: Colleague) -> None:
    anna, other = enter(Person()), enter(Person("50021330853", "Zima", "Ola", ("2-2",)))
    write(Event.SIGN_IN, subject=f"examiner:{anna}", result=Result.REFUSED)
    write(Event.CLAIM, subject=f"examiner:{other}")
    sent = iga.browser.submit(BOOK, {"person": "1-20456", "event": "sign_in"}, button="Pokaż wpisy")
    assert sent.location == f"{BOOK}?osoba={anna}&rodzaj=sign_in"
    page = iga.browser.follow(sent)
    assert events(page) == ["logowanie – odmowa"]
    assert page.tree.all("a", href=f"/biuro/osoby/{anna}")
    kept = iga.browser.submit(page, {"event": ""}, button="Pokaż wpisy")
    assert kept.location == f"{BOOK}?osoba={anna}"
    assert iga.browser.submit(page, {"kept": "?"}, button="Pokaż wpisy").location == f"{BOOK}?rodzaj=sign_in"


def test_nobody_with_such_a_number(iga: Colleague) -> None:
    page = iga.browser.submit(BOOK, {"person": "44051401359"}, 422, button="Pokaż wpisy")
    assert "nie ma nikogo" in page.errors()["person"]


def test_who_and_what_and_when(client: Browser) -> None:
    for day in (23, 24, 25, 26):
        with time_machine.travel(AT.replace(day=day), tick=False):
            write(Event.SCOPES_LOADED, COMMAND, subject=f"letter:{day}")
    iga = Colleague(client, "iga@example.pl", "Iga Sowa", Role.AUDITOR).set_up()
    write(Event.SCOPES_LOADED, NOBODY)
    found = ask(iga, actor="command", since="24.10.2026", until="25.10.2026")
    rows = [row.text for row in found.tree.all("tbody")[0].all("tr")]
    assert ["list nr 25" in rows[0], "list nr 24" in rows[1], len(rows)] == [True, True, 2]
    assert "polecenie administratora systemu" in rows[0]
    assert "25 października 2026, 01:30" in rows[0]
    assert events(ask(iga, actor=f"staff:{iga.id}", event="activation")) == ["aktywacja konta"]
    assert "Nie ma wpisów" in ask(iga, event="keys_rotated").text


def test_days_in_the_wrong_order_and_no_days(iga: Colleague) -> None:
    page = iga.browser.submit(BOOK, {"since": "02.03.2026", "until": "01.03.2026"}, 422, button="Pokaż wpisy")
    assert "wcześniejszy" in page.errors()["until"]
    page = iga.browser.submit(BOOK, {"since": "31.02.2026", "until": "wczoraj"}, 422, button="Pokaż wpisy")
    assert set(page.errors()) == {"since", "until"}


def test_page_after_page(iga: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "ON_A_PAGE", 2)
    for _ in range(5):
        write(Event.KEYS_ROTATED, COMMAND)
    page, seen = iga.browser.get(f"{BOOK}?rodzaj=keys_rotated"), 0
    while links := [link for link in page.tree.all("a") if link.text == "Starsze wpisy"]:
        seen += len(events(page))
        page = iga.browser.get(links[0].attrs["href"])
    assert seen + len(events(page)) == 5


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_of_what_was_asked_is_journaled_and_computes_nothing(iga: Colleague, kind: str) -> None:
    write(Event.SCOPES_LOADED, COMMAND, file="=1+1")
    page = ask(iga, event="scopes_loaded")
    taken = iga.browser.submit(page, status=200, button="Pobierz CSV" if kind == "csv" else "Pobierz skoroszyt (XLSX)")
    assert taken.response.headers["Content-Disposition"] == f'attachment; filename="dziennik.{kind}"'
    db.session.rollback()
    line = db.session.query(JournalPayload).filter_by(event="journal_exported").one()
    assert (line.actor, json.loads(line.details)["kind"]) == (f"staff:{iga.id}", "scopes_loaded")
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(taken.source.lstrip("\ufeff")), delimiter=";"))
        assert rows[0] == list(book.COLUMNS)
        assert rows[1][2:] == [
            "wczytanie słownika zakresów", "wykonano", "polecenie administratora systemu", "", "file: =1+1",
            "scopes_loaded",
        ]  # fmt: skip


def test_a_file_about_a_person_is_an_entry_about_the_person(iga: Colleague) -> None:
    anna = enter(Person())
    write(Event.CLAIM, subject=f"examiner:{anna}")
    iga.browser.submit(f"{BOOK}?osoba={anna}", status=200, button="Pobierz CSV")
    assert events(iga.browser.get(f"{BOOK}?osoba={anna}"))[0].startswith("pobranie wpisów dziennika")


def test_too_many_entries_for_a_workbook(iga: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "IN_A_WORKBOOK", 3)
    page = iga.browser.follow(iga.browser.submit(BOOK, button="Pobierz skoroszyt (XLSX)"))
    assert "Zawęź pytanie albo pobierz CSV" in page.text


@pytest.mark.parametrize("path", [f"{BOOK}/wpisy.csv?rodzaj=claim", f"{BOOK}/sprawdzenie"])
def test_a_button_of_a_page_left_open_too_long(iga: Colleague, path: str) -> None:
    sent = iga.browser.post(path, {"csrf_token": "old"})
    assert "zbyt długo" in iga.browser.follow(sent).text


def test_a_check_and_its_result(iga: Colleague, app: Flask) -> None:
    assert "nie był jeszcze sprawdzany" in iga.browser.get(BOOK).text
    page = iga.browser.follow(iga.browser.submit(BOOK, button="Sprawdź teraz"))
    assert "Sprawdzanie trwa" in page.text
    run_worker(app)
    assert "dziennik jest cały" in iga.browser.get(BOOK).text


@pytest.mark.parametrize(
    "arguments",
    [
        "osoba=1x",
        "osoba=0",
        "osoba=99999999999",
        "osoba=00000000001999999999999999999999",
        "przed=00000000001999999999999999999999",
        "przed=" + "9" * 5000,
        "kto=examiner:1",
        "kto=staff:x",
        "rodzaj=x",
        "od=2026-02-30",
        "przed=-1",
    ],
)
def test_an_address_that_asks_for_something_else(iga: Colleague, arguments: str) -> None:
    assert "Nie ma takiej strony" in iga.browser.get(f"{BOOK}?{arguments}", 404).text


def test_who_may_not_see_people_has_no_way_to_them(client: Browser) -> None:
    iga = Colleague(client, "iga@example.pl", "Iga Sowa", Role.AUDITOR).set_up()
    anna = enter(Person())
    write(Event.CLAIM, subject=f"examiner:{anna}")
    with transaction():
        members.change_permissions(iga.id, {Permission.READ_JOURNAL}, MAY[Role.AUDITOR], COMMAND)
    page = iga.browser.get(f"{BOOK}?osoba={anna}")
    assert events(page) == ["pierwsze logowanie"]
    assert not [link for link in page.tree.all("a") if "/biuro/osoby" in link.attrs["href"]]


def test_a_question_in_an_address_and_back() -> None:
    question = Question(12, "staff:3", "claim", date(2026, 1, 2), date(2026, 3, 4), 99)
    assert book.read_question(question.arguments()) == question
    assert book.read_question({}) == Question()
    asked = Question(since=date(2026, 10, 25), until=date(2026, 10, 25)).asked()
    assert asked.since is not None
    assert asked.until is not None
    assert asked.until.timestamp() - asked.since.timestamp() == timedelta(hours=25).total_seconds()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_without_neighbours(day: str) -> None:
    with pytest.raises(QuestionUnreadable):
        book.read_question({"od": day})


def test_details_in_words() -> None:
    assert details_words('{"count":3,"reason":null,"x":true,"before":"clerk"}') == "liczba: 3, x: tak, było: clerk"
