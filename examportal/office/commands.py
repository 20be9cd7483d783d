"""`flask office …`: what the desk does, from the shell."""

import json
import sys
from dataclasses import asdict

import click
from flask.cli import AppGroup, with_appcontext

from examportal.office.diagnosis import words
from examportal.office.diagnosis.facts import Why
from examportal.office.diagnosis.facts import why as diagnosed
from examportal.office.doctor.checks import examine
from examportal.office.doctor.rules import Level
from examportal.register.commands import asked_for

_MARKS = {Level.OK: "[dobrze]", Level.WARNING: "[uwaga] ", Level.FAULT: "[źle]   "}
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
    click.echo(f"{words.cause_words(diagnosis)}.")
    for one in diagnosis.evidence:
        click.echo(f"  – {words.evidence_words(one)}")
    click.echo(f"Co dalej: {words.STEPS[diagnosis.next_step]}.")
    click.echo(f"Do przeczytania: „{words.say(diagnosis)}”")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Wynik jako jeden dokument JSON.")
@with_appcontext
def doctor(*, as_json: bool) -> None:
    """Sprawdza, czy portal ma wszystko, czego potrzebuje; kod wyjścia 1, gdy czegoś brakuje."""
    findings = list(examine())
    whole = all(one.level is not Level.FAULT for one in findings)
    if as_json:
        click.echo(json.dumps({"ok": whole, "findings": [asdict(one) for one in findings]}, ensure_ascii=False))
    else:
        for one in findings:
            click.echo(f"{_MARKS[one.level]} {one.part}: {one.sentence}")
    if not whole:
        sys.exit(1)


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
