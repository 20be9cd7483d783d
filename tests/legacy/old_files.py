"""Files of the old service for tests, and an administrator who brings them."""

import hashlib
from dataclasses import InitVar, dataclass, field
from io import BytesIO

from flask import Flask

from examportal.accounts.staff.queries import find_by_email
from examportal.accounts.staff.rules import Role
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import transaction
from examportal.legacy.columns import ACCOUNTS
from examportal.legacy.reader import AccountsFile, collect
from examportal.legacy.rules import Reason, Right
from examportal.legacy.staging import queries, service
from examportal.sheets.reader import read_csv
from tests.browser import Browser, Page
from tests.office.staff import Colleague

START = "/biuro/dawne-konta"
SHOW, SAVE, TRY = "Pokaż, kto przechodzi", "Zapisz uprawnienia", "Sprawdź werdykt bez zapisywania"
GIVE_BACK = "Przywróć uprawnienia z pliku"
HEAD = "login;nazwa;email;rola;sekcja;uprawnienie;podglad;edycja"
ROWS = (
    "ewa;Ewa Gęś;ewa@example.pl;administrator;Matury;Umowy;tak;",
    "jan;Jan Śliwa;jan@example.pl;użytkownik;Matury;Umowy;tak;tak",
    "jan;Jan Śliwa;jan@example.pl;użytkownik;Zawodowe;Umowy;tak;tak",
    "ala;Ala Żak;ala@example.pl;użytkownik;Matury;Umowy;tak;",
    "ala;Ala Żak;ala@example.pl;użytkownik;Zawodowe;Umowy;tak;",
    "ola;Ola Ćwik;;użytkownik;Matury;Umowy;nie;tak",
    ";Nikt;;użytkownik;Matury;Umowy;nie;tak",
)
"""An administrator, one who moves, one who only looks, one with a faulty row, and a row without a login."""


def read(content: bytes, sections: tuple[str, ...] = ()) -> AccountsFile:
    """Read a file as the portal does, but for the process of its own in which it takes files apart."""
    table = list(read_csv(content).rows())
    headers, missing = ACCOUNTS.find_headers(table)
    assert missing == ()
    return collect(table, headers, hashlib.sha256(content).hexdigest(), sections)


def csv_of(*rows: str) -> bytes:
    """Return a file of these rows."""
    return "\n".join((HEAD, *rows)).encode()


def keep(member_id: int, *rows: str, sections: tuple[str, ...] = ()) -> int:
    """Stage a file with these rows and return its id; quicker than sending it."""
    with transaction():
        prepared = service.prepare(read(csv_of(*rows), sections), "konta.csv")
        return service.keep(prepared, member_id, staff_actor(member_id))


def one_changed(member_id: int) -> None:
    """Stage a file with one account, whose rights were changed by hand."""
    file_id = keep(member_id, ROWS[3])
    (account,) = queries.page_of_accounts(file_id, list(Reason), 0, 1)
    right = Right("Matury", "Umowy", view=True, edit=True)
    with transaction():
        service.set_rights((file_id, account.id), [right], settled=False, seen=0, actor=staff_actor(member_id))


@dataclass
class Mover:
    """Somebody who moves the accounts of the old service."""

    app: Flask
    email: str = "ewa.nowak@example.pl"
    sitting_at: InitVar[Browser | None] = None
    browser: Browser = field(init=False)

    def __post_init__(self, sitting_at: Browser | None) -> None:
        self.browser = sitting_at or Browser(self.app)
        Colleague(self.browser, self.email, "Ewa Nowak", Role.ADMINISTRATOR).set_up()

    def send(self, content: bytes, name: str = "konta.csv", status: int = 303) -> Page:
        """Bring a file."""
        return self.browser.submit(START, {"file": (BytesIO(content), name)}, status, button=SHOW)

    def bring(self, *rows: str, sections: tuple[str, ...] = ()) -> Page:
        """See the accounts of a file with these rows; quicker than sending it."""
        member = find_by_email(self.email)
        assert member is not None
        return self.browser.get(f"{START}/{keep(member.id, *rows, sections=sections)}")

    def open(self, page: Page, login: str) -> Page:
        """Open the page of an account from the list of its file."""
        (link,) = (link for link in page.tree.all("a") if link.text == login)
        return self.browser.get(link.attrs["href"])
