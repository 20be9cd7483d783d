"""Steps on the staircase that several tests take."""

from examportal.accounts.models import Account
from examportal.db import db
from tests.browser import Browser
from tests.people import Person

ANNA = Person(email="anna@rejestr.example.pl")
OTHER = "anna.nowa@example.pl"
NEW = "Całkiem nowe hasło 2"
CHANGE = "Zmień adres i wyślij list"
AGAIN = "Wyślij list jeszcze raz"


def knock(client: Browser, secret: str = ANNA.numbers[0], status: int = 303) -> str:
    """Sign in and return where that leads, or what the page says."""
    answer = client.submit("/", {"login": ANNA.pesel, "password": secret}, status)
    return answer.location if status == 303 else answer.heading


def start_again(client: Browser) -> None:
    """Press "Zacznij od nowa" on the waiting page."""
    answer = client.submit("/rejestracja/poczta", button="Zacznij od nowa")
    assert answer.location == "/rejestracja"


def account() -> Account:
    """Return the one account as it is now."""
    db.session.rollback()
    return db.session.query(Account).one()
