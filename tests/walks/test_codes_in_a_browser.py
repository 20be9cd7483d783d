"""Signing in with a code in a real Chromium, by keyboard: on a device that is not to be asked again, and always."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, ViewportSize, expect

from tests import databases
from tests.accounts.owners import owner, told
from tests.chromium import reachable
from tests.databases import Portals
from tests.entrance.second_step.codes import codes_sent, newest_code
from tests.onboarding.steps import ANNA
from tests.people import PASSWORD
from tests.walks.looks import cut_off

PHONE: ViewportSize = {"width": 360, "height": 740}
REMEMBER = "Nie pytaj o kod na tym komputerze przez 30 dni"


@pytest.fixture
def portal(portals: Portals) -> Iterator[Flask]:
    """Return the application with an active account; which database it has does not matter here."""
    app = portals.get("sqlite")
    with app.app_context():
        owner()
        yield app
        databases.empty()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def type_into(page: Page, **answers: str) -> None:
    """Fill fields in by keyboard and send the form with Enter."""
    for name, text in answers.items():
        page.locator(f"#{name}").focus()
        page.keyboard.type(text)
    page.keyboard.press("Enter")


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).focus()
    page.keyboard.press("Enter")


def test_a_device_that_is_not_to_be_asked_again(browser: Chromium, portal: Flask) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    with told(portal, login_code="new_device"), reachable(portal) as url:
        page.goto(url)
        type_into(page, login=ANNA.pesel, password=PASSWORD)
        heading(page, "Kod logowania")
        page.get_by_label(REMEMBER).focus()
        page.keyboard.press("Space")
        type_into(page, code=newest_code())
        heading(page, "Twoje konto")
        press(page, "Wyloguj się")
        heading(page, "Zaloguj się")
        type_into(page, login=ANNA.pesel, password=PASSWORD)
        heading(page, "Twoje konto")
        page.goto(f"{url}/konto/bezpieczenstwo")
        assert cut_off(page) == []
        page.get_by_role("button", name="Usuń z listy").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Przy następnym logowaniu zapytamy tam o kod")).to_be_visible()
    assert len(codes_sent()) == 1
    page.context.close()


def test_a_code_that_is_always_asked_for_without_scripts(browser: Chromium, portal: Flask) -> None:
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    with told(portal, login_code="always"), reachable(portal) as url:
        page.goto(url)
        type_into(page, login=ANNA.pesel, password=PASSWORD)
        heading(page, "Kod logowania")
        press(page, "Wyślij kod")
        expect(page.get_by_label(REMEMBER)).to_have_count(0)
        type_into(page, code="12")
        expect(page.get_by_role("alert")).to_contain_text("Kod ma 6 cyfr")
        page.locator("#code").clear()
        type_into(page, code=newest_code())
        heading(page, "Twoje konto")
    page.context.close()
