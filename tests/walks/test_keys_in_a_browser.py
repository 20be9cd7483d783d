"""Second steps in a real Chromium: a passkey of its virtual authenticator, a recovery code, an app without scripts."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from examportal.core import clock
from tests import databases
from tests.accounts.active import RIGHT, active
from tests.chromium import reachable
from tests.databases import Portals

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def url(portals: Portals) -> Iterator[str]:
    """Serve the portal of somebody with an active account, under a name that browsers know passkeys for."""
    app: Flask = portals.get("sqlite")
    with app.app_context(), reachable(app) as address:
        active(app)
        before, named = app.extensions["settings"], address.replace("127.0.0.1", "localhost")
        app.extensions["settings"] = dataclasses.replace(before, base_url=named)
        yield named
        app.extensions["settings"] = before
        databases.empty()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def press(page: Page, words: str) -> None:
    """Press a button by keyboard."""
    page.get_by_role("button", name=words, exact=True).focus()
    page.keyboard.press("Enter")


def knock(page: Page, url: str) -> None:
    """Type PESEL and password in a browser that nobody knows."""
    page.context.clear_cookies()
    page.goto(url)
    for name, text in RIGHT.items():
        page.locator(f"#{name}").fill(text)
    press(page, "Zaloguj się")


def add_key(page: Page, url: str) -> str:
    """Add a passkey of a virtual authenticator; return a recovery code."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    knock(page, url)
    heading(page, "Twoje konto")
    page.goto(f"{url}/konto/bezpieczenstwo")
    press(page, "Dodaj klucz dostępu")
    expect(page.locator("[data-passkey-missing]")).to_be_hidden()
    page.locator("#name").fill("laptop")
    press(page, "Utwórz klucz dostępu")
    heading(page, "Twoje kody zapasowe")
    paper = page.locator("li code").first.inner_text()
    press(page, "Mam je zapisane")
    expect(page.get_by_text("Zostało: 10 z 10")).to_be_visible()
    return paper


def test_a_passkey_alone_and_after_the_password_and_a_recovery_code(page: Page, url: str) -> None:
    paper = add_key(page, url)
    press(page, "Wyloguj się")
    press(page, "Zaloguj się kluczem dostępu")
    heading(page, "Twoje konto")
    knock(page, url)
    heading(page, "Wpisz kod")
    press(page, "Użyj klucza dostępu")
    heading(page, "Użyj klucza dostępu")
    press(page, "Użyj klucza dostępu")
    heading(page, "Twoje konto")
    knock(page, url)
    page.locator("#code").fill(paper)
    press(page, "Zaloguj się")
    expect(page.get_by_text("Zostało: 9 z 10 kodów")).to_be_visible()


def test_an_app_works_without_scripts_and_passkeys_say_what_they_need(browser: Chromium, url: str) -> None:
    page = browser.new_page(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="pl-PL")
    page.goto(url)
    expect(page.get_by_role("button", name="Zaloguj się kluczem dostępu")).to_be_hidden()
    knock(page, url)
    heading(page, "Twoje konto")
    page.goto(f"{url}/konto/bezpieczenstwo")
    press(page, "Dodaj klucz dostępu")
    expect(page.locator("[data-passkey-missing]")).to_be_visible()
    page.goto(f"{url}/konto/bezpieczenstwo")
    press(page, "Dodaj aplikację z kodami")
    totp = pyotp.TOTP(page.locator("#klucz").inner_text().replace(" ", ""))
    page.locator("#code").fill(totp.at(clock.now() - timedelta(seconds=30)))
    page.keyboard.press("Enter")
    heading(page, "Twoje kody zapasowe")
    press(page, "Mam je zapisane")
    expect(page.get_by_text("Zostało: 10 z 10")).to_be_visible()
    knock(page, url)
    page.locator("#code").fill(totp.at(clock.now()))
    page.keyboard.press("Enter")
    heading(page, "Twoje konto")
    page.close()
