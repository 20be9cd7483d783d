"""The letter with a login code."""

from datetime import datetime

from examportal.accounts.halfway.rules import in_groups
from examportal.mail.compose import compose
from examportal.mail.letter import Letter


def login_code(recipient: str, person_name: str, code: str, expires_at: datetime) -> Letter:
    """Compose the letter with a code; it has no link, so that nobody learns to click where codes are asked for."""
    return compose("login_code", recipient, person_name=person_name, code=in_groups(code), expires_at=expires_at)
