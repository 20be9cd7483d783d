"""Rules of the second steps."""

from datetime import UTC, datetime, timedelta

import pytest

from examportal.accounts.steps import rules
from examportal.accounts.steps.rules import Party

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_what_is_shown_is_shown_for_a_while() -> None:
    assert rules.is_fresh(NOW, NOW + rules.SET_UP_LIFETIME - timedelta(minutes=1))
    assert not rules.is_fresh(NOW, NOW + rules.SET_UP_LIFETIME)


@pytest.mark.parametrize(
    ("base_url", "party"),
    [
        ("https://Portal.OKE.example.pl", Party("portal.oke.example.pl", "https://portal.oke.example.pl")),
        ("https://portal.example.pl:443/", Party("portal.example.pl", "https://portal.example.pl")),
        ("https://portal.example.pl:8443", Party("portal.example.pl", "https://portal.example.pl:8443")),
        ("http://localhost:8000", Party("localhost", "http://localhost:8000")),
        ("http://localhost:80", Party("localhost", "http://localhost")),
        ("http://portal.example.pl", None),
        ("http://127.0.0.1:8000", None),
        ("https://10.0.0.7", None),
        ("https://[::1]:8000", None),
    ],
)
def test_who_may_ask_for_passkeys(base_url: str, party: Party | None) -> None:
    assert rules.party_of(base_url) == party


@pytest.mark.parametrize(
    ("before", "now", "goes_on"), [(0, 0, True), (0, 1, True), (5, 6, True), (5, 5, False), (5, 0, False)]
)
def test_a_counter_goes_on_or_does_not_count(before: int, now: int, goes_on: bool) -> None:
    assert rules.counter_goes_on(before, now) is goes_on
