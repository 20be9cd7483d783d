"""Second steps added and used on the pages, as an examiner does."""

from tests.accounts.steps.owners import Phone
from tests.accounts.steps.softkey import SoftKey
from tests.browser import Browser, Page

SECURITY = "/konto/bezpieczenstwo"
NEW_APP, NEW_KEY, CODES = f"{SECURITY}/aplikacja/nowa", f"{SECURITY}/klucze/nowy", f"{SECURITY}/kody-zapasowe/nowe"


def options_on(page: Page) -> str:
    """Return what a page asks an authenticator."""
    (form,) = [form for form in page.tree.all("form") if "data-passkey" in form.attrs]
    return form.attrs["data-passkey-options"]


def add_app(browser: Browser) -> Phone:
    """Add an authenticator app; return the phone."""
    page = browser.follow(browser.submit(SECURITY, button="Dodaj aplikację z kodami"))
    phone = Phone(page.tree.all("code", id="klucz")[0].text.replace(" ", ""), 0)
    browser.submit(page, {"code": phone.code()})
    return phone


def keep_codes(browser: Browser) -> list[str]:
    """Keep the recovery codes that are shown."""
    page = browser.get(CODES)
    codes = [item.text for item in page.tree.all("li") if item.all("code")]
    browser.submit(page, button="Mam je zapisane")
    return codes


def add_key(browser: Browser, key: SoftKey, name: str = "telefon", status: int = 303) -> Page:
    """Add a passkey; return the answer."""
    page = browser.follow(browser.submit(SECURITY, button="Dodaj klucz dostępu"))
    return browser.submit(page, {"name": name, "credential": key.make(options_on(page))}, status)
