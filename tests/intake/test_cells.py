"""The cells of one row: what is put right in silence, what is repaired, and the first fault in the order of judging."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examportal.intake.cells import Cells, read_date, read_row
from examportal.intake.columns import Field
from examportal.intake.rules.records import Entry, Reading, Reason, Repair, RowWarning
from examportal.intake.traces import plain
from examportal.sheets.reader import Kind
from tests.intake.rows import CELLS, WHO, YARDSTICK


def read(**cells: str) -> Reading:
    return read_row(7, Cells(CELLS | {Field(name): cell for name, cell in cells.items()}), YARDSTICK)


def entry_of(**cells: str) -> Entry:
    found = read(**cells).entry
    assert found is not None
    return found


def test_a_plain_row() -> None:
    assert read(entered_on="08.05.2022", email="Jan@Example.pl", phone="526 662 323") == Reading(
        7,
        Entry(
            WHO[0], "301658022", "Gęś", "Grzegorz", "MBI", date(2022, 5, 8), None,
            "Jan@example.pl", "+48526662323",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    "cell",
    [
        '="51021976515"',
        "'51021976515",
        "51021976515.0",
        "\ufeff5102\u200b1976515",
        " 51 02 19 76515 ",
        "510219-76515",
        "51021976515,00",
    ],
)
def test_traces_of_spreadsheets_in_a_pesel(cell: str) -> None:
    found = read(pesel=cell)
    assert found.entry is not None
    assert (found.entry.identity.key, found.repairs) == ("51021976515", ())


@pytest.mark.parametrize(
    ("cell", "pesel", "repairs"),
    [
        ("8,5041775586E+10", "85041775586", (Repair.SCIENTIFIC_EXPANDED,)),
        ("8.5041775586e10", "85041775586", (Repair.SCIENTIFIC_EXPANDED,)),
        ("1271586110", "01271586110", (Repair.ZERO_RESTORED,)),
        ("272414389", "00272414389", (Repair.ZERO_RESTORED,)),
        ("1,271586110E+09", "01271586110", (Repair.SCIENTIFIC_EXPANDED, Repair.ZERO_RESTORED)),
    ],
)
def test_repairs_that_lose_nothing(cell: str, pesel: str, repairs: tuple[Repair, ...]) -> None:
    found = read(pesel=cell)
    assert found.entry is not None
    assert (found.entry.identity.key, found.repairs) == (pesel, repairs)


def read_kinds(kinds: dict[Field, Kind], **cells: str) -> Reading:
    return read_row(7, Cells(CELLS | {Field(name): cell for name, cell in cells.items()}, kinds), YARDSTICK)


def test_a_number_from_a_numeric_cell() -> None:
    found = read_kinds({Field.REGISTRY_NUMBER: Kind.NUMBER, Field.PESEL: Kind.NUMBER})
    assert found.warnings == (RowWarning.NUMBER_FROM_NUMERIC_CELL,)


@pytest.mark.parametrize(
    "field", [Field.PESEL, Field.REGISTRY_NUMBER, Field.FIRST_NAMES, Field.SCOPE, Field.ENTERED_ON, Field.REMOVED_ON]
)
def test_a_formula_without_a_value_where_the_row_depends_on_it(field: Field) -> None:
    assert read_kinds({field: Kind.NO_VALUE}, **{field: ""}).fault is Reason.FORMULA_WITHOUT_VALUE


def test_a_formula_without_a_value_is_judged_in_its_turn() -> None:
    assert read_kinds({Field.SCOPE: Kind.NO_VALUE}, pesel="1").fault is Reason.PESEL_LENGTH


def test_a_formula_without_a_value_in_a_contact_never_stops_a_row() -> None:
    found = read_kinds({Field.EMAIL: Kind.NO_VALUE, Field.PHONE: Kind.NO_VALUE})
    assert found.warnings == (RowWarning.EMAIL_IGNORED, RowWarning.PHONE_IGNORED)


def test_a_number_that_the_spreadsheet_made_a_date() -> None:
    found = read_kinds({Field.REGISTRY_NUMBER: Kind.DATE}, registry_number="10:30:00")
    assert found.fault is Reason.NUMBER_IS_DATE


@pytest.mark.parametrize(
    ("cell", "day"),
    [("41172", date(2012, 9, 20)), ("41172.0", date(2012, 9, 20)), ("41172,75", date(2012, 9, 20))],
)
def test_a_day_as_the_spreadsheet_counts_it(cell: str, day: date) -> None:
    assert entry_of(entered_on=cell).entered_on == day


@pytest.mark.parametrize("cell", ["2015", "99999", "411722", "12.03.15", "-41172"])
def test_numbers_that_are_no_day(cell: str) -> None:
    assert read(entered_on=cell).fault is Reason.DATE_INVALID


@pytest.mark.parametrize(
    ("fault", "cells"),
    [
        (Reason.PESEL_MISSING, {"pesel": " "}),
        (Reason.PESEL_LENGTH, {"pesel": "5703203485"}),  # padded it would be somebody born in 1905
        (Reason.PESEL_LENGTH, {"pesel": "850101123456"}),
        (Reason.PESEL_LENGTH, {"pesel": "8501011234X"}),
        (Reason.PESEL_LENGTH, {"pesel": "=A1"}),
        (Reason.PESEL_CHECKSUM, {"pesel": "51021976516"}),
        (Reason.PESEL_CHECKSUM, {"pesel": "5,1021976516E+10"}),
        (Reason.PESEL_BIRTH_DATE, {"pesel": "00000000000"}),
        (Reason.PESEL_BIRTH_DATE, {"pesel": "14282004942"}),
        (Reason.PESEL_SCIENTIFIC, {"pesel": "5,30427E+10"}),
        (Reason.PESEL_SCIENTIFIC, {"pesel": "5E10"}),
        (Reason.NUMBER_MISSING, {"registry_number": "'"}),
        (Reason.NUMBER_FORMAT, {"registry_number": '=HYPERLINK("x")'}),
        (Reason.NUMBER_FORMAT, {"registry_number": "3,01658E+08"}),
        (Reason.NUMBER_FORMAT, {"registry_number": "1" * 31}),
        (Reason.NUMBER_IS_DATE, {"registry_number": "sty.99"}),
        (Reason.NUMBER_IS_DATE, {"registry_number": "01.01.1999"}),
        (Reason.NUMBER_IS_DATE, {"registry_number": "1999-01-01 00:00:00"}),
        (Reason.NAME_MISSING, {"last_name": " \u200b"}),
        (Reason.NAME_MISSING, {"first_names": "-"}),
        (Reason.NAME_MISSING, {"last_name": "=A1"}),
        (Reason.NAME_MISSING, {"last_name": "a" * 101}),
        (Reason.SCOPE_MISSING, {"scope": ""}),
        (Reason.SCOPE_UNKNOWN, {"scope": "QQQ"}),
        (Reason.DATE_INVALID, {"entered_on": "31.02.2020"}),
        (Reason.DATE_INVALID, {"removed_on": "wkrótce"}),
        (Reason.DATE_INVALID, {"entered_on": "01.01.0020"}),
        (Reason.DATE_ORDER, {"entered_on": "01.01.2020", "removed_on": "01.01.2019"}),
    ],
)
def test_each_fault(fault: Reason, cells: dict[str, str]) -> None:
    assert read(**cells) == Reading(7, None, fault)


def test_the_first_fault_gives_the_reason() -> None:
    wrong = {"pesel": "1", "registry_number": "", "last_name": "", "scope": "", "entered_on": "x"}
    mended = {"pesel": CELLS[Field.PESEL], "registry_number": "1", "last_name": "Gęś", "scope": "MBI"}
    faults = []
    for name in wrong:
        faults.append(read(**wrong).fault)
        wrong[name] = mended.get(name, "")
    assert faults == ["pesel_length", "number_missing", "name_missing", "scope_missing", "date_invalid"]


def test_numbers_and_names_are_normalised() -> None:
    found = entry_of(
        registry_number=" 1\u201320456a ", last_name="Nowak – Śląska", first_names="’Jan  Maria", scope="e8p"
    )
    assert (found.registry_number, found.last_name, found.first_names) == ("1-20456A", "Nowak-Śląska", "Jan Maria")
    assert found.scope_code == "E8P"


def test_an_irish_name_and_a_maiden_name_are_names() -> None:
    assert entry_of(last_name="O’Connor").last_name == "O'Connor"
    assert entry_of(last_name="Śliwa, z d. Żak").last_name == "Śliwa, z d. Żak"


def test_a_number_with_the_point_of_a_float() -> None:
    assert entry_of(registry_number="301658022.0").registry_number == "301658022"


@pytest.mark.parametrize("cell", ["brak", "a@b", "jan@example.pl, ewa@example.pl", "a" * 250 + "@example.pl"])
def test_an_unusable_address_never_stops_a_row(cell: str) -> None:
    found = read(email=cell)
    assert found.warnings == (RowWarning.EMAIL_IGNORED,)
    assert found.entry is not None
    assert found.entry.email is None


@pytest.mark.parametrize("cell", ["brak", "12"])
def test_an_unusable_phone_never_stops_a_row(cell: str) -> None:
    assert read(phone=cell).warnings == (RowWarning.PHONE_IGNORED,)


def test_a_birth_date_that_the_pesel_denies() -> None:
    assert read(birth_date="19.02.1951").warnings == ()
    assert read(birth_date="1951-02-20").warnings == (RowWarning.BIRTH_DATE_DIFFERS,)


@pytest.mark.parametrize(
    ("address", "warned"),
    [("90-001", False), ("30-001", True), ("ul. Polna 7/3, 30-001 Kraków", True), ("Kraków", False), ("", False)],
)
def test_an_address_outside_the_boards_voivodeships(address: str, warned: bool) -> None:
    assert read(postcode=address).warnings == ((RowWarning.OUTSIDE_REGION,) if warned else ())


def test_a_fresh_entry_in_a_scope_no_longer_examined() -> None:
    assert read(scope="SPP", entered_on="01.09.2020").warnings == (RowWarning.SCOPE_INACTIVE,)
    assert read(scope="SPP").warnings == (RowWarning.SCOPE_INACTIVE,)
    assert read(scope="SPP", entered_on="24.04.2009").warnings == ()


@pytest.mark.parametrize(
    "text",
    [
        "8.05.2022",
        "08.05.2022 r.",
        "08-05-2022",
        "8/5/2022",
        "08. 05. 2022",
        "2022-05-08",
        "2022-05-08 00:00:00",
        "2022.05.08",
    ],
)
def test_dates_as_offices_write_them(text: str) -> None:
    assert read_date(text) == date(2022, 5, 8)


def test_plain_keeps_what_is_inside() -> None:
    assert plain('="a ""b"""') == 'a "b"'


@given(st.dictionaries(st.sampled_from(Field), st.text(max_size=40)))
def test_no_cell_makes_reading_fail(cells: dict[Field, str]) -> None:
    found = read_row(2, Cells(CELLS | cells), YARDSTICK)
    assert (found.entry is None) == (found.fault is not None)
