"""Zofia mistyped her address; a clerk with a phone finds out why she waits, and helps. In a real Chromium."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from examportal.accounts.staff.rules import Role
from tests import databases
from tests.browser import Browser
from tests.chromium import reachable
from tests.databases import Portals
from tests.letters import newest_link
from tests.office.staff import Colleague
from tests.people import ANSWERS, PASSWORD, Person, enter
from tests.storm.scale import FULL
from tests.walks.test_office_in_a_browser import heading, type_into
from tests.walks.test_people_in_a_browser import arrived, come_in

ZOFIA = Person("50021330853", "Mróz-Bąk", "Zofia", ("2-1",), email="zofia@example.pl")
MISTYPED = ANSWERS | {"email": "zofia@exampel.pl", "first_names": "Zofia", "last_name": "Mróz-Bąk"}


@pytest.fixture
def portal(portals: Portals) -> Iterator[Flask]:
    """Return the application with Zofia, who waits for a letter."""
    app = portals.get("sqlite")
    with app.app_context():
        enter(ZOFIA)
        zofia = Browser(app)
        zofia.submit("/", {"login": ZOFIA.pesel, "password": ZOFIA.numbers[0]})
        zofia.submit("/rejestracja", MISTYPED)
        yield app
        databases.empty()


def find_her(page: Page) -> None:
    """Look for her by name, and read why she waits."""
    page.get_by_role("link", name="Osoby").first.click()
    type_into(page, query="mroz zof")
    page.get_by_role("link", name="Mróz-Bąk Zofia").click()
    arrived(page, "Karta egzaminatora")
    expect(page.get_by_text("Konto czeka na aktywację")).to_be_visible()
    expect(page.get_by_text("zofia@exampel.pl")).to_have_count(0)


def correct_her_address(page: Page) -> None:
    """Type the right one, and forget the reason first."""
    page.get_by_role("link", name="Popraw adres e-mail").click()
    arrived(page, "Popraw adres e-mail")
    type_into(page, email="zofia@example.pl")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("#reason").select_option("typo")
    page.get_by_role("button", name="Popraw adres e-mail").click()
    arrived(page, "Karta egzaminatora")
    expect(page.locator(".notice[role=status]")).to_contain_text(
        "List aktywacyjny jest w drodze na adres z***@example.pl"
    )


def promise_to_call(page: Page) -> None:
    """Leave a promise, find it on the start page, keep it."""
    type_into(page, note="Oddzwonić, czy list doszedł", due_on="24.11.2099")
    page.get_by_role("link", name="Portal egzaminatora").first.click()
    page.get_by_role("link", name="Zofia Mróz-Bąk").click()
    page.get_by_role("button", name="Zrobione").click()
    expect(page.locator(".notice[role=status]")).to_contain_text("Obietnica jest spełniona")


@pytest.mark.parametrize("scripts", [True, False] if FULL else [False])
def test_zofia_is_helped(browser: Chromium, portal: Flask, *, scripts: bool) -> None:
    olga = Colleague(Browser(portal), "olga@example.pl", "Olga Zając", Role.CLERK).set_up()
    with reachable(portal) as url:
        page = browser.new_page(base_url=url, java_script_enabled=scripts, viewport={"width": 360, "height": 740})
        come_in(page, olga)
        find_her(page)
        correct_her_address(page)
        promise_to_call(page)
        page.goto(newest_link("activation"))
        page.get_by_role("button", name="Aktywuj konto").click()
        heading(page, "Zaloguj się")
        type_into(page, login=ZOFIA.pesel, password=PASSWORD)
        page.get_by_role("link", name="Historia: Twoje logowania").click()
        arrived(page, "Historia konta")
        expect(page.get_by_role("cell", name="poprawka adresu e-mail przed aktywacją")).to_be_visible()
        page.close()
