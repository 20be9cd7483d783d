"""The whole walk in a real Chromium: on a phone, without scripts, by keyboard alone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import Browser
from tests.letters import links_in
from tests.people import ANSWERS, PASSWORD
from tests.walks import canaries
from tests.walks.looks import PHONE, cut_off
from tests.walks.office import Office, link, plain
from tests.walks.served import Served, served, transcript

SITE = " – Portal egzaminatora"
# A form with mistakes and a dead link are answers; Chromium reports their status as if a resource were missing.
# Who goes on before a picture has come breaks its loading off.
NO_FAULT = re.compile(
    r"Failed to load resource: the server responded with a status of (404|410|422) |.*net::ERR_ABORTED"
)


@dataclass(frozen=True)
class Person:
    """Somebody who walks; `second` is the second of two numbers."""

    pesel: str
    second: str
    email: str


ON_A_PHONE = Person("44051401359", "1-20457", "anna.los@example.pl")
WITHOUT_SCRIPTS = Person("50021330853", "2-20457", "jan.zuk@example.pl")
WHO_FORGOT = Person("52040880485", "3-20457", "ewa.zak@example.pl")
PEOPLE = (ON_A_PHONE, WITHOUT_SCRIPTS, WHO_FORGOT)

OpenContext = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a running portal with a few people in its register."""
    folder = tmp_path_factory.mktemp("walk")
    with transcript() as log, served(folder) as portal:
        office = Office(portal.app.test_cli_runner(), folder)
        office.load_scopes()
        office.merge(
            *(
                f"{person.pesel};{number};Łoś;Anna Maria;MBI;08.05.2020;;;"
                for person in PEOPLE
                for number in (person.second.replace("57", "56"), person.second)
            )
        )
        yield portal
    # What the running web server, the worker and their libraries log at DEBUG names nobody and opens nothing.
    tokens = [path.rsplit("/", 1)[1] for letter in portal.server.messages for path in links_in(plain(letter))]
    details = [detail for person in PEOPLE for detail in (person.pesel, person.second, person.email)]
    assert canaries.search([*details, PASSWORD, *tokens], [("log", line) for line in log.lines]) == []


@pytest.fixture
def window(portal: Served, new_context: OpenContext) -> Iterator[Callable[..., Page]]:
    """Return what opens a phone's browser of its own; any complaint of a browser fails the test."""
    complaints: list[str] = []

    def complain(text: str) -> None:
        if not NO_FAULT.match(text):
            complaints.append(text)

    def opened(*, scripts: bool = True) -> Page:
        context = new_context(base_url=portal.url, viewport=PHONE, locale="pl-PL", java_script_enabled=scripts)
        context.on("console", lambda message: complain(message.text) if message.type in {"error", "warning"} else None)
        context.on("weberror", lambda fault: complain(str(fault.error)))
        context.on("requestfailed", lambda request: complain(f"{request.resource_type}: {request.failure}"))
        return context.new_page()

    yield opened
    assert complaints == []


def arrived(page: Page, heading: str, *, wrong: bool = False) -> None:
    """Expect to stand on a page that fits every width."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page).to_have_title(f"{'Błąd: ' if wrong else ''}{heading}{SITE}")
    assert cut_off(page) == []
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})


def summary_leads(page: Page, mistake: str, control: Locator) -> None:
    """Expect the focus on the summary, and its line to lead to the control."""
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name=mistake).click()
    expect(control).to_be_focused()
    expect(control).to_have_attribute("aria-invalid", "true")


def sign_in(page: Page, login: str, password: str) -> None:
    """Fill the door's form in and press its button."""
    page.get_by_label("PESEL").fill(login)
    page.get_by_label("Hasło albo numer ewidencyjny").fill(password)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()


def fill_in(page: Page, person: Person) -> None:
    """Answer the questions of the registration form."""
    for label, answer in (
        ("Adres e-mail", person.email),
        ("Nowe hasło", PASSWORD),
        ("Powtórz hasło", PASSWORD),
        ("Telefon", "601 234 567"),
        ("Nazwa miejsca pracy", "Szkoła Podstawowa nr 1"),
    ):
        page.get_by_label(label, exact=True).fill(answer)
    for name, answer in (("home_building", "12A"), ("home_postcode", "00950"), ("home_city", "Łódź")):
        page.locator(f"#{name}").fill(answer)
    page.locator("#workplace_city").fill("Łódź")
    page.get_by_label("Zapoznałam się").check()
    page.get_by_role("button", name="Zapisz i wyślij list aktywacyjny").click()


def knock_wrongly(page: Page, person: Person) -> None:
    """Try the door with nothing, then with a wrong number."""
    page.goto("/")
    arrived(page, "Zaloguj się")
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    summary_leads(page, "Wpisz swój PESEL albo login.", page.get_by_label("PESEL"))
    arrived(page, "Zaloguj się", wrong=True)
    sign_in(page, person.pesel, "9-99999")
    expect(page.locator(".error-summary")).to_contain_text("Nie możemy Cię zalogować z tymi danymi.")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("PESEL")).to_have_value(person.pesel)
    expect(page.get_by_label("Hasło albo numer ewidencyjny")).to_have_value("")


def open_the_form(page: Page, person: Person) -> None:
    """Come in with the second number, and send the form empty first."""
    sign_in(page, person.pesel, person.second)
    arrived(page, "Załóż konto")
    expect(page.get_by_role("row")).to_have_count(3)
    expect(page.locator("main")).to_contain_text(f"******{person.pesel[-5:]}")
    page.get_by_role("button", name="Zapisz i wyślij list aktywacyjny").click()
    summary_leads(page, "Wpisz adres e-mail.", page.get_by_label("Adres e-mail"))
    page.get_by_role("link", name="Wpisz numer domu.").click()
    expect(page.locator("#home_building")).to_be_focused()
    arrived(page, "Załóż konto", wrong=True)


def wait_for_the_letter(page: Page, person: Person, portal: Served) -> str:
    """Stand on the waiting page until the letter is there, and return its link."""
    arrived(page, "Sprawdź pocztę")
    expect(page.locator(".address-large")).to_have_text(person.email)
    letter = portal.letter_to(person.email)
    expect(page.locator("main")).to_contain_text(f"„{letter['Subject']}”")
    return link(letter)


def activate(page: Page, path: str) -> None:
    """Open the link, which alone does nothing, and press the button; a second look says that all is well."""
    page.goto(path)
    arrived(page, "Potwierdź swoje konto")
    page.get_by_role("button", name="Aktywuj konto").click()
    expect(page.locator(".notice[role=status]")).to_contain_text("Konto jest aktywne.")
    arrived(page, "Zaloguj się")
    page.goto(path)
    arrived(page, "Konto jest już aktywne")


def visit_the_account(page: Page, person: Person) -> None:
    """Sign in, find both numbers, and sign out."""
    page.goto("/")
    sign_in(page, person.pesel, PASSWORD)
    arrived(page, "Twoje konto")
    expect(page.get_by_role("rowheader")).to_have_text([person.second.replace("57", "56"), person.second])
    page.get_by_role("button", name="Wyloguj się").click()
    expect(page.locator(".notice[role=status]")).to_contain_text("Wylogowaliśmy Cię.")
    page.goto("/konto")
    expect(page.locator(".notice[role=status]")).to_contain_text("Zaloguj się, aby otworzyć tę stronę.")


def parts_appear_when_they_are_asked_for(page: Page) -> None:
    """Try the questions that decide about others."""
    mailing, rspo = page.locator("#mailing_city"), page.locator("#rspo_number")
    for tick, shown in ((False, True), (True, False)):
        page.get_by_label("Adres do korespondencji jest taki sam").set_checked(tick)
        expect(mailing).to_be_visible(visible=shown)
    for kind, workplace, school in (
        ("w szkole", True, True),
        ("na uczelni", True, False),
        ("nie pracuję", False, False),
    ):
        page.get_by_label(kind).check()
        expect(page.locator("#workplace_name")).to_be_visible(visible=workplace)
        expect(rspo).to_be_visible(visible=school)


def password_rules_tick_off(page: Page) -> None:
    """Type a password that gets better."""
    met = page.locator(".rules .rule-met")
    for typed, count in (("", 0), ("łoś", 1), ("Łoś", 2), ("Łoś 3", 4), ("Łoś i dwa jelenie 3", 5), ("łoś 3", 3)):
        page.get_by_label("Nowe hasło").fill(typed)
        expect(met).to_have_count(count)


def test_on_a_phone(portal: Served, window: Callable[..., Page]) -> None:
    page, person = window(), ON_A_PHONE
    knock_wrongly(page, person)
    open_the_form(page, person)
    parts_appear_when_they_are_asked_for(page)
    password_rules_tick_off(page)
    page.get_by_label("w szkole").check()
    fill_in(page, person)
    path = wait_for_the_letter(page, person, portal)
    page.get_by_role("button", name="Wyślij list jeszcze raz").click()
    expect(page.locator(".notice[role=status]").first).to_contain_text("List jest znowu w drodze.")
    activate(window(), path)
    visit_the_account(page, person)


def test_without_scripts(portal: Served, window: Callable[..., Page]) -> None:
    page, person = window(scripts=False), WITHOUT_SCRIPTS
    knock_wrongly(page, person)
    open_the_form(page, person)
    expect(page.locator("#mailing_city")).to_be_visible()
    page.get_by_label("w szkole").check()
    fill_in(page, person)
    activate(window(scripts=False), wait_for_the_letter(page, person, portal))
    visit_the_account(page, person)


def test_a_forgotten_password_and_a_dead_link(portal: Served, window: Callable[..., Page]) -> None:
    page, person = window(), WHO_FORGOT
    before = Browser(portal.app)
    before.submit("/", {"login": person.pesel, "password": person.second})
    before.submit("/rejestracja", ANSWERS | {"email": person.email})
    before.submit(link(portal.letter_to(person.email)), {})
    page.goto("/haslo")
    arrived(page, "Nie pamiętam hasła")
    page.get_by_label("PESEL").fill(person.pesel)
    page.get_by_role("button", name="Wyślij link do nowego hasła").click()
    arrived(page, "Sprawdź pocztę")
    path = link(portal.letter_to(person.email, about="ustaw nowe hasło"))
    page.goto(path)
    arrived(page, "Ustaw nowe hasło")
    page.get_by_label("Nowe hasło").fill("za krótkie")
    page.get_by_role("button", name="Zapisz nowe hasło").click()
    arrived(page, "Ustaw nowe hasło", wrong=True)
    for label in ("Nowe hasło", "Powtórz hasło"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Zapisz nowe hasło").click()
    expect(page.locator(".notice[role=status]")).to_contain_text("Nowe hasło zapisane.")
    for address, heading in ((path, "Ten link był już użyty"), ("/aktywacja/x", "Nie znamy tego linku")):
        page.goto(address)
        arrived(page, heading)


def test_the_door_by_keyboard_alone(window: Callable[..., Page]) -> None:
    page, person = window(), ON_A_PHONE
    page.goto("/")
    login, password = page.get_by_label("PESEL"), page.get_by_label("Hasło albo numer ewidencyjny")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Przejdź do treści")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(login).to_be_focused()
    page.keyboard.press("Enter")  # a form may be sent from any of its fields
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(login).to_be_focused()
    page.keyboard.type(person.pesel)
    page.keyboard.press("Tab")
    expect(password).to_be_focused()
    page.keyboard.type("9-99999")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Pokaż hasło")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Zaloguj się", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("Nie możemy Cię zalogować")
