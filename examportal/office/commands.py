"""`flask office …`: what the desk does, from the shell."""

import json

import click
from flask.cli import AppGroup

from examportal.office.diagnosis import words
from examportal.office.diagnosis.facts import Why
from examportal.office.diagnosis.facts import why as diagnosed
from examportal.register.commands import asked_for

commands = AppGroup("office", help="Pomoc egzaminatorom.")


@commands.command("why")
@click.argument("who")
@click.option("--json", "as_json", is_flag=True, help="Wynik jako jeden dokument JSON.")
def why(who: str, *, as_json: bool) -> None:
    """Mówi, dlaczego ta osoba nie może się zalogować; WHO to PESEL, numer ewidencyjny, login albo - (z wejścia)."""
    found = diagnosed(asked_for(who))
    if as_json:
        click.echo(json.dumps(_document(found), ensure_ascii=False))
        return
    diagnosis = found.diagnosis
    click.echo(f"{words.CAUSES[diagnosis.cause]}.")
    for one in diagnosis.evidence:
        click.echo(f"  – {words.evidence_words(one)}")
    click.echo(f"Co dalej: {words.STEPS[diagnosis.next_step]}.")
    click.echo(f"Do przeczytania: „{words.say(diagnosis)}”")


def _document(found: Why) -> dict[str, object]:
    diagnosis = found.diagnosis
    return {
        "cause": diagnosis.cause,
        "evidence": [
            {"fact": one.fact, "at": one.at.isoformat() if one.at else None, "text": words.evidence_words(one)}
            for one in diagnosis.evidence
        ],
        "next_step": diagnosis.next_step,
        "say": words.say(diagnosis),
    }
