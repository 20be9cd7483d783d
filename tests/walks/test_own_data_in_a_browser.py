"""The own data in a real Chromium, on a phone's width and by keyboard alone: a change, its confirmation, a report."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests import databases
from tests.accounts.owners import owner
from tests.chromium import reachable
from tests.databases import Portals
from tests.onboarding.steps import ANNA
from tests.people import PASSWORD

NARROW = 360


@pytest.fixture
def told(portals: Portals) -> Iterator[Flask]:
    app = portals.get("sqlite")
    with app.app_context():
        yield app
        databases.empty()


def typed(page: Page, label: str, text: str) -> None:
    """Put another text into a field by keys alone."""
    page.get_by_label(label).first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def pressed(page: Page, name: str, role: str = "button") -> None:
    """Press Enter on a button or a link."""
    page.get_by_role("link" if role == "link" else "button", name=name).focus()
    page.keyboard.press("Enter")


def test_a_change_of_name_and_a_missing_number_are_reported_by_keyboard(page: Page, told: Flask) -> None:
    owner()
    page.set_viewport_size({"width": NARROW, "height": 740})
    with reachable(told) as url:
        page.goto(url)
        typed(page, "PESEL", ANNA.pesel)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        pressed(page, "Zmień swoje dane", "link")
        typed(page, "Nazwisko", "Łoś-Żuk")
        pressed(page, "Zapisz i zgłoś zmianę")
        expect(page.get_by_role("heading", level=1)).to_have_text("Potwierdzenie zgłoszenia zmiany danych")
        expect(page.get_by_text("komisja porówna z dokumentem")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW

        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="Wyloguj się")).to_be_hidden()
        expect(page.get_by_text("Łoś-Żuk Anna Maria").first).to_be_visible()
        page.emulate_media(media="screen")

        pressed(page, "Wróć do swojego konta", "link")
        pressed(page, "Zgłoś poprawkę w ewidencji", "link")
        pressed(page, "Brakuje mojego numeru", "link")
        typed(page, "Numer, którego brakuje", "9-777")
        pressed(page, "Wyślij zgłoszenie")
        expect(page.get_by_text("czeka na komisję")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW
