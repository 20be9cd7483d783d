"""What becomes of accounts when they move, and in which role: the rules, without a database."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from examportal.accounts.staff.rules import Role
from examportal.legacy.moving.rules import Candidate, Move, Outcome, plan, role_of
from examportal.legacy.rules import Judged, OldAccount, Reason, Right

ROLES = {"Umowy": Role.REGISTRAR, "Wyniki": Role.AUDITOR}


def candidate(
    login: str, email: str = "", reason: Reason = Reason.EQUAL_RIGHTS, moved_as: Role | None = None
) -> Candidate:
    account = OldAccount(login, rights=frozenset({Right("A", "Umowy", view=True, edit=True)}), email=email)
    return Candidate(hash(login), account, Judged(reason), moved_as)


def outcomes(*candidates: Candidate, staff: frozenset[str] = frozenset()) -> dict[str, Outcome]:
    return {one.candidate.account.login: one.outcome for one in plan(candidates, staff, ROLES)}


def test_what_becomes_of_each_account() -> None:
    found = outcomes(
        candidate("jan", "Jan@Example.pl"),
        candidate("ala", "", Reason.VIEW_ONLY),
        candidate("bez"),
        candidate("zly", "ktos@"),
        candidate("byl", "byl@example.pl"),
        candidate("raz", "dwoje@example.pl"),
        candidate("dwa", "DWOJE@example.pl"),
        candidate("nie", "dwoje@example.pl", Reason.ONE_SECTION),
        staff=frozenset({"byl@example.pl"}),
    )
    assert found == {
        "jan": Outcome.MOVES,
        "ala": Outcome.STAYS,
        "bez": Outcome.ADDRESS_MISSING,
        "zly": Outcome.ADDRESS_UNUSABLE,
        "byl": Outcome.ALREADY_STAFF,
        "raz": Outcome.ADDRESS_TWICE,
        "dwa": Outcome.ADDRESS_TWICE,
        "nie": Outcome.STAYS,
    }


def test_what_was_moved_stays_moved_whatever_is_true_now() -> None:
    done = candidate("jan", "jan@example.pl", Reason.NO_RIGHTS, Role.AUDITOR)
    (move,) = plan([done], {"jan@example.pl"}, ROLES)
    assert (move.outcome, move.role, move.is_done) == (Outcome.MOVES, Role.AUDITOR, True)


def test_an_account_that_stays_takes_nobodys_address() -> None:
    found = outcomes(candidate("a", "x@example.pl"), candidate("b", "x@example.pl", Reason.VIEW_ONLY))
    assert found == {"a": Outcome.MOVES, "b": Outcome.STAYS}


def account(*rights: tuple[str, bool]) -> OldAccount:
    return OldAccount("jan", rights=frozenset(Right("A", name, view=True, edit=edit) for name, edit in rights))


def test_the_role_comes_from_what_somebody_may_edit_and_is_the_widest() -> None:
    assert role_of(account(("Umowy", True), ("Wyniki", True)), ROLES) is Role.REGISTRAR
    assert role_of(account(("Umowy", False), ("Wyniki", True)), ROLES) is Role.AUDITOR
    assert role_of(account(("Inne", True)), ROLES) is Role.CLERK
    assert role_of(OldAccount("ewa", is_administrator=True), {}) is Role.ADMINISTRATOR


@given(st.sets(st.tuples(st.sampled_from(["Umowy", "Wyniki", "Inne"]), st.booleans())))
def test_no_right_makes_an_administrator(rights: set[tuple[str, bool]]) -> None:
    assert role_of(account(*rights), ROLES) is not Role.ADMINISTRATOR


def test_the_plan_does_not_depend_on_the_order() -> None:
    three = [candidate("a", "x@example.pl"), candidate("b", "x@example.pl"), candidate("c", "c@example.pl")]
    plans: list[list[Move]] = [plan(order, frozenset(), ROLES) for order in permutations(three)]
    assert len({frozenset((one.candidate.account.login, one.outcome) for one in moves) for moves in plans}) == 1
