"""Mail servers as they are: they talk nonsense, hang for some, are away for an hour; what can arrive, arrives once."""

from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from examportal.core import clock
from examportal.db import db
from examportal.jobs.rules import JITTER, PAUSES, Verdict
from examportal.jobs.worker import Worker
from examportal.mail import relay
from examportal.mail.models import OutgoingLetter
from examportal.mail.relay import Envelope
from tests.browser import Browser
from tests.dev.ports import free_ports
from tests.mail.conftest import activation, posted
from tests.mail.rude import CLOSE, DRIP, DRIP_SECONDS, rude_server
from tests.onboarding.steps import CHANGE, OTHER
from tests.people import ANSWERS, Person, enter
from tests.smtp import HANG, CatchingServer, relay_of, run_worker
from tests.storm.processes import wait_until
from tests.storm.scale import FULL

ENVELOPE = Envelope("portal@oke.example.pl", "jan.kowal@example.pl", b"Subject: x\r\n\r\nbody\r\n")
OUTAGE = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NOISE = b"\x00\xff\x1b\xfe garbage \x00\r\n"
NONSENSE = [
    CLOSE,
    NOISE,
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    b"25\r\n",
    b"999 what\r\n",
    b"\r\n",
    b"250" * 5000 + b"\r\n",
]


def point_to(app: Flask, url: str) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url=url)


def letters() -> list[OutgoingLetter]:
    db.session.rollback()
    return list(db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id)))


@pytest.mark.parametrize("answer", NONSENSE, ids=range(len(NONSENSE)))
@pytest.mark.parametrize("stage", ["", "MAIL", "RCPT", "DATA", "."])
def test_nonsense_is_tried_again(stage: str, answer: bytes) -> None:
    with rude_server({stage: answer}) as url:
        outcome = relay.hand_over(relay.read_url(url), ENVELOPE)
    assert outcome.verdict is Verdict.RETRY


@pytest.mark.parametrize("stage", ["", "EHLO", "MAIL", "RCPT", "DATA", "."])
def test_a_server_that_drips_is_left_when_the_time_of_the_conversation_is_over(
    stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "TIMEOUT_SECONDS", 10 * DRIP_SECONDS)
    with rude_server({stage: DRIP}) as url:  # without an end of the conversation this would never come back
        assert relay.hand_over(relay.read_url(url), ENVELOPE).verdict is Verdict.RETRY


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_handshake_that_drips_is_left_too(tls: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "TIMEOUT_SECONDS", 10 * DRIP_SECONDS)
    # A TLS record that promises 12,338 bytes: the client waits for all of them.
    hello = b"\x16\x03\x03" + DRIP
    said = (
        {"": hello}
        if tls == "implicit"
        else {"STARTTLS": b"220 Go on\r\n" + hello, "EHLO": b"250-rude.example\r\n250 STARTTLS\r\n"}
    )
    with rude_server(said) as url:
        outcome = relay.hand_over(relay.read_url(f"{url}?tls={tls}"), ENVELOPE)
    assert outcome.verdict is Verdict.RETRY
    assert outcome.reason.startswith("line_")


def test_nonsense_instead_of_tls_is_tried_again() -> None:
    greeting = b"250-rude.example\r\n250 STARTTLS\r\n"
    with rude_server({"EHLO": greeting, "STARTTLS": b"220 Go on\r\n" + NOISE}) as url:
        outcome = relay.hand_over(relay.read_url(f"{url}?tls=starttls"), ENVELOPE)
    assert (outcome.verdict, outcome.reason) == (Verdict.RETRY, "line_SSLError")


@pytest.mark.parametrize("stage", ["RCPT", "."])
def test_what_a_rude_server_says_can_be_kept(app: Flask, stage: str) -> None:
    posted()
    with relay_of(app) as polite:
        with rude_server({stage: b"451 " + NOISE}) as url:
            point_to(app, url)
            run_worker(app)
        (letter,) = letters()
        assert (letter.reply_code, letter.accepted_at) == (451, None)
        point_to(app, polite.url)
        with time_machine.travel(clock.now() + 2 * MINUTE):
            run_worker(app)
        assert len(polite.messages) == 1
    assert letters()[0].accepted_at is not None


def test_an_hour_without_a_mail_server_loses_nothing(app: Flask) -> None:
    for number in range(5):
        posted(activation(f"person{number}@example.pl"))
    (nobody,) = free_ports(1)
    with relay_of(app) as server, time_machine.travel(clock.now(), tick=False) as now:
        point_to(app, f"smtp://127.0.0.1:{nobody}")
        work_by_the_minute(app, now, OUTAGE)
        assert {letter.accepted_at for letter in letters()} == {None}
        point_to(app, server.url)
        work_by_the_minute(app, now, max(PAUSES[:4]) * (1 + JITTER))
        assert sorted(message["To"] for message in server.messages) == [f"person{n}@example.pl" for n in range(5)]
    assert None not in {letter.accepted_at for letter in letters()}
    assert {len(letter.attempts) for letter in letters()} == {
        5
    }  # at once, after 1, 6 and 21 minutes, and when it is up


def work_by_the_minute(app: Flask, now: time_machine.Traveller, span: timedelta) -> None:
    """Let the worker do what is due, minute by minute."""
    for _ in range(span // MINUTE + 1):
        run_worker(app)
        now.shift(MINUTE)


def test_one_who_hangs_is_left_and_the_others_flow_meanwhile(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    if not FULL:
        monkeypatch.setattr(relay, "TIMEOUT_SECONDS", 3.0)
    stuck, others = "hangs@example.pl", [f"person{number}@example.pl" for number in range(9)]
    for recipient in (stuck, *others):
        posted(activation(recipient))
    with relay_of(app) as server:
        server.manners[f"RCPT {stuck}"] = HANG
        working = Thread(target=Worker(app, Event()).run, kwargs={"once": True})
        working.start()
        wait_until(lambda: sorted(message["To"] for message in server.messages) == others)
        assert working.is_alive()
        working.join(relay.TIMEOUT_SECONDS + 5)
        assert not working.is_alive()
    first, *rest = letters()
    assert [(attempt.verdict, attempt.reason[:5]) for attempt in first.attempts] == [("retry", "line_")]
    assert None not in {letter.accepted_at for letter in rest}


def test_an_address_refused_for_good_asks_for_another(client: Browser) -> None:
    person = Person()
    enter(person)
    client.submit("/", {"login": person.pesel, "password": person.numbers[0]})
    client.submit("/rejestracja", ANSWERS)
    with relay_of(client.app) as server:
        refuse_for_good(client.app, server, str(ANSWERS["email"]))
        page = client.get("/rejestracja/poczta")
        assert "Serwer pocztowy odrzucił list na ten adres." in page.text
        assert "Znajdź list o temacie" not in page.text
        answer = client.submit(page, {"email": OTHER}, button=CHANGE)
        run_worker(client.app)
        assert OTHER in {message["To"] for message in server.messages}
    page = client.follow(answer)
    assert "odrzucił" not in page.text
    assert OTHER in page.text


def test_a_stranger_is_not_told_the_address_that_was_refused(client: Browser) -> None:
    person = Person()
    enter(person)
    client.submit("/", {"login": person.pesel, "password": person.numbers[0]})
    client.submit("/rejestracja", ANSWERS)
    with relay_of(client.app) as server:
        refuse_for_good(client.app, server, str(ANSWERS["email"]))
    stranger = Browser(client.app)
    stranger.submit("/", {"login": person.pesel, "password": person.numbers[1]})
    page = stranger.get("/rejestracja/poczta")
    assert "Zacznij od nowa i podaj inny adres." in page.text
    assert str(ANSWERS["email"]) not in page.source


def refuse_for_good(app: Flask, server: CatchingServer, recipient: str) -> None:
    """Let the server refuse an address while the worker delivers what is due."""
    server.manners[f"RCPT {recipient}"] = "550 5.1.1 No such user"
    run_worker(app)
    del server.manners[f"RCPT {recipient}"]
