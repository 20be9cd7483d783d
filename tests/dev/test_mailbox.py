"""The development mailbox: letters come in over SMTP, stay in files, and are shown without harm."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.controller import Controller
from flask.testing import FlaskClient

from examportal.dev.mailbox import Catcher, Mailbox, create_mailbox_app
from tests.dev.ports import free_ports

LINK = "http://127.0.0.1:8000/aktywacja/abc_DEF-123"


def letter(subject: str = "Aktywacja konta – żółć") -> EmailMessage:
    """Return a letter as the portal sends them."""
    message = EmailMessage()
    message["From"] = "portal@oke.example.pl"
    message["To"] = "anna@example.pl"
    message["Subject"] = subject
    message.set_content(f"Dzień dobry,\naktywuj konto: {LINK}.\nKoniec <b>\n")
    message.add_alternative(f'<p>Aktywuj <a href="{LINK}">konto</a><script>alert(1)</script></p>', subtype="html")
    return message


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    """Return an empty mailbox."""
    return Mailbox(tmp_path / "mailbox")


@pytest.fixture
def pages(mailbox: Mailbox) -> FlaskClient:
    """Return a browser on the reading page."""
    return create_mailbox_app(mailbox).test_client()


@pytest.fixture
def smtp(mailbox: Mailbox) -> Iterator[smtplib.SMTP]:
    """Return a connection to the catching server."""
    (port,) = free_ports(1)
    catcher = Controller(Catcher(mailbox), hostname="127.0.0.1", port=port)
    catcher.start()
    with smtplib.SMTP("127.0.0.1", port) as connection:
        yield connection
    catcher.stop()


def test_a_letter_that_was_sent_can_be_read(smtp: smtplib.SMTP, pages: FlaskClient, mailbox: Mailbox) -> None:
    smtp.send_message(letter())
    assert "Aktywacja konta – żółć" in pages.get("/").text
    (caught,) = mailbox.all_letters()
    page = pages.get(f"/{caught.name}").text
    assert f'<a href="{LINK}">{LINK}</a>.' in page  # the full stop is not part of the link
    assert "Koniec &lt;b&gt;" in page
    assert "anna@example.pl" in page
    assert f'src="/{caught.name}/html"' in page


def test_letters_stay_newest_first(mailbox: Mailbox, pages: FlaskClient, tmp_path: Path) -> None:
    for day in (1, 2):
        with time_machine.travel(datetime(2026, 11, day, 11, 0, tzinfo=UTC), tick=False):
            mailbox.keep(bytes(letter(f"List {day}")))
    again = Mailbox(tmp_path / "mailbox")
    assert [one.subject for one in again.all_letters()] == ["List 2", "List 1"]
    page = pages.get("/").text
    assert page.index("List 2") < page.index("List 1")
    assert "02.11.2026, 12:00:00" in page


def test_the_html_of_a_letter_can_do_nothing(mailbox: Mailbox, pages: FlaskClient) -> None:
    mailbox.keep(bytes(letter()))
    (caught,) = mailbox.all_letters()
    answer = pages.get(f"/{caught.name}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert answer.text.startswith('<base target="_blank">')


def test_a_letter_of_plain_text_only_is_shown(mailbox: Mailbox, pages: FlaskClient) -> None:
    mailbox.keep(b"From: a@example.pl\r\n\r\nBez tematu i bez adresata\r\n")
    (caught,) = mailbox.all_letters()
    page = pages.get(f"/{caught.name}").text
    assert "(bez tematu)" in page
    assert "Bez tematu i bez adresata" in page
    assert "iframe" not in page
    assert caught.recipient == ""


def test_an_empty_mailbox_says_so(pages: FlaskClient) -> None:
    answer = pages.get("/")
    assert "Nie ma jeszcze żadnego listu" in answer.text
    assert "script-src" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/nothing", "/20261101T110000000000-00000000", "/..%2Fsecrets", "/nothing/html"])
def test_what_is_no_letter_is_not_found(pages: FlaskClient, path: str) -> None:
    assert pages.get(path).status_code == 404


def test_only_this_machine_is_answered(pages: FlaskClient) -> None:
    assert pages.get("/", headers={"Host": "attacker.example"}).status_code == 400


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    Mailbox(tmp_path / "mailbox")
    assert (tmp_path / "mailbox").stat().st_mode & 0o777 == 0o700
