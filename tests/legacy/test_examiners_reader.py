"""Files of an old service's examiners as offices make them."""

import io
from datetime import date

import pytest
from xlsxwriter import Workbook

from examportal.core.pesel import PeselFault
from examportal.legacy.columns import ColumnsMissing
from examportal.legacy.examiners import reader
from examportal.legacy.examiners.reader import Field, read_examiners
from examportal.legacy.examiners.rules import OldExaminer
from examportal.sheets.reader import FileError, FileFault
from examportal.sheets.writer import write_xlsx

HEADERS = ("PESEL", "e-mail", "Nr ewidencyjny", "Data ostatniego logowania")


def read(*lines: str) -> tuple[OldExaminer, ...]:
    content = "\n".join(lines).encode("utf-8-sig")
    return read_examiners(content, today=date(2026, 11, 21), min_age=22).rows


def read_one(cells: str) -> OldExaminer:
    (one,) = read(";".join(HEADERS), cells)
    return one


def book() -> list[str]:
    return list(HEADERS)


def fault_of(*sheets: list[str]) -> FileFault:
    out = io.BytesIO()
    with Workbook(out) as made:
        for cells in sheets:
            made.add_worksheet().write_row(0, 0, cells)
    with pytest.raises(FileError) as fault:
        read_examiners(out.getvalue(), today=date(2026, 11, 21), min_age=22)
    return fault.value.fault


def test_a_row_is_read_with_its_line() -> None:
    found = read("Wykaz kont", "", ";".join(HEADERS), "44051401359; Anna@Example.PL ;1–20456;2025-05-01 08:15:00", "")
    (one,) = found
    assert (one.line, one.pesel, one.registry_number) == (4, "44051401359", "1-20456")
    assert (one.email, one.last_sign_in) == ("Anna@example.pl", date(2025, 5, 1))


def test_headers_in_other_words_and_without_the_day_will_do() -> None:
    (one,) = read("Numer;Numer PESEL;Adres e-mail", "1-1;44051401359;a@example.pl")
    assert (one.registry_number, one.email, one.last_sign_in) == ("1-1", "a@example.pl", None)


def test_a_workbook_is_read_like_a_text_file() -> None:
    content = b"".join(write_xlsx([HEADERS, ("44051401359", "a@example.pl", "1-1", "1.05.2025")]))
    (one,) = read_examiners(content, today=date(2026, 11, 21), min_age=22).rows
    assert (one.line, one.pesel, one.last_sign_in) == (2, "44051401359", date(2025, 5, 1))


@pytest.mark.parametrize(
    ("cell", "pesel", "fault"),
    [
        ("", "", PeselFault.MISSING),
        ("123", "", PeselFault.LENGTH),
        ("44051401358", "", PeselFault.CHECKSUM),
        ("22222222222", "", PeselFault.BIRTH_DATE),
        ('="44051401359"', "44051401359", None),
        ("'440514 01359", "44051401359", None),
        ("1271586110", "01271586110", None),
    ],
)
def test_the_pesel(cell: str, pesel: str, fault: PeselFault | None) -> None:
    one = read_one(f"{cell};a@example.pl;1-1;")
    assert (one.pesel, one.fault) == (pesel, fault)


@pytest.mark.parametrize(("cell", "email"), [("a@", None), ("", None), ("a b@example.pl", "ab@example.pl")])
def test_the_address(cell: str, email: str | None) -> None:
    one = read_one(f"44051401359;{cell};1-1;")
    assert (one.email, one.typed) == (email, cell)


@pytest.mark.parametrize(
    ("cell", "day"),
    [("dawno", None), ("31.02.2025", None), ("9/3/2024", date(2024, 3, 9)), ("2024-03-09", date(2024, 3, 9))],
)
def test_the_day_of_the_last_sign_in(cell: str, day: date | None) -> None:
    assert read_one(f"44051401359;a@example.pl;1-1;{cell}").last_sign_in == day


def test_a_file_that_is_no_list_of_examiners() -> None:
    with pytest.raises(ColumnsMissing) as lacking:
        read("PESEL;login", "44051401359;a")
    assert lacking.value.missing == (Field.EMAIL, Field.REGISTRY_NUMBER)
    with pytest.raises(FileError) as empty:
        read("")
    assert empty.value.fault is FileFault.EMPTY


def test_two_sheets_that_fit_are_a_question_and_an_empty_one_is_none() -> None:
    assert fault_of(book(), book()) is FileFault.TWO_SHEETS_FIT
    assert fault_of([]) is FileFault.EMPTY
    with pytest.raises(ColumnsMissing):
        fault_of(["nic"])


def test_a_file_with_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_ROWS", 2)
    with pytest.raises(FileError) as fault:
        read(";".join(HEADERS), *("44051401359;a@example.pl;1-1;" for _ in range(3)))
    assert fault.value.fault is FileFault.TOO_MANY_ROWS


def test_nothing_of_a_row_shows_in_logs() -> None:
    assert "44051401359" not in repr(read_one("44051401359;a@example.pl;1-1;"))
