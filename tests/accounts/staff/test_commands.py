"""`flask accounts add-staff` and `reset-staff`: how the first administrator comes in, and back in."""

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.accounts.staff import queries
from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.rules import Role
from examportal.accounts.staff.service import members
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from tests.browser import Browser
from tests.letters import newest_link, posted
from tests.office.staff import Colleague

EWA = ("accounts", "add-staff", "Ewa.Nowak@Example.PL", "--name", "Ewa Nowak", "--role", "administrator")


def test_the_first_administrator_gets_a_letter_and_nothing_secret_is_printed(
    app: Flask, runner: FlaskCliRunner, client: Browser
) -> None:
    said = runner.invoke(args=list(EWA))
    assert said.exit_code == 0, said.output
    assert "ewa.nowak@example.pl" in said.output
    link = newest_link("staff_invitation")
    assert link.rsplit("/", 1)[1] not in said.output
    ewa = Colleague(client)
    ewa.set_password(link)
    ewa.add_app()
    assert "administrator" in client.follow(ewa.keep_codes()).text


def test_repeated_for_somebody_invited_it_sends_another_link_under_the_name_and_role_given_now(
    app: Flask, runner: FlaskCliRunner, client: Browser
) -> None:
    runner.invoke(args=list(EWA))
    first = newest_link("staff_invitation")
    assert runner.invoke(args=[*EWA[:4], "Ewa Nowak-Lis", "--role", "clerk"]).exit_code == 0
    assert newest_link("staff_invitation") != first
    for link in (first, newest_link("staff_invitation")):
        assert "Ewa Nowak-Lis" in client.get(link).text
    member = db.session.query(StaffMember).one()
    assert (member.name, member.role) == ("Ewa Nowak-Lis", "clerk")


@pytest.mark.parametrize("state", ["active", "suspended"])
def test_an_active_or_suspended_colleague_is_refused(
    app: Flask, runner: FlaskCliRunner, client: Browser, state: str
) -> None:
    ewa = Colleague(client, role=Role.CLERK).set_up()
    if state == "suspended":
        with transaction():
            members.suspend(ewa.id, COMMAND)
    before = len(posted("staff_invitation"))
    said = runner.invoke(args=list(EWA))
    assert said.exit_code == 1
    assert ("czynne" if state == "active" else "wstrzymane") in said.output
    assert len(posted("staff_invitation")) == before


@pytest.mark.parametrize(
    "words",
    [
        ("ewa", "--name", "Ewa", "--role", "clerk"),
        ("ewa@example.pl", "--name", "Ewa", "--role", "boss"),
        ("ewa@example.pl", "--name", " \u200b", "--role", "clerk"),
        ("ewa@example.pl", "--name", "x" * 201, "--role", "clerk"),
        ("ewa@example.pl", "--role", "clerk"),
    ],
)
def test_wrong_usage_is_said_and_changes_nothing(app: Flask, runner: FlaskCliRunner, words: tuple[str, ...]) -> None:
    assert runner.invoke(args=["accounts", "add-staff", *words]).exit_code == 2
    assert not queries.is_anybody_there()


def test_a_last_administrator_without_phone_and_codes_comes_back_by_the_shell(
    app: Flask, runner: FlaskCliRunner, client: Browser
) -> None:
    ewa = Colleague(client).set_up()
    said = runner.invoke(args=["accounts", "reset-staff", ewa.email])
    assert said.exit_code == 0, said.output
    assert client.get("/biuro/", 303).location == "/biuro/logowanie"
    ewa.set_password(newest_link("staff_keys_reset"))
    ewa.add_app()
    assert ewa.keep_codes().location == "/biuro/"


def test_there_must_be_keys_to_take_back(app: Flask, runner: FlaskCliRunner, client: Browser) -> None:
    def says(words: str) -> bool:
        said = runner.invoke(args=["accounts", "reset-staff", "ewa.nowak@example.pl"])
        return said.exit_code == 1 and words in said.output

    assert says("Nie ma pracownika")
    ewa = Colleague(client, role=Role.CLERK)
    ewa.invite()
    assert says("jeszcze nie działa")
    ewa.set_up()
    with transaction():
        members.suspend(ewa.id, COMMAND)
    assert says("wstrzymane")
