"""The worker killed while it talks to the mail server: before the answer, right after it, at any moment."""

import random
from pathlib import Path
from threading import Event

from flask import Flask

from examportal.jobs import worker as worker_of_the_portal
from tests.browser import Browser
from tests.smtp import HANG, CatchingServer, relay_of, run_worker
from tests.storm import audit
from tests.storm.conftest import Figures
from tests.storm.crowd import Walker, enter_crowd
from tests.storm.processes import wait_until, worker
from tests.storm.scale import times
from tests.walks.office import link

KILLS = times(3, 30)
LETTERS = times(4, 8)
HANDS = worker_of_the_portal.THREADS
SLOW_SECONDS = 0.1


def test_every_letter_arrives(app: Flask, tmp_path: Path, figures: Figures) -> None:
    crowd = enter_crowd(KILLS * LETTERS)
    blows, unrecorded = (_before_the_answer, _after_the_answer, _at_any_moment), 0
    with relay_of(app) as server:
        for number in range(KILLS):
            _register(app, crowd[number * LETTERS : (number + 1) * LETTERS])
            blows[number % len(blows)](app, server, tmp_path)
            server.manners.clear()
            server.delay_seconds = 0.0
            in_doubt = set(audit.waiting_recipients()) & {message["To"] for message in server.messages}
            assert len(in_doubt) <= 1
            unrecorded += len(in_doubt)
            audit.let_leases_run_out()
            run_worker(app)
            assert audit.stuck() == 0
        copies = audit.second_copies(server)
        messages = {message["Message-ID"]: message for message in server.messages}
    figures(kills=KILLS, letters=len(messages), stuck=0, second_copies=copies.total())
    assert len(messages) == KILLS * LETTERS
    assert copies.total() == unrecorded
    for message in messages.values():
        Browser(app).submit(link(message), {})
    assert audit.half_done() == []


def _register(app: Flask, crowd: list[Walker]) -> None:
    for walker in crowd:
        browser = Browser(app)
        browser.submit("/", {"login": walker.pesel, "password": walker.number})
        browser.submit("/rejestracja", walker.answers)


def _before_the_answer(app: Flask, server: CatchingServer, folder: Path) -> None:
    """Kill while the server has the bodies and says nothing: it takes none of them."""
    before = len(server.seen)
    server.manners["DATA"] = HANG
    with worker(app, folder, server.url):
        wait_until(lambda: len(server.seen) >= before + HANDS)


def _after_the_answer(app: Flask, server: CatchingServer, folder: Path) -> None:
    """Kill when one letter was accepted and the worker does not know it yet: this alone leads to a second copy."""
    before, others = len(server.messages), audit.waiting_recipients()[1:]
    server.manners |= {"REPLY": HANG} | {f"RCPT {other}": HANG for other in others}
    with worker(app, folder, server.url):
        wait_until(lambda: len(server.messages) > before)


def _at_any_moment(app: Flask, server: CatchingServer, folder: Path) -> None:
    before = len(server.recipients)
    server.delay_seconds = SLOW_SECONDS
    with worker(app, folder, server.url):
        wait_until(lambda: len(server.recipients) > before)
        Event().wait(random.uniform(0, 8 * SLOW_SECONDS))  # noqa: S311 - chance is the point
