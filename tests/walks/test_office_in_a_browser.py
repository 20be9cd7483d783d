"""The staff's first time in a real Chromium, by keyboard alone and without scripts; the codes on paper."""

from collections.abc import Iterator

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from examportal.core import clock
from tests import databases
from tests.browser import Browser
from tests.chromium import reachable
from tests.databases import Portals
from tests.office.staff import PASSWORD, Colleague


@pytest.fixture
def portal(portals: Portals) -> Iterator[Flask]:
    """Return the application; which database it has does not matter here."""
    app = portals.get("sqlite")
    with app.app_context():
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


def add_app(page: Page) -> None:
    """See the picture, take up the secret and type its code."""
    heading(page, "Dodaj konto do aplikacji z kodami")
    page.wait_for_load_state("load")
    assert page.get_by_role("img").evaluate("image => image.complete && image.naturalWidth") > 200
    secret = page.locator("#klucz").inner_text().replace(" ", "")
    type_into(page, code=pyotp.TOTP(secret).at(clock.now()))


def keep_codes(page: Page) -> None:
    """See the codes on screen and, without anything to press, on paper."""
    heading(page, "Twoje kody zapasowe")
    button = page.get_by_role("button", name="Mam je zapisane")
    page.emulate_media(media="print")
    assert page.locator("li code").count() == 10
    expect(button).to_be_hidden()
    page.emulate_media(media="screen")
    button.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["with_scripts", "without_scripts"])
def test_the_set_up_by_keyboard(browser: Chromium, portal: Flask, scripts: bool) -> None:
    link = Colleague(Browser(portal)).invite()
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 360, "height": 740})
    page, failed = context.new_page(), list[str]()
    page.on("requestfailed", lambda request: failed.append(request.url))
    with reachable(portal) as url:
        page.goto(url + link)
        type_into(page, new_password=PASSWORD, repeat_password=PASSWORD)
        add_app(page)
        keep_codes(page)
        heading(page, "Biuro")
        context.close()
    assert failed == []
