"""Cases for tests: what people tell, and who of the office hears it."""

from typing import Any

from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.db import transaction
from examportal.journal.rules import NOBODY, Actor
from examportal.recovery import service
from examportal.recovery.rules import CaseRequest, Kind, Way
from tests.browser import Browser
from tests.office.staff import Colleague

NEW_EMAIL = "nowa.anna@example.pl"
SPOKEN: dict[str, Any] = {
    "kind": "mailbox_dead",
    "way": "phone",
    "new_email": NEW_EMAIL,
    "phone": "602 000 111",
    "description": "Skrzynki w szkole już nie ma.",
}
"""What a clerk types when somebody calls."""
STRANGER = CaseRequest(
    kind=Kind.MAILBOX_DEAD, way=Way.PUBLIC, claimed="0", name="Anna Łoś", new_email=NEW_EMAIL, phone="+48602000111"
)


def clerk(app: Flask, email: str = "olga@example.pl", name: str = "Olga Zając", role: Role = Role.CLERK) -> Colleague:
    """Return somebody of the office who is signed in."""
    return Colleague(Browser(app), email, name, role).set_up()


def opened(examiner_id: int, kind: Kind = Kind.MAILBOX_DEAD, actor: Actor = NOBODY, **told: Any) -> int:
    """Open a case of somebody and return its id."""
    request = CaseRequest(kind=kind, way=Way.PUBLIC, examiner_id=examiner_id, **{"new_email": NEW_EMAIL} | told)
    with transaction():
        return service.open_case(request, actor).id
