"""`flask legacy check`: the sample file gives the verdicts that stand beside it; what is said of it, and of no file."""

import csv
import dataclasses
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.legacy import wording
from examportal.legacy.columns import Field
from examportal.legacy.reader import Fault, TooVaried
from examportal.legacy.rules import Judged, OldAccount, Reason
from tests.intake.conftest import SAMPLES

SAMPLE = SAMPLES / "legacy" / "accounts.csv"
HEAD = "login;nazwa;email;rola;sekcja;uprawnienie;podglad;edycja\n"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Return a file with an account that moves, one that does not, and faulty rows."""
    file = tmp_path / "konta.csv"
    rows = ["u1;Anna;u1@example.pl;użytkownik;A;Umowy;tak;tak", "u2;Jan;;użytkownik;A;Umowy;nie;tak"]
    rows += [f"u3;Ewa;u3@example.pl;użytkownik;A;r{number};tak;tak" for number in range(50)]
    rows += [f"u3;Ewa;u3@example.pl;użytkownik;A;r{number};tak;nie" for number in range(50)]
    file.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    return file


def test_the_sample_gives_the_verdicts_beside_it(runner: FlaskCliRunner) -> None:
    with Path(f"{SAMPLE}.expected.csv").open(encoding="utf-8") as beside:
        expected = [tuple(row) for row in csv.reader(beside, delimiter=";")][1:]
    said = runner.invoke(args=["legacy", "check", str(SAMPLE), "--json"])
    assert said.exit_code == 0, said.output
    found = json.loads(said.stdout)
    assert [(one["login"], one["verdict"], one["reason"]) for one in found["accounts"]] == expected
    assert (found["file_error"], found["totals"], found["row_errors"]) == (None, {"TAK": 18, "NIE": 24}, [])
    assert len(found["sections"]) == 4
    assert {one["verdict"] for one in found["accounts"] if one["missing"]} == {"NIE"}
    assert "Zgłoszenia @ Egzamin zawodowy: edit" in found["accounts"][18]["missing"]


def test_faulty_rows_are_told_with_their_lines(runner: FlaskCliRunner, faulty: Path) -> None:
    found = json.loads(runner.invoke(args=["legacy", "check", str(faulty), "--json"]).stdout)
    assert [(one["login"], one["reason"]) for one in found["accounts"]] == [
        ("u1", "equal_rights"), ("u2", "row_error"), ("u3", "row_error"),
    ]  # fmt: skip
    assert found["row_errors"][:2] == [
        {"line": 3, "message": "Jest edycja bez podglądu."},
        {"line": 54, "message": "To samo uprawnienie w tej samej sekcji ma inne wartości niż w wierszu 4."},
    ]
    assert found["accounts"][1]["message"].startswith(
        "W pliku są błędne wiersze tego konta, więc nie wiadomo, jakie ma uprawnienia. Błędny wiersz: 3."
    )
    assert found["accounts"][1]["message"].endswith("nieczytelny, więc zaproszenie nie dojdzie.")
    assert "62, 63 i dalsze." in found["accounts"][2]["message"]


def test_the_same_in_words(app: Flask, runner: FlaskCliRunner, faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = runner.invoke(args=["legacy", "check", str(faulty)]).output
    assert "Sekcje (1): A.\nKonta: 3 (przechodzi 1, nie przechodzi 2).\n  u2: W pliku" in said
    assert "Błędne wiersze: 51.\n  wiersz 3: Jest edycja bez podglądu." in said
    assert said.endswith("  … i dalsze: 11. Wszystkie są w --json.\n")
    named = dataclasses.replace(app.extensions["settings"], legacy_sections=("B",))
    monkeypatch.setitem(app.extensions, "settings", named)
    said = runner.invoke(args=["legacy", "check", str(faulty)]).output
    assert "Sekcje (1): B.\nNie liczą się, bo nie ma ich w LEGACY_SECTIONS: A.\n" in said


def test_a_file_that_cannot_be_read(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "konta.csv"
    file.write_text("login;rola\nu1;administrator\n", encoding="utf-8")
    said = runner.invoke(args=["legacy", "check", str(file), "--json"])
    assert (said.exit_code, json.loads(said.stdout)["file_error"]["code"]) == (1, "column_missing")
    assert "W pliku brakuje kolumn: „nazwa”, „email”, „sekcja”, „uprawnienie”, „podglad”, „edycja”." in said.stderr
    file.write_text(HEAD.replace("nazwa;", ""), encoding="utf-8")
    assert "brakuje kolumny „nazwa”." in runner.invoke(args=["legacy", "check", str(file)]).stderr
    file.write_text(f"{HEAD}u1;Anna;;administrator;;;;\n", encoding="utf-8")
    said = runner.invoke(args=["legacy", "check", str(file)])
    assert said.output == "Sekcje (0): żadnych.\nKonta: 1 (przechodzi 1, nie przechodzi 0).\n"
    file.write_bytes(b"")
    said = runner.invoke(args=["legacy", "check", str(file)])
    assert (said.exit_code, said.stdout, said.stderr) == (1, "", "Plik jest pusty.\n")
    said = runner.invoke(args=["legacy", "check", str(file), "--json"])
    assert json.loads(said.stdout)["file_error"] == {"code": "file_empty", "message": "Plik jest pusty."}
    assert runner.invoke(args=["legacy", "check", str(tmp_path / "nie-ma.csv")]).exit_code == 2


def test_everything_has_its_words() -> None:
    assert set(wording.REASONS) == set(wording._SENTENCES) == set(Reason)
    assert set(wording.FAULT_SENTENCES) == set(Fault)
    assert set(wording._HEADERS) == set(Field)
    assert wording.file_code(TooVaried()) == "too_varied"
    assert "nie jest wykaz kont" in wording.file_sentence(TooVaried())
    anna = OldAccount("u1", is_administrator=True, email="anna@example.pl", is_faulty=True)
    told = wording.sentence(anna, Judged(Reason.ADMINISTRATOR), (5, 8))
    assert told == "Administrator przechodzi zawsze. Błędne wiersze: 5, 8."
