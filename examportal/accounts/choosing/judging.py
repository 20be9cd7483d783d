"""Everything that a password is asked at once, so that whoever chooses it learns all that is missing."""

from examportal.accounts.choosing.common import is_common
from examportal.accounts.choosing.own import OwnData, is_built_from
from examportal.accounts.choosing.strength import is_easy
from examportal.accounts.rules import MAX_PASSWORD, MIN_PASSWORD, PasswordRule, broken_password_rules


def judge(password: str, own: OwnData, *, classes: bool, shortest: int = MIN_PASSWORD) -> list[PasswordRule]:
    """Return the rules that a password does not keep, in the order in which they are listed.

    Takes some milliseconds: call it outside any transaction. What is too long is not looked at any further.
    """
    broken = broken_password_rules(password, classes=classes, shortest=shortest)
    if len(password) > MAX_PASSWORD:
        return broken
    weighed = {
        PasswordRule.OWN: is_built_from(password, own),
        PasswordRule.COMMON: is_common(password),
        PasswordRule.EASY: is_easy(password, own.words()),
    }
    return broken + [rule for rule, holds in weighed.items() if holds]
