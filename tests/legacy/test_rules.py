"""Who of the old service moves: the four examples, the order of reasons, and what holds for any account."""

from collections.abc import Iterable

import pytest
from hypothesis import given, strategies

from examportal.legacy.rules import (
    Degree,
    Lacking,
    OldAccount,
    Reason,
    Right,
    Verdict,
    changes,
    judge,
    with_rights,
)

SECTIONS = ("maturalny", "zawodowy", "ósmoklasisty")
RIGHTS = ("Rejestr", "Umowy", "Zgłoszenia")


def everywhere(name: str, *, edit: bool = False) -> set[Right]:
    return {Right(section, name, view=True, edit=edit) for section in SECTIONS}


def account(*rights: Iterable[Right], is_administrator: bool = False, is_faulty: bool = False) -> OldAccount:
    return OldAccount("u1", is_administrator, frozenset().union(*rights), is_faulty)


NOTHING = {Right(section, "Umowy", view=False) for section in SECTIONS}
ONE = {Right("zawodowy", "Umowy", view=True, edit=True)}
TWO = ONE | {Right("maturalny", "Umowy", view=True, edit=True)}
EXAMPLES = [
    (account(everywhere("Rejestr"), everywhere("Umowy", edit=True)), Reason.EQUAL_RIGHTS),
    (account(everywhere("Rejestr"), everywhere("Umowy")), Reason.VIEW_ONLY),
    (account(ONE), Reason.ONE_SECTION),
    (account(TWO), Reason.DIFFERENT_RIGHTS),
]


@pytest.mark.parametrize(("old", "reason"), EXAMPLES, ids=lambda value: str(value) if isinstance(value, Reason) else "")
def test_the_four_examples(old: OldAccount, reason: Reason) -> None:
    assert judge(old, SECTIONS).reason is reason
    assert judge(old, SECTIONS).verdict is (Verdict.YES if reason is Reason.EQUAL_RIGHTS else Verdict.NO)


@pytest.mark.parametrize(
    ("old", "reason"),
    [
        (account(ONE, is_administrator=True, is_faulty=True), Reason.ADMINISTRATOR),
        (account(everywhere("Umowy", edit=True), is_faulty=True), Reason.ROW_ERROR),
        (account(is_faulty=True), Reason.ROW_ERROR),
        (account(), Reason.NO_RIGHTS),
        (account(NOTHING), Reason.NO_RIGHTS),
        # In one section only and only to look at: that it is one section is told first.
        (account({Right("zawodowy", "Umowy", view=True)}), Reason.ONE_SECTION),
        # A right with neither is none, so the matrix is equal.
        (account(everywhere("Umowy", edit=True), {Right("zawodowy", "Rejestr", view=False)}), Reason.EQUAL_RIGHTS),
        # The same right, edited in one section and looked at in another.
        (account(everywhere("Umowy") - {Right("zawodowy", "Umowy", view=True)}, ONE), Reason.DIFFERENT_RIGHTS),
    ],
)
def test_reasons_come_in_the_order_of_the_contract(old: OldAccount, reason: Reason) -> None:
    assert judge(old, SECTIONS).reason is reason


def test_where_there_is_one_section_it_is_every_section() -> None:
    assert judge(account(ONE), ["zawodowy"]).reason is Reason.EQUAL_RIGHTS
    assert judge(account(ONE), []).reason is Reason.NO_RIGHTS


def test_rights_in_sections_that_do_not_count_are_passed_over() -> None:
    assert judge(account(TWO), ["zawodowy"]).reason is Reason.EQUAL_RIGHTS


def test_what_would_have_to_change() -> None:
    assert judge(account(everywhere("Umowy"), everywhere("Rejestr")), SECTIONS).missing == tuple(
        Lacking(section, "Rejestr", Degree.EDIT) for section in sorted(SECTIONS)
    )
    assert judge(account(TWO), SECTIONS).missing == (
        Lacking("ósmoklasisty", "Umowy", Degree.VIEW),
        Lacking("ósmoklasisty", "Umowy", Degree.EDIT),
    )
    assert judge(account({Right("zawodowy", "Umowy", view=True)}), ["zawodowy", "maturalny"]).missing == (
        Lacking("maturalny", "Umowy", Degree.VIEW),
        Lacking("maturalny", "Umowy", Degree.EDIT),
        Lacking("zawodowy", "Umowy", Degree.EDIT),
    )
    assert judge(account(is_faulty=True), SECTIONS).missing == ()
    assert judge(EXAMPLES[0][0], SECTIONS).missing == ()


def test_a_right_is_proposed_to_who_has_none() -> None:
    assert {one.name for one in judge(account(NOTHING), SECTIONS, RIGHTS).missing} == {"Umowy"}
    assert {one.name for one in judge(account(), SECTIONS, RIGHTS).missing} == {"Rejestr"}
    assert judge(account(), SECTIONS).missing == ()


def test_changes_tell_each_right_that_differs() -> None:
    before = frozenset({Right("a", "x", view=True), Right("a", "y", view=True, edit=True), Right("b", "x", view=False)})
    after = frozenset({Right("a", "x", view=True, edit=True), Right("b", "x", view=True)})
    assert list(changes(before, after)) == [
        ("a", "x", "view", "edit"),
        ("a", "y", "edit", "none"),
        ("b", "x", "none", "view"),
    ]
    assert list(changes(after, after)) == []


def test_who_sets_rights_by_hand_settles_faulty_rows() -> None:
    wanted = everywhere("Umowy", edit=True) | {Right("zawodowy", "Rejestr", view=False)}
    assert judge(with_rights(account(is_faulty=True), wanted, settled=False), SECTIONS).reason is Reason.ROW_ERROR
    settled = with_rights(account(is_faulty=True), wanted, settled=True)
    assert judge(settled, SECTIONS).verdict is Verdict.YES
    assert len(settled.rights) == len(SECTIONS)


RIGHT = strategies.builds(
    lambda section, name, degree: Right(section, name, view=degree > 0, edit=degree > 1),
    strategies.sampled_from(SECTIONS),
    strategies.sampled_from(RIGHTS),
    strategies.integers(0, 2),
)
MATRIX = strategies.lists(RIGHT, unique_by=lambda right: (right.section, right.name)).map(frozenset)


@given(MATRIX, strategies.booleans())
def test_an_administrator_always_moves(rights: frozenset[Right], is_faulty: bool) -> None:
    found = judge(account(rights, is_administrator=True, is_faulty=is_faulty), SECTIONS)
    assert (found.verdict, found.reason, found.missing) == (Verdict.YES, Reason.ADMINISTRATOR, ())


@given(strategies.dictionaries(strategies.sampled_from(RIGHTS), strategies.booleans()), strategies.sampled_from(RIGHTS))
def test_a_right_more_in_every_section_never_takes_the_move_away(equal: dict[str, bool], added: str) -> None:
    matrix = set().union(*(everywhere(name, edit=edit) for name, edit in equal.items()))
    before = judge(account(matrix), SECTIONS)
    for edit in (False, True):
        more = matrix if added in equal else matrix | everywhere(added, edit=edit)
        after = judge(account(more), SECTIONS)
        assert before.verdict is Verdict.NO or after.verdict is Verdict.YES


@given(MATRIX)
def test_doing_what_is_missing_gives_the_move(rights: frozenset[Right]) -> None:
    found = judge(account(rights), SECTIONS, RIGHTS)
    boxes = {(right.section, right.name): [right.view, right.edit] for right in rights}
    for one in found.missing:
        boxes.setdefault((one.section, one.name), [False, False])[one.degree is Degree.EDIT] = True
    after = judge(account({Right(*place, view, edit) for place, (view, edit) in boxes.items()}), SECTIONS)
    assert after.verdict is Verdict.YES
    assert (found.missing == ()) == (found.verdict is Verdict.YES)
