"""CSV files in: row numbers as a spreadsheet shows them, delimiters, and one clear refusal for everything else."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examportal.sheets import textfile
from examportal.sheets.reader import FileError, FileFault, Row, read_csv

BOM = b"\xef\xbb\xbf"


def rows(text: str) -> list[Row]:
    return list(read_csv(text.encode()).rows())


def fault_of(data: bytes) -> tuple[FileFault, int | None]:
    with pytest.raises(FileError) as refused:
        list(read_csv(data).rows())
    return refused.value.fault, refused.value.line


def test_blank_lines_are_skipped_and_counted() -> None:
    assert rows("a;b\r\n\r\n;\r\n1;2\r\n") == [Row(1, ("a", "b")), Row(4, ("1", "2"))]


def test_a_cell_over_several_lines_is_one_row_of_the_spreadsheet() -> None:
    assert rows('a;b\n"x\ny";2\n3;4\n') == [Row(1, ("a", "b")), Row(2, ("x\ny", "2")), Row(3, ("3", "4"))]


def test_the_bom_is_no_part_of_the_first_cell() -> None:
    assert next(read_csv(BOM + b"a;b\n").rows()) == Row(1, ("a", "b"))


@pytest.mark.parametrize(
    ("text", "delimiter"), [("a;b,c;d\n", ";"), ("a,b,c\n", ","), ('"a;b;c",d\n', ","), ("a\n", ";")]
)
def test_the_delimiter_is_found(text: str, delimiter: str) -> None:
    assert read_csv(text.encode()).delimiter == delimiter


def test_a_title_with_commas_does_not_choose_the_delimiter() -> None:
    assert read_csv("Wykaz, stan na dziś\na;b;c\n".encode()).delimiter == ";"


def test_a_cell_full_of_commas_does_not_choose_the_delimiter() -> None:
    assert read_csv(b"a;b\n1;x, y, z, and so on\n").delimiter == ";"


@pytest.mark.parametrize("start", [b"", BOM])
def test_a_line_that_announces_the_delimiter_is_obeyed_and_counted(start: bytes) -> None:
    table = read_csv(start + b"sep=|\r\na|b;c\r\n")
    assert (table.delimiter, list(table.rows())) == ("|", [Row(2, ("a", "b;c"))])


def test_only_the_first_lines_are_looked_at_for_the_delimiter() -> None:
    assert read_csv(("a;b\n" * 20 + "1,2,3,4\n").encode()).delimiter == ";"


@pytest.mark.parametrize("data", [b"", BOM, b" \r\n\t\r\n"])
def test_an_empty_file(data: bytes) -> None:
    assert fault_of(data) == (FileFault.EMPTY, None)


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\ntext", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", b" <html>", BOM + b"<?xml"]
)
def test_what_is_no_table(data: bytes) -> None:
    assert fault_of(data) == (FileFault.NOT_A_SPREADSHEET, None)


@pytest.mark.parametrize("data", ["Łoś".encode()[:-1], "Łoś;Żak".encode("utf-32"), "☃☃;Łoś".encode()[1:]])
def test_letters_in_no_encoding_that_offices_use(data: bytes) -> None:
    assert fault_of(data) == (FileFault.ENCODING_UNKNOWN, None)


@pytest.mark.parametrize(
    ("text", "line"), [('a;b\n"x;1\ny;2\n', 2), ('a;b\n1;2\ny;"2', 3), ('a;b\n\n"' + "x" * 140_000 + '";1', 3)]
)
def test_a_quote_that_never_ends_swallows_no_rows_in_silence(text: str, line: int) -> None:
    assert fault_of(text.encode()) == (FileFault.TRUNCATED, line)


def test_a_closed_quote_at_the_very_end() -> None:
    assert rows('a;"b"') == [Row(1, ("a", "b"))]


def test_too_many_columns() -> None:
    assert fault_of(b"a;b\n" + b";" * 256) == (FileFault.TOO_MANY_COLUMNS, 2)


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textfile, "MAX_ROWS", 3)
    assert len(rows("a\n1\n2\n3\n")) == 4
    assert fault_of(b"a\n1\n2\n3\n4\n") == (FileFault.TOO_MANY_ROWS, None)


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textfile, "MAX_BYTES", 3)
    assert fault_of(b"a;b\n") == (FileFault.TOO_LARGE, None)


def test_the_end_mark_of_dos_is_no_row() -> None:
    assert len(rows("a;b\n1;2\n\x1a")) == 2


@given(st.one_of(st.binary(max_size=200), st.text('a";,\n\r\x00=Łś1 ', max_size=200).map(str.encode)))
def test_any_bytes_give_rows_or_the_rooms_own_refusal(data: bytes) -> None:
    lines = []
    with suppress(FileError):
        lines = [row.line for row in read_csv(data).rows()]
    assert lines == sorted(set(lines))
