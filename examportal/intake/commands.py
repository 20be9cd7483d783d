"""`flask intake …`: what a register file would change, and bringing it in; `past` has what came in before."""

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import click
from flask.cli import AppGroup

from examportal.config import settings
from examportal.intake import merging, past, queries, report, service, wording
from examportal.intake.collecting import collecting_seldom
from examportal.intake.columns import ColumnMissing
from examportal.intake.planning import Plan
from examportal.intake.reader import Choices, RegisterFile, SheetUnknown
from examportal.intake.rules.records import Repair, Verdict
from examportal.journal.rules import COMMAND
from examportal.register.changes.applying import RegisterChanged
from examportal.sheets.reader import ENCODINGS, FileError, encoding_named
from examportal.sheets.writer import write_csv, write_xlsx

commands = AppGroup("intake", help="Wczytywanie plików ewidencji.")
commands.add_command(past.list_imports)
commands.add_command(past.undo)

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
            help="Zapisz ten sam plik z kolumnami „werdykt” i „powód”: gdy OUT kończy się na .xlsx, XLSX, inaczej CSV.",
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
    _try_report(report_path)
    with _refusing_files(as_json=as_json):
        register_file = _open(source)
        _say_if_known(register_file)
        plan = service.plan(register_file)
    reported = _write_report(report_path, register_file, plan)
    _answer(register_file, plan, None, as_json=as_json)
    sys.exit(0 if reported else 1)


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
    _try_report(report_path)
    repairs = frozenset(Repair(kind) for kind in accepted)
    import_id, plan = None, None
    try:
        with _refusing_files(as_json=as_json):
            register_file = _open(source)
            _say_if_known(register_file)
            plan, import_id = merging.merge(register_file, COMMAND, accepted=repairs, skip_conflicts=skip_conflicts)
    except service.ConflictsUndecided as refusal:
        plan = refusal.plan
    except RegisterChanged:
        click.echo("Nic nie wczytano: ktoś inny właśnie zmienia ewidencję. Spróbuj jeszcze raz za chwilę.", err=True)
        sys.exit(1)
    reported = _write_report(report_path, register_file, plan)
    _answer(register_file, plan, import_id, as_json=as_json)
    if import_id is None:
        click.echo(
            f"Nic nie wczytano: są wiersze do rozstrzygnięcia ({plan.undecided}). Popraw plik albo dodaj "
            "--skip-conflicts, żeby je pominąć.",
            err=True,
        )
    sys.exit(0 if reported and import_id is not None else 1)


@contextmanager
def _refusing_files(*, as_json: bool) -> Iterator[None]:
    """End the command when the file cannot be read, whether that shows at its start or in the middle of its rows."""
    try:
        yield
    except SheetUnknown as unknown:
        names = ", ".join(f"„{name}”" for name in unknown.names)
        has = f"są w nim: {names}" if names else "nie ma w nim arkuszy"
        raise click.BadParameter(f"w pliku nie ma takiego arkusza; {has}", param_hint="--sheet") from None
    except (FileError, ColumnMissing) as fault:
        _refuse_file(fault, as_json=as_json)


def _say_if_known(file: RegisterFile) -> None:
    """Say beside the answer that the same file came in before."""
    known = queries.find_merged(file.digest)
    if known is not None:
        click.echo(wording.already_merged(known.id, known.merged_at or known.staged_at, known.actor), err=True)


def _open(source: Source) -> RegisterFile:
    current = settings()
    return service.open_file(
        source.file,
        min_age=current.min_age,
        number_pattern=current.registry_number_pattern,
        voivodeships=current.board_voivodeships,
        choices=Choices(source.sheet, source.encoding),
    )


def _refuse_file(fault: FileError | ColumnMissing, *, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps(report.refused_document(fault), ensure_ascii=False))
    click.echo(wording.file_sentence(fault), err=True)
    sys.exit(1)


def _try_report(path: Path | None) -> None:
    """End the command when the report could not be written, before anything else is done."""
    if path is None:
        return
    try:
        new = not path.exists()
        with path.open("ab"):
            pass
        if new:
            path.unlink()
    except OSError:
        click.echo("Raportu nie da się zapisać w podanym miejscu; niczego nie wczytano.", err=True)
        sys.exit(1)


def _write_report(path: Path | None, file: RegisterFile, plan: Plan) -> bool:
    """Write the report where one is wanted; False: it was wanted and could not be written to its end."""
    if path is None:
        return True
    try:
        with path.open("wb") as out:
            report.write_annotated(out, file, plan, write_xlsx if path.suffix.lower() == ".xlsx" else write_csv)
    except OSError:
        click.echo("Raportu nie udało się zapisać w podanym miejscu.", err=True)
        return False
    return True


def _answer(file: RegisterFile, plan: Plan, import_id: int | None, *, as_json: bool) -> None:
    if as_json:
        with collecting_seldom():
            sys.stdout.writelines(report.document(file, plan, import_id))
        return
    click.echo(f"Wiersze: {plan.rows} ({wording.counted(plan.totals)}).")
    found = plan.consequences
    click.echo(
        f"Skutki: nowe osoby {found.new_people}, nowe numery {found.new_numbers}, w tym na istniejących kontach "
        f"{found.numbers_on_existing_accounts}; osoby tracące ostatni numer {found.people_losing_last_number}; "
        f"listy do właścicieli kont {found.letters}."
    )
    _list_rows(plan)
    if plan.waiting:
        click.echo(f"Wiersze czekające na zgodę na naprawę (merge --accept-repair): {plan.waiting}.")
    if import_id is not None:
        click.echo(f"Wczytano. Numer importu: {import_id}.")
        _list_login_numbers(plan)


def _list_login_numbers(plan: Plan) -> None:
    """Name what people without PESEL sign in with: the office has to tell them."""
    numbers: dict[str, int] = {}
    for line, login_number in plan.login_numbers():
        numbers.setdefault(login_number, line)
    if numbers:
        click.echo(f"Loginy osób bez numeru PESEL ({len(numbers)}):")
    for login_number, line in list(numbers.items())[:ROWS_SHOWN]:
        click.echo(f"  wiersz {line}: {login_number}")
    if len(numbers) > ROWS_SHOWN:
        click.echo(f"  … i dalsze: {len(numbers) - ROWS_SHOWN}. Wszystkie są w raporcie (--report OUT).")


def _list_rows(plan: Plan) -> None:
    """Name the rows that want a look."""
    count = 0
    for judgement, changed in plan.judgements():
        if judgement.verdict in _QUIET and not judgement.repairs and not judgement.warnings:
            continue
        count += 1
        if count <= ROWS_SHOWN:
            label = wording.VERDICTS[judgement.verdict]
            click.echo(f"  wiersz {judgement.line}: {label}. {wording.sentence(judgement, changed)}")
    if count > ROWS_SHOWN:
        click.echo(f"  … i dalsze: {count - ROWS_SHOWN}. Wszystkie są w raporcie (--report OUT).")
