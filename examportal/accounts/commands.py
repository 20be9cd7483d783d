"""`flask accounts …`: what the office does to keys from the shell."""

import sys
from typing import NoReturn

import click
from flask.cli import AppGroup

from examportal.accounts import suspensions
from examportal.accounts.staff import queries, rules
from examportal.accounts.staff.rules import Role
from examportal.accounts.staff.service import members
from examportal.accounts.staff.service.members import AlreadyActive, NotActive
from examportal.accounts.suspensions import NotSuspended
from examportal.core.errors import Suspended
from examportal.core.text import clean
from examportal.db import transaction
from examportal.journal.rules import COMMAND
from examportal.register.commands import asked_for
from examportal.register.queries import find_by_login_or_number

commands = AppGroup("accounts", help="Konta egzaminatorów i pracowników.")


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


class _Address(click.ParamType[str]):
    """An e-mail address, in the form that is stored."""

    name = "adres"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        address = rules.read_address(value)
        if address is None:
            self.fail("Adres e-mail ma postać nazwa@domena.pl, bez polskich liter i spacji.", param, ctx)
        return address


@commands.command("add-staff")
@click.argument("email", type=_Address())
@click.option("--name", required=True, help="Imię i nazwisko.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="Rola w biurze.")
def add_staff(email: str, name: str, role: str) -> None:
    """Zaprasza pracownika listem z linkiem; dla zaproszonego wysyła nowy link, czynnemu odmawia."""
    shown = clean(name)
    if not shown or len(shown) > rules.LONGEST_NAME:
        raise click.BadParameter(f"Podaj imię i nazwisko, najwyżej {rules.LONGEST_NAME} znaków.", param_hint="--name")
    try:
        with transaction():
            members.invite_or_remind(email, shown, Role(role), COMMAND)
    except AlreadyActive:
        _refuse("Pracownik z tym adresem ma już czynne konto.")
    except Suspended:
        _refuse("Konto pracownika z tym adresem jest wstrzymane.")
    hours = rules.INVITATION_LIFETIME.total_seconds() // 3600
    click.echo(f"Zaproszenie jest w drodze na adres {email}. Link działa {hours:.0f} godziny.")


@commands.command("reset-staff")
@click.argument("email", type=_Address())
def reset_staff(email: str) -> None:
    """Odbiera pracownikowi hasło, aplikację z kodami i kody zapasowe i wysyła link do nowych."""
    member = queries.find_by_email(email)
    if member is None:
        _refuse("Nie ma pracownika z tym adresem.")
    try:
        with transaction():
            members.take_keys_back(member.id, COMMAND)
    except NotActive:
        _refuse("To konto jeszcze nie działa; add-staff wyśle zaproszenie ponownie.")
    except Suspended:
        _refuse("Konto pracownika z tym adresem jest wstrzymane.")
    click.echo(f"Dotychczasowe klucze już nie działają. List z linkiem jest w drodze na adres {email}.")


def _refuse(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(1)
