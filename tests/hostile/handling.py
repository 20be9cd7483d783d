"""Somebody of the office with cases at every step, for the storms of rubbish."""

from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.rules import Role
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import db, transaction
from examportal.journal.rules import NOBODY
from examportal.recovery import deciding, service, waiting
from tests.accounts.owners import owner, told
from tests.browser import Browser
from tests.office.staff import Colleague
from tests.people import Person
from tests.recovery.attachments.keeping import kept
from tests.recovery.cases import (
    NEW_EMAIL,
    STRANGER,
    announced,
    member,
    opened,
    proposed,
    proved,
    waited,
)

GOOD = {
    "kind": "mailbox_dead",
    "way": "phone",
    "new_email": NEW_EMAIL,
    "phone": "602 000 111",
    "description": "Skrzynki już nie ma.",
    "ending": "withdrawn",
    "claimed": "1-20456",
    "institution": "pismo z pieczęcią",
    "proof": "papers",
    "words": "Zgadza się.",
    "address": NEW_EMAIL,
    "points": "2",
}
"""Answers to what only those are asked who handle cases."""
_PEOPLE = [
    Person(pesel, "Lis", first_name, (f"7-{pesel[:4]}",))
    for pesel, first_name in (
        ("50021330853", "Jan"),
        ("52040880485", "Ala"),
        ("44051401359", "Ola"),
        ("55030101193", "Iga"),
    )
]


def handling_cases(browser: Browser) -> None:
    """Somebody alone with cases: of nobody known yet, with proofs, proposed, approved alone, open after the waiting."""
    me = staff_actor(Colleague(browser, role=Role.CLERK).set_up().id)
    olga, jan = member(), member("jan@example.pl")
    gathering, theirs, mine, late = (
        opened(owner(one, f"{one.pesel}@example.pl"), phone="+48602000111") for one in _PEOPLE
    )
    proved(gathering, olga)
    kept(gathering)
    proposed(theirs, olga)
    seen = proposed(late, olga)
    with told(browser.app, recovery_break_glass="always"), transaction():
        deciding.approve_alone(late, "Nikogo innego nie ma.", seen, olga)
    announced(late)
    waited(late)
    with transaction():
        service.open_case(STRANGER, NOBODY)
    waits = opened(owner(Person("81010200141", "Wrona", "Ewa", ("7-8101",)), "ewa@example.pl"))
    seen = proposed(waits, olga)
    with transaction():
        deciding.approve(waits, seen, jan)
    with transaction():
        waiting.announce(waits)
    proposed(mine, me)
    _leave_alone()


def _leave_alone() -> None:
    """Let nobody else be there to handle cases."""
    with transaction():
        for one in db.session.query(StaffMember).filter(StaffMember.password_hash == "x"):
            one.activated_at = None
