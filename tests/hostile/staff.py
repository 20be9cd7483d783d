"""The staff on their way through the portal, for the storms of rubbish."""

from examportal.accounts.staff.rules import Role
from tests.browser import Browser
from tests.office.staff import PASSWORD, Colleague

GOOD = {
    "current_password": PASSWORD,
    "name": "Jan Kowalski",
    "role": Role.CLERK.value,
    "code": "000000",
}
"""Answers to what only the staff are asked."""


def invited(browser: Browser) -> None:
    """Somebody with an invitation in the mailbox, who has chosen a password and looks at the QR code."""
    ewa = Colleague(browser)
    ewa.set_password(ewa.invite())


def keeping_codes(browser: Browser) -> None:
    """Somebody who looks at the recovery codes."""
    ewa = Colleague(browser)
    ewa.set_password(ewa.invite())
    ewa.add_app()


def at_second_step(browser: Browser) -> None:
    """Somebody who is asked for a code."""
    ewa = Colleague(browser).set_up()
    ewa.sign_out()
    ewa.knock()


def administrator(browser: Browser) -> None:
    """Somebody at the desk who manages the staff, with a new authenticator and new codes on offer."""
    ewa = Colleague(browser).set_up()
    Colleague(browser, "olga@example.pl", "Olga Zając", Role.CLERK).invite()
    for path in ("/biuro/konto/aplikacja", "/biuro/konto/kody-zapasowe"):
        browser.submit(path, {"current_password": ewa.password})
    other = Colleague(Browser(browser.app), "adam@example.pl", "Adam Lis").set_up()
    third = Colleague(Browser(browser.app), "iga@example.pl", "Iga Sowa", Role.AUDITOR).set_up()
    assert other.id != third.id
    browser.submit(f"/biuro/pracownicy/{third.id}", button="Wstrzymaj konto")


PERSONAS = (invited, keeping_codes, at_second_step, administrator)
