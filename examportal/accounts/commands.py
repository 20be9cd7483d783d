"""`flask accounts …`: what the office does to keys from the shell."""

import sys

import click
from flask.cli import AppGroup

from examportal.accounts import suspensions
from examportal.accounts.suspensions import NotSuspended
from examportal.db import transaction
from examportal.journal.rules import COMMAND
from examportal.register.commands import asked_for
from examportal.register.queries import find_by_login_or_number

commands = AppGroup("accounts", help="Konta egzaminatorów.")


@commands.command("restore")
@click.argument("who")
def restore(who: str) -> None:
    """Otwiera wstrzymane konto, gdy sprawa jest wyjaśniona; WHO to PESEL, numer ewidencyjny, login albo -."""
    person = find_by_login_or_number(asked_for(who))
    if person is None:
        click.echo("W ewidencji nie ma takiej osoby.", err=True)
        sys.exit(1)
    try:
        with transaction():
            suspensions.restore(person.id, COMMAND)
    except NotSuspended:
        click.echo("To konto nie jest wstrzymane.", err=True)
        sys.exit(1)
    click.echo("Konto jest znowu otwarte.")
