"""Letters share a line to the relay; whatever is wrong with it costs no letter."""

from collections.abc import Iterator
from threading import Event

import pytest
from flask import Flask

from examportal.jobs.rules import Verdict
from examportal.mail import delivery, relay
from examportal.mail.relay import Lines
from tests.mail.conftest import activation, posted
from tests.mail.rude import BYE, POLITE, rude_server
from tests.mail.test_relay import ENVELOPE
from tests.smtp import HANG, HANG_UP, CatchingServer, run_worker
from tests.storm.processes import wait_until


@pytest.fixture
def server() -> Iterator[CatchingServer]:
    server = CatchingServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def lines() -> Iterator[Lines]:
    lines = Lines()
    yield lines
    lines.close()


def hand_over(url: str, lines: Lines) -> Verdict:
    return relay.hand_over(relay.read_url(url), ENVELOPE, lines).verdict


def test_letters_share_a_line_whatever_the_answer_was(server: CatchingServer, lines: Lines) -> None:
    assert hand_over(server.url, lines) is Verdict.DONE
    server.manners["RCPT"] = "550 5.1.1 No such user"
    assert hand_over(server.url, lines) is Verdict.GIVE_UP
    server.manners = {"DATA": "451 4.7.1 Later"}
    assert hand_over(server.url, lines) is Verdict.RETRY
    server.manners.clear()
    assert hand_over(server.url, lines) is Verdict.DONE
    assert (server.conversations, len(server.messages)) == (1, 2)


def test_a_line_has_its_number_of_letters(
    server: CatchingServer, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "LETTERS_A_LINE", 2)
    for _ in range(4):
        hand_over(server.url, lines)
    assert server.conversations == 2


def test_a_line_that_was_idle_is_not_trusted(
    server: CatchingServer, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over(server.url, lines)
    monkeypatch.setattr(relay, "IDLE_SECONDS", 0.0)
    hand_over(server.url, lines)
    assert server.conversations == 2


def test_idle_lines_are_left_in_time(server: CatchingServer, lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "IDLE_SECONDS", 0.05)
    hand_over(server.url, lines)
    wait_until(lambda: not lines._waiting and lines._sweep is None)
    hand_over(server.url, lines)
    assert server.conversations == 2


def test_a_line_to_another_relay_is_not_used(server: CatchingServer, lines: Lines) -> None:
    with rude_server({}) as elsewhere:
        hand_over(elsewhere, lines)
        assert hand_over(server.url, lines) is Verdict.DONE
    assert server.conversations == 1


@pytest.mark.parametrize("rset", [b"502 What?\r\n", b""], ids=["refused", "hung up"])
def test_a_line_that_is_not_there_any_more_is_opened_again(lines: Lines, rset: bytes) -> None:
    with rude_server(POLITE | {"RSET": rset}) as url:
        assert [hand_over(url, lines) for _ in range(3)] == [Verdict.DONE] * 3


@pytest.mark.parametrize("rset", [b"502 What?\r\n", b""], ids=["refused", "hung up"])
def test_a_line_in_which_a_letter_was_refused_is_cleared_or_left(lines: Lines, rset: bytes) -> None:
    with rude_server({"RSET": rset, "RCPT": b"550 5.1.1 No such user\r\n"}) as url:
        assert [hand_over(url, lines) for _ in range(3)] == [Verdict.GIVE_UP] * 3


@pytest.mark.parametrize("end", [BYE, b"421 Enough\r\n" + BYE], ids=["hung up", "said so"])
def test_a_server_that_takes_one_letter_a_line_gets_them_all(lines: Lines, end: bytes) -> None:
    with rude_server({".": b"250 OK\r\n" + end}) as url:
        assert [hand_over(url, lines) for _ in range(3)] == [Verdict.DONE] * 3


def test_a_new_line_that_is_refused_is_not_opened_for_ever(lines: Lines, server: CatchingServer) -> None:
    hand_over(server.url, lines)
    server.manners["MAIL"] = HANG_UP
    assert hand_over(server.url, lines) is Verdict.RETRY
    assert server.conversations == 2


@pytest.mark.parametrize("manner", [HANG_UP, HANG])
def test_what_goes_wrong_with_one_letter_is_not_handed_on(
    server: CatchingServer, lines: Lines, monkeypatch: pytest.MonkeyPatch, manner: str
) -> None:
    hand_over(server.url, lines)
    server.manners["DATA"] = manner
    with monkeypatch.context() as patch:
        patch.setattr(relay, "TIMEOUT_SECONDS", 0.3)  # of each letter, however long the line is open
        assert hand_over(server.url, lines) is Verdict.RETRY
    server.manners.clear()
    assert hand_over(server.url, lines) is Verdict.DONE
    assert server.conversations == 2


def test_time_runs_only_while_a_letter_is_on_its_way(
    server: CatchingServer, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over(server.url, lines)
    with monkeypatch.context() as patch:
        patch.setattr(relay, "TIMEOUT_SECONDS", 1.0)
        hand_over(server.url, lines)
        Event().wait(1.1)
    assert hand_over(server.url, lines) is Verdict.DONE
    assert server.conversations == 1


def test_the_worker_shares_lines_and_leaves_none_open(app: Flask, relay: CatchingServer) -> None:
    for number in range(12):
        posted(activation(f"person{number}@example.pl"))
    run_worker(app)
    assert len(relay.messages) == 12
    assert relay.conversations <= 4
    assert delivery._LINES._waiting == []
