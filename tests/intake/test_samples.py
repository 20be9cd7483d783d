"""The sample files give exactly the verdicts that stand beside them, through the real commands."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from tests.intake.conftest import Expected

Read = Callable[[str], Expected]


def intake(runner: FlaskCliRunner, verb: str, file: Path, *options: str, exit_code: int = 0) -> dict[str, Any]:
    said = runner.invoke(args=["intake", verb, str(file), "--json", *options])
    assert said.exit_code == exit_code, said.output
    found: dict[str, Any] = json.loads(said.stdout)
    assert sum(found["totals"].values()) == len(found["rows"])
    return found


def verdicts(found: dict[str, Any]) -> Expected:
    return {
        row["line"]: (row["verdict"], row["reason"] or "", ",".join(row["repairs"]), ",".join(row["warnings"]))
        for row in found["rows"]
    }


ALONE = (
    "01_clean.csv",
    "02_excel_cp1250.csv",
    "03_iso8859_2.csv",
    "04_unicode_text.txt",
    "05_sep_line.csv",
    "06_excel_damage.xlsx",
    "07_libreoffice.ods",
    "08_scientific.csv",
    "09_conflicts.csv",
    "11_no_pesel.csv",
    "12_title_rows.xlsx",
    "17_mixed_numbers.xlsx",
    "18_old_excel.xls",
    "19_ibm852.csv",
)


@pytest.mark.parametrize("name", ALONE)
@pytest.mark.usefixtures("scopes")
def test_a_sample_against_an_empty_register(runner: FlaskCliRunner, samples: Path, expected: Read, name: str) -> None:
    found = intake(runner, "check", samples / name)
    assert verdicts(found) == expected(name)
    assert all(row["message"].endswith(".") for row in found["rows"])
    assert found["import_id"] is None


@pytest.mark.usefixtures("scopes")
def test_a_merged_sample_is_unchanged_the_second_time(runner: FlaskCliRunner, samples: Path, expected: Read) -> None:
    first = intake(runner, "merge", samples / "01_clean.csv")
    assert verdicts(first) == expected("01_clean.csv")
    assert first["consequences"]["new_people"] == 150
    assert first["consequences"]["new_numbers"] == 198
    second = intake(runner, "merge", samples / "01_clean.csv")
    assert second["totals"]["unchanged"] == 198
    assert second["import_id"] > first["import_id"]


@pytest.mark.usefixtures("scopes")
def test_updates_removals_and_returns(runner: FlaskCliRunner, samples: Path, expected: Read) -> None:
    intake(runner, "merge", samples / "01_clean.csv")
    update = samples / "10_update_of_01.csv"
    assert verdicts(intake(runner, "check", update)) == expected(update.name)
    assert intake(runner, "merge", update, exit_code=1)["import_id"] is None
    assert verdicts(intake(runner, "check", update)) == expected(update.name)
    merged = intake(runner, "merge", update, "--skip-conflicts")
    assert merged["import_id"] is not None
    assert merged["consequences"]["people_losing_last_number"] == 3
    after = intake(runner, "check", update)
    assert (after["totals"]["unchanged"], after["totals"]["conflict"]) == (40, 5)
    returns = samples / "20_removed_returns.csv"
    assert verdicts(intake(runner, "check", returns)) == expected(returns.name)


@pytest.mark.usefixtures("scopes")
def test_after_a_merge_with_conflicts_left_out_the_others_keep_their_verdict(
    runner: FlaskCliRunner, samples: Path, expected: Read
) -> None:
    name = "09_conflicts.csv"
    intake(runner, "merge", samples / name, "--skip-conflicts")
    after = verdicts(intake(runner, "check", samples / name))
    applied = {"new_person": "unchanged", "new_number": "unchanged"}
    assert after == {line: (applied.get(row[0], row[0]), *row[1:]) for line, row in expected(name).items()}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("13_no_number_column.csv", "column_missing"),
        ("14_pdf_named.xlsx", "not_a_spreadsheet"),
        ("15_zip_bomb.xlsx", "too_large_unpacked"),
        ("16_empty.csv", "file_empty"),
    ],
)
@pytest.mark.usefixtures("scopes")
def test_a_file_that_cannot_be_read_is_refused(runner: FlaskCliRunner, samples: Path, name: str, code: str) -> None:
    for verb in ("check", "merge"):
        found = intake(runner, verb, samples / name, exit_code=1)
        assert found["file_error"]["code"] == code
        assert found["file_error"]["message"].endswith(".")
        assert (found["rows"], found["import_id"]) == ([], None)


@pytest.mark.usefixtures("scopes")
def test_people_without_a_pesel_are_known_the_second_time(runner: FlaskCliRunner, samples: Path) -> None:
    first = intake(runner, "merge", samples / "11_no_pesel.csv")
    assert (first["consequences"]["new_people"], first["consequences"]["new_numbers"]) == (5, 5)
    assert intake(runner, "check", samples / "11_no_pesel.csv")["totals"]["unchanged"] == 5
