"""A process that writes to the journal once it is told to."""

from multiprocessing.connection import Connection

from examportal.app import create_app
from examportal.db import transaction
from examportal.journal.rules import COMMAND, Event
from examportal.journal.service import record


def write(line: Connection, entries: int) -> None:
    """Say that it is ready, wait for a word, and write."""
    app = create_app()
    line.send("ready")
    line.recv()
    with app.app_context():
        for number in range(entries):
            with transaction():
                record(Event.SIGN_IN, COMMAND, n=number)
