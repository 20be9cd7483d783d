"""Workbooks in: their sheets, and cells as text with what they were."""

import io

import pytest

from examportal.sheets import formulas
from examportal.sheets.child import NOTHING_OVERRULED, messages
from examportal.sheets.reader import FileError, FileFault, Kind, Row, look_at
from tests.sheets.workbooks import archive, entries_of_xlsx, ods, row, text, xlsx


def said(data: bytes, verb: str = "rows", sheet: str = "Lista") -> list[object]:
    """Return what the child says, without the child."""
    return list(messages(io.BytesIO(data), verb, NOTHING_OVERRULED, sheet))


def rows(data: bytes) -> list[object]:
    *found, end = said(data)
    assert end == {"end": True}
    told = [row for message in found for row in message["rows"]]  # type: ignore[index]
    return [[*row[:2], dict(row[2])] if len(row) > 2 else row for row in told]


def test_values_become_text_as_people_write_them() -> None:
    cells = (
        '<c><v>51106173</v></c><c><v>1.5</v></c><c><v>1e300</v></c><c t="b"><v>1</v></c><c t="b"><v>0</v></c>'
        '<c t="d"><v>2020-01-02T00:00:00</v></c><c t="d"><v>2020-01-02T10:30:00</v></c>'
    )
    assert rows(xlsx(f"<row>{cells}</row>")) == [
        [
            1,
            ("51106173", "1.5", "1e+300", "PRAWDA", "FAŁSZ", "2020-01-02", "2020-01-02 10:30:00"),
            {0: Kind.NUMBER, 1: Kind.NUMBER, 2: Kind.NUMBER, 3: Kind.TRUTH, 4: Kind.TRUTH, 5: Kind.DATE, 6: Kind.DATE},
        ]
    ]


def test_rows_and_columns_keep_their_places() -> None:
    data = xlsx(f'<row r="3"><c r="C3" t="inlineStr"><is><t>x</t></is></c></row><row r="7">{text("")}</row>', row(""))
    assert rows(data) == [[3, ("", "", "x")]]


def test_a_sheet_without_anything() -> None:
    assert rows(xlsx()) == []


def test_formulas_without_a_value_and_errors() -> None:
    data = xlsx(
        "<row><c><f>A1</f></c><c><f>A1</f><v/></c><c><f>A1</f><v>2</v></c>"
        '<c t="str"><f>A1</f><v></v></c><c t="e"><v>#N/A</v></c><c t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="5"><c r="E5"><v>1</v></c><c r="AA5"><f>A1</f></c><c r="ZZ5"><f>A1</f></c></row>',
    )
    first, second = rows(data)
    assert first == [
        1,
        ("", "", "2", "", "", "x"),
        {0: Kind.NO_VALUE, 1: Kind.NO_VALUE, 2: Kind.NUMBER, 4: Kind.NO_VALUE},
    ]
    assert second == [5, ("",) * 4 + ("1",) + ("",) * 22, {4: Kind.NUMBER, 26: Kind.NO_VALUE}]


def test_formulas_without_a_value_in_an_ods() -> None:
    cells = (
        '<table:table-cell table:number-columns-repeated="2"/><table:table-cell table:formula="of:=1"/>'
        '<table:table-cell table:formula="of:=1" office:value-type="float" office:value="1"><text:p>1</text:p>'
        '</table:table-cell><table:covered-table-cell table:formula="of:=1" office:value-type="string" '
        'calcext:value-type="error"/><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    )
    blank = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    assert rows(ods(f"{blank}<table:table-row>{cells}</table:table-row>")) == [
        [4, ("", "", "", "1", "", "x"), {2: Kind.NO_VALUE, 3: Kind.NUMBER, 4: Kind.NO_VALUE}]
    ]


def test_a_sheet_whose_part_cannot_be_found_has_no_second_look() -> None:
    entries = entries_of_xlsx({"Lista": row("x")})
    entries["xl/_rels/workbook.xml.rels"] = str(entries["xl/_rels/workbook.xml.rels"]).replace('Id="r1"', 'Id="r9"')
    assert said(archive(entries))[-1] == {"fault": FileFault.TRUNCATED, "line": None}


def test_each_sheet_is_shown_with_its_first_rows() -> None:
    sheets = {"Okładka": row("x"), "Lista": row("a", "b") * 30, "Szeroki": row(*["x"] * 300)}
    found = look_at(archive(entries_of_xlsx(sheets, hidden=("Okładka",)))).sheets
    assert [(sheet.name, sheet.hidden, len(sheet.head)) for sheet in found] == [
        ("Okładka", True, 1), ("Lista", False, 20), ("Szeroki", False, 0),
    ]  # fmt: skip
    assert found[0].fault is None
    assert found[2].fault is not None
    assert found[2].fault.fault is FileFault.TOO_MANY_COLUMNS


def test_rows_come_from_the_child_as_they_are() -> None:
    file = look_at(io.BytesIO(xlsx(row("Łoś", "\u2028"), "<row><c><v>7</v></c></row>")))
    (sheet,) = file.sheets
    expected = [Row(1, ("Łoś", "\u2028")), Row(2, ("7", ""), {0: Kind.NUMBER})]
    assert list(file.rows(sheet)) == expected
    assert next(file.rows(sheet)) == expected[0]


def test_a_giant_cell_and_a_giant_row() -> None:
    for giant in (row("x" * 131_073), row(*["x" * 100_000] * 11)):
        assert said(xlsx(row("a"), giant))[-1] == {"fault": FileFault.TRUNCATED, "line": 2}


def test_a_sheet_that_goes_wrong_behind_its_rows() -> None:
    entries = entries_of_xlsx({"Lista": "<row><c><f>A1</f></c><c><v>1</v></c></row>"})
    entries["xl/worksheets/sheet1.xml"] = str(entries["xl/worksheets/sheet1.xml"]) + "<"
    assert said(archive(entries)) == [{"fault": FileFault.TRUNCATED, "line": None}]


def test_a_text_file_is_one_sheet_without_a_name() -> None:
    about, first, end = said("Łoś\tŻak\r\n".encode("utf-16"), "look")
    assert about == {"sheet": None, "hidden": False, "encoding": "utf-16", "delimiter": "\t"}
    assert (first, end) == ([1, ("Łoś", "Żak")], {"end": True})
    assert said(b"a;b")[0] == {"rows": [[1, ("a", "b")]]}


def test_rows_are_told_some_at_a_time_and_long_ones_alone() -> None:
    *told, end = said(b"a\n" * 450 + b"x" * 70_000 + b"\nb\n")
    assert [len(message["rows"]) for message in told] == [200, 200, 51, 1]  # type: ignore[index]
    assert end == {"end": True}


def test_a_sheet_torn_in_the_middle_is_truncated() -> None:
    with pytest.raises(FileError) as refused:
        formulas._listen(iter([b"<sheetData><row>"]), formulas._Attributes("row"))
    assert refused.value.fault is FileFault.TRUNCATED
