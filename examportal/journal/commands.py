"""`flask journal …`: is the book whole?"""

import json
import re
import sys

import click
from flask.cli import AppGroup

from examportal.journal import service
from examportal.journal.rules import ChainBroken, Checkpoint
from examportal.journal.wording import FAULTS

commands = AppGroup("journal", help="Dziennik zdarzeń.")


class _CheckpointType(click.ParamType[Checkpoint]):
    name = "COUNT:DIGEST"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Checkpoint:
        """Return the checkpoint; a wrong form is wrong usage."""
        if not re.fullmatch(r"[0-9]{1,18}:[0-9a-f]{64}", value):
            self.fail("podaj liczbę wpisów i skrót, np. 1200:5f0c… (64 znaki)", param, ctx)
        count, _, digest = value.partition(":")
        return Checkpoint(int(count), digest)


@commands.command("verify")
@click.option("--expect", type=_CheckpointType(), help="Punkt kontrolny zanotowany wcześniej poza bazą danych.")
@click.option("--json", "as_json", is_flag=True, help="Wynik jako jeden dokument JSON.")
def verify(expect: Checkpoint | None, *, as_json: bool) -> None:
    """Sprawdza łańcuch wpisów; kod wyjścia 1 i pierwszy zły wpis, gdy łańcuch nie trzyma."""
    try:
        walk = service.verify(expect)
    except ChainBroken as broken:
        _say_broken(broken, as_json=as_json)
        sys.exit(1)
    if as_json:
        reached = walk.reached
        found = {"ok": True, "count": reached.count, "digest": reached.digest, "payloads_removed": walk.removed}
        click.echo(json.dumps(found | {"fault": None, "seq": None}))
        return
    click.echo(f"Dziennik jest cały. Liczba wpisów: {walk.reached.count}, w tym z usuniętą treścią: {walk.removed}.")
    click.echo(f"Punkt kontrolny (zanotuj go poza bazą danych): {walk.reached}")


def _say_broken(broken: ChainBroken, *, as_json: bool) -> None:
    if as_json:
        found = {"ok": False, "count": None, "digest": None, "payloads_removed": None}
        click.echo(json.dumps(found | {"fault": str(broken.fault), "seq": broken.seq}))
        return
    click.echo(f"Dziennik nie jest cały: {FAULTS[broken.fault]}: {broken.seq}.", err=True)
