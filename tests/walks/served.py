"""The portal as people meet it: waitress, the worker and a mail server, all running; everything they log is kept."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import waitress.server
from flask import Flask

from examportal.jobs.worker import Worker
from tests.conftest import ENVIRON
from tests.databases import Portals
from tests.dev.ports import free_ports
from tests.smtp import CatchingServer

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60.0
OTHER_SIDE = "mail.log"
_LOOK_SECONDS = 0.05
_THREADS = 4


class Transcript(logging.Handler):
    """Keeps all that is logged from DEBUG on: the words, what was put into them, and the texts of faults."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line, but not of the mail server, which is the other side."""
        if record.name != OTHER_SIDE:
            self.lines.append(f"{self.format(record)} {record.args!r}")


@contextmanager
def transcript() -> Iterator[Transcript]:
    """Turn every logger that does not set a level of its own, and the portal's, up to DEBUG and keep what they say."""
    kept, root, ours = Transcript(), logging.getLogger(), logging.getLogger("examportal")
    levels = root.level, ours.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    ours.setLevel(logging.DEBUG)
    try:
        yield kept
    finally:
        root.removeHandler(kept)
        root.setLevel(levels[0])
        ours.setLevel(levels[1])


@dataclass(frozen=True)
class Served:
    """A portal that answers at `url`."""

    app: Flask
    url: str
    server: CatchingServer

    def letter_to(self, recipient: str, about: str = "") -> EmailMessage:
        """Wait for the newest letter to an address, with some words in its subject."""
        deadline = monotonic() + PATIENCE_SECONDS
        while monotonic() < deadline:
            fitting = [one for one in self.server.messages if one["To"] == recipient and about in one["Subject"]]
            if fitting:
                return fitting[-1]
            Event().wait(_LOOK_SECONDS)
        raise AssertionError("the letter did not come")


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Run a portal on an empty SQLite database in `folder`."""
    (port,) = free_ports(1)
    url, post = f"http://{HOST}:{port}", CatchingServer()
    post.start()
    told = ENVIRON | {"EXAMPORTAL_BASE_URL": url, "EXAMPORTAL_SMTP_URL": post.url}
    portals = Portals(folder, told, postgres_url=str)
    app = portals.get("sqlite")
    try:
        with _worker(app), _web(app, port):
            yield Served(app, url, post)
    finally:
        post.stop()
        portals.close()


@contextmanager
def _web(app: Flask, port: int) -> Iterator[None]:
    server = waitress.server.create_server(app, host=HOST, port=port, threads=_THREADS, ident=None)
    thread = Thread(target=server.run, name="web")
    thread.start()
    try:
        yield
    finally:
        server.task_dispatcher.shutdown()
        # The loop of waitress ends when nothing is left to listen to; closing happens in its own thread.
        server.trigger.pull_trigger(lambda: waitress.server.wasyncore.close_all(server._map))
        thread.join(PATIENCE_SECONDS)


@contextmanager
def _worker(app: Flask) -> Iterator[None]:
    stop = Event()
    thread = Thread(target=Worker(app, stop).run, name="worker")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE_SECONDS)
