"""The bar still draws the portal's pages: whoever changes what a page asks for hears of it here, not in the bench."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bench.bare import tables
from bench.bare.app import DATABASE, create_app
from bench.bare.pages import hasher
from bench.crowd import ANSWERS, PASSWORD, PROFILE, examiners
from tests.conftest import ENVIRON

_TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')
_LINK = re.compile(r"/aktywacja/\S+")
MEMBER, NEWCOMER = examiners(2)


@pytest.fixture
def bar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Return a browser at the bar, in which two people are entered and one of them has an account."""
    for name, value in {**ENVIRON, "EXAMPORTAL_INSTANCE": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(DATABASE, f"sqlite:///{tmp_path / 'bare.db'}")
    app = create_app()
    with app.app_context():
        member, _ = tables.enter([MEMBER, NEWCOMER])
        tables.open_account(member, PROFILE, hasher().hash(PASSWORD))
        tables.db.session.commit()
    return app.test_client()


def submit(bar: FlaskClient, path: str, answers: dict[str, str], status: int = 303) -> TestResponse:
    """Send the form of a page."""
    token = _TOKEN.search(bar.get(path).get_data(as_text=True))
    assert token
    answer = bar.post(path, data=answers | {"csrf_token": token[1]})
    assert answer.status_code == status
    return answer


def test_the_bar_leads_from_the_number_to_the_account(bar: FlaskClient) -> None:
    number = NEWCOMER.active_numbers[0].registry_number
    assert submit(bar, "/", {"login": NEWCOMER.pesel, "password": number}).location == "/rejestracja"
    saved = submit(bar, "/rejestracja", ANSWERS | {"email": "a@example.pl"})
    assert saved.location == "/rejestracja/poczta"
    assert "a@example.pl" in bar.get("/rejestracja/poczta").get_data(as_text=True)
    with bar.application.app_context():
        link = _LINK.search(tables.db.session.query(tables.Letter).one().text)
    assert link
    assert submit(bar, link[0], {}).location == "/"
    assert submit(bar, "/", {"login": NEWCOMER.pesel, "password": PASSWORD}).location == "/konto"
    assert "Twoje konto" in bar.get("/konto").get_data(as_text=True)


@pytest.mark.parametrize("login", [MEMBER.pesel, "22222222222"])
def test_the_bar_refuses_what_does_not_fit(bar: FlaskClient, login: str) -> None:
    answer = submit(bar, "/", {"login": login, "password": "not it"}, 422)
    assert answer.status_code == 422
