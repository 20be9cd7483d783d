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


def test_a_moved_number_goes_back_unless_there_is_nobody_to_go_back_to() -> None:
    moved = NumberStep(Action.MOVE, 7, OLD, NEW, from_id=3)
    undo = undo_person(Done([], [moved], known(NEW), used=False))
    assert undo.numbers == [NumberStep(Action.MOVE_BACK, 3, NEW, OLD, from_id=7)]
    for done in (
        Done([], [moved], known(NEW), used=False, homeless={"1-1"}),
        Done([], [moved], known(OLD), used=False),
    ):
        assert undo_person(done).findings == [Finding(Group.KEPT, "1-1", Why.CHANGED_SINCE)]
    new = PersonStep(Action.ENTER, 7, None, ANNA)
    whole = undo_person(Done([new], [moved], known(NEW), used=False))
    assert [one.action for one in whole.numbers] == [Action.MOVE_BACK]
    assert [one.action for one in whole.people] == [Action.TAKE_OUT]
    kept = undo_person(Done([new], [moved], known(NEW), used=False, homeless={"1-1"}))
    assert {finding.why for finding in kept.findings} == {Why.CHANGED_SINCE}


def test_a_number_that_came_back_is_removed_again_unless_somebody_relies_on_it() -> None:
    removed = NumberEntry("1-1", "MBI", date(2020, 5, 8), date(2025, 6, 30))
    came_back = NumberStep(Action.RESTORE, 7, removed, OLD)
    undo = undo_person(Done([], [came_back], known(OLD), used=False))
    assert undo.numbers == [NumberStep(Action.REOPEN, 7, OLD, removed)]
    used = undo_person(Done([], [came_back], known(OLD), used=True))
    assert used.findings == [Finding(Group.KEPT, "1-1", Why.USED_SINCE)]


def test_another_name_goes_unless_somebody_relies_on_it() -> None:
    was = PersonEntry("Gęś", "Jan", ANNA.personal)
    renamed = PersonStep(Action.RENAME, 7, was, ANNA)
    undo = undo_person(Done([renamed], [], known(OLD), used=False))
    assert undo.people == [PersonStep(Action.RENAME, 7, ANNA, was)]
    assert undo_person(Done([renamed], [], known(OLD), used=True)).findings == [
        Finding(Group.KEPT, None, Why.USED_SINCE)
    ]
