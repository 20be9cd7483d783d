"""Which way a case goes, whose hands it needs, what its proofs are worth."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examportal.recovery import rules
from examportal.recovery.proving import rules as proving
from examportal.recovery.proving.rules import ProofCode, ProofKind
from examportal.recovery.rules import (
    BEFORE_PROPOSAL,
    ENDED,
    MOVES,
    BreakGlass,
    CaseRequest,
    Hands,
    Kind,
    Known,
    NotNow,
    NotYours,
    OwnCase,
    State,
    Told,
    Way,
)

FORWARD = [State.NEW, State.GATHERING, State.PROPOSED, State.APPROVED, State.WAITING, State.DONE]
OPEN = set(State) - ENDED


def reach(start: State) -> set[State]:
    """Return every state that a case may come to."""
    seen, left = set[State](), [start]
    while left:
        new = MOVES[left.pop()] - seen
        seen |= new
        left += new
    return seen


@pytest.mark.parametrize(("now", "to"), list(itertools.product(State, State)))
def test_a_case_goes_only_where_it_may(now: State, to: State) -> None:
    forward = (now, to) in itertools.pairwise(FORWARD)
    closed = now not in ENDED and to in {State.REFUSED, State.WITHDRAWN}
    back = to is State.GATHERING and now in {State.PROPOSED, State.APPROVED, State.WAITING}
    by_hand = now in BEFORE_PROPOSAL and to is State.DONE
    vetoed = now not in ENDED | {State.NEW} and to is State.VETOED
    if forward or closed or back or by_hand or vetoed:
        rules.check_move(now, to)
    else:
        with pytest.raises(NotNow):
            rules.check_move(now, to)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_from_every_open_state_there_is_a_way_on(state: State) -> None:
    assert reach(state) >= {State.DONE, State.REFUSED, State.WITHDRAWN}
    assert {State.DONE, State.REFUSED, State.WITHDRAWN, State.VETOED} == ENDED


def test_nobody_approves_what_they_opened_or_proposed_or_their_own_case() -> None:
    hands = Hands(opened_by=1, proposed_by=2, concerned=frozenset({3}))
    assert rules.approvers(hands, {1, 2, 3, 4}) == {4}
    rules.check_approval(hands, 4)
    for member, refusal in ((1, NotYours), (2, NotYours), (3, OwnCase)):
        with pytest.raises(refusal):
            rules.check_approval(hands, member)


@pytest.mark.parametrize(
    ("setting", "members", "expected"),
    [
        (BreakGlass.ALONE, {1}, True),
        (BreakGlass.ALONE, {1, 2}, False),
        (BreakGlass.ALONE, {2}, False),
        (BreakGlass.ALWAYS, {1, 2}, True),
        (BreakGlass.ALWAYS, {2}, False),
        (BreakGlass.NEVER, {1}, False),
    ],
)
def test_the_glass_is_for_who_is_alone(setting: BreakGlass, members: set[int], *, expected: bool) -> None:
    assert rules.may_break_glass(setting, members, 1) is expected


def test_a_kind_of_proof_counts_once() -> None:
    assert proving.points_of([]) == 0
    assert proving.points_of([("call_back", 2), ("call_back", 2), ("answers", 1)]) == 3


def test_the_office_changes_kinds_and_adds_its_own() -> None:
    calmer = ProofKind(ProofCode.CALL_BACK, "Oddzwonienie", 1, in_use=False)
    own = ProofKind("own_1", "Wizyta u notariusza", 3)
    listed = proving.proof_kinds([own, calmer])
    assert listed[0] == calmer
    assert listed[-1] == own
    assert len(listed) == len(proving.DEFAULT_KINDS) + 1


def test_numbers_are_drawn_and_read_as_they_are_said() -> None:
    drawn = {rules.new_number() for _ in range(50)}
    assert len(drawn) == 50
    for number in drawn:
        assert rules.read_number(number.replace("-", " ").lower()) == number
    assert rules.read_number("S-123") is None
    assert rules.read_number("S-١٢٣-456-789") is None


@given(st.text(), st.text(), st.lists(st.tuples(st.text(), st.text())))
def test_what_was_told_survives_sealing(name: str, email: str, phones: list[tuple[str, str]]) -> None:
    told = Told(name=name, new_email=email, known=Known((email,), tuple(phones)), steps_lost=True)
    kept = told.to_document() | {"known": {"emails": [email], "phones": [list(one) for one in phones]}}
    assert Told.from_document(kept) == told
    assert Told.from_document({}) == Told()


def test_nothing_personal_shows_in_what_is_printed() -> None:
    told = CaseRequest(kind=Kind.NO_PESEL, way=Way.PHONE, name="Anna")
    shown = f"{told!r} {Told(name='Anna')!r} {Known(('anna@example.pl',))!r}"
    assert "nna" not in shown
