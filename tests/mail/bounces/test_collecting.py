"""From the mailbox of bounces to the letter: once, by the Message-ID alone, and never in the way of anything."""

import mailbox
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs import service as jobs
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal import queries as journal
from examportal.mail import queries
from examportal.mail.bounces import work
from examportal.mail.bounces.mailboxes import ASIDE, Maildir, Place, read_place
from examportal.mail.bounces.queries import tallies_since
from examportal.mail.models import OutgoingLetter
from examportal.mail.rules import LetterState
from tests.letters import settle_delivery
from tests.mail.bounces.dsn import OUT_OF_OFFICE, as_text, rfc3464
from tests.mail.bounces.imap import Box, imap_server
from tests.mail.conftest import activation, posted
from tests.mail.test_relay import certificate
from tests.smtp import CatchingServer, run_worker
from tests.storm.scale import FULL

STORM = 10_000 if FULL else 150
UNKNOWN = "<L-7KQ2-9MXD.0123456789abcdef01234567@oke.example.pl>"


def told(app: Flask, place: str) -> None:
    """Set BOUNCE_MAILBOX."""
    app.extensions["settings"] = replace(app.extensions["settings"], bounce_mailbox=place)


@pytest.fixture
def box(app: Flask, tmp_path: Path) -> Iterator[mailbox.Maildir]:
    """Return the maildir that the portal reads."""
    before = app.extensions["settings"]
    told(app, f"maildir:{tmp_path / 'bounces'}")
    yield mailbox.Maildir(tmp_path / "bounces")
    app.extensions["settings"] = before


def accepted(recipient: str = "anna.los@example.pl", about: str | None = None) -> OutgoingLetter:
    letter = posted(activation(recipient), about)
    with transaction():
        settle_delivery(letter.id, Outcome(Verdict.DONE, "accepted", code=250, note="OK"))
    return letter


def collect() -> None:
    db.session.rollback()
    assert work.collect(0) == Outcome(Verdict.DONE)
    db.session.rollback()


def found() -> dict[str, int]:
    return dict(tallies_since(clock.today()))


def test_a_bounce_is_written_down_and_told_in_the_persons_history(app: Flask, box: mailbox.Maildir) -> None:
    letter = accepted(about="examiner:12")
    box.add(rfc3464(letter.message_id, "5.2.2", said="anna.los is full"))
    collect()
    record = queries.get_record(letter.id)
    assert (record.state, record.bounce_status) == (LetterState.BOUNCED, "5.2.2")
    assert letter.bounce_text == "550 5.2.2 <…>: … is full"
    entry = journal.entries_about("examiner:12", 1)[0]
    assert (entry.event, entry.details) == (
        "letter_bounced",
        f'{{"kind":"activation","number":"{letter.number}","status":"5.2.2"}}',
    )
    assert (len(box), found()) == (0, {"bounced": 1})


def test_the_same_bounce_twice_is_one(app: Flask, box: mailbox.Maildir) -> None:
    letter = accepted(about="examiner:12")
    for status in ("5.1.1", "5.1.1", "4.4.1"):
        box.add(rfc3464(letter.message_id, status))
        collect()
    assert queries.get_record(letter.id).bounce_status == "5.1.1"
    assert [entry.event for entry in journal.entries_about("examiner:12", 9)].count("letter_bounced") == 1
    assert found() == {"bounced": 1, "again": 2}


def test_a_delay_is_noted_and_is_no_bounce(app: Flask, box: mailbox.Maildir) -> None:
    letter = accepted()
    box.add(rfc3464(letter.message_id, "4.4.1", "delayed"))
    collect()
    record = queries.get_record(letter.id)
    assert (record.state, record.delayed_at is not None) == (LetterState.ACCEPTED, True)


def test_what_names_no_letter_of_ours_is_counted_and_moved_aside(app: Flask, box: mailbox.Maildir) -> None:
    letter = accepted()
    box.add(rfc3464(UNKNOWN))
    box.add(rfc3464(letter.message_id, returned="nothing"))  # the address alone bounces nothing
    box.add(as_text(OUT_OF_OFFICE, letter.message_id))
    box.add(b"\xff\x00 nothing at all")
    collect()
    collect()
    assert queries.get_record(letter.id).state is LetterState.ACCEPTED
    assert (len(box), len(box.get_folder(ASIDE)), found()) == (0, 4, {"unknown": 4})


def test_a_letter_that_came_back_is_not_sent_again(app: Flask, box: mailbox.Maildir, relay: CatchingServer) -> None:
    letter = posted()  # the server had it, and the worker died before it could write that down
    box.add(rfc3464(letter.message_id))
    collect()
    run_worker(app)
    assert relay.seen == []
    assert (queries.get_record(letter.id).state, letter.sealed) == (LetterState.BOUNCED, None)


def test_a_message_that_somebody_takes_away_meanwhile_is_passed_by(box: mailbox.Maildir) -> None:
    box.add(rfc3464(UNKNOWN))
    open_box = Maildir(Path(box._path))
    (name,) = (message.name for message in open_box.some(9))
    box.clear()
    assert open_box.some(9) == []
    (Path(box._path) / name).symlink_to("nowhere")
    assert open_box.some(9) == []
    open_box.remove([name])
    open_box.set_aside([name])
    open_box.remove([name])


def test_a_storm_is_read_in_batches_while_letters_go_out(
    app: Flask, box: mailbox.Maildir, relay: CatchingServer
) -> None:
    letters = [accepted(f"person{number}@example.pl") for number in range(9)]
    for number in range(STORM):
        box.add(rfc3464(letters[number % 9].message_id if number < 90 else UNKNOWN))
    posted(activation("jan@example.pl"))
    with transaction():
        jobs.enqueue("mail.collect_bounces", 0)
    run_worker(app)
    assert [message["To"] for message in relay.messages] == ["jan@example.pl"]
    assert found() == {"bounced": 9, "again": 81, "unknown": STORM - 90}


def test_a_round_ends_when_its_time_is_over(app: Flask, box: mailbox.Maildir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "AT_ONCE", timedelta())
    box.add(rfc3464(UNKNOWN))
    collect()
    assert len(box) == 1


def test_without_the_setting_nothing_is_read(app: Flask) -> None:
    collect()
    assert found() == {}


def test_a_mailbox_that_cannot_be_opened_waits_for_the_next_round(app: Flask, box: mailbox.Maildir) -> None:
    told(app, "maildir:/dev/null/no")
    collect()
    assert found() == {}


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    return certificate(tmp_path_factory.mktemp("imap"))


def imap_place(port: int) -> str:
    return f"imaps://odbicia%40oke.example.pl:tajne%20haslo@127.0.0.1:{port}/INBOX"


def test_bounces_are_read_by_imap(
    app: Flask, box: mailbox.Maildir, tls: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, foreign = accepted(), rfc3464(UNKNOWN)
    held = Box(rfc3464(letter.message_id), foreign)
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[1]))
    with imap_server(held, tls[0]) as port:
        told(app, imap_place(port))
        collect()
        collect()
    assert queries.get_record(letter.id).state is LetterState.BOUNCED
    assert (held.messages, held.aside, held.folders) == ({}, [foreign], [ASIDE])


@pytest.mark.parametrize("refused", ["LOGIN", "SELECT", "UID SEARCH"])
def test_an_imap_server_that_refuses_is_asked_again_later(
    app: Flask,
    box: mailbox.Maildir,
    tls: tuple[ssl.SSLContext, Path],
    monkeypatch: pytest.MonkeyPatch,
    refused: str,
) -> None:
    held = Box(rfc3464(UNKNOWN))
    held.refused = refused
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[1]))
    with imap_server(held, tls[0]) as port:
        told(app, imap_place(port))
        collect()
    assert (len(held.messages), found()) == (1, {})


def test_an_imap_server_that_nobody_vouches_for_is_told_no_password(
    app: Flask, box: mailbox.Maildir, tls: tuple[ssl.SSLContext, Path]
) -> None:
    held = Box(rfc3464(UNKNOWN))
    with imap_server(held, tls[0]) as port:
        told(app, imap_place(port))
        collect()
    assert len(held.messages) == 1


def test_places() -> None:
    assert read_place("") is None
    assert read_place("maildir:/var/mail/od%20bicia") == Place(path=Path("/var/mail/od bicia"))
    assert read_place("imaps://u%40x:p%3A@mail.example") == Place(None, "mail.example", 993, "u@x", "p:", "INBOX")
    assert "p:" not in repr(read_place("imaps://u:p%3A@mail.example/A/B"))


@pytest.mark.parametrize(
    "place",
    [
        "maildir:bounces",
        "maildir://host/x",
        "imap://u:secret@x",
        "imaps://x",
        "imaps://u@x",
        "imaps://u:secret/a@x",
        "imaps://u:%C5%82@x",
    ],
)
def test_a_place_that_cannot_be_read_is_not_repeated(place: str) -> None:
    with pytest.raises(ValueError, match=r"^expected maildir") as caught:
        read_place(place)
    assert "secret" not in str(caught.value)
