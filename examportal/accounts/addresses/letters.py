"""The letter to an address on its way."""

from datetime import datetime

from examportal.mail.compose import compose, link
from examportal.mail.letter import Letter


def email_change(recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    """Compose the letter with the link that confirms the new address."""
    address = link("contact.email_link", token=token)
    return compose("email_change", recipient, person_name=person_name, link=address, expires_at=expires_at)
