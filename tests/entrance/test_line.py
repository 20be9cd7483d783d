"""A flood of sign-ins: as many at a time as there are cores, others wait, the last of too many come back later."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event

import pytest
from flask import Flask

from examportal.accounts import line
from tests.accounts.owners import knock, owner, told
from tests.browser import Browser
from tests.onboarding.steps import ANNA

CROWDED = {"": "W tej chwili loguje się bardzo dużo osób. Spróbuj jeszcze raz za kilka sekund."}


@pytest.fixture
def crowded(app: Flask) -> Iterator[None]:
    """Have so many sign in already that there is no place for one more."""
    with told(app, sign_ins_at_once=1), line.place() as taken:
        assert taken
        yield


@pytest.mark.usefixtures("crowded")
def test_whoever_finds_no_place_may_come_back_in_some_seconds(client: Browser, hashes: list[str]) -> None:
    for _ in range(12):  # more often than any limit would bear
        page = knock(client, "to nie to", 503)
        assert (page.errors(), page.value("login")) == (CROWDED, ANNA.pesel)
        assert page.response.headers["Retry-After"] == "5"
    staff = client.submit("/biuro/logowanie", {"email": "ewa@example.pl", "password": "to nie to"}, 503)
    assert staff.errors() == CROWDED
    assert hashes == []


def test_a_known_device_finds_a_way_in(client: Browser) -> None:
    owner()
    knock(client)
    client.submit("/konto", button="Wyloguj się")
    with told(client.app, sign_ins_at_once=0):
        assert knock(Browser(client.app), status=503).errors() == CROWDED
        assert knock(client).location == "/konto"


def test_whoever_comes_while_all_cores_are_taken_waits_for_a_turn(app: Flask) -> None:
    reached, waited = Event(), Event()

    def stand_in_line() -> None:
        with app.app_context():
            reached.set()
            with line.place() as taken:
                assert taken
                waited.set()

    with ExitStack() as turns, ThreadPoolExecutor(1) as pool:
        for _ in range(os.cpu_count() or 1):
            assert turns.enter_context(line.place())
        last = pool.submit(stand_in_line)
        assert reached.wait(20)
        assert not waited.wait(0.1)
        turns.close()
        last.result(20)
    assert waited.is_set()


def test_a_place_is_given_back_whatever_happens(app: Flask) -> None:
    with told(app, sign_ins_at_once=1):
        with pytest.raises(ZeroDivisionError), line.place():
            raise ZeroDivisionError
        with line.place() as first, line.place() as second:
            assert (first, second) == (True, False)
        with line.place() as taken:
            assert taken
