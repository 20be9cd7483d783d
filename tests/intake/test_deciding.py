"""Decisions on rows in conflict: which are on offer, which hold, and what becomes of the rows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from examportal.intake.rules.deciding import (
    Conflict,
    Decision,
    Holder,
    Place,
    holding,
    offered,
    seen_text,
    settle,
    taken_among,
)
from examportal.intake.rules.judging import find_claims, judge_person
from examportal.intake.rules.records import Choice, PersonPlan, Question, Reading, Reason, State, Taken, Verdict
from examportal.register.rules import NumberEntry, PersonalData, PersonEntry
from tests.intake.rows import PESELS, WHO, reading

DAY, LATER = date(2020, 5, 8), date(2025, 6, 30)
GES = PersonEntry("Gęś", "Grzegorz", PersonalData(PESELS[0], date(1951, 2, 19)))
ANOTHER, TWICE, TWO = Reason.NUMBER_OF_ANOTHER_PERSON, Reason.NUMBER_CLAIMED_TWICE, Reason.PESEL_OF_TWO_PEOPLE
REMOVED, SAME = Reason.NUMBER_REMOVED_BEFORE, Reason.SAME_NUMBER_TWICE


def holder(*, has_account: bool = False, has_history: bool = False) -> Holder:
    return Holder(7, GES, NumberEntry("1-1", "MBI", DAY), has_account, has_history)


def conflict(reason: Reason = ANOTHER, against: Holder | None = None, row: Reading | None = None) -> Conflict:
    told = row or reading(5)
    assert told.entry is not None
    return Conflict(told.line, reason, told.entry, against)


def hold(conflicts: list[Conflict], choice: Choice = Choice.TAKE) -> Mapping[Place, Choice]:
    decisions = {one.place: Decision(choice, seen_text(one)) for one in conflicts}
    return holding(conflicts, decisions, seen_text)


def judge(*rows: Reading, before: State | None = None, taken: Taken | None = None, foreign: str = "") -> PersonPlan:
    asked = Question(removal_column=True)
    return judge_person(rows, before or State(), asked, find_claims(rows, asked), {foreign}, taken or Taken())


def take(*places: Place, moved: Mapping[str, NumberEntry] | None = None) -> Taken:
    return Taken(frozenset(places), moved or {})


def verdicts(plan: PersonPlan) -> list[tuple[Verdict, Reason | None]]:
    return [(one.verdict, one.reason) for one in plan.judgements]


@pytest.mark.parametrize(
    ("reason", "against", "may_take"),
    [
        (ANOTHER, holder(), True),
        (ANOTHER, holder(has_account=True), False),
        (ANOTHER, holder(has_history=True), False),
        (TWO, holder(), True),
        (TWO, holder(has_history=True), True),
        (TWO, holder(has_account=True), False),
        (TWO, None, True),
        (TWICE, holder(has_account=True), True),
        (REMOVED, holder(has_account=True, has_history=True), True),
        (SAME, holder(has_account=True), True),
    ],
)
def test_what_is_offered(reason: Reason, against: Holder | None, *, may_take: bool) -> None:
    choices = offered(conflict(reason, against))
    assert (Choice.TAKE in choices) is may_take
    assert (Choice.KEEP in choices) is (against is not None)
    assert Choice.LEAVE_OUT in choices


def test_a_decision_holds_only_for_what_was_seen() -> None:
    seen = conflict(against=holder())
    decisions = {seen.place: Decision(Choice.KEEP, seen_text(seen))}
    assert holding([seen], decisions, seen_text) == {seen.place: Choice.KEEP}
    others = (
        replace(seen, holder=holder(has_account=True)),
        replace(seen, holder=None),
        replace(seen, holder=replace(holder(), person=GES._replace(last_name="Żak"))),
        replace(seen, holder=replace(holder(), number=None)),
        conflict(against=holder(), row=reading(5, scope_code="E8P")),
        conflict(against=holder(), row=reading(5, email="a@example.pl")),
        replace(seen, rivals=((9, seen.entry),)),
    )
    for other in others:
        assert holding([other], decisions, seen_text) == {}


def test_what_is_not_offered_never_holds() -> None:
    assert hold([conflict(against=holder(has_account=True))]) == {}
    assert hold([conflict(TWICE)], Choice.KEEP) == {}
    assert holding([conflict()], {}, seen_text) == {}


def test_two_rows_that_cannot_both_be_right_hold_neither() -> None:
    zak = reading(6, last_name="Żak", first_names="Ewa")
    assert hold([conflict(TWO), conflict(TWO, row=zak)]) == {}
    assert len(hold([conflict(TWO), conflict(TWO, row=reading(6))])) == 2
    assert len(hold([conflict(TWO), conflict(TWO, row=zak)], Choice.LEAVE_OUT)) == 2
    assert hold([conflict(SAME), conflict(SAME, row=reading(6, scope_code="E8P"))]) == {}
    assert len(hold([conflict(SAME), conflict(SAME, row=reading(6, "1-2"))])) == 2
    assert len(hold([conflict(SAME), conflict(TWO, row=zak)])) == 2
    claims = [conflict(TWICE)]
    decisions = {one.place: Decision(Choice.TAKE, seen_text(one)) for one in claims}
    assert holding(claims, decisions, seen_text, frozenset({5})) == {}
    assert holding(claims, decisions, seen_text, frozenset({6})) == {(5, TWICE): Choice.TAKE}


def test_a_number_moves_with_the_day_of_its_entry() -> None:
    moving = conflict(against=holder())
    taken = taken_among(hold([moving, conflict(TWO, row=reading(9))]), [moving])
    assert taken == Taken(frozenset({(5, ANOTHER), (9, TWO)}), {"1-1": NumberEntry("1-1", "MBI", DAY)})
    plan = judge(reading(5, identity=WHO[1]), taken=taken, foreign="1-1")
    assert verdicts(plan) == [(Verdict.NEW_PERSON, None)]
    assert plan.passed == {(5, ANOTHER)}
    assert plan.judgements[0].taken == (ANOTHER,)
    assert plan.after.numbers == {"1-1": NumberEntry("1-1", "MBI", DAY)}


def test_a_row_goes_from_one_question_to_the_next() -> None:
    asked = Question(removal_column=True)
    rows = (reading(5), reading(6, identity=WHO[1], last_name="Żak"))
    claims = find_claims(rows, asked)
    plan = judge_person(rows[:1], State(), asked, claims, {"1-1"}, take((5, TWICE)))
    assert verdicts(plan) == [(Verdict.CONFLICT, ANOTHER)]
    assert plan.judgements[0].undecided
    assert plan.passed == {(5, TWICE)}
    both = judge_person(rows[:1], State(), asked, claims, {"1-1"}, take((5, TWICE), (5, ANOTHER)))
    assert verdicts(both) == [(Verdict.NEW_PERSON, None)]


def test_a_number_comes_back_and_takes_what_the_row_says() -> None:
    before = State(GES, {"1-1": NumberEntry("1-1", "MBI", DAY, LATER)})
    plan = judge(reading(5, scope_code="E8P"), before=before, taken=take((5, REMOVED)))
    assert verdicts(plan) == [(Verdict.CORRECT, Reason.SCOPE_CHANGED)]
    assert plan.after.numbers["1-1"] == NumberEntry("1-1", "E8P", DAY)
    assert verdicts(judge(reading(5), before=before, taken=take((5, REMOVED)))) == [
        (Verdict.CORRECT, Reason.DATES_CHANGED)
    ]


def test_the_person_of_one_row_wins_against_the_register_and_other_rows() -> None:
    before = State(GES, {"1-1": NumberEntry("1-1", "MBI")})
    zak = reading(5, last_name="Żak", first_names="Ewa")
    plan = judge(zak, reading(6, "1-2"), before=before, taken=take((5, TWO)))
    assert verdicts(plan) == [(Verdict.CORRECT, Reason.SURNAME_CHANGED), (Verdict.CONFLICT, TWO)]
    assert plan.after.person == GES._replace(last_name="Żak", first_names="Ewa")
    halfway = reading(7, "1-3", last_name="Żak")
    both = judge(zak, halfway, before=before, taken=take((5, TWO), (7, TWO)))
    assert [one.verdict for one in both.judgements] == [Verdict.CORRECT, Verdict.NEW_NUMBER]


def test_one_of_several_rows_about_a_number_counts() -> None:
    plan = judge(reading(5), reading(6, scope_code="E8P"), taken=take((6, SAME)))
    assert verdicts(plan) == [(Verdict.CONFLICT, SAME), (Verdict.NEW_PERSON, None)]
    assert plan.after.numbers["1-1"].scope_code == "E8P"


def test_a_row_is_settled_without_being_taken() -> None:
    plan = judge(reading(5), reading(6, scope_code="E8P"))
    settled = settle(plan, {(5, SAME): Choice.LEAVE_OUT, (6, SAME): Choice.TAKE, (6, TWO): Choice.KEEP})
    assert [one.decided for one in settled.judgements] == [Choice.LEAVE_OUT, None]
    assert [one.undecided for one in settled.judgements] == [False, True]
    assert settle(judge(reading(5)), {(5, SAME): Choice.KEEP}) == judge(reading(5))
