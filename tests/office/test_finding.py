"""Finding people: by states, scopes, addresses and names at once; the list as a file; boxes that were ticked."""

import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.accounts import suspensions
from examportal.accounts.models import Account
from examportal.accounts.staff.rules import Role
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal.rules import COMMAND
from examportal.mail.models import OutgoingLetter
from examportal.office.finding import queries
from examportal.office.finding.rules import State, Wanted
from examportal.office.routes.people import NO_NAMES
from examportal.register import queries as register_queries
from examportal.register.entries.queries import get_record
from examportal.register.entries.service import Seen, correct_person
from examportal.register.queries import get_for_change
from examportal.register.rules import IdentityDocument
from tests.browser import Browser
from tests.intake.rows import csv_of
from tests.letters import posted, settle_delivery
from tests.office.staff import Colleague, later
from tests.office.test_people import names, search, told
from tests.people import ANSWERS, Person, enter, login_of
from tests.smtp import run_worker

ANNA, JAN = Person(), Person("50021330853", "Łoś-Żuraw", "Jan", ("2-1",))
EWA = Person("52040880485", "Żółty", "Łukasz", ("3-1",), removed={"3-1": date(2024, 3, 1)})


@pytest.fixture
def olga(client: Browser) -> Colleague:
    """Return somebody who helps examiners."""
    return Colleague(client, role=Role.CLERK).set_up()


def found(state: State | None = None, *words: str, scope: str = "") -> list[int]:
    db.session.rollback()
    return [one for batch in queries.ids_matching(Wanted(words, state, scope)) for one in batch]


def register(app: Flask, person: Person, **answers: str) -> Browser:
    browser = Browser(app)
    browser.submit("/", {"login": person.pesel, "password": person.numbers[0]})
    browser.submit("/rejestracja", ANSWERS | answers)
    return browser


def test_each_state_lists_its_people(app: Flask) -> None:
    anna, jan, ewa = enter(ANNA), enter(JAN), enter(EWA)
    assert found(State.NEVER_CLAIMED) == [anna, jan, ewa]
    assert found(State.ALL_NUMBERS_REMOVED) == [ewa]
    register(app, ANNA)
    assert found(State.PENDING) == [anna]
    assert found(State.NEVER_CLAIMED) == [jan, ewa]
    letter = posted("activation")[-1].id
    db.session.rollback()
    with transaction():
        settle_delivery(letter, Outcome(Verdict.GIVE_UP, "recipient_refused", code=550, note="no such user"))
    assert found(State.LETTER_UNREACHED) == [anna]
    assert found(State.LETTER_UNREACHED, "anna") == found(State.LETTER_UNREACHED, scope="MBI") == [anna]
    for _ in range(5):
        Browser(app).submit("/", {"login": JAN.pesel, "password": "nie to"}, 422)
    assert found(State.THROTTLED) == [jan]
    with later(timedelta(days=1)):
        assert found(State.THROTTLED) == []
    with transaction():
        get_for_change(anna)
        suspensions.suspend(anna, "clarification", COMMAND)
    assert found(State.SUSPENDED) == [anna]
    assert found(State.PENDING) == []
    assert found(State.ACTIVE) == []
    assert found() == [anna, jan, ewa]


def test_a_newer_letter_counts_unless_it_was_withdrawn(app: Flask) -> None:
    anna, jan = enter(ANNA), enter(JAN)
    now, told = clock.now(), {"kind": "notice", "recipient": "x@example.pl", "subject": "x"}
    lost, withdrawn = {"given_up_at": now}, {"given_up_at": now, "withdrawn_at": now}
    letters = ((jan, lost), (anna, lost), (anna, lost), (anna, withdrawn), (jan, {"accepted_at": now}))
    with transaction():
        for number, (whom, end) in enumerate(letters):
            marks = {"number": f"L-{number}", "message_id": f"<{number}>", "about": f"examiner:{whom}"}
            db.session.add(OutgoingLetter(**told, **marks, posted_at=now, **end))
            db.session.flush()
    assert found(State.LETTER_UNREACHED) == [anna]
    assert found(State.LETTER_UNREACHED, "los") == [anna]


def test_names_states_and_scopes_narrow_each_other(app: Flask) -> None:
    anna, jan, _ = enter(ANNA), enter(JAN), enter(EWA)
    register(app, JAN)
    assert found(None, "los") == [anna, jan]
    assert found(State.PENDING, "los") == [jan]
    assert found(None, "los", scope="MBI") == [anna, jan]
    assert found(None, "los", scope="E8P") == []
    assert found(None, "l", "j") == [jan]
    assert found(None, "a", "an", "anna") == [anna]


def test_everybody_is_yielded_once_in_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examportal.office.finding.queries.BATCH", 1)
    anna, jan, _ = enter(ANNA), enter(JAN), enter(EWA)
    db.session.rollback()
    assert [list(batch) for batch in queries.ids_matching(Wanted(("los",)))] == [[anna], [jan]]


def test_people_are_found_as_the_caller_says_it(olga: Colleague, app: Flask) -> None:
    enter(EWA)
    assert names(search(olga.browser, "lukasz zolty")) == ["Żółty Łukasz"]
    anna = enter(ANNA)
    register(app, ANNA)
    for phone in ("601 234 567", "+48 601-234-567"):
        assert search(olga.browser, phone, 303).location == f"/biuro/osoby/{anna}"
    assert "W ewidencji nie ma nikogo takiego" in search(olga.browser, "602 234 567").text
    assert search(olga.browser, "Anna.Los@example.pl", 303).location == f"/biuro/osoby/{anna}"
    enter(JAN)
    register(app, JAN)
    assert len(names(search(olga.browser, ANSWERS["email"]))) == 2
    assert "Nie ma nikogo" in olga.browser.submit("/biuro/osoby", {"stan": "czynne", "query": "los"}, 200).text
    assert "W ewidencji nie ma nikogo takiego" in search(olga.browser, "nikt@example.pl").text


def test_a_number_leads_to_its_person_and_a_state_narrows_an_address(olga: Colleague, app: Flask) -> None:
    anna, jan = enter(ANNA), enter(JAN)
    register(app, ANNA)
    asked = {"stan": "czynne", "query": ANNA.pesel}
    assert olga.browser.submit("/biuro/osoby", asked).location == f"/biuro/osoby/{anna}"
    with transaction():
        correct_person(Seen(jan, get_record(jan).stamp), ("Łoś", "Jan"), (ANSWERS["email"], ANSWERS["phone"]), COMMAND)
    for typed in (ANSWERS["email"], ANSWERS["phone"]):
        waiting = olga.browser.submit("/biuro/osoby", {"stan": "czeka", "query": typed})
        assert waiting.location == f"/biuro/osoby/{anna}"
        nobody = olga.browser.submit("/biuro/osoby", {"stan": "zawieszone", "query": typed}, 200)
        assert "Nie ma nikogo, kto pasuje." in nobody.text


@pytest.mark.parametrize("typed", [ANSWERS["email"], ANSWERS["phone"], "---", ANNA.pesel])
def test_a_file_and_letters_are_for_names_and_states_alone(olga: Colleague, app: Flask, typed: str) -> None:
    for person in (ANNA, JAN):
        enter(person)
        register(app, person)
    asked = {"csrf_token": olga.browser.get("/biuro/osoby").value("csrf_token"), "query": typed, "stan": "czeka"}
    for file in ("/biuro/osoby/lista.csv", "/biuro/osoby/lista.xlsx"):
        assert NO_NAMES in olga.browser.post(file, asked, 422).text
    assert NO_NAMES in olga.browser.post("/biuro/listy/ponowne/pasujace", asked, 422).text
    if typed in (ANSWERS["email"], ANSWERS["phone"]):
        both = olga.browser.submit("/biuro/osoby", {"stan": "czeka", "query": typed}, 200)
        assert len(names(both)) == 2
        assert "Pobierz listę" not in both.text
        assert "wszystkich, którzy pasują" not in both.text


def test_a_pasted_text_is_a_question_like_any_other(olga: Colleague) -> None:
    enter(EWA)
    many = " ".join(f"s{one}" for one in range(45))
    assert "W ewidencji nie ma nikogo takiego" in search(olga.browser, many).text
    assert names(search(olga.browser, "l lu luk luka lukas lukasz z zo zol zolt zolty")) == ["Żółty Łukasz"]
    asked = {"csrf_token": olga.browser.get("/biuro/osoby").value("csrf_token"), "query": many}
    assert len(olga.browser.post("/biuro/osoby/lista.csv", asked, 200).source.splitlines()) == 1


def test_words_about_numbers_are_for_numbers(olga: Colleague) -> None:
    for typed in ("Nowak Jan", "nikt@example.pl", "602 234 567", "日本"):
        nobody = search(olga.browser, typed).text
        assert "W ewidencji nie ma nikogo takiego." in nobody
        assert "Do przeczytania przez telefon" not in nobody
    assert "numerze PESEL jest najpewniej pomyłka" in search(olga.browser, "44051401395").text


def test_a_list_goes_out_whole_masked_and_is_noted(olga: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examportal.office.finding.queries.BATCH", 2)
    for person in (ANNA, JAN, EWA, Person("53102712377", "=2+3", "Ala", ("4-1",))):
        enter(person)
    listed = olga.browser.get("/biuro/osoby?stan=nigdy")
    answer = olga.browser.submit(listed, status=200, button="Pobierz listę jako CSV").response.get_data().decode()
    lines = answer.lstrip("\ufeff").splitlines()
    assert len(lines) == 5
    assert lines[1].startswith("Łoś;Anna Maria;******01359;;1-20456, 1-20457;MBI;nie ma")
    assert "'=2+3" in answer
    assert "3-1 (skreślony)" in answer
    assert ANNA.pesel not in answer
    book = olga.browser.submit(listed, status=200, button="Pobierz listę jako XLSX").response.get_data()
    sheet = openpyxl.load_workbook(BytesIO(book)).active
    assert sheet is not None
    assert sheet.max_row == 5
    details = '{"by_name":false,"import_id":null,"kind":"%s","scope":null,"state":"nigdy"}'
    assert [one[2] for one in told("people_exported")] == [details % "csv", details % "xlsx"]


def test_a_list_too_long_for_a_workbook_is_a_csv(olga: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examportal.office.finding.listing.MOST_ROWS", 1)
    enter(ANNA)
    enter(JAN)
    listed = olga.browser.get("/biuro/osoby?stan=nigdy")
    page = olga.browser.submit(listed, status=422, button="Pobierz listę jako XLSX")
    assert "pobierz ją jako CSV" in page.errors()[""]
    token = page.value("csrf_token")
    olga.browser.post("/biuro/osoby/lista.csv", {"csrf_token": token}, 422)


def test_ticked_people_are_shown(olga: Colleague) -> None:
    anna, jan = enter(ANNA), enter(JAN)
    page = olga.browser.get(f"/biuro/osoby/wybrane?osoba={jan}&osoba=x&osoba={anna}&osoba=999")
    assert names(page) == ["Łoś-Żuraw Jan", "Łoś Anna Maria"]
    assert "Nikt nie jest zaznaczony" in olga.browser.get("/biuro/osoby/wybrane").text


def test_the_registers_own_contact_is_found_too(olga: Colleague, app: Flask) -> None:
    anna = enter(Person(email="Anna@Szkola.example"))
    assert search(olga.browser, "anna@szkola.EXAMPLE", 303).location == f"/biuro/osoby/{anna}"
    enter(JAN)
    register(app, JAN)
    with transaction():
        contact = ANSWERS["email"], "+48601234567"
        correct_person(Seen(anna, get_record(anna).stamp), ("Łoś", "Anna Maria"), contact, COMMAND)
    assert "W ewidencji nie ma nikogo takiego" in search(olga.browser, "anna@szkola.example").text
    for typed in (ANSWERS["email"], ANSWERS["phone"]):
        assert names(search(olga.browser, typed)) == ["Łoś Anna Maria", "Łoś-Żuraw Jan"]


def test_an_account_whose_address_was_given_in_capitals_is_found(olga: Colleague, app: Flask) -> None:
    enter(JAN)
    register(app, JAN)
    with transaction():
        db.session.query(Account).one().email = "Jan.Zuraw@example.pl"
    assert search(olga.browser, "jan.zuraw@example.pl", 303).location.startswith("/biuro/osoby/")


def test_too_many_tries_with_a_login_number_are_found(app: Flask) -> None:
    document = IdentityDocument("paszport", "FE4600207", "UA", date(1979, 1, 10))
    oksana = enter(Person("", "Kowal", "Oksana", ("5-1",), document=document))
    for _ in range(5):
        Browser(app).submit("/", {"login": login_of(oksana), "password": "nie to"}, 422)
    assert found(State.THROTTLED) == found(State.THROTTLED, "kowal") == [oksana]


def merge(runner: FlaskCliRunner, file: Path, *rows: str) -> int:
    file.write_bytes(csv_of(*rows))
    answer = runner.invoke(args=["intake", "merge", str(file), "--skip-conflicts", "--json"])
    assert answer.exit_code == 0
    return int(json.loads(answer.output)["import_id"])


def test_rows_left_out_as_conflicts_list_their_people_until_a_file_is_clear(
    olga: Colleague, app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    anna, jan = enter(ANNA), enter(JAN)
    file, of_nobody = tmp_path / "ewidencja.csv", "53102712377;2-1;Mak;Ola;MBI;;;;"
    new = "52040880485;7-1;Lis;Ewa;MBI;;;;", "52040880485;1-20456;Lis;Ewa;MBI;;;;"
    disputed = merge(runner, file, *new, of_nobody)
    run_worker(app)
    ewa = register_queries.holders(["7-1"])["7-1"]
    assert found(State.CONFLICT) == [anna, jan, ewa]
    assert found(State.CONFLICT, "lis") == [ewa]
    card = olga.browser.get(f"/biuro/osoby/{anna}").text
    assert f"pliku nr {disputed}, wiersz 3" in card
    assert "należy w ewidencji do innej osoby" in card
    clear = merge(runner, file, "44051401359;1-20456;Łoś;Anna Maria;MBI;;;;", new[0])
    assert found(State.CONFLICT) == [jan]
    assert "wiersz 3" not in olga.browser.get(f"/biuro/osoby/{anna}").text
    merge(runner, file, "44051401359;1-20456;Inna;Ktoś;MBI;;;;")
    assert found(State.CONFLICT) == [anna, jan]
    for import_id in (clear, disputed):
        assert runner.invoke(args=["intake", "undo", str(import_id)]).exit_code == 0
    assert found(State.CONFLICT) == [anna]


def test_people_of_an_import_are_listed_and_go_out(
    olga: Colleague, app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    enter(JAN)
    rows = "44051401359;1-20456;Łoś;Anna Maria;MBI;;;;", "50021330853;2-1;Łoś-Żuraw;Jan;MBI;;;;"
    file = merge(runner, tmp_path / "ewidencja.csv", *rows, "52040880485;7-1;Lis;Ewa;E8P;;;;")
    run_worker(app)
    page = olga.browser.get(f"/biuro/osoby?plik={file}")
    assert sorted(names(page)) == ["Lis Ewa", "Łoś Anna Maria"]
    assert names(olga.browser.get(f"/biuro/osoby?plik={file}&zakres=E8P&stan=nigdy")) == ["Lis Ewa"]
    assert names(olga.browser.submit("/biuro/osoby", {"query": "los", "plik": str(file)}, 200)) == ["Łoś Anna Maria"]
    listed = olga.browser.submit(page, status=200, button="Pobierz listę jako CSV").response.get_data().decode()
    assert len(listed.splitlines()) == 3
    assert f'"import_id":{file}' in told("people_exported")[0][2]
