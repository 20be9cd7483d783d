"""A person's phone or computer: talks HTTP over a real line, which may break at any moment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from itertools import count
from typing import Any
from urllib.parse import urlencode

from tests.storm.server import HOST

TIMEOUT_SECONDS = 60
AWAY = 503
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_numbers = count(1)


class LineBrokenError(Exception):
    """The line broke: nobody knows what became of the request."""


class AwayError(Exception):
    """The portal asked to come back later, as it does when its database is away."""


class StrangeAnswerError(AssertionError):
    """The portal gave an answer that nobody should see."""


@dataclass(frozen=True)
class Answer:
    """What came back, whole."""

    status: int
    location: str
    text: str

    @property
    def heading(self) -> str:
        """The text of the h1."""
        found = _HEADING.search(self.text)
        return unescape(found[1]).strip() if found else ""


class Device:
    """One browser at an address of its own: nothing here is about how many come from one place."""

    def __init__(self, port: int) -> None:
        self._port = port
        number = next(_numbers)
        self._source = f"127.{1 + number // 62_500 % 250}.{number // 250 % 250}.{1 + number % 250}"
        self._cookies: dict[str, str] = {}

    def open(self, path: str, data: Mapping[str, Any] | None = None) -> Answer:
        """Send one request; raises LineBrokenError or AwayError."""
        answer = self._ask(path, data)
        if answer.status == AWAY:
            raise AwayError
        return answer

    def submit(self, path: str, answers: Mapping[str, Any]) -> Answer:
        """Open a page and send its form; raises LineBrokenError or AwayError."""
        page = self.open(path)
        token = _TOKEN.search(page.text)
        if page.status != 200 or token is None:
            raise StrangeAnswerError(f"{path} answered {page.status}, {page.heading!r}")
        ticked = {name: "y" if value is True else value for name, value in answers.items()}
        return self.open(path, ticked | {"csrf_token": token[1]})

    def _ask(self, path: str, data: Mapping[str, Any] | None) -> Answer:
        body = urlencode(data) if data is not None else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = HTTPConnection(HOST, self._port, timeout=TIMEOUT_SECONDS, source_address=(self._source, 0))
        try:
            line.request("GET" if body is None else "POST", path, body, headers)
            response = line.getresponse()
            text = response.read().decode()
        except (OSError, HTTPException):
            raise LineBrokenError from None
        finally:
            line.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return Answer(response.status, response.headers.get("Location", ""), text)
