"""Who of an old service's examiners is invited: the rules, without a database."""

from datetime import date
from itertools import permutations

import pytest

from examportal.accounts.rules import AccountState
from examportal.core import clock
from examportal.core.pesel import PeselFault
from examportal.legacy.examiners.rules import (
    Judged,
    Note,
    OldExaminer,
    Outcome,
    Person,
    RoundFacts,
    Step,
    judge,
    settle,
    step_of,
    why_not_now,
)

ROW = OldExaminer(2, "44051401359", None, "1-1", "anna@example.pl", "anna@example.pl", date(2025, 5, 1))
ANNA = Person(7, frozenset({"1-1", "1-2"}), has_active=True, account=AccountState.NONE)


def row(line: int = 2, **changed: object) -> OldExaminer:
    told = {name: getattr(ROW, name) for name in OldExaminer.__slots__}
    return OldExaminer(**{**told, "line": line, **changed})


def anna(**changed: object) -> Person:
    told = {name: getattr(ANNA, name) for name in Person.__slots__}
    return Person(**{**told, **changed})


@pytest.mark.parametrize(
    ("given", "person", "holder", "outcome"),
    [
        (row(), ANNA, 7, Outcome.INVITED),
        (row(pesel="", fault=PeselFault.CHECKSUM, registry_number=""), None, None, Outcome.PESEL_CHECKSUM),
        (row(registry_number=""), ANNA, None, Outcome.NUMBER_MISSING),
        (row(), None, 8, Outcome.NOT_IN_REGISTER),
        (row(registry_number="9-9"), ANNA, 8, Outcome.NUMBER_OF_ANOTHER),
        (row(registry_number="9-9"), ANNA, None, Outcome.NUMBER_UNKNOWN),
        (row(), anna(has_active=False, account=AccountState.ACTIVE), 7, Outcome.ALL_NUMBERS_REMOVED),
        (row(), anna(has_active=False, account=AccountState.SUSPENDED), 7, Outcome.SUSPENDED),
        (row(email=None), anna(account=AccountState.ACTIVE), 7, Outcome.ACTIVE),
        (row(), anna(account=AccountState.PENDING), 7, Outcome.PENDING),
        (row(), anna(was_invited=True), 7, Outcome.INVITED_BEFORE),
        (row(email=None, typed="anna@"), ANNA, 7, Outcome.ADDRESS_UNUSABLE),
        (row(email=None, typed=""), ANNA, 7, Outcome.ADDRESS_MISSING),
    ],
)
def test_a_row_alone(given: OldExaminer, person: Person | None, holder: int | None, outcome: Outcome) -> None:
    assert judge(given, person, holder).outcome is outcome


def test_an_address_that_the_register_does_not_have_is_noted() -> None:
    assert judge(row(), anna(email="Anna@Example.pl"), 7).note is None
    assert judge(row(), anna(email="inna@example.pl"), 7).note is Note.ADDRESS_DIFFERS


def test_the_row_of_the_latest_sign_in_stands_whatever_the_order() -> None:
    judged = [
        judge(row(line, last_sign_in=day), ANNA, 7)
        for line, day in ((2, date(2020, 1, 1)), (3, date(2025, 1, 1)), (4, None))
    ]
    for order in permutations(judged):
        outcomes = {one.row.line: one.outcome for one in settle(order)}
        assert outcomes == {2: Outcome.TWICE, 3: Outcome.INVITED, 4: Outcome.TWICE}


def test_of_two_rows_of_one_day_the_first_stands_and_a_row_with_a_fault_takes_nobodys_place() -> None:
    broken = judge(row(2, email=None, last_sign_in=date(2026, 1, 1)), ANNA, 7)
    settled = settle([broken, judge(row(3), ANNA, 7), judge(row(4), ANNA, 7)])
    assert [one.outcome for one in settled] == [Outcome.ADDRESS_UNUSABLE, Outcome.INVITED, Outcome.TWICE]


def test_an_address_of_several_people_is_noted_for_all_of_them() -> None:
    couple = [judge(row(2), ANNA, 7), judge(row(3, email="ANNA@example.pl"), anna(examiner_id=8), 8)]
    assert [one.note for one in settle(couple)] == [Note.ADDRESS_SHARED] * 2
    alone: list[Judged] = settle(couple[:1])
    assert alone[0].note is None


def test_nobody_is_invited_who_is_gone() -> None:
    assert why_not_now(None) is Outcome.NOT_IN_REGISTER
    assert why_not_now(ANNA) is None


def test_where_the_invitations_stand() -> None:
    now = clock.now()
    assert step_of(RoundFacts()) is Step.LISTED
    assert step_of(RoundFacts(now)) is Step.SENDING
    assert step_of(RoundFacts(now, now)) is Step.STOPPED
    assert step_of(RoundFacts(now, None, now)) is Step.ENDED
