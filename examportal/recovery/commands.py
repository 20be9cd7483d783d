"""`flask recovery …`: which cases are open."""

import json

import click
from flask.cli import AppGroup

from examportal.core import clock
from examportal.recovery import queries, words
from examportal.recovery.models import RecoveryCase
from examportal.recovery.rules import Kind, State

commands = AppGroup("recovery", help="Sprawy o odzyskanie dostępu.")
_AT_ONCE = 500


@commands.command("list")
@click.option("--json", "as_json", is_flag=True, help="Wynik jako jeden dokument JSON.")
def list_open(*, as_json: bool) -> None:
    """Pokazuje otwarte sprawy, od najdawniejszej; nikogo nie wymienia z nazwiska."""
    cases = list(_all_open())
    if as_json:
        click.echo(json.dumps([_document(case) for case in cases]))
        return
    for case in cases:
        opened = f"{clock.in_warsaw(case.opened_at):%Y-%m-%d %H:%M}"
        click.echo(f"{case.number}  {opened}  {words.STATES[State(case.state)]}  ({words.KINDS[Kind(case.kind)]})")
    if not cases:
        click.echo("Nie ma otwartych spraw.")


def _all_open() -> list[RecoveryCase]:
    found: list[RecoveryCase] = []
    while batch := queries.open_cases(found[-1].id if found else 0, _AT_ONCE):
        found += batch
    return found


def _document(case: RecoveryCase) -> dict[str, str | None]:
    until = case.wait_until.isoformat() if case.wait_until else None
    return {
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "opened_at": case.opened_at.isoformat(),
        "wait_until": until,
    }
