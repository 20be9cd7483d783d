"""Every page of the wizard, brought about as in `scenes`."""

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import select

from examportal.accounts.models import Account
from examportal.core import clock
from examportal.db import db, transaction
from examportal.intake.models import ImportFile
from examportal.journal.rules import COMMAND, Event
from examportal.journal.service import record
from examportal.register.queries import find_by_pesel
from examportal.register.rules import ScopeEntry
from examportal.register.service import load_scopes
from tests.browser import Page
from tests.intake.rows import PESELS, csv_of
from tests.intake.test_documents import HEADERS as OF_DOCUMENTS
from tests.intake.wizard import PLAN, START, Clerk

ROWS = (
    f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;;;",
    f"{PESELS[1]};1-1;Żak;Ewa;MBI;08.05.2022;;;",
    f"{PESELS[2]};1-3;Sowa-Kruk;Jan;MBI;08.05.2022;;;",
    "123;1-4;Żółw;Ewa;XYZ;;;;",
    "9060100099;1-5;Łoś;Ewa;MBI;;;;",
)

WITHOUT_PESEL = ";1-7;Bondar;Olena;MBI;paszport;FE460020;Ukraina;10.01.1979"


def load_one_scope() -> None:
    """Give the board the scope that the rows are in."""
    with transaction():
        load_scopes([ScopeEntry("MBI", "Egzamin maturalny – biologia", "matriculation", active=True)], COMMAND)


def clerk_of(app: Flask) -> Clerk:
    """Return a clerk of a board that has one scope."""
    load_one_scope()
    return Clerk(app)


def a_file_comes_in(app: Flask) -> Iterator[Page]:
    """Bring a file with everything in it, and say what is in its columns."""
    clerk = clerk_of(app)
    yield clerk.browser.get(START)
    yield clerk.browser.submit(START, {}, 422)
    sent = clerk.send(csv_of(*ROWS, *ROWS[3:4] * 60))
    yield clerk.browser.follow(sent)
    clerk.work()
    columns = clerk.browser.get(f"{sent.location}/kolumny")
    yield columns
    yield clerk.browser.submit(columns, {"column_0": "registry_number"}, 422, button=PLAN)
    clerk.browser.submit(columns, button=PLAN)
    clerk.work()
    yield clerk.browser.follow(sent)
    yield clerk.browser.get(f"{sent.location}?werdykt=invalid&strona=2")


def a_file_is_merged(app: Flask) -> Iterator[Page]:
    """Merge what can be merged, and bring the same file again."""
    clerk = clerk_of(app)
    plan = clerk.plan(csv_of(*ROWS))
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
    """Bring what is no register file, and one whose letters nobody can read."""
    clerk = Clerk(app)
    yield clerk.send(b"%PDF-1.4", "ewidencja.xlsx", status=422)
    unread = clerk.plan(csv_of(*ROWS)[3:].replace("ę".encode(), b"\x81\x83\x98"))
    yield unread
    yield clerk.browser.get(f"{unread.url}/kolumny")


def an_import_is_taken_back(app: Flask) -> Iterator[Page]:
    """Look what undoing would do, and do it; somebody has used what the file brought."""
    clerk = clerk_of(app)
    rows = (f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;;;;", f"{PESELS[2]};1-3;Sowa-Kruk;Jan;MBI;;;;", WITHOUT_PESEL)
    yield clerk.merge(clerk.plan(csv_of(*rows, headers=f"PESEL;{OF_DOCUMENTS}")))
    path = f"{START}/importy/{db.session.scalars(select(ImportFile.id)).one()}/wycofanie"
    person = find_by_pesel(PESELS[2])
    with transaction():
        record(Event.CLAIM, COMMAND, subject=f"examiner:{person.id if person else 0}")
    start = clerk.browser.get(path)
    yield start
    yield clerk.browser.follow(clerk.browser.submit(start, button="Pokaż, co da się wycofać"))
    clerk.work()
    plan = clerk.browser.get(path)
    yield plan
    yield clerk.browser.get(f"{path}?grupa=kept")
    yield clerk.browser.follow(clerk.browser.submit(plan, button="Wycofaj: 2 osoby, 2 numery"))
    clerk.work()
    yield clerk.browser.get(path)
    yield clerk.browser.get(START)


def conflicts_are_decided(app: Flask) -> Iterator[Page]:
    """Look at rows in conflict, answer one, and see the plan that follows."""
    clerk = clerk_of(app)
    plan = clerk.plan(csv_of(*ROWS[:3]))
    page = clerk.browser.get(f"{plan.url}/decyzje")
    yield page
    name = "row_2_number_claimed_twice"
    yield clerk.browser.submit(page, {name: "x"}, 422, button="Zapisz odpowiedzi")
    yield clerk.browser.follow(clerk.browser.submit(page, {name: "take"}, button="Zapisz odpowiedzi"))
    waiting = clerk.browser.get(plan.url)
    yield waiting
    clerk.browser.submit(waiting, button="Pokaż plan z odpowiedziami")
    clerk.work()
    yield clerk.browser.get(plan.url)


def a_file_lacks_somebody(app: Flask) -> Iterator[Page]:
    """Bring a file in which some numbers are not that the register has, and one that has them all."""
    clerk = clerk_of(app)
    everybody = csv_of(ROWS[0], ROWS[2], *(f"{PESELS[1]};8-{number};Żak;Ewa;MBI;;;;" for number in range(60)))
    clerk.merge(clerk.plan(everybody))
    person = find_by_pesel(PESELS[0])
    account = {"email": "gg@example.pl", "password_hash": "-", "examiner_id": person.id if person else 0}
    with transaction():
        at = dict.fromkeys(("password_set_at", "registered_at", "activated_at"), clock.now())
        db.session.add(Account(**account, **at))
    plan = clerk.plan(csv_of(ROWS[0], ROWS[0].replace("1-1", "1-9")))
    yield plan
    yield clerk.browser.get(f"{plan.url}/brakujace")
    yield clerk.browser.get(f"{plan.url}/brakujace?strona=2")
    yield clerk.browser.get(f"{clerk.plan(everybody).url}/brakujace")


STORIES = (
    a_file_lacks_somebody,
    conflicts_are_decided,
    a_file_comes_in,
    a_file_is_merged,
    a_file_is_refused,
    an_import_is_taken_back,
)
"""In the order in which they are told."""
