"""When the link of an address on its way works."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from examportal.accounts.addresses.rules import LINK_LIFETIME, ChangeFacts, check
from examportal.core.errors import LinkExpired, LinkReplaced, LinkUsed, Refusal, Suspended

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = ChangeFacts(
    NOW,
    NOW + LINK_LIFETIME,
    None,
    is_newest=True,
    from_present=True,
    password_set_at=NOW - HOUR,
    frozen=False,
    suspended=False,
)


def test_a_link_works_until_its_last_moment() -> None:
    check(GOOD, NOW + LINK_LIFETIME - timedelta(seconds=1))
    with pytest.raises(LinkExpired):
        check(GOOD, NOW + LINK_LIFETIME)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"used_at": NOW, "is_newest": False, "suspended": True}, LinkUsed),
        ({"is_newest": False}, LinkReplaced),
        ({"from_present": False}, LinkReplaced),
        ({"password_set_at": NOW + HOUR, "suspended": True}, LinkReplaced),
        ({"frozen": True}, LinkReplaced),
        ({"suspended": True}, Suspended),
    ],
)
def test_whatever_has_overtaken_a_link_ends_it(changed: dict[str, object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check(replace(GOOD, **changed), NOW + HOUR)  # type: ignore[arg-type]
