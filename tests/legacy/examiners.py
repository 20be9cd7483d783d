"""Files of an old service's examiners, and the office that brings them, for tests."""

from io import BytesIO

from examportal.core import clock
from examportal.db import transaction
from examportal.journal.rules import COMMAND
from examportal.legacy.examiners import queries, service
from examportal.legacy.examiners.reader import read_examiners
from examportal.legacy.examiners.work import bring_in
from tests.browser import Browser, Page
from tests.people import Person, enter

START = "/biuro/dawne-konta/egzaminatorzy"
ANNA = Person()
JAN = Person("50021330853", "Łoś-Żuraw", "Jan", ("2-1",), email="jan@rejestr.example.pl")

OLA = Person("52040880485", "Zima", "Ola", ("3-1",))


def file_of(*lines: str) -> bytes:
    """Return a file of rows."""
    headers = "PESEL;E-mail;Numer ewidencyjny;Ostatnie logowanie"
    return "\r\n".join([headers, *lines]).encode("utf-8-sig")


def row_of(person: Person, email: str, day: str = "2025-05-01") -> str:
    """Return the row of somebody, with the first number."""
    return f"{person.pesel};{email};{person.numbers[0]};{day}"


def both() -> bytes:
    """Enter two people, and one more, and return a file of the two."""
    for person in (ANNA, JAN, OLA):
        enter(person)
    return file_of(row_of(ANNA, "anna@wp.pl"), row_of(JAN, "jan@wp.pl"))


def bring(browser: Browser, content: bytes, status: int = 303) -> Page:
    """Bring a file at the desk."""
    typed = {"file": (BytesIO(content), "stare konta.csv")}
    return browser.submit(START, typed, status, button="Pokaż, kto dostanie zaproszenie")


def listed(content: bytes, *, ordered: bool = False) -> int:
    """List a file as a command does, and have its people invited when told so; return its id."""
    file_id = bring_in(read_examiners(content, today=clock.today(), min_age=22), "plik.csv", None)
    if ordered:
        with transaction():
            service.order(file_id, queries.get(file_id).digest, COMMAND)
    return file_id
