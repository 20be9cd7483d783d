"""Anna makes a code on her phone, a clerk types it, both see the same two words, and her number is changed."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, ViewportSize, expect

from examportal.accounts.staff.rules import Role
from tests import databases
from tests.accounts.owners import owner
from tests.browser import Browser
from tests.chromium import reachable
from tests.databases import Portals
from tests.office.staff import Colleague
from tests.onboarding.steps import ANNA
from tests.people import PASSWORD
from tests.storm.scale import FULL
from tests.walks.test_office_in_a_browser import type_into
from tests.walks.test_people_in_a_browser import arrived, come_in

PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=900)


@pytest.fixture
def portal(portals: Portals) -> Iterator[Flask]:
    """Return the application with Anna's account."""
    app = portals.get("sqlite")
    with app.app_context():
        owner(ANNA)
        yield app
        databases.empty()


def make_a_code(anna: Page) -> str:
    """Sign in, find the page, and make a code."""
    anna.goto("/")
    type_into(anna, login=ANNA.pesel, password=PASSWORD)
    anna.get_by_role("link", name="Kod autoryzujący").click()
    arrived(anna, "Kod autoryzujący")
    anna.get_by_role("button", name="Utwórz kod").click()
    expect(anna.locator("#kod")).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    return anna.locator("#kod").inner_text()


def take(olga: Page, code: str) -> str:
    """Find the card, type the code, and return the two words."""
    olga.get_by_role("link", name="Osoby").first.click()
    type_into(olga, query=ANNA.numbers[0])
    arrived(olga, "Karta egzaminatora")
    type_into(olga, support_code=code)
    expect(olga.locator(".notice-success").first).to_contain_text("Kod pasuje")
    return olga.locator("#czesc-kod ~ .notice .address-large").inner_text()


def change_the_phone(olga: Page, words: str) -> None:
    """Do what the caller asks for."""
    olga.get_by_role("link", name="Zmień adres e-mail, telefon lub drugi krok").click()
    arrived(olga, "Zmiany na prośbę właściciela konta")
    expect(olga.get_by_text(words)).to_be_visible()
    olga.get_by_label("Nowy telefon").fill("602 345 678")
    olga.get_by_role("button", name="Zmień telefon").click()
    arrived(olga, "Karta egzaminatora")
    expect(olga.locator(".notice[role=status]").first).to_contain_text("Telefon zmieniony")


@pytest.mark.parametrize("scripts", [True, False] if FULL else [True])
def test_both_know_whom_they_talk_to(browser: Chromium, portal: Flask, *, scripts: bool) -> None:
    clerk = Colleague(Browser(portal), "olga@example.pl", "Olga Zając", Role.CLERK).set_up()
    with reachable(portal) as url:
        anna = browser.new_page(base_url=url, java_script_enabled=scripts, viewport=PHONE)
        olga = browser.new_page(base_url=url, java_script_enabled=scripts, viewport=DESK)
        code = make_a_code(anna)
        come_in(olga, clerk)
        words = take(olga, code)
        if not scripts:
            anna.get_by_role("link", name="Sprawdź teraz").click()
        expect(anna.locator("[data-watch] .address-large")).to_have_text(words, timeout=20_000)
        change_the_phone(olga, words)
        anna.get_by_role("button", name="Zakończ kod").click()
        expect(anna.locator("main")).to_contain_text("Ten kod już nie działa")
        olga.reload()
        expect(olga.get_by_label("Kod autoryzujący")).to_be_visible()
        for page in (anna, olga):
            page.close()
