"""All rules at once."""

from examportal.accounts.choosing.judging import judge
from examportal.accounts.choosing.own import NOTHING_KNOWN, own_data
from examportal.accounts.rules import PasswordRule
from tests.people import PASSWORD


def test_every_broken_rule_is_named_at_once() -> None:
    own = own_data(numbers=["123456789012"])
    assert judge("123456789012", own, classes=True) == [
        PasswordRule.UPPER,
        PasswordRule.LOWER,
        PasswordRule.SPECIAL,
        PasswordRule.OWN,
        PasswordRule.COMMON,
        PasswordRule.EASY,
    ]


def test_a_good_one_breaks_none() -> None:
    assert judge(PASSWORD, NOTHING_KNOWN, classes=True) == []
    assert judge("cztery koty na płocie", NOTHING_KNOWN, classes=False, shortest=15) == []


def test_without_classes_the_examples_of_the_board_fall_too() -> None:
    for password in ("Egzaminator1", "Warszawa2026!"):
        assert judge(password, NOTHING_KNOWN, classes=False) == [PasswordRule.EASY]


def test_what_is_too_long_is_not_looked_at_further() -> None:
    assert judge("a" * 257, NOTHING_KNOWN, classes=False) == [PasswordRule.LENGTH]
