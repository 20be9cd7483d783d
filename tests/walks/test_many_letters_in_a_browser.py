"""A clerk writes again to everybody who waits, looks at the season and at what came of it. In a real Chromium."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect
from sqlalchemy import update

from examportal.accounts.staff.rules import Role
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.models import Job
from tests import databases
from tests.browser import Browser
from tests.chromium import reachable
from tests.databases import Portals
from tests.office.rounds import pending
from tests.office.staff import Colleague
from tests.smtp import CatchingServer, relay_of, run_worker
from tests.storm.scale import FULL
from tests.walks.test_people_in_a_browser import arrived, come_in

PEOPLE, SAID = (214, "List dostanie 214 osób.") if FULL else (24, "List dostaną 24 osoby.")


@pytest.fixture
def portal(portals: Portals) -> Iterator[Flask]:
    """Return the application with people who wait for their activation."""
    app = portals.get("sqlite")
    with app.app_context():
        pending(PEOPLE)
        yield app
        databases.empty()


@pytest.fixture
def relay(portal: Flask) -> Iterator[CatchingServer]:
    """Run the mail server."""
    with relay_of(portal) as server:
        yield server


def choose_all_who_wait(page: Page) -> None:
    """Find everybody whose account waits, and prepare letters to all of them."""
    page.get_by_role("link", name="Osoby").first.click()
    page.locator("#stan").select_option("czeka")
    page.get_by_role("button", name="Szukaj").click()
    arrived(page, "Osoby")
    page.get_by_role("button", name="Przygotuj listy aktywacyjne do wszystkich, którzy pasują").click()


def hurry() -> None:
    """Have everything due now that is due some seconds later: letters to many go at the pace of their answers."""
    db.session.rollback()
    with transaction():
        db.session.execute(update(Job).where(Job.finished_at.is_(None), Job.ref != 0).values(due_at=clock.now()))


def press(page: Page, app: Flask, button: str, said: str) -> None:
    """Press a button, let the worker work, and read what the page says then."""
    page.get_by_role("button", name=button).click()
    for _ in range(1 + PEOPLE // 50):
        run_worker(app)
        hurry()
    run_worker(app)
    page.reload()
    expect(page.locator(".notice[role=status]").first).to_contain_text(said)


def test_everybody_who_waits_is_written_to(browser: Chromium, portal: Flask, relay: CatchingServer) -> None:
    olga = Colleague(Browser(portal), "olga@example.pl", "Olga Zając", Role.CLERK).set_up()
    with reachable(portal) as url:
        page = browser.new_page(base_url=url, java_script_enabled=False, viewport={"width": 360, "height": 740})
        come_in(page, olga)
        choose_all_who_wait(page)
        run_worker(portal)
        page.reload()
        expect(page.locator(".notice[role=status]").first).to_contain_text(SAID)
        press(page, portal, "Wyślij 20 listów na próbę", "Serwery poczty przyjęły 20, nie przyjęły 0.")
        rest = f"Wyślij ponownie do {PEOPLE - 20} osób"
        press(page, portal, rest, f"Napisaliśmy do {PEOPLE} z {PEOPLE} osób.")
        assert sum("aktywuj" in message["Subject"] for message in relay.messages) == PEOPLE
        page.get_by_role("link", name="Sezon").first.click()
        arrived(page, "Sezon")
        expect(page.get_by_role("img").first).to_be_visible()
        page.close()
