"""Whom a file lacks is listed by scope and number, and nothing more."""

import pytest
from flask import Flask

from examportal.db import db
from examportal.intake.lacking import queries
from examportal.intake.lacking.models import IntakeLacking
from examportal.intake.spool import Spool
from examportal.register import queries as register
from examportal.register.changes import queries as changes
from examportal.sheets.reader import read_csv
from tests.intake.rows import PESELS, csv_of
from tests.intake.wizard import Clerk

GES = f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;;;"
SECOND = f"{PESELS[0]};1-4;Gęś;Grzegorz;MBI;;;;"
ZAK = f"{PESELS[1]};1-2;Żak;Ewa;MBI;08.05.2022;;;"
OTHER_SCOPE = f"{PESELS[1]};1-5;Żak;Ewa;E8P;;;;"
REMOVED = f"{PESELS[1]};1-3;Żak;Ewa;MBI;08.05.2022;30.06.2025;;"

pytestmark = pytest.mark.usefixtures("scopes")


def test_numbers_in_force_of_the_same_scopes_are_listed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_NUMBERS_AT_A_TIME", 2)
    monkeypatch.setattr(queries, "_AT_A_TIME", 2)
    clerk = Clerk(app)
    clerk.merge(clerk.plan(csv_of(GES, SECOND, ZAK, OTHER_SCOPE, REMOVED)))
    plan = clerk.plan(csv_of(f"{PESELS[2]};1-9;Kos;Jan;MBI;;;;", "123;1-2;Żak;Ewa;MBI;;;;"))
    assert "ewidencja ma też inne czynne numery: 3 (2 osoby)" in plan.text
    page = clerk.browser.get(f"{plan.url}/brakujace")
    assert [row.all("th")[0].text for row in page.tree.all("tr")[1:]] == ["1-1", "1-2", "1-4"]
    assert "8 maja 2022" in page.text
    table = read_csv(clerk.browser.get(f"{plan.url}/brakujace.csv").response.data)
    assert [row.cells for row in table.rows()] == [
        ("Numer ewidencyjny", "Nazwisko", "Imiona", "Zakres", "Data wpisu"),
        ("1-1", "Gęś", "Grzegorz", "MBI", "08.05.2022"),
        ("1-2", "Żak", "Ewa", "MBI", "08.05.2022"),
        ("1-4", "Gęś", "Grzegorz", "MBI", ""),
    ]
    clerk.merge(plan)
    person = register.find_by_number("1-1")
    assert person is not None
    assert [number.active for number in register.all_numbers(person.id)] == [True, True]


def test_a_file_with_all_of_them_lacks_nobody_and_an_old_plan_goes(app: Flask) -> None:
    clerk = Clerk(app)
    sent = clerk.send(csv_of(GES, ZAK))
    assert clerk.browser.get(f"{sent.location}/brakujace", 404).heading == "Nie ma takiej strony"
    clerk.work()
    clerk.merge(clerk.plan(csv_of(GES, ZAK)))
    plan = clerk.plan(csv_of(GES))
    assert db.session.query(IntakeLacking).count() == 1
    clerk.browser.submit(plan, button="Usuń ten plik")
    clerk.work()
    db.session.rollback()
    assert db.session.query(IntakeLacking).count() == 0
    assert "Kogo nie ma w pliku" not in clerk.plan(csv_of(GES, ZAK)).text


def test_the_register_is_compared_drawer_by_drawer() -> None:
    spool = Spool()
    known = [(f"1-{number}", "MBI", number) for number in range(1000)]
    spool.add_known(known)
    assert sorted(spool.lacking(), key=lambda one: one[2]) == known
