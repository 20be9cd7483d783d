"""Deleting jobs that ended long ago: nobody asks for them, and what comes round leaves hundreds a day."""

from datetime import timedelta

from examportal.core import clock
from examportal.db import transaction
from examportal.jobs import service

KEPT = timedelta(days=30)
"""How long a job that ended can still be looked at when something went wrong."""

TOGETHER = 1000
"""Jobs deleted in one transaction."""


def forget_ended() -> None:
    """Delete them, some at a time."""
    before = clock.now() - KEPT
    while True:
        with transaction():
            if service.forget_ended(before, TOGETHER) < TOGETHER:
                return
