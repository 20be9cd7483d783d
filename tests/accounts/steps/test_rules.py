"""Rules of the second steps."""

from datetime import UTC, datetime, timedelta

from examportal.accounts.steps import rules

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_what_is_shown_is_shown_for_a_while() -> None:
    assert rules.is_fresh(NOW, NOW + rules.SET_UP_LIFETIME - timedelta(minutes=1))
    assert not rules.is_fresh(NOW, NOW + rules.SET_UP_LIFETIME)
