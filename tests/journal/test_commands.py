"""`flask journal verify`: what a clerk and a script read."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.db import transaction
from examportal.journal import service
from examportal.journal.rules import NOBODY, Checkpoint, Event, Fault
from examportal.journal.wording import FAULTS
from tests.journal.conftest import Tamper


@pytest.fixture
def noted(app: Flask) -> Checkpoint:
    with transaction():
        for _ in range(3):
            service.record(Event.SIGN_OUT, NOBODY)
    return service.verify().reached


def test_a_whole_journal(runner: FlaskCliRunner, noted: Checkpoint) -> None:
    said = runner.invoke(args=["journal", "verify"])
    assert said.exit_code == 0
    assert "Liczba wpisów: 3" in said.output
    assert str(noted) in said.output


def test_a_whole_journal_as_json(runner: FlaskCliRunner, noted: Checkpoint) -> None:
    said = runner.invoke(args=["journal", "verify", "--json", "--expect", str(noted)])
    assert json.loads(said.stdout) == {
        "ok": True, "count": 3, "digest": noted.digest, "payloads_removed": 0, "fault": None, "seq": None,
    }  # fmt: skip


def test_a_noted_checkpoint_that_the_journal_does_not_reach(runner: FlaskCliRunner, noted: Checkpoint) -> None:
    said = runner.invoke(args=["journal", "verify", "--expect", f"7:{noted.digest}"])
    assert said.exit_code == 1
    assert said.stderr.strip().endswith("pierwszy brakujący wpis: 4.")


def test_a_broken_journal_as_json(runner: FlaskCliRunner, noted: Checkpoint, tamper: Tamper) -> None:
    tamper("UPDATE journal_payload SET event = 'claim' WHERE seq = 2")
    said = runner.invoke(args=["journal", "verify", "--json"])
    assert said.exit_code == 1
    found = json.loads(said.stdout)
    assert (found["ok"], found["fault"], found["seq"]) == (False, "payload_changed", 2)


def test_a_checkpoint_in_a_wrong_form_is_wrong_usage(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["journal", "verify", "--expect", "12"]).exit_code == 2


def test_every_fault_has_its_words() -> None:
    assert set(FAULTS) == set(Fault)
