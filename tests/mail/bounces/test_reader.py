"""What messages in the mailbox of bounces say: without an application."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examportal.mail.bounces.reader import Kind, Notice, read
from tests.mail.bounces.dsn import EXIM, OUT_OF_OFFICE, QMAIL, as_text, rfc3464

ID = "<L-7KQ2-9MXD.0123456789abcdef01234567@oke.example.pl>"


@pytest.mark.parametrize("returned", ["headers", "message"])
def test_a_report_by_the_book(returned: str) -> None:
    notice = read(rfc3464(ID, "5.2.2", returned=returned, said="mailbox full"))
    assert (notice.kind, notice.message_id, notice.status) == (Kind.FAILED, ID, "5.2.2")
    assert notice.diagnosis == "550 5.2.2 <anna.los@example.pl>: mailbox full"
    assert "anna" not in repr(notice)


@pytest.mark.parametrize(
    ("status", "said", "known"),
    [
        ("5.0.0", "550 5.1.1 no such user", "5.1.1"),
        ("5.0.0", "550 no such user", "5.0.0"),
        ("5.0.0", "451 4.4.1 no answer", "5.0.0"),
        ("5.2.2", "550 5.1.1 no such user", "5.2.2"),
        ("none", "550 5.1.1 no such user", "5.1.1"),
        ("none", "no such user", None),
    ],
)
def test_a_status_that_says_nothing_gives_way_to_what_the_server_said(
    status: str, said: str, known: str | None
) -> None:
    raw = rfc3464(ID, "STATUS", said="SAID").replace(b"Diagnostic-Code: smtp; 550 STATUS", b"Diagnostic-Code: smtp;")
    assert read(raw.replace(b"STATUS", status.encode()).replace(b"SAID", said.encode())).status == known


def test_a_delay_is_no_failure_but_giving_up_is_one() -> None:
    assert read(rfc3464(ID, "4.4.1", "delayed")).kind is Kind.DELAYED
    assert read(rfc3464(ID, "4.4.7", "failed")).kind is Kind.FAILED


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_good_news_is_no_bounce(action: str) -> None:
    assert read(rfc3464(ID, "2.0.0", action)).kind is Kind.OTHER


@pytest.mark.parametrize("template", [EXIM, QMAIL])
def test_servers_with_words_of_their_own(template: str) -> None:
    notice = read(as_text(template, ID))
    assert (notice.kind, notice.message_id, notice.status) == (Kind.FAILED, ID, "5.1.1")


def test_a_report_that_returns_nothing_names_no_letter() -> None:
    assert read(rfc3464(ID, returned="nothing")).message_id is None
    assert read(as_text(EXIM, "<foreign@example.pl>")).message_id is None


def test_a_report_without_a_part_for_people_or_a_status() -> None:
    raw = rfc3464(ID).replace(b"Status: 5.1.1\n", b"").replace(b"text/plain", b"text/html")
    assert read(raw) == Notice(Kind.FAILED, ID, "5.1.1", "550 5.1.1 <anna.los@example.pl>: no")
    wordless = as_text(EXIM, ID).replace(b"text/plain", b"text/html")
    assert read(wordless).status is None


def test_a_part_for_machines_that_names_nobody_is_passed_over() -> None:
    part = b"--XX\nContent-Type: message/delivery-status"
    empty = part + b"\n\nReporting-MTA: dns; first.example\n\n" + part
    assert read(rfc3464(ID, "5.2.2").replace(part, empty)).status == "5.2.2"


def test_an_answer_from_a_holiday_is_no_bounce() -> None:
    assert read(as_text(OUT_OF_OFFICE, ID)) == Notice(Kind.OTHER)


def test_what_cannot_be_read_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_message: object) -> None:
        raise RecursionError

    monkeypatch.setattr("examportal.mail.bounces.reader.all_failures", fail)
    assert read(rfc3464(ID)) == Notice(Kind.OTHER)


@settings(max_examples=60)
@given(st.binary(max_size=300), st.integers(0, 900), st.integers(0, 900))
def test_whatever_comes_is_read(noise: bytes, start: int, end: int) -> None:
    report = rfc3464(ID)
    bent = report[:start] + noise + report[max(start, end) :]
    named = read(bent).message_id
    assert named is None or named.encode() in bent  # as it came, be it bent as well
    assert read(noise).kind is Kind.OTHER
