"""Delivering letters: what the worker asks of the outbox for many, and how each of them goes to the relay."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from threading import Lock
from time import monotonic

from examportal.config import settings
from examportal.core import clock
from examportal.db import db, release
from examportal.jobs.handlers import Handler, Task, Together
from examportal.jobs.patience import AWAY, patiently
from examportal.jobs.rules import LEASE, Outcome, Verdict
from examportal.mail import message, queries, relay
from examportal.mail.message import Draft
from examportal.mail.models import DeliveryAttempt, OutgoingLetter
from examportal.mail.pausing.service import hold_back
from examportal.mail.relay import Envelope, Lines
from examportal.mail.service import settle_deliveries, write_down_acceptance
from examportal.mail.turns import Turn, Turns

FRESH_SECONDS = 1.0
"""How old what was asked about a letter may be when it goes: it may be withdrawn meanwhile, or sending paused."""

_LINES = Lines()
"""Of this process: as many as its worker has hands."""

_TURNS = Turns()


def deliver(letter_id: int) -> Outcome:
    """Hand a letter to the relay, outside any transaction; what has been accepted or given up is left alone."""
    return prepare([letter_id])[letter_id]()


def prepare(letter_ids: Sequence[int]) -> Mapping[int, Task]:
    """Return what is to be done with each of some letters."""
    bundle = _Bundle(letter_ids)
    return {letter_id: partial(bundle.deliver, letter_id) for letter_id in letter_ids}


class _Bundle:
    """Letters that were asked about together, and are again, together, when the answers have grown old."""

    def __init__(self, letter_ids: Sequence[int]) -> None:
        self._lock = Lock()
        self._left = list(letter_ids)
        self._looked_at = monotonic()
        self._tasks = _looked_up(self._left)

    def deliver(self, letter_id: int) -> Outcome:
        """Do what is to be done with one letter."""
        with self._lock:
            now = monotonic()
            if now - self._looked_at > FRESH_SECONDS:
                self._tasks, self._looked_at = _looked_up(self._left), now
            self._left.remove(letter_id)
            task = self._tasks[letter_id]
        return task()


def _looked_up(letter_ids: Sequence[int]) -> Mapping[int, Task]:
    tasks: dict[int, Task] = {letter_id: partial(Outcome, Verdict.DONE, "ended_before") for letter_id in letter_ids}
    letters = queries.all_undelivered(letter_ids)
    accepted = {attempt.letter_id: attempt for attempt in queries.acceptances([letter.id for letter in letters])}
    held = hold_back({letter.provider for letter in letters if letter.useful_until is None})
    now = clock.now()
    db.session.expunge_all()  # hands need them after the end of this reading
    for letter in letters:
        if letter.id in accepted:
            tasks[letter.id] = partial(_accepted_before, accepted[letter.id])
        elif letter.useful_until is not None and letter.useful_until <= now:
            tasks[letter.id] = partial(Outcome, Verdict.GIVE_UP, "too_late")
        elif letter.useful_until is None and letter.provider in held:
            tasks[letter.id] = partial(_same, held[letter.provider])
        else:
            tasks[letter.id] = partial(_send, letter)
    return tasks


def _same(outcome: Outcome) -> Outcome:
    return outcome


def _accepted_before(attempt: DeliveryAttempt) -> Outcome:
    """Return what somebody wrote down who died before settling the rest; what the server calls itself is lost."""
    peer = relay.read_url(settings().smtp_url).host
    return Outcome(Verdict.DONE, attempt.reason, None, attempt.reply_code, attempt.reply_text, peer)


def _send(letter: OutgoingLetter) -> Outcome:
    draft = Draft(letter.recipient, letter.subject, letter.message_id, letter.posted_at, **letter.unseal())
    try:
        written = message.write(settings(), draft)
        envelope = Envelope(settings().mail_sender, message.ascii_address(draft.recipient), written)
    except ValueError:
        return Outcome(Verdict.GIVE_UP, "letter_unusable")
    release()  # a relay may take long to answer
    with Turn(_TURNS) as turn:
        outcome = relay.hand_over(relay.read_url(settings().smtp_url), envelope, _LINES, turn.take)
        if outcome.verdict is Verdict.DONE:
            turn.keep()
            _write_down(letter.id, outcome)
    return outcome


def _write_down(letter_id: int, outcome: Outcome) -> None:
    """Record the acceptance before another letter goes; while the database is away, none does.

    When it stays away, the worker tries to settle the letter with others for as long as its lease holds.
    """
    with suppress(*AWAY):
        patiently(lambda: write_down_acceptance(letter_id, outcome), clock.now() + LEASE)


HANDLER = Handler(together=Together(prepare, settle_deliveries), leave=_LINES.close)
