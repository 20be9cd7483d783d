"""Every select() on text messages."""

from sqlalchemy import select

from examportal.db import db
from examportal.sms.models import TextMessage

SEND = "send_text_message"
"""The kind of job that sends a text message."""


def find_unsent(message_id: int, *, for_change: bool = False) -> TextMessage | None:
    """Return a message that has not ended yet, locked when it is to change; None when it has."""
    query = select(TextMessage).where(
        TextMessage.id == message_id, TextMessage.accepted_at.is_(None), TextMessage.given_up_at.is_(None)
    )
    query = query.execution_options(populate_existing=True)
    return db.session.scalar(query.with_for_update() if for_change else query)
