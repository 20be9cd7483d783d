"""The letter that a report was answered."""

from examportal.core import clock
from examportal.mail.compose import compose, link
from examportal.mail.letter import Letter


def correction_answered(recipient: str, person_name: str) -> Letter:
    """Compose the notice that the office has answered a report; what it said is read on the account."""
    facts = {"person_name": person_name, "link": link("corrections.overview"), "happened_at": clock.now()}
    return compose("correction_answered", recipient, **facts)
