"""The ways in: the golden list of routes, and commands that explain themselves and stand in the docs."""

from collections.abc import Iterator

import click
import pytest
from flask import Flask

from tests.databases import Portals
from tests.house.source import ROOT

ROUTES = ROOT / "tests" / "house" / "routes.txt"
COMMANDS_PAGE = ROOT / "docs" / "commands.md"
DB_VERBS = {"upgrade"}  # of Flask-Migrate's group, what an operator needs


@pytest.fixture(scope="module")
def door(portals: Portals) -> Flask:
    """Return an application; which database it has does not matter here."""
    return portals.get("sqlite")


def routes(app: Flask) -> list[str]:
    """Return `METHODS path endpoint`, one line a route."""
    lines = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}))
        lines.append(f"{methods} {rule.rule} {rule.endpoint}")
    return sorted(lines)


def commands(group: click.Group, above: str = "flask") -> Iterator[tuple[str, click.Command]]:
    """Return each of our commands with its full name."""
    for name, command in sorted(group.commands.items()):
        full = f"{above} {name}"
        if isinstance(command, click.Group):
            yield from commands(command, full)
        elif not (full.startswith("flask db ") and name not in DB_VERBS):
            yield full, command


def test_the_routes_are_those_of_the_list(door: Flask) -> None:
    # A new page is a decision: write it into the list, and the address never changes unnoticed.
    assert routes(door) == ROUTES.read_text(encoding="utf-8").splitlines()


def test_every_command_has_help(door: Flask) -> None:
    mute = [name for name, command in commands(door.cli) if not (command.help or command.short_help)]
    assert mute == []


def test_every_option_has_help(door: Flask) -> None:
    mute = [
        f"{name} {option.name}"
        for name, command in commands(door.cli)
        if not name.startswith("flask db ")
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert mute == []


def test_every_command_stands_in_the_docs_and_nothing_else_does(door: Flask) -> None:
    page = COMMANDS_PAGE.read_text(encoding="utf-8")
    headings = [line.removeprefix("## `").split("`")[0] for line in page.splitlines() if line.startswith("## `")]
    assert sorted(_name(heading) for heading in headings) == sorted(name for name, _ in commands(door.cli))


def _name(heading: str) -> str:
    """Return `flask intake merge` of `flask intake merge FILE [--json]`."""
    return " ".join(word for word in heading.split() if word.islower() and word[0].isalpha())
