"""What an undo decides, person by person, without a database."""

from datetime import date

from examportal.intake.rules.undoing import Done, Finding, Group, Why, undo_person
from examportal.register.rules import (
    Action,
    KnownPerson,
    NumberEntry,
    NumberStep,
    PersonalData,
    PersonEntry,
    PersonStep,
)

ANNA = PersonEntry("Łoś", "Anna", PersonalData(pesel="44051401359"))
OLD = NumberEntry("1-1", "MBI", date(2020, 5, 8))
NEW = NumberEntry("1-1", "MBI", date(2021, 5, 8))


def known(number: NumberEntry | None) -> KnownPerson:
    return KnownPerson(7, ANNA, {"1-1": number} if number else {})


def step(before: NumberEntry | None = OLD, after: NumberEntry = NEW) -> NumberStep:
    return NumberStep(Action.CORRECT if before else Action.ENTER, 7, before, after)


def test_who_is_gone_is_left_alone() -> None:
    person = PersonStep(Action.CORRECT, 7, ANNA, ANNA)
    found = undo_person(Done([person], [step()], None, used=False)).findings
    assert found == [Finding(Group.CANNOT, None, Why.GONE), Finding(Group.CANNOT, "1-1", Why.GONE)]


def test_a_number_that_is_gone_is_left_alone() -> None:
    found = undo_person(Done([], [step()], known(None), used=False)).findings
    assert found == [Finding(Group.CANNOT, "1-1", Why.GONE)]


def test_days_that_would_stand_upside_down_stay() -> None:
    after = NumberEntry("1-1", "MBI", date(2019, 5, 8))
    now = NumberEntry("1-1", "MBI", date(2019, 5, 8), date(2020, 1, 1))
    undo = undo_person(Done([], [step(OLD, after)], known(now), used=False))
    assert undo.numbers == []
    assert undo.findings == [Finding(Group.KEPT, "1-1", Why.CHANGED_SINCE)]


def test_what_nobody_changed_needs_nothing() -> None:
    person = PersonStep(Action.CORRECT, 7, ANNA, ANNA)
    assert undo_person(Done([person], [step(OLD, OLD)], known(OLD), used=False)).findings == []
