"""Terms with a material change, and a move to another mailbox, on a phone without scripts and by keyboard."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.accounts.owners import EMAIL, owner
from tests.accounts.terms.publishing import BODY, CHANGES, published
from tests.onboarding.steps import ANNA
from tests.people import PASSWORD
from tests.walks.looks import PHONE, cut_off
from tests.walks.office import link
from tests.walks.served import Served, served

NEW = "anna.nowa@example.pl"


@pytest.fixture
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a running portal with one account and terms."""
    with served(tmp_path_factory.mktemp("terms")) as portal:
        in_force(portal.app, "")
        yield portal


def in_force(app: Flask, changes: str) -> None:
    """Publish a version; the first time there is nobody yet who could confirm it."""
    with app.app_context():
        if not changes:
            owner()
        published(BODY * 3, changes)


def sign_in(page: Page) -> None:
    """Sign in with Enter."""
    page.goto("/")
    page.get_by_label("PESEL").fill(ANNA.pesel)
    page.get_by_label("Hasło").fill(PASSWORD)
    page.keyboard.press("Enter")


def confirm(page: Page) -> None:
    """Confirm the terms by keyboard: the button comes before the links of the footer."""
    expect(page).to_have_title("Potwierdź regulamin – Portal egzaminatora")
    assert cut_off(page) == []
    page.get_by_role("button", name="Potwierdzam regulamin").focus()
    page.keyboard.press("Enter")


def test_terms_and_another_mailbox(portal: Served, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(base_url=portal.url, viewport=PHONE, locale="pl-PL", java_script_enabled=False).new_page()
    sign_in(page)
    confirm(page)
    expect(page).to_have_title("Twoje konto – Portal egzaminatora")
    in_force(portal.app, CHANGES)
    page.get_by_role("link", name="Zmień adres e-mail").click()
    expect(page.get_by_text(CHANGES)).to_be_visible()
    confirm(page)
    expect(page).to_have_title("Adres e-mail – Portal egzaminatora")
    page.get_by_label("Adres e-mail").fill(NEW)
    page.keyboard.press("Enter")
    expect(page.get_by_text(NEW)).to_be_visible()
    assert "poproszono o zmianę adresu" in portal.letter_to(EMAIL)["Subject"]
    page.goto(link(portal.letter_to(NEW, "potwierdź nowy adres")))
    page.get_by_role("button", name="Potwierdzam nowy adres").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nowy adres e-mail jest potwierdzony")).to_be_visible()
    expect(page.get_by_text(NEW)).to_be_visible()
    assert "/to-nie-ja/" in link(portal.letter_to(EMAIL, "zmieniono adres"))
