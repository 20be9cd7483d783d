"""Every page of the wizard, brought about as in `scenes`."""

from collections.abc import Iterator

from flask import Flask

from examportal.db import transaction
from examportal.journal.rules import COMMAND
from examportal.register.rules import ScopeEntry
from examportal.register.service import load_scopes
from tests.browser import Page
from tests.intake.rows import PESELS, csv_of
from tests.intake.wizard import START, Clerk

ROWS = (
    f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;;;",
    f"{PESELS[1]};1-1;Żak;Ewa;MBI;08.05.2022;;;",
    f"{PESELS[2]};1-3;Sowa-Kruk;Jan;MBI;08.05.2022;;;",
    "123;1-4;Żółw;Ewa;XYZ;;;;",
    "9060100099;1-5;Łoś;Ewa;MBI;;;;",
)


def a_file_comes_in(app: Flask) -> Iterator[Page]:
    """Bring a file with everything in it, and merge what can be merged."""
    with transaction():
        load_scopes([ScopeEntry("MBI", "Egzamin maturalny – biologia", "matriculation", active=True)], COMMAND)
    clerk = Clerk(app)
    yield clerk.browser.get(START)
    yield clerk.browser.submit(START, {}, 422)
    sent = clerk.send(csv_of(*ROWS, *ROWS[3:4] * 60))
    yield clerk.browser.follow(sent)
    clerk.work()
    plan = clerk.browser.follow(sent)
    yield plan
    yield clerk.browser.get(f"{plan.url}?werdykt=invalid&strona=2")
    yield clerk.browser.get(START)
    confirm = clerk.browser.get(f"{plan.url}/potwierdzenie")
    yield confirm
    yield clerk.browser.submit(confirm, {}, 422)
    yield clerk.confirm(plan, skip_conflicts=True)
    clerk.work()
    yield clerk.browser.get(plan.url)
    yield clerk.browser.get(START)
    again = clerk.plan(csv_of(*ROWS))
    yield again
    yield clerk.browser.get(f"{again.url}/potwierdzenie")


def a_file_is_refused(app: Flask) -> Iterator[Page]:
    """Bring what is no register file."""
    yield Clerk(app).plan(b"%PDF-1.4", "ewidencja.xlsx")


STORIES = (a_file_comes_in, a_file_is_refused)
"""In the order in which they are told."""
