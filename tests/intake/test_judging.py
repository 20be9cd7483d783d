"""Verdicts on the rows of one person."""

from datetime import date
from typing import Any

import pytest

from examportal.intake.rules.judging import find_claims, judge_invalid, judge_person
from examportal.intake.rules.records import (
    Judgement,
    PersonPlan,
    Question,
    Reading,
    Reason,
    Repair,
    RowWarning,
    State,
    Verdict,
)
from examportal.register.rules import NumberEntry, PersonalData, PersonEntry
from tests.intake.rows import PESELS, WHO, reading

ZERO = (Repair.ZERO_RESTORED,)
DAY = date(2020, 5, 8)
LATER = date(2025, 6, 30)


def known(*numbers: NumberEntry, last_name: str = "Gęś", **personal: Any) -> State:
    person = PersonEntry(last_name, "Grzegorz", PersonalData(PESELS[0], date(1951, 2, 19), **personal))
    return State(person, {entry.registry_number: entry for entry in numbers or (NumberEntry("1-1", "MBI", DAY),)})


def judge(
    *readings: Reading,
    before: State | None = None,
    question: Question | None = None,
    foreign: frozenset[str] = frozenset(),
) -> PersonPlan:
    asked = question or Question(removal_column=True)
    return judge_person(readings, before or State(), asked, find_claims(readings, asked), foreign)


def verdicts(plan: PersonPlan) -> list[tuple[Verdict, Reason | None]]:
    return [(judgement.verdict, judgement.reason) for judgement in plan.judgements]


def only(plan: PersonPlan) -> Judgement:
    (judgement,) = plan.judgements
    return judgement


def test_a_new_person_with_two_numbers() -> None:
    plan = judge(reading(2, "1-1", entered_on=DAY), reading(5, "1-2", email="a@example.pl"))
    assert verdicts(plan) == [(Verdict.NEW_PERSON, None), (Verdict.NEW_NUMBER, None)]
    assert plan.after == known(NumberEntry("1-1", "MBI", DAY), NumberEntry("1-2", "MBI"), email="a@example.pl")


def test_a_known_person_gets_a_new_number() -> None:
    plan = judge(reading(2, "1-2"), before=known())
    assert verdicts(plan) == [(Verdict.NEW_NUMBER, None)]
    assert set(plan.after.numbers) == {"1-1", "1-2"}


def test_what_the_register_has_already() -> None:
    assert verdicts(judge(reading(2, entered_on=DAY), before=known())) == [(Verdict.UNCHANGED, None)]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"last_name": "Gęś-Nowa", "scope_code": "E8P"}, Reason.SURNAME_CHANGED),
        ({"first_names": "Jerzy", "scope_code": "E8P"}, Reason.FIRST_NAMES_CHANGED),
        ({"scope_code": "E8P", "entered_on": LATER}, Reason.SCOPE_CHANGED),
        ({"entered_on": LATER, "email": "b@example.pl"}, Reason.DATES_CHANGED),
        ({"email": "b@example.pl"}, Reason.CONTACT_CHANGED),
        ({"phone": "+48526662323"}, Reason.CONTACT_CHANGED),
    ],
)
def test_the_first_changed_field_gives_the_reason_and_all_are_changed(said: dict[str, Any], reason: Reason) -> None:
    before = known(email="a@example.pl", phone="+48526662324")
    first = judge(reading(2, **said), before=before)
    assert verdicts(first) == [(Verdict.CORRECT, reason)]
    assert verdicts(judge(reading(2, **said), before=first.after)) == [(Verdict.UNCHANGED, None)]


def test_an_empty_cell_never_erases() -> None:
    before = known(email="a@example.pl", phone="+48526662323")
    plan = judge(reading(2), before=before)
    assert verdicts(plan) == [(Verdict.UNCHANGED, None)]
    assert plan.after == before


def test_a_removal() -> None:
    plan = judge(reading(2, removed_on=LATER, last_name="Gęś-Nowa"), before=known())
    assert verdicts(plan) == [(Verdict.REMOVE, None)]
    assert plan.after.numbers["1-1"] == NumberEntry("1-1", "MBI", DAY, LATER)
    assert verdicts(judge(reading(2, removed_on=LATER, last_name="Gęś-Nowa"), before=plan.after)) == [
        (Verdict.UNCHANGED, None)
    ]


def test_another_day_of_a_known_removal() -> None:
    removed = known(NumberEntry("1-1", "MBI", DAY, LATER))
    plan = judge(reading(2, removed_on=date(2025, 7, 1)), before=removed)
    assert verdicts(plan) == [(Verdict.CORRECT, Reason.DATES_CHANGED)]


def test_a_removal_before_the_entry_that_the_register_has() -> None:
    plan = judge(reading(2, removed_on=date(2019, 1, 1)), before=known())
    assert verdicts(plan) == [(Verdict.INVALID, Reason.DATE_ORDER)]
    assert plan.after == plan.before


def test_a_removed_number_that_comes_back_without_a_word() -> None:
    removed = known(NumberEntry("1-1", "MBI", DAY, LATER))
    assert verdicts(judge(reading(2), before=removed)) == [(Verdict.CONFLICT, Reason.NUMBER_REMOVED_BEFORE)]
    without_column = only(judge(reading(2), before=removed, question=Question(removal_column=False)))
    assert without_column.verdict is Verdict.UNCHANGED
    assert without_column.warnings == (RowWarning.NUMBER_REMOVED_BEFORE,)


def test_the_same_row_again() -> None:
    assert verdicts(judge(reading(2), reading(3))) == [(Verdict.NEW_PERSON, None), (Verdict.DUPLICATE, None)]


def test_the_same_number_with_other_data() -> None:
    plan = judge(reading(2), reading(3, scope_code="E8P"), reading(4, "1-2"))
    assert verdicts(plan) == [
        (Verdict.CONFLICT, Reason.SAME_NUMBER_TWICE),
        (Verdict.CONFLICT, Reason.SAME_NUMBER_TWICE),
        (Verdict.NEW_PERSON, None),
    ]


def test_two_people_with_one_pesel_in_the_file() -> None:
    plan = judge(reading(2), reading(3, "1-2", last_name="Zupełnieinny", first_names="Hipolit"))
    assert verdicts(plan) == [(Verdict.CONFLICT, Reason.PESEL_OF_TWO_PEOPLE)] * 2


def test_two_people_with_one_pesel_in_file_and_register() -> None:
    stranger = reading(3, "1-2", last_name="Zupełnieinny", first_names="Hipolit")
    plan = judge(reading(2), stranger, before=known())
    assert verdicts(plan) == [(Verdict.UNCHANGED, None), (Verdict.CONFLICT, Reason.PESEL_OF_TWO_PEOPLE)]


def test_a_row_halfway_to_somebody_else_waits_with_them() -> None:
    # Applied, the first row would turn the second into a mere change of surname: two merges, and Gęś is Zupełnieinny.
    halfway = reading(2, first_names="Hipolit")
    stranger = reading(3, "1-2", last_name="Zupełnieinny", first_names="Hipolit")
    married = reading(4, "1-3", last_name="Nowak")
    plan = judge(halfway, stranger, before=known())
    assert verdicts(plan) == [(Verdict.CONFLICT, Reason.PESEL_OF_TWO_PEOPLE)] * 2
    assert plan.after == plan.before
    plan = judge(stranger, married, before=known())
    assert verdicts(plan) == [(Verdict.CONFLICT, Reason.PESEL_OF_TWO_PEOPLE), (Verdict.NEW_NUMBER, None)]


def test_another_case_or_other_diacritics_are_not_another_person() -> None:
    plan = judge(reading(2), reading(3, "1-2", last_name="GES", first_names="GRZEGORZ"))
    assert verdicts(plan) == [(Verdict.NEW_PERSON, None), (Verdict.NEW_NUMBER, None)]


def test_only_one_name_differs_and_the_later_row_counts() -> None:
    rows = (reading(2), reading(3, "1-2", last_name="Gęś-Nowa"))
    plan = judge(*rows, before=known(NumberEntry("1-1", "MBI"), NumberEntry("1-2", "MBI")))
    assert verdicts(plan) == [(Verdict.UNCHANGED, None), (Verdict.CORRECT, Reason.SURNAME_CHANGED)]
    assert plan.judgements[0].warnings == (RowWarning.LATER_ROW_COUNTS,)
    assert verdicts(judge(*rows, before=plan.after)) == [(Verdict.UNCHANGED, None)] * 2


def test_the_number_of_another_person() -> None:
    plan = judge(reading(2), foreign=frozenset({"1-1"}))
    assert verdicts(plan) == [(Verdict.CONFLICT, Reason.NUMBER_OF_ANOTHER_PERSON)]
    assert only(plan).undecided


def test_a_number_that_two_people_claim() -> None:
    other = reading(3, identity=WHO[1])
    claims = find_claims([reading(2), other, judge_less()], Question(removal_column=True))
    assert claims.by_counted == claims.by_all == {"1-1"}
    plan = judge_person([reading(2)], State(), Question(removal_column=True), claims, frozenset({"1-1"}))
    assert verdicts(plan) == [(Verdict.CONFLICT, Reason.NUMBER_CLAIMED_TWICE)]


def judge_less() -> Reading:
    return Reading(9, None, Reason.PESEL_LENGTH)


def test_an_invalid_row() -> None:
    judgement = judge_invalid(judge_less())
    assert (judgement.verdict, judgement.reason, judgement.undecided) == (Verdict.INVALID, Reason.PESEL_LENGTH, False)


def test_a_row_whose_repair_waits_does_not_count_for_the_others() -> None:
    rows = (reading(2, "1-1", repairs=ZERO), reading(3, "1-2"))
    plan = judge(*rows)
    assert verdicts(plan) == [(Verdict.NEW_NUMBER, None), (Verdict.NEW_PERSON, None)]
    assert [judgement.waiting for judgement in plan.judgements] == [True, False]
    assert set(plan.after.numbers) == {"1-2"}
    assert verdicts(judge(*rows, before=plan.after))[0] == (Verdict.NEW_NUMBER, None)


def test_an_accepted_repair_counts() -> None:
    accepting = Question(removal_column=True, accepted=frozenset(ZERO))
    plan = judge(reading(2, "1-1", repairs=ZERO), reading(3, "1-2"), question=accepting)
    assert verdicts(plan) == [(Verdict.NEW_PERSON, None), (Verdict.NEW_NUMBER, None)]
    assert not plan.judgements[0].waiting


def test_a_waiting_row_claims_a_number_only_against_itself() -> None:
    question = Question(removal_column=True)
    waiting, clean = reading(2, repairs=ZERO), reading(3, identity=WHO[1])
    claims = find_claims([waiting, clean], question)
    assert verdicts(judge_person([clean], State(), question, claims, frozenset())) == [(Verdict.NEW_PERSON, None)]
    stopped = judge_person([waiting], State(), question, claims, frozenset())
    assert verdicts(stopped) == [(Verdict.CONFLICT, Reason.NUMBER_CLAIMED_TWICE)]
    assert not only(stopped).undecided


def test_a_file_of_one_pesel_alone_takes_no_longer_than_any_other() -> None:
    rows = [reading(line, f"1-{line}", first_names=f"A{'b' * (line % 50)}") for line in range(2, 5000)]
    assert {verdict for verdict, _ in verdicts(judge(*rows))} == {Verdict.NEW_PERSON, Verdict.NEW_NUMBER}
