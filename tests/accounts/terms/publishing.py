"""Terms published through their own service, for tests of what comes after."""

from datetime import date, timedelta

from examportal.accounts.terms import service
from examportal.core import clock
from examportal.db import transaction
from examportal.journal.rules import COMMAND

BODY = "# § 1. Konto\n\nKonto jest osobiste.\n\n- hasła nie wolno nikomu podawać\n- o zmianie adresu trzeba zawiadomić"
CHANGES = "Nowy jest § 2 o hasłach."


def published(
    body: str = BODY, changes: str = "", *, is_material: bool = True, in_days: int = 0, valid_from: date | None = None
) -> int:
    """Publish a version and return its number."""
    day = valid_from or clock.today() + timedelta(days=in_days)
    with transaction():
        service.save_draft(body, changes, COMMAND, seen=0)
    with transaction():
        return service.publish(day, COMMAND, is_material=is_material, seen=1).number
