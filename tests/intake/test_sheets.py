"""Which sheet of a workbook is the register, and what of it reaches the commands."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from tests.intake.rows import HEADERS, PESELS
from tests.sheets.workbooks import archive, entries_of_xlsx, row

pytestmark = pytest.mark.usefixtures("scopes")

REGISTER = row(*HEADERS.split(";")) + row(PESELS[0], "1-1", "Gęś", "Grzegorz", "MBI")
OTHER = row("Okręgowa Komisja")
NARROW = row("PESEL", "Nazwisko", "Imiona", "Zakres")
WIDE = row(*["x"] * 300)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return tmp_path / "plik.xlsx"


def check(runner: FlaskCliRunner, path: Path, sheets: dict[str, str], *options: str, hidden: str = "") -> object:
    """Return the code of the fault of the file, or the sheet that was read."""
    path.write_bytes(archive(entries_of_xlsx(sheets, hidden=(hidden,))))
    found = json.loads(runner.invoke(args=["intake", "check", str(path), "--json", *options]).stdout)
    assert (found["encoding"], found["delimiter"]) == (None, None)
    return found["file_error"]["code"] if found["file_error"] else (found["sheet"], found["totals"]["new_person"])


def test_the_sheet_with_the_columns_is_found(runner: FlaskCliRunner, made: Path) -> None:
    assert check(runner, made, {"Okładka": OTHER, "Lista": REGISTER, "Szeroki": WIDE}) == ("Lista", 1)


def test_two_sheets_fit_until_one_is_named(runner: FlaskCliRunner, made: Path) -> None:
    sheets = {"2025": REGISTER, "2026 ": REGISTER}
    assert check(runner, made, sheets) == "two_sheets_fit"
    assert check(runner, made, sheets, "--sheet", "2026") == ("2026 ", 1)


def test_a_hidden_sheet_is_read_only_by_its_name(runner: FlaskCliRunner, made: Path) -> None:
    sheets = {"Lista": REGISTER, "Stara": REGISTER}
    assert check(runner, made, sheets, hidden="Stara") == ("Lista", 1)
    assert check(runner, made, sheets, "--sheet", "Stara", hidden="Stara") == ("Stara", 1)


def test_what_is_said_when_no_sheet_fits(runner: FlaskCliRunner, made: Path) -> None:
    assert check(runner, made, {"A": OTHER, "B": NARROW}) == "column_missing"
    assert check(runner, made, {"A": OTHER, "B": WIDE}) == "too_many_columns"
    assert check(runner, made, {"A": "", "B": ""}) == "file_empty"


def test_a_sheet_that_is_not_there_is_wrong_usage(runner: FlaskCliRunner, made: Path) -> None:
    made.write_bytes(archive(entries_of_xlsx({"Lista": REGISTER, "Inna": OTHER})))
    said = runner.invoke(args=["intake", "check", str(made), "--sheet", "Nowa"])
    assert said.exit_code == 2
    assert "są w nim: „Lista”, „Inna”" in said.stderr
