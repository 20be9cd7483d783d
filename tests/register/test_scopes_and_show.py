"""`flask register …`: the dictionary of scopes, and one person of the register."""

import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.accounts.models import Account
from examportal.core import clock
from examportal.db import db, transaction
from examportal.register import queries, service
from examportal.register.commands import _FAULTS
from examportal.register.rules import (
    PersonalData,
    PersonEntry,
    ScopeEntry,
    ScopeListError,
    ScopeListFault,
    normalise_number,
    read_scopes,
)
from tests.people import Person, enter

HEADERS = ("kod", "nazwa", "egzamin", "aktywny")
ANNA = Person(removed={"1-20457": date(2024, 3, 1)})


def load(runner: FlaskCliRunner, folder: Path, text: str) -> tuple[int, str]:
    path = folder / "zakresy.csv"
    path.write_bytes(text.encode())
    said = runner.invoke(args=["register", "scopes", str(path)])
    return said.exit_code, said.output


def test_scopes_are_entered_corrected_and_never_deleted(runner: FlaskCliRunner, tmp_path: Path) -> None:
    head = "kod;nazwa;egzamin;aktywny\n"
    first = load(runner, tmp_path, head + "mbi;Biologia;matriculation;1\nE8P;Polski;eighth_grade;tak\n")
    assert first == (0, "Zakresy w pliku: 2, nowe: 2, zmienione: 0.\n")
    assert load(runner, tmp_path, head + "MBI;Biologia;matriculation;0\n")[1].endswith("nowe: 0, zmienione: 1.\n")
    assert queries.scopes_by_code() == {
        "E8P": ScopeEntry("E8P", "Polski", "eighth_grade", active=True),
        "MBI": ScopeEntry("MBI", "Biologia", "matriculation", active=False),
    }


def test_a_list_that_cannot_be_loaded_changes_nothing(runner: FlaskCliRunner, tmp_path: Path) -> None:
    code, said = load(runner, tmp_path, "kod;nazwa;egzamin;aktywny\nMBI;Biologia;matriculation;1\nMBI;x;y;1\n")
    assert (code, said) == (1, "Nic nie wczytano. Wiersz 3: ten kod jest w pliku drugi raz.\n")
    assert queries.scopes_by_code() == {}
    assert load(runner, tmp_path, "%PDF-1.7")[0] == 1


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ((" ", "b", "c", "1"), ScopeListFault.CODE),
        (("a" * 31, "b", "c", "1"), ScopeListFault.CODE),
        (("a",), ScopeListFault.LABEL),
        (("a", "b", "c" * 41, "1"), ScopeListFault.EXAM),
        (("a", "b", "c", "może"), ScopeListFault.ACTIVE),
    ],
)
def test_faults_of_a_scope(cells: tuple[str, ...], fault: ScopeListFault) -> None:
    with pytest.raises(ScopeListError) as refused:
        read_scopes([(1, HEADERS), (4, cells)])
    assert (refused.value.fault, refused.value.line) == (fault, 4)


def test_a_list_needs_its_columns() -> None:
    for rows in ([], [(2, ("kod", "nazwa"))]):
        with pytest.raises(ScopeListError) as refused:
            read_scopes(rows)
        assert refused.value.fault is ScopeListFault.COLUMN_MISSING


def test_every_fault_has_its_words() -> None:
    assert set(_FAULTS) == set(ScopeListFault)


@pytest.mark.parametrize("who", [ANNA.pesel, " 440514-01359 ", "1\u2013 20456", "1-20457"])
def test_a_person_is_found_by_pesel_and_by_any_number(runner: FlaskCliRunner, who: str) -> None:
    enter(ANNA)
    found = json.loads(runner.invoke(args=["register", "show", who, "--json"]).stdout)
    assert found == {
        "found": True,
        "person": {
            "first_names": "Anna Maria",
            "last_name": "Łoś",
            "birth_date": "1944-05-14",
            "pesel_masked": "******01359",
            "login_number": None,
            "document_masked": None,
        },
        "numbers": [
            {
                "registry_number": "1-20456",
                "scope": "MBI",
                "entered_on": "2020-05-08",
                "removed_on": None,
                "active": True,
            },
            {
                "registry_number": "1-20457",
                "scope": "MBI",
                "entered_on": "2020-05-08",
                "removed_on": "2024-03-01",
                "active": False,
            },
        ],
        "account": "none",
    }


def test_who_may_come_from_standard_input(runner: FlaskCliRunner) -> None:
    enter(ANNA)
    said = runner.invoke(args=["register", "show", "-"], input=f"{ANNA.pesel}\n")
    assert "Anna Maria Łoś" in said.output
    assert "PESEL: ******01359, data urodzenia: 14.05.1944" in said.output
    assert "1-20457 · MBI Egzamin maturalny – biologia · wpisany 08.05.2020, skreślony 01.03.2024" in said.output
    assert "Konto: nie ma" in said.output


def test_bytes_on_standard_input_that_are_no_text_name_nobody(runner: FlaskCliRunner) -> None:
    said = runner.invoke(args=["register", "show", "-"], input=b"\xff\xfe\x00\xc5\n")
    assert (said.exit_code, said.output) == (0, "W ewidencji nie ma takiej osoby.\n")


def test_the_state_of_the_account_is_told(runner: FlaskCliRunner) -> None:
    examiner_id, now = enter(ANNA), clock.now()
    with transaction():
        account = Account(examiner_id=examiner_id, email="anna.los@example.pl", password_hash="-")
        account.password_set_at = account.registered_at = now
        db.session.add(account)
    assert json.loads(runner.invoke(args=["register", "show", "1-20456", "--json"]).stdout)["account"] == "pending"
    assert "Konto: założone, czeka na aktywację" in runner.invoke(args=["register", "show", "1-20456"]).output


def test_nobody_is_found(runner: FlaskCliRunner, app: Flask) -> None:
    assert json.loads(runner.invoke(args=["register", "show", "9-9", "--json"]).stdout) == {
        "found": False, "person": None, "numbers": [], "account": "none",
    }  # fmt: skip
    assert "W ewidencji nie ma takiej osoby." in runner.invoke(args=["register", "show", "9-9"]).output


def test_a_person_of_whom_little_is_known(runner: FlaskCliRunner, app: Flask) -> None:
    with transaction():
        (examiner_id,) = service.enter_people([PersonEntry("Nowak", "Jan", PersonalData())])
    enter(Person(pesel="51021976515", last_name="Gęś", numbers=("2-2",)))
    found = queries.known_people([queries.pesel_index("51021976515"), "unknown"])
    assert [known.person.last_name for known in found.values()] == ["Gęś"]
    assert queries.get_examiner(examiner_id).pesel_index is None


def test_numbers_are_compared_without_spaces_case_and_odd_dashes() -> None:
    assert normalise_number(" 1 \u2014\u00a020456a ") == "1-20456A"
