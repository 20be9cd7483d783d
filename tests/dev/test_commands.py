"""`flask dev …`: the sample register by the real road, and never in production."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.accounts.staff.rules import Role
from examportal.config import settings
from examportal.dev import people, sample, staff
from examportal.office import words
from examportal.register import queries
from tests.browser import Browser

CROWD = people.invent()


def test_the_sample_is_loaded_once(app: Flask, runner: FlaskCliRunner) -> None:
    assert sample.is_wanted()
    first = runner.invoke(args=["dev", "sample"])
    assert first.exit_code == 0
    numbers = sum(len(person.numbers) for person in CROWD)
    assert f"osoby: {len(CROWD)}, numery: {numbers}, w tym teraz wpisane: {numbers}" in first.output
    assert not sample.is_wanted()
    again = runner.invoke(args=["dev", "sample"])
    assert "w tym teraz wpisane: 0." in again.output


def test_everybody_is_there_with_all_numbers(app: Flask) -> None:
    sample.load(settings())
    for example in people.examples(CROWD):
        person = queries.find_by_pesel(example.person.pesel)
        assert person is not None
        there = {number.registry_number: number.active for number in queries.all_numbers(person.id)}
        assert there == {number.registry_number: number.removed_on is None for number in example.person.numbers}


def test_the_people_to_try_are_named(app: Flask, runner: FlaskCliRunner) -> None:
    said = runner.invoke(args=["dev", "sample"]).output
    for example in people.examples(CROWD):
        assert example.person.pesel in said
        assert example.number in said


def test_each_role_can_be_tried_with_what_is_printed(app: Flask, runner: FlaskCliRunner) -> None:
    said = runner.invoke(args=["dev", "sample"]).output
    for example in staff.examples():
        assert re.search(rf"{example.email} +klucz {example.secret}", said)
        browser = Browser(app)
        assert staff.PASSWORD in said
        browser.submit("/biuro/logowanie", {"email": example.email, "password": staff.PASSWORD})
        code = runner.invoke(args=["dev", "code", example.email]).output.strip()
        assert words.ROLES[example.role] in browser.follow(browser.submit("/biuro/kod", {"code": code})).text
    assert {example.role for example in staff.examples()} == set(Role)
    assert "klucz" in runner.invoke(args=["dev", "sample"]).output
    assert len(staff.examples()) == len(Role)


def test_no_staff_is_invented_beside_real_ones(app: Flask, runner: FlaskCliRunner) -> None:
    runner.invoke(args=["accounts", "add-staff", "ewa@example.pl", "--name", "Ewa", "--role", "clerk"])
    assert "klucz" not in runner.invoke(args=["dev", "sample"]).output
    assert staff.examples() == []
    assert runner.invoke(args=["dev", "code", "ewa@example.pl"]).exit_code == 1


@pytest.mark.parametrize("verb", ["run", "web", "sample", "mailbox", "code"])
def test_not_in_production(app: Flask, runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(settings(), env="production"))
    refused = runner.invoke(args=["dev", verb, *(["ewa@example.pl"] if verb == "code" else [])])
    assert refused.exit_code == 1
    assert "produkcyjna" in refused.output
    assert sample.is_wanted()
