"""Letters about accounts of the old service."""

from datetime import datetime

from examportal.mail.compose import compose, link
from examportal.mail.letter import Letter


def account_word(recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    """Compose the letter with the link to what becomes of somebody's account."""
    address = link("my_account.word", token=token)
    return compose("account_word", recipient, person_name=person_name, link=address, expires_at=expires_at)
