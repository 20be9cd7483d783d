"""`flask keys …`: what an operator does with the data keys."""

import sys

import click
from flask.cli import AppGroup

from examportal.journal.rules import COMMAND
from examportal.sealing.rotation import rotate as rotate_keys

commands = AppGroup("keys", help="Klucze, którymi portal pieczętuje dane osobowe.")


@commands.command("rotate")
def rotate() -> None:
    """Pieczętuje wszystko najnowszym kluczem z DATA_KEYS; portal w tym czasie pracuje, a przerwać wolno zawsze."""
    done = rotate_keys(COMMAND)
    click.echo(f"Zapieczętowano na nowo kluczem {done.key_id}: {done.resealed}.")
    if not done.left:
        click.echo("Starszym kluczem nie jest zapieczętowane już nic.")
        return
    for name, count in done.left.items():
        click.echo(f"  {name}: {count} nadal pod starszym kluczem", err=True)
    click.echo(
        "Albo jakiś proces pracuje jeszcze ze starą listą kluczy (uruchom go ponownie i powtórz polecenie), albo tych "
        "tekstów nie da się otworzyć: klucza nie ma już na liście. Starszych kluczy jeszcze nie usuwaj.",
        err=True,
    )
    sys.exit(1)
