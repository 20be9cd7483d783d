"""A number that joins an active account: its owner is told, when the installation says so."""

from examportal.accounts import letters, queries
from examportal.config import settings
from examportal.journal.rules import Actor
from examportal.mail.service import post
from examportal.register import queries as register
from examportal.register.entries import service as entries
from examportal.register.entries.service import Seen
from examportal.register.rules import NumberEntry


def add_number(seen: Seen, number: NumberEntry, actor: Actor) -> None:
    """Enter one more number of a person, and tell whoever has an active account.

    Raises what `register.entries.service.add_number` raises.
    """
    entries.add_number(seen, number, actor)
    address = queries.addresses_to_tell([seen.examiner_id]).get(seen.examiner_id)
    if address is None or not settings().number_letters:
        return
    scope = register.scopes_by_code()[number.scope_code].label
    letter = letters.number_added(address, register.person_name(seen.examiner_id), [(number.registry_number, scope)])
    post(letter, actor=actor, about=f"examiner:{seen.examiner_id}")
