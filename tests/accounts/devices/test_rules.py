"""How long a device is trusted."""

from datetime import UTC, datetime, timedelta

import pytest

from examportal.accounts.devices import rules

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "trusted"),
    [
        (NOON, True),
        (NOON + rules.TRUST_LIFETIME - timedelta(seconds=1), True),
        (NOON + rules.TRUST_LIFETIME, False),
        (NOON - timedelta(hours=1), False),  # the clock was set back
    ],
)
def test_trust_ends_after_thirty_days_and_a_clock_set_back_gives_none(moment: datetime, trusted: bool) -> None:
    assert rules.is_trusted(NOON + rules.TRUST_LIFETIME, moment) is trusted


def test_a_device_nobody_ticked_is_not_trusted() -> None:
    assert not rules.is_trusted(None, NOON)
