"""The accessibility statement: the official ids, each on the right kind of element, with the settings' values."""

from datetime import date
from pathlib import Path

import pytest

from examportal.app import create_app
from examportal.config import load
from examportal.db import db
from tests.browser import Browser
from tests.conftest import ENVIRON
from tests.html import Node

PATH = "/deklaracja-dostepnosci"
# The ids that the ministry's technical conditions name, and what carries them: programs read the statement by them.
ELEMENTS = {
    "a11y-wstep": "p",
    "a11y-podmiot": "span",
    "a11y-url": "a",
    "a11y-data-publikacja": "time",
    "a11y-data-aktualizacja": "time",
    "a11y-status": "p",
    "a11y-data-sporzadzenie": "time",
    "a11y-kontakt": "section",
    "a11y-osoba": "span",
    "a11y-email": "a",
    "a11y-telefon": "a",
    "a11y-procedura": "section",
    "a11y-architektura": "section",
    "a11y-aplikacje": "section",
}


def parts(client: Browser) -> dict[str, Node]:
    """Return the elements with an official id."""
    nodes = client.get(PATH).tree.walk()
    return {node.attrs["id"]: node for node in nodes if node.attrs.get("id", "").startswith("a11y-")}


def test_the_official_ids_stand_on_their_elements(client: Browser) -> None:
    assert {name: node.tag for name, node in parts(client).items()} == ELEMENTS


@pytest.mark.parametrize("name", [name for name, tag in ELEMENTS.items() if tag == "time"])
def test_dates_can_be_read_by_people_and_programs(client: Browser, name: str) -> None:
    node = parts(client)[name]
    assert date.fromisoformat(node.attrs["datetime"]) == date(2026, 11, 1)
    assert node.text == "1 listopada 2026"


def test_the_board_answers_unless_somebody_is_named(client: Browser) -> None:
    found = parts(client)
    assert found["a11y-podmiot"].text == found["a11y-osoba"].text == "Okręgowa Komisja Egzaminacyjna"
    assert found["a11y-url"].attrs["href"] == found["a11y-url"].text == "http://localhost"
    assert found["a11y-email"].attrs["href"] == "mailto:egzaminatorzy@oke.example.pl"
    assert found["a11y-telefon"].attrs["href"] == "tel:221234567"
    assert "powiemy, jak dostać się do budynku" in found["a11y-architektura"].text


def test_values_come_from_the_settings(tmp_path: Path) -> None:
    told = {
        "EXAMPORTAL_ACCESSIBILITY_CONTACT": "Koordynator do spraw dostępności",
        "EXAMPORTAL_ACCESSIBILITY_PUBLISHED": "2027-01-02",
        "EXAMPORTAL_ACCESSIBILITY_UPDATED": "2027-03-04",
        "EXAMPORTAL_ACCESSIBILITY_REVIEWED": "2027-05-06",
        "EXAMPORTAL_ACCESSIBILITY_BUILDING": "Wejście od ulicy Lipowej jest bez progu.",
    }
    app = create_app(load(tmp_path, ENVIRON | told))
    found = parts(Browser(app))
    assert found["a11y-osoba"].text == "Koordynator do spraw dostępności"
    assert found["a11y-data-publikacja"].attrs["datetime"] == "2027-01-02"
    assert found["a11y-data-aktualizacja"].attrs["datetime"] == "2027-03-04"
    assert found["a11y-data-sporzadzenie"].text == "6 maja 2027"
    assert "Wejście od ulicy Lipowej jest bez progu." in found["a11y-architektura"].text
    with app.app_context():
        db.engine.dispose()


def test_the_statement_says_what_is_not_accessible_and_how_to_complain(client: Browser) -> None:
    found = parts(client)
    assert found["a11y-status"].all("strong")[0].text == "częściowo zgodna"
    text = client.get(PATH).text
    assert "Po 30 minutach bez działania" in text
    assert "Portalu nie badał jeszcze zewnętrzny audytor" in text
    procedure = found["a11y-procedura"]
    assert "w ciągu 7 dni" in procedure.text
    assert "2 miesiące" in procedure.text
    assert procedure.all("a")[0].text == "Rzecznika Praw Obywatelskich"
