"""`flask register …`: the dictionary of scopes, and one person of the register."""

import json
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, cast

import click
from flask import current_app
from flask.cli import AppGroup

from examportal.core import pesel as pesels
from examportal.db import transaction
from examportal.journal.rules import COMMAND
from examportal.register import queries, service
from examportal.register.models import Examiner
from examportal.register.queries import NumberInRegister
from examportal.register.rules import (
    SCOPE_COLUMNS,
    PersonalData,
    ScopeListError,
    ScopeListFault,
    read_scopes,
)
from examportal.sheets.reader import MAX_BYTES, FileError, read_csv

commands = AppGroup("register", help="Ewidencja egzaminatorów.")

FROM_STDIN = "-"
_FAULTS = {
    ScopeListFault.COLUMN_MISSING: f"plik musi mieć kolumny: {';'.join(SCOPE_COLUMNS)}",
    ScopeListFault.CODE: "kod zakresu musi mieć od 1 do 30 znaków",
    ScopeListFault.LABEL: "nazwa zakresu musi mieć od 1 do 200 znaków",
    ScopeListFault.EXAM: "egzamin musi mieć od 1 do 40 znaków",
    ScopeListFault.ACTIVE: "w kolumnie „aktywny” może być tylko 1, 0, tak lub nie",
    ScopeListFault.TWICE: "ten kod jest w pliku drugi raz",
}
_ACCOUNTS = {
    "none": "nie ma",
    "pending": "założone, czeka na aktywację",
    "active": "aktywne",
    "suspended": "zawieszone",
}


@commands.command("scopes")
@click.argument("file", type=click.File("rb"))
def scopes(file: BinaryIO) -> None:
    """Wczytuje słownik zakresów: plik CSV z kolumnami kod;nazwa;egzamin;aktywny."""
    try:
        rows = [(row.line, row.cells) for row in read_csv(file.read(MAX_BYTES + 1)).rows()]
        entries = read_scopes(rows)
    except FileError as fault:
        click.echo(f"To nie jest plik CSV w UTF-8 ({fault}).", err=True)
        sys.exit(1)
    except ScopeListError as fault:
        click.echo(f"Nic nie wczytano. Wiersz {fault.line}: {_FAULTS[fault.fault]}.", err=True)
        sys.exit(1)
    with transaction():
        new, changed = service.load_scopes(entries, COMMAND)
    click.echo(f"Zakresy w pliku: {len(entries)}, nowe: {new}, zmienione: {changed}.")


@commands.command("show")
@click.argument("who")
@click.option("--json", "as_json", is_flag=True, help="Wynik jako jeden dokument JSON.")
def show(who: str, *, as_json: bool) -> None:
    """Pokazuje osobę, jej numery i stan konta; WHO to PESEL, numer ewidencyjny, login albo - (z wejścia)."""
    person = queries.find_by_login_or_number(asked_for(who))
    numbers = queries.all_numbers(person.id) if person else []
    if as_json:
        click.echo(json.dumps(_document(person, list(numbers)), ensure_ascii=False))
    elif person is None:
        click.echo("W ewidencji nie ma takiej osoby.")
    else:
        _say(person, list(numbers))


def asked_for(who: str) -> str:
    """Return who is meant: `-` stands for the first line of standard input, whatever bytes it is made of."""
    return sys.stdin.buffer.readline().decode("utf-8", "replace") if who == FROM_STDIN else who


def _account_state(examiner_id: int) -> str:
    """Ask the room of accounts, which stands above this one, through what the front door handed in."""
    ask = cast("Callable[[int], str] | None", current_app.extensions.get("account_state"))
    return str(ask(examiner_id)) if ask else "none"


def _document(person: Examiner | None, numbers: list[NumberInRegister]) -> dict[str, Any]:
    if person is None:
        return {"found": False, "person": None, "numbers": [], "account": "none"}
    personal = PersonalData.from_document(person.unseal())
    return {
        "found": True,
        "person": {
            "first_names": person.first_names,
            "last_name": person.last_name,
            "birth_date": personal.birth_date.isoformat() if personal.birth_date else None,
            "pesel_masked": pesels.mask(personal.pesel) if personal.pesel else None,
            "login_number": person.login_number,
            "document_masked": personal.document.masked if personal.document else None,
        },
        "numbers": [
            {
                "registry_number": number.registry_number,
                "scope": number.scope_code,
                "entered_on": number.entered_on.isoformat() if number.entered_on else None,
                "removed_on": number.removed_on.isoformat() if number.removed_on else None,
                "active": number.active,
            }
            for number in numbers
        ],
        "account": _account_state(person.id),
    }


def _say(person: Examiner, numbers: list[NumberInRegister]) -> None:
    personal = PersonalData.from_document(person.unseal())
    born = personal.birth_date.strftime("%d.%m.%Y") if personal.birth_date else "nie podano"
    click.echo(f"{person.first_names} {person.last_name}")
    papers = f", dokument: {personal.document.masked}" if personal.document else ""
    click.echo(f"PESEL: {pesels.mask(personal.pesel) if personal.pesel else 'brak'}{papers}, data urodzenia: {born}")
    if person.login_number:
        instead = "do portalu" if personal.pesel else "zamiast numeru PESEL"
        click.echo(f"Login {instead}: {person.login_number}")
    for number in numbers:
        entered = f"wpisany {number.entered_on:%d.%m.%Y}" if number.entered_on else "bez daty wpisu"
        removed = f", skreślony {number.removed_on:%d.%m.%Y}" if number.removed_on else ""
        click.echo(f"  {number.registry_number} · {number.scope_code} {number.scope_label} · {entered}{removed}")
    click.echo(f"Konto: {_ACCOUNTS[_account_state(person.id)]}")
