"""Confirming that a person is reached."""

from examportal.accounts.addresses import service as addresses
from examportal.accounts.service import record_own
from examportal.core import clock
from examportal.journal.rules import Event
from examportal.profile import queries
from examportal.register import queries as register


def confirm_contact(examiner_id: int) -> None:
    """Record that a person has said that e-mail address and phone are still right."""
    register.get_for_change(examiner_id)
    _note_fresh(examiner_id)
    record_own(Event.CONTACT_CONFIRMED, examiner_id)


def confirm_address(token: str) -> None:
    """Let the link of a new address do its work; raises what `accounts.addresses.service.confirm` raises."""
    _note_fresh(addresses.confirm(token).examiner_id)


def _note_fresh(examiner_id: int) -> None:
    row = queries.find_row(examiner_id)
    if row is not None:
        row.contact_confirmed_at = clock.now()
