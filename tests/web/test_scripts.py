"""The pages in a real browser: scripts hint, nothing breaks the policy, and axe finds nothing to complain about."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from tests.chromium import reachable


@pytest.fixture(scope="module")
def address(kitchen_app: Flask) -> Iterator[str]:
    """Serve the kitchen and return its form's address."""
    with reachable(kitchen_app) as url:
        yield f"{url}/proba"


@pytest.fixture
def form(page: Page, address: str) -> Iterator[Page]:
    """Return the form in a phone's window; any complaint of the browser fails the test."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "422" not in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    yield page
    assert complaints == []


def no_violations(page: Page) -> None:
    """Fail on anything that axe finds."""
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()


def test_a_part_of_the_form_appears_with_the_answer_that_asks_for_it(form: Page) -> None:
    expect(form.get_by_label("Nazwa szkoły")).to_be_hidden()
    form.get_by_label("Szkoła", exact=True).check()
    expect(form.get_by_label("Nazwa szkoły")).to_be_visible()
    form.get_by_label("Nie pracuję").check()
    expect(form.get_by_label("Nazwa szkoły")).to_be_hidden()


def test_rules_of_the_password_tick_off_while_typing(form: Page) -> None:
    met = form.locator(".rule-met")
    expect(met).to_have_count(0)
    form.get_by_label("Nowe hasło").fill("Łoś")
    expect(met).to_have_text(["wielka litera"])
    form.get_by_label("Nowe hasło").fill("Łoś i dwa jelenie 3")
    expect(met).to_have_count(3)


def test_a_password_can_be_looked_at_and_is_hidden_when_sent(form: Page) -> None:
    control = form.get_by_label("Nowe hasło")
    form.get_by_role("button", name="Pokaż hasło").click()
    expect(control).to_have_attribute("type", "text")
    form.get_by_role("button", name="Ukryj hasło").click()
    expect(control).to_have_attribute("type", "password")


def test_mistakes_take_the_focus_and_lead_to_their_field(form: Page) -> None:
    no_violations(form)
    form.get_by_label("Szkoła", exact=True).check()
    form.get_by_role("button", name="Zapisz").click()
    expect(form.locator(".error-summary")).to_be_focused()
    expect(form).to_have_title("Błąd: Formularz próbny – Portal egzaminatora")
    form.get_by_role("link", name="Wpisz nazwę szkoły.").click()
    expect(form.get_by_label("Nazwa szkoły")).to_be_focused()
    no_violations(form)


def test_a_second_click_sends_nothing(form: Page) -> None:
    sent: list[str] = []
    form.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    form.evaluate("""() => {
        const form = document.querySelector("main form");
        form.requestSubmit();
        form.requestSubmit();
    }""")
    form.wait_for_url("**/proba")
    expect(form.locator(".error-summary")).to_be_visible()
    assert sent == ["POST"]


def test_nothing_is_cut_off_at_400_percent(form: Page) -> None:
    form.set_viewport_size({"width": 320, "height": 256})
    assert form.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
