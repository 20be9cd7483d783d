"""Files out: Polish letters arrive, nothing computes."""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.exceptions import FileCreateError

from examportal.sheets.reader import look_at, read_csv
from examportal.sheets.writer import guard, write_csv, write_xlsx
from tests.measuring import lines
from tests.storm.scale import times

DANGEROUS = (
    "=1+1", "+48 526 662 323", "-1", "@SUM(A1)", "\t=1", "\r=1", "{=A1}", '=HYPERLINK("x")', "00123", "1E+10",
    "01.02.2020", "http://example.pl", "mailto:a@example.pl", "TRUE", "Zażółć",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _children_are_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the processes that read what was written run without probes: their starts cost most of the time here."""
    monkeypatch.delenv(lines.FOLDER, raising=False)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "  =1", "＝1", '=HYPERLINK("x")', "-1+cmd|' /C x'!A0"]
)
def test_a_formula_is_guarded(cell: str) -> None:
    assert guard(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["+48 526 662 323", "+48526662323", "-12", "Łoś", "", "1-20456", "01.02.2020"])
def test_what_computes_nothing_stays_readable(cell: str) -> None:
    assert guard(cell) == cell


def test_excel_opens_it_with_polish_letters() -> None:
    assert b"".join(write_csv([("Łoś", "a;b"), (), ('"', "=1")])) == '\ufeffŁoś;"a;b"\r\n\r\n"""";\'=1\r\n'.encode()


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=9), min_size=2, max_size=4))
def test_what_was_written_reads_back(cells: list[str]) -> None:
    found = list(read_csv(b"".join(write_csv([("a", "b", "c", "d"), cells]))).rows())
    assert found[1:] == [] or found[1].cells == tuple(guard(cell) for cell in cells)


def test_every_cell_of_a_workbook_is_the_text_that_it_was() -> None:
    content = b"".join(write_xlsx([("Łoś", "b"), (), DANGEROUS]))
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    first, blank, row = (list(cells) for cells in sheet.iter_rows())
    assert (first[0].value, {cell.value for cell in blank}) == ("Łoś", {None})
    # openpyxl reads a line break of the old Mac as XML has it.
    assert [cell.value for cell in row] == [cell.replace("\r", "_x000D_") for cell in DANGEROUS]
    assert {cell.data_type for cell in row} == {"s"}
    assert {cell.number_format for cell in row} == {"@"}
    assert not any(cell.hyperlink for cell in row)


def test_a_workbook_holds_nothing_but_text() -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(write_xlsx([DANGEROUS])))) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in archive.namelist() if "rels" in name and "sheet" in name]
    assert not re.search(r"<f[ >/]|<hyperlink", xml)
    assert len(re.findall(r'<c r="[A-Z]+1" s="1" t="inlineStr">', xml)) == len(DANGEROUS)


@settings(max_examples=times(5, 50))
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1), min_size=2, max_size=4))
def test_a_workbook_reads_back(cells: list[str]) -> None:
    file = look_at(b"".join(write_xlsx([["a"] * 4, cells])))
    assert all(row.kinds == {} for row in file.rows(file.sheets[0]))
    (sheet,) = openpyxl.load_workbook(io.BytesIO(b"".join(write_xlsx([cells])))).worksheets
    assert [cell.value for cell in next(sheet.iter_rows())] == cells


def test_half_letters_and_endless_cells_do_no_harm() -> None:
    (sheet,) = openpyxl.load_workbook(io.BytesIO(b"".join(write_xlsx([("\ud800", "x" * 40_000)])))).worksheets
    assert (sheet["A1"].value, len(sheet["B1"].value)) == ("?", 32_767)


def test_what_is_broken_off_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def torn() -> Iterator[tuple[str]]:
        yield ("a",)
        yield ("b",)
        raise EOFError

    with pytest.raises(EOFError):
        b"".join(write_xlsx(torn()))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    close = xlsxwriter.Workbook.close

    def full(workbook: xlsxwriter.Workbook) -> None:
        close(workbook)
        raise FileCreateError("no space left on device")

    monkeypatch.setattr(xlsxwriter.Workbook, "close", full)
    with pytest.raises(OSError, match="no space"):
        b"".join(write_xlsx([("a",)]))
