"""`flask dev …`: the portal on one machine, for a first look and for development."""

import signal
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, ScriptInfo, pass_script_info

from examportal import config
from examportal.config import settings
from examportal.dev import household, people, sample, server, staff
from examportal.dev.household import Ports
from examportal.dev.mailbox import LOOPBACK, serve
from examportal.dev.supervisor import ChildEnded, PortTaken, refuse_taken, supervise
from examportal.web.health import readiness

commands = AppGroup("dev", help="Portal na jednym komputerze: na próbę i do pracy nad nim.")

_WEB_PORT, _SMTP_PORT, _MAILBOX_PORT = 8000, 1025, 8025
_PORT = click.IntRange(1, 65535)


@commands.command("run")
@click.option("--port", type=_PORT, default=_WEB_PORT, show_default=True, help="Port portalu.")
@click.option("--smtp-port", type=_PORT, default=_SMTP_PORT, show_default=True, help="Port serwera SMTP.")
@click.option("--mailbox-port", type=_PORT, default=_MAILBOX_PORT, show_default=True, help="Port strony z listami.")
def run(port: int, smtp_port: int, mailbox_port: int) -> None:
    """Uruchamia portal, jego proces roboczy i skrzynkę, która zatrzymuje listy; Ctrl-C kończy wszystko."""
    _refuse_production()
    if not readiness()["schema"]:
        raise click.ClickException("Baza danych nie ma aktualnego schematu. Uruchom najpierw: flask db upgrade")
    ports, instance = Ports(port, smtp_port, mailbox_port), Path(current_app.instance_path)
    try:
        refuse_taken(LOOPBACK, (port, smtp_port, mailbox_port))
    except PortTaken as taken:
        raise click.ClickException(
            f"Port {taken.port} jest zajęty: działa na nim inny program. Zatrzymaj go albo wybierz inne porty, "
            f"na przykład: flask dev run --port 8100 --smtp-port 1125 --mailbox-port 8125"
        ) from None
    if sample.is_wanted():
        _load_sample()
    _load_staff()
    click.echo("Uruchamiam portal …")
    try:
        supervise(
            household.children(ports, instance),
            household.environment(ports, instance),
            config.ROOT,
            lambda: household.is_up(ports) and _say_ready(ports, instance),
        )
    except ChildEnded as ended:
        printed = "\n".join(ended.child.last_lines())
        raise click.ClickException(
            f"Proces „{ended.child.name}” sam się zakończył, więc pozostałe też zostały zatrzymane.\n{printed}"
        ) from None
    click.echo("Wszystko zatrzymane.")


@commands.command("sample")
def load_sample() -> None:
    """Wczytuje przykładową ewidencję zmyślonych osób i pracowników; ponowne wczytanie niczego nie zmienia."""
    _refuse_production()
    _load_sample()
    _load_staff()
    _say_examples()
    _say_staff("/biuro/logowanie")


@commands.command("code")
@click.argument("email")
def code(email: str) -> None:
    """Podaje kod, który w tej chwili pokazałaby aplikacja pracownika – gdy nie ma pod ręką telefonu."""
    _refuse_production()
    secret = staff.secret_of(email)
    if secret is None:
        raise click.ClickException("Nie ma pracownika z tym adresem i aplikacją z kodami.")
    click.echo(staff.code_of(secret))


@commands.command("web")
@click.option("--port", type=_PORT, default=_WEB_PORT, show_default=True, help="Port portalu.")
@pass_script_info
def web(info: ScriptInfo, port: int) -> None:
    """Tylko serwer WWW portalu, bez procesu roboczego i skrzynki; tylko na tym komputerze."""
    _refuse_production()
    server.serve(info.load_app(), port)


@commands.command("mailbox")
@click.option("--smtp-port", type=_PORT, default=_SMTP_PORT, show_default=True, help="Port serwera SMTP.")
@click.option("--port", type=_PORT, default=_MAILBOX_PORT, show_default=True, help="Port strony z listami.")
def mailbox(smtp_port: int, port: int) -> None:
    """Przyjmuje listy przez SMTP, zachowuje je i pokazuje na stronie; tylko na tym komputerze."""
    _refuse_production()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    serve(Path(current_app.instance_path) / "mailbox", smtp_port, port)


def _refuse_production() -> None:
    if settings().env == "production":
        raise click.ClickException("To polecenie jest tylko do prób, a ta instalacja jest produkcyjna.")


def _load_sample() -> None:
    loaded = sample.load(settings())
    click.echo(
        f"Przykładowa ewidencja: osoby: {loaded.people}, numery: {loaded.numbers}, w tym teraz wpisane: {loaded.new}."
    )


def _say_ready(ports: Ports, instance: Path) -> bool:
    click.echo(f"\nPortal działa:   {ports.portal_url}")
    click.echo(f"Listy z portalu: {ports.mailbox_url}  (pliki: {instance / 'mailbox'})")
    click.echo(f"Co wypisują procesy: {instance / 'logs'}")
    _say_examples()
    _say_staff(f"{ports.portal_url}/biuro/logowanie")
    click.echo("\nCtrl-C zatrzymuje wszystko. Dane zostają; następnym razem będą takie same.")
    return True


def _say_examples() -> None:
    if not sample.is_loaded():
        return
    click.echo("\nOsoby na próbę (zmyślone). Pierwsze logowanie: PESEL i numer ewidencyjny.")
    for example in people.examples(people.invent()):
        name = f"{example.person.first_names} {example.person.last_name}"
        click.echo(f"  {example.person.pesel}  {example.number:<9}  {name} ({example.why})")


def _load_staff() -> None:
    if staff.is_wanted():
        staff.load()


def _say_staff(url: str) -> None:
    examples = staff.examples()
    if not examples:
        return
    click.echo(f"\nPracownicy na próbę (zmyśleni): {url}  hasło: {staff.PASSWORD}")
    click.echo("Kod poda aplikacja w telefonie, do której wpiszesz klucz, albo: .venv/bin/flask dev code ADRES")
    for example in examples:
        click.echo(f"  {example.email:<25} klucz {example.secret}  {example.name}")
