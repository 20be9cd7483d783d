"""What a row changes, field by field."""

from datetime import date

from examportal.intake.rules.differences import Difference, Told, differences
from examportal.intake.rules.records import Entry, State
from examportal.register.rules import NumberEntry, PersonalData, PersonEntry
from tests.intake.rows import reading

DAY = date(2024, 9, 1)
GES = PersonEntry("Gęś", "Grzegorz", PersonalData(email="stary@example.pl"))
BEFORE = State(GES, {"1-1": NumberEntry("1-1", "MBI", DAY)})


def entry(**said: object) -> Entry:
    found = reading(2, **said).entry  # type: ignore[arg-type]
    assert found is not None
    return found


def test_an_empty_cell_changes_nothing() -> None:
    assert differences(entry(), BEFORE, GES) == []


def test_person_and_number_in_one_order() -> None:
    row = entry(last_name="Gęś-Nowa", scope_code="E8P", removed_on=DAY, phone="+48501501501")
    assert differences(row, BEFORE, None) == [
        Difference(Told.LAST_NAME, "Gęś", "Gęś-Nowa"),
        Difference(Told.SCOPE, "MBI", "E8P"),
        Difference(Told.REMOVED_ON, None, "2024-09-01"),
        Difference(Told.PHONE, None, "+48501501501"),
    ]


def test_what_a_later_row_says_otherwise_is_not_the_change_of_this_row() -> None:
    target = PersonEntry("Gęś-Nowa", "Grzegorz", PersonalData(email="nowy@example.pl"))
    row = entry(last_name="Gęś-Nowa", email="inny@example.pl")
    assert differences(row, BEFORE, target) == [Difference(Told.LAST_NAME, "Gęś", "Gęś-Nowa")]


def test_whom_the_register_does_not_have_cannot_be_corrected() -> None:
    assert differences(entry(), State(), None) == []
