"""Rows told at one look say what the long way says; whatever is not plain goes the long way."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from examportal.intake.cells import Cells, read_row
from examportal.intake.columns import Columns, Field
from examportal.intake.plain_rows import PlainRows
from examportal.intake.rules.records import Reading
from examportal.sheets.reader import Kind, Row
from tests.intake.crowd import pesel
from tests.intake.rows import PESELS, YARDSTICK

FIELDS = (
    Field.PESEL, Field.REGISTRY_NUMBER, Field.LAST_NAME, Field.FIRST_NAMES, Field.SCOPE, Field.ENTERED_ON,
    Field.REMOVED_ON, Field.EMAIL, Field.PHONE, Field.BIRTH_DATE, Field.POSTCODE,
)  # fmt: skip
# The columns of a file never stand in the order of the pattern.
COLUMNS = Columns(1, {field: place for place, field in enumerate(reversed(FIELDS))}, {})
PLAIN = {
    Field.PESEL: PESELS[0],
    Field.REGISTRY_NUMBER: "7-12345",
    Field.LAST_NAME: "Kowalska – Nowak",
    Field.FIRST_NAMES: "Żaneta",
    Field.SCOPE: "MBI",
    Field.ENTERED_ON: "01.09.2015",
    Field.REMOVED_ON: "2016-09-01",
    Field.EMAIL: "z.nowak@example.pl",
    Field.PHONE: "501000123",
    Field.BIRTH_DATE: "19.02.1951",
    Field.POSTCODE: "Polna 7, 90-001 Łódź",
}
DAYS = st.dates(date(1880, 1, 1), date(2120, 1, 1)).map("{:%d.%m.%Y}".format)
ODD = st.sampled_from(["", " ", "x", "'1", "1.0", "\t", "\n", "\u00a0", "=1", "1.2.2015", "12-SEP", "1e10", "-", "00"])
SAID: Mapping[Field, st.SearchStrategy[str]] = {
    Field.PESEL: st.integers(0, 900_000).map(pesel) | st.from_regex("[0-9]{9,11}", fullmatch=True),
    Field.REGISTRY_NUMBER: st.from_regex("[0-9A-Z/.-]{1,12}", fullmatch=True),
    Field.LAST_NAME: st.text(max_size=12),
    Field.FIRST_NAMES: st.text(max_size=12),
    Field.SCOPE: st.sampled_from(["MBI", "E8P", "SPP", "mbi", "M B I", "XYZ"]),
    Field.ENTERED_ON: DAYS | st.from_regex("[0-9.-]{7,11}", fullmatch=True),
    Field.REMOVED_ON: DAYS,
    Field.EMAIL: st.emails() | st.from_regex("[a-z0-9@._-]{1,20}", fullmatch=True),
    Field.PHONE: st.from_regex(r"(\+48|48)?[0-9]{8,10}", fullmatch=True),
    Field.BIRTH_DATE: DAYS,
    Field.POSTCODE: st.from_regex(r"([0-9]{2}-[0-9]{3}|x| ){0,3}", fullmatch=True),
}


def both_ways(row: Row, columns: Columns = COLUMNS) -> tuple[Reading | None, Reading]:
    cells = Cells(columns.cells(row), columns.kinds(row))
    return PlainRows(columns, YARDSTICK).read(row), read_row(row.line, cells, YARDSTICK)


def row_of(cells: Mapping[Field, str], kinds: Mapping[Field, Kind] | None = None) -> Row:
    told = {COLUMNS.places[field]: kind for field, kind in (kinds or {}).items()}
    return Row(7, tuple(cells[field] for field in reversed(FIELDS)), told)


def test_a_plain_row() -> None:
    plain, law = both_ways(row_of(PLAIN))
    assert plain == law
    assert law.entry is not None
    assert (law.entry.last_name, law.entry.phone) == ("Kowalska-Nowak", "+48501000123")


@pytest.mark.parametrize("field", [field for field in FIELDS if field not in list(PLAIN)[:5]])
def test_blank_cells_are_plain(field: Field) -> None:
    plain, law = both_ways(row_of(PLAIN | {field: ""}))
    assert plain == law


@given(
    st.dictionaries(st.sampled_from(FIELDS), st.none(), max_size=3).flatmap(
        lambda chosen: st.fixed_dictionaries({field: SAID[field] | ODD for field in chosen})
    )
)
@example({Field.PHONE: "480000000"})
@example({Field.REMOVED_ON: "01.09.2014"})
@example({Field.ENTERED_ON: "31.02.2015"})
@example({Field.REMOVED_ON: "31.02.2017"})
@example({Field.PESEL: "44051401359"})
@example({Field.PESEL: "51991976515"})
@example({Field.BIRTH_DATE: "20.02.1951"})
@example({Field.EMAIL: "a@b.invalid"})
@example({Field.LAST_NAME: "=A1"})
@example({Field.SCOPE: "SPP"})
@example({Field.POSTCODE: "30-001"})
def test_a_row_told_at_one_look_is_what_the_long_way_says(said: dict[Field, str]) -> None:
    plain, law = both_ways(row_of(PLAIN | said))
    assert plain is None or plain == law


@given(st.integers(0, 900_000).map(pesel))
def test_every_sound_pesel_of_an_adult_is_plain(digits: str) -> None:
    plain, law = both_ways(row_of(PLAIN | {Field.PESEL: digits, Field.BIRTH_DATE: ""}))
    assert plain == (law if law.entry else None)


@pytest.mark.parametrize(
    ("kinds", "plain"),
    [
        ({Field.ENTERED_ON: Kind.DATE, Field.PESEL: Kind.NUMBER}, True),
        ({Field.REGISTRY_NUMBER: Kind.NUMBER}, False),
        ({Field.EMAIL: Kind.NO_VALUE}, False),
    ],
)
def test_cells_that_were_no_text(kinds: dict[Field, Kind], plain: bool) -> None:
    found, law = both_ways(row_of(PLAIN, kinds))
    assert found == (law if plain else None)


def test_a_number_that_the_board_does_not_give_goes_the_long_way() -> None:
    strict = replace(YARDSTICK, number_pattern=re.compile("[0-9]{9}"))
    assert PlainRows(COLUMNS, strict).read(row_of(PLAIN)) is None


def test_files_with_fewer_columns() -> None:
    few: dict[Field, int] = {field: place for place, field in enumerate(FIELDS[:5])}
    row = Row(3, tuple(PLAIN[field] for field in FIELDS[:5]))
    plain, law = both_ways(row, Columns(1, few, {}))
    assert plain == law
    assert both_ways(Row(3, row.cells[:4]), Columns(1, few, {}))[0] is None
    without_pesel: dict[Field, int] = {field: place for field, place in few.items() if field is not Field.PESEL}
    assert both_ways(row, Columns(1, without_pesel, {}))[0] is None
