"""The answers of an activation link, its reminder, and the last day of first sign-ins."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from examportal.onboarding.rules import LinkFacts, LinkState, first_login_is_open, link_state, reminder_due

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LINK = LinkFacts(expires_at=NOW + timedelta(seconds=1), account_is_active=False, is_current=True, suspended=False)


@pytest.mark.parametrize(
    ("link", "state"),
    [
        (None, LinkState.UNKNOWN),
        (replace(LINK, suspended=True, account_is_active=True), LinkState.SUSPENDED),
        (LINK, LinkState.VALID),
        (replace(LINK, expires_at=NOW), LinkState.EXPIRED),
        (replace(LINK, is_current=False), LinkState.REPLACED),
        (replace(LINK, is_current=False, expires_at=NOW), LinkState.REPLACED),
        (replace(LINK, account_is_active=True, is_current=False, expires_at=NOW), LinkState.ALREADY_ACTIVE),
    ],
)
def test_a_link_has_one_answer(link: LinkFacts | None, state: LinkState) -> None:
    assert link_state(link, NOW) is state


@pytest.mark.parametrize(
    ("last_day", "is_open"),
    [(None, True), (date(2026, 11, 21), True), (date(2026, 11, 22), True), (date(2026, 11, 20), False)],
)
def test_first_sign_ins_are_taken_through_the_last_day(last_day: date | None, *, is_open: bool) -> None:
    assert first_login_is_open(last_day, date(2026, 11, 21)) is is_open


def test_a_link_is_reminded_of_a_day_before_its_end() -> None:
    assert reminder_due(NOW, NOW + timedelta(hours=72)) == NOW + timedelta(hours=48)
    assert reminder_due(NOW, NOW + timedelta(hours=24)) is None
