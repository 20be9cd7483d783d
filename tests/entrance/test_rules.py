"""Every way from the sign-in form, by what is known after the comparison."""

import itertools
from dataclasses import replace

import pytest

from examportal.accounts.rules import AccountState
from examportal.entrance.rules import Knock, Way, way_of

NONE, PENDING, ACTIVE = AccountState.NONE, AccountState.PENDING, AccountState.ACTIVE


@pytest.mark.parametrize(
    ("state", "password_fits", "own_number", "any_number", "way"),
    [
        (NONE, False, True, True, Way.FIRST_LOGIN),
        (NONE, False, False, True, Way.REFUSED),
        (PENDING, True, False, True, Way.WAITING),
        (PENDING, True, False, False, Way.ALL_NUMBERS_REMOVED),
        (PENDING, False, True, True, Way.WAITING_MASKED),
        (PENDING, False, False, True, Way.REFUSED),
        (ACTIVE, True, False, True, Way.SIGNED_IN),
        (ACTIVE, True, False, False, Way.ALL_NUMBERS_REMOVED),
        (ACTIVE, False, True, True, Way.REFUSED),
        (ACTIVE, False, False, True, Way.REFUSED),
    ],
)
def test_where_a_person_goes(
    state: AccountState, *, password_fits: bool, own_number: bool, any_number: bool, way: Way
) -> None:
    assert way_of(Knock(state, password_fits, own_number, any_number)) is way


@pytest.mark.parametrize(
    ("state", "password_fits", "own_number", "way"),
    [
        (NONE, False, True, Way.SUSPENDED),
        (PENDING, True, False, Way.SUSPENDED),
        (PENDING, False, True, Way.SUSPENDED),
        (ACTIVE, True, False, Way.SUSPENDED),
        (ACTIVE, False, True, Way.REFUSED),
        (PENDING, False, False, Way.REFUSED),
    ],
)
def test_a_suspension_is_told_only_to_who_would_have_come_in(
    state: AccountState, *, password_fits: bool, own_number: bool, way: Way
) -> None:
    assert way_of(Knock(state, password_fits, own_number, has_active_number=True, suspended=True)) is way


def test_after_the_last_day_only_those_who_have_begun_go_on() -> None:
    late = Knock(NONE, password_fits=False, own_active_number=True, has_active_number=True, first_login_open=False)
    assert way_of(late) is Way.FIRST_LOGIN_CLOSED
    assert way_of(replace(late, state=PENDING)) is Way.WAITING_MASKED


def test_without_password_and_number_everybody_is_refused_alike() -> None:
    ways = {
        way_of(Knock(state, password_fits=False, own_active_number=False, has_active_number=any_number))
        for state, any_number in itertools.product(AccountState, (True, False))
    }
    assert ways == {Way.REFUSED}
