"""`flask legacy examiners`: whom of the old service's examiners the portal would invite, and inviting them."""

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any, BinaryIO

import click
from flask.cli import with_appcontext

from examportal.config import settings
from examportal.core import clock
from examportal.db import transaction
from examportal.journal.rules import COMMAND
from examportal.legacy.columns import ColumnsMissing
from examportal.legacy.examiners import service, words
from examportal.legacy.examiners.reader import ExaminersFile, read_examiners
from examportal.legacy.examiners.rules import Judged, Outcome
from examportal.legacy.examiners.service import NotNow
from examportal.legacy.examiners.work import bring_in
from examportal.sheets.reader import FileError

SHOWN = 40


@click.command("examiners")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Wynik jako jeden dokument JSON.")
@click.option("--move", is_flag=True, help="Zaproś te osoby; listy wysyła worker.")
@with_appcontext
def examiners(file: BinaryIO, *, as_json: bool, move: bool) -> None:
    """Pokazuje, kto z pliku FILE z egzaminatorami dawnego serwisu dostanie zaproszenie, a kto nie i dlaczego."""
    try:
        read = read_examiners(file, today=clock.today(), min_age=settings().min_age)
    except (FileError, ColumnsMissing) as fault:
        if as_json:
            click.echo(json.dumps(_document([], None, fault), ensure_ascii=False))
        click.echo(words.file_sentence(fault), err=True)
        sys.exit(1)
    judged = service.judge(read)
    file_id = _invite(read, os.path.basename(file.name), judged) if move else None  # noqa: PTH119 - may be a stream
    if as_json:
        click.echo(json.dumps(_document(judged, file_id), ensure_ascii=False))
    else:
        _say(judged, file_id)


def _invite(file: ExaminersFile, name: str, judged: Sequence[Judged]) -> int | None:
    """List the file and have its people invited; None when there is nobody to invite."""
    if all(one.outcome is not Outcome.INVITED for one in judged):
        return None
    file_id = bring_in(file, name, None)
    try:
        with transaction():
            service.order(file_id, service.digest_of(judged), COMMAND)
    except (NotNow, service.OtherList):
        click.echo("Nikogo nie zaproszono: tymczasem coś się zmieniło. Spróbuj jeszcze raz.", err=True)
        sys.exit(1)
    return file_id


def _document(judged: Sequence[Judged], file_id: int | None, fault: words.Unusable | None = None) -> dict[str, Any]:
    refused = {"code": words.file_code(fault), "message": words.file_sentence(fault)} if fault else None
    return {
        "file_error": refused,
        "file_id": file_id,
        "totals": Counter(str(one.outcome) for one in judged),
        "rows": [
            {
                "line": one.row.line,
                "outcome": str(one.outcome),
                "note": one.note and str(one.note),
                "message": words.sentence(one.outcome, one.note),
            }
            for one in judged
        ],
    }


def _say(judged: Sequence[Judged], file_id: int | None) -> None:
    totals = Counter(one.outcome for one in judged)
    click.echo(f"Wiersze: {len(judged)}. Zaproszenia: {totals[Outcome.INVITED]}.")
    others = [one for one in judged if one.outcome is not Outcome.INVITED or one.note]
    for one in others[:SHOWN]:
        told = words.sentence(one.outcome, one.note)
        click.echo(f"  wiersz {one.row.line}: {words.OUTCOMES[one.outcome]}. {told}")
    if len(others) > SHOWN:
        click.echo(f"  … i dalsze: {len(others) - SHOWN}. Wszystkie są w --json.")
    if file_id is not None:
        click.echo(f"Zaproszenia z pliku nr {file_id} wyśle worker.")
