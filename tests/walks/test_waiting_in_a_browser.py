"""The waiting page in a real Chromium: it follows the letter by itself, and loses nothing that is being typed."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update

from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.mail.models import OutgoingLetter
from tests import databases
from tests.browser import Browser
from tests.chromium import reachable
from tests.databases import Portals
from tests.letters import newest_link, posted, settle_delivery
from tests.onboarding.steps import ANNA
from tests.people import PASSWORD, enter
from tests.walks.scenes import registered

LOOK_EVERY = 5_000


@pytest.fixture
def told(portals: Portals) -> Iterator[Flask]:
    app = portals.get("sqlite")
    with app.app_context():
        yield app
        databases.empty()


def come_to_wait(page: Page, url: str) -> None:
    """Sign in before the activation."""
    page.goto(url)
    page.get_by_label("PESEL").fill(ANNA.pesel)
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    expect(page.get_by_text("List czeka w kolejce")).to_be_visible()


def test_the_page_follows_the_letter(page: Page, told: Flask) -> None:
    enter(ANNA)
    registered(told)
    page.clock.install()
    with reachable(told) as url:
        come_to_wait(page, url)

        with transaction():
            settle_delivery(posted("activation")[0].id, Outcome(Verdict.DONE, "accepted", None, 250, "OK", "mx.wp.pl"))
        page.clock.fast_forward(LOOK_EVERY)
        expect(page.get_by_text("Serwer poczty mx.wp.pl przyjął list")).to_be_visible()

        page.get_by_label("Adres e-mail").fill("anna.nowa@exam")
        with transaction():
            db.session.execute(update(OutgoingLetter).values(bounced_at=clock.now(), bounce_status="5.1.1"))
        page.clock.fast_forward(LOOK_EVERY)
        page.wait_for_load_state("networkidle")
        assert page.get_by_label("Adres e-mail").input_value() == "anna.nowa@exam"  # half an address is not swept away
        page.get_by_label("Adres e-mail").fill("")
        page.clock.fast_forward(LOOK_EVERY)
        expect(page.get_by_role("heading", name="Podaj inny adres")).to_be_visible()


def test_an_account_activated_elsewhere_ends_the_waiting(page: Page, told: Flask) -> None:
    enter(ANNA)
    registered(told)
    page.clock.install()
    with reachable(told) as url:
        come_to_wait(page, url)
        Browser(told).submit(newest_link("activation"), {})
        page.clock.fast_forward(LOOK_EVERY)
        expect(page.get_by_text("To konto jest już aktywne.")).to_be_visible()
        expect(page.get_by_text("minęło zbyt dużo czasu")).to_have_count(0)
