"""Every select() of the post office."""

from sqlalchemy import select

from examportal.db import db
from examportal.mail.models import OutgoingLetter


def find_undelivered(letter_id: int) -> OutgoingLetter | None:
    """Return a letter that still waits to be delivered; None when it was accepted or given up."""
    return db.session.scalar(
        select(OutgoingLetter)
        .where(
            OutgoingLetter.id == letter_id,
            OutgoingLetter.accepted_at.is_(None),
            OutgoingLetter.given_up_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
