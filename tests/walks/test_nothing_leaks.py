"""A person made of canaries walks the whole journey; afterwards everything that was written is searched for them."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask, got_request_exception
from sqlalchemy import func, update

from examportal.accounts.models import Account
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.models import Job
from examportal.register.models import Examiner
from tests.browser import Browser, Page
from tests.walks import canaries
from tests.walks.canaries import (
    ANSWERS,
    DOCUMENT_NUMBER,
    EMAIL,
    NEW_PASSWORD,
    NUMBERS,
    PASSWORD,
    PESEL,
    STRANGE_NUMBER,
    WRONG_PASSWORD,
)
from tests.walks.lost_access_scenes import kanaria_loses_the_mailbox
from tests.walks.office import Office, Post, link, plain
from tests.walks.served import Transcript, transcript

TWICE = {"new_password": NEW_PASSWORD, "repeat_password": NEW_PASSWORD}


@dataclass
class Witness(Browser):
    """A browser that remembers every answer, and every cookie that it was given, opened."""

    app: Flask
    pages: list[Page] = field(default_factory=list)
    cookies: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.app)

    def _open(self, url: str, status: int, **options: Any) -> Page:
        page = super()._open(url, status, **options)
        self.pages.append(page)
        with self.flask.session_transaction() as cookie:
            self.cookies.append(dict(cookie))
        return page

    @property
    def held(self) -> dict[str, Any]:
        """What the cookie holds at the moment."""
        return self.cookies[-1]


@dataclass
class Journey:
    """All that was written on the way, apart from the database."""

    browser: Witness
    office: Office
    post: Post
    log: Transcript
    printed: list[str] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)

    def command(self, *words: str, exit_code: int = 0) -> None:
        """Run a command and keep what it prints."""
        self.printed.append(self.office.says(*words, exit_code=exit_code))

    def sign_in(self, secret: str, status: int = 303, login: str = PESEL) -> Page:
        """Try the door."""
        return self.browser.submit("/", {"login": login, "password": secret}, status)

    def keep_token(self, name: str, path: str) -> str:
        """Remember the token of a mailed link."""
        self.tokens[name] = path.rsplit("/", 1)[1]
        return path


@pytest.fixture
def journey(app: Flask, office: Office, post: Post) -> Iterator[Journey]:
    """Return a journey on which everything is written down, libraries at DEBUG too."""
    with transcript() as log:
        journey = Journey(Witness(app), office, post, log)

        def keep(_sender: Flask, exception: BaseException, **_extra: Any) -> None:
            journey.faults.append(exception)

        with got_request_exception.connected_to(keep, app):
            yield journey


def row(number: str, pesel: str = PESEL) -> str:
    """Return a line of the office's file."""
    return f"{pesel};{number};Świergotek;Kanaria Żółcia;MBI;08.05.2020;;{EMAIL};601987351"


def the_office_brings_a_file_in(journey: Journey) -> None:
    """Merge both numbers beside a broken row and one that claims a number of somebody else."""
    rows = (*(row(number) for number in NUMBERS), row(STRANGE_NUMBER, "53102712370"))
    journey.office.merge(*rows)
    path = str(journey.office.folder / "kanarki.csv")
    (journey.office.folder / "ewidencja.csv").rename(path)
    for words in (["check"], ["merge"], ["merge", "--json"], ["list"]):
        journey.command("intake", *words, *([] if words == ["list"] else [path]))
    journey.command("legacy", "examiners", "--move", path)
    journey.keep_token("invitation", link(journey.post.deliver()))
    headers = "Nr ewid.;Nazwisko;Imiona;Zakres;Rodzaj dokumentu;Nr dokumentu;Kraj wydania;Data urodzenia"
    documented = f"KANAREK-7789;Świergotek;Kanaria Żółcia;MBI;paszport;{DOCUMENT_NUMBER};UA;29.10.1953"
    (row_of_a_document,) = journey.office.merge(documented, headers=headers)["rows"]
    journey.sign_in(WRONG_PASSWORD, 422, login=row_of_a_document["login_number"])
    conflict = journey.office.folder / "spor.csv"
    conflict.write_text("\n".join([_headers(path), row(NUMBERS[0], "50021330853")]), encoding="utf-8")
    journey.command("intake", "merge", str(conflict), exit_code=1)
    torn = journey.office.folder / "urwany.csv"
    torn.write_text(f'{_headers(path)}\n"{row(NUMBERS[0])}', encoding="utf-8")
    journey.command("intake", "merge", str(torn), exit_code=1)


def _headers(path: str) -> str:
    return Path(path).read_text(encoding="utf-8-sig").splitlines()[0]


def she_registers(journey: Journey) -> None:
    """Come in after wrong answers of every kind, and send the form, wrongly first."""
    journey.sign_in(STRANGE_NUMBER, 422)
    journey.sign_in(WRONG_PASSWORD, 422)
    journey.sign_in(NUMBERS[0], 422, login="53102712370")
    journey.browser.post("/", {"login": PESEL, "password": NUMBERS[0], "csrf_token": "old"}, 422)
    journey.browser.follow(journey.sign_in(NUMBERS[1]))
    journey.tokens["claim"] = journey.browser.held["claim"]
    wrong = {"repeat_password": WRONG_PASSWORD, "home_postcode": "7", "phone": "601987351601987351"}
    journey.browser.submit("/rejestracja", ANSWERS | wrong, 422)
    journey.browser.follow(journey.browser.submit("/rejestracja", ANSWERS))


def the_letter_goes_round(journey: Journey) -> None:
    """Have the letter refused for a while by a server that names the person, then deliver it."""
    server = journey.post.server
    server.manners["RCPT"] = f"450 4.2.1 <{EMAIL}> kanarkowa.poczta is over quota"
    journey.command("worker", "--once")
    server.manners.clear()
    with transaction():
        db.session.execute(update(Job).where(Job.attempts > 0).values(due_at=clock.now()))
    path = journey.keep_token("activation", link(journey.post.deliver("/aktywacja/")))
    (notice,) = (letter for letter in journey.post.server.messages if "/to-nie-ja/" in plain(letter))
    journey.browser.get(journey.keep_token("objection", link(notice)))
    journey.browser.get(path + "x", 404)
    journey.browser.get(f"{path}/{PESEL}", 404)
    with time_machine.travel(clock.now() - timedelta(hours=1)):  # the database refuses an activation before its time
        journey.browser.submit(path, {}, 500)
    journey.browser.submit(path, {})


def she_uses_the_account(journey: Journey) -> None:
    """Sign in, stumble over a sealed document that no longer opens, and sign out."""
    journey.browser.follow(journey.sign_in(PASSWORD))
    journey.tokens["session"] = journey.browser.held["_user_id"]
    hers = Examiner.pesel_index.is_not(None)
    sealed = db.session.query(Examiner.sealed).filter(hers).scalar()
    for broken, status in ((func.substr(Examiner.sealed, 1, 40), 500), (sealed, 200)):
        with transaction():
            db.session.execute(update(Examiner).where(hers).values(sealed=broken))
        journey.browser.get("/konto", status)
    journey.browser.get(f"/konto/{PESEL}?haslo=x", 404)
    journey.browser.submit("/konto", button="Wyloguj się")


def she_forgets_the_password(journey: Journey) -> None:
    """Set another password by letter, not at the first try."""
    journey.browser.follow(journey.browser.submit("/haslo", {"login": PESEL, "email": EMAIL}))
    path = journey.keep_token("reset", link(journey.post.deliver()))
    journey.browser.submit(path, TWICE | {"repeat_password": WRONG_PASSWORD}, 422)
    journey.browser.submit(path, TWICE)
    journey.browser.get(path, 410)
    journey.sign_in(PASSWORD, 422)
    journey.browser.follow(journey.sign_in(NEW_PASSWORD))


def she_asks_for_another_address(journey: Journey) -> None:
    """Have a link sent to another mailbox, wrongly first."""
    journey.browser.submit("/konto/dane/email", {"email": f"{EMAIL}@"}, 422)
    journey.browser.follow(journey.browser.submit("/konto/dane/email", {"email": EMAIL.replace(".pl", ".com")}))


@pytest.fixture
def walked(journey: Journey) -> Journey:
    """Return the journey at its end."""
    the_office_brings_a_file_in(journey)
    she_registers(journey)
    the_letter_goes_round(journey)
    she_uses_the_account(journey)
    she_forgets_the_password(journey)
    she_asks_for_another_address(journey)
    kanaria_loses_the_mailbox(journey.browser)
    show = ["register", "show", PESEL]
    for words in (show, [*show, "--json"], ["worker", "--once"], ["journal", "verify"], ["settings"]):
        journey.command(*words)
    return journey


def test_nothing_of_a_person_is_written_where_it_does_not_belong(walked: Journey, tmp_path: Path) -> None:
    found = [*in_what_was_said(walked), *in_what_a_browser_keeps(walked), *in_the_database(walked)]
    assert found == []
    assert len(walked.faults) == 2
    assert db.session.query(Account.activated_at).scalar() is not None


def in_what_was_said(journey: Journey) -> list[canaries.Found]:
    """Search the log, the texts of faults and what commands print; a clerk's command may name the person."""
    secret = (*canaries.PERSONAL, *journey.tokens.values())
    said = [("log", line) for line in journey.log.lines]
    told = [(f"fault {type(fault).__name__}", f"{fault} {fault!r}") for fault in with_causes(journey.faults)]
    printed = [("command", text) for text in journey.printed]
    hidden = set(canaries.SEALED) - {"1953-10-27", "27.10.1953"}  # `register show` tells the birth date
    return [*canaries.search(secret, said + told), *canaries.search({*hidden, *journey.tokens.values()}, printed)]


def with_causes(faults: list[BaseException]) -> Iterator[BaseException]:
    """Return faults and whatever they came from."""
    for fault in faults:
        link_up: BaseException | None = fault
        while link_up is not None:
            yield link_up
            link_up = link_up.__cause__ or link_up.__context__


def in_what_a_browser_keeps(journey: Journey) -> list[canaries.Found]:
    """Search cookies, titles, addresses and headers: what history, bookmarks and proxies keep."""
    found = canaries.search(canaries.PERSONAL, [("cookie", repr(cookie)) for cookie in journey.browser.cookies])
    for page in journey.browser.pages:
        cookies = [("Set-Cookie", value) for value in page.response.headers.getlist("Set-Cookie")]
        told = [(name, value) for name, value in page.response.headers if name != "Set-Cookie"] + shown_in(page)
        foreign = [token for token in journey.tokens.values() if token not in page.url]
        found += canaries.search(canaries.PERSONAL, cookies) + canaries.search([*canaries.PERSONAL, *foreign], told)
    return found


def shown_in(page: Page) -> list[tuple[str, str]]:
    """Return the title and the addresses that stand on a page; a redirect is no page."""
    if 300 <= page.status < 400:
        return []
    addresses = [node.attrs.get(name, "") for node in page.tree.walk() for name in ("href", "src", "action")]
    return [("title", page.title), *(("link", address) for address in addresses)]


def in_the_database(journey: Journey) -> list[canaries.Found]:
    """Search every column, and on SQLite the raw bytes of every file of the installation."""
    secret = (*canaries.SEALED, *journey.tokens.values())
    db.session.rollback()
    with db.engine.connect() as connection:
        cells = list(canaries.columns(connection))
    found = canaries.search(secret, cells)
    for detail, allowed in canaries.IN_COLUMNS.items():
        found += [one for one in canaries.search([detail], cells) if one.place not in allowed]
    if db.engine.dialect.name == "sqlite":
        folder = Path(str(db.engine.url.database)).parent
        found += canaries.search(secret, [(path.name, raw(path)) for path in folder.iterdir() if path.is_file()])
    return found


def raw(file: Path) -> bytes:
    """Read a file by another process: closing it in this one would drop SQLite's locks on it (POSIX locks)."""
    return subprocess.run(["cat", file], capture_output=True, check=True).stdout


def test_the_search_sees_what_it_is_for(walked: Journey) -> None:
    places = {place for place, _ in _cells()}
    assert {"account.email", "examiner.sealed", "journal_payload.details", "delivery_attempt.reply_text"} <= places
    for detail, columns in canaries.IN_COLUMNS.items():
        assert {one.place for one in canaries.search([detail], _cells())} == columns
    assert any(line.startswith("examportal") for line in walked.log.lines)
    assert set(walked.tokens) == {"invitation", "claim", "activation", "objection", "session", "reset"}
    assert PESEL not in "".join(plain(letter) for letter in walked.post.server.messages)


def _cells() -> list[tuple[str, str]]:
    db.session.rollback()
    with db.engine.connect() as connection:
        return list(canaries.columns(connection))


@pytest.mark.parametrize("detail", [PESEL, "Trelowa", "Śpiewu Ptaków", "+48601987351"])
def test_each_form_of_a_detail_is_recognised(detail: str) -> None:
    for form in canaries.forms_of(detail):
        assert canaries.search([detail], [("here", b"\x00..." + form + b"...")]), form
    assert canaries.search([detail], [("here", "something else")]) == []
