"""Sending what no browser sends, and what must come back whatever it was: a form with errors or a calm page."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app
from werkzeug.wrappers import Request

from tests.browser import Browser, Page, check, watched
from tests.hostile.envelopes import Envelope

# 308: an address with doubled slashes is told without them. 416: a part of a picture that it does not have.
CALM = frozenset({200, 303, 308, 400, 403, 404, 405, 410, 413, 416, 422, 429})
BODILESS = frozenset({"HEAD", "OPTIONS"})


def post(browser: Browser, path: str, envelope: Envelope) -> Page:
    """Send an envelope with the browser's cookies, which the answer may change."""
    builder = EnvironBuilder(path, method="POST", environ_overrides=_environ(envelope))
    with watched(browser.app) as faults:
        page = Page(path, browser.flask.open(builder, buffered=True))
    return calm(page, faults)


def look(browser: Browser, path: str) -> Page:
    """Open a page, whatever it says."""
    with watched(browser.app) as faults:
        page = Page(path, browser.flask.get(path, buffered=True))
    return calm(page, faults)


def send(app: Flask, path: bytes = b"/", method: str = "GET", **environ: str) -> Page:
    """Send a request byte by byte, without a browser; `environ` is what a server would make of its headers."""
    raw: dict[str, Any] = EnvironBuilder("/", method="GET").get_environ()
    address, _, query = path.decode("latin-1").partition("?")
    raw |= {"REQUEST_METHOD": method, "PATH_INFO": address, "QUERY_STRING": query, **environ}
    with watched(app) as faults:
        answer = run_wsgi_app(app, raw, buffered=True)
    page = Page(address, TestResponse(*answer, request=Request(raw)))
    return calm(page, faults, bodiless=method in BODILESS)


def calm(page: Page, faults: list[Exception], *, bodiless: bool = False) -> Page:
    """Fail unless the answer is one that a person can live with."""
    if faults:
        raise AssertionError(f"{page.url!r} failed: {faults[0]!r}") from faults[0]
    assert page.status in CALM, f"{page.url!r} answered {page.status}"
    if not bodiless:
        check(page)
        assert "Traceback" not in page.source
    return page


def cookie_of(browser: Browser) -> str:
    """Return what the browser would send."""
    kept = browser.flask.get_cookie("portal")
    return f"portal={kept.value}" if kept else ""


def _environ(envelope: Envelope) -> Mapping[str, Any]:
    told = {"CONTENT_TYPE": envelope.kind, "CONTENT_LENGTH": str(len(envelope.body)), **envelope.environ}
    return {**told, "wsgi.input": BytesIO(envelope.body)}
