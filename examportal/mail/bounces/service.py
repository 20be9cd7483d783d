"""Writing down what came back."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from examportal.core import clock
from examportal.db import db
from examportal.journal import service as journal
from examportal.journal.rules import WORKER, Event
from examportal.mail.bounces import queries
from examportal.mail.bounces.models import BounceTally
from examportal.mail.bounces.reader import Kind, Notice
from examportal.mail.models import OutgoingLetter
from examportal.mail.rules import keepable_reply


class Finding(StrEnum):
    """What a message in the mailbox of bounces turned out to be."""

    BOUNCED = "bounced"
    DELAYED = "delayed"
    AGAIN = "again"
    UNKNOWN = "unknown"


def record(notices: Sequence[Notice]) -> list[Finding]:
    """Write down what some messages say, and what each of them is; a second time nothing changes.

    A letter is known by its Message-ID alone, which nobody can guess: whoever knows an address bounces nothing.
    """
    named = sorted({notice.message_id for notice in notices if notice.message_id})
    letters = queries.letters_for_change(named) if named else {}
    findings = [_record(notice, letters.get(notice.message_id or "")) for notice in notices]
    for finding, count in sorted(Counter(findings).items()):
        _tally(finding, count)
    return findings


def _record(notice: Notice, letter: OutgoingLetter | None) -> Finding:
    if letter is None or notice.kind is Kind.OTHER:
        return Finding.UNKNOWN
    if letter.bounced_at is not None:
        return Finding.AGAIN
    if notice.kind is Kind.DELAYED:
        letter.delayed_at = clock.now()
        return Finding.DELAYED
    _bounce(letter, notice)
    return Finding.BOUNCED


def _bounce(letter: OutgoingLetter, notice: Notice) -> None:
    now = clock.now()
    letter.bounced_at, letter.bounce_status = now, notice.status
    letter.bounce_text = keepable_reply(notice.diagnosis, letter.recipient)
    if letter.accepted_at is None and letter.given_up_at is None:
        # The server had it, and whoever sent it died before writing that down: it is not sent again.
        letter.given_up_at, letter.sealed = now, None
    subject = letter.about or f"letter:{letter.id}"
    journal.record(
        Event.LETTER_BOUNCED, WORKER, subject=subject, number=letter.number, kind=letter.kind, status=notice.status
    )


def _tally(finding: Finding, count: int) -> None:
    day = clock.today()
    tally = queries.find_tally(day, finding)
    if tally is None:
        tally = BounceTally(day=day, finding=str(finding), count=0)
        db.session.add(tally)
    tally.count += count
