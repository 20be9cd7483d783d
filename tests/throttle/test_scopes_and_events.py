"""Doors that count apart, and events that turn out right."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from examportal.db import transaction
from examportal.throttle import service
from examportal.throttle.rules import ADDRESS, PAIR, STAFF_CODE, STAFF_CODE_SLOW, Admit, Decision, Refuse
from examportal.throttle.service import Attempt

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CODES = {STAFF_CODE: "7", STAFF_CODE_SLOW: "7"}


def count(attempt: Attempt) -> Decision:
    with transaction():
        return service.count(attempt)


def code(*, right: bool) -> Decision:
    """Count a code, and take it back when it was right."""
    with transaction():
        decision = service.count_event(CODES)
    if right and decision == Admit():
        with transaction():
            service.forgive_event(CODES)
    return decision


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(("first", "second"), [("", "staff"), ("staff", "")])
def test_one_door_uses_up_no_chances_of_another(app: Flask, first: str, second: str) -> None:
    for number in range(ADDRESS.allowed):
        assert count(Attempt(f"person {number // PAIR.allowed}", "192.0.2.1", scope=first)) == Admit()
    assert isinstance(count(Attempt("person 0", "192.0.2.1", scope=first)), Refuse)
    assert count(Attempt("person 0", "192.0.2.1", scope=second)) == Admit()


@time_machine.travel(NOON, tick=False)
def test_a_right_code_clears_the_quick_counter_and_of_the_slow_one_only_its_own_measure(app: Flask) -> None:
    for _ in range(STAFF_CODE_SLOW.allowed // (STAFF_CODE.allowed - 1)):
        for _ in range(STAFF_CODE.allowed - 1):
            assert code(right=False) == Admit()
        if code(right=True) != Admit():
            break
    refusal = code(right=False)
    assert isinstance(refusal, Refuse)
    assert refusal.kind == STAFF_CODE_SLOW.kind
