"""People about whom there is nothing to ask: told at one look, with the answers of the long way."""

from datetime import date
from typing import Any

import pytest

from examportal.intake.rules.judging import judge_person
from examportal.intake.rules.plainly import judge_plainly
from examportal.intake.rules.records import Claims, PersonPlan, Question, Reading, Repair, State, Verdict
from examportal.register.rules import NumberEntry, PersonalData, PersonEntry
from tests.intake.rows import WHO, reading

QUESTION = Question(removal_column=True)
NOBODY = Claims(frozenset(), frozenset())
DAY, LATER = date(2020, 1, 1), date(2020, 1, 2)


def judged(rows: list[Reading], before: State, question: Question = QUESTION) -> PersonPlan | None:
    """Judge plainly; what comes of it is what comes of the long way."""
    plan = judge_plainly(rows, before, question, NOBODY, ())
    assert plan is None or plan == judge_person(rows, before, question, NOBODY, frozenset())
    return plan


def register(*numbers: NumberEntry, **personal: Any) -> State:
    data = PersonalData(WHO[0].pesel, WHO[0].birth_date, **personal)
    return State(PersonEntry("Gęś", "Grzegorz", data), {number.registry_number: number for number in numbers})


def verdicts(plan: PersonPlan | None) -> list[Verdict]:
    return [judgement.verdict for judgement in plan.judgements] if plan else []


@pytest.mark.parametrize("who", WHO)
def test_a_new_person(who: Any) -> None:
    rows = [reading(2, "1-1", identity=who, removed_on=DAY), reading(3, "1-2", identity=who, entered_on=DAY)]
    assert verdicts(judged(rows, State())) == [Verdict.NEW_PERSON, Verdict.NEW_NUMBER]


def test_a_person_whom_the_register_has_so() -> None:
    before = register(NumberEntry("1-1", "MBI", DAY), NumberEntry("1-2", "MBI", None, LATER), email="a@example.pl")
    rows = [reading(2, "1-1", email="a@example.pl"), reading(3, "1-2", removed_on=LATER, email="a@example.pl")]
    assert verdicts(judged(rows, before)) == [Verdict.UNCHANGED, Verdict.UNCHANGED]
    assert verdicts(judged([reading(2, "1-1", entered_on=DAY)], before)) == [Verdict.UNCHANGED]


@pytest.mark.parametrize(
    "said",
    [
        {"last_name": "Źrebiec"},
        {"first_names": "Hipolit"},
        {"scope_code": "E8P"},
        {"entered_on": LATER},
        {"removed_on": LATER},
        {"email": "b@example.pl"},
        {"phone": "+48501501501"},
        {"number": "1-9"},
        {"repairs": (Repair.ZERO_RESTORED,)},
    ],
)
def test_whatever_changes_something_goes_the_long_way(said: dict[str, Any]) -> None:
    assert judged([reading(2, **{"number": "1-1", **said})], register(NumberEntry("1-1", "MBI", DAY))) is None


def test_rows_that_differ_about_the_person_go_the_long_way() -> None:
    assert judged([reading(2, "1-1"), reading(3, "1-2", last_name="Źrebiec")], State()) is None
    assert judged([reading(2, "1-1"), reading(3, "1-1")], State()) is None


def test_numbers_of_others_go_the_long_way() -> None:
    claims = Claims(frozenset(), frozenset({"1-1"}))
    assert judge_plainly([reading(2, "1-1")], State(), QUESTION, claims, ()) is None
    assert judge_plainly([reading(2, "1-1")], State(), QUESTION, NOBODY, {"1-1"}) is None


def test_removals_out_of_order_or_out_of_sight_go_the_long_way() -> None:
    assert judged([reading(2, entered_on=LATER, removed_on=DAY)], State()) is None
    backwards = register(NumberEntry("1-1", "MBI", LATER, DAY))
    assert judged([reading(2, removed_on=DAY)], backwards) is None
    removed = register(NumberEntry("1-1", "MBI", DAY, LATER))
    assert judged([reading(2)], removed) is None
    assert judged([reading(2, removed_on=LATER)], removed, Question(removal_column=False)) is None
