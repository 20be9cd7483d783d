"""What a browser asks of the portal on three roads, over one connection that is kept open."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.crowd import ANSWERS, PASSWORD
from examportal.dev.people import InventedPerson

HOST = "127.0.0.1"
_PATIENCE_SECONDS = 60.0
_TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class UnexpectedAnswer(Exception):  # noqa: N818 - it says what came
    """An answer that is not a step of the journey; with it the figures would mean nothing."""


class Browser:
    """Somebody's browser; `forget()` makes it somebody else's."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=_PATIENCE_SECONDS)
        self._cookies: dict[str, str] = {}

    def forget(self) -> None:
        """Throw the cookies away."""
        self._cookies.clear()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def cookies(self) -> str:
        """Return what the browser sends with every request."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def get(self, path: str) -> str:
        """Open a page and return it."""
        _, page = self._ask("GET", path, HTTPStatus.OK)
        return page

    def submit(self, path: str, page: str, answers: Mapping[str, str]) -> str:
        """Send the form of a page and return where the answer leads."""
        body = urlencode(dict(answers) | {"csrf_token": token_of(page)})
        location, _ = self._ask("POST", path, HTTPStatus.SEE_OTHER, body)
        return location

    def _ask(self, method: str, path: str, expected: HTTPStatus, body: str | None = None) -> tuple[str, str]:
        self._connection.request(method, path, body, {"Cookie": self.cookies()} | (FORM if body is not None else {}))
        answer = self._connection.getresponse()
        page = answer.read().decode()
        if answer.status != expected:
            raise UnexpectedAnswer(f"{method} {path} was answered with {answer.status}, not {expected.value}")
        for header in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(header).items():
                self._cookies[name] = morsel.value
        return answer.headers.get("Location", ""), page


def token_of(page: str) -> str:
    """Return the token of the form on a page; raises UnexpectedAnswer when there is none."""
    token = _TOKEN.search(page)
    if token is None:
        raise UnexpectedAnswer("no form on the page")
    return token[1]


def sign_in(browser: Browser, person: InventedPerson) -> None:
    """Sign in with PESEL and password, and look at the account: one hash."""
    browser.forget()
    answers = {"login": person.pesel, "password": PASSWORD}
    _expect("/konto", browser.submit("/", browser.get("/"), answers))
    browser.get("/konto")


def register(browser: Browser, person: InventedPerson) -> None:
    """Sign in with PESEL and number, fill the form in, and arrive at the waiting page: two hashes."""
    browser.forget()
    number = person.active_numbers[0].registry_number
    answers = {"login": person.pesel, "password": number}
    _expect("/rejestracja", browser.submit("/", browser.get("/"), answers))
    form = browser.get("/rejestracja")
    answers = ANSWERS | {"email": f"{person.pesel}@example.pl"}
    _expect("/rejestracja/poczta", browser.submit("/rejestracja", form, answers))
    browser.get("/rejestracja/poczta")


def activate(browser: Browser, link: str) -> None:
    """Open the link of a letter, press the button, and arrive at the sign-in page: no hash."""
    browser.forget()
    _expect("/", browser.submit(link, browser.get(link), {}))
    browser.get("/")


def _expect(wanted: str, location: str) -> None:
    if location != wanted:
        raise UnexpectedAnswer(f"led to {location}, not to {wanted}")
