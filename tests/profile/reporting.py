"""People who have a profile and report changes of it, without a browser."""

import dataclasses
from typing import Any

from examportal.db import transaction
from examportal.profile.changes import service
from examportal.profile.rules import Address, EmploymentKind, ProfileData
from examportal.profile.service import save

HOME = Address("Polna", "12A", "3", "90-001", "Łódź", "PL")
CRACOW = Address("Długa", "1", "", "30-001", "Kraków", "PL")
ANNA = ProfileData("Anna Maria", "Łoś", "Brzeg", "+48601234567", HOME, None, EmploymentKind.NONE, None, "biologia")


def report(examiner_id: int, **changed: Any) -> int:
    """Give somebody a profile and report a change of it; return the id of the change."""
    with transaction():
        save(examiner_id, ANNA)
        return service.report(examiner_id, service.stamp_of(ANNA), dataclasses.replace(ANNA, **changed))
