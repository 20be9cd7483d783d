"""`flask legacy move`: the accounts of a file that move are invited to the office."""

import json
import sys
from typing import Any, BinaryIO

import click
from flask.cli import with_appcontext

from examportal.config import settings
from examportal.db import release, transaction
from examportal.journal.rules import COMMAND
from examportal.legacy import report, wording
from examportal.legacy.columns import ColumnsMissing
from examportal.legacy.moving import pages, service, words, work
from examportal.legacy.moving.rules import Move, Outcome
from examportal.legacy.moving.service import OtherPlan
from examportal.legacy.reader import AccountsFile, TooVaried, read_accounts
from examportal.legacy.staging import queries as staged
from examportal.legacy.staging import service as staging
from examportal.legacy.staging.service import TooManyAccounts
from examportal.sheets.reader import FileError

SHOWN = 40


@click.command("move")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Wynik jako jeden dokument JSON.")
@with_appcontext
def move(file: BinaryIO, *, as_json: bool) -> None:
    """Zaprasza do biura osoby z pliku FILE, których konta przechodzą; ponownie nikogo nie zaprasza drugi raz."""
    try:
        read = read_accounts(file, settings().legacy_sections)
        file_id = _staged(read, file.name)
    except (FileError, ColumnsMissing, TooVaried) as fault:
        if as_json:
            click.echo(json.dumps(report.refused_document(fault) | _moved([], 0), ensure_ascii=False))
        click.echo(wording.file_sentence(fault), err=True)
        sys.exit(1)
    except TooManyAccounts:
        click.echo(wording.TOO_MANY_ACCOUNTS, err=True)
        sys.exit(1)
    count = _order(file_id)
    work.move(file_id)
    moves = service.plan(file_id)
    if as_json:
        told = report.document(read, report.findings(read)) | _moved(moves, count)
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _say(moves, count)


def _staged(read: AccountsFile, name: str) -> int:
    """Return the staged file of these bytes, with what was changed by hand there; stage it when it is new."""
    before = staged.find_same(read.digest, read.sections)
    if before is not None:
        if staged.count_changed(before.id):
            click.echo("Ten plik jest już w portalu; liczą się uprawnienia zmienione tam ręcznie.", err=True)
        return before.id
    prepared = staging.prepare(read, name)
    release()
    with transaction():
        return staging.keep(prepared, None, COMMAND)


def _order(file_id: int) -> int:
    digest = service.digest_of(service.plan(file_id))
    release()
    try:
        with transaction():
            return service.order(file_id, digest, COMMAND)
    except OtherPlan:
        click.echo("Nic nie przeniesiono: ktoś inny właśnie zmienia te konta. Spróbuj jeszcze raz.", err=True)
        sys.exit(1)


def _moved(moves: list[Move], count: int) -> dict[str, Any]:
    """Return what the document has beside that of `flask legacy check`."""
    return {
        "moved": count,
        "move_totals": pages.totals(moves),
        "moves": [
            {
                "login": one.candidate.account.login,
                "outcome": str(one.outcome),
                "role": one.role and str(one.role),
                "message": words.SENTENCES[one.outcome],
            }
            for one in moves
        ],
    }


def _say(moves: list[Move], count: int) -> None:
    click.echo(f"Konta: {len(moves)}. Przeniesione teraz: {count}, wcześniej: {sum(m.is_done for m in moves) - count}.")
    reported = [one for one in moves if one.outcome not in (Outcome.MOVES, Outcome.STAYS)]
    for one in reported[:SHOWN]:
        told = words.SENTENCES[one.outcome]
        click.echo(f"  {one.candidate.account.login}: {words.OUTCOMES[one.outcome]}. {told}")
    if len(reported) > SHOWN:
        click.echo(f"  … i dalsze: {len(reported) - SHOWN}. Wszystkie są w --json.")
