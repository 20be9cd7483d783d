"""When a second step is asked for, what a code looks like, and what a clock that is wrong revives: nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from examportal.accounts.halfway import rules
from examportal.accounts.halfway.rules import HALF_LIFETIME, LONGEST_HALF, Mode

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("mode", "trusted", "has_stronger", "wanted"),
    [
        (Mode.OFF, False, False, False),
        (Mode.OFF, False, True, True),
        (Mode.OFF, True, True, False),
        (Mode.NEW_DEVICE, False, False, True),
        (Mode.NEW_DEVICE, True, False, False),
        (Mode.NEW_DEVICE, True, True, False),
        (Mode.ALWAYS, True, False, True),
    ],
)
def test_when_a_second_step_is_asked_for(mode: Mode, trusted: bool, has_stronger: bool, wanted: bool) -> None:
    assert rules.is_wanted(mode, trusted=trusted, has_stronger=has_stronger) is wanted


def test_where_a_code_is_always_asked_for_no_device_can_be_trusted() -> None:
    assert [rules.may_be_trusted(mode) for mode in (Mode.NEW_DEVICE, Mode.ALWAYS)] == [True, False]


def test_a_code_sent_late_lets_its_sign_in_run_on_but_not_for_ever() -> None:
    assert rules.ends_at(NOON, NOON + HALF_LIFETIME + 5 * SECOND) == NOON + HALF_LIFETIME + 5 * SECOND
    assert rules.ends_at(NOON, NOON + timedelta(hours=1)) == NOON + LONGEST_HALF


def test_codes_are_six_digits_leading_zeros_included() -> None:
    codes = {rules.new_code() for _ in range(200)}
    assert all(re.fullmatch("[0-9]{6}", code) for code in codes)
    assert len(codes) > 190


@pytest.mark.parametrize(
    "typed", ["012345", "012 345", " 012-345 ", "0-1-2-3-4-5", "012\u00a0345", "012\u2013345\u200b"]
)
def test_spaces_and_hyphens_do_not_matter(typed: str) -> None:
    assert rules.read_code(typed) == "012345"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "\u0661\u0662\u0663\u0664\u0665\u0666", "L-7KQ2"])
def test_what_is_no_code_has_not_its_shape(typed: str) -> None:
    assert rules.read_code(typed) is None


def test_a_code_is_written_as_it_is_read() -> None:
    assert rules.in_groups("012345") == "012 345"
