"""`flask intake …`: what a clerk reads, what a script reads, and how it ends."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.intake import commands, wording
from examportal.intake.rules.differences import Told
from examportal.intake.rules.records import Reason, Repair, RowWarning, Verdict
from examportal.sheets.reader import FileError, FileFault, read_csv
from examportal.sheets.wording import FAULTS
from tests.accounts.owners import told
from tests.intake.rows import HEADERS, PESELS, csv_of

GOOD = f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;;=1+1;+48 526 662 323"
BAD = "123;1-2;Żak;Ewa;MBI;;;;"

pytestmark = pytest.mark.usefixtures("scopes")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plik.csv"
    path.write_bytes(csv_of(GOOD, "", BAD))
    return path


def test_a_check_in_words(runner: FlaskCliRunner, file: Path) -> None:
    said = runner.invoke(args=["intake", "check", str(file)])
    assert said.exit_code == 0
    assert "Wiersze: 2 (nowa osoba 1, błędny wiersz 1)." in said.output
    assert "wiersz 4: błędny wiersz. PESEL musi mieć dokładnie 11 cyfr." in said.output
    assert PESELS[0] not in said.output


def test_a_check_as_json(runner: FlaskCliRunner, file: Path) -> None:
    found = json.loads(runner.invoke(args=["intake", "check", str(file), "--json"]).stdout)
    assert list(found) == [
        "file_error", "encoding", "delimiter", "sheet", "columns", "totals", "consequences", "import_id", "rows",
    ]  # fmt: skip
    assert (found["encoding"], found["delimiter"], found["sheet"]) == ("utf-8", ";", None)
    assert found["columns"]["registry_number"] == "Numer ewidencyjny"
    assert found["consequences"] == {
        "new_people": 1, "new_numbers": 1, "numbers_on_existing_accounts": 0, "people_losing_last_number": 0,
        "letters": 0, "letters_by_provider": {},
    }  # fmt: skip
    assert found["rows"][1] == {
        "line": 4, "verdict": "invalid", "reason": "pesel_length", "repairs": [], "warnings": [],
        "message": "PESEL musi mieć dokładnie 11 cyfr.",
    }  # fmt: skip


def test_an_address_outside_is_a_warning_where_the_board_has_said_which_are_its_voivodeships(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    path = tmp_path / "plik.csv"
    path.write_bytes(csv_of(f"{GOOD};30-001", headers=f"{HEADERS};Kod pocztowy"))
    warned = []
    for own in ((), ("łódzkie",)):
        with told(app, board_voivodeships=own):
            (row,) = json.loads(runner.invoke(args=["intake", "check", str(path), "--json"]).stdout)["rows"]
        warned.append((row["verdict"], "outside_region" in row["warnings"]))
    assert warned == [("new_person", False), ("new_person", True)]


def test_the_report_is_the_clerks_own_file_with_two_columns(runner: FlaskCliRunner, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "raport.csv"
    said = runner.invoke(args=["intake", "merge", str(file), "--report", str(out)])
    assert said.exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    header, good, bad = read_csv(out.read_bytes()).rows()
    assert header.cells[-3:] == ("Telefon", "werdykt", "powód")
    assert good.cells[-5:-1] == ("", "'=1+1", "+48 526 662 323", "nowa osoba")
    assert (bad.line, bad.cells[-2]) == (4, "błędny wiersz")
    again = json.loads(runner.invoke(args=["intake", "check", str(out), "--json"]).stdout)
    assert [row["verdict"] for row in again["rows"]] == ["unchanged", "invalid"]


def test_a_report_keeps_a_title_above_the_headers(runner: FlaskCliRunner, tmp_path: Path) -> None:
    source, out = tmp_path / "z_tytulem.csv", tmp_path / "raport.csv"
    source.write_bytes(b"Wykaz\n\n" + csv_of(GOOD).removeprefix(b"\xef\xbb\xbf"))
    runner.invoke(args=["intake", "check", str(source), "--report", str(out)])
    title, header, row = read_csv(out.read_bytes()).rows()
    assert (title.line, header.line, row.line) == (1, 3, 4)
    assert header.cells[-1] == "powód"


def test_a_report_that_cannot_be_written_stops_everything(runner: FlaskCliRunner, file: Path, tmp_path: Path) -> None:
    assert runner.invoke(args=["intake", "check", str(file), "--report", "nie/ma/out.csv"]).exit_code == 2
    target = tmp_path / ("a" * 300)
    for verb in ("check", "merge"):
        said = runner.invoke(args=["intake", verb, str(file), "--report", str(target)])
        assert said.exit_code == 1
        assert "Raportu nie da się zapisać w podanym miejscu; niczego nie wczytano." in said.stderr
    assert "Nie wczytano jeszcze żadnego pliku." in runner.invoke(args=["intake", "list"]).output


def test_a_refused_file_leaves_no_empty_report(runner: FlaskCliRunner, tmp_path: Path) -> None:
    source, out = tmp_path / "plik.csv", tmp_path / "raport.csv"
    source.write_bytes(b"a;b")
    assert runner.invoke(args=["intake", "check", str(source), "--report", str(out)]).exit_code == 1
    assert not out.exists()


def test_a_report_for_which_the_disk_is_full_is_said(runner: FlaskCliRunner, file: Path) -> None:
    said = runner.invoke(args=["intake", "check", str(file), "--report", "/dev/full"])
    assert said.exit_code == 1
    assert "Raportu nie udało się zapisać" in said.stderr
    assert "Wiersze: 2" in said.stdout


def test_a_correction_shows_what_was_and_what_is_to_be(runner: FlaskCliRunner, file: Path, tmp_path: Path) -> None:
    runner.invoke(args=["intake", "merge", str(file)])
    changed = tmp_path / "zmiany.csv"
    changed.write_bytes(csv_of(f"{PESELS[0]};1-1;Gęś-Nowa;Grzegorz;E8P;09.05.2022;30.06.2030;;"))
    (row,) = json.loads(runner.invoke(args=["intake", "check", str(changed), "--json"]).stdout)["rows"]
    assert row["changes"] == [
        {"field": "last_name", "old": "Gęś", "new": "Gęś-Nowa"},
        {"field": "scope", "old": "MBI", "new": "E8P"},
        {"field": "entered_on", "old": "2022-05-08", "new": "2022-05-09"},
        {"field": "removed_on", "old": None, "new": "2030-06-30"},
    ]
    said = runner.invoke(args=["intake", "check", str(changed)]).output
    assert "Nazwisko: „Gęś” → „Gęś-Nowa”. Zakres: „MBI” → „E8P”. Data wpisu: 08.05.2022 → 09.05.2022." in said
    assert "Data skreślenia: brak → 30.06.2030." in said


def test_a_merge_in_words(runner: FlaskCliRunner, file: Path) -> None:
    said = runner.invoke(args=["intake", "merge", str(file)])
    assert said.exit_code == 0
    assert "Wczytano. Numer importu:" in said.output


def test_a_merge_with_conflicts_is_refused(runner: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "plik.csv"
    path.write_bytes(csv_of(GOOD, f"{PESELS[1]};1-1;Żak;Ewa;MBI;;;;"))
    said = runner.invoke(args=["intake", "merge", str(path)])
    assert said.exit_code == 1
    assert "są wiersze do rozstrzygnięcia (2)" in said.stderr
    assert runner.invoke(args=["intake", "merge", str(path), "--skip-conflicts"]).exit_code == 0


def test_repairs_wait_for_consent(runner: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "plik.csv"
    path.write_bytes(csv_of("1271586110;1-9;Gęś;Grzegorz;MBI;;;;"))
    waiting = runner.invoke(args=["intake", "merge", str(path)])
    assert waiting.exit_code == 0
    assert "Wiersze czekające na zgodę na naprawę (merge --accept-repair): 1." in waiting.output
    accepted = runner.invoke(args=["intake", "merge", str(path), "--accept-repair", "zero_restored"])
    assert "nowa osoba 1" in accepted.output
    assert "czekające" not in accepted.output
    assert runner.invoke(args=["intake", "merge", str(path), "--accept-repair", "other"]).exit_code == 2


def test_a_long_list_is_cut_with_a_hint(runner: FlaskCliRunner, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "ROWS_SHOWN", 1)
    said = runner.invoke(args=["intake", "check", str(file)])
    assert "… i dalsze: 1. Wszystkie są w raporcie (--report OUT)." in said.output


def test_a_refused_file_in_words(runner: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "plik.csv"
    path.write_bytes(csv_of(GOOD, headers="PESEL;Nazwisko"))
    said = runner.invoke(args=["intake", "check", str(path)])
    assert said.exit_code == 1
    assert said.stdout == ""
    assert "W pliku brakuje kolumn: „Numer ewidencyjny”, „Imiona”, „Zakres”." in said.stderr


def test_a_file_from_standard_input_without_rows(runner: FlaskCliRunner) -> None:
    said = runner.invoke(args=["intake", "check", "-"], input=csv_of())
    assert "Wiersze: 0 (żadnych danych)." in said.output
    blank = runner.invoke(args=["intake", "check", "-"], input=b";;;\n")
    assert "Plik jest pusty." in blank.stderr


@pytest.mark.parametrize("name", ["utf-8", "UTF8", "utf-8-sig"])
def test_the_encoding_may_be_named(runner: FlaskCliRunner, file: Path, name: str) -> None:
    assert runner.invoke(args=["intake", "check", str(file), "--encoding", name]).exit_code == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--encoding", "cp037"], "portal nie czyta takiego kodowania; czyta: utf-8, utf-16, windows-1250"),
        (["--encoding", "polski"], "portal nie czyta takiego kodowania"),
        (["--sheet", "Arkusz1"], "w pliku nie ma takiego arkusza; nie ma w nim arkuszy"),
    ],
)
def test_what_a_csv_cannot_mean_is_wrong_usage(
    runner: FlaskCliRunner, file: Path, options: list[str], words: str
) -> None:
    said = runner.invoke(args=["intake", "check", str(file), *options])
    assert said.exit_code == 2
    assert words in said.stderr


def test_the_list_of_imports(runner: FlaskCliRunner, file: Path) -> None:
    assert "Nie wczytano jeszcze żadnego pliku." in runner.invoke(args=["intake", "list"]).output
    merged = json.loads(runner.invoke(args=["intake", "merge", str(file), "--json"]).stdout)
    (found,) = json.loads(runner.invoke(args=["intake", "list", "--json"]).stdout)["imports"]
    assert (found["import_id"], found["totals"]) == (merged["import_id"], merged["totals"])
    assert "nowa osoba 1, błędny wiersz 1" in runner.invoke(args=["intake", "list"]).output


def test_everything_has_its_words() -> None:
    assert set(wording.VERDICTS) == set(Verdict)
    assert set(wording._REASONS) == set(Reason)
    assert set(wording._REPAIRS) == set(Repair)
    assert set(wording._WARNINGS) == set(RowWarning)
    assert set(wording._TOLD) == set(Told)
    assert set(FAULTS) == set(FileFault)
    assert set(wording._SENTENCES) | {Verdict.CORRECT, Verdict.CONFLICT, Verdict.INVALID} == set(Verdict)


def test_the_place_of_a_fault_is_named() -> None:
    assert wording.file_sentence(FileError(FileFault.TRUNCATED, 7)).endswith("Miejsce: wiersz 7.")
