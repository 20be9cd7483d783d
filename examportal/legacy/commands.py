"""`flask legacy …`: who of the old service moves, and why not."""

import json
import sys
from typing import BinaryIO

import click
from flask.cli import AppGroup

from examportal.config import settings
from examportal.legacy import report, wording
from examportal.legacy.columns import ColumnsMissing
from examportal.legacy.examiners.commands import examiners
from examportal.legacy.moving.commands import move
from examportal.legacy.reader import AccountsFile, TooVaried, read_accounts
from examportal.legacy.rules import Verdict
from examportal.sheets.reader import FileError

commands = AppGroup("legacy", help="Konta z dawnego serwisu.")
commands.add_command(examiners)
commands.add_command(move)
SHOWN = 40


@commands.command("check")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Wynik jako jeden dokument JSON.")
def check(file: BinaryIO, *, as_json: bool) -> None:
    """Pokazuje, które konta z pliku FILE przechodzą i co stoi na przeszkodzie innym; niczego nie zapisuje."""
    try:
        old = read_accounts(file, settings().legacy_sections)
    except (FileError, ColumnsMissing, TooVaried) as fault:
        if as_json:
            click.echo(json.dumps(report.refused_document(fault), ensure_ascii=False))
        click.echo(wording.file_sentence(fault), err=True)
        sys.exit(1)
    found = report.findings(old)
    if as_json:
        click.echo(json.dumps(report.document(old, found), ensure_ascii=False))
    else:
        _say(old, found)


def _say(old: AccountsFile, found: list[report.Finding]) -> None:
    totals = report.totals(found)
    click.echo(f"Sekcje ({len(old.sections)}): {', '.join(old.sections) or 'żadnych'}.")
    if old.outside:
        click.echo(f"Nie liczą się, bo nie ma ich w LEGACY_SECTIONS: {', '.join(old.outside)}.")
    click.echo(f"Konta: {len(found)} (przechodzi {totals[Verdict.YES]}, nie przechodzi {totals[Verdict.NO]}).")
    _list([f"{one.account.login}: {one.message}" for one in found if one.judged.verdict is Verdict.NO])
    if old.errors:
        click.echo(f"Błędne wiersze: {len(old.errors)}.")
    _list([f"wiersz {error.line}: {wording.row_sentence(error)}" for error in old.errors])


def _list(lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > SHOWN:
        click.echo(f"  … i dalsze: {len(lines) - SHOWN}. Wszystkie są w --json.")
