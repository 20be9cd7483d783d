"""`flask office why`: the facts are gathered from a real database, for each cause that the portal itself knows."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.accounts import suspensions
from examportal.accounts.guarded import correct_pesel
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal.rules import COMMAND
from examportal.mail.pausing import service as pausing
from examportal.office.diagnosis.facts import pesel_fault
from examportal.register.entries.queries import get_record
from examportal.register.entries.service import Seen
from examportal.register.queries import get_for_change
from examportal.register.rules import ByPesel
from tests.browser import Browser
from tests.letters import newest_link, posted, settle_delivery
from tests.people import ANSWERS, PASSWORD, Person, enter, remove_all
from tests.smtp import run_worker

ANNA = Person()
DOCUMENT = {"cause", "evidence", "next_step", "say"}


def why(runner: FlaskCliRunner, who: str = ANNA.pesel) -> dict[str, Any]:
    """Return the one document of the command."""
    db.session.rollback()
    result = runner.invoke(args=["office", "why", who, "--json"])
    assert result.exit_code == 0
    told: dict[str, Any] = json.loads(result.output)
    assert set(told) == DOCUMENT
    assert ANNA.pesel not in result.output
    assert ANSWERS["email"] not in result.output
    return told


def facts(told: dict[str, Any]) -> set[str]:
    return {one["fact"] for one in told["evidence"]}


def register(client: Browser) -> None:
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    client.submit("/rejestracja", ANSWERS)


def settle(kind: str, verdict: Verdict, reason: str = "recipient_refused") -> None:
    """Let the worker have had an answer about the newest letter of a kind."""
    letter_id = posted(kind)[-1].id
    code = None if reason.startswith("line_") else 550
    db.session.rollback()
    with transaction():
        settle_delivery(letter_id, Outcome(verdict, reason, code=code, note="no such user" if code else ""))


def test_the_way_of_one_person(client: Browser, runner: FlaskCliRunner) -> None:
    assert why(runner)["cause"] == "not_in_register"
    anna = enter(ANNA)
    for who in (ANNA.pesel, ANNA.numbers[1]):
        assert why(runner, who)["cause"] == "never_claimed"
    register(client)
    assert (why(runner)["cause"], why(runner)["next_step"]) == ("pending", "wait_for_letter")
    settle("activation", Verdict.RETRY)
    assert "letter_deferred" in facts(why(runner))
    with time_machine.travel(clock.now() + timedelta(hours=73)):
        assert why(runner)["cause"] == "link_expired"
    link = newest_link("activation")
    settle("activation", Verdict.GIVE_UP)
    assert (why(runner)["cause"], why(runner)["next_step"]) == ("letter_refused", "correct_address")
    client.submit("/rejestracja/poczta", {}, button="Wyślij list jeszcze raz")
    settle("activation", Verdict.DONE)
    assert (why(runner)["cause"], why(runner)["next_step"]) == ("pending", "resend_activation")
    client.submit(link, {})
    assert why(runner)["cause"] == "nothing_wrong"
    client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    assert "signed_in" in facts(why(runner))
    with transaction():
        get_for_change(anna)
        suspensions.suspend(anna, "clarification", COMMAND)
    assert why(runner)["cause"] == "suspended"


def test_a_throttle_is_told_with_its_end_and_only_for_whom_it_refuses(client: Browser, runner: FlaskCliRunner) -> None:
    enter(ANNA)
    enter(Person("50021330853", "Kowalski", "Jan", ("2-00001",)))
    for _ in range(5):
        client.submit("/", {"login": ANNA.pesel, "password": "nie to"}, 422)
    told = why(runner)
    assert (told["cause"], told["next_step"]) == ("throttled", "lift_throttle")
    assert "throttled_in_one_place" in facts(told)
    assert why(runner, "2-00001")["cause"] == "never_claimed"
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert why(runner)["cause"] == "never_claimed"


def test_removed_numbers_and_a_former_pesel(app: Flask, runner: FlaskCliRunner) -> None:
    anna = enter(ANNA)
    db.session.rollback()
    with transaction():
        seen = Seen(anna, get_record(anna).stamp)
        correct_pesel(seen, ByPesel("52040880485", date(1952, 4, 8)), COMMAND)
    told = why(runner)
    assert (told["cause"], told["next_step"]) == ("pesel_form", "use_present_pesel")
    assert why(runner, "52040880485")["cause"] == "never_claimed"
    remove_all(ANNA)
    assert why(runner, "52040880485")["cause"] == "all_numbers_removed"


def test_a_mailbox_that_refuses_letters_is_told_of_active_accounts(client: Browser, runner: FlaskCliRunner) -> None:
    enter(ANNA)
    register(client)
    link = newest_link("activation")
    settle("activation", Verdict.GIVE_UP)
    client.submit(link, {})
    settle("login_number", Verdict.GIVE_UP)
    assert why(runner)["cause"] == "mailbox_dead"


def test_letters_that_never_left_say_nothing_against_a_mailbox(client: Browser, runner: FlaskCliRunner) -> None:
    enter(ANNA)
    register(client)
    link = newest_link("activation")
    with transaction():
        pausing.pause("", "przerwa", COMMAND)
    run_worker(client.app)
    told = why(runner)
    assert (told["cause"], told["next_step"]) == ("pending", "wait_for_letter")
    assert "letter_held" in facts(told)
    settle("activation", Verdict.GIVE_UP, "line_TimeoutError")
    told = why(runner)
    assert (told["cause"], told["next_step"]) == ("pending", "resend_activation")
    assert "letter_gave_up" in facts(told)
    client.submit(link, {})
    settle("login_number", Verdict.GIVE_UP, "line_TimeoutError")
    told = why(runner)
    assert told["cause"] == "nothing_wrong"
    assert "mailbox_not_reached" in facts(told)


def test_a_slip_in_the_pesel_is_told_from_a_stranger(app: Flask, runner: FlaskCliRunner) -> None:
    enter(ANNA)
    assert facts(why(runner, "44051401358")) == {"pesel_checksum", "similar_pesel"}
    assert facts(why(runner, "4405140135")) == {"pesel_length", "similar_pesel"}
    assert why(runner, "52040880485")["cause"] == "not_in_register"
    assert why(runner, "9-99999")["cause"] == "not_in_register"
    said = runner.invoke(args=["office", "why", "4405140135O"])
    assert said.exit_code == 0
    assert "Do przeczytania" in said.output


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("44051401359", None),
        ("440514-01358", "pesel_checksum"),
        ("440514 0135", None),
        ("440514013", "pesel_length"),
        ("4405140135O", "pesel_length"),
        ("15310112345", "pesel_checksum"),
        ("123456", None),
        ("12345-67890", None),
        ("OKE-2024-00001/A", None),
        ("Kowalski", None),
        ("", None),
    ],
)
def test_what_was_meant_as_a_pesel(app: Flask, typed: str, fault: str | None) -> None:
    assert pesel_fault(typed) == fault
