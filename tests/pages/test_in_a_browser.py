"""The public texts in a real Chromium: magnified, by keyboard, and on paper."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, ViewportSize, expect

from tests import databases
from tests.browser import Browser
from tests.chromium import reachable
from tests.databases import Portals
from tests.letters import newest_link
from tests.people import ANSWERS, PASSWORD, Person, enter

PATHS = ("/pomoc", "/prywatnosc", "/deklaracja-dostepnosci")
A4 = ViewportSize(width=660, height=1000)  # what is left of the sheet between the margins, in CSS pixels
ANNA = Person()


@pytest.fixture(scope="module")
def shown(portals: Portals) -> Flask:
    """Return the application; which database it has does not matter here."""
    return portals.get("sqlite")


@pytest.fixture(scope="module")
def address(shown: Flask) -> Iterator[str]:
    """Serve the portal and return its address."""
    with reachable(shown) as url:
        yield url


@pytest.fixture
def account_cookie(shown: Flask) -> Iterator[str]:
    """Return the cookie of an examiner who has signed in."""
    with shown.app_context():
        client = Browser(shown)
        enter(ANNA)
        client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
        client.submit("/rejestracja", ANSWERS)
        client.submit(newest_link("activation"), {})
        client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
        cookie = client.flask.get_cookie("portal")
        assert cookie is not None
        yield cookie.value
        databases.empty()


@pytest.mark.parametrize("path", PATHS)
def test_400_percent_fits(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 × 1024 magnified four times
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_chapter_is_reached_by_keyboard_and_left_again(page: Page, address: str) -> None:
    page.goto(f"{address}/pomoc")
    page.get_by_role("navigation", name="Spis treści").get_by_role("link", name="Nie pamiętam hasła").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nie pamiętam hasła")).to_be_focused()
    page.get_by_role("region", name="Nie pamiętam hasła").get_by_role("link", name="Wróć do spisu treści").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Spis treści")).to_be_focused()


def test_the_help_on_paper_is_text_alone(page: Page, address: str) -> None:
    page.set_viewport_size(A4)
    page.goto(f"{address}/pomoc")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Pomoc", exact=True)).to_be_visible()
    for unprinted in (".toc", ".back-to-toc", ".footer-links"):
        expect(page.locator(unprinted).first).to_be_hidden()


def test_the_account_on_paper_has_its_numbers_in_a_table(page: Page, address: str, account_cookie: str) -> None:
    page.context.add_cookies([{"name": "portal", "value": account_cookie, "url": address}])
    page.set_viewport_size(A4)
    page.goto(f"{address}/konto")
    page.emulate_media(media="print")
    expect(page.get_by_role("columnheader", name="Zakres")).to_be_visible()
    expect(page.get_by_role("row", name="1-20456")).to_be_visible()
    expect(page.get_by_role("button", name="Wyloguj się")).to_be_hidden()
    assert page.locator(".registry-number").first.evaluate("node => getComputedStyle(node).whiteSpace") == "nowrap"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
