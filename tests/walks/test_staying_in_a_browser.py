"""An examiner's session in a real Chromium: the question before it ends, and what "to nie ja" does to a stranger."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, expect

from examportal.accounts.rules import IDLE_LIMIT
from examportal.core import clock
from tests import databases
from tests.accounts.active import ANNA, active
from tests.browser import Browser
from tests.chromium import reachable
from tests.databases import Portals
from tests.letters import newest_link
from tests.people import PASSWORD

WARNED_AFTER = (IDLE_LIMIT - timedelta(minutes=2)).seconds * 1000
NEW = "Wiosenny deszcz 3 koty"


@pytest.fixture
def anna(portals: Portals) -> Iterator[Browser]:
    app = portals.get("sqlite")
    with app.app_context():
        yield active(app)
        databases.empty()


def sign_in(page: Page, url: str, password: str = PASSWORD) -> None:
    page.goto(url)
    page.get_by_label("PESEL").fill(ANNA.pesel)
    page.get_by_label("Hasło albo").fill(password)
    page.keyboard.press("Enter")


def test_whoever_presses_stay_stays_and_goes_on_where_they_were(page: Page, anna: Browser) -> None:
    page.clock.install()
    with reachable(anna.app) as url, time_machine.travel(clock.now(), tick=False) as server:
        sign_in(page, url)
        expect(page.get_by_role("heading", level=1)).to_have_text("Twoje konto")
        page.goto(f"{url}/konto/bezpieczenstwo")
        link = page.get_by_role("link", name="Wróć do swojego konta")
        link.focus()
        server.shift(IDLE_LIMIT - timedelta(minutes=2))
        page.clock.fast_forward(WARNED_AFTER)
        stay = page.get_by_role("status").get_by_role("button", name="Zostań")
        expect(stay).to_be_visible()
        expect(link).to_be_focused()  # nobody is taken away from what they do
        stay.focus()
        page.keyboard.press("Enter")
        expect(stay).to_be_hidden()
        expect(link).to_be_focused()
        server.shift(timedelta(minutes=27))
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Bezpieczeństwo konta")
        server.shift(IDLE_LIMIT + timedelta(minutes=1))
        page.clock.fast_forward(WARNED_AFTER)
        expect(page.get_by_text("Wylogowaliśmy Cię, bo przez 30 minut nic się nie działo.")).to_be_visible()


def test_it_was_not_me_puts_a_stranger_out(page: Page, anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    app: Flask = anna.app
    told = dataclasses.replace(app.extensions["settings"], sign_in_notices="every")
    monkeypatch.setitem(app.extensions, "settings", told)
    stranger = Browser(app)
    stranger.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    with reachable(app) as url:
        page.goto(url + newest_link("account_notice"))
        page.get_by_role("button", name="To nie ja – zatrzymaj konto").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Dziękujemy, konto jest zatrzymane")
        assert stranger.get("/konto", 303).location == "/"
        page.goto(url + newest_link("password_reset"))
        page.get_by_label("Nowe hasło").fill(NEW)
        page.get_by_label("Powtórz hasło").fill(NEW)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Zaloguj się")
        sign_in(page, url, NEW)
        expect(page.get_by_role("heading", level=1)).to_have_text("Twoje konto")
