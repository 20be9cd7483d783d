"""Letters and messages of recovery."""

from datetime import datetime

from examportal.core import clock
from examportal.mail.compose import compose, link
from examportal.mail.letter import Letter
from examportal.recovery.models import RecoveryCase

ALONE, VETOED = "approved_alone", "vetoed"
"""What the office is told of."""


def notice(recipient: str, person_name: str, token: str, until: datetime) -> Letter:
    """Compose the notice of an approved case with the link of veto; the waiting lasts until then at least."""
    facts = {"person_name": person_name, "link": link("recovery.veto", token=token), "expires_at": until}
    return compose("recovery_notice", recipient, **facts, happened_at=clock.now())


def message(token: str) -> str:
    """Return the same as a text message; no word has a Polish letter, so that it costs little."""
    address = link("recovery.veto", token=token)
    return f"Portal egzaminatora: ktos prosi komisje o dostep do Twojego konta. Jesli to nie Ty: {address}"


def access(recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    """Compose the letter with the link to a new password."""
    address = link("recovery.regain", token=token)
    return compose("recovery_access", recipient, person_name=person_name, link=address, expires_at=expires_at)


def to_office(recipient: str, person_name: str, what: str, case: RecoveryCase) -> Letter:
    """Compose what the office is told about a case: `what` is ALONE or VETOED."""
    facts = {"person_name": person_name, "link": link("recovery.one", case_id=case.id), "happened_at": clock.now()}
    return compose("recovery_office", recipient, what=what, case_number=case.number, **facts)
