"""`flask settings` and what it hides."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from examportal import config
from examportal.app import create_app
from examportal.config import SettingError, load
from tests.conftest import ENVIRON, KEY


def test_settings_are_printed_with_their_meaning(runner: FlaskCliRunner) -> None:
    output = runner.invoke(args=["settings"]).output
    assert "EXAMPORTAL_ACTIVATION_HOURS=72\n    how long an activation link works, in hours\n    default: 72" in output
    assert "EXAMPORTAL_SECRET_KEY=(set, hidden)" in output
    for secret in (ENVIRON["EXAMPORTAL_SECRET_KEY"], KEY):
        assert secret not in output


def test_settings_as_json_name_every_setting(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["settings", "--json"])
    assert result.exit_code == 0
    names = [line["name"] for line in json.loads(result.stdout)]
    assert len(names) == len(set(names))
    assert {"EXAMPORTAL_ENV", "EXAMPORTAL_DATABASE_URL", "EXAMPORTAL_TRUSTED_PROXIES"} <= set(names)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://portal:tajne@db/portal", "postgresql+psycopg://portal:(hidden)@db/portal"),
        ("postgresql://portal:t@j/n:e@db:5432/portal", "postgresql+psycopg://portal:(hidden)@db:5432/portal"),
        (
            "postgresql://portal@db/portal?password=tajne&x=1",
            "postgresql+psycopg://portal@db/portal?password=(hidden)&x=1",
        ),
        ("postgresql://portal@db/portal", "postgresql+psycopg://portal@db/portal"),
        ("sqlite:////srv/portal.db", "sqlite:////srv/portal.db"),
    ],
)
def test_the_password_of_the_database_is_hidden(tmp_path: Path, url: str, shown: str) -> None:
    settings = load(tmp_path, ENVIRON | {"EXAMPORTAL_DATABASE_URL": url})
    described = {line.name: line.value for line in config.describe(settings)}
    assert described["EXAMPORTAL_DATABASE_URL"] == shown
    assert "tajne" not in str(described)


def test_a_relay_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    told = load(tmp_path, ENVIRON | {"EXAMPORTAL_SMTP_URL": "smtp://user:tajne@mail.example?tls=maybe"})
    with pytest.raises(SettingError, match=r"^EXAMPORTAL_SMTP_URL: expected smtp") as caught:
        create_app(told)
    assert "tajne" not in str(caught.value)
