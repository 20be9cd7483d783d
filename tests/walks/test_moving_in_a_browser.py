"""The old service is left behind: examiners and colleagues come over, in a real Chromium on a phone, no scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from examportal.legacy.examiners import queries
from examportal.legacy.examiners import work as examiners
from examportal.legacy.moving import work as moving
from tests import databases
from tests.browser import Browser
from tests.chromium import reachable
from tests.databases import Portals
from tests.legacy.examiners import ANNA, both
from tests.legacy.old_files import ROWS, csv_of
from tests.letters import posted
from tests.office.staff import PASSWORD, Colleague
from tests.people import PASSWORD as OWN_PASSWORD
from tests.walks.test_clerk_in_a_browser import PHONE
from tests.walks.test_office_in_a_browser import add_app, heading, keep_codes, type_into
from tests.walks.test_people_in_a_browser import come_in


@pytest.fixture
def portal(portals: Portals) -> Iterator[Flask]:
    """Return the application; which database it has does not matter here."""
    app = portals.get("sqlite")
    with app.app_context():
        yield app
        databases.empty()


def send(page: Page, folder: Path, content: bytes, button: str) -> None:
    """Bring a file."""
    path = folder / "dawne.csv"
    path.write_bytes(content)
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name=button).click()


def examiners_are_invited(page: Page, folder: Path) -> None:
    """Bring the examiners' file and invite both people."""
    page.get_by_role("link", name="Dawne konta").first.click()
    page.get_by_role("link", name="Egzaminatorzy dawnego serwisu").click()
    send(page, folder, both(), "Pokaż, kto dostanie zaproszenie")
    page.get_by_role("button", name="Zaproś 2 osoby").click()
    expect(page.get_by_text("Zaprosiliśmy 0 z 2 osób.")).to_be_visible()
    examiners.work(queries.all_files()[0].id)


def colleagues_are_moved(page: Page, folder: Path) -> None:
    """Bring the file of accounts, say what a right leads to, and move two."""
    page.get_by_role("link", name="Dawne konta").first.click()
    send(page, folder, csv_of(*ROWS), "Pokaż, kto przechodzi")
    page.get_by_role("link", name="Przejdź do przenoszenia kont").click()
    page.get_by_label("Umowy").select_option("registrar")
    page.get_by_role("button", name="Zapisz role").click()
    page.get_by_role("button", name="Przenieś 2 konta").click()
    expect(page.get_by_text("Przeniesione konta: 0 z 2.")).to_be_visible()
    moving.move(int(page.url.split("/")[5]))


def anna_registers(page: Page) -> None:
    """Come by the letter: the address is there, and the account works at once."""
    (letter,) = (one for one in posted("examiner_invitation") if one.recipient == "anna@wp.pl")
    page.goto(link_of(letter.unseal()["text"]))
    page.get_by_role("button", name="Przejdź do zakładania konta").click()
    type_into(page, login=ANNA.pesel, password=ANNA.numbers[0])
    heading(page, "Załóż konto")
    expect(page.locator("#email")).to_have_value("anna@wp.pl")
    page.get_by_label("Nie pracuję").check()
    page.get_by_label("Zapoznałam się").check()
    typed = {"phone": "601234567", "home_building": "1", "home_postcode": "00-950", "home_city": "Łódź"}
    type_into(page, new_password=OWN_PASSWORD, repeat_password=OWN_PASSWORD, **typed)
    heading(page, "Zaloguj się")
    type_into(page, login=ANNA.pesel, password=OWN_PASSWORD)
    heading(page, "Twoje konto")


def jan_sets_up(page: Page) -> None:
    """Come by the invitation: own password and second step."""
    (letter,) = (one for one in posted("staff_invitation") if one.recipient == "jan@example.pl")
    page.goto(link_of(letter.unseal()["text"]))
    expect(page.get_by_text("pracownik ewidencji")).to_be_visible()
    type_into(page, new_password=PASSWORD, repeat_password=PASSWORD)
    add_app(page)
    keep_codes(page)
    heading(page, "Biuro")


def link_of(text: str) -> str:
    return next(f"/{word.split('/', 3)[3]}" for word in text.split() if "/zaproszenie/" in word)


def test_examiners_and_colleagues_come_over(browser: Chromium, portal: Flask, tmp_path: Path) -> None:
    ewa = Colleague(Browser(portal)).set_up()
    with reachable(portal) as url:

        def new_page() -> Page:
            return browser.new_page(base_url=url, java_script_enabled=False, viewport=PHONE)

        page = new_page()
        come_in(page, ewa)
        examiners_are_invited(page, tmp_path)
        colleagues_are_moved(page, tmp_path)
        page.close()
        for come, arrived in ((anna_registers, "Twoje konto"), (jan_sets_up, "Biuro")):
            page = new_page()
            come(page)
            expect(page.locator("h1")).to_have_text(arrived)
            page.close()
