"""Can strangers tell by the answer, or by its time, what state somebody's account is in?

For each state a wrong attempt, always next to one with a PESEL that nobody in the register has, in random order; every
attempt comes from a fresh address, and the counters of the throttle are emptied after each round, off the clock. Who
must wait is compared with nobody who must wait. The AUC is how often an attempt on the state took longer than one on
nobody: 0.5 means that time tells nothing.
"""

import contextlib
import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import delete
from werkzeug.datastructures import Headers
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from bench import crowd
from bench.crowd import PASSWORD
from bench.sites import make_portal
from examportal.accounts import freezing, suspensions
from examportal.accounts import service as accounts
from examportal.accounts.passwords import hash_password
from examportal.core import clock
from examportal.db import db, transaction
from examportal.dev.people import InventedPerson
from examportal.journal.rules import COMMAND
from examportal.register import service as register
from examportal.register.rules import NumberEntry
from examportal.throttle import service as throttle
from examportal.throttle.models import ThrottleCounter
from examportal.throttle.rules import Refuse
from examportal.throttle.service import Attempt

ROUNDS = 300
WARM_UP_ROUNDS = 5
PEOPLE_A_STATE = 40
SIGN_IN, FORGOTTEN = "/", "/haslo"
_NOBODY, _NOBODY_WAITS = "unknown", "unknown, throttled"
NOBODIES = (_NOBODY, _NOBODY_WAITS)
_EVERYWHERE = (_NOBODY, "never claimed", "pending", "active", "suspended", "frozen", "all removed")
_WAITING = (_NOBODY_WAITS, "active, throttled")
STATES = (*_EVERYWHERE, "over-long", "active, own number", *_WAITING)
STATES_AT: Mapping[str, Sequence[str]] = {SIGN_IN: STATES, FORGOTTEN: _EVERYWHERE}
_WRONG = ("To nie jest to hasło 1", "9-99999")
_TOO_LONG = "x" * 300
_TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')
_FIRST_ADDRESS = int(IPv4Address("10.0.0.1"))


@dataclass
class Seen:
    """What strangers saw of one state: how long each answer took, and every different answer."""

    seconds: list[float] = field(default_factory=list)
    answers: set[tuple[str, tuple[str, ...], int, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Verdict:
    """One line of the table."""

    backend: str
    door: str
    state: str
    pairs: int
    auc: float
    same_answer: bool


def compare(backend: str, folder: Path, database_url: str) -> list[Verdict]:
    """Try every state at both doors of a portal of its own; runs in a process of its own."""
    with (folder / "alike.log").open("w") as log, contextlib.redirect_stderr(log):
        environ = {"EXAMPORTAL_TRUSTED_PROXIES": "1"}
        app = make_portal(folder, database_url, environ).app
        strangers = _Strangers(app, _settle(app))
        return [verdict for door in (SIGN_IN, FORGOTTEN) for verdict in strangers.try_door(backend, door)]


def auc(nobodys: Sequence[float], others: Sequence[float]) -> float:
    """Return the chance that one of the others is greater than one of nobody's (a tie counts half)."""
    ordered = sorted(nobodys)
    wins = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in others)
    return wins / (2 * len(nobodys) * len(others))


class _Strangers:
    """Somebody with many addresses and one page with a form."""

    def __init__(self, app: Flask, people: dict[str, list[InventedPerson]]) -> None:
        self._app, self._people = app, people
        self._chance = random.Random(20261121)  # noqa: S311 - only the order of attempts
        self._address = _FIRST_ADDRESS
        self._browser = Client(app.wsgi_app)

    def try_door(self, backend: str, door: str) -> Iterator[Verdict]:
        """Make all the rounds at one door and judge them."""
        states = STATES_AT[door]
        found = _TOKEN.search(self._browser.get(door).get_data(as_text=True))
        if found is None:
            raise LookupError(f"no form at {door}")
        seen = {state: Seen() for state in states}
        for number in range(-WARM_UP_ROUNDS, ROUNDS):
            for state in self._chance.sample(states, len(states)):
                self._attempt(door, found[1], state, number, seen[state])
            if number < 0:
                seen = {state: Seen() for state in states}
            self._empty_counters()
        for state, own in seen.items():
            nobody = seen[_NOBODY_WAITS if state in _WAITING else _NOBODY]
            time = auc(nobody.seconds, own.seconds)
            same = own.answers == nobody.answers and len(own.answers) == 1
            yield Verdict(backend, door, state, len(own.seconds), time, same)

    def _attempt(self, door: str, token: str, state: str, number: int, seen: Seen) -> None:
        person = self._people[state][number % PEOPLE_A_STATE]
        typed = {"login": person.pesel, "csrf_token": token}
        if door == SIGN_IN:
            typed["password"] = _secret(state, person, number)
        self._address += 1
        address = str(IPv4Address(self._address))
        if state in _WAITING:
            self._use_up(Attempt(person.pesel, address))
        environ = EnvironBuilder(
            door,
            method="POST",
            data=urlencode(typed),
            content_type="application/x-www-form-urlencoded",
            headers=Headers({"X-Forwarded-For": address, "Cookie": self._cookie()}),
        ).get_environ()
        start = perf_counter()
        chunks, status, headers = run_wsgi_app(self._app.wsgi_app, environ, buffered=True)
        seen.seconds.append(perf_counter() - start)
        page = b"".join(chunks).decode()
        words = _TOKEN.sub("", page).replace(person.pesel, "")
        seen.answers.add((status, tuple(sorted(headers.keys())), len(page), words))

    def _use_up(self, attempt: Attempt) -> None:
        with self._app.app_context(), transaction():
            while not isinstance(throttle.count(attempt), Refuse):
                pass

    def _cookie(self) -> str:
        cookie = self._browser.get_cookie("portal")
        return f"portal={cookie.value}" if cookie else ""

    def _empty_counters(self) -> None:
        with self._app.app_context(), transaction():
            db.session.execute(delete(ThrottleCounter))


def _secret(state: str, person: InventedPerson, number: int) -> str:
    if state == "over-long":
        return _TOO_LONG
    if state == "active, own number":
        return person.active_numbers[0].registry_number
    return _WRONG[number % len(_WRONG)]


def _settle(app: Flask) -> dict[str, list[InventedPerson]]:
    """Bring so many people into each state."""
    everybody = iter(crowd.examiners(PEOPLE_A_STATE * len(STATES)))
    people = {state: [next(everybody) for _ in range(PEOPLE_A_STATE)] for state in STATES}
    with app.app_context():
        password_hash = hash_password(PASSWORD)
        for state in (state for state in STATES if state not in NOBODIES):
            with transaction():
                _settle_state(state, people[state], password_hash)
    return people


def _settle_state(state: str, people: list[InventedPerson], password_hash: str) -> None:
    ids = crowd.enter(people)
    if state == "never claimed":
        return
    for account in crowd.open_accounts(ids, password_hash):
        if state != "pending":
            accounts.activate(account)
        if state == "suspended":
            suspensions.suspend(account.examiner_id, suspensions.OBJECTION, COMMAND)
        if state == "frozen":
            freezing.freeze(account, COMMAND, told_at=clock.now())
    if state == "all removed":
        numbers = [own for person in people for own in person.active_numbers]
        register.remove([NumberEntry(own.registry_number, own.scope, None, clock.today()) for own in numbers], COMMAND)
