"""CSV files out: Polish letters arrive, nothing computes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examportal.sheets.reader import read_csv
from examportal.sheets.writer import guard, write_csv


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
