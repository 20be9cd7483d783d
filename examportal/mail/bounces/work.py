"""The worker's part: some messages at a time are read, written down in a short transaction, and then put away.

In this order, so that a crash reads a message twice rather than never.
"""

import imaplib
from collections.abc import Sequence
from datetime import timedelta

import structlog

from examportal.config import settings
from examportal.core import clock
from examportal.db import transaction
from examportal.jobs.handlers import Handler
from examportal.jobs.rules import Outcome, Verdict
from examportal.mail.bounces import service
from examportal.mail.bounces.mailboxes import Bounces, Waiting, opened, read_place
from examportal.mail.bounces.reader import read
from examportal.mail.bounces.service import Finding

BATCH = 100
AT_ONCE = timedelta(minutes=2)
"""How long one round lasts at most: a storm of bounces is dealt with in several, and no lease runs out."""

EVERY = timedelta(minutes=5)
_log = structlog.get_logger("examportal.mail")


def collect(_ref: int) -> Outcome:
    """Read what has come into the mailbox of bounces; without the setting there is none."""
    place = read_place(settings().bounce_mailbox)
    if place is None:
        return Outcome(Verdict.DONE)
    try:
        with opened(place) as bounces:
            _empty(bounces)
    except (OSError, imaplib.IMAP4.error) as fault:
        # Not a retry with growing pauses: the mailbox is looked into again when it is time for that anyway.
        _log.warning("bounces_unread", fault=type(fault).__name__)
    return Outcome(Verdict.DONE)


def _empty(bounces: Bounces) -> None:
    start = clock.now()
    while clock.now() - start < AT_ONCE:
        waiting = bounces.some(BATCH)
        if not waiting:
            return
        _deal_with(bounces, waiting)


def _deal_with(bounces: Bounces, waiting: Sequence[Waiting]) -> None:
    notices = [read(message.raw) for message in waiting]
    with transaction():
        findings = service.record(notices)
    told = list(zip(waiting, findings, strict=True))
    bounces.remove([message.name for message, finding in told if finding is not Finding.UNKNOWN])
    bounces.set_aside([message.name for message, finding in told if finding is Finding.UNKNOWN])


HANDLER = Handler(work=collect, every=EVERY)
