"""Anna has lost her mailbox: two clerks, a day of waiting, a new password; a clerk alone, a veto. In real Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from examportal.accounts.staff.rules import Role
from examportal.accounts.staff.service.sessions import staff_actor
from tests import databases
from tests.accounts.owners import owner
from tests.chromium import reachable
from tests.databases import Portals
from tests.letters import newest_link
from tests.office.staff import Colleague
from tests.onboarding.steps import ANNA
from tests.recovery.cases import NEW_EMAIL, announced, clerk, opened, proposed, waited
from tests.storm.scale import FULL
from tests.walks.looks import PHONE
from tests.walks.test_office_in_a_browser import heading, type_into
from tests.walks.test_people_in_a_browser import arrived, come_in

PASSWORD = "Zupełnie nowe hasło 7!"
SCRIPTS = [True, False] if FULL else [False]


@pytest.fixture
def anna(portals: Portals) -> Iterator[tuple[Flask, int]]:
    """Return the application and Anna, whose account is active."""
    app = portals.get("sqlite")
    with app.app_context():
        yield app, owner()
        databases.empty()


def at_the_desk(browser: Chromium, one: Colleague, **options: Any) -> Page:
    """Sit down on a phone of one's own."""
    page = browser.new_page(viewport={"width": PHONE["width"], "height": PHONE["height"]}, **options)
    come_in(page, one)
    return page


def said(page: Page, words: str) -> None:
    """Expect the page to say what was done."""
    expect(page.locator(".notice[role=status]").first).to_contain_text(words)


def open_a_case(page: Page, examiner_id: int) -> None:
    """Write down what Anna says on the phone; forget the new address first."""
    page.goto(f"/biuro/osoby/{examiner_id}")
    page.get_by_role("link", name="Otwórz sprawę").click()
    arrived(page, "Otwórz sprawę")
    page.locator("#kind").select_option("mailbox_dead")
    page.get_by_label("telefonicznie").check()
    page.get_by_role("button", name="Otwórz sprawę").click()
    expect(page.locator(".error-summary")).to_be_focused()
    type_into(page, new_email=NEW_EMAIL)
    said(page, "Sprawa jest otwarta")


def prove(page: Page) -> None:
    """Call back, ask, note both, propose."""
    page.get_by_role("button", name="Pokaż numer do oddzwonienia").click()
    expect(page.get_by_text("+48 601 234 567")).to_be_visible()
    for kind in ("call_back", "answers"):
        page.locator("#proof").select_option(kind)
        page.locator("#words").fill("Zgadza się.")
        page.get_by_role("button", name="Zapisz dowód").click()
        said(page, "Dowód jest zapisany.")
    expect(page.get_by_text("Punkty: 3 z 3 potrzebnych")).to_be_visible()
    page.get_by_role("button", name="Zaproponuj zatwierdzenie").click()
    said(page, "Zatwierdzi ją ktoś inny.")
    expect(page.get_by_role("button", name="Zatwierdź")).to_have_count(0)


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_a_whole_case(browser: Chromium, anna: tuple[Flask, int], *, scripts: bool) -> None:
    app, examiner_id = anna
    olga, jan = clerk(app), clerk(app, "jan@example.pl", "Jan Lis", Role.REGISTRAR)
    with reachable(app) as url:
        options: dict[str, Any] = {"base_url": url, "java_script_enabled": scripts}
        first = at_the_desk(browser, olga, **options)
        open_a_case(first, examiner_id)
        prove(first)
        second = at_the_desk(browser, jan, **options)
        second.goto(first.url)
        second.get_by_role("button", name="Zatwierdź").click()
        said(second, "Sprawa jest zatwierdzona.")
        case_id = int(first.url.rpartition("/")[2])
        announced(case_id)
        waited(case_id)
        person = browser.new_page(viewport={"width": 360, "height": 740}, **options)
        person.goto(newest_link("recovery_access"))
        arrived(person, "Odzyskaj dostęp do konta")
        type_into(person, new_password=PASSWORD, repeat_password=PASSWORD)
        heading(person, "Zaloguj się")
        type_into(person, login=ANNA.pesel, password=PASSWORD)
        expect(person.get_by_text(NEW_EMAIL)).to_be_visible()
        for page in (first, second, person):
            page.close()


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_a_clerk_alone_and_a_veto(browser: Chromium, anna: tuple[Flask, int], *, scripts: bool) -> None:
    app, examiner_id = anna
    olga = clerk(app)
    case_id = opened(examiner_id)
    proposed(case_id, staff_actor(olga.id))
    with reachable(app) as url:
        options: dict[str, Any] = {"base_url": url, "java_script_enabled": scripts}
        page = at_the_desk(browser, olga, **options)
        page.goto(f"/biuro/sprawy/{case_id}")
        page.locator("#reason").fill("Jutro egzamin, nikogo innego nie ma.")
        page.get_by_role("button", name="Zatwierdź bez drugiej osoby").click()
        said(page, "Administratorzy dostaną list")
        (link, _) = announced(case_id)
        owner_of_mailbox = browser.new_page(viewport={"width": 360, "height": 740}, **options)
        owner_of_mailbox.goto(link)
        arrived(owner_of_mailbox, "To nie Ty prosisz o dostęp?")
        owner_of_mailbox.get_by_role("button", name="To nie ja – zatrzymaj sprawę").press("Enter")
        heading(owner_of_mailbox, "Dziękujemy, sprawa jest zatrzymana")
        page.reload()
        expect(page.get_by_text("Stan: zatrzymana sprzeciwem")).to_be_visible()
        for one in (page, owner_of_mailbox):
            one.close()
