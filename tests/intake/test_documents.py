"""People without PESEL: what their cells mean, and what becomes of them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.intake.cells import Cells, read_row
from examportal.intake.columns import DOCUMENT, Field
from examportal.intake.rules.judging import find_claims, judge_person
from examportal.intake.rules.records import Question, Reading, Reason, RowWarning, State, Verdict
from examportal.register import queries as register
from examportal.register.rules import PersonalData
from examportal.sheets.reader import Kind
from tests.intake.rows import CELLS, DOCUMENT_CELLS, PESELS, WHO, YARDSTICK, csv_of, reading

HEADERS = "Nr ewid.;Nazwisko;Imię;Zakres;Rodzaj dokumentu;Seria i numer dokumentu;Kraj wydania;Data urodzenia"
ROW = "1-1;Łoś;Oksana;MBI;Paszport;FE 4600-207;Ukraina;10.01.1979"


def read(**cells: str) -> Reading:
    return read_kinds({}, **cells)


def read_kinds(kinds: dict[Field, Kind], **cells: str) -> Reading:
    said = {Field(name): cell for name, cell in cells.items()}
    return read_row(7, Cells(CELLS | DOCUMENT_CELLS | said, kinds), YARDSTICK)


def test_the_document_says_who_it_is() -> None:
    found = read()
    assert found.entry is not None
    assert (found.entry.identity, found.repairs, found.warnings) == (WHO[2], (), ())


@pytest.mark.parametrize(
    "cells",
    [
        {"document_kind": "PASZPORT "},
        {"document_kind": "passport"},
        {"document_number": "fe 4600-207"},
        {"document_number": '="FE4600207"'},
        {"document_country": "Ukraina"},
        {"document_country": "UKR"},
        {"document_country": "ukraine"},
        {"birth_date": "10.01.1979"},
        {"birth_date": "28865"},
    ],
)
def test_one_document_written_in_many_ways(cells: dict[str, str]) -> None:
    entry = read(**cells).entry
    assert entry is not None
    assert entry.identity == WHO[2]


def test_where_there_is_a_pesel_it_counts() -> None:
    found = read(pesel=PESELS[0])
    assert found.entry is not None
    assert found.entry.identity == WHO[0]
    assert found.warnings == (RowWarning.BIRTH_DATE_DIFFERS,)
    assert read(pesel="123").fault is Reason.PESEL_LENGTH
    assert read_kinds({Field.DOCUMENT_KIND: Kind.NO_VALUE}, pesel=PESELS[0], birth_date="").fault is None


@pytest.mark.parametrize(
    ("fault", "cells"),
    [
        (Reason.PESEL_MISSING, dict.fromkeys(DOCUMENT, "")),
        *((Reason.DOCUMENT_INCOMPLETE, {field: ""}) for field in DOCUMENT),
        (Reason.DOCUMENT_INCOMPLETE, {"document_number": "brak"}),
        (Reason.DOCUMENT_INCOMPLETE, {"document_number": "1" * 31}),
        (Reason.DOCUMENT_INCOMPLETE, {"document_country": "Atlantyda"}),
        (Reason.DOCUMENT_INCOMPLETE, {"document_kind": "17"}),
        (Reason.DOCUMENT_INCOMPLETE, {"document_kind": "p" * 61}),
        (Reason.DATE_INVALID, {"birth_date": "31.02.1979"}),
        (Reason.DATE_INVALID, {"birth_date": "10.01.79"}),
        (Reason.PESEL_BIRTH_DATE, {"birth_date": "31.12.1919"}),
        (Reason.PESEL_BIRTH_DATE, {"birth_date": "22.11.2004"}),
        (Reason.SCOPE_UNKNOWN, {"document_number": "", "scope": "QQQ"}),
        (Reason.DATE_ORDER, {"document_number": "", "entered_on": "1.1.2020", "removed_on": "1.1.2019"}),
    ],
)
def test_each_fault_of_a_document_which_is_judged_last(fault: Reason, cells: dict[str, str]) -> None:
    assert read(**cells) == Reading(7, None, fault)


def test_the_youngest_and_the_oldest_who_may_be_examiners() -> None:
    assert read(birth_date="21.11.2004").fault is None
    assert read(birth_date="01.01.1920").fault is None


@pytest.mark.parametrize("field", DOCUMENT)
def test_a_formula_without_a_value_stops_a_row_that_has_no_pesel(field: Field) -> None:
    assert read_kinds({field: Kind.NO_VALUE}, **{field: ""}).fault is Reason.FORMULA_WITHOUT_VALUE


def test_two_people_with_one_document_are_a_question() -> None:
    rows = [
        reading(2, identity=WHO[2]),
        reading(3, "1-2", identity=WHO[2], last_name="Inny", first_names="Hipolit"),
        reading(4, "1-1", identity=WHO[0]),
    ]
    question = Question(removal_column=True)
    claims = find_claims(rows, question)
    assert claims.by_counted == {"1-1"}
    plan = judge_person(rows[:2], State(), question, claims, frozenset())
    assert [(judgement.verdict, judgement.reason) for judgement in plan.judgements] == [
        (Verdict.CONFLICT, Reason.NUMBER_CLAIMED_TWICE),
        (Verdict.NEW_PERSON, None),
    ]
    free = find_claims(rows[:2], question)
    plan = judge_person(rows[:2], State(), question, free, frozenset())
    assert {judgement.reason for judgement in plan.judgements} == {Reason.PESEL_OF_TWO_PEOPLE}


def merged(runner: FlaskCliRunner, folder: Path, *rows: str, headers: str = HEADERS) -> dict[str, Any]:
    file = folder / "bez_pesel.csv"
    file.write_bytes(csv_of(*rows, headers=headers))
    said = runner.invoke(args=["intake", "merge", str(file), "--json"])
    assert said.exit_code == 0, said.output
    found: dict[str, Any] = json.loads(said.stdout)
    return found


@pytest.mark.usefixtures("scopes")
def test_a_file_without_a_pesel_column_is_a_register_file(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    assert [row["verdict"] for row in merged(runner, tmp_path, ROW)["rows"]] == ["new_person"]
    person = register.find_by_number("1-1")
    assert person is not None
    assert (person.pesel_index, person.document_index) == (None, register.identity_index(WHO[2]))
    assert PersonalData.from_document(person.unseal()) == PersonalData(birth_date=date(1979, 1, 10), document=WHO[2])
    other = ROW.replace("1-1", "1-2").replace("Łoś", "Nowak")
    assert [row["verdict"] for row in merged(runner, tmp_path, other)["rows"]] == ["new_number"]
    assert len(register.all_numbers(person.id)) == 2


@pytest.mark.usefixtures("scopes")
def test_people_with_and_without_pesel_in_one_file(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    headers = f"PESEL;{HEADERS}"
    rows = (
        f";{ROW}",
        f"{PESELS[0]};1-2;Gęś;Jan;MBI;;;;",
        f";{ROW}",
        ";1-3;Gęś;Jan;MBI;;;;",
        ";1-4;Gęś;Jan;MBI;;;;1.1.1970",
    )
    found = merged(runner, tmp_path, *rows, headers=headers)
    assert [(row["verdict"], row["reason"]) for row in found["rows"]] == [
        ("new_person", None),
        ("new_person", None),
        ("duplicate", None),
        ("invalid", "pesel_missing"),
        ("invalid", "document_incomplete"),
    ]


def test_the_register_shows_the_document_masked(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path, scopes: None
) -> None:
    merged(runner, tmp_path, ROW)
    said = runner.invoke(args=["register", "show", "1-1"]).output
    assert "PESEL: brak, dokument: paszport (UA) ******207, data urodzenia: 10.01.1979" in said
    shown = json.loads(runner.invoke(args=["register", "show", "1-1", "--json"]).stdout)["person"]
    assert (shown["pesel_masked"], shown["document_masked"]) == (None, "paszport (UA) ******207")


def test_a_person_is_not_shown_in_a_traceback() -> None:
    for who in WHO:
        assert who.key not in repr(who)
        assert "FE4600207" not in repr(who)
    assert WHO[0].masked == "******76515"


@pytest.mark.usefixtures("scopes")
def test_what_may_stand_in_for_the_pesel_column_is_told(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "zadnej.csv"
    file.write_bytes(csv_of("1-1;Łoś;Oksana;MBI;Paszport", headers="Nr ewid.;Nazwisko;Imię;Zakres;Rodzaj dokumentu"))
    said = runner.invoke(args=["intake", "check", str(file)])
    assert said.exit_code == 1
    assert "W pliku brakuje kolumny „PESEL”" in said.stderr
    assert "„Rodzaj dokumentu”, „Numer dokumentu”, „Kraj dokumentu” i „Data urodzenia”" in said.stderr
