"""Many at the same moment: a limit admits exactly what it allows, and nobody locks anybody out."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier

import pytest
import time_machine
from flask import Flask

from examportal.core import clock
from examportal.db import transaction
from examportal.throttle import rules, service
from examportal.throttle.rules import Admit, Decision, Limit
from examportal.throttle.service import Attempt

THREADS = 32


def at_once(app: Flask, act: Callable[[int], Decision]) -> list[Decision]:
    """Let THREADS threads act together, each in a context of its own."""
    ready = Barrier(THREADS)

    def one(number: int) -> Decision:
        with app.app_context():
            ready.wait(timeout=30)
            return act(number)

    with time_machine.travel(clock.now(), tick=False), ThreadPoolExecutor(THREADS) as pool:
        return [future.result() for future in [pool.submit(Context().run, one, number) for number in range(THREADS)]]


def admitted(decisions: list[Decision]) -> int:
    return len([decision for decision in decisions if isinstance(decision, Admit)])


@pytest.mark.parametrize(
    "limit", [rules.LETTER_PAUSE, rules.LETTERS, rules.PASSWORD_ASKERS], ids=lambda limit: limit.kind
)
def test_a_limit_admits_exactly_what_it_allows(app: Flask, limit: Limit) -> None:
    def ask(_number: int) -> Decision:
        with transaction():
            return service.count_event({limit: "account:1"})

    assert admitted(at_once(app, ask)) == limit.allowed


def test_one_person_from_one_address_has_five_tries(app: Flask) -> None:
    def attempt(_number: int) -> Decision:
        with transaction():
            return service.count(Attempt("44051401359", "192.0.2.1"))

    assert admitted(at_once(app, attempt)) == rules.PAIR.allowed


def test_counting_and_forgiving_in_every_order_loses_nothing(app: Flask) -> None:
    def sign_in(number: int) -> Decision:
        attempts = [Attempt(f"person {(number + turn) % 3}", f"192.0.2.{(number * turn) % 4}") for turn in range(4)]
        for attempt in attempts:
            with transaction():
                decision = service.count(attempt)
            if isinstance(decision, Admit):
                with transaction():
                    service.forgive(attempt)
        with transaction():
            service.purge(clock.now())
        return Admit()

    assert admitted(at_once(app, sign_in)) == THREADS
    with transaction():
        everybody = service.count(Attempt("44051401359", "198.51.100.1"))
    assert everybody == Admit()
