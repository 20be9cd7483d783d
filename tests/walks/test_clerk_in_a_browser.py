"""A clerk from her invitation to her first act, in a real Chromium: by keyboard alone, and without scripts."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, ViewportSize, expect

from tests import databases
from tests.browser import Browser
from tests.chromium import reachable
from tests.databases import Portals
from tests.letters import newest_link
from tests.office.staff import PASSWORD, Colleague
from tests.people import Person, enter
from tests.storm.scale import FULL
from tests.walks.test_office_in_a_browser import add_app, heading, keep_codes, type_into
from tests.walks.test_people_in_a_browser import arrived, come_in

PHONE: ViewportSize = {"width": 360, "height": 740}
MOST_STEPS = 60
"""Presses of Tab after which something counts as out of reach."""


@pytest.fixture
def portal(portals: Portals) -> Iterator[Flask]:
    """Return the application with one examiner."""
    app = portals.get("sqlite")
    with app.app_context():
        enter(Person("50021330853", "Żółć-Bąk", "Zofia", ("2-1",)))
        yield app
        databases.empty()


def reach(page: Page, words: str) -> None:
    """Go on with Tab to the link, the button or the field of these words."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "() => (document.activeElement.labels?.[0] ?? document.activeElement).innerText?.trim() ?? ''"
        )
        if here.startswith(words):
            box = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            shadow = page.evaluate("() => getComputedStyle(document.activeElement).boxShadow")
            assert (box, shadow) != ("none", "none"), f"{words}: the focus cannot be seen"
            return
    raise AssertionError(f"{words}: out of reach of the keyboard")


def press(page: Page, words: str) -> None:
    """Go to something by Tab and press it."""
    reach(page, words)
    page.keyboard.press("Enter")


def invite(page: Page) -> None:
    """Invite Olga, as a clerk."""
    page.get_by_role("link", name="Pracownicy").first.click()
    page.get_by_role("link", name="Zaproś pracownika").click()
    arrived(page, "Zaproś pracownika")
    page.get_by_label("pracownik pomocy").check()
    type_into(page, name="Olga Zając", email="olga@example.pl")
    expect(page.locator(".notice[role=status]")).to_contain_text("olga@example.pl")


def set_up(page: Page, link: str) -> None:
    """Take the invitation up: password, authenticator, codes."""
    page.goto(link)
    arrived(page, "Załóż konto w biurze")
    expect(page.get_by_text("pracownik pomocy")).to_be_visible()
    type_into(page, new_password=PASSWORD, repeat_password=PASSWORD)
    add_app(page)
    keep_codes(page)
    heading(page, "Biuro")


def help_by_keyboard(page: Page) -> None:
    """Search, open the card, leave a note: nothing but Tab, Enter and letters."""
    press(page, "Osoby")
    heading(page, "Osoby")
    reach(page, "Kogo szukasz?")
    page.keyboard.type("zolc zof")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Żółć-Bąk Zofia")).to_be_visible()
    press(page, "Żółć-Bąk Zofia")
    heading(page, "Karta egzaminatora")
    reach(page, "Notatka")
    page.keyboard.type("Dzwoniła, oddzwonić")
    press(page, "Zapisz notatkę")
    expect(page.locator(".notice[role=status]")).to_be_visible()
    expect(page.get_by_text("Dzwoniła, oddzwonić")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False] if FULL else [False])
def test_a_clerk_is_invited_and_helps_by_keyboard_alone(browser: Chromium, portal: Flask, *, scripts: bool) -> None:
    ewa = Colleague(Browser(portal)).set_up()
    with reachable(portal) as url:
        page = browser.new_page(base_url=url, java_script_enabled=scripts, viewport=PHONE)
        come_in(page, ewa)
        invite(page)
        page.close()
        page = browser.new_page(base_url=url, java_script_enabled=scripts, viewport=PHONE)
        set_up(page, newest_link("staff_invitation"))
        expect(page.get_by_role("link", name="Pracownicy")).to_have_count(0)
        help_by_keyboard(page)
        page.close()
