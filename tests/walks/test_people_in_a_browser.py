"""A clerk with a phone enters a person, adds a number, removes it and gives it back, in a real Chromium."""

import re
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
from tests.office.staff import PASSWORD, Colleague
from tests.people import Person, enter
from tests.storm.scale import FULL
from tests.walks.looks import PHONE, cut_off
from tests.walks.test_office_in_a_browser import heading, type_into


@pytest.fixture
def portal(portals: Portals) -> Iterator[Flask]:
    """Return the application with one person in its register."""
    app = portals.get("sqlite")
    with app.app_context():
        enter(Person("50021330853", "Łoś-Żuraw", "Jan", ("2-1",)))
        yield app
        databases.empty()


def come_in(page: Page, roman: Colleague) -> None:
    """Sign in with password and code."""
    page.goto("/biuro/logowanie")
    type_into(page, email=roman.email, password=PASSWORD)
    heading(page, "Wpisz kod")
    type_into(page, code=roman.code())
    heading(page, "Biuro")


def arrived(page: Page, words: str) -> None:
    """Expect to stand on a page that fits every width."""
    heading(page, words)
    assert cut_off(page) == []
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})


def enter_somebody(page: Page) -> None:
    """Look for somebody who is not there, and enter her; the first try lacks something."""
    page.get_by_role("link", name="Osoby").first.click()
    type_into(page, query="zak")
    expect(page.locator(".notice[role=status]")).to_contain_text("W ewidencji nie ma nikogo takiego.")
    page.get_by_role("link", name="Dodaj nową osobę").click()
    arrived(page, "Dodaj osobę")
    type_into(page, last_name="Żak", first_names="Ewa", pesel="52040880486")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="W tym numerze PESEL jest pomyłka").click()
    expect(page.locator("#pesel")).to_be_focused()
    page.locator("#pesel").fill("52040880485")
    page.locator("#scope").select_option("MBI")
    type_into(page, registry_number="4-1")
    arrived(page, "Karta egzaminatora")
    expect(page.locator(".notice[role=status]")).to_contain_text("Osoba jest w ewidencji.")


def add_a_number(page: Page) -> None:
    """Try a number of somebody else first."""
    page.get_by_role("link", name="Dodaj numer").click()
    page.locator("#scope").select_option("E8P")
    type_into(page, registry_number="2-1")
    expect(page.locator("main")).to_contain_text("Ma go w ewidencji: Jan Łoś-Żuraw.")
    arrived(page, "Dodaj numer")
    page.locator("#registry_number").fill("")
    type_into(page, registry_number="4-2")
    expect(page.locator(".notice[role=status]")).to_contain_text("Numer 4-2 jest w ewidencji.")


def remove_and_give_back(page: Page) -> None:
    """Remove the second number by a decision, and give it back today."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="4-2"))
    page.get_by_role("link", name="Skreśl numer 4-2").click()
    arrived(page, "Skreśl numer")
    type_into(page, removed_on="01.03.2025", decision_number="DK.12/2025", ground="na wniosek egzaminatora")
    arrived(page, "Karta egzaminatora")
    expect(row).to_contain_text("decyzja DK.12/2025")
    page.get_by_role("link", name="Przywróć numer 4-2").click()
    arrived(page, "Przywróć numer")
    page.get_by_role("button", name="Przywróć numer 4-2").click()
    expect(page.locator(".notice[role=status]")).to_contain_text("Numer 4-2 jest znowu czynny.")
    expect(row).to_contain_text("poprzednie skreślenie: 1 marca 2025")


@pytest.mark.parametrize("scripts", [False, True] if FULL else [False], ids=lambda on: f"scripts_{on}")
def test_a_person_is_entered_and_a_number_goes_and_comes_back(browser: Chromium, portal: Flask, scripts: bool) -> None:
    roman = Colleague(Browser(portal), "roman@example.pl", "Roman", Role.REGISTRAR).set_up()
    with reachable(portal) as url:
        context = browser.new_context(
            base_url=url, java_script_enabled=scripts, viewport={"width": 360, "height": 740}, locale="pl-PL"
        )
        page, visited = context.new_page(), list[str]()
        page.on("request", lambda request: visited.append(request.url))
        come_in(page, roman)
        enter_somebody(page)
        add_a_number(page)
        remove_and_give_back(page)
        context.close()
    assert not [address for address in visited if re.search("5204088|zak|Ewa|4-2", address)]
