"""`flask settings`: what this installation is told from outside."""

import json
from dataclasses import asdict

import click
from flask.cli import with_appcontext

from examportal import config


@click.command("settings", help="Print every setting with its value (secrets hidden), default and meaning.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@with_appcontext
def settings(*, as_json: bool) -> None:
    """Print the settings of the running application."""
    lines = config.describe(config.settings())
    if as_json:
        click.echo(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(f"{line.name}={line.value}\n    {line.meaning}\n    default: {line.default}")
