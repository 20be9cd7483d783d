"""Waiting for a database that is away: what has been done must not be done again because of that."""

from collections.abc import Callable
from datetime import datetime
from threading import Event

from sqlalchemy.exc import InterfaceError, OperationalError

from examportal.core import clock

SECONDS = 3.0
"""Between two tries."""

AWAY = (OperationalError, InterfaceError)


def patiently(act: Callable[[], None], until: datetime) -> None:
    """Call `act`, which records something, until the database is there; raises what it raised when time has run out."""
    while True:
        try:
            act()
        except AWAY:
            if clock.now() >= until:
                raise
            Event().wait(SECONDS)  # whether the worker is to stop or not: what has begun is finished first
        else:
            return
