"""`flask intake list` and `flask intake undo`: what came in before, and taking it back."""

import json
import sys
from datetime import datetime

import click
from flask.cli import with_appcontext

from examportal.core.errors import Refusal
from examportal.intake import queries, report, undoing, wording
from examportal.intake.models import ImportFile
from examportal.journal.rules import COMMAND

ROWS_SHOWN = 40


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Wynik jako jeden dokument JSON.")
@with_appcontext
def list_imports(*, as_json: bool) -> None:
    """Wymienia wczytane pliki, od najnowszego."""
    imports = queries.all_imports()
    if as_json:
        found = [
            {
                "import_id": item.id,
                "merged_at": _moment(item).isoformat(),
                "undone_at": item.undone_at.isoformat() if item.undone_at else None,
                "actor": item.actor,
                "sha256": item.sha256,
                "totals": item.totals,
            }
            for item in imports
        ]
        click.echo(json.dumps({"imports": found}))
        return
    for item in imports:
        moment = wording.moment(_moment(item))
        undone = f" · wycofano {wording.moment(item.undone_at)}" if item.undone_at else ""
        click.echo(f"{item.id}. {moment} · {wording.counted(item.totals)} · skrót pliku {item.sha256[:12]}{undone}")
    if not imports:
        click.echo("Nie wczytano jeszcze żadnego pliku.")


@click.command("undo")
@click.argument("import_id", type=int)
@click.option("--plan", "only_plan", is_flag=True, help="Pokaż tylko, co by się stało.")
@click.option("--json", "as_json", is_flag=True, help="Wynik jako jeden dokument JSON.")
@with_appcontext
def undo(import_id: int, *, only_plan: bool, as_json: bool) -> None:
    """Wycofuje wczytany plik o numerze ID; co ktoś później zmienił lub czego użył, zostaje."""
    try:
        found = undoing.plan(import_id) if only_plan else undoing.undo(import_id, COMMAND)
    except Refusal as refusal:
        click.echo(wording.undo_refused(refusal), err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(report.undo_document(found, undone=not only_plan), ensure_ascii=False))
        return
    click.echo(wording.undo_summary(found.totals, undone=not only_plan))
    for finding in found.left[:ROWS_SHOWN]:
        click.echo(f"  {wording.undo_sentence(finding)}")
    if len(found.left) > ROWS_SHOWN:
        click.echo(f"  … i dalsze: {len(found.left) - ROWS_SHOWN}. Wszystkie pokazuje --json.")


def _moment(item: ImportFile) -> datetime:
    return item.merged_at or item.staged_at
