"""The worker's rate of delivery beside that of smtplib alone on one open connection, to the same server, in turns."""

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import perf_counter, process_time

from sqlalchemy import func, select

from bench import sites
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.worker import Worker
from examportal.mail.compose import compose
from examportal.mail.models import OutgoingLetter
from examportal.mail.service import post
from tests.conftest import ENVIRON
from tests.dev.ports import free_ports
from tests.storm.processes import wait_until

LETTERS = 300
TURNS = 2
HEAD = ("database", "smtplib alone/s", "worker/s", "of smtplib", "worker core ms", "composed/s")
_SENDER = "portal@oke.example.pl"


@dataclass(frozen=True)
class Rates:
    """Letters in a second: handed over by smtplib alone, delivered by the worker, composed and posted.

    `cost` is what the worker's process takes of a core for a letter, in milliseconds: the figure that hardly depends on
    what else the machine does.
    """

    alone: float
    worker: float
    composed: float
    cost: float


def measure(backend: str, folder: Path) -> tuple[str, ...]:
    """Return a line of the table: the best of some turns each, so that what else the machine does counts least."""
    with _server() as port:
        environ = ENVIRON | {"EXAMPORTAL_SMTP_URL": f"smtp://127.0.0.1:{port}"}
        site = sites.make_portal(folder, sites.new_database(folder, backend, "letters"), environ)
        turns = [_turn(site, port) for _ in range(TURNS)]
    alone, worker = max(one.alone for one in turns), max(one.worker for one in turns)
    composed = max(one.composed for one in turns)
    cost = min(one.cost for one in turns)
    return (backend, f"{alone:.0f}", f"{worker:.0f}", f"{worker / alone:.0%}", f"{cost:.1f}", f"{composed:.0f}")


def _turn(site: sites.PortalSite, port: int) -> Rates:
    with site.app.app_context():
        start = perf_counter()
        facts = {"person_name": "Żaneta Łoś-Ćwik", "link": "http://127.0.0.1:8000/aktywacja/abc"}
        ends = clock.now() + timedelta(days=3)
        with transaction():
            for number in range(LETTERS):
                post(compose("activation", f"person{number}@example.pl", **facts, expires_at=ends))
        composed = perf_counter() - start
        alone = _alone(port, LETTERS)
        start, cores = perf_counter(), process_time()
        Worker(site.app, Event()).run(once=True)
        spent, cores = perf_counter() - start, process_time() - cores
        db.session.rollback()
        waiting = select(func.count()).where(OutgoingLetter.accepted_at.is_(None))
        if db.session.scalar(waiting):
            raise RuntimeError("the worker left letters behind")
    return Rates(alone, LETTERS / spent, LETTERS / composed, 1000 * cores / LETTERS)


def _alone(port: int, count: int) -> float:
    """Return how many letters of the usual size one open connection takes in a second."""
    message = b"Subject: x\r\n\r\n" + (b"x" * 75 + b"\r\n") * 64
    with smtplib.SMTP("127.0.0.1", port, "oke.example.pl") as smtp:
        start = perf_counter()
        for number in range(count):
            smtp.sendmail(_SENDER, f"person{number}@example.pl", message)
        return count / (perf_counter() - start)


@contextmanager
def _server() -> Iterator[int]:
    """Run an SMTP server in a process of its own, which takes every letter and keeps none."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own

    def answers() -> bool:
        try:
            smtplib.SMTP("127.0.0.1", port).close()
        except OSError:
            return False
        return True

    try:
        wait_until(answers)
        yield port
    finally:
        process.terminate()
        process.wait(20)
