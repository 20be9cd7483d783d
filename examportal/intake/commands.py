"""`flask intake …`: what a register file would change, bringing it in, and what came in before."""

import functools
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import click
from flask.cli import AppGroup

from examportal.config import settings
from examportal.core import clock
from examportal.db import transaction
from examportal.intake import queries, report, service, wording
from examportal.intake.columns import ColumnMissing
from examportal.intake.reader import RegisterFile, SheetUnknown
from examportal.intake.rules.plans import Plan
from examportal.intake.rules.records import Repair, Verdict
from examportal.journal.rules import COMMAND
from examportal.sheets.reader import ENCODINGS, FileError, encoding_named

commands = AppGroup("intake", help="Wczytywanie plików ewidencji.")

ROWS_SHOWN = 40
_QUIET = (Verdict.NEW_PERSON, Verdict.NEW_NUMBER, Verdict.UNCHANGED, Verdict.DUPLICATE)
Command = Callable[..., None]


@dataclass(frozen=True)
class Source:
    """A file and how the person wants it read."""

    file: BinaryIO
    sheet: str | None
    encoding: str | None


def _check_encoding(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    encoding = encoding_named(value)
    if encoding is None:
        raise click.BadParameter(f"portal nie czyta takiego kodowania; czyta: {', '.join(ENCODINGS)}")
    return encoding


def _check_report(_ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and not value.absolute().parent.is_dir():
        raise click.BadParameter("nie ma folderu, w którym miałby powstać raport")
    return value


def _about_a_file(command: Command) -> Command:
    """Add what check and merge have in common; the file and how to read it come as one Source."""

    @functools.wraps(command)
    def with_source(*, file: BinaryIO, sheet: str | None, encoding: str | None, **others: Any) -> None:
        command(source=Source(file, sheet, encoding), **others)

    options = (
        click.argument("file", type=click.File("rb")),
        click.option("--json", "as_json", is_flag=True, help="Wynik jako jeden dokument JSON."),
        click.option(
            "--report",
            "report_path",
            metavar="OUT",
            type=click.Path(dir_okay=False, writable=True, path_type=Path),
            callback=_check_report,
            help="Zapisz ten sam plik z kolumnami „werdykt” i „powód” (CSV).",
        ),
        click.option("--sheet", help="Nazwa arkusza, gdy ma to być inny niż znaleziony."),
        click.option(
            "--encoding",
            callback=_check_encoding,
            help=f"Kodowanie pliku tekstowego, gdy ma to być inne niż znalezione: {', '.join(ENCODINGS)}.",
        ),
    )
    for option in reversed(options):
        with_source = option(with_source)
    return with_source


@commands.command("check")
@_about_a_file
def check(source: Source, report_path: Path | None, *, as_json: bool) -> None:
    """Pokazuje, co zmieniłoby wczytanie pliku FILE; niczego nie zapisuje."""
    register_file = _open(source, as_json=as_json)
    plan = service.plan(register_file)
    _write_report(report_path, register_file, plan)
    _answer(register_file, plan, None, as_json=as_json)


@commands.command("merge")
@_about_a_file
@click.option(
    "--accept-repair",
    "accepted",
    metavar="KIND",
    multiple=True,
    type=click.Choice([str(repair) for repair in Repair]),
    help="Zgoda na wiersze z tą naprawą numeru PESEL: zero_restored, scientific_expanded. Można podać kilka razy.",
)
@click.option("--skip-conflicts", is_flag=True, help="Pomiń wiersze do rozstrzygnięcia i wczytaj pozostałe.")
def merge(
    source: Source, report_path: Path | None, accepted: tuple[str, ...], *, skip_conflicts: bool, as_json: bool
) -> None:
    """Wczytuje plik FILE do ewidencji; wiersze błędne i z naprawą bez zgody pomija i wymienia."""
    register_file = _open(source, as_json=as_json)
    repairs = frozenset(Repair(kind) for kind in accepted)
    import_id, plan = None, None
    try:
        with transaction():
            plan, import_id = service.merge(register_file, COMMAND, accepted=repairs, skip_conflicts=skip_conflicts)
    except service.ConflictsUndecided as refusal:
        plan = refusal.plan
    _write_report(report_path, register_file, plan)
    _answer(register_file, plan, import_id, as_json=as_json)
    if import_id is None:
        click.echo(
            f"Nic nie wczytano: są wiersze do rozstrzygnięcia ({plan.undecided}). Popraw plik albo dodaj "
            "--skip-conflicts, żeby je pominąć.",
            err=True,
        )
        sys.exit(1)


@commands.command("list")
@click.option("--json", "as_json", is_flag=True, help="Wynik jako jeden dokument JSON.")
def list_imports(*, as_json: bool) -> None:
    """Wymienia wczytane pliki, od najnowszego."""
    imports = queries.all_imports()
    if as_json:
        found = [
            {
                "import_id": item.id,
                "merged_at": item.merged_at.isoformat(),
                "actor": item.actor,
                "sha256": item.sha256,
                "totals": item.totals,
            }
            for item in imports
        ]
        click.echo(json.dumps({"imports": found}))
        return
    for item in imports:
        moment = clock.in_warsaw(item.merged_at).strftime("%d.%m.%Y, %H:%M")
        click.echo(f"{item.id}. {moment} · {_counted(item.totals)} · skrót pliku {item.sha256[:12]}")
    if not imports:
        click.echo("Nie wczytano jeszcze żadnego pliku.")


def _open(source: Source, *, as_json: bool) -> RegisterFile:
    current = settings()
    try:
        return service.open_file(
            source.file,
            min_age=current.min_age,
            number_pattern=current.registry_number_pattern,
            sheet=source.sheet,
            encoding=source.encoding,
        )
    except SheetUnknown as unknown:
        names = ", ".join(f"„{name}”" for name in unknown.names)
        has = f"są w nim: {names}" if names else "nie ma w nim arkuszy"
        raise click.BadParameter(f"w pliku nie ma takiego arkusza; {has}", param_hint="--sheet") from None
    except (FileError, ColumnMissing) as fault:
        _refuse_file(fault, as_json=as_json)


def _refuse_file(fault: FileError | ColumnMissing, *, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps(report.refused_document(fault), ensure_ascii=False))
    click.echo(wording.file_sentence(fault), err=True)
    sys.exit(1)


def _write_report(path: Path | None, file: RegisterFile, plan: Plan) -> None:
    if path is None:
        return
    try:
        path.write_bytes(report.annotated_file(file, plan))
    except OSError:
        click.echo("Raportu nie udało się zapisać w podanym miejscu.", err=True)


def _answer(file: RegisterFile, plan: Plan, import_id: int | None, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.document(file, plan, import_id), ensure_ascii=False))
        return
    click.echo(f"Wiersze: {len(plan.judgements)} ({_counted(plan.totals)}).")
    found = plan.consequences
    click.echo(
        f"Skutki: nowe osoby {found.new_people}, nowe numery {found.new_numbers}, w tym na istniejących kontach "
        f"{found.numbers_on_existing_accounts}; osoby tracące ostatni numer {found.people_losing_last_number}."
    )
    _list_rows(plan)
    if plan.waiting:
        click.echo(f"Wiersze czekające na zgodę na naprawę (merge --accept-repair): {plan.waiting}.")
    if import_id is not None:
        click.echo(f"Wczytano. Numer importu: {import_id}.")


def _list_rows(plan: Plan) -> None:
    """Name the rows that want a look."""
    shown = [j for j in plan.judgements if j.verdict not in _QUIET or j.repairs or j.warnings]
    for judgement in shown[:ROWS_SHOWN]:
        label = wording.VERDICTS[judgement.verdict]
        click.echo(f"  wiersz {judgement.line}: {label}. {wording.sentence(judgement)}")
    if len(shown) > ROWS_SHOWN:
        click.echo(f"  … i dalsze: {len(shown) - ROWS_SHOWN}. Wszystkie są w raporcie (--report OUT).")


def _counted(totals: dict[str, int]) -> str:
    named = [f"{wording.VERDICTS[Verdict(name)]} {count}" for name, count in totals.items() if count]
    return ", ".join(named) or "żadnych danych"
