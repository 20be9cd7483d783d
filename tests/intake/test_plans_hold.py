"""What is true of every plan: totals add up, and what was applied is unchanged the next time."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from examportal.intake.rules.judging import find_claims, judge_invalid, judge_person
from examportal.intake.rules.plainly import judge_plainly
from examportal.intake.rules.plans import Change, Consequences, Tally
from examportal.intake.rules.records import Judgement, Question, Reading, Reason, Repair, State, Verdict
from examportal.register.rules import Identity, NumberEntry
from tests.intake.rows import WHO, reading

DAYS = st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 4))
Register = dict[Identity, State]


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    found = []
    for line in range(2, 2 + draw(st.integers(1, 6))):
        if draw(st.integers(0, 9)) == 0:
            found.append(Reading(line, None, Reason.PESEL_LENGTH))
            continue
        found.append(
            reading(
                line,
                draw(st.sampled_from(["1-1", "1-2", "1-3"])),
                repairs=draw(st.sampled_from([(), (), (Repair.ZERO_RESTORED,)])),
                identity=draw(st.sampled_from(WHO[1:])),
                last_name=draw(st.sampled_from(["Gęś", "Źrebiec", "Kos"])),
                first_names=draw(st.sampled_from(["Grzegorz", "Hipolit"])),
                scope_code=draw(st.sampled_from(["MBI", "E8P"])),
                entered_on=draw(DAYS),
                removed_on=draw(DAYS),
                email=draw(st.sampled_from([None, "a@example.pl", "b@example.pl"])),
            )
        )
    return found


QUESTIONS = st.builds(
    Question, removal_column=st.booleans(), accepted=st.sampled_from([frozenset[Repair](), frozenset(Repair)])
)


def planned(rows: Sequence[Reading], register: Register, question: Question) -> tuple[list[Judgement], Register]:
    """Plan as the service does, on a register in memory; return the verdicts and the register after a merge."""
    claims = find_claims(rows, question)
    holder = {number: who for who, state in register.items() for number in state.numbers}
    judgements, after = [judge_invalid(row) for row in rows if row.entry is None], dict(register)
    for who in WHO:
        own = [row for row in rows if row.entry and row.entry.identity == who]
        foreign = frozenset(n for n in holder if holder[n] != who)
        plan = judge_person(own, register.get(who, State()), question, claims, foreign)
        judgements.extend(plan.judgements)
        after[who] = plan.after
    return sorted(judgements, key=lambda judgement: judgement.line), after


@given(readings(), readings(), QUESTIONS)
def test_who_is_judged_plainly_is_judged_as_everybody(
    first: list[Reading], second: list[Reading], question: Question
) -> None:
    _, register = planned(first, {}, question)
    for rows in (first, second):
        claims = find_claims(rows, question)
        for who in WHO:
            own = [row for row in rows if row.entry and row.entry.identity == who]
            asked = (own, register.get(who, State()), question, claims, frozenset[str]())
            plain = judge_plainly(*asked) if own else None
            assert plain is None or plain == judge_person(*asked)


def tally_of(judgements: Sequence[Judgement]) -> Tally:
    tally = Tally()
    tally.count(judgements)
    return tally


def verdicts(judgements: Sequence[Judgement]) -> dict[int, tuple[Verdict, Reason | None]]:
    return {judgement.line: (judgement.verdict, judgement.reason) for judgement in judgements}


@given(readings(), readings(), QUESTIONS)
def test_totals_account_for_every_row_and_numbers_stay_with_one_person(
    first: list[Reading], second: list[Reading], question: Question
) -> None:
    _, register = planned(first, {}, question)
    judgements, after = planned(second, register, question)
    assert sum(tally_of(judgements).totals.values()) == len(second)
    assert [judgement.line for judgement in judgements] == [row.line for row in second]
    held = [number for state in after.values() for number in state.numbers]
    assert len(held) == len(set(held))


@given(readings(), readings(), QUESTIONS)
def test_every_applied_row_is_unchanged_in_the_next_plan(
    first: list[Reading], second: list[Reading], question: Question
) -> None:
    _, register = planned(first, {}, question)
    judgements, after = planned(second, register, question)
    again, still = planned(second, after, question)
    assert still == after
    settled = {Verdict.DUPLICATE, Verdict.CONFLICT, Verdict.INVALID}
    for one, next_time in zip(judgements, again, strict=True):
        if one.counts and one.verdict not in settled:
            assert (next_time.verdict, next_time.reason) == (Verdict.UNCHANGED, None)


@given(readings(), readings(), QUESTIONS)
def test_rows_left_out_keep_their_verdict(first: list[Reading], second: list[Reading], question: Question) -> None:
    _, register = planned(first, {}, question)
    judgements, after = planned(second, register, question)
    again = verdicts(planned(second, after, question)[0])
    for one in judgements:
        if not one.counts or one.verdict in {Verdict.DUPLICATE, Verdict.CONFLICT, Verdict.INVALID}:
            assert again[one.line] == (one.verdict, one.reason)


def test_what_a_plan_means_for_people() -> None:
    day, today = date(2020, 1, 1), date(2026, 1, 1)
    question = Question(removal_column=True)
    _, register = planned([reading(2, "1-1"), reading(3, "1-2"), reading(4, "1-3", identity=WHO[1])], {}, question)
    rows = [
        reading(2, "1-1", removed_on=day),
        reading(3, "1-2", removed_on=day),
        reading(4, "1-3", identity=WHO[1], last_name="Nowak"),
        reading(5, "1-4", identity=WHO[1], last_name="Nowak"),
        reading(6, "1-5", identity=WHO[2]),
    ]
    judgements, after = planned(rows, register, question)
    ids: dict[Identity, int] = {WHO[0]: 1, WHO[1]: 2}
    changes = [Change(ids.get(who), register.get(who, State()), after[who]) for who in WHO]
    found = Consequences()
    found.count(changes, {2}, today, {2: "wp.pl", 7: "wp.pl"})
    found.count([], (), today, {})
    assert (found.new_people, found.new_numbers) == (1, 2)
    assert (found.numbers_on_existing_accounts, found.people_losing_last_number) == (1, 1)
    assert (found.letters, found.letters_by_provider) == (1, {"wp.pl": 1})
    losing, renamed, new = changes
    assert losing.corrected_numbers == [NumberEntry("1-1", "MBI", None, day), NumberEntry("1-2", "MBI", None, day)]
    assert losing.corrected_person is None
    assert renamed.corrected_person == after[WHO[1]].person
    assert new.corrected_person is None
    tally = tally_of(judgements)
    assert (tally.undecided, tally.waiting, tally.totals["remove"], tally.totals["invalid"]) == (0, 0, 2, 0)
