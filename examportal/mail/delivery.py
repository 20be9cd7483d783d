"""The worker's two halves of delivering a letter."""

from email.message import EmailMessage

from examportal.config import settings
from examportal.db import release
from examportal.jobs.handlers import Handler
from examportal.jobs.rules import Outcome, Verdict
from examportal.mail import message, queries, relay
from examportal.mail.models import OutgoingLetter
from examportal.mail.pausing.service import hold_back
from examportal.mail.relay import Envelope, Lines
from examportal.mail.service import settle_delivery

_LINES = Lines()
"""Of this process: as many as its worker has hands."""


def deliver(letter_id: int) -> Outcome:
    """Hand a letter to the relay, outside any transaction; what has been accepted or given up is left alone."""
    letter = queries.find_undelivered(letter_id)
    if letter is None:
        return Outcome(Verdict.DONE, "ended_before")
    held = hold_back(letter.provider)
    if held:
        return held
    body = letter.unseal()
    try:
        written = _written(letter, body)
    except ValueError:
        return Outcome(Verdict.GIVE_UP, "letter_unusable")
    envelope = Envelope(settings().mail_sender, message.ascii_address(letter.recipient), written.as_bytes())
    release()  # a relay may take long to answer
    return relay.hand_over(relay.read_url(settings().smtp_url), envelope, _LINES)


def _written(letter: OutgoingLetter, body: dict[str, str]) -> EmailMessage:
    headers = {"Subject": letter.subject, "Message-ID": letter.message_id}
    written = message.build(settings(), letter.recipient, headers, letter.posted_at)
    message.add_body(written, **body)
    return written


HANDLER = Handler(deliver, settle_delivery, leave=_LINES.close)
