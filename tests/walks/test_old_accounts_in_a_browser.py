"""The sample of the old service in a real Chromium: upload, filter, tick what is missing, see TAK, take it away."""

from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from tests.chromium import reachable
from tests.legacy.old_files import SAVE, SHOW, START, Mover
from tests.legacy.test_commands import SAMPLE
from tests.walks.looks import PHONE, cut_off


def test_an_account_that_only_looks_is_moved_by_hand(app: Flask, browser: Chromium) -> None:
    mover = Mover(app)
    with reachable(app) as url:
        context = browser.new_context(base_url=url, locale="pl-PL", viewport=PHONE)  # type: ignore[arg-type]
        kept = (mover.browser.flask._cookies or {}).values()
        context.add_cookies([{"name": one.key, "value": one.value, "url": url} for one in kept])
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(START)
        page.get_by_label("Plik z kontami").set_input_files(SAMPLE)
        page.get_by_role("button", name=SHOW).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kto przechodzi z dawnego serwisu")
        page.get_by_role("link", name="nie przechodzi: 24").click()
        page.get_by_role("link", name="u301000", exact=True).click()
        tick_what_is_missing(page)
        page.get_by_role("button", name=SAVE).click()
        expect(page.locator("main")).to_contain_text("Zmienione w portalu: Ewa Nowak")
        assert cut_off(page) == []
        page.get_by_role("link", name="Wszystkie konta z tego pliku").click()
        expect(page.get_by_role("link", name="nie przechodzi: 23")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        assert "u301000;" in download.value.path().read_text(encoding="utf-8-sig")
        context.close()
    assert complaints == []


def tick_what_is_missing(page: Page) -> None:
    """Tick edit of one right in every section by the keyboard; the verdict follows before anything is saved."""
    verdict = page.locator("#werdykt strong")
    expect(verdict).to_have_text("NIE")
    boxes = page.get_by_role("row", name="Zgłoszenia").get_by_label("edycja")
    assert boxes.count() > 1
    for box in boxes.all():
        box.focus()
        page.keyboard.press("Space")
    expect(verdict).to_have_text("TAK")
    expect(page.locator("#werdykt")).to_contain_text("Tak będzie po zapisaniu.")
    # Taking the view away takes the edit away with it.
    view = page.get_by_role("row", name="Zgłoszenia").get_by_label("podgląd").first
    view.uncheck()
    expect(boxes.first).not_to_be_checked()
    expect(verdict).to_have_text("NIE")
    boxes.first.check()
    expect(view).to_be_checked()
    expect(verdict).to_have_text("TAK")
