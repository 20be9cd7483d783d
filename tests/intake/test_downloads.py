"""What the wizard hands out: the clerk's own file with verdicts, the rows to mend, login numbers, an empty file."""

import io
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from examportal.accounts.staff.rules import Role
from examportal.db import db
from examportal.intake import given_logins
from examportal.intake.models import ImportFile
from examportal.intake.uploads import downloads
from examportal.register.models import Examiner
from examportal.sheets.reader import read_csv
from tests.browser import Browser, Page
from tests.intake.rows import PESELS, csv_of
from tests.intake.test_documents import HEADERS as OF_DOCUMENTS
from tests.intake.wizard import START, Clerk
from tests.office.staff import Colleague

BOM = b"\xef\xbb\xbf"
GOOD = f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;;;"
BAD = "123;1-3;Sowa;Jan;MBI;;;;"
FROM_UKRAINE = "1-7;Bondar;Olena;MBI;paszport;FE460020;Ukraina;10.01.1979"
HER_SECOND = "1-8;Bondar;Olena;MBI;paszport;FE460020;Ukraina;10.01.1979"
FROM_GEORGIA = "1-9;Kapanadze;Nino;MBI;paszport;GE123456;Gruzja;10.01.1981"

pytestmark = pytest.mark.usefixtures("scopes")


@pytest.fixture
def clerk(app: Flask) -> Clerk:
    return Clerk(app)


def workbook_of(page: Page) -> list[tuple[str | None, ...]]:
    (sheet,) = openpyxl.load_workbook(io.BytesIO(page.response.data)).worksheets
    assert all(cell.data_type == "s" or cell.value is None for row in sheet.iter_rows() for cell in row)
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def rows_of(page: Page) -> list[tuple[str, ...]]:
    assert page.response.data.startswith(BOM)
    return [row.cells for row in read_csv(page.response.data).rows()]


def test_the_file_comes_back_with_verdicts_and_the_rows_to_mend_alone(clerk: Clerk) -> None:
    formula = BAD.replace("Jan", "=1+1")
    content = b"Wykaz\r\n" + csv_of(GOOD, "", formula)
    plan = clerk.plan(content.replace(BOM, b""))
    title, headers, good, bad = rows_of(clerk.browser.get(f"{plan.url}/werdykty.csv"))
    assert title[0] == "Wykaz"
    assert headers[-2:] == ("werdykt", "powód")
    assert good[-2:] == ("nowa osoba", "Nowa osoba z tym numerem.")
    assert bad[-2:] == ("błędny wiersz", "PESEL musi mieć dokładnie 11 cyfr.")
    alone = rows_of(clerk.browser.get(f"{plan.url}/do-poprawy.csv"))
    assert [row[1] for row in alone] == ["Numer ewidencyjny", "1-3"]
    assert "'=1+1" in alone[1]
    clerk.merge(plan)
    assert len(rows_of(clerk.browser.get(f"{plan.url}/do-poprawy.csv"))) == 2


def test_nothing_is_handed_out_before_there_is_a_plan(clerk: Clerk) -> None:
    sent = clerk.send(csv_of(GOOD))
    assert clerk.browser.get(f"{sent.location}/werdykty.csv", 404).heading == "Nie ma takiej strony"


def test_the_template_is_a_register_file(clerk: Clerk) -> None:
    template = clerk.browser.get(f"{START}/szablon.csv")
    assert "nowa osoba: 1" in clerk.plan(template.response.data).text


def test_the_file_comes_back_as_a_workbook_of_text(clerk: Clerk) -> None:
    dangerous = BAD.replace("Jan", "=1+1").replace("Sowa", "@SUM(A1)").replace("1-3", "0013")
    plan = clerk.plan(csv_of(GOOD, "", dangerous))
    headers, good, blank, bad = workbook_of(clerk.browser.get(f"{plan.url}/werdykty.xlsx"))
    assert headers[-2:] == ("werdykt", "powód")
    assert good[-2:] == ("nowa osoba", "Nowa osoba z tym numerem.")
    assert set(blank) == {None}
    assert bad[:4] == ("123", "0013", "@SUM(A1)", "=1+1")
    alone = workbook_of(clerk.browser.get(f"{plan.url}/do-poprawy.xlsx"))
    assert [row[1] for row in alone] == ["Numer ewidencyjny", "0013"]


def test_of_a_large_file_only_the_rows_to_mend_are_made_into_a_workbook(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = clerk.plan(csv_of(GOOD, BAD))
    monkeypatch.setattr(downloads, "MOST_ROWS", 1)
    links = {link.attrs["href"] for link in clerk.browser.get(plan.url).tree.all("a")}
    assert {f"{plan.url}/werdykty.csv", f"{plan.url}/do-poprawy.xlsx"} <= links
    assert f"{plan.url}/werdykty.xlsx" not in links
    clerk.browser.get(f"{plan.url}/werdykty.xlsx", 404)
    monkeypatch.setattr(downloads, "MOST_ROWS", 0)
    assert "do-poprawy.xlsx" not in clerk.browser.get(plan.url).source
    clerk.browser.get(f"{plan.url}/do-poprawy.xlsx", 404)


def test_the_template_is_a_workbook_as_well(clerk: Clerk) -> None:
    template = clerk.browser.get(f"{START}/szablon.xlsx")
    assert workbook_of(template)[1][6] == "44051401359"
    assert "nowa osoba: 1" in clerk.plan(template.response.data, "szablon.xlsx").text


def test_the_report_of_the_command_is_a_workbook_when_its_name_says_so(
    clerk: Clerk, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    file, out = tmp_path / "plik.csv", tmp_path / "raport.XLSX"
    file.write_bytes(csv_of(GOOD, "", BAD.replace("Jan", "=1+1")))
    assert runner.invoke(args=["intake", "check", str(file), "--report", str(out)]).exit_code == 0
    (sheet,) = openpyxl.load_workbook(out).worksheets
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][-2:] == ("werdykt", "powód")
    assert (rows[3][3], sheet["D4"].data_type) == ("=1+1", "s")
    assert rows[3][-2] == "błędny wiersz"
    full = runner.invoke(args=["intake", "check", str(file), "--report", "/dev/full"])
    assert full.exit_code == 1


def test_login_numbers_are_told_after_the_merge(clerk: Clerk, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given_logins, "SHOWN", 1)
    plan = clerk.plan(csv_of(FROM_UKRAINE, HER_SECOND, FROM_GEORGIA, headers=OF_DOCUMENTS))
    merged = clerk.merge(plan)
    assert "no-store" in merged.response.headers["Cache-Control"]
    logins = {one.last_name: one.login_number for one in db.session.scalars(select(Examiner))}
    assert "Pierwsze 1 z 2" in merged.text
    assert "Bondar Olena" in merged.text
    assert str(logins["Bondar"]) in merged.text
    path = f"{START}/importy/{db.session.scalars(select(ImportFile.id)).one()}/loginy"
    answer = clerk.browser.get(f"{path}.xlsx")
    assert "no-store" in answer.response.headers["Cache-Control"]
    assert workbook_of(answer) == [
        ("Nazwisko", "Imiona", "Numery ewidencyjne", "Login"),
        ("Bondar", "Olena", "1-7, 1-8", logins["Bondar"]),
        ("Kapanadze", "Nino", "1-9", logins["Kapanadze"]),
    ]
    assert rows_of(clerk.browser.get(f"{path}.csv"))[2] == ("Kapanadze", "Nino", "1-9", logins["Kapanadze"])
    helper = Browser(app)
    Colleague(helper, "iga@example.pl", "Iga Sowa", Role.CLERK).set_up()
    helper.get(f"{path}.csv", 403)
    again = clerk.merge(clerk.plan(csv_of(GOOD)))
    assert "Loginy" not in again.text


def test_there_are_no_login_numbers_of_what_was_never_merged(clerk: Clerk) -> None:
    assert clerk.browser.get(f"{START}/importy/1/loginy.csv", 404).heading == "Nie ma takiej strony"
