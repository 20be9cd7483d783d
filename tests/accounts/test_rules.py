"""Rules of the keys."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from examportal.accounts.rules import (
    WEIGHED_RULES,
    AccountState,
    KeyFacts,
    ObjectionFacts,
    PasswordRule,
    ResetFacts,
    broken_password_rules,
    check_objection,
    check_reset,
    fits_address,
    password_rules,
    state_of,
)
from examportal.core import errors

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LINK = ResetFacts(expires_at=NOW + timedelta(minutes=1), used_at=None, is_current=True)


def test_the_state_follows_from_the_rows() -> None:
    assert state_of(None) is AccountState.NONE
    assert state_of(KeyFacts(None)) is AccountState.PENDING
    assert state_of(KeyFacts(NOW)) is AccountState.ACTIVE
    assert state_of(KeyFacts(None, withdrawn=True)) is AccountState.NONE
    assert {state_of(facts, suspended=True) for facts in (None, KeyFacts(NOW))} == {AccountState.SUSPENDED}


def test_an_address_fits_whatever_of_it_is_in_capitals_and_none_fits_any() -> None:
    own = "Anna.Los@example.pl"
    assert all(fits_address(own, typed) for typed in ("", "anna.los@example.pl", "ANNA.LOS@Example.PL"))
    assert not any(fits_address(own, typed) for typed in ("anna@example.pl", "anna.los@example.plx"))


@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("Zażółć gęślą 1", []),
        ("Abcdefghij1!", []),
        ("abcdefghij1!", [PasswordRule.UPPER]),
        ("ABCDEFGHIJ1!", [PasswordRule.LOWER]),
        ("Abcdefghijk!", [PasswordRule.DIGIT]),
        ("Abcdefghijk1", [PasswordRule.SPECIAL]),
        ("Abcdefghi1!", [PasswordRule.LENGTH]),
        ("Aa1!" * 64, []),
        ("Aa1!" * 64 + "x", [PasswordRule.LENGTH]),
        ("", [rule for rule in PasswordRule if rule not in WEIGHED_RULES]),
    ],
)
def test_a_password_keeps_the_rules_or_is_told_which_not(password: str, broken: list[PasswordRule]) -> None:
    assert broken_password_rules(password, classes=True) == broken


def test_classes_can_be_switched_off() -> None:
    assert password_rules(classes=False) == [PasswordRule.LENGTH, *WEIGHED_RULES]
    assert broken_password_rules("twelve small", classes=False) == []


def test_a_fresh_link_is_let_through() -> None:
    assert check_reset(LINK, NOW) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    ("link", "refusal"),
    [
        (replace(LINK, used_at=NOW), errors.LinkUsed),
        (replace(LINK, is_current=False), errors.LinkReplaced),
        (replace(LINK, expires_at=NOW), errors.LinkExpired),
    ],
)
def test_a_dead_link_says_why(link: ResetFacts, refusal: type[errors.Refusal]) -> None:
    with pytest.raises(refusal):
        check_reset(link, NOW)


def test_an_objection_is_taken_once_and_in_time() -> None:
    fresh = ObjectionFacts(expires_at=NOW + timedelta(days=1), used_at=None)
    assert check_objection(fresh, NOW) is None  # type: ignore[func-returns-value]
    with pytest.raises(errors.LinkUsed):
        check_objection(replace(fresh, used_at=NOW), NOW)
    with pytest.raises(errors.LinkExpired):
        check_objection(replace(fresh, expires_at=NOW), NOW)
