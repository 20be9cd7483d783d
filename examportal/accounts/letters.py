"""Letters about keys."""

from datetime import datetime

from examportal.mail.compose import compose, link
from examportal.mail.letter import Letter


def password_reset(recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    """Compose the letter with a link to a new password."""
    return compose(
        "password_reset",
        recipient,
        person_name=person_name,
        link=link("entrance.new_password", token=token),
        expires_at=expires_at,
    )
