"""Anna's school mailbox is gone: she tells it on her phone with a photo of a paper. In a real Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from examportal.accounts.staff.rules import Role
from tests import databases
from tests.accounts.owners import owner
from tests.browser import Browser
from tests.chromium import reachable
from tests.databases import Portals
from tests.office.staff import Colleague
from tests.recovery.attachments.files import MARK, photo_with_gps
from tests.smtp import run_worker
from tests.storm.scale import FULL
from tests.walks.test_office_in_a_browser import heading
from tests.walks.test_people_in_a_browser import arrived, come_in

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def portal(portals: Portals) -> Iterator[Flask]:
    """Return the application with Anna, who has an account and no mailbox."""
    app = portals.get("sqlite")
    with app.app_context():
        owner()
        yield app
        databases.empty()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Return a photo as it lies in a phone: it tells where it was taken."""
    path = tmp_path / "IMG_2711.JPG"
    path.write_bytes(photo_with_gps(orientation=6))
    return path


def tell(page: Page, photo: Path) -> str:
    """Come from the sign-in page by keyboard, forget the phone number, then tell it all; return the number."""
    page.goto("/")
    link = page.get_by_role("link", name="Nie mam dostępu do skrzynki")
    link.focus()
    page.keyboard.press("Enter")
    arrived(page, "Nie mam dostępu do skrzynki")
    page.get_by_label("Nie mogę otworzyć skrzynki").check()
    page.get_by_label("PESEL, login albo numer").fill("4405 1401 359")
    page.get_by_label("Imię i nazwisko").fill("Anna Łoś")
    page.get_by_label("Nowy adres e-mail").fill("nowa.anna@example.pl")
    page.get_by_label("Dokumenty, które pomogą").set_input_files(photo)
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    expect(page.locator(".error-summary")).to_contain_text("Wybierz pliki jeszcze raz")
    expect(page.get_by_label("Imię i nazwisko")).to_have_value("Anna Łoś")
    page.get_by_label("Telefon", exact=True).fill("602 000 111")
    page.get_by_label("Dokumenty, które pomogą").set_input_files(photo)
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    heading(page, "Zgłoszenie przyjęte")
    return page.locator("#numer-sprawy").inner_text()


def take_the_photo(page: Page, number: str, folder: Path) -> Path:
    """Find the case at the desk and take its photo away."""
    page.get_by_role("link", name="Sprawy").first.click()
    page.get_by_role("link", name=number).click()
    expect(page.get_by_text("IMG_2711.jpg")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Pobierz plik 1").click()
    path = folder / taken.value.suggested_filename
    taken.value.save_as(path)
    return path


@pytest.mark.parametrize("scripts", [True, False] if FULL else [False])
def test_anna_tells_it_and_the_office_sees_her_paper(
    browser: Chromium, portal: Flask, photo: Path, tmp_path: Path, *, scripts: bool
) -> None:
    olga = Colleague(Browser(portal), "olga@example.pl", "Olga Zając", Role.CLERK).set_up()
    with reachable(portal) as url:
        page = browser.new_page(base_url=url, java_script_enabled=scripts, viewport=PHONE)  # type: ignore[arg-type]
        number = tell(page, photo)
        run_worker(portal)
        page.context.clear_cookies()
        come_in(page, olga)
        taken = take_the_photo(page, number, tmp_path)
        page.close()

    assert taken.name.endswith(".jpg")
    assert MARK not in taken.read_bytes()
    with Image.open(taken) as picture:
        assert picture.size == (40, 80)  # upright, as the phone was held
