"""What must hold of a removal, of its end and of a correction."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from examportal.core.errors import Refusal
from examportal.register.entries.rules import (
    AlreadyRemoved,
    EarlierThanEntry,
    EarlierThanRemoval,
    EarlierThanReturn,
    LaterThanRemoval,
    NothingChanged,
    NotRemoved,
    NotYet,
    NumberCorrection,
    NumberRecord,
    PersonRecord,
    RemovalEntry,
    RemovalRecord,
    check_correction,
    check_removal,
    check_restoration,
    stamp_text,
)
from examportal.register.rules import NumberEntry, PersonalData, PersonEntry

TODAY = date(2026, 11, 20)
ENTERED = date(2020, 5, 8)
PAST = RemovalRecord(date(2022, 1, 1), "wniosek", None, date(2023, 1, 1), datetime(2022, 1, 1, tzinfo=UTC))
LASTING = RemovalRecord(date(2024, 3, 1), "wniosek", "D/1", None, datetime(2024, 3, 1, tzinfo=UTC))
IN_FORCE = NumberRecord(7, NumberEntry("1-1", "MBI", ENTERED), "biologia", [PAST])
REMOVED = NumberRecord(7, NumberEntry("1-1", "MBI", ENTERED, LASTING.removed_on), "biologia", [PAST, LASTING])
SAME = RemovalEntry(LASTING.removed_on, "wniosek", "D/1")


def test_a_number_has_at_most_one_removal_in_force() -> None:
    assert IN_FORCE.removal is None
    assert REMOVED.removal is LASTING


@pytest.mark.parametrize(
    ("day", "refusal"),
    [(date(2020, 5, 7), EarlierThanEntry), (date(2022, 12, 31), EarlierThanReturn)],
)
def test_a_removal_follows_what_was_before(day: date, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check_removal(IN_FORCE, day)


def test_a_removal_may_come_on_the_very_day() -> None:
    check_removal(IN_FORCE, date(2023, 1, 1))
    check_removal(replace(IN_FORCE, entry=NumberEntry("1-1", "MBI"), removals=[]), date(1999, 1, 1))
    assert IN_FORCE.entry.entered_on == ENTERED


@pytest.mark.parametrize(
    ("day", "refusal"),
    [(date(2024, 2, 29), EarlierThanRemoval), (date(2026, 11, 21), NotYet)],
)
def test_a_number_comes_back_between_its_removal_and_today(day: date, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check_restoration(LASTING, day, TODAY)
    for fine in (LASTING.removed_on, TODAY):
        check_restoration(LASTING, fine, TODAY)


def test_a_removal_of_a_later_day_is_called_off_on_that_day() -> None:
    later = replace(LASTING, removed_on=date(2027, 1, 1))
    check_restoration(later, date(2027, 1, 1), TODAY)
    with pytest.raises(EarlierThanRemoval):
        check_restoration(later, TODAY, TODAY)


@pytest.mark.parametrize(
    ("number", "correction", "refusal"),
    [
        (IN_FORCE, NumberCorrection("MBI", ENTERED, None), NothingChanged),
        (REMOVED, NumberCorrection("MBI", ENTERED, SAME), NothingChanged),
        (IN_FORCE, NumberCorrection("MBI", ENTERED, SAME), NotRemoved),
        (REMOVED, NumberCorrection("E8P", ENTERED, None), AlreadyRemoved),
        (IN_FORCE, NumberCorrection("MBI", date(2022, 1, 2), None), LaterThanRemoval),
        (REMOVED, NumberCorrection("MBI", ENTERED, replace(SAME, removed_on=date(2022, 6, 1))), EarlierThanReturn),
    ],
)
def test_a_correction_is_refused(number: NumberRecord, correction: NumberCorrection, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check_correction(number, correction)


@pytest.mark.parametrize(
    ("number", "correction"),
    [
        (IN_FORCE, NumberCorrection("E8P", ENTERED, None)),
        (IN_FORCE, NumberCorrection("MBI", None, None)),
        (REMOVED, NumberCorrection("MBI", date(2021, 1, 1), replace(SAME, ground="inna"))),
    ],
)
def test_a_correction_is_let_through(number: NumberRecord, correction: NumberCorrection) -> None:
    before = number.entry
    check_correction(number, correction)
    assert number.entry == before


def test_the_stamp_is_another_one_as_soon_as_anything_is() -> None:
    person = PersonEntry("Łoś", "Anna", PersonalData("44051401359", date(1944, 5, 14)))
    texts = {
        stamp_text(person, [IN_FORCE]),
        stamp_text(person, [REMOVED]),
        stamp_text(person, []),
        stamp_text(person._replace(last_name="Żuk"), [IN_FORCE]),
        stamp_text(person._replace(personal=person.personal._replace(phone="+48601234567")), [IN_FORCE]),
        stamp_text(person, [replace(IN_FORCE, entry=IN_FORCE.entry._replace(scope_code="E8P"))]),
    }
    assert len(texts) == 6


def test_a_person_gives_out_only_own_numbers() -> None:
    person = PersonRecord(1, PersonEntry("Łoś", "Anna", PersonalData()), None, [IN_FORCE], "")
    assert person.number(7) is IN_FORCE
    assert person.number(8) is None
