"""Sample files through the whole wizard in a real Chromium: with scripts and without them, by keyboard alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from examportal.accounts.staff.rules import Role
from tests.browser import Browser
from tests.intake.conftest import SAMPLES
from tests.office.staff import Colleague
from tests.storm.scale import FULL
from tests.walks.looks import PHONE, cut_off
from tests.walks.served import PATIENCE_SECONDS, Served, served

LOOK = "Pokaż, co się zmieni"
MOST_TABS = 120


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a running portal that knows the scopes of the samples, and the people of the first one."""
    with served(tmp_path_factory.mktemp("files")) as portal:
        shell = portal.app.test_cli_runner()
        for words in (["register", "scopes", "scopes.csv"], ["intake", "merge", "01_clean.csv", "--skip-conflicts"]):
            done = shell.invoke(args=[*words[:2], str(SAMPLES / words[2]), *words[3:]])
            assert done.exit_code == 0, done.output
        yield portal


def signed_in(app: Flask, email: str) -> list[tuple[str, str]]:
    """Sign a new colleague in and return the cookies."""
    with app.app_context():
        window = Browser(app)
        Colleague(window, email, "Ewa Nowak", Role.REGISTRAR).set_up()
        return [(cookie.key, cookie.value) for cookie in (window.flask._cookies or {}).values()]


@dataclass(frozen=True)
class Walk:
    """Somebody at the wizard, with or without scripts, by pointing or by the keyboard alone."""

    page: Page
    scripts: bool
    keys: bool

    def press(self, role: str, name: str) -> None:
        """Press a button or a link, or tick a box."""
        target = self.page.get_by_role(role, name=name).first  # type: ignore[arg-type]
        if self.keys:
            self.walk_to(target)
            self.page.keyboard.press("Space" if role == "checkbox" else "Enter")
        else:
            target.click()

    def walk_to(self, target: Locator) -> None:
        """Press Tab until one stands there, and see that it shows."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if target.evaluate("control => control === document.activeElement"):
                break
        assert target.evaluate("control => control.matches(':focus-visible')")

    def arrive(self, words: str) -> None:
        """Expect a page that fits every width once the worker has done its part; without scripts one refreshes."""
        title, refresh = self.page.get_by_role("heading", level=1), self.page.get_by_role("link", name="Odśwież")
        deadline = monotonic() + PATIENCE_SECONDS
        while not self.scripts and monotonic() < deadline:
            self.page.wait_for_load_state()  # a page that is on its way shows no link yet
            if not refresh.is_visible():
                break
            refresh.click()
        expect(title).to_have_text(words, timeout=PATIENCE_SECONDS * 1000)
        assert cut_off(self.page) == [], words
        self.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})

    def bring(self, sample: str) -> None:
        """Bring a file and come to its plan."""
        self.page.goto("/biuro/wczytaj")
        self.page.locator("#file").set_input_files(SAMPLES / sample)
        self.press("button", LOOK)
        self.arrive("Jak odczytać ten plik")
        self.press("button", LOOK)
        self.arrive("Co zmieni ten plik")

    def merge(self) -> str:
        """Confirm the plan and see what came of it."""
        self.press("link", "Przejdź do potwierdzenia")
        self.arrive("Potwierdź wczytanie")
        skip = self.page.get_by_role("checkbox")
        if skip.count():
            self.press("checkbox", "Pomiń")
        self.press("button", "Wczytaj:")
        self.arrive("Plik wczytany")
        return self.said()

    def said(self) -> str:
        """Return what the page says."""
        return self.page.locator("main").inner_text()


Begin = Callable[..., Walk]


@pytest.fixture
def begin(portal: Served, browser: Chromium, request: pytest.FixtureRequest) -> Iterator[Begin]:
    """Return what opens a phone's browser in which somebody of the register is signed in."""
    context = None

    def begun(*, scripts: bool = True, keys: bool = False) -> Walk:
        nonlocal context
        context = browser.new_context(base_url=portal.url, java_script_enabled=scripts, locale="pl-PL")
        cookies = signed_in(portal.app, f"{request.node.originalname.replace('_', '.')}@example.pl")
        context.add_cookies([{"name": name, "value": value, "url": portal.url} for name, value in cookies])
        page = context.new_page()
        page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        return Walk(page, scripts, keys)

    yield begun
    if context is not None:
        context.close()


def test_an_update_without_scripts(begin: Begin) -> None:
    walk = begin(scripts=False)
    walk.bring("10_update_of_01.csv")
    assert "→" in walk.said()
    assert "import nr 2" in walk.merge()
    walk.page.goto("/biuro/wczytaj")
    walk.press("link", "Wycofaj import nr 2")
    walk.arrive("Wycofanie wczytanego pliku")
    walk.press("button", "Pokaż, co da się wycofać")
    walk.arrive("Co zmieni wycofanie")
    walk.press("button", "Wycofaj:")
    walk.arrive("Wczytany plik jest wycofany")
    assert "Ewa Nowak" in walk.said()


def test_a_damaged_workbook_by_keyboard(begin: Begin) -> None:
    walk = begin(keys=True)
    walk.bring("06_excel_damage.xlsx")
    assert "czeka na zgodę" in walk.said()
    for box in walk.page.get_by_role("checkbox").all():
        walk.press("checkbox", box.evaluate("box => box.labels[0].textContent"))
    walk.press("button", "Zapisz i pokaż nowy plan")
    walk.arrive("Co zmieni ten plik")
    expect(walk.page.get_by_role("checkbox").first).to_be_checked()
    assert "czeka na zgodę" not in walk.said()
    assert "Pominięte wiersze" in walk.merge()


def test_conflicts_are_decided_by_keyboard(begin: Begin) -> None:
    walk = begin(keys=True)
    walk.bring("09_conflicts.csv")
    walk.press("link", "Rozstrzygnij te wiersze")
    walk.arrive("Rozstrzygnij, co jest prawdą")
    answers = walk.page.get_by_role("group").first.get_by_role("radio")
    expect(answers.last).to_be_checked()  # „Jeszcze nie wiem”
    walk.walk_to(answers.last)
    walk.page.keyboard.press("ArrowUp")
    leave_out = walk.page.get_by_role("radio", name="Pomiń ten wiersz").first
    expect(leave_out).to_be_checked()
    walk.press("button", "Zapisz")
    walk.page.wait_for_url("**strona=1")
    expect(leave_out).to_be_checked()
    walk.press("link", "Wróć do planu")
    expect(walk.page.get_by_role("button", name="Pokaż plan z odpowiedziami")).to_be_visible()


if FULL:  # three walks show the most; these take the same steps with other files

    def test_old_polish_letters(begin: Begin) -> None:
        walk = begin()
        walk.bring("02_excel_cp1250.csv")
        assert "Ćwik" in walk.said()
        walk.merge()

    def test_conflicts_are_looked_at_and_left_out(begin: Begin) -> None:
        walk = begin()
        walk.bring("09_conflicts.csv")
        assert "do rozstrzygnięcia" in walk.said()
        assert "do rozstrzygnięcia" in walk.merge()
