"""Somebody of the office with cases at every step, for the storms of rubbish."""

from examportal.accounts.staff.rules import Role
from examportal.db import transaction
from examportal.journal.rules import NOBODY
from examportal.recovery import service
from tests.browser import Browser
from tests.office.staff import Colleague
from tests.people import Person, enter
from tests.recovery.attachments.keeping import kept
from tests.recovery.cases import NEW_EMAIL, STRANGER, opened

GOOD = {
    "kind": "mailbox_dead",
    "way": "phone",
    "new_email": NEW_EMAIL,
    "phone": "602 000 111",
    "description": "Skrzynki już nie ma.",
    "ending": "withdrawn",
    "claimed": "1-20456",
    "institution": "pismo z pieczęcią",
}
"""Answers to what only those are asked who handle cases."""


def handling_cases(browser: Browser) -> None:
    """Somebody who handles cases: one of nobody known yet, one of a person, with a file."""
    anna = enter(Person())
    Colleague(browser, role=Role.CLERK).set_up()
    with transaction():
        strange = service.open_case(STRANGER, NOBODY).id
    of_anna = opened(anna)
    kept(of_anna)
    for case_id in (strange, of_anna):
        browser.get(f"/biuro/sprawy/{case_id}")
